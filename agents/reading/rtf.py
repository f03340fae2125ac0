"""RTF, as word processors write it when they are asked for what everybody reads."""

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from agents.reading.document import Document, HiddenPassage, Reason
from agents.reading.errors import ReadingError
from agents.reading.limits import MAX_DEPTH, NESTED, ReadingLimits
from agents.reading.lines import Line, text_of
from agents.reading.media_type import RTF
from agents.reading.rows import row_lines
from agents.reading.runs import TINY, Run, is_lost, paragraph
from agents.reading.warnings import cut, hidden_text

MAX_LINKS = 200
_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+"
    rb"|([^\\{}\r\n]+)|\\",
    re.DOTALL,
)
_LINK = re.compile(r'HYPERLINK\s+"([^"\s]{1,2000})"')
_DESTINATIONS = frozenset(
    b"annotation atnauthor atndate atnicn atnid atnparent atnref author background bkmkend "
    b"bkmkstart category comment company creatim datafield datastore doccomm docvar factoidname "
    b"falt filetbl fontemb fontfile ftncn ftnsep ftnsepc generator info keywords latentstyles "
    b"levelnumbers leveltext list listlevel listname listoverride listoverridetable listpicture "
    b"listtable manager mmathPr nextfile objdata objclass operator panose password pgptbl "
    b"pict picprop pnseclvl printim private protusertbl revtbl revtim rsidtbl rxe "
    b"shpinst sn sp stylesheet subject sv tc template themedata title txe userprops "
    b"wgrffmtfilter xe xmlnstbl colorschememapping pntxta pntxtb nonshppict fldtype nonesttables "
    b"deleted".split()
)
"""Groups with nothing in them that is text."""
_READ = frozenset(b"shptxt fldinst fldrslt listtext pntext shp nesttableprops pn upr ud".split())
"""Groups that are marked as ones to be passed over, and are not."""
_CHARACTERS: Mapping[bytes, str] = {
    b"tab": "\t", b"emdash": "—", b"endash": "–", b"bullet": "•", b"lquote": "‘", b"rquote": "’",
    b"ldblquote": "“", b"rdblquote": "”", b"emspace": " ", b"enspace": " ", b"qmspace": " ",
    b"line": "\n", b"lbr": "\n",
}  # fmt: skip
_SIGNS: Mapping[bytes, str] = {
    b"~": " ", b"_": "-", b"{": "{", b"}": "}", b"\\": "\\", b"\t": "\t",
}  # fmt: skip
_CHARSETS: Mapping[int, str] = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gbk", 136: "cp950",
    161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257",
    204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip


_NUMBERS: Mapping[bytes, tuple[str, int]] = {
    b"f": ("font", -1), b"fs": ("half_points", 24), b"cf": ("colour", 0), b"uc": ("skip", 1),
    b"highlight": ("ground", 0), b"cb": ("ground", 0), b"chcbpat": ("ground", 0),
    b"cbpat": ("ground", 0),
}  # fmt: skip
"""Words with a number, what they set, and to what without one."""
_SWITCHES: Mapping[bytes, str] = {b"b": "bold", b"v": "hidden"}


@dataclass
class State:
    """What holds in a group, until it ends."""

    kind: bytes = b""
    """The destination: nothing for text, `skip` for what is no text."""
    skip: int = 1
    """Bytes after a character of Unicode that say the same for old programs."""
    font: int = -1
    half_points: int = 24
    bold: bool = False
    hidden: bool = False
    colour: int = 0
    ground: int = 0

    @property
    def size(self) -> float:
        """Of letters, in points."""
        return self.half_points / 2


class _Rtf:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._encoding = "cp1252"
        self._fonts: dict[int, str] = {}
        self._colours: list[str] = []
        self._colour: dict[bytes, int] = {}
        self.hidden: list[HiddenPassage] = []
        self.links: list[str] = []
        self._state = State()
        self._runs: list[Run] = []
        self._bytes = bytearray()
        self._cells: list[list[Line]] = []
        self._cell: list[Line] = []
        self._item = self._in_table = self._starred = self._is_shaded = False
        self._field = ""
        self._high = self._skipping = 0
        self._stack: list[State] = []
        self._ended = False

    def lines(self) -> Iterator[Line]:
        """The paragraphs and the rows of tables."""
        at = 0
        while not self._ended and (token := _TOKEN.match(self._data, at)):
            at = token.end()
            word, number, code, sign, brace, plain = token.groups()
            if not code and not plain:
                self._decode()
            if word == b"bin":
                at += max(0, int(number or 0))
            elif brace:
                self._group(begins=brace == b"{")
            elif word:
                yield from self._control(word, int(number) if number else None)
            elif code:
                self._byte(bytes([int(code, 16)]))
            elif sign:
                yield from self._sign(sign)
            elif plain:
                self._plain(plain)
            self._starred = sign == b"*"
        self._decode()
        yield from self._paragraph()
        yield from self._row()

    def _group(self, *, begins: bool) -> None:
        self._skipping = 0
        if begins:
            if len(self._stack) > MAX_DEPTH:
                raise ReadingError("too_large", NESTED)
            self._stack.append(replace(self._state))
            return
        if self._stack:
            before, self._state = self._state, self._stack.pop()
            if before.kind == b"fldinst" != self._state.kind:
                self._end_field()
        self._ended = not self._stack

    def _control(self, word: bytes, number: int | None) -> Iterator[Line]:
        if word == b"u" and number is not None:
            self._unicode(number)
            self._skipping = min(max(self._state.skip, 0), 10)
        else:
            yield from self._word(word, number)

    def _byte(self, byte: bytes) -> None:
        if self._skipping:
            self._skipping -= 1
        else:
            self._bytes += byte

    def _plain(self, plain: bytes) -> None:
        skipped = min(self._skipping, len(plain))
        self._skipping -= skipped
        self._bytes += plain[skipped:]
        self._decode()

    def _sign(self, sign: bytes) -> Iterator[Line]:
        if self._skipping:
            self._skipping -= 1
        elif sign in b"\r\n":
            yield from self._paragraph()
        else:
            self._add(_SIGNS.get(sign, ""))

    def _decode(self) -> None:
        if self._bytes:
            encoding = self._fonts.get(self._state.font, self._encoding)
            raw, self._bytes = self._bytes, bytearray()
            self._add(raw.decode(encoding, "replace"))

    def _unicode(self, value: int) -> None:
        value %= 0x10000
        if 0xD800 <= value < 0xDC00:
            self._high = value
        elif 0xDC00 <= value < 0xE000 and self._high:
            self._add(chr(0x10000 + ((self._high - 0xD800) << 10) + value - 0xDC00))
            self._high = 0
        else:
            self._add(chr(value))

    def _add(self, text: str) -> None:
        state = self._state
        if not text or state.kind == b"skip":
            return
        if state.kind == b"fldinst":
            self._field += text[:2100]
        elif state.kind in (b"listtext", b"pntext"):
            self._item = self._item or not any(char.isalnum() for char in text)
        elif state.kind == b"colortbl":
            for _ in range(min(text.count(";"), 1000)):
                parts = (self._colour.get(name) for name in (b"red", b"green", b"blue"))
                given = [part for part in parts if part is not None]
                self._colours.append("".join(f"{part & 255:02x}" for part in given))
                self._colour = {}
        elif state.kind != b"fonttbl":
            self._runs.append(Run(text, state.size, state.bold, self._reason()))

    def _reason(self) -> Reason | None:
        state = self._state
        if state.hidden:
            return "marked"
        ground = self._named(state.ground)
        shaded = self._in_table and self._is_shaded
        if state.colour and not shaded and is_lost(self._named(state.colour), ground):
            return "colour"
        return "tiny" if state.size < TINY else None

    def _named(self, number: int) -> str:
        return self._colours[number] if 0 < number < len(self._colours) else ""

    def _end_field(self) -> None:
        found = _LINK.search(self._field)
        if found and len(self.links) < MAX_LINKS:
            self.links.append(found[1])
        self._field = ""

    def _word(self, word: bytes, number: int | None) -> Iterator[Line]:
        state = self._state
        if (self._starred and word not in _READ) or word in _DESTINATIONS:
            state.kind = b"skip"
        elif word in (b"fonttbl", b"colortbl", b"listtext", b"pntext", b"fldinst"):
            state.kind = word if state.kind != b"skip" else b"skip"
        elif word in (b"shptxt", b"fldrslt"):
            state.kind = b""
        elif state.kind == b"skip":
            return
        elif word in _CHARACTERS:
            self._add(_CHARACTERS[word])
        elif word in (b"red", b"green", b"blue"):
            self._colour[word] = number or 0
        elif word in (b"par", b"sect", b"page", b"column", b"softline"):
            yield from self._paragraph()
        elif word in (b"cell", b"nestcell"):
            yield from self._paragraph(cell=True)
        elif word in (b"row", b"nestrow"):
            yield from self._row()
        else:
            self._format(state, word, number)

    def _format(self, state: State, word: bytes, number: int | None) -> None:
        """What a word says of the letters after it."""
        if word in _NUMBERS:
            name, usual = _NUMBERS[word]
            setattr(state, name, usual if number is None else number)
        elif word in _SWITCHES:
            setattr(state, _SWITCHES[word], number != 0)
        elif word == b"plain":
            self._state = State(kind=state.kind, skip=state.skip)
        elif word == b"pnlvlblt":
            self._item = True
        elif word in (b"pard", b"intbl", b"trowd", b"clcbpat"):
            self._format_paragraph(state, word)
        elif word == b"fcharset" and state.kind == b"fonttbl":
            self._fonts.setdefault(state.font, _CHARSETS.get(number or 0, self._encoding))
        elif word == b"ansicpg":
            self._encoding = _codec(number or 1252)
        elif word == b"mac":
            self._encoding = "mac_roman"

    def _format_paragraph(self, state: State, word: bytes) -> None:
        """What a word says of the paragraph, or the row of a table, that follows."""
        if word == b"pard":
            self._item = self._in_table = False
            state.ground = 0
        elif word == b"intbl":
            self._in_table = True
        else:
            self._is_shaded = word == b"clcbpat"

    def _paragraph(self, *, cell: bool = False) -> Iterator[Line]:
        runs, self._runs = self._runs, []
        text = any(run.text.strip() for run in runs)
        line = paragraph(runs, self.hidden, item=self._item, apart=not text)
        self._item = False
        if cell or self._in_table:
            self._cell += [line] if line.text.strip() else []
        else:
            yield from self._row()
            yield line
        if cell:
            self._cells += [self._cell] if self._cell else []
            self._cell = []

    def _row(self) -> Iterator[Line]:
        cells, self._cells = [*self._cells, *([self._cell] if self._cell else [])], []
        self._cell = []
        yield from row_lines(cells)


def _codec(page: int) -> str:
    try:
        return codecs.lookup("utf-8" if page == 65001 else f"cp{page}").name
    except LookupError:
        return "cp1252"


def read_rtf(data: bytes, limits: ReadingLimits) -> Document:
    """The text of an RTF. Raises ReadingError."""
    reader = _Rtf(data[max(0, data.find(b"{\\rtf")) :])
    text = text_of(reader.lines(), limits.characters)
    if not text.text:
        raise ReadingError("no_text")
    warnings = [hidden_text(reader.hidden)] if reader.hidden else []
    return Document(
        media_type=RTF,
        text=text.text,
        prominent=text.prominent,
        links=list(dict.fromkeys(reader.links)),
        hidden=reader.hidden,
        warnings=[*warnings, cut(None)] if text.cut else warnings,
    )
