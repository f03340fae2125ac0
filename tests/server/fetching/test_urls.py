"""Addresses of pages: one form of what is clear, and nothing else."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.errors import Refused
from server.fetching.allowed import Allowed
from server.fetching.urls import LONGEST, followed, taken

NOTHING = Allowed()


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://example.com", "https://example.com/"),
        ("  HTTPS://Example.COM:443/A?b=c#d\n", "https://example.com/A?b=c"),
        ("http://example.com:80/", "http://example.com/"),
        ("http://example.com:443/", "http://example.com:443/"),
        ("https://example.com./jobs", "https://example.com/jobs"),
        ("https://example.com?id=1", "https://example.com/?id=1"),
        ("https://bücher.example.com/ä?ö=한", "https://xn--bcher-kva.example.com/%C3%A4?%C3%B6=%ED%95%9C"),
        ("https://한국.kr/채용", "https://xn--3e0b707e.kr/%EC%B1%84%EC%9A%A9"),
        ("https://example.com/a/../b/./c/%2e%2E/d", "https://example.com/b/d"),
        ("https://example.com/../../etc", "https://example.com/etc"),
        ("https://example.com/a/..", "https://example.com/"),
        ("https://example.com/a//b/", "https://example.com/a//b/"),
        ("https://example.com/%41?q=%zz", "https://example.com/%41?q=%zz"),
        ("https://my_firm.example.com/", "https://my_firm.example.com/"),
        ("https://8.8.8.8/", "https://8.8.8.8/"),
        ("https://[2606:4700::6810:84E5]/", "https://[2606:4700::6810:84e5]/"),
    ],
)  # fmt: skip
def test_address_is_taken_in_one_form(text: str, url: str) -> None:
    assert taken(text, NOTHING).url == url


@given(st.text(max_size=60) | st.from_regex(r"https?://\S{1,40}", fullmatch=True))
def test_whatever_is_taken_is_plain_and_taken_again_as_it_is(text: str) -> None:
    try:
        address = taken(text, NOTHING)
    except Refused:
        return
    assert re.fullmatch(r"https?://[a-z0-9._:\[\]-]+/[!-~]*", address.url)
    assert address.port in (80, 443)
    assert taken(address.url, NOTHING) == address


def test_length_has_a_limit_in_either_form() -> None:
    assert taken("https://example.com/".ljust(LONGEST, "a"), NOTHING)
    for text in (
        "https://example.com/".ljust(LONGEST + 1, "a"),
        "https://example.com/" + "한" * 300,
    ):
        with pytest.raises(Refused):
            taken(text, NOTHING)


@pytest.mark.parametrize("word", ["127.0.0.1:8080", "[::1]:8080", "wiki.corp:8080", "10.0.0.0/8"])
def test_operator_allows_places_at_their_port_and_networks_at_those_of_the_web(word: str) -> None:
    allowed = Allowed.of([word])
    host = "10.1.2.3" if "/" in word else word.removesuffix(":8080")
    port = "" if "/" in word else ":8080"
    assert taken(f"http://{host}{port}/", allowed).port in (80, 8080)
    for other in (f"http://{host}:8081/", f"http://{host}:6379/", "http://127.0.0.2/"):
        with pytest.raises(Refused):
            taken(other, allowed)


@pytest.mark.parametrize(
    ("location", "url"),
    [
        (b"/b", "https://example.com/b"),
        (b"c?d", "https://example.com/a/c?d"),
        (b"//example.org", "https://example.org/"),
        (b"?x=1#y", "https://example.com/a/b?x=1"),
        ("/ä".encode(), "https://example.com/%C3%A4"),
        ("/ä".encode("latin-1"), "https://example.com/%C3%A4"),
    ],
)
def test_redirect_is_followed_as_the_page_means_it(location: bytes, url: str) -> None:
    start = taken("https://example.com/a/b", NOTHING)
    assert followed(start, location, NOTHING).url == url


@pytest.mark.parametrize(
    "location",
    [
        b"http://example.com/", b"javascript:alert(1)", b"file:///etc/passwd", b"ftp://example.com/",
        b"//user@example.com/", b"https://example.com:6379/", b"/a\tb", b"/a\x00b", b"https://[::1",
        b"gopher://127.0.0.1:6379/_FLUSHALL", b"https:\\\\127.0.0.1/", b"https://" + b"a" * 3000,
    ],
)  # fmt: skip
def test_redirect_that_leads_astray_is_not_followed(location: bytes) -> None:
    with pytest.raises(Refused) as refused:
        followed(taken("https://example.com/", NOTHING), location, NOTHING)
    assert refused.value.code == "not_found"
