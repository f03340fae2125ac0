"""Files are taken out of a form however it is cut, and no more of them is kept than may be."""

import hashlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.errors import Malformed, TooLarge
from server.http.form_files import MOST_OTHERS, FormFiles

TYPE = "multipart/form-data; boundary=xyz"


def part(head: str, data: bytes) -> bytes:
    return b"--xyz\r\nContent-Disposition: form-data; %s\r\n\r\n%s\r\n" % (head.encode(), data)


def form(*parts: bytes) -> bytes:
    return b"".join(parts) + b"--xyz--\r\n"


ONE = form(part('name="file"; filename="cv.txt"', b"Ada\r\n--xy\r\nExample"))


def taken(raw: bytes, cut: int = 0, most: int = 2, most_bytes: int = 1000) -> FormFiles:
    one = FormFiles(TYPE, most=most, most_bytes=most_bytes)
    one.feed(raw[:cut])
    one.feed(raw[cut:])
    return one


@given(cut=st.integers(0, len(ONE)))
def test_file_of_a_form_is_whole_wherever_it_is_cut(cut: int) -> None:
    (file,) = taken(ONE, cut).finish()
    assert (file.name, bytes(file.data)) == ("cv.txt", b"Ada\r\n--xy\r\nExample")
    assert file.hash == hashlib.sha256(file.data).hexdigest()


@given(cut=st.integers(0, len(ONE) - 5))
def test_form_that_breaks_off_is_refused(cut: int) -> None:
    with pytest.raises(Malformed):
        taken(ONE[:cut]).finish()


def test_names_and_types_of_files_are_those_of_their_parts() -> None:
    head = 'name="file"; filename="이력%22서.pdf"\r\nContent-Type: application/PDF; x=y'
    (file,) = taken(form(part(head, b"x"))).finish()
    assert (file.name, file.media_type) == ('이력"서.pdf', "application/pdf")
    (file,) = taken(form(part('name="file"', b"x"))).finish()
    assert (file.name, file.media_type) == (None, "")


def test_fields_that_are_no_files_are_passed_over() -> None:
    raw = form(part('name="title"', b"Mine"), part('name="file"; filename="a"', b"x"))
    assert [file.name for file in taken(raw).finish()] == ["a"]
    with pytest.raises(Malformed, match="no file"):
        taken(form(part('name="title"', b"Mine"))).finish()


def test_form_with_more_files_than_may_be_is_refused_at_once() -> None:
    three = [part(f'name="file"; filename="{n}"', b"x") for n in range(3)]
    assert len(taken(form(*three[:2])).finish()) == 2
    with pytest.raises(TooLarge, match="2 files"):
        taken(b"".join(three))


def test_form_with_very_many_fields_is_refused_at_once() -> None:
    with pytest.raises(Malformed, match="too many fields"):
        taken(part('name="x"', b"") * (MOST_OTHERS + 1))


def test_file_over_the_limit_is_not_kept_and_the_others_are() -> None:
    raw = form(
        part('name="file"; filename="large"', b"x" * 1001),
        part('name="file"; filename="small"', b"y" * 1000),
    )
    large, small = taken(raw).finish()
    assert (large.too_large, len(large.data)) == (True, 0)
    assert (small.too_large, len(small.data)) == (False, 1000)


@pytest.mark.parametrize("raw", [b"", b"x", b"--xyz", b"--abc\r\n\r\n--abc--", b"\r\n" * 100])
def test_what_is_no_form_is_refused(raw: bytes) -> None:
    with pytest.raises(Malformed):
        taken(raw).finish()


@pytest.mark.parametrize(
    "kind", ["multipart/form-data", "multipart/form-data; boundary=" + "x" * 300]
)
def test_form_without_a_boundary_that_may_be_is_refused(kind: str) -> None:
    with pytest.raises(Malformed):
        FormFiles(kind, most=1, most_bytes=1)


@pytest.mark.timing
@pytest.mark.parametrize("data", [b"\r", b"\n", b"\r\n--xy", b"-", b"\r\n--xyz-", b"x"])
def test_piece_of_a_form_takes_little_time_whatever_is_in_it(data: bytes) -> None:
    one = FormFiles(TYPE, most=1, most_bytes=10_000_000)
    one.feed(b'--xyz\r\nContent-Disposition: form-data; name="file"\r\n\r\n')
    piece = (data * 32_768)[: 32 * 1024]
    begun = time.process_time()
    for _ in range(10):
        one.feed(piece)
    assert time.process_time() - begun < 10 * 0.02
