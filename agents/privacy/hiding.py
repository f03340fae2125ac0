"""A request without personal data, and what its placeholders stand for."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from agents.models.prompt.history import HEAD, readable
from agents.models.request import Line, Request, ToolCall, ToolResult
from agents.privacy.links import handle_of
from agents.privacy.placeholders import Placeholders
from agents.privacy.span import Span
from agents.privacy.texts import Change, changed, spoken

RULE = (
    "Where something like [EMAIL_1] or [PHONE_2B] stands, personal data was taken out of the text: "
    "it means what was there, so copy it exactly as it is, brackets included, wherever you would "
    "write that, and neither invent such marks nor speak of them."
)
"""What a model is told where there are placeholders."""

_SLACK = 400
"""Characters behind what is read of an old message, among which it is cut between two sentences."""
_ENDS = ("\n", ". ", "。", " ")
"""Where sentences end, or else words."""
_SPREAD = 100
"""So many values are looked for in all texts, and not only where a rule found them."""
_TELLING = 6
"""Characters of a value that stands for itself wherever it is; of a name, fewer do."""


class Text(NamedTuple):
    """A text of a request, and the name of the field that it is in."""

    text: str
    label: str


class Hidden(NamedTuple):
    """A request, and what its placeholders stand for."""

    request: Request
    values: Mapping[str, str]


def within(request: Request, room: int) -> Request:
    """The request with as much of the conversation as a model with such a window reads.

    Of older messages it is their beginnings, in which no value is cut in two.
    """
    return replace(request, messages=readable(request.messages, room, _beginning))


def _beginning(text: str) -> str:
    if len(text) <= HEAD + _SLACK:
        return text
    head = text[: HEAD + _SLACK]
    ends = (head.rfind(end) for end in _ENDS)
    return head[: next((end for end in ends if end >= HEAD), len(head))]


def texts_of(request: Request) -> list[Text]:
    """Its texts that may have come from outside, oldest first."""
    found: list[Text] = []

    def note(text: str, label: str) -> str:
        found.append(Text(text, label))
        return text

    _changed(request, note)
    return found


def hidden(request: Request, spans: Callable[[Text], Sequence[Span]]) -> Hidden:
    """The request with placeholders for the spans of its texts, numbered as they come.

    What was found in one place is hidden in all others, too.
    """
    known = list(dict.fromkeys(texts_of(request)))
    found = {text: list(spans(text)) for text in known}
    values = _values(found)
    placeholders = Placeholders()

    def put(text: str, label: str) -> str:
        own = _spread(text, found[Text(text, label)], values)
        return placeholders.put(text, own) if own else text

    new = _changed(request, put)
    if not placeholders.values:
        return Hidden(request, {})
    return Hidden(replace(new, instructions=f"{new.instructions}\n\n{RULE}"), placeholders.values)


def _values(found: Mapping[Text, Sequence[Span]]) -> dict[str, Span]:
    """What is to be looked for everywhere: values that nothing else looks like."""
    values: dict[str, Span] = {}
    for text, spans in found.items():
        for span in spans:
            written = text.text[span.start : span.end]
            if span.kind not in ("TEXT", "PHOTO") and len(written) >= _TELLING:
                values.setdefault(written, span)
            if span.kind == "LINK" and len(handle := handle_of(written)) >= _TELLING:
                values.setdefault(handle, span)
            if len(values) == _SPREAD:
                return values
    return values


def _spread(text: str, own: list[Span], values: Mapping[str, Span]) -> list[Span]:
    """The spans of a text, and those of values that were found elsewhere, in order."""
    ends = [span.end for span in own]
    more = [
        span
        for written, value in values.items()
        if written in text
        for span in _again(text, written, value)
        if (at := bisect_right(ends, span.start)) == len(own) or own[at].start >= span.end
    ]
    if not more:
        return own
    spans: list[Span] = []
    for span in sorted([*own, *more], key=lambda one: (one.start, -one.end)):
        if not spans or span.start >= spans[-1].end:
            spans.append(span)
    return spans


def _again(text: str, written: str, value: Span) -> list[Span]:
    """Each place where a value stands that is no part of a longer word."""
    found: list[Span] = []
    start = text.find(written)
    while start >= 0:
        end = start + len(written)
        if not (_goes_on(text, start - 1, start) or _goes_on(text, end - 1, end)):
            found.append(Span(start, end, value.kind, value.key))
        start = text.find(written, end)
    return found


def _goes_on(text: str, left: int, right: int) -> bool:
    """Whether two neighbours are parts of one word; scripts without blanks have none."""
    pair = text[max(0, left) : right + 1] if left >= 0 else ""
    return len(pair) == 2 and pair.isalnum() and pair.isascii()


def _changed(request: Request, change: Change) -> Request:
    """The request with each text in it changed that may have come from outside."""
    inputs = {
        label: changed(value, change, spoken(label)) for label, value in request.inputs.items()
    }
    messages = tuple(_changed_line(line, change) for line in request.messages)
    issues = tuple(change(issue, "") for issue in request.issues)
    return replace(request, inputs=inputs, messages=messages, issues=issues)


def _changed_line(line: Line, change: Change) -> Line:
    return replace(
        line,
        text=change(line.text, ""),
        calls=tuple(ToolCall(c.id, c.name, change(c.arguments, "")) for c in line.calls),
        results=tuple(ToolResult(r.call_id, change(r.text, "")) for r in line.results),
        label=change(line.label, "") if line.label else "",
    )
