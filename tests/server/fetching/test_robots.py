"""What a site's rules permit, whatever they are."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.fetching.allowed import Allowed
from server.fetching.robots import ANYBODY, MOST_BYTES, NOBODY, permits, rules
from server.fetching.urls import taken

FIELDS = [
    "User-agent:",
    "Allow:",
    "Disallow:",
    "Crawl-delay:",
    "Request-rate:",
    "Visit-time:",
    "Sitemap:",
]
VALUES = [
    "*",
    "careerpilot",
    "/",
    "/jobs",
    "/*a$",
    "%",
    "%zz",
    "$",
    "-1",
    "1/0s",
    "٣/x",
    "\ufeff",
    "\x00",
]
LINES = st.tuples(st.sampled_from(FIELDS), st.sampled_from(VALUES) | st.text(max_size=8))
FILES = st.lists(LINES.map(" ".join), max_size=8).map(
    lambda lines: "\n".join(lines).encode(errors="surrogatepass")
)


def may(text: str, target: str) -> bool:
    return permits(text.encode(), taken(f"https://example.com{target}", Allowed()))


@given(FILES | st.binary(max_size=60))
def test_any_rules_can_be_read(file: bytes) -> None:
    assert permits(file, taken("https://example.com/jobs?id=1", Allowed())) in (True, False)


@pytest.mark.parametrize(
    ("text", "target", "permitted"),
    [
        ("User-agent: *\nDisallow: /a", "/ab", False),
        ("User-agent: *\nDisallow: /a\nAllow: /ab", "/abc", True),
        ("User-agent: *\nDisallow:", "/", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: CareerPilot\nAllow: /", "/x", True),
        ("User-agent: careerpilot\nUser-agent: other\nDisallow: /x", "/x", False),
        ("User-agent: other\nDisallow: /", "/x", True),
        ("user-agent:*\r\ndisallow:/q?*id=", "/q?a=b&id=1", False),
        ("User-agent: *\nDisallow: /한국", "/한국", False),
        ("User-agent: *\nDisallow: /%ED%95%9C", "/한국", False),
        ("User-agent: *\nDisallow: /", "/robots.txt", True),
        ("\ufeffUser-agent: *\nDisallow: /", "/", False),
    ],
)
def test_rules_permit_what_they_say(text: str, target: str, permitted: bool) -> None:
    assert may(text, target) is permitted


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (200, b"x"),
        (206, b"x"),
        (304, ANYBODY),
        (404, ANYBODY),
        (403, ANYBODY),
        (429, ANYBODY),
        (500, NOBODY),
        (503, NOBODY),
    ],
)
def test_what_is_answered_stands_for_rules(status: int, said: bytes) -> None:
    assert rules(status, b"x") == said


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_rule_that_is_cut_off_in_the_middle_says_nothing(end: str) -> None:
    first, rule = f"User-agent: *{end}Disallow: /a{end}#", f"{end}Disallow: /private{end}"
    for cut in range(len(rule)):
        text = first + "#" * (MOST_BYTES - len(first) - cut) + rule
        said = rules(200, text.encode()[:MOST_BYTES])
        assert permits(said, taken("https://example.com/public", Allowed()))
        assert not permits(said, taken("https://example.com/a", Allowed()))


@pytest.mark.timing
@pytest.mark.parametrize(
    "line", ["Disallow: /*a*a*a*a*a*a*b", "User-agent: x", "Disallow: /%41%41%41", "*", "Allow: /$"]
)
def test_rules_of_the_greatest_length_take_little_time(line: str) -> None:
    text = "User-agent: *\n" + f"{line}\n" * (MOST_BYTES // (len(line) + 1))
    start = time.process_time()
    may(text, "/" + "a" * 1900)
    assert time.process_time() - start < 2
