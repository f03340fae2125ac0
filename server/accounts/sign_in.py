"""Signing up, signing in, and changing a password."""

import hashlib
import re
import secrets
import unicodedata
import uuid
from typing import Protocol

from protocol.catalogue import Text
from protocol.errors import Forbidden, Malformed, NotSignedIn, Taken, Unavailable
from server.accounts.attempts import Attempts
from server.accounts.emails import parse
from server.accounts.logins import From, Logins, Tokened
from server.accounts.passwords import Passwords
from server.accounts.profiles import is_name
from server.admission.newcomers import Newcomers
from server.admission.recording import Outcome, Recorder
from server.admission.tokens import USER_ID, Identity
from server.logs import get_logger
from store.accounts.accounts import Accounts
from store.accounts.keeping import Keeping
from store.accounts.types import Account

RESET_S = 3600
"""So long a link is good that sets a forgotten password anew."""

AUDIT_KEY_BYTES = 32

NOBODY = "nobody"
"""A user whom nobody can become: ours begin with `g-` and `u-`, others' with a name and a dot."""

MOST_LINK = 200

USER = re.compile(USER_ID)

log = get_logger(__name__)


class Mover(Protocol):
    """Moves what a guest has to an account."""

    async def move(self, guest: str, user: str) -> object:
        """Move all of it; what was moved already, or is another's, is left. Whatever a crash leaves
        undone is done later.
        """
        ...


class SignIn:
    """Makes accounts, and lets people into theirs.

    A guest who signs up is the same user from then on, with all that they have; what a guest has
    who signs in is moved. Their tokens, which last at most `guest_s` seconds, end.
    """

    def __init__(
        self,
        accounts: Accounts,
        keeping: Keeping,
        logins: Logins,
        passwords: Passwords,
        attempts: Attempts,
        newcomers: Newcomers,
        *,
        recorder: Recorder,
        mover: Mover,
        takes_new: bool,
        guest_s: int,
    ) -> None:
        self._accounts = accounts
        self._keeping = keeping
        self._logins = logins
        self._passwords = passwords
        self._attempts = attempts
        self._newcomers = newcomers
        self._recorder = recorder
        self._mover = mover
        self._takes_new = takes_new
        self._guest_ms = guest_s * 1000

    async def sign_up(
        self, text: str, password: str, name: str, language: str, guest: str | None, origin: From
    ) -> tuple[Account, Tokened]:
        """Make an account, and begin a login of it; of the `guest` who asks, if one does.

        Raises Forbidden where nobody may, Malformed for what can't be an address or is no password
        to choose, Taken where somebody has the address, and RateLimited.
        """
        if not self._takes_new:
            raise Forbidden(Text("errors.forbidden.no_sign_up"))
        email = parse(text)
        name = unicodedata.normalize("NFC", name).strip()
        if not is_name(name):
            raise Malformed(Text("errors.malformed.me", field="name"))
        await self._passwords.check_new(password, _own(email.shown, name))
        await self._newcomers.admit_sign_in(origin.address)
        user = guest or f"u-{uuid.uuid4()}"
        hash = await self._passwords.hash(password)
        fields: dict[str, str | bytes] = {
            "id": user, "email": email.shown, "name": name, "language": language, "country": "",
            "timeZone": "", "settings": "", "plan": "free", "passwordHash": hash,
            "auditKey": secrets.token_bytes(AUDIT_KEY_BYTES),
        }  # fmt: skip
        made = await self._accounts.make(
            user, email.hash, fields=list(fields.items()), newcomer=guest is not None
        )
        account = await self._accounts.get(user) if made == "made" else None
        tokened = await self._logins.begin(account, origin) if account else None
        if account is None or tokened is None:
            self._record("sign_up", user if guest else "", origin, ok=False)
            raise Taken(Text("errors.taken.email"))
        await self._accounts.confirm(user, email.hash, guest=guest is not None)
        if guest is not None:
            await self._keep(user)
        self._record("sign_up", user, origin, ok=True)
        return account, tokened

    async def _keep(self, user: str) -> None:
        try:
            await self._keeping.keep(user)
        except Unavailable:
            log.warning("newcomer_not_kept_yet", user=user)  # it is done a moment later

    async def sign_in(
        self, text: str, password: str, guest: str | None, origin: From
    ) -> tuple[Account, Tokened]:
        """Begin a login of an account. What the `guest` has who asks is moved there.

        Raises NotSignedIn, by which nobody learns whether there is such an account, Malformed for
        what can't be an address, and RateLimited.
        """
        email = parse(text)
        await self._newcomers.admit_sign_in(origin.address)
        await self._attempts.admit(email.hash, origin.address)
        # The same steps for an account that there is none of, with one that has no password.
        user = await self._accounts.user_of(email.hash)
        account = await self._accounts.get(user or NOBODY)
        right = await self._passwords.check(account.password_hash if account else None, password)
        tokened = None
        if account is not None and right:
            account = await self._rehashed(account, password)
            tokened = await self._logins.begin(account, origin)
        if account is None or tokened is None:
            self._record("login", user, origin, ok=False)
            raise NotSignedIn(Text("errors.not_signed_in.wrong"))
        self._record("login", user, origin, ok=True)
        if guest is not None and guest != user:
            await self._move(guest, user)
            self._record("data_moved", user, origin, ok=True)
        return account, tokened

    async def _rehashed(self, account: Account, password: str) -> Account:
        """The account, its password hashed anew where the parameters were raised."""
        if not self._passwords.is_outdated(account.password_hash):
            return account
        new = await self._passwords.hash(password)
        await self._accounts.rehash(account.id, account.password_hash, new)
        return await self._accounts.get(account.id) or account

    async def _move(self, guest: str, user: str) -> None:
        """Move what a guest has, then end their tokens, then move what came in between."""
        await self._mover.move(guest, user)
        await self._accounts.end_guest(guest, self._guest_ms)
        await self._mover.move(guest, user)

    async def change_password(
        self, identity: Identity, current: str, new: str, origin: From
    ) -> None:
        """Set another password, and end all logins but this one.

        Raises Forbidden where the `current` one is wrong, or the caller has no account, Malformed
        for one that is not to be chosen, and RateLimited.
        """
        account = await self.account_of(identity)
        await self._passwords.check_new(new, _own(account.email, account.name))
        await self.prove(account, current, origin)
        hash = await self._passwords.hash(new)
        known, stays = account.password_hash, identity.login
        if not await self._accounts.set_password(account.id, hash, known=known, stays=stays):
            raise Forbidden(Text("errors.forbidden.wrong_password"))
        self._record("password_changed", account.id, origin, ok=True)

    async def prove(self, account: Account, password: str, origin: From) -> None:
        """Have an account's owner show that they know its password. Raises Forbidden where they do
        not, and RateLimited.
        """
        await self._attempts.admit(parse(account.email).hash, origin.address)
        if not await self._passwords.check(account.password_hash, password):
            self._record("password_refused", account.id, origin, ok=False)
            raise Forbidden(Text("errors.forbidden.wrong_password"))

    async def find(self, identity: Identity) -> Account | None:
        """The caller's account, if they have one."""
        return None if identity.guest else await self._accounts.get(identity.user)

    async def account_of(self, identity: Identity) -> Account:
        """The caller's account. Raises Forbidden for who has none."""
        account = await self.find(identity)
        if account is None:
            raise Forbidden(Text("errors.forbidden.no_account"))
        return account

    async def reset_password(self, token: str, new: str, origin: From) -> None:
        """Set a forgotten password anew by what a link has, once; all logins end.

        Raises NotSignedIn where it is not good, or no longer, and Malformed for a password that is
        not to be chosen.
        """
        await self._newcomers.admit_sign_in(origin.address)
        user, hash = _of_link(token)
        account = None
        if await self._accounts.may_reset(user, hash):
            account = await self._accounts.get(user)
        if account is None:
            raise NotSignedIn(Text("errors.not_signed_in.link"))
        await self._passwords.check_new(new, _own(account.email, account.name))
        if not await self._accounts.set_password(user, await self._passwords.hash(new), by=hash):
            raise NotSignedIn(Text("errors.not_signed_in.link"))
        self._record("password_reset", user, origin, ok=True)

    def _record(self, event: str, user: str, origin: From, *, ok: bool) -> None:
        outcome: Outcome = "ok" if ok else "refused"
        self._recorder.record(event, user=user, scope=origin.scope, outcome=outcome)


async def new_link(accounts: Accounts, user: str) -> str:
    """What a link has that sets a user's password anew, once, within RESET_S; none before does."""
    secret = secrets.token_urlsafe(32)
    token = f"{user}:{secret}"
    await accounts.start_reset(user, _hash(token), RESET_S * 1000)
    return token


def _of_link(token: str) -> tuple[str, str]:
    """The user that a link's token is of, and its hash."""
    user = token.partition(":")[0]
    known = len(token) <= MOST_LINK and USER.fullmatch(user)
    return (user, _hash(token)) if known else (NOBODY, "none")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _own(email: str, name: str) -> tuple[str, ...]:
    """Words that somebody who guesses a password tries first."""
    return email, email.partition("@")[0], *([name] if name else [])
