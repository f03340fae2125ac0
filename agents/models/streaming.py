"""Streaming: from a response to deltas, as far as it is the same for all providers.

A provider brings an `EventReader`, which does no I/O: it is fed one event after the other. `answer`
does the rest: the socket, the end, and what can be wrong with either.
"""

import asyncio
import re
from abc import ABC, abstractmethod
from codecs import BOM_UTF8
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Iterator
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager
from typing import TYPE_CHECKING

import msgspec

from agents.models.error_body import read_error
from agents.models.faults import Fault, of_cause, of_exception, of_response
from agents.models.request import (
    Delta,
    Finish,
    ReasoningDelta,
    TextDelta,
    ToolCall,
    Usage,
    Withdraw,
)
from agents.models.surrogates import joined, whole
from protocol.sse import SSEParser

if TYPE_CHECKING:
    import httpx2

CONNECT_S = 5.0
"""How long a connection may take. All other patience is the gateway's."""

TAIL_S = 2.0
"""How long to wait, after the answer's last word, for its usage and its last event."""

DRAIN_S = 0.1
"""How long to wait, after the last event, for the end of the response."""

MAX_EVENT = 262_144
"""Bytes of one event, or of an answer that comes as one document: five times what any has. More
could not be decoded without holding up the event loop."""

_KEEP_ALIVE = re.compile(
    rb":.*|null|\W{0,2}(?:ping|pong|noop|heart[-_ ]?beat|keep[-_ ]?alive)?\W{0,2}",
    re.IGNORECASE | re.DOTALL,
)
"""Data that says no more than that the connection lives: some servers send no comments for it."""


class EventReader(ABC):
    """Makes deltas of one answer's events.

    `finish` is set when the provider has said why it stopped (a Fault where that is none of the
    good reasons), `complete` when no event can follow, `usage` when it has counted. `pending` says
    that something has begun which is told when it is whole.
    """

    def __init__(self, provider: str, model: str, key: str) -> None:
        self.usage: Usage | None = None
        self.finish: Finish | Fault | None = None
        self.complete = False
        self.pending = False
        self._provider = provider
        self._model = model
        self._key = key

    @abstractmethod
    def feed(self, data: bytes) -> Iterable[Delta]:
        """The text, reasoning and calls of one event's data. `finish` is None before it.

        A Withdraw takes back all that was given. Raises Fault where the event tells of one, and
        DecodeError where it is no JSON.
        """

    def whole(self, data: bytes) -> Iterable[Delta]:
        """What an answer says that came as one document instead of events. Raises as `feed`."""
        return self.feed(data)

    def rest(self) -> Iterable[Delta]:
        """What was held back, once nothing follows any more."""
        return ()


async def answer(
    opening: "AbstractAsyncContextManager[httpx2.Response]",
    reader: EventReader,
    key: str,
    *,
    continued: bool = False,
) -> AsyncGenerator[Delta, None]:
    """The answer in the response that `opening` gives, Usage and Finish last; closed at the end.

    Raises Fault for whatever is not a whole answer. An answer without a word is none, unless
    what it was to continue may have been whole (`continued`).
    """
    async with _opened(opening, key) as response, aclosing(_Stream(response, key)) as stream:
        said = _Said(spoke=continued)
        while (events := await stream.events(reader)) is not None:
            for event in events:
                for delta in said.take(stream.read(reader, event)):
                    yield delta
        for delta in said.take(stream.rest(reader)):
            yield delta
        for delta in said.rest():
            yield delta
        if reader.usage is not None:
            yield reader.usage
        yield stream.finish(reader, spoke=said.spoke)


class _Said:
    """Hands deltas on with no character cut in two, and knows whether there was a word in them."""

    def __init__(self, *, spoke: bool) -> None:
        self.spoke = spoke
        self._before = spoke
        self._half = ""
        self._form: type[TextDelta | ReasoningDelta] = TextDelta

    def take(self, deltas: Iterable[Delta]) -> Iterator[Delta]:
        """The deltas, each character whole."""
        for delta in deltas:
            if isinstance(delta, TextDelta | ReasoningDelta):
                if not self._half and delta.text.isascii():
                    self.spoke = self.spoke or isinstance(delta, TextDelta)
                    yield delta
                else:
                    yield from self._joined(type(delta), delta.text)
                continue
            if isinstance(delta, Withdraw):
                self.spoke, self._half = self._before, ""
            yield from self.rest()
            if isinstance(delta, ToolCall):
                self.spoke = True
                delta = ToolCall(whole(delta.id), whole(delta.name), whole(delta.arguments))
            yield delta

    def rest(self) -> Iterator[Delta]:
        """The half of a character that nothing followed on."""
        if self._half:
            yield from self._joined(self._form, "", last=True)

    def _joined(
        self, form: type[TextDelta | ReasoningDelta], text: str, *, last: bool = False
    ) -> Iterator[Delta]:
        if form is not self._form:
            yield from self.rest()
        text, self._half = joined(self._half, text)
        if last:
            text, self._half = text + "\ufffd", ""
        self._form = form
        if text:
            self.spoke = self.spoke or form is TextDelta
            yield form(text)


@asynccontextmanager
async def _opened(
    opening: "AbstractAsyncContextManager[httpx2.Response]", key: str
) -> "AsyncIterator[httpx2.Response]":
    try:
        response = await opening.__aenter__()
    except Exception as error:
        raise of_exception(error, key=key) from error
    try:
        yield response
    finally:
        await opening.__aexit__(None, None, None)


class _Stream:
    """The events of a response, and what there was before the first."""

    def __init__(self, response: "httpx2.Response", key: str) -> None:
        self._response = response
        self._key = key
        self._chunks = response.aiter_bytes()
        self._parser = SSEParser(MAX_EVENT)
        self._head = bytearray()
        self._started = False
        self._went_on = False
        self._deadline: float | None = None

    async def aclose(self) -> None:
        """Stop reading."""
        await self._chunks.aclose()

    async def events(self, reader: EventReader) -> list[bytes] | None:
        """The data of the next events, none perhaps; None at the end."""
        try:
            over = self._over(reader)
            chunk = await (self._tail(reader) if over else anext(self._chunks, None))
            return None if chunk is None else self._split(chunk)
        except Exception as error:
            self._fail(reader, error)
            return None

    def _over(self, reader: EventReader) -> bool:
        """Whether the last word came. Who went on after it once may do so again."""
        return (reader.finish is not None and not self._went_on) or reader.complete

    def _fail(self, reader: EventReader, error: Exception) -> None:
        """Raises the fault, but an answer that is whole is not lost by what follows on it."""
        fault = of_exception(error, begun=True, key=self._key)
        if not self._over(reader):
            raise fault from error

    async def _tail(self, reader: EventReader) -> bytes | None:
        """What follows on the last word."""
        now = asyncio.get_running_loop().time()
        if self._deadline is None:
            self._deadline = now + TAIL_S
        # Only a response that was read to its end leaves a connection for the next call.
        until = min(self._deadline, now + DRAIN_S) if reader.complete else self._deadline
        try:
            async with asyncio.timeout_at(until):
                return await anext(self._chunks, None)
        except TimeoutError:
            return None

    def _split(self, chunk: bytes) -> list[bytes]:
        if not self._started and len(self._head) < MAX_EVENT:
            self._head += chunk
        events = [event.data for event in self._parser.feed(chunk)]
        self._started = self._started or bool(events)
        return events

    def read(self, reader: EventReader, event: bytes) -> Iterable[Delta]:
        """What the event says; nothing after the last, whatever it is."""
        if reader.complete or (event[:1] != b"{" and _KEEP_ALIVE.fullmatch(event.strip())):
            return ()
        try:
            return reader.feed(event) if reader.finish is None else self._more(reader, event)
        except Exception as error:
            self._fail(reader, error)
            reader.complete = True
            return ()

    def _more(self, reader: EventReader, event: bytes) -> Iterable[Delta]:
        """What an event says after a reason to stop, which was none where the answer goes on.

        Some servers give one with every chunk. Of several after the last word the first is taken,
        unless a later one is bad.
        """
        told, reader.finish = reader.finish, None
        try:
            said = list(reader.feed(event))
        except Exception:
            reader.finish = told
            raise
        if said or reader.pending:
            self._went_on, self._deadline = True, None
        elif not isinstance(reader.finish, Fault):
            reader.finish = told
        return said

    def rest(self, reader: EventReader) -> Iterator[Delta]:
        """What is told at the end only: all of it where the answer is one document."""
        if not self._started:
            yield from self._document(reader, bytes(self._head).removeprefix(BOM_UTF8).strip())
        yield from reader.rest()

    def _document(self, reader: EventReader, head: bytes) -> Iterable[Delta]:
        if not head.startswith((b"{", b"[")) or read_error(200, {}, head) is not None:
            return ()
        try:
            said = list(reader.whole(head))
        except (msgspec.DecodeError, ValueError, RecursionError):
            return ()
        self._started = bool(said)
        return said

    def finish(self, reader: EventReader, *, spoke: bool) -> Finish:
        """The end of the answer, or the fault that it ends in."""
        if reader.finish is None:
            if self._started:
                raise of_cause("cut")
            raise of_response(200, self._response.headers, bytes(self._head), self._key)
        if isinstance(reader.finish, Fault):
            raise reader.finish
        if reader.finish.reason == "stop" and not spoke:
            raise of_cause("empty")
        return reader.finish
