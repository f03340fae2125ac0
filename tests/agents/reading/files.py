"""Small files of each type, written by hand: what a reader is to make of them is plain to see."""

import io
import zipfile
from collections.abc import Iterable, Mapping
from typing import NamedTuple

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
LINKED = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
SHAPES = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


class At(NamedTuple):
    """A text on a page, from its lower left corner in points."""

    x: float
    y: float
    text: str
    size: float = 10
    bold: bool = False
    colour: tuple[float, float, float] = (0, 0, 0)
    mode: int = 0
    spacing: float = 0

    def drawn(self) -> str:
        """As operators of a content stream."""
        red, green, blue = self.colour
        escaped = self.text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        return (
            f"BT /{'B' if self.bold else 'R'} {self.size} Tf {red} {green} {blue} rg "
            f"{self.mode} Tr {self.spacing} Tc 1 0 0 1 {self.x} {self.y} Tm ({escaped}) Tj ET"
        )


def box(x: float, y: float, width: float, height: float, grey: float = 1) -> str:
    """A filled rectangle, as operators."""
    return f"{grey} g {x} {y} {width} {height} re f"


def pdf(
    *pages: Iterable[At | str],
    size: tuple[float, float] = (595, 842),
    fonts: Mapping[str, str] | None = None,
    extra: str = "",
    info: str = "",
    page_extra: str = "",
) -> bytes:
    """A PDF whose pages have these texts and operators."""
    named = {"R": "Helvetica", "B": "Helvetica-Bold", **(fonts or {})}
    objects: list[bytes] = [b"", b""]
    resources = " ".join(
        f"/{key} << /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>"
        for key, name in named.items()
    )
    kids = []
    for page in pages:
        content = "\n".join(p.drawn() if isinstance(p, At) else p for p in page)
        raw = content.encode("cp1252")
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(raw), raw))
        stream = len(objects)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {size[0]} {size[1]}] {page_extra}"
            f"/Resources << /Font << {resources} >> /ExtGState << /Clear << /ca 0 /CA 0 >> >> >> "
            f"/Contents {stream} 0 R >>".encode()
        )
        kids.append(f"{len(objects)} 0 R")
    objects[0] = f"<< /Type /Catalog /Pages 2 0 R {extra}>>".encode()
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>".encode()
    objects.append(f"<< {info} >>".encode())
    return _written(objects, len(objects))


def _written(objects: list[bytes], info: int) -> bytes:
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for place in places:
        out.write(b"%010d 00000 n \n" % place)
    out.write(
        b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (len(objects) + 1, info, start)
    )
    return out.getvalue()


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    """A ZIP of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return out.getvalue()


def docx(body: str, **parts: str) -> bytes:
    """A DOCX with this body; `parts` are others of `word/`, by name without `.xml`."""
    named = {f"word/{name}.xml": text for name, text in parts.items() if name != "relations"}
    return zipped({
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": (
            f"<w:document {WORD} {LINKED} {SHAPES}><w:body>{body}</w:body></w:document>"
        ),
        **named,
        **({"word/_rels/document.xml.rels": parts["relations"]} if "relations" in parts else {}),
    })  # fmt: skip


def p(text: str, properties: str = "", run: str = "") -> str:
    """A paragraph of a DOCX with one run."""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


def odt(body: str, styles: str = "") -> bytes:
    """An ODT with this text and these automatic styles."""
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"'
        for name, space in (
            ("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"),
            ("fo", "xsl-fo-compatible"), ("draw", "drawing"),
        )
    )  # fmt: skip
    return zipped({
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": (
            f'<office:document-content {names} xmlns:xlink="http://www.w3.org/1999/xlink">'
            f"<office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body><office:text>{body}</office:text></office:body>"
            "</office:document-content>"
        ),
    })  # fmt: skip


def hwpx(body: str, header: str = "") -> bytes:
    """An HWPX with this section and this header."""
    space = 'xmlns:hp="http://www.hancom.co.kr/hwpml/2011/paragraph"'
    return zipped({
        "mimetype": "application/hwp+zip",
        "Contents/header.xml": (
            f'<hh:head xmlns:hh="http://www.hancom.co.kr/hwpml/2011/head">{header}</hh:head>'
        ),
        "Contents/section0.xml": f"<hs:sec xmlns:hs=\"urn:section\" {space}>{body}</hs:sec>",
    })  # fmt: skip
