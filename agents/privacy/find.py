"""All that is personal in a text, each character once."""

from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator
from hashlib import sha256

from agents.privacy.addresses import addresses
from agents.privacy.births import births
from agents.privacy.emails import emails
from agents.privacy.identities import numbers_of_people
from agents.privacy.links import links
from agents.privacy.names import names
from agents.privacy.phones import phones
from agents.privacy.photos import photos
from agents.privacy.placeholders import PLACEHOLDER
from agents.privacy.span import Span

_FIELD = 200
"""Characters of a text that is read together with the name of the field that it is in."""
_LEAST = 2
"""Letters and digits of what is left of a span that another one has cut."""
_DIGEST = 16
_BLANKS = " \t\r\n,;:|()[]"


def found(text: str, label: str = "", *, strict: bool = False) -> tuple[Span, ...]:
    """What is personal in a text, in order; with `strict` also names of people.

    `label` is the name of the field that it is in, if any. Spans do not overlap: where two rules
    find something in the same place, the surer one has it, and the other what is left. Keys are
    digests, so that nothing personal is kept with what was found.
    """
    before = f"{label}: " if label and len(text) <= _FIELD and "\n" not in text else ""
    spans = _apart(before + text, _all(before + text, label, strict))
    shift = len(before)
    moved = (
        Span(max(0, start - shift), end - shift, kind, _digest(key))
        for start, end, kind, key in spans
        if end > shift
    )
    return tuple(moved)


def _all(text: str, label: str, strict: bool) -> Iterator[Span]:
    """What each rule finds, the surest rule first."""
    yield from photos(text)
    for match in PLACEHOLDER.finditer(text):
        yield Span(*match.span(), "TEXT", match.group())
    mails = list(emails(text))
    yield from mails
    yield from numbers_of_people(text)
    yield from links(text, [text[span.start : span.end] for span in mails])
    yield from births(text)
    yield from phones(text)
    yield from addresses(text)
    if strict:
        yield from names(text, label)


def _apart(text: str, spans: Iterable[Span]) -> list[Span]:
    """The spans in order, none over another: each has what those before it have left."""
    taken: list[Span] = []
    for span in spans:
        for start, end in _left(taken, span):
            if (start, end) == (span.start, span.end):
                insort(taken, span)
                continue
            piece = text[start:end].strip(_BLANKS)
            if sum(map(str.isalnum, piece)) >= _LEAST:
                start = text.index(piece, start)
                insort(taken, Span(start, start + len(piece), span.kind, piece))
    return taken


def _left(taken: list[Span], span: Span) -> list[tuple[int, int]]:
    """What of a span no other one has."""
    parts: list[tuple[int, int]] = []
    begun = span.start
    for at in range(bisect_right(taken, begun, key=lambda one: one.end), len(taken)):
        other = taken[at]
        if other.start >= span.end:
            break
        if begun < other.start:
            parts.append((begun, other.start))
        begun = other.end
    if begun < span.end:
        parts.append((begun, span.end))
    return parts


def _digest(key: str) -> str:
    return sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST]
