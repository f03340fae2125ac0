"""A model that gets no personal data, and whose answers have it all the same."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from contextlib import aclosing

from msgspec.structs import replace

from agents.models.compute import Compute
from agents.models.request import (
    Delta,
    Finish,
    Model,
    ReasoningDelta,
    Request,
    TextDelta,
    ToolCall,
    Withdraw,
)
from agents.privacy.find import found
from agents.privacy.hiding import Hidden, Text, hidden, texts_of, within
from agents.privacy.known import Known
from agents.privacy.restoring import Restorer, restored
from agents.privacy.span import Span

LONG = 4_000
"""Characters from which on a request is looked through beside the event loop."""
BATCH = 100_000
"""Characters of texts that are looked through in one call, so that none takes long."""


def masked(model: Model, room: Callable[[Request], int], compute: Compute) -> "Masked":
    """The model, given placeholders for personal data, which its answers have put back.

    `room` says how many tokens of a request a model can read at most, `compute` is where long
    texts are looked through. `options.masking` may ask for names to be kept back as well
    (`"strict"`), or nothing (`false`).
    """
    return Masked(model, room, compute)


class Masked:
    """A `Model` around a model: see `masked`."""

    def __init__(self, model: Model, room: Callable[[Request], int], compute: Compute) -> None:
        self._model = model
        self._room = room
        self._compute = compute
        self._known = Known()

    def stream(self, request: Request) -> AsyncGenerator[Delta, None]:
        """The answer as it comes. Raises what the model raises, and TimedOut."""
        if request.options.get("masking", True) is False:
            return self._model.stream(request)
        return self._masked(request)

    async def _masked(self, request: Request) -> AsyncGenerator[Delta, None]:
        request, values = await self.hide(request)
        async with aclosing(self._model.stream(request)) as deltas:
            if not values:
                async for delta in deltas:
                    yield delta
                return
            answer = _Answer(values, as_json=request.output is not None)
            async for delta in deltas:
                for new in answer.feed(delta):
                    yield new

    async def hide(self, request: Request) -> Hidden:
        """The request as the model is given it, and what its placeholders stand for."""
        strict = request.options.get("masking") == "strict"
        if _size(request) <= LONG:
            found_now = {text: self._find(text, strict) for text in texts_of(request)}
            return hidden(request, found_now.__getitem__)
        room = self._room(request)
        request, texts, unknown = await asyncio.to_thread(self._look_up, request, room, strict)
        for batch in _batches(unknown):
            given = [(text.text, text.label) for text in batch]
            spans = await self._compute.call(request.caller, found_in, given, strict)
            for text, one in zip(batch, spans, strict=True):
                texts[text] = one
                self._known.add(Known.name(*text, strict=strict), one)
        return await asyncio.to_thread(hidden, request, texts.__getitem__)

    def _find(self, text: Text, strict: bool) -> tuple[Span, ...]:
        name = Known.name(*text, strict=strict)
        spans = self._known.get(name)
        if spans is None:
            spans = found(*text, strict=strict)
            self._known.add(name, spans)
        return spans

    def _look_up(
        self, request: Request, room: int, strict: bool
    ) -> tuple[Request, dict[Text, tuple[Span, ...]], list[Text]]:
        """What of the request is read, what of its texts is known, and which are not."""
        request = within(request, room)
        texts = dict.fromkeys(texts_of(request))
        known = {text: self._known.get(Known.name(*text, strict=strict)) for text in texts}
        return (
            request,
            {text: spans for text, spans in known.items() if spans is not None},
            [text for text, spans in known.items() if spans is None],
        )


_SAMPLE = "Jane, born 3 May 1990, 12 High Street, Leeds LS1 2AB, 0113 496 0000, jane@site.example"


def warm() -> None:
    """Load what the first request would have the event loop wait for."""
    found(_SAMPLE)


def found_in(texts: Sequence[tuple[str, str]], strict: bool) -> list[tuple[Span, ...]]:
    """What is personal in each of these texts, with the names of their fields."""
    return [found(text, label, strict=strict) for text, label in texts]


def _size(request: Request) -> int:
    """Characters of the request's texts, up to where it is long in any case."""
    said = sum(len(line.text) for line in request.messages)
    return said if said > LONG else sum(len(text.text) for text in texts_of(request))


def _batches(texts: Sequence[Text]) -> Iterator[list[Text]]:
    batch: list[Text] = []
    size = 0
    for text in texts:
        if batch and size + len(text.text) > BATCH:
            yield batch
            batch, size = [], 0
        batch.append(text)
        size += len(text.text)
    if batch:
        yield batch


class _Answer:
    """An answer with what its placeholders stand for."""

    def __init__(self, values: Mapping[str, str], *, as_json: bool) -> None:
        self._values = values
        self._as_json = as_json
        self._begin()

    def _begin(self) -> None:
        self._text = Restorer(self._values, as_json=self._as_json)
        self._reasoning = Restorer(self._values)

    def feed(self, delta: Delta) -> list[Delta]:
        """What can be shown of it."""
        if isinstance(delta, TextDelta):
            thought, text = self._reasoning.end(), self._text.feed(delta.text)
            return _said(thought, text)
        if isinstance(delta, ReasoningDelta):
            return _said(self._reasoning.feed(delta.text), "")
        if isinstance(delta, Withdraw):
            self._begin()
            return [delta]
        if isinstance(delta, ToolCall):
            arguments = restored(delta.arguments, self._values, as_json=True)
            return [*self._rest(), replace(delta, arguments=arguments)]
        return [*self._rest(), delta] if isinstance(delta, Finish) else [delta]

    def _rest(self) -> list[Delta]:
        """What waited for more."""
        return _said(self._reasoning.end(), self._text.end())


def _said(thought: str, text: str) -> list[Delta]:
    """Deltas of what there is."""
    said: list[Delta] = [ReasoningDelta(thought)] if thought else []
    if text:
        said.append(TextDelta(text))
    return said
