"""Lines of a document, however it came, and the text that is made of them."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from agents.reading.characters import clean, without_bullet

LARGER = 1.15
"""So many times the size of most of the text is larger type."""
LONGEST_HEADING = 120
"""Characters up to which a line in bold or larger type stands out: else it is a paragraph."""


class Line(NamedTuple):
    """A line as it is seen. `size` is in any unit, 0 where it is not known."""

    text: str
    size: float = 0
    bold: bool = False
    heading: bool = False
    item: bool = False
    apart: bool = False
    """Whether a gap is above it."""


class Text(NamedTuple):
    """The text, the numbers of the lines that stand out, and whether something was left out."""

    text: str
    prominent: list[int]
    cut: bool


def text_of(lines: Iterable[Line], most: int) -> Text:
    """The text of these lines, of `most` characters at most. Lines that are over are not made."""
    whole: list[Line] = []
    length = 0
    for part in (part for line in lines for part in _parts(line)):
        whole.append(part)
        length += len(part.text)
        if length > most:
            break
    body, bold_share = _body(whole)
    made: list[str] = []
    prominent: list[int] = []
    length = 0
    for line in whole:
        if made and made[-1] and (line.apart or (line.heading and not line.item)):
            made.append("")
        shown = f"• {line.text}" if line.item else line.text
        length += len(shown) + 2
        if length > most:
            rest = shown[: max(0, most - (length - len(shown) - 2))].rstrip()
            return Text("\n".join([*made, rest]).strip("\n"), prominent, cut=True)
        if _stands_out(line, body, bold_share):
            prominent.append(len(made))
        made.append(shown)
    return Text("\n".join(made), prominent, cut=False)


def _parts(line: Line) -> Iterable[Line]:
    """The lines that it comes to when it is clean: breaks make several, and nothing none."""
    apart = line.apart
    for number, piece in enumerate(clean(line.text).split("\n")):
        text = "\t".join(filter(None, (cell.strip() for cell in piece.split("\t"))))
        text, marked = without_bullet(text)
        if text:
            item = marked or (line.item and not number)
            yield line._replace(text=text.strip(), item=item, apart=apart)
            apart = False
        else:
            apart = apart or bool(number)


def _body(lines: list[Line]) -> tuple[float, float]:
    """The size of most of the text, and which part of it is bold."""
    sizes: Counter[float] = Counter()
    bold = total = 0
    for line in lines:
        sizes[round(line.size * 2) / 2] += len(line.text)
        bold += len(line.text) * line.bold
        total += len(line.text)
    return (sizes.most_common(1)[0][0] if sizes else 0), (bold / total if total else 0)


def _stands_out(line: Line, body: float, bold_share: float) -> bool:
    if line.heading:
        return True
    if len(line.text) > LONGEST_HEADING:
        return False
    return (body > 0 and line.size >= body * LARGER) or (line.bold and bold_share < 0.5)
