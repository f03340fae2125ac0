"""A file's name is what people called it, without what could harm or deceive anybody."""

import pytest

from server.http.file_names import MAX_NAME, cleaned, decoded, disposition_name


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ("cv.pdf", "cv.pdf"),
        ("  Lebenslauf  Müller .pdf ", "Lebenslauf Müller .pdf"),
        ("C:\\Users\\ada\\cv.pdf", "cv.pdf"),
        ("../../etc/passwd", "passwd"),
        ("/", None),
        ("..", None),
        ("", None),
        ("\0\r\n\t", None),
        ("a\r\nSet-Cookie: x=1.pdf", "a Set-Cookie: x=1.pdf"),
        ("cv\u202efdp.exe", "cv fdp.exe"),
        ("이력서.hwpx", "이력서.hwpx"),
        ("e\u0301.pdf", "é.pdf"),
        ("\ud800.pdf", "pdf"),
    ],
)
def test_name_is_cleaned(sent: str, name: str | None) -> None:
    assert cleaned(sent) == name


def test_name_that_is_long_keeps_its_ending() -> None:
    name = cleaned("x" * 5000 + ".docx")
    assert name is None or len(name) <= MAX_NAME
    assert cleaned("x" * 500 + ".docx") == "x" * (MAX_NAME - 5) + ".docx"
    assert cleaned("x." + "y" * 500) == ("x." + "y" * 500)[:MAX_NAME]


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ('attachment; filename="cv.pdf"', "cv.pdf"),
        ("attachment; filename=cv.pdf", "cv.pdf"),
        ("attachment; filename=\"cv.pdf\"; filename*=UTF-8''%EC%9D%B4.pdf", "이.pdf"),
        ("attachment; filename*=utf-8'ko'%EC%9D%B4.pdf", "이.pdf"),
        ("attachment; filename*=ISO-8859-1''M%FCller.pdf", "Müller.pdf"),
        ("attachment; filename*=nonsense''x.pdf; filename=\"cv.pdf\"", "cv.pdf"),
        ("attachment; filename*=UTF-8''%ff%fe.pdf", None),
        ('inline; filename="a;b.pdf"', "a;b.pdf"),
        ("attachment", None),
        ("", None),
    ],
)
def test_name_in_a_content_disposition_is_found(value: str, name: str | None) -> None:
    assert disposition_name(value) == name


def test_name_that_is_no_utf_8_is_taken_for_latin_1() -> None:
    assert decoded("Müller.pdf".encode()) == "Müller.pdf"
    assert decoded("Müller.pdf".encode("latin-1")) == "Müller.pdf"
