"""A file's name is what people called it, without what could harm or deceive anybody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.http.file_names import MAX_NAME, attachment, cleaned, decoded, disposition_name


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


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("Résumé check - 2026-11-30.md", "Resume check - 2026-11-30.md"),
        ("이력서 점검 - 2026-11-30.html", "2026-11-30.html"),
        ("이력서.resume.json", "resume.json"),
        ('AC/DC: "x"\r\nSet-Cookie: a=b.md', "AC-DC- -x- Set-Cookie- ab.md"),
        ("\u202egnp.exe", "gnp.exe"),
        ("..", "file"),
        ("", "file"),
    ],
)
def test_file_that_is_sent_has_a_name_for_those_who_read_ascii_alone(name: str, bare: str) -> None:
    assert attachment(name).startswith(f'attachment; filename="{bare}"; filename*=')


@given(st.text())
def test_name_of_a_file_that_is_sent_is_read_again(name: str) -> None:
    field = attachment(name)
    assert field.isascii()
    assert field.isprintable()
    read = disposition_name(field)
    assert read is not None
    assert cleaned(read) == read
    assert not {*read} & {*'/\\:*?"<>|'}
