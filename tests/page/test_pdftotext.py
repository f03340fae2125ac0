"""A CV and a letter out of a printer, as a reader of PDF that is not ours reads them."""

import asyncio
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from msgspec.json import encode
from playwright.sync_api import Browser

from server.exports.session import Head, handed_page, handed_pdf
from tests.agents.kinds.letter.cases import begun
from tests.server.exports.test_cv_read_back import TODAY, made

pytestmark = pytest.mark.slow

CVS = {
    "en": ("warehouse_lead.txt", "en_shift_manager.txt", "standard"),
    "ko": ("ko_nurse.txt", "ko_icu_nurse.txt", "iryeokseo"),
}
LETTERS = {"en": "warehouse_lead", "ko": "ko_nurse"}


@pytest.fixture
def reader() -> str:
    """The program that reads."""
    found = shutil.which("pdftotext")
    if found is None:
        pytest.skip("needs pdftotext")
    return found


def results(language: str) -> dict[str, dict[str, Any]]:
    """A CV and a letter in the language."""

    async def both() -> dict[str, dict[str, Any]]:
        letter = (await begun(LETTERS[language])).result
        return {"cv": await made(*CVS[language]), "letter": dict(letter or {})}

    # The browser's own loop runs in this thread.
    with ThreadPoolExecutor(1) as other:
        return other.submit(asyncio.run, both()).result()


def lines_of(kind: str, result: dict[str, Any]) -> list[str]:
    """What is to be read in it."""
    if kind == "letter":
        return [line for one in result["paragraphs"] for line in one["text"].splitlines()]
    resume = result["resume"]
    told = [line for one in resume["work"] for line in one.get("highlights", [])]
    schools = [name for one in resume.get("education", []) if (name := one.get("institution"))]
    return [resume["basics"]["name"], *(one["name"] for one in resume["work"]), *told, *schools]


def bare(text: str) -> str:
    """A text without its blanks: where lines end is the printer's."""
    return "".join(text.split())


@pytest.mark.parametrize("language", sorted(CVS))
def test_pdftotext_reads_all_of_a_cv_and_of_a_letter_printed_or_set(
    browser: Browser, reader: str, tmp_path: Path, language: str
) -> None:
    if language == "ko" and not fonts_of("ko"):
        pytest.skip("needs a font with Korean, such as that of fonts-nanum")
    printer = browser.new_page()
    for kind, result in results(language).items():
        head = Head("A title", kind, kind, TODAY.isoformat(), language)
        form = encode({"style": {"form": CVS[language][2]}} if kind == "cv" else {})
        printer.set_content(handed_page(head, result, form, "a4").data.decode())
        printed = printer.pdf(prefer_css_page_size=True, tagged=True)
        for by, data in (
            ("chromium", printed),
            ("typst", handed_pdf(head, result, form, "a4").data),
        ):
            file = tmp_path / f"{kind}-{by}.pdf"
            file.write_bytes(data)
            text = bare(output_of(reader, str(file), "-"))
            lost = [one for one in lines_of(kind, result) if bare(one) not in text]
            assert lost == [], file.name
    printer.close()


def fonts_of(language: str) -> str:
    """The fonts of this machine that have a language's letters, as lines."""
    return output_of("fc-list", f":lang={language}")


def output_of(*command: str) -> str:
    """What a program prints."""
    return subprocess.run(command, capture_output=True, check=True, timeout=30).stdout.decode()
