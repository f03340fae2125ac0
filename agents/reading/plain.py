"""Plain text and Markdown, in whatever encoding."""

import re
from collections.abc import Iterator

from agents.reading.document import Document
from agents.reading.errors import ReadingError
from agents.reading.limits import PLENTY, ReadingLimits
from agents.reading.lines import Line, text_of
from agents.reading.media_type import MARKDOWN, PLAIN
from agents.reading.warnings import cut
from protocol.catalogue import Text

_MARKS = ((b"\xff\xfe\0\0", "utf-32"), (b"\0\0\xfe\xff", "utf-32"), (b"\xff\xfe", "utf-16"),
          (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))  # fmt: skip
_CHARSET = re.compile(rb"(?i)\bcharset\s*=\s*[\"']?([a-z][\w:-]{2,30})")
"""What a page, or a mail, says of its own encoding."""
_BINARY = re.compile(r"[\0-\x08\x0e-\x1a\x1c-\x1f]")
"""Characters that no text has."""
_EAST_ASIAN = (
    ("euc_kr", "가", "힣", 0.85), ("cp932", "぀", "ヿ", 0.3), ("gb18030", "一", "鿿", 0.6),
    ("cp950", "一", "鿿", 0.6), ("cp949", "가", "힣", 0.85),
)  # fmt: skip
"""Encodings, the letters from and to that texts in them have, and how many of them those are."""
_RUN = re.compile(r"[^\x00-\x7f]{2,}")
_CYRILLIC = ("cp1251", "koi8-r", "cp866")
_BLANK = re.compile(r"[ \t]+")
WIDE = 3
"""Blanks that are a wide gap in a line."""
LONGEST = 1_000
"""Characters of a line that may be a heading, or a rule."""
_UNDERLINE = re.compile(r"\s{0,9}(?:={3,}|-{3,}|_{3,}|~{3,}|\*{3,})\s{0,9}")
_HEADING = re.compile(r" {0,3}#{1,6}\s+(.*?)\s*#*\s*")
_ITEM = re.compile(r"\s{0,9}(?:[-*+]|\[[ xX]\])\s{1,9}(.*)")
_LINK = re.compile(
    r"!?\[([^\[\]\n]{0,300})\]\(<?([^()\[\]\s<>]{1,1000})>?(?:\s+\"[^\"\[\n]{0,300}\")?\)"
)
_MARKED = re.compile(r"(\*\*\*|\*\*|__|~~|`)(?=\S)([^\n*_~`]{1,500})(?<=\S)\1")
_SLANTED = re.compile(r"(?<![\w*])([*_])(?=\S)([^*_\n]{1,500})(?<=\S)\1(?![\w*])")
_BOLD_LINE = re.compile(r"\s{0,9}(\*\*|__)([^*_\n]{1,200})\1\s{0,9}:?\s{0,9}")
_RULED = re.compile(r"\s{0,9}\|?\s{0,9}:?-{2,}:?\s{0,9}(?:\|\s{0,9}:?-{2,}:?\s{0,9})*\|?\s{0,9}")
_HTML_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,500}>|<!--[^<]{0,5000}?-->")
MAX_LINKS = 200


def decoded(data: bytes) -> str:
    """The text that bytes are, by their mark, by UTF-8, or by what gives the likeliest letters.

    Raises ReadingError where they are no text.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    wide = _without_mark(data) if b"\0" in data[:2000] else None
    if wide:
        return data.decode(wide, "replace")
    for whole, rest in ((data, b""), (data[:-3], data[-3:])):  # it may be cut off in a character
        try:
            return _checked(whole.decode() + rest.decode(errors="ignore"))
        except UnicodeDecodeError:
            continue
    declared = _CHARSET.search(data[:2000])
    if declared:
        try:
            return _checked(data.decode(declared[1].decode("ascii")))
        except (UnicodeDecodeError, LookupError):
            pass
    return _checked(_guessed(data))


def _without_mark(data: bytes) -> str | None:
    """UTF-16 without its mark, told by its zeros."""
    head = data[:2000]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) * 4 < len(head) or len(head) < 4:
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def _checked(text: str) -> str:
    """The text, unless it is no text at all."""
    head = text[:20_000]
    if len(_BINARY.findall(head)) > 0.02 * len(head) + 1:
        raise ReadingError("unsupported")
    return text


def _guessed(data: bytes) -> str:
    """The text in that old encoding in which it makes the most sense."""
    for encoding, first, last, share in _EAST_ASIAN:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        others = [char for char in text[:20_000] if char > "\x7f"]
        # A letter of a Latin alphabet takes the next one along, and stands alone between others.
        if 2 * sum(map(len, _RUN.findall(text[:20_000]))) < len(others):
            continue
        if sum(first <= char <= last for char in others) > share * len(others):
            return text
    head = data[:20_000]
    if sum(byte >= 0x80 for byte in head) > 0.3 * len(head):
        return max((data.decode(e, "replace") for e in _CYRILLIC), key=_small_letters)
    return data.decode("cp1252", "replace")


def _small_letters(text: str) -> int:
    return sum("а" <= char <= "я" for char in text[:20_000])


def read_plain(text: str, limits: ReadingLimits) -> Document:
    """A text as it is. Raises ReadingError."""
    return _document(PLAIN, _plain_lines(text), limits, [])


def _with_gaps(text: str) -> str:
    """The text with wide gaps in its lines as tabs."""
    return _BLANK.sub(lambda found: "\t" if _is_wide(found[0]) else " ", text)


def _is_wide(blanks: str) -> bool:
    return "\t" in blanks or len(blanks) >= WIDE


def _plain_lines(text: str) -> Iterator[Line]:
    rows = re.split("\r\n?|\n", text)
    apart = False
    for number, row in enumerate(rows):
        if not row.strip() or _is_rule(row):
            apart = True
            continue
        below = rows[number + 1] if number + 1 < len(rows) else ""
        yield Line(_with_gaps(row), heading=_is_rule(below) and len(row) < 80, apart=apart)
        apart = False


def _is_rule(row: str) -> bool:
    return len(row) < LONGEST and _UNDERLINE.fullmatch(row) is not None


def read_markdown(text: str, limits: ReadingLimits) -> Document:
    """Markdown as it is shown, not as it is written. Raises ReadingError."""
    links: list[str] = []

    def shown(found: re.Match[str]) -> str:
        if (len(links) < MAX_LINKS and "://" in found[2][:12]) or found[2].startswith("mailto:"):
            links.append(found[2])
        return found[1]

    kept = text[: PLENTY * limits.characters]
    lines = _LINK.sub(shown, _HTML_TAG.sub("", kept))
    return _document(MARKDOWN, _markdown_lines(lines), limits, links)


def _markdown_lines(text: str) -> Iterator[Line]:
    for line in _plain_lines(text):
        row = line.text
        short = len(row) < LONGEST
        if row.lstrip().startswith("```") or (short and _RULED.fullmatch(row)):
            continue
        row = row.lstrip("> ") if row.startswith(">") else row
        bold = bool(_BOLD_LINE.fullmatch(row))
        heading, item = _HEADING.fullmatch(row) if short else None, _ITEM.fullmatch(row)
        inner = heading[1] if heading else item[1] if item else row
        inner = _MARKED.sub(r"\2", _SLANTED.sub(r"\2", _MARKED.sub(r"\2", inner)))
        if inner.lstrip().startswith("|"):
            inner = "\t".join(cell.strip() for cell in inner.strip().strip("|").split("|"))
        yield line._replace(
            text=inner,
            heading=line.heading or heading is not None,
            item=item is not None,
            bold=bold,
        )


def _document(
    media_type: str, lines: Iterator[Line], limits: ReadingLimits, links: list[str]
) -> Document:
    made = text_of(lines, limits.characters)
    if not made.text:
        raise ReadingError("no_text", Text("reading.plain_no_text"))
    return Document(
        media_type=media_type,
        text=made.text,
        prominent=made.prominent,
        links=list(dict.fromkeys(links)),
        warnings=[cut(None)] if made.cut else [],
    )
