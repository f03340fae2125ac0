"""Running heads and feet: what stands at the same place of each page, and the page's number."""

import re
from collections.abc import Iterable, Iterator, Sequence

from agents.reading.pdf.order import lines
from agents.reading.pdf.pieces import Piece

EDGE = 0.2
"""The part of a page's height, above and below, in which they stand."""
SAME_PLACE = 3.0
"""Points that lines of two pages may be apart to be at the same place."""

_PAGE = r"(?:pages?|seite|página|pág|pagina|sida|side|strona|str|sayfa|p)\.?"
_OF = r"(?:\s{0,9}(?:of|von|de|di|sur|van|av|af|z|/)\s{0,9}\d{1,3})?"
_NUMBER = re.compile(
    rf"(?i)[-–—|\[(\s]{{0,9}}(?:{_PAGE}\s{{0,9}})?(\d{{1,3}}){_OF}[-–—|\])\s]{{0,9}}"
)
_NUMBER_AT_END = re.compile(rf"(?i)[-–—|·•,\s]{{0,9}}\b{_PAGE}\s{{0,9}}(\d{{1,3}}){_OF}\s{{0,9}}$")
_ASIAN_NUMBER = re.compile(r"\s{0,9}第?\s{0,9}(\d{1,3})\s{0,9}(?:ページ|頁|页|쪽|페이지)\s{0,9}")
_DIGITS = re.compile(r"\d+")

Place = tuple[float, str]
"""How far down a line is, and what it says."""


class RunningHeads:
    """Those of a document, whose pages are asked for one after the other."""

    def __init__(self) -> None:
        self._above: list[Place] = []
        self._below: list[Place] = []

    def without(self, page: Sequence[Piece], number: int, height: float) -> list[Piece]:
        """A page's pieces without those that a page before it has, and its number, from 1.

        From the edge of the page inwards, up to the first line that is of this page alone.
        """
        rows = lines(page)
        above = [row for row in rows if row[0].y < EDGE * height]
        below = [row for row in reversed(rows) if row[0].y > (1 - EDGE) * height]
        dropped = [*self._repeated(above, self._above, number)]
        dropped += self._repeated(below, self._below, number)
        gone = {id(piece) for piece in dropped}
        left = [piece for piece in page if id(piece) not in gone]
        edge = {id(row[0]) for row in (*above[:1], *below[:1])}
        return [_without_number(p, number) if id(p) in edge else p for p in left]

    def _repeated(
        self, rows: Iterable[Sequence[Piece]], known: list[Place], number: int
    ) -> Iterator[Piece]:
        inside = False
        for row in rows:
            # Beside something else a bare number may be anything.
            numbers = [
                piece
                for piece in (() if inside else row)
                if _is_number(piece.text, number) and (len(row) == 1 or not piece.text.isdigit())
            ]
            yield from numbers
            rest = [piece for piece in row if piece not in numbers]
            if not rest:
                continue
            place = row[0].y, _key(rest, number)
            if not inside and _is_known(place, known):
                yield from rest
            else:
                inside = True
            known.append(place)


def _is_known(place: Place, known: Iterable[Place]) -> bool:
    return any(text == place[1] and abs(y - place[0]) < SAME_PLACE for y, text in known)


def _key(row: Iterable[Piece], number: int) -> str:
    """What a line says, be it on one page or on another."""
    parts = (_without_number(piece, number).text for piece in row)
    text = " ".join(" ".join(parts).casefold().split())
    return _DIGITS.sub(lambda match: "#" if int(match[0]) == number else match[0], text)


def _is_number(text: str, number: int) -> bool:
    match = _NUMBER.fullmatch(text) or _ASIAN_NUMBER.fullmatch(text)
    return match is not None and int(match[1]) == number


def _without_number(piece: Piece, number: int) -> Piece:
    match = _NUMBER_AT_END.search(piece.text)
    if match is None or not match.start() or int(match[1]) != number:
        return piece
    return piece._replace(text=piece.text[: match.start()])
