"""Files that are nearly right, read many to a process.

`python -m tests.agents.reading.fuzzing FIRST COUNT` reads the files of these numbers. It ends with
status 1 and the number of a file where something but a document or a ReadingError comes of one; a
file that ends the process itself is the one that was said last.
"""

import io
import json
import random
import sys
import traceback
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from agents.reading.document import Document
from agents.reading.errors import ReadingError
from agents.reading.limits import ReadingLimits
from agents.reading.read import read
from server.reading.confinement import confine
from tests.agents.reading.files import At, box, docx, hwpx, odt, p, pdf, zipped

LIMITS = ReadingLimits(pages=4, characters=20_000, pixels=1_000_000)
MEMORY_MB, SECONDS = 1500, 3600

_TABLE = f"<w:tbl><w:tr><w:tc>{p('Go')}</w:tc><w:tc>{p('good')}</w:tc></w:tr></w:tbl>"
_RESUME = {"basics": {"name": "Ada"}, "work": [{"name": "Acme", "highlights": ["Built"]}]}

SOURCES: Mapping[str, bytes] = {
    "pdf": pdf(
        [
            At(50, 780, "Ada Example", 16, bold=True), At(50, 750, "2019 - 2021"),
            At(150, 750, "Engineer"), "q /Clear gs", At(50, 700, "hidden"), "Q",
            At(50, 650, "covered"), box(40, 640, 100, 30), At(50, 600, "white", colour=(1, 1, 1)),
        ],
        [At(50, 700, "Page two", spacing=3)],
        info="/Creator (A)",
    ),
    "docx": docx(p("Ada Example", run='<w:color w:val="FFFFFF"/>') + _TABLE + p("Engineer")),
    "docx parts": zipped({"word/document.xml": "", "word/styles.xml": p("x")}),
    "odt": odt("<text:h>Ada</text:h><text:p>Engineer<text:tab/>2019</text:p>"),
    "hwpx": hwpx("<hp:p><hp:run charPrIDRef='0'><hp:t>홍길동</hp:t></hp:run></hp:p>"),
    "rtf": rb"{\rtf1\ansi{\fonttbl{\f1\fcharset129 B;}}\b Ada\'e4\b0\par{\v no}\u44221?\cell\row}",
    "html": b"<html><style>.a{display:none}</style><p class=a>no</p><table><tr><td>Ada</table>",
    "markdown": b"# Ada\n\n- **Engineer** at [Acme](https://example.com)\n\n| a | b |\n|---|---|\n",
    "text": "Ada Example\n\n• Engineer   2019 – 2021\n홍길동\n".encode(),
    "utf-16": "Ada Example\n홍길동".encode("utf-16"),
    "cp949": "홍길동\n경력".encode("cp949"),
    "json": json.dumps(_RESUME).encode(),
    "flat": json.dumps({"contact_info": {}, "work_experiences": [{"title": "Engineer"}]}).encode(),
    "linkedin": zipped({"Positions.csv": "Company Name,Title\nAcme,Engineer\n"}),
}  # fmt: skip

_TOKENS = (
    b"\0", b"\xff", b"(", b")", b"<<", b">>", b"{", b"}", b"[", b"\\", b"<", b">", b"&#0;",
    b"9" * 20, b"-1", b"0 R", b"endobj", b"stream", b"\\u-1?", b"\\bin9 ", b"<w:p>", b"</w:p>",
    b"<w:tbl>", b"\xed\xa0\x80", b"\xe2\x80\xae", b"PK\3\4", b"PK\5\6", b"%PDF-", b"{\\rtf",
    b"\n\n", b"\t", b"1e99", b"null", b'"', b"<!DOCTYPE a>", b"/Rotate 90",
    b"/MediaBox [0 0 1e9 1e9]", b" Tf", b" Tm", b" Tj",
)  # fmt: skip


def _flipped(data: bytearray, dice: random.Random) -> bytearray:
    for _ in range(dice.randint(1, 8)):
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    return data


def _cut(data: bytearray, dice: random.Random) -> bytearray:
    return data[: dice.randrange(len(data))]


def _without(data: bytearray, dice: random.Random) -> bytearray:
    start = dice.randrange(len(data))
    del data[start : start + dice.randint(1, 40)]
    return data


def _twice(data: bytearray, dice: random.Random) -> bytearray:
    start = dice.randrange(len(data))
    piece = data[start : start + dice.randint(1, 80)]
    return data[:start] + piece * dice.choice((2, 3, 50)) + data[start:]


def _spliced(data: bytearray, dice: random.Random) -> bytearray:
    at = dice.randrange(len(data))
    return data[:at] + bytearray(dice.choice(_TOKENS)) + data[at:]


def _joined(data: bytearray, dice: random.Random) -> bytearray:
    other = dice.choice(list(SOURCES.values()))
    return data[: dice.randrange(len(data))] + bytearray(other[dice.randrange(len(other)) :])


_CHANGES: tuple[Callable[[bytearray, random.Random], bytearray], ...] = (
    _flipped, _cut, _without, _twice, _spliced, _joined,
)  # fmt: skip


def file_of(number: int) -> bytes:
    """The file of a number: one of the sources, changed a few times, always in the same way."""
    dice = random.Random(number)
    # The type that has the most in it, and that people send most.
    name = "pdf" if dice.random() < 0.3 else dice.choice(list(SOURCES))
    data = bytearray(SOURCES[name])
    if data.startswith(b"PK") and dice.random() < 0.6:
        return _repacked(bytes(data), dice)
    for _ in range(dice.randint(1, 3)):
        if data:
            data = dice.choice(_CHANGES)(data, dice)
    return bytes(data)


def _repacked(data: bytes, dice: random.Random) -> bytes:
    """A compressed file that is whole, with a member that is changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        members = {name: file.read(name) for name in file.namelist()}
    name = dice.choice(list(members))
    changed = bytearray(members[name])
    for _ in range(dice.randint(1, 3)):
        if changed:
            changed = dice.choice(_CHANGES[:5])(changed, dice)
    return zipped(members | {name: bytes(changed)})


def wrong(data: bytes) -> str | None:
    """What is wrong with what comes of reading a file; None where it is as it should be."""
    try:
        document = read(data, limits=LIMITS)
    except ReadingError as error:
        return None if str(error) else "an error without words"
    except Exception:
        return traceback.format_exc()
    return _wrong(document)


def _wrong(document: Document) -> str | None:
    text = document.text
    if not text or len(text) > LIMITS.characters:
        return f"a text of {len(text)} characters"
    if any(char < " " and char not in "\n\t" for char in text):
        return "control characters"
    lines = text.split("\n")
    if not all(0 <= number < len(lines) and lines[number] for number in document.prominent):
        return "a prominent line that is none"
    text.encode()
    return None


def main() -> int:
    """Read the files of some numbers."""
    first, count = int(sys.argv[1]), int(sys.argv[2])
    confine(memory_mb=MEMORY_MB, seconds=SECONDS, readable=[Path("/")])
    for number in range(first, first + count):
        print(number, file=sys.stderr, flush=True)
        if problem := wrong(file_of(number)):
            print(number, problem, flush=True)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
