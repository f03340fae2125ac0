"""Admission control of commands, over whichever transport: checked, made durable, acknowledged."""

import time
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from functools import partial
from typing import Any, Literal

import msgspec

from agents.errors import NO_MESSAGE, InvalidInput
from agents.kind.kind import Kind
from agents.kind.options import alone, check_options, spoken
from agents.kind.references import Stored, documents_of, references
from protocol.catalogue import Text, told
from protocol.codec import MAX_CLIENT_FRAME, encode_command, encode_content
from protocol.commands import (
    EDIT,
    Command,
    FirstMessage,
    Message,
    Start,
    message_of,
    name_of,
)
from protocol.errors import (
    Conflict,
    Malformed,
    NotAllowed,
    NotFound,
    QuotaExceeded,
    RateLimited,
    RemoteProtocolError,
    SessionFull,
    StorageFull,
    TooLarge,
    Unavailable,
)
from protocol.frames import AckStatus
from server.admission.rate_limits import Buckets
from server.admission.scopes import Scope, may, out_of_scope
from server.admission.tokens import Identity
from server.http.languages import current_language
from server.http.requests import NO_SESSION
from server.limits.limits import Limits, wanted
from server.limits.standing import NOTHING, note
from server.runs.library_service import unknown
from server.runs.worker import Worker
from server.settings.sections import LimitSettings
from store.errors import StoreFull
from store.quotas.types import Refusal

ABUSE_FACTOR = 10
"""Who goes on at this many times the allowed rate of commands is disconnected."""

FULL_MS = 60_000
"""When to try again where the storage is full: what people delete, and what ends by itself, makes
room."""


def now_ms() -> int:
    """Milliseconds since the Unix epoch."""
    return time.time_ns() // 1_000_000


class Admission:
    """The one place that decides whether a caller's command is taken.

    `guest_session_s` is how long a guest's session is kept after its last run, in seconds, and
    `guest_providers` whom those may choose to be answered by who may not choose any.
    """

    def __init__(
        self,
        worker: Worker,
        limits: LimitSettings,
        guest_session_s: int,
        guest_providers: Collection[str],
        plans: Limits,
    ) -> None:
        self._worker = worker
        self._plans = plans
        self._guest_providers = guest_providers
        self._guest_session_s = guest_session_s
        rate, burst = limits.commands_per_second, limits.commands_burst
        self._buckets = Buckets(rate, burst)
        self._abuse = Buckets(rate * ABUSE_FACTOR, burst * ABUSE_FACTOR)
        self._bytes = Buckets(limits.command_bytes_per_second, limits.command_bytes_burst)

    def abusive(self, identity: Identity) -> bool:
        """Whether a caller who was told to wait goes on far too fast."""
        return self._abuse.take(identity.user, time.monotonic()) > 0

    async def submit(
        self,
        session: str,
        identity: Identity,
        command: Command,
        address: str = "",
        *,
        answered: bool = True,
    ) -> AckStatus:
        """Make a command durable, once. The answer to tell its sender.

        `address` is where it comes from, "" where that is not known.
        `answered` says whether somebody is there who could answer a question (`options.clarify`,
        where a start leaves that open). It is no part of what the command says.

        Raises RateLimited, Forbidden for an API key that may not, NotAllowed (with what is
        allowed), NotFound, Conflict, Malformed for a `start` whose input or options do not fit and
        for what names something that the caller has not stored, TooLarge, SessionFull,
        QuotaExceeded, StorageFull, and Unavailable while Redis is away. Where nothing has begun,
        nothing was taken of the limits of a plan.
        """
        wait_ms = self._buckets.take(identity.user, time.monotonic())
        if wait_ms:
            raise RateLimited(Text("errors.rate_limited.commands"), retry_ms=wait_ms)
        _check_scope(identity, "sessions:write")
        raw = _raw(command)
        self._admit_bytes(identity, len(raw))
        try:
            if isinstance(command, Start):
                start = self._checked(session, identity, command, raw, answered)
                return await self._limited(session, identity, command, address, start)
            queue = partial(self._queue, session, identity, command, raw)
            return await self._limited(session, identity, command, address, queue)
        except StoreFull:
            raise _refused("storage") from None

    async def _limited(
        self,
        session: str,
        identity: Identity,
        command: Command,
        address: str,
        begin: Callable[[], Awaitable[AckStatus]],
    ) -> AckStatus:
        """Have it begun by who may begin it. What was taken for it is given back where it does not
        begin; while nobody knows whether it has, it counts.
        """
        standing = await self._plans.take(identity, address, wanted(command, session))
        try:
            status = await begin()
        except RemoteProtocolError as error:
            note(NOTHING)
            if standing.local or not isinstance(error, Unavailable):
                await self._plans.give_back(standing)
            raise
        if status == "duplicate":
            await self._plans.give_back(standing)
        return status

    def _admit_bytes(self, identity: Identity, size: int) -> None:
        wait_ms = self._bytes.take(identity.user, time.monotonic())
        if wait_ms:
            raise RateLimited(Text("errors.rate_limited.bytes"), retry_ms=wait_ms)
        self._bytes.charge(identity.user, size - 1)

    def _checked(
        self, session: str, identity: Identity, command: Start, raw: bytes, answered: bool
    ) -> Callable[[], Awaitable[AckStatus]]:
        """What begins a session, of a start that fits its kind. Raises Malformed."""
        kind = self._kind(command.kind)
        try:
            parsed = kind.parse_input(command.input)
        except InvalidInput as exc:
            raise Malformed(Text("errors.malformed.input", reason=exc.text)) from exc
        try:
            listed = self._plans.of(identity).providers == "listed"
            providers = self._guest_providers if listed else None
            check_options(command.options, providers=providers)
        except InvalidInput as exc:
            raise Malformed(Text("errors.malformed.options", reason=exc.text)) from exc
        options = command.options or {} if answered else alone(command.options)
        return partial(self._start, session, identity, command, raw, kind, parsed, options)

    async def _start(
        self,
        session: str,
        identity: Identity,
        command: Start,
        raw: bytes,
        kind: Kind,
        parsed: msgspec.Struct,
        options: Mapping[str, Any],
    ) -> AckStatus:
        words = command.message
        lacking = await self._lacking(identity, command, parsed)
        language = spoken(parsed, options) or current_language()
        created = await self._worker.store.sessions.create(
            session,
            identity.user,
            kind.name,
            msgspec.json.encode(parsed, order="sorted"),
            msgspec.json.encode(options, order="sorted"),
            title=told(kind.title_for(parsed), language),
            command_id=command.id,
            raw=raw,
            now_ms=now_ms(),
            ttl_ms=self._guest_session_s * 1000 if identity.guest else None,
            version=kind.version,
            message_id=words.id if words else "",
            content=encode_content(command),
            message_content=_said_later(words) if words else b"",
            unknown=bool(lacking),
            full=self._worker.durability.full,
            language=current_language(),
            plan=identity.plan,
        )
        if created.status == "foreign":
            raise NotFound(NO_SESSION)
        if created.status == "conflict":
            raise Conflict(Text("errors.conflict.session"))
        if created.status == "exists":
            return "duplicate"
        if created.status == "unknown":
            raise _unknown(lacking)
        if created.status != "created":
            raise _refused(created.status)
        self._worker.ensure_actor(session)
        return "accepted"

    async def _queue(
        self, session: str, identity: Identity, command: Command, raw: bytes
    ) -> AckStatus:
        name = name_of(command)
        lacking = await self._lacking(identity, command)
        answer = await self._worker.store.sessions.submit(
            session,
            identity.user,
            command.id,
            name,
            raw,
            now_ms(),
            encode_content(command),
            guest=identity.guest,
            unknown=bool(lacking),
            full=self._worker.durability.full,
            plan=identity.plan,
        )
        if answer.status == "missing":
            raise NotFound(NO_SESSION)
        if answer.status == "conflict":
            raise Conflict(Text("errors.conflict.command"))
        if answer.status == "reserved":
            raise Conflict(Text("errors.conflict.message"))
        if answer.status == "rejected":
            # How a retry may be done is not one more thing to do.
            allowed = [name for name in answer.allows.split() if name != EDIT]
            why = NO_MESSAGE if name == EDIT else Text("errors.not_allowed.now", command=name)
            raise NotAllowed(why, details={"allowed": allowed})
        if answer.status == "unknown":
            raise _unknown(lacking)
        if answer.status == "full":
            raise RateLimited(Text("errors.rate_limited.inbox"), retry_ms=1000)
        if answer.status != "accepted" and answer.status != "duplicate":
            raise _refused(answer.status)
        if answer.worker in (None, self._worker.id):
            self._worker.ensure_actor(session)
        return answer.status

    async def _lacking(
        self, identity: Identity, command: Command, given: msgspec.Struct | None = None
    ) -> list[str]:
        """The ids that the command names, by its message or a start's input, and that are not the
        caller's. Raises Forbidden for an API key that may see nothing of what the user keeps.
        """
        said = message_of(command)
        documents = (said.documents or []) if said else []
        stored: list[Stored] = []
        if given:
            stored, documents = list(references(given)), [*documents_of(given), *documents]
        if not documents and not stored:
            return []
        _check_scope(identity, "resumes")
        return await unknown(self._worker.store.holdings, identity.user, stored, documents)

    def _kind(self, name: str) -> Kind:
        """The kind of that name. Raises Malformed, which lists those that there are."""
        kind = self._worker.kinds.get(name)
        if kind is None:
            known = ", ".join(sorted(self._worker.kinds))
            raise Malformed(Text("errors.malformed.kind", name=repr(name), known=known))
        return kind


def _check_scope(identity: Identity, needed: Scope) -> None:
    """Raise Forbidden for who may not do what needs that scope."""
    if not may(identity.scopes, needed):
        raise out_of_scope(needed)


def _refused(why: Literal["session_full"] | Refusal) -> RemoteProtocolError:
    """What the caller is told who may have no more."""
    if why == "session_full":
        return SessionFull(Text("errors.session_full"))
    if why == "too_many":
        return QuotaExceeded(Text("errors.quota_exceeded.sessions"))
    if why == "quota":
        return QuotaExceeded(Text("errors.quota_exceeded.room"))
    return StorageFull(Text("errors.storage_full"), retry_ms=FULL_MS)


def _unknown(ids: Sequence[str]) -> Malformed:
    """What the caller is told who names what they do not have."""
    unknown = list(dict.fromkeys(ids))
    named = Text("errors.malformed.not_stored", ids=", ".join(unknown))
    return Malformed(named, details={"unknown": unknown})


def _raw(command: Command) -> bytes:
    """The command as it is stored. Raises TooLarge: a number may be longer there than it came."""
    raw = encode_command(command)
    if len(raw) > MAX_CLIENT_FRAME:
        raise TooLarge(Text("errors.too_large.command", bytes=MAX_CLIENT_FRAME))
    return raw


def _said_later(words: FirstMessage) -> bytes:
    """The content that a `message` with a start's first words would have."""
    return encode_content(Message(words.id, words.text, words.documents))
