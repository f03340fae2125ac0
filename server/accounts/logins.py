"""Logins of accounts: what each brings, how it is renewed, and how it ends.

A login's refresh token is `cpr_USER:LOGIN:FAMILY.SECRET`. The store has hashes of it alone. The
family is the same as long as the login lasts; the secret is another each time. It is made of the
one before with a key that only the store has: who renews twice with one token, as two tabs do, is
given the same next one; who has an old token can't tell what follows it.
"""

import base64
import hashlib
import hmac
import re
import secrets
import time
from collections.abc import Sequence

import msgspec
from starlette.requests import Request
from starlette.types import Scope

from protocol.catalogue import Text
from protocol.errors import NotSignedIn
from server.admission.recording import Recorder
from server.admission.tokens import Grant, Identity, Tokens
from server.settings.accounts import AccountSettings
from server.settings.plans import PLANS, Plan
from store.accounts import logins as kept
from store.accounts.accounts import Accounts
from store.accounts.types import Account, Family, Login

BYTES = 32
"""256 bits, of each secret."""

_TOKEN = re.compile(
    r"cpr_([A-Za-z0-9][A-Za-z0-9._-]{0,63}):([A-Za-z0-9_-]{1,32}):([A-Za-z0-9_-]{43})\.([A-Za-z0-9_-]{43})"
)

MOST_AGENT = 200


class Tokened(msgspec.Struct, frozen=True):
    """What a login brings: an access token, the refresh token that comes after the one before, and
    for how many seconds that is good at most."""

    grant: Grant
    refresh: str
    refresh_s: int


class From(msgspec.Struct, frozen=True):
    """From where somebody asks: their address, their program, the ASGI scope of their request."""

    address: str
    agent: str
    scope: Scope | None = None

    @classmethod
    def of(cls, request: Request) -> "From":
        """From where a request comes."""
        address = request.client.host if request.client else ""
        return cls(address, request.headers.get("user-agent", ""), request.scope)


class _Refresh(msgspec.Struct, frozen=True):
    """A refresh token, taken apart."""

    user: str
    login: str
    family: str
    secret: str

    @classmethod
    def of(cls, token: str) -> "_Refresh | None":
        """Of a token; None for what is none."""
        found = _TOKEN.fullmatch(token) if len(token) < 300 else None
        return cls(*found.groups()) if found else None

    def __str__(self) -> str:
        return f"cpr_{self.user}:{self.login}:{self.family}.{self.secret}"

    def next(self, chain: bytes) -> "_Refresh":
        """The one that follows it."""
        return msgspec.structs.replace(
            self, secret=_text(hmac.digest(chain, self.secret.encode(), "sha256"))
        )


class Logins:
    """The logins of all accounts."""

    def __init__(
        self,
        accounts: Accounts,
        logins: kept.Logins,
        tokens: Tokens,
        settings: AccountSettings,
        recorder: Recorder,
    ) -> None:
        self._accounts = accounts
        self._logins = logins
        self._tokens = tokens
        self._settings = settings
        self._recorder = recorder

    async def begin(self, account: Account, origin: From) -> Tokened | None:
        """Begin a login; None where the account was deleted, or its password changed, meanwhile."""
        id = secrets.token_urlsafe(12)
        chain = secrets.token_bytes(BYTES)
        token = _Refresh(
            account.id, id, _text(secrets.token_bytes(BYTES)), _text(secrets.token_bytes(BYTES))
        )
        ended = await self._logins.open(
            account.id,
            id,
            password=account.password_hash,
            family=Family(_hash(token.family), chain),
            refresh=_hash(str(token)),
            address=origin.address,
            agent=origin.agent[:MOST_AGENT],
            lasts_ms=self._settings.login_seconds * 1000,
            idle_ms=self._settings.login_idle_seconds * 1000,
        )
        if ended is None:
            return None
        if ended:
            await self._accounts.note(*(f"login {one}" for one in ended))
        return self._tokened(account, token, int(time.time()))

    async def renew(self, text: str, origin: From) -> tuple[Account, Tokened]:
        """A new access token, and the next refresh token. Raises NotSignedIn.

        A token of the login that is older than the last is a thief's, or its owner's after a thief:
        the login ends.
        """
        token = _Refresh.of(text)
        family = await self._logins.family(token.user, token.login) if token else None
        account = await self._accounts.get(token.user) if token and family else None
        if not token or not family or not account or not _same(family.hash, _hash(token.family)):
            raise NotSignedIn(Text("errors.not_signed_in.ended"))
        following = token.next(family.chain)
        came = await self._logins.rotate(
            token.user,
            token.login,
            _hash(text),
            _hash(str(following)),
            grace_ms=self._settings.refresh_grace_seconds * 1000,
            idle_ms=self._settings.login_idle_seconds * 1000,
        )
        if came.status == "reused":
            await self._accounts.note(f"login {token.login}")
            self._recorder.record(
                "refresh_reused",
                user=token.user,
                scope=origin.scope,
                outcome="refused",
                login=token.login,
            )
        if came.status in ("reused", "ended"):
            raise NotSignedIn(Text("errors.not_signed_in.ended"))
        return account, self._tokened(account, following, came.created // 1000)

    def _tokened(self, account: Account, token: _Refresh, since: int) -> Tokened:
        grant = self._tokens.account(token.user, token.login, plan_of(account), since)
        lasts = round(grant.identity.lasts_until()) - int(time.time())
        return Tokened(grant, str(token), min(lasts, self._settings.login_idle_seconds))

    async def end(self, identity: Identity, id: str, origin: From) -> bool:
        """End a login of the caller's; whether there was one."""
        await self._accounts.note(f"login {id}")
        ended = await self._logins.end(identity.user, id)
        if ended:
            self._recorder.record(
                "logout", user=identity.user, scope=origin.scope, outcome="ok", login=id
            )
        return ended

    async def end_of(self, text: str, origin: From) -> None:
        """End the login that a refresh token is of, whichever of its tokens."""
        token = _Refresh.of(text)
        family = await self._logins.family(token.user, token.login) if token else None
        if token and family and _same(family.hash, _hash(token.family)):
            await self.end(Identity(token.user, False, 0.0), token.login, origin)

    async def of(self, identity: Identity) -> Sequence[Login]:
        """The logins of the caller, the newest first."""
        return await self._logins.listed(identity.user)


def login_of(text: str) -> str:
    """The login that a refresh token says that it is of; '' for what is none."""
    token = _Refresh.of(text)
    return token.login if token else ""


def plan_of(account: Account) -> Plan:
    """The plan of an account; the least where it has one that is not known any more."""
    found = [plan for plan in PLANS if plan == account.plan]
    return found[0] if found and account.plan != "guest" else "free"


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).hexdigest().encode()


def _same(one: bytes, other: bytes) -> bool:
    return hmac.compare_digest(one, other)


def _text(secret: bytes) -> str:
    return base64.urlsafe_b64encode(secret).rstrip(b"=").decode()
