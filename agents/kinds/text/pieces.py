"""A long text in pieces that a model reads one by one: each ends where a paragraph does."""

from collections.abc import Iterator

MOST_PIECE = 12_000
"""Characters of a piece; a text that has no more is read as one."""
OVERLAP = 600
"""Characters up to which a piece begins before the end of the one before it."""
_ENDS = ("\n\n", "\n", "다. ", ". ", "。", " ")


def pieces(text: str) -> tuple[str, ...]:
    """The pieces, in order. Together they are the whole text; neighbours share whole paragraphs,
    or sentences, as far as such are short enough."""
    return tuple(text[begun:end] for begun, end in spans(text))


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Where the pieces begin and end."""
    begun = 0
    while len(text) - begun > MOST_PIECE:
        end = _cut(text, begun + MOST_PIECE // 2, begun + MOST_PIECE)
        yield begun, end
        begun = _cut(text, end - OVERLAP, end - 1, first=True) if end - OVERLAP > begun else end
    yield begun, len(text)


def _cut(text: str, low: int, high: int, *, first: bool = False) -> int:
    """Where the text may be cut between two places: at the best of what ends something there."""
    for sign in _ENDS:
        at = text.find(sign, low, high) if first else text.rfind(sign, low, high)
        if at >= 0:
            return at + len(sign)
    return high
