"""The characters of a page, by its mark, by what is said of it, or as it looks."""

import pytest

from agents.postings.pages.decoding import decoded

KOREAN = "<p>간호사 채용 공고입니다. 병동 근무 경력을 우대합니다.</p>"
GERMAN = "<p>Köchin für Küche in Größenwörth gesucht</p>"


@pytest.mark.parametrize(
    ("body", "charset", "wanted"),
    [
        (KOREAN.encode("cp949"), "euc-kr", KOREAN),
        (f"<meta charset='ks_c_5601-1987'>{KOREAN}".encode("cp949"), None, KOREAN),
        (KOREAN.encode("cp949"), "utf-8", KOREAN),
        (KOREAN.encode("utf-8"), "iso-8859-1-wrong", KOREAN),
        (b"\xef\xbb\xbf" + KOREAN.encode(), "euc-kr", KOREAN),
        (b"\xff\xfe" + GERMAN.encode("utf-16-le"), None, GERMAN),
        (GERMAN.encode("cp1252"), None, GERMAN),
        (GERMAN.encode(), '"UTF-8"', GERMAN),
        (GERMAN.encode()[:-8] + b"\xc3", "utf-8", GERMAN[:-12]),
        (GERMAN.encode(), "hex", GERMAN),
        (b"", None, ""),
    ],
)
def test_characters_are_those_that_were_meant(
    body: bytes, charset: str | None, wanted: str
) -> None:
    assert wanted in decoded(body, charset)


def test_what_is_no_text_is_none() -> None:
    assert decoded(bytes(range(256)) * 20, None).count("<p>") == 0
