"""The audit: security events and acts on accounts, in an append-only stream, with nobody's name.

A person goes by a hash that is keyed with the `auditKey` of their account, or, of a guest, with a
key that is kept beside what they have. Whoever has the key finds their entries (`careerpilot
audit`); when they are deleted it is gone, and their entries are nobody's any more. Addresses,
logins and keys of an API go by the same key, those of strangers by one that is thrown away after a
week.
"""

import asyncio
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Literal, get_args

from starlette.types import Scope

from protocol.errors import CareerPilotError, RemoteProtocolError
from server.logs import get_logger
from server.settings.plans import PLANS
from store.audit.audit import AuditLog

EVENTS = {
    "sign_up": "Somebody has made an account, or was refused: the address is taken.",
    "login": "Somebody has signed in, or was refused.",
    "refresh_reused": "A refresh token came for the second time: its login has ended.",
    "logout": "A login was ended.",
    "password_changed": "A password was changed.",
    "password_refused": "Who is signed in was to show that they know the password, and did not.",
    "password_reset": "A password was set by a link that an operator made.",
    "reset_made": "An operator has made a link that sets a password anew.",
    "key_made": "An API key was made.",
    "key_deleted": "An API key was deleted.",
    "key_refused": "An API key that is unknown, has ended or lacks a scope.",
    "ticket_refused": "A ticket that is unknown, was used, or is for something else.",
    "plan_changed": "An operator has given a user another plan.",
    "data_moved": "What a guest had went to an account.",
    "data_exported": "Somebody has taken out all that is theirs.",
    "account_deleted": "Somebody is deleted, with all that was theirs.",
    "origin_refused": "A page of another origin, or a request with the cookie that names none.",
    "limit_reached": "Somebody was refused by a limit; `code` says which kind of.",
}
"""Every event that is written down, and what it means. Others are not."""

SAMPLE_S = 60.0
"""What is refused somebody can have happen as often as they like: of one and the same only the
first in so many seconds is written down, and the next says how many there were since (`count`)."""
MOST_SAMPLED = 10_000
"""So many that were seen in the last minute are remembered."""
MOST_WAITING = 1_000
"""So many events wait to be written; what comes then is lost, which the log says."""
CLOSE_S = 2.0
DIGITS = 32
KEY_BYTES = 32

Outcome = Literal["ok", "refused"]
OUTCOMES = get_args(Outcome)
REFUSED = "refused"

_HASHED = frozenset({"key", "login", "email"})
"""Facts that could tell who it was: they go by the same key as the user."""

_CODES = frozenset(error.code for error in RemoteProtocolError.__subclasses__())

_WORDS: Mapping[str, frozenset[str]] = {
    "plan": frozenset(PLANS),
    "before": frozenset(PLANS),
    "code": _CODES,
}
"""Facts that are one of these words."""

log = get_logger(__name__)


class Audit:
    """A `server.admission.recording.Recorder` that writes events down, in the background.

    `close` writes what waits.
    Of about `most` events the newest are kept; 0: none is written. A guest's key is kept for
    `guest_ms` from when it was made. `clock` is in seconds.
    """

    def __init__(
        self,
        store: AuditLog,
        most: int,
        guest_ms: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._most = most
        self._guest_ms = guest_ms
        self._clock = clock
        self._seen: dict[tuple[str, str, str], tuple[float, int]] = {}
        self._waiting: set[asyncio.Task[None]] = set()
        self._turn = asyncio.Lock()

    def record(
        self, event: str, *, user: str, scope: Scope | None, outcome: Outcome, **facts: Any
    ) -> None:
        """Write it down a little later, in the order of the calls.

        `facts` are those of which the names are known here; of them and of `scope`, from which the
        address is taken, nothing stays that could tell who it was. Never raises.
        """
        try:
            self._record(event, user, scope, outcome, facts)
        except Exception:
            # Without the trace: what was given may stand in what the exception says.
            log.error("audit_failed", audited=event if event in EVENTS else "?")  # noqa: TRY400

    def _record(
        self, event: str, user: str, scope: Scope | None, outcome: str, facts: Mapping[str, Any]
    ) -> None:
        if not self._most or event not in EVENTS or outcome not in OUTCOMES:
            return
        address = _address(scope)
        who = user or address
        count = self._sampled(event, who, str(facts.get("code", ""))) if outcome == REFUSED else 1
        if not count:
            return
        if len(self._waiting) >= MOST_WAITING:
            log.error("audit_lost", audited=event)
            return
        entry = {"event": event, "outcome": outcome}
        if count > 1:
            entry["count"] = str(count)
        for name, words in _WORDS.items():
            if facts.get(name) in words:
                entry[name] = str(facts[name])
        hashed = {name: str(facts[name]) for name in sorted(_HASHED & facts.keys()) if facts[name]}
        if address:
            hashed["from"] = address
        task = asyncio.get_running_loop().create_task(self._write(entry, user, hashed))
        self._waiting.add(task)
        task.add_done_callback(self._waiting.discard)

    def _sampled(self, event: str, who: str, code: str) -> int:
        """For how many events this one stands; 0: it is not written down."""
        now, name = self._clock(), (event, who, code)
        since, missed = self._seen.pop(name, (-SAMPLE_S, 0))
        is_new = now - since >= SAMPLE_S
        while len(self._seen) >= MOST_SAMPLED:
            del self._seen[next(iter(self._seen))]
        self._seen[name] = (now, 0) if is_new else (since, missed + 1)
        return missed + 1 if is_new else 0

    async def _write(self, entry: dict[str, str], user: str, hashed: Mapping[str, str]) -> None:
        try:
            async with self._turn:
                key = await self._key(entry["event"], user)
                if user:
                    entry["who"] = named(key, user)
                entry |= {name: named(key, value) for name, value in hashed.items()}
                await self._store.add(entry, self._most)
        except CareerPilotError:
            log.error("audit_lost", audited=entry["event"])  # noqa: TRY400 - Redis is away

    async def _key(self, event: str, user: str) -> bytes:
        new = secrets.token_bytes(KEY_BYTES)
        if not user:
            return await self._store.key_of_day(datetime.now(UTC).date().isoformat(), new)
        if event == "account_deleted":
            # There may be nothing left of them, and nothing new is to come of this.
            return await self._store.key_of(user) or new
        return await self._store.key_of(user, new, self._guest_ms) or new

    async def close(self) -> None:
        """Wait until all is written that was recorded, for a while at most."""
        if self._waiting:
            await asyncio.wait(self._waiting, timeout=CLOSE_S)


def named(key: bytes, what: str) -> str:
    """What a user, an address or the like is called by who has the key."""
    return hmac.new(key, what.encode(errors="replace"), hashlib.sha256).hexdigest()[:DIGITS]


def _address(scope: Scope | None) -> str:
    client = scope.get("client") if scope else None
    return str(client[0]) if client else ""
