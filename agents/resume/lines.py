"""The lines of a resume's text, each with where it stands and how it is set."""

import re
import unicodedata
from functools import lru_cache

import msgspec

_BREAK = re.compile(r"\n")
_BAR_BREAK = re.compile(r"[ \t]\|\|[ \t]")
_PASTED_BREAK = re.compile(r"\n|[ \t]\|\|?[ \t]")
"""Where lines end in a resume that was pasted into one: at bars, two of them between sections."""
_BLANK = " \t\r\f\v\xa0\u2002\u2003\u2009\u200b\u200e\u200f\u2028\u2060\u3000\ufeff"
_MARK = re.compile(
    r"(?:[•・ㆍ◦▪▫●○■□◆◇‣⁃∙·➢➤➔➜►▶▸✓✔✦★☆※*\uf000-\uf8ff](?!\*)|[-–—+](?=[\s가-힣])"
    r"|>(?=\s)|o(?=\s+[^\W\d_])"
    r"|[(]?\d{1,2}[.)](?=\s+[^\W\d_]))[\s\u200b]*"
)
"""What marks an item of a list."""
_MARKDOWN = re.compile(r"#{1,6}\s+")
"""What stands before a heading in Markdown."""
_PAGE = re.compile(
    r"(?i)(?:page|seite|página|pagina|pág\.|strona|sida|side|sivu|strana|sayfa|oldal|страница|стр\.)\s?\d{1,2}"
    r"(?:\s?(?:/|of|von|de|sur|di|van|z|av|af|из)\s?\d{1,2})?"
)
"""The number of a page, which stands between lines that go on with each other."""
_CELL = re.compile(r"\t+| {3,}")


class Slice(msgspec.Struct, frozen=True):
    """A verbatim part of the text: its characters, and the offset of the first of them."""

    text: str
    start: int

    @property
    def end(self) -> int:
        """The offset behind its last character."""
        return self.start + len(self.text)

    def part(self, start: int, end: int | None = None) -> "Slice":
        """A part of it without the blanks around it. Counted from its own beginning."""
        piece = self.text[start:end]
        lead = len(piece) - len(piece.lstrip(_BLANK))
        return Slice(piece.strip(_BLANK), self.start + start + lead)

    def stripped(self, signs: str) -> "Slice":
        """It without these signs, and blanks, at either end."""
        lead = len(self.text) - len(self.text.lstrip(signs + _BLANK))
        return Slice(self.text.strip(signs + _BLANK), self.start + lead)

    def split(self, pattern: re.Pattern[str]) -> list["Slice"]:
        """Its parts between what the pattern finds, the empty ones left out."""
        parts, begun = [], 0
        for match in pattern.finditer(self.text):
            parts.append(self.part(begun, match.start()))
            begun = match.end()
        parts.append(self.part(begun))
        return [part for part in parts if part.text]


class Line(msgspec.Struct, frozen=True):
    """A line that is not blank, without the mark of a list's item, which is `mark`.

    `number` counts the line ends before it. `gap` says that a blank line, or nothing, is above it.
    """

    number: int
    said: Slice
    item: bool
    gap: bool
    prominent: bool
    mark: str = ""

    @property
    def text(self) -> str:
        """What it says."""
        return self.said.text

    @property
    def cells(self) -> list[Slice]:
        """Its parts between wide gaps."""
        return self.said.split(_CELL)


def lines(text: str, prominent: frozenset[int] = frozenset()) -> list[Line]:
    """The lines of a text that are not blank, without the numbers of its pages."""
    pasted = _BAR_BREAK.search(text) is not None
    breaks = _PASTED_BREAK if pasted else _BREAK
    found: list[Line] = []
    number, begun, gap = 0, 0, True
    for end, after in [*((m.start(), m.end()) for m in breaks.finditer(text)), (len(text),) * 2]:
        whole = Slice(text[begun:end], begun).part(0)
        title = _MARKDOWN.match(whole.text)
        mark = _MARK.match(whole.text)
        said = whole.part(title.end() if title else mark.end() if mark else 0)
        if _PAGE.fullmatch(said.text):
            number += text[end:after] == "\n"
            begun = after
            continue
        if said.text:
            large = number in prominent or title is not None
            sign = mark.group().strip(_BLANK) if mark else ""
            found.append(Line(number, said, mark is not None, gap, large, sign))
        gap = not whole.text or "||" in text[end:after]
        number += text[end:after] == "\n"
        begun = after
    return found


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """The text in small letters, without accents: to look words up by."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFD", text.casefold().replace("ı", "i"))
    kept = "".join(c for c in plain if not "\u0300" <= c <= "\u036f")
    return unicodedata.normalize("NFC", kept)
