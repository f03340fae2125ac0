"""PDF set by a server, as another reader reads it back."""

import io
from typing import Any

import pypdfium2
import pytest

from agents.reading.read import read
from server.exports.fonts import NoFont, fonts_for
from server.exports.handed_in.handed import Given, handed_in
from server.exports.pdf import pdf
from server.exports.properties import Properties
from tests.handing import CV, DAY, EVERY, HOSTILE, LETTER

PROPERTIES = Properties("A title", "Dilnoza Karim", "en", DAY)


def made(result: dict[str, Any], **given: Any) -> bytes:
    found = handed_in(result, Given(**given), "en", DAY)
    return pdf(found.blocks, found.paper, 0, PROPERTIES)


@pytest.mark.parametrize("form", ["standard", "lebenslauf"])
def test_cv_is_read_back_with_all_that_it_says(form: str) -> None:
    data = made(CV, style={"form": form})
    document = read(data)
    text = " ".join(document.text.split())
    for said in ("Dilnoza Karim", "Ravensmoor Logistics", "Cut mis-picks from 2.1 % to 0.9 %",
                 "Mar 2019 – Feb 2022", "Leeds City College", "[how many?]"):  # fmt: skip
        assert said in text, said
    assert document.hidden == []
    with pypdfium2.PdfDocument(data) as opened:
        assert len(opened) == 1
        said = opened.get_metadata_dict()
    assert (said["Title"], said["Author"]) == ("A title", "Dilnoza Karim")
    assert said["CreationDate"].startswith("D:20261130")


def test_same_document_gives_the_same_bytes_and_is_tagged() -> None:
    data = made(LETTER)
    assert made(LETTER) == data
    assert b"/StructTreeRoot" in data


def test_every_block_is_set_and_texts_are_no_markup() -> None:
    blocks = handed_in({"resume": {"basics": {"name": HOSTILE.replace("مرحبا", "")}}},
                       Given(), "en", DAY).blocks  # fmt: skip
    data = pdf((*EVERY, *blocks), "letter", 2, PROPERTIES)
    text = " ".join(read(data).text.split())
    assert "#let x = 1 $a$ \\" in text
    with pypdfium2.PdfDocument(io.BytesIO(data)) as opened:
        assert tuple(map(round, opened[0].get_size())) == (612, 792)


def test_letters_that_no_font_has_are_refused_and_not_drawn_as_boxes() -> None:
    with pytest.raises(NoFont, match="hangul"):
        fonts_for("배은채", ["Arial"])
    assert fonts_for("배은채 Kim", ["Arial", "NanumGothic"]) == ["Arial", "NanumGothic"]
    assert fonts_for("Kim", ["Arial"]) == ["Arial"]
