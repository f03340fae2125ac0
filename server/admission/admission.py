"""Where commands come in, over whichever transport: checked, made durable, then acknowledged."""

import time
from collections import Counter

import msgspec
from starlette.requests import HTTPConnection

from agents.errors import InvalidInput
from agents.kind.kind import Kind
from agents.kind.options import check_options
from protocol.codec import encode_command
from protocol.commands import Command, Start, name_of
from protocol.errors import (
    Conflict,
    Forbidden,
    Malformed,
    NotAllowed,
    NotFound,
    NotSignedIn,
    Overloaded,
    RateLimited,
)
from protocol.frames import AckStatus
from server.admission.identities import Identity, Tokens, identify
from server.admission.limits import Buckets, subscriber
from server.runs.worker import Connection, Worker
from server.settings.settings import Settings

ABUSE_FACTOR = 10
"""Who goes on at this many times the allowed rate of commands is disconnected."""

NO_SESSION = "There is no such session."


def now_ms() -> int:
    """Milliseconds since the Unix epoch."""
    return time.time_ns() // 1_000_000


class Desk:
    """The one place that decides whether a caller's command or connection is taken."""

    def __init__(self, worker: Worker, tokens: Tokens, settings: Settings) -> None:
        self.worker = worker
        self.tokens = tokens
        self.origins = frozenset(settings.access.origins)
        self.heartbeat_ms = settings.sessions.heartbeat_ms
        self._max_connections = settings.limits.max_connections
        self._user_connections = settings.limits.user_connections
        self._connections: Counter[str] = Counter()
        self._guests = settings.access.guests
        self.guest_session_s = settings.lifetimes.guest_session_seconds
        rate, burst = settings.limits.commands_per_second, settings.limits.commands_burst
        self._buckets = Buckets(rate, burst)
        self._abuse = Buckets(rate * ABUSE_FACTOR, burst * ABUSE_FACTOR)
        self._newcomers = Buckets(settings.limits.guests_per_second, settings.limits.guests_burst)

    def identify(self, request: HTTPConnection) -> Identity:
        """The caller. Raises NotSignedIn."""
        return identify(request.scope["headers"], self.tokens)

    def guest(self, request: HTTPConnection) -> tuple[str, Identity]:
        """A token for the guest who asks, or for a new one.

        Who comes late is still the same guest as long as a session of theirs may be kept. Raises
        Forbidden without guests, and RateLimited where an address makes too many new ones.
        """
        if not self._guests:
            raise Forbidden("This server has no guests. Sign in with an account.")
        try:
            known = identify(request.scope["headers"], self.tokens, self.guest_session_s)
        except NotSignedIn:
            known = None
        if known is None or not known.guest:
            self._admit_guest(request.client.host if request.client else "")
            return self.tokens.guest()
        return self.tokens.guest(known)

    def _admit_guest(self, address: str) -> None:
        wait_ms = self._newcomers.take(subscriber(address), time.monotonic())
        if wait_ms:
            raise RateLimited("Too many new guests come from your address.", retry_ms=wait_ms)

    def check_room(self, user: str) -> None:
        """Whether the user may have one more connection.

        Raises Overloaded where there is no room, or in a drain, and RateLimited where the user
        has too many.
        """
        if self.worker.draining:
            raise Overloaded("This server is shutting down.", retry_ms=250)
        if len(self.worker.connections) >= self._max_connections:
            raise Overloaded("This server has no room for more connections.", retry_ms=2000)
        if self._connections[user] >= self._user_connections:
            raise RateLimited("You have too many open connections.", retry_ms=2000)

    def enter(self, connection: Connection, user: str) -> None:
        """A user's connection is opened. Raises what `check_room` does."""
        self.check_room(user)
        self.worker.connections[connection] = None
        self._connections[user] += 1

    def leave(self, connection: Connection, user: str) -> None:
        """A connection is closed."""
        del self.worker.connections[connection]
        self._connections[user] -= 1
        if not self._connections[user]:
            del self._connections[user]

    def abusive(self, identity: Identity) -> bool:
        """Whether a caller who was told to wait goes on far too fast."""
        return self._abuse.take(identity.user, time.monotonic()) > 0

    def kind(self, name: str) -> Kind:
        """The kind of that name. Raises Malformed, which lists those that there are."""
        kind = self.worker.kinds.get(name)
        if kind is None:
            known = ", ".join(sorted(self.worker.kinds))
            raise Malformed(f"There is no kind {name!r}. There are: {known}.")
        return kind

    async def take(self, session: str, identity: Identity, command: Command) -> AckStatus:
        """Make a command durable, once. The answer to tell its sender.

        Raises RateLimited, NotAllowed (with what is allowed), NotFound, Conflict, Malformed for
        a `start` whose input or options do not fit, and Unavailable while Redis is away.
        """
        wait_ms = self._buckets.take(identity.user, time.monotonic())
        if wait_ms:
            raise RateLimited("Too many commands. Slow down.", retry_ms=wait_ms)
        if isinstance(command, Start):
            return await self._start(session, identity, command)
        return await self._submit(session, identity, command)

    async def _start(self, session: str, identity: Identity, command: Start) -> AckStatus:
        kind = self.kind(command.kind)
        try:
            parsed = kind.parse_input(command.input)
        except InvalidInput as exc:
            raise Malformed(f"The input does not fit: {exc}") from exc
        try:
            check_options(command.options)
        except InvalidInput as exc:
            raise Malformed(f"The options do not fit: {exc}") from exc
        created = await self.worker.store.sessions.create(
            session,
            identity.user,
            kind.name,
            msgspec.json.encode(parsed, order="sorted"),
            msgspec.json.encode(command.options or {}, order="sorted"),
            title=kind.title_for(parsed),
            command_id=command.id,
            raw=encode_command(command),
            now_ms=now_ms(),
            ttl_ms=self.guest_session_s * 1000 if identity.guest else None,
        )
        if created.status == "foreign":
            raise NotFound(NO_SESSION)
        if created.status == "conflict":
            raise Conflict("This id is a session already, with another kind or input.")
        if created.status == "exists":
            return "duplicate"
        self.worker.ensure_actor(session)
        return "accepted"

    async def _submit(self, session: str, identity: Identity, command: Command) -> AckStatus:
        name = name_of(command)
        answer = await self.worker.store.sessions.submit(
            session, identity.user, command.id, name, encode_command(command), now_ms()
        )
        if answer.status == "missing":
            raise NotFound(NO_SESSION)
        if answer.status == "rejected":
            allowed = answer.allows.split()
            raise NotAllowed(f"{name} is not possible now.", details={"allowed": allowed})
        if answer.status == "full":
            raise RateLimited("Too many commands wait in this session.", retry_ms=1000)
        if answer.worker in (None, self.worker.id):
            self.worker.ensure_actor(session)
        return answer.status
