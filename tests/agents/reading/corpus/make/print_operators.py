"""PDFs written operator by operator, for orders and ways of hiding that no program writes."""

import io
import subprocess
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from tests.agents.reading.corpus.make.content import Person, Section

WIDTH, HEIGHT, MARGIN, GUTTER = 595, 842, 48, 24
BULLET_INDENT = 10


@dataclass(frozen=True)
class Line:
    """A line of text on a page, from its left end; `y` counts from the top."""

    page: int
    x: float
    y: float
    size: float
    text: str
    bold: bool = False
    white: bool = False


class Font:
    """A TrueType font that is embedded with the glyphs that are used."""

    def __init__(self, family: str, style: str) -> None:
        pattern = f"{family}:style={style}"
        found = subprocess.run(
            ["fc-match", "-f", "%{file}", pattern], check=True, capture_output=True, text=True
        )
        self.path = found.stdout
        self.font = TTFont(self.path)
        self.glyphs = self.font.getBestCmap()
        self.scale = 1000 / self.font["head"].unitsPerEm
        self.used: set[int] = set()

    def width(self, text: str, size: float) -> float:
        """How wide the text is, in points."""
        return sum(self._advance(ord(mark)) for mark in text) * size / 1000

    def _advance(self, code: int) -> float:
        return self.font["hmtx"][self.glyphs[code]][0] * self.scale

    def codes(self, text: str) -> str:
        """The text as numbers of glyphs, for Tj."""
        self.used.update(map(ord, text))
        return "".join(f"{self.font.getGlyphID(self.glyphs[ord(mark)]):04x}" for mark in text)

    def objects(self, file: "File") -> int:
        """Write the font into the file; the number of its dictionary."""
        options = subset.Options(
            retain_gids=True, notdef_outline=True, drop_tables=["FFTM", "GSUB", "GPOS"]
        )
        small = TTFont(self.path)
        worker = subset.Subsetter(options)
        worker.populate(unicodes=self.used)
        worker.subset(small)
        data = io.BytesIO()
        small.save(data)
        program = file.stream(data.getvalue(), f"/Length1 {len(data.getvalue())}")
        name = "CORPUS+" + Path(self.path).stem.replace("-", "")
        box = " ".join(
            str(round(self.font["head"].__dict__[key] * self.scale))
            for key in ("xMin", "yMin", "xMax", "yMax")
        )
        descriptor = file.add(
            f"<</Type/FontDescriptor/FontName/{name}/Flags 4/FontBBox[{box}]/ItalicAngle 0"
            f"/Ascent 905/Descent -212/CapHeight 716/StemV 80/FontFile2 {program} 0 R>>"
        )
        codes = sorted(self.used)
        ids = {code: self.font.getGlyphID(self.glyphs[code]) for code in codes}
        widths = " ".join(f"{ids[code]}[{self._advance(code):.0f}]" for code in codes)
        descendant = file.add(
            f"<</Type/Font/Subtype/CIDFontType2/BaseFont/{name}/CIDSystemInfo<</Registry(Adobe)"
            f"/Ordering(Identity)/Supplement 0>>/FontDescriptor {descriptor} 0 R/W[{widths}]"
            "/CIDToGIDMap/Identity>>"
        )
        pairs = [f"<{ids[code]:04x}> <{code:04x}>" for code in codes]
        blocks = "".join(
            f"{len(some)} beginbfchar\n" + "\n".join(some) + "\nendbfchar\n"
            for some in (pairs[at : at + 90] for at in range(0, len(pairs), 90))
        )
        mapping = file.stream(
            (
                "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n/CMapName /M def\n"
                "/CMapType 2 def\n1 begincodespacerange <0000> <ffff> endcodespacerange\n"
                f"{blocks}endcmap end end"
            ).encode()
        )
        return file.add(
            f"<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/Identity-H"
            f"/DescendantFonts[{descendant} 0 R]/ToUnicode {mapping} 0 R>>"
        )


class StandardFont(Font):
    """A font that every reader is to have: not embedded, of the metrics of the given one."""

    def __init__(self, family: str, style: str, name: str) -> None:
        super().__init__(family, style)
        self.name = name

    def codes(self, text: str) -> str:
        """The text in Windows-1252, for Tj."""
        self.used.update(map(ord, text))
        return text.encode("cp1252").hex()

    def objects(self, file: "File") -> int:
        """Write the font's dictionary."""
        return file.add(
            f"<</Type/Font/Subtype/Type1/BaseFont/{self.name}/Encoding/WinAnsiEncoding>>"
        )


class File:
    """A PDF in the making: objects, then a cross-reference table."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def add(self, text: str | bytes) -> int:
        """Append an object; its number."""
        self.parts.append(text.encode("latin-1") if isinstance(text, str) else text)
        return len(self.parts)

    def stream(self, data: bytes, entries: str = "") -> int:
        """Append a compressed stream."""
        packed = zlib.compress(data)
        head = f"<</Length {len(packed)}/Filter/FlateDecode{entries}>>stream\n".encode()
        return self.add(head + packed + b"\nendstream")

    def bytes(self, root: int, info: int | None = None) -> bytes:
        """The whole file."""
        out, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
        for number, part in enumerate(self.parts, 1):
            places.append(len(out))
            out += f"{number} 0 obj\n".encode() + part + b"\nendobj\n"
        table = len(out)
        out += f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n".encode()
        out += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
        about = f"/Info {info} 0 R" if info else ""
        out += f"trailer\n<</Size {len(places) + 1}/Root {root} 0 R{about}>>\n".encode()
        return bytes(out + f"startxref\n{table}\n%%EOF\n".encode())


def make(person: Person, target: Path, work: Path) -> None:
    """Write the person's résumé to `target`."""
    if person.template == "scan":
        target.write_bytes(_scan(person))
    else:
        target.write_bytes(_printed(person))


def _printed(person: Person) -> bytes:
    lines = ORDERS[person.template](person)
    fonts = _fonts() if person.style.get("embed", True) else _standard_fonts()
    for font in fonts:
        font.used.clear()
    file = File()
    pages = max(line.page for line in lines) + 1
    tree = file.add("")
    contents = []
    for page in range(pages):
        drawn = ["q 595 0 0 94 0 748 cm /I Do Q"] if person.template == "banner" else []
        drawn += [_show(line, *fonts) for line in lines if line.page == page]
        if person.template == "banner":
            drawn = _shadowed(lines, *fonts) + drawn + [_upright(PORTFOLIO, fonts[0])]
        if page == pages - 1:
            low = max(line.y for line in lines if line.page == page) + 30
            drawn += [
                HIDINGS[how](fonts[0].codes(text), low + 14 * place)
                for place, (how, text) in enumerate(person.hidden)
            ]
        contents.append(file.stream("\n".join(drawn).encode()))
    clear = file.add("<</Type/ExtGState/ca 0/CA 0>>")
    pictures = ""
    if person.template == "banner":
        gradient = Image.linear_gradient("L").point(lambda tone: 30 + tone // 8)
        pictures = f"/XObject<</I {_picture(file, gradient)} 0 R>>"
    numbers = [font.objects(file) for font in fonts if font.used]
    names = "".join(f"/F{place} {number} 0 R" for place, number in enumerate(numbers))
    kids = [
        file.add(
            f"<</Type/Page/Parent {tree} 0 R/MediaBox[0 0 {WIDTH} {HEIGHT}]/Contents {content} 0 R"
            f"/Resources<</Font<<{names}>>/ExtGState<</Clear {clear} 0 R>>"
            f"{pictures}>>>>"
        )
        for content in contents
    ]
    listed = " ".join(f"{kid} 0 R" for kid in kids)
    file.parts[tree - 1] = f"<</Type/Pages/Kids[{listed}]/Count {len(kids)}>>".encode()
    root = file.add(f"<</Type/Catalog/Pages {tree} 0 R>>")
    return file.bytes(root, file.add("<</Producer(written by hand)>>"))


def _show(line: Line, regular: Font, bold: Font) -> str:
    font, name = (bold, "F1") if line.bold else (regular, "F0")
    shown = (
        f"BT /{name} {line.size} Tf 1 0 0 1 {line.x:.1f} {HEIGHT - line.y:.1f} Tm "
        f"<{font.codes(line.text)}> Tj ET"
    )
    return f"q 1 g {shown} Q" if line.white else shown


PORTFOLIO = "Portfolio on request"


def _shadowed(lines: Iterable[Line], regular: Font, bold: Font) -> list[str]:
    shadows = [
        replace(line, x=line.x + 0.8, y=line.y + 0.8)
        for line in lines
        if line.bold and not line.white
    ]
    return [f"q 0.75 g {_show(shadow, regular, bold)} Q" for shadow in shadows]


def _upright(text: str, font: Font) -> str:
    return f"BT /F0 9 Tf 0 1 -1 0 {WIDTH - 20} 120 Tm <{font.codes(text)}> Tj ET"


def _hidden(state: str, codes: str, y: float, size: float = 9, x: float = MARGIN) -> str:
    return f"q {state} BT /F0 {size} Tf 1 0 0 1 {x} {HEIGHT - y:.1f} Tm <{codes}> Tj ET Q"


HIDINGS = {
    "white": lambda codes, y: _hidden("1 g", codes, y),
    "near_white": lambda codes, y: _hidden("0.992 g", codes, y),
    "mode_3": lambda codes, y: _hidden("3 Tr", codes, y),
    "alpha_0": lambda codes, y: _hidden("/Clear gs", codes, y),
    "off_page": lambda codes, y: _hidden("", codes, y, x=WIDTH + 60),
    "below_page": lambda codes, y: _hidden("", codes, HEIGHT + 70),
    "tiny": lambda codes, y: _hidden("", codes, y, size=0.8),
    "clipped": lambda codes, y: _hidden("0 0 1 1 re W n", codes, y),
    "covered": lambda codes, y: (
        f"{_hidden('', codes, y)} q 1 g {MARGIN - 2} {HEIGHT - y - 3:.1f} 500 13 re f Q"
    ),
}


@cache
def _fonts() -> tuple[Font, Font]:
    return Font("Liberation Sans", "Regular"), Font("Liberation Sans", "Bold")


@cache
def _standard_fonts() -> tuple[Font, Font]:
    return (
        StandardFont("Liberation Sans", "Regular", "Helvetica"),
        StandardFont("Liberation Sans", "Bold", "Helvetica-Bold"),
    )


class Setter:
    """Sets sections into a column from a given height on."""

    def __init__(self, left: float, width: float, top: float) -> None:
        self.left, self.width, self.y, self.page = left, width, top, 0
        self.lines: list[Line] = []

    def put(self, text: str, size: float = 9.5, *, bold: bool = False, before: float = 0,
            indent: float = 0) -> None:  # fmt: skip
        """Add a paragraph."""
        font = _fonts()[bold]
        self.y += before
        line = ""
        for word in [*text.split(" "), ""]:
            longer = f"{line} {word}".strip()
            if line and (not word or font.width(longer, size) > self.width - indent):
                self._line(line, size, bold, indent)
                line = word
            else:
                line = longer

    def _line(self, text: str, size: float, bold: bool, indent: float) -> None:
        self.y += size * 1.38
        if self.y > HEIGHT - MARGIN:
            self.page, self.y = self.page + 1, MARGIN + size
        self.lines.append(Line(self.page, self.left + indent, self.y, size, text, bold))

    def section(self, section: Section) -> None:
        """Add a section with all that is in it."""
        self.put(section.heading, 11.5, bold=True, before=8)
        if section.text:
            self.put(section.text)
        for item in section.items:
            self.put(item)
        for job in section.jobs:
            self.put(job.title, bold=True, before=4)
            self.put(f"{job.employer}, {job.place}" if job.place else job.employer)
            self.put(job.when, 9)
            for bullet in job.bullets:
                self.put(f"• {bullet}", indent=BULLET_INDENT)
        for degree in section.degrees:
            self.put(degree.written, bold=True, before=4)
            self.put(degree.institution)
            self.put(degree.when, 9)


def _whole(person: Person) -> list[Line]:
    setter = Setter(MARGIN, WIDTH - 2 * MARGIN, MARGIN)
    _head(setter, person)
    for section in person.sections:
        setter.section(section)
    for note in person.footnotes:
        setter.put(note, 6, before=10)
    return setter.lines


def _banner(person: Person) -> list[Line]:
    name, headline, *rest = _whole(person)
    return [replace(name, white=True), replace(headline, white=True), *rest]


def _head(setter: Setter, person: Person) -> None:
    setter.put(person.shown, 20, bold=True)
    setter.put(person.headline, 11)
    setter.put(person.style.get("contact", " | ").join(person.contact), 9, before=2)


def _two(person: Person) -> tuple[list[Line], list[Line], list[Line]]:
    head = Setter(MARGIN, WIDTH - 2 * MARGIN, MARGIN)
    _head(head, person)
    for section in person.column("main"):
        head.section(section)
    width = (WIDTH - 2 * MARGIN - GUTTER) / 2
    columns = []
    for left, at in ((MARGIN, "left"), (MARGIN + width + GUTTER, "right")):
        setter = Setter(left, width, head.y + 6)
        for section in person.column(at):
            setter.section(section)
        columns.append(setter.lines)
    return head.lines, columns[0], columns[1]


def _row_by_row(person: Person) -> list[Line]:
    head, left, right = _two(person)
    return head + sorted(left + right, key=lambda line: (line.page, round(line.y / 6), line.x))


def _right_first(person: Person) -> list[Line]:
    head, left, right = _two(person)
    return right + left + head


ORDERS = {"single": _whole, "banner": _banner, "rows": _row_by_row, "right_first": _right_first}


def _scan(person: Person) -> bytes:
    scale = 1.6
    picture = Image.new("L", (round(WIDTH * scale), round(HEIGHT * scale)), 248)
    draw = ImageDraw.Draw(picture)
    for line in _whole(person):
        face = ImageFont.truetype(_fonts()[line.bold].path, line.size * scale)
        draw.text((line.x * scale, (line.y - line.size) * scale), line.text, 40, face)
    picture = picture.rotate(0.7, fillcolor=235).filter(ImageFilter.GaussianBlur(0.6))
    return _picture_file([picture])


def _picture(file: File, picture: Image.Image) -> int:
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=55)
    return file.add(
        f"<</Type/XObject/Subtype/Image/Width {picture.width}/Height {picture.height}"
        f"/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/DCTDecode/Length {data.tell()}>>"
        "stream\n".encode()
        + data.getvalue()
        + b"\nendstream"
    )


def _picture_file(pictures: Iterable[Image.Image]) -> bytes:
    file = File()
    tree = file.add("")
    kids = []
    for picture in pictures:
        image = _picture(file, picture)
        content = file.stream(f"q {WIDTH} 0 0 {HEIGHT} 0 0 cm /I Do Q".encode())
        kids.append(
            file.add(
                f"<</Type/Page/Parent {tree} 0 R/MediaBox[0 0 {WIDTH} {HEIGHT}]/Contents {content} "
                f"0 R/Resources<</XObject<</I {image} 0 R>>>>>>"
            )
        )
    listed = " ".join(f"{kid} 0 R" for kid in kids)
    file.parts[tree - 1] = f"<</Type/Pages/Kids[{listed}]/Count {len(kids)}>>".encode()
    return file.bytes(file.add(f"<</Type/Catalog/Pages {tree} 0 R>>"))
