"""Write the small inputs of `bad/`.

`python -m tests.agents.reading.corpus.make.bad`
"""

import io
import math

import pikepdf
from PIL import Image, ImageDraw

from tests.agents.reading.corpus.bad.large import (
    DOCX_START,
    docx,
    line,
    pdf,
    pdf_of,
    zipped,
)  # fmt: skip
from tests.agents.reading.corpus.make.content import CORPUS

RESUME = (
    "Ludmila Farrow\nBookbinder\nludmila.farrow@example.org | +44 7700 900321\n\n"
    "Experience\nBookbinder, Calfskin & Thread, Bath, 03/2018 – present\n"
    "- Bind about 400 books a year\n\nEducation\n"
    "Diploma in Bookbinding, Walcot College, 2015 – 2017\n\n"
    "Skills\nGold tooling, Paper repair, Sewing on cords\n"
)


def _encrypted(user: str) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf(_page()))) as file:
        file.save(out, encryption=pikepdf.Encryption(user=user, owner="kept by the owner", R=6))
    return out.getvalue()


def _page() -> list[bytes]:
    lines = RESUME.replace("–", "-").split("\n")
    return [b"\n".join(line(text, y=780 - 16 * row) for row, text in enumerate(lines))]


def _plain_docx() -> bytes:
    paragraphs = "".join(
        f"<w:p><w:r><w:t>{text.replace('&', '&amp;')}</w:t></w:r></w:p>"
        for text in RESUME.split("\n")
    )
    return docx(f"{DOCX_START}{paragraphs}</w:body></w:document>".encode())


def _doctype(declared: str) -> bytes:
    return docx(
        f'<?xml version="1.0"?><!DOCTYPE w [{declared}]>{DOCX_START}'
        "<w:p><w:r><w:t>Ludmila &amp; &e;</w:t></w:r></w:p></w:body></w:document>".encode()
    )


def _laughs() -> bytes:
    entities = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {new} "{f"&{old};" * 10}">'
        for old, new in zip("abcdfghij", "bcdfghije", strict=True)
    )
    return _doctype(entities)


def _cat() -> bytes:
    picture = Image.new("RGB", (480, 420), "#f4e9d8")
    draw = ImageDraw.Draw(picture)
    draw.ellipse((110, 120, 370, 370), fill="#6b5b4b")
    for left in (120, 280):
        draw.polygon([(left, 190), (left + 25, 60), (left + 85, 150)], fill="#6b5b4b")
    for left in (180, 270):
        draw.ellipse((left, 200, left + 32, 240), fill="#d9e06f")
        draw.ellipse((left + 12, 202, left + 20, 238), fill="#111")
    draw.polygon([(225, 265), (257, 265), (241, 285)], fill="#e2a0a0")
    for angle in (-0.25, 0, 0.25):
        for side in (-1, 1):
            start = (241 + 25 * side, 285)
            end = (241 + 150 * side, 285 + 150 * math.sin(angle))
            draw.line([start, end], fill="#111", width=2)
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def _polyglot() -> bytes:
    return pdf(_page()) + zipped({"word/document.xml": b"<a>text of the other file</a>"})


def _huge_picture() -> bytes:
    small = bytearray(_cat())
    # Width and height; the header's checksum is wrong then, as an attacker's may be.
    small[16:24] = (60_000).to_bytes(4, "big") * 2
    return bytes(small)


def _page_loop() -> bytes:
    return pdf_of(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Pages/Parent 2 0 R/Kids[2 0 R]/Count 1>>",
        ]
    )


def _controls() -> str:
    name, rest = RESUME.split("\n", 1)
    rest = rest.replace("Gold", "Go\0ld").replace("Bath", "Ba\u200bth")
    return f"\u202e{name}\u202c\n{rest}\u2066"


MAIL = (
    "From: Verein der Kleingärtner <post@kleingarten.example>\nTo: mitglieder@kleingarten.example\n"
    "Subject: Wasser wird am Montag abgestellt\n\nLiebe Mitglieder,\n\nam Montag wird ab 8 Uhr das "
    "Wasser abgestellt, weil ein Rohr erneuert wird. Bitte füllt eure Tonnen vorher. "
    "Der Schlüssel zum Geräteschuppen hängt wieder am alten Platz; wer den Rechen hat, bringe "
    "ihn bitte zurück.\n\n"
    "Herzliche Grüße\nDer Vorstand\n"
)
GEORGIAN = (
    "ნინო ბერიძე\nბუღალტერი\nnino.beridze@example.ge\n\nსამუშაო გამოცდილება\n"
    "ბუღალტერი, თბილისის წიგნის სახლი, 2018 წლის მარტიდან დღემდე\n\nგანათლება\n"
    "ეკონომიკის ბაკალავრი, მთის უნივერსიტეტი\n"
)


def inputs() -> dict[str, bytes]:
    """The inputs by their names."""
    whole = pdf(_page())
    return {
        "empty.pdf": b"",
        "blank.txt": b" \n\t\n  \n",
        "encrypted.pdf": _encrypted("secret"),
        "owner_password.pdf": _encrypted(""),
        "drawing.pdf": pdf([b"0.2 0.4 0.6 rg 100 100 300 400 re f 1 0 0 RG 50 50 m 400 700 l S"]),
        "doctype.docx": _doctype('<!ENTITY e "of the entity">'),
        "doctype_file.docx": _doctype('<!ENTITY e SYSTEM "file:///etc/hostname">'),
        "doctype_laughs.docx": _laughs(),
        "polyglot.pdf": _polyglot(),
        "truncated.pdf": whole[: len(whole) // 3],
        "truncated.docx": _plain_docx()[:700],
        "page_loop.pdf": _page_loop(),
        "pdf_named.docx": whole,
        "docx_named.pdf": _plain_docx(),
        "text_named.pdf": RESUME.encode(),
        "old.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + b"W\0o\0r\0d\0" * 64,
        "program.pdf": b"\x7fELF\x02\x01\x01" + bytes(200),
        "cat.png": _cat(),
        "cat_named.pdf": _cat(),
        "huge_picture.png": _huge_picture(),
        "other.zip": zipped({"notes.txt": b"nothing of interest", "cat.png": _cat()}),
        "list.json": b"[1, 2, 3]",
        "broken.json": b'{"basics": {"name": "Ludmila',
        "no_blanks.txt": b"abcdefghij" * 2000,
        "controls.txt": _controls().encode(),
        "latin_1.txt": RESUME.replace("–", "-").replace("Farrow", "Farröw").encode("latin-1"),
        "utf_16.txt": RESUME.encode("utf-16"),
        "mail.eml": MAIL.encode(),
        "georgian.txt": GEORGIAN.encode(),
    }


def main() -> None:
    """Write them."""
    for name, data in inputs().items():
        (CORPUS / "bad" / name).write_bytes(data)


if __name__ == "__main__":
    main()
