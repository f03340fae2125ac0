"""Bytes that go out in the coding that a caller takes."""

import gzip

import pytest
from starlette.requests import Request

from server.http.encodings import Encoded, takes_gzip

LONG = b"all of it again, " * 40


@pytest.mark.parametrize(
    "fields",
    [
        ["gzip"],
        ["GZip"],
        ["br, gzip;q=0.1"],
        ["br", "gzip"],
        ["*"],
        ["identity, x-gzip"],
        ["a;q=0,*"],
    ],
)
def test_caller_who_names_gzip_takes_it(fields: list[str]) -> None:
    assert takes_gzip(fields)


@pytest.mark.parametrize(
    "fields",
    [
        [],
        [""],
        ["br"],
        ["gzip;q=0"],
        ["gzip;q=0.000, br"],
        ["*, gzip; q=0"],
        ["gzip;q=two"],
        ["gz ip"],
    ],
)
def test_caller_who_names_others_or_refuses_gzip_does_not(fields: list[str]) -> None:
    assert not takes_gzip(fields)


def asked(**headers: str) -> Request:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "GET", "headers": raw})


def test_bytes_are_sent_as_gzip_to_who_takes_it() -> None:
    body = Encoded(LONG, "text/plain")
    packed = body.answer(asked(accept_encoding="gzip"), {"Vary": "Accept-Language"})
    plain = body.answer(asked(), {})
    assert gzip.decompress(bytes(packed.body)) == plain.body == LONG
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["vary"] == "Accept-Language, Accept-Encoding"
    assert "content-encoding" not in plain.headers
    assert plain.headers["vary"] == "Accept-Encoding"
    assert packed.headers["etag"] != plain.headers["etag"]


def test_bytes_that_gzip_makes_no_shorter_are_sent_as_they_are() -> None:
    answer = Encoded(b"ab", "text/plain").answer(asked(accept_encoding="gzip"), {})
    assert answer.body == b"ab"
    assert "content-encoding" not in answer.headers


def test_bytes_that_the_caller_has_are_not_sent_again_in_the_same_coding() -> None:
    body = Encoded(LONG, "text/plain")
    tag = body.answer(asked(accept_encoding="gzip"), {}).headers["etag"]
    again = body.answer(asked(accept_encoding="gzip", if_none_match=tag), {})
    assert (again.status_code, again.body, again.headers["etag"]) == (304, b"", tag)
    assert body.answer(asked(if_none_match=tag), {}).status_code == 200


def test_same_bytes_are_packed_the_same_wherever_that_is_done() -> None:
    assert Encoded(LONG, "text/plain").gzip == Encoded(LONG, "text/plain").gzip
