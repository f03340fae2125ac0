"""Markup of strangers: what a parser would take long over is left out, the rest stays."""

import time

import pytest
from selectolax.lexbor import LexborHTMLParser

from agents.postings.pages.markup import MAX_OPEN, MAX_TAGS, tamed

PLAIN = (
    '<!doctype html><!-- <b> --><body class="a > b"><ul><li>One<li>Two</ul>'
    "<p title='<i>'>x<br>y<script>if (a < b) \"<div>\"</script><a href=/x?a=1&b=2>z</a>"
)
HOSTILE = {
    "nested": "<div>" * 400_000,
    "styles": "".join(f"<b a{n}><p>" for n in range(150_000)),
    "attributes": "<div " + " ".join(f"a{n}" for n in range(250_000)) + ">",
    "attributes in a quote that is none": '<p x" ' + " a" * 500_000 + '">',
    "pages in pages": "".join(f"<html a{n}>" for n in range(100_000)),
    "choices": "<select>" * 100_000 + "<option>" * 100_000,
    "drawings": "<svg>" * 400_000,
    "drawings in drawings": "<svg>" + "<li>" * 400_000,
    "quotes": '<a "' * 400_000,
    "slashes": "<a " + "/" * 2_000_000,
    "tags that never end": "<" * 2_000_000,
    "comments": "<!--" * 500_000,
    "tables": "<table><tr><td>" * 130_000,
}  # fmt: skip


def test_page_as_people_write_them_stays_as_it_is() -> None:
    assert tamed(PLAIN) == PLAIN


def test_elements_deeper_than_any_page_has_are_not_nested() -> None:
    made = tamed("<div>" * (MAX_OPEN + 5) + "deep")
    assert made == "<div>" * MAX_OPEN + "<link>" * 5 + "deep"


def test_what_follows_too_many_tags_is_cut_off() -> None:
    assert tamed("<p>a" * (MAX_TAGS + 10)).count("<p>") == MAX_TAGS


def test_drawings_and_choices_are_left_out() -> None:
    made = tamed("a<svg><title>x</title></svg>b<select><option>c</select>d")
    assert made == "abd"


def test_drawing_that_never_ends_takes_nothing_with_it() -> None:
    assert tamed("a<svg>b<p>c") == "ab<p>c"


def test_frame_keeps_its_address_and_loses_its_text() -> None:
    assert tamed("<iframe src=/x><p>y</iframe>z") == "<iframe src=/x></iframe>z"


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_page_is_parsed_as_quickly_as_any(name: str) -> None:
    begun = time.process_time()
    LexborHTMLParser(tamed(HOSTILE[name][:2_000_000]))
    assert time.process_time() - begun < 1.5
