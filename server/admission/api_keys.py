"""API keys: how they are made, written and told apart; who shows one is its user, with its scopes.

A key is `cp_`, eight characters by which people recognise it, 256 random bits and a checksum, all
in base 62. It is shown once. What is kept is its SHA-256: of that many random bits nobody finds
what they were, so that nothing slower is needed.
"""

import binascii
import hashlib
import math
import secrets
import string
import time
import uuid
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, cast, get_args

from protocol.catalogue import Text
from protocol.errors import (
    Forbidden,
    NotFound,
    NotSignedIn,
    QuotaExceeded,
    RateLimited,
    Unavailable,
)
from server.admission.credentials import API_KEY_START
from server.admission.rate_limits import TokenBucket
from server.admission.scopes import Scope
from server.admission.tokens import Identity
from server.settings.plans import Plan
from store.api_keys.api_keys import ApiKeys as Stored
from store.api_keys.types import ApiKey, Kept, Owned
from store.rate_limits.rate_limits import RateLimits
from store.rate_limits.types import RateLimit

MOST: Final = 20
"""So many keys a user may have."""

MOST_KNOWN: Final = 10_000
"""So many keys a worker knows by heart."""

USED_MS: Final = 60_000
"""How often it is noted that a key is used."""

_LETTERS = string.digits + string.ascii_uppercase + string.ascii_lowercase
_SHOWN, _SECRET, _SUM = 8, 43, 6
"""The least digits of base 62 that hold 256 and 32 bits are 43 and 6."""

Note = Callable[[str], Awaitable[None]]
"""Is told the id of a key that is no longer valid."""


async def no_note(key: str) -> None:
    """Tell nobody."""


@dataclass(slots=True)
class _Known:
    """A key that was looked up, until when that counts, and when its use was last noted."""

    owned: Owned
    until: float
    noted: float
    bucket: TokenBucket | None


class ApiKeys:
    """The API keys of all users, as one worker knows them.

    What was looked up counts for `known_s` seconds: for so long a key that was deleted elsewhere is
    still valid here. Then it has to be looked up, and while Redis is away there is no answer.
    """

    def __init__(
        self, stored: Stored, limits: RateLimits, known_s: float, note: Note = no_note
    ) -> None:
        self._stored = stored
        self._limits = limits
        self._known_s = known_s
        self._note = note
        self._known: OrderedDict[str, _Known] = OrderedDict()

    async def check(self, text: str) -> Identity:
        """Who shows this key.

        Raises NotSignedIn, RateLimited where the key has a limit and is beyond it, Unavailable.
        """
        if not is_written_well(text):
            raise NotSignedIn(Text("errors.not_signed_in.api_key"))
        known = await self._look(hash_of(text))
        if known is None:
            raise NotSignedIn(Text("errors.not_signed_in.api_key"))
        identity = _identity(known.owned)
        if time.time() >= identity.expires_at:
            raise NotSignedIn(Text("errors.not_signed_in.api_key_ended"))
        await self._count(known)
        await self._use(known)
        return identity

    async def _look(self, hash: str) -> _Known | None:
        """The key with that hash, by heart or by a look into the store."""
        now = time.monotonic()
        known = self._known.get(hash)
        if known is not None and now < known.until:
            return known
        owned = await self._stored.find(hash)
        if owned is None:
            self._known.pop(hash, None)
            return None
        if known is None:
            most = owned.key.per_minute
            bucket = TokenBucket(most / 60, most, now) if most else None
            known = self._known[hash] = _Known(owned, 0.0, -math.inf, bucket)
        known.owned, known.until = owned, now + self._known_s
        self._known.move_to_end(hash)
        if len(self._known) > MOST_KNOWN:
            self._known.popitem(last=False)
        return known

    async def _count(self, known: _Known) -> None:
        """Take a request from the key's own limit, over all workers. Raises RateLimited."""
        key = known.owned.key
        if key.per_minute is None or known.bucket is None:
            return
        limit = RateLimit("requests", key.per_minute / 60, key.per_minute)
        try:
            wait_ms = await self._limits.take(f"key:{key.id}", [limit])
        except Unavailable:
            wait_ms = known.bucket.take(time.monotonic())
        if wait_ms:
            raise RateLimited(Text("errors.rate_limited.api_key"), retry_ms=wait_ms)

    async def _use(self, known: _Known) -> None:
        """Note that the key is used, now and then."""
        now = time.monotonic()
        if now - known.noted < USED_MS / 1000:
            return
        known.noted = now
        with suppress(Unavailable):
            owned = known.owned
            await self._stored.use(owned.user, owned.key.id, _now_ms(), USED_MS)

    async def make(
        self,
        identity: Identity,
        name: str,
        scopes: Sequence[Scope],
        expires_at: int | None,
        per_minute: int | None,
    ) -> tuple[ApiKey, str]:
        """A new key of this user, and what is to be shown for it.

        Raises Forbidden for a guest, QuotaExceeded for who has MOST, Unavailable.
        """
        if identity.guest:
            raise Forbidden(Text("errors.forbidden.guests_keys"))
        text = new_text()
        key = ApiKey(
            id=str(uuid.uuid4()),
            name=name,
            prefix=text[: len(API_KEY_START) + _SHOWN],
            hash=hash_of(text),
            scopes=tuple(scopes),
            created_at=_now_ms(),
            expires_at=expires_at,
            per_minute=per_minute,
            plan=identity.plan,
        )
        if not await self._stored.add(identity.user, key, MOST):
            raise QuotaExceeded(Text("errors.quota_exceeded.api_keys", most=MOST))
        return key, text

    async def of(self, identity: Identity) -> list[Kept]:
        """Those that the user has, newest first. Raises Unavailable."""
        return await self._stored.of(identity.user)

    async def delete(self, identity: Identity, id: str) -> None:
        """Delete one of the user's. Raises NotFound, Unavailable.

        All workers are told first: what is cut off in between can be done again.
        """
        if not await self._stored.has(identity.user, id):
            raise NotFound(Text("errors.not_found.api_key"))
        await self._note(id)
        await self._stored.delete(identity.user, id)
        self._forget(id)

    def _forget(self, id: str) -> None:
        for hash in [hash for hash, known in self._known.items() if known.owned.key.id == id]:
            del self._known[hash]


def new_text() -> str:
    """A new key."""
    shown = "".join(secrets.choice(_LETTERS) for _ in range(_SHOWN))
    start = API_KEY_START + shown + _digits(secrets.randbits(256), _SECRET)
    return start + _sum_of(start)


def is_written_well(text: str) -> bool:
    """Whether a text may be a key: what is mistyped or cut is told without a look anywhere."""
    if len(text) != len(API_KEY_START) + _SHOWN + _SECRET + _SUM:
        return False
    start, check = text[:-_SUM], text[-_SUM:]
    return text.isascii() and text.startswith(API_KEY_START) and _sum_of(start) == check


def hash_of(text: str) -> str:
    """By which a key is known."""
    return hashlib.sha256(text.encode()).hexdigest()


def _sum_of(start: str) -> str:
    return _digits(binascii.crc32(start.encode()), _SUM)


def _digits(number: int, count: int) -> str:
    found = ""
    for _ in range(count):
        number, digit = divmod(number, len(_LETTERS))
        found = _LETTERS[digit] + found
    return found


def _identity(owned: Owned) -> Identity:
    key = owned.key
    plan = owned.plan or key.plan
    return Identity(
        owned.user,
        False,
        math.inf if key.expires_at is None else key.expires_at / 1000,
        key.created_at / 1000,
        key=key.id,
        scopes=frozenset(cast("tuple[Scope, ...]", key.scopes)),
        plan=cast(Plan, plan) if plan in get_args(Plan) else "free",
    )


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
