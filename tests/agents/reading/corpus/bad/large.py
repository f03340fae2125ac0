"""Inputs that are too large to be stored: written into a folder when a test asks for them."""

import io
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

MIB = 1024 * 1024
DOCX_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)  # fmt: skip
DOCX_RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)
DOCX_START = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
)


def pdf(pages: list[bytes], width: int = 595, height: int = 842) -> bytes:
    """A PDF with one page for each stream of operators, with Helvetica as /F0."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    kids = []
    for operators in pages:
        packed = zlib.compress(operators)
        objects.append(
            b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed)
        )
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Contents %d 0 R"
            b"/Resources<</Font<</F0 3 0 R>>>>>>" % (width, height, len(objects))
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<</Type/Pages/Kids[%s]/Count %d>>" % (b" ".join(kids), len(kids))
    return pdf_of(objects)


def pdf_of(objects: list[bytes]) -> bytes:
    """A PDF of these objects, the first of which is the catalog."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, table)
    return bytes(out)


def zipped(entries: dict[str, bytes]) -> bytes:
    """A ZIP of these files."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as file:
        for name, body in entries.items():
            file.writestr(name, body)
    return data.getvalue()


def docx(document: bytes) -> bytes:
    """A DOCX with this as its main part."""
    return zipped(
        {
            "[Content_Types].xml": DOCX_TYPES.encode(),
            "_rels/.rels": DOCX_RELATIONS.encode(),
            "word/document.xml": document,
        }
    )


def line(text: str, x: int = 72, y: int = 720, size: int = 12) -> bytes:
    """Operators that show a line of text."""
    return b"BT /F0 %d Tf %d %d Td (%s) Tj ET" % (size, x, y, text.encode("latin-1"))


def _too_large() -> bytes:
    return b"Work experience: baker, 2019 to 2024. " * (11 * MIB // 38 + 1)


def _pages_500() -> bytes:
    return pdf([line(f"Page {number}: experience, education, skills") for number in range(1, 501)])


def _page_14400() -> bytes:
    return pdf([line("Hedda Wide, cartographer", y=14000)], 14400, 14400)


def _ratio() -> bytes:
    paragraph = b"<w:p><w:r><w:t>" + b"a" * 4000 + b"</w:t></w:r></w:p>"
    return docx(DOCX_START.encode() + paragraph * (300 * MIB // len(paragraph)))


def _nesting() -> bytes:
    inner = zipped({"zeros.txt": bytes(40 * MIB)})
    for level in range(8):
        inner = zipped({f"{level}-{copy}.zip": inner for copy in range(6)})
    return inner


def _many_entries() -> bytes:
    return zipped({f"word/part{number}.xml": b"<a/>" for number in range(70_000)})


def _deep_xml() -> bytes:
    depth = 60_000
    return docx(
        DOCX_START.encode()
        + b"<w:tbl><w:tr><w:tc>" * depth
        + b"</w:tc></w:tr></w:tbl>" * depth
        + b"</w:body></w:document>"
    )


def _deep_json() -> bytes:
    return b'{"basics":' * 100_000 + b"1" + b"}" * 100_000


def _stream_bomb() -> bytes:
    return pdf([line("Short") + b" 0 0 m 1 1 l S" * (200 * MIB // 14)])


WRITERS: dict[str, Callable[[], bytes]] = {
    "too_large.txt": _too_large,
    "pages_500.pdf": _pages_500,
    "page_14400.pdf": _page_14400,
    "bomb_ratio.docx": _ratio,
    "bomb_nesting.zip": _nesting,
    "many_entries.docx": _many_entries,
    "deep_xml.docx": _deep_xml,
    "deep.json": _deep_json,
    "stream_bomb.pdf": _stream_bomb,
}


def write(name: str, folder: Path) -> Path:
    """Write the input of that name into the folder; its path."""
    path = folder / name
    path.write_bytes(WRITERS[name]())
    return path
