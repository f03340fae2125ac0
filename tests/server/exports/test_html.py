"""The page to be printed: which paper, and that its policy lets nothing else in."""

import base64
import hashlib
import re

import pytest

from server.exports.document import Heading, Paragraph, Timeline, words
from server.exports.html import SIZES, Look, Paper, html, paper_for, policy


@pytest.mark.parametrize(
    ("country", "paper"),
    [("US", "letter"), ("mx", "letter"), ("KR", "a4"), ("", "a4"), (None, "a4")],
)
def test_paper_is_that_of_the_country(country: str | None, paper: str) -> None:
    assert paper_for(country) == paper


@pytest.mark.parametrize("look", ["report", "handed"])
@pytest.mark.parametrize("paper", list(SIZES))
def test_policy_lets_in_the_style_of_the_page_and_nothing_else(paper: Paper, look: Look) -> None:
    page = html("Title", [], "en", paper, look)
    style = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    assert len(style) == 1
    digest = base64.b64encode(hashlib.sha256(style[0].encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in policy(paper, look)
    assert f"size: {SIZES[paper]};" in style[0]


def test_texts_are_escaped_wherever_they_stand() -> None:
    page = html("</title><b>", [Heading(1, words("<b>")), Paragraph(words('"&<b>'))], '"><b>', "a4")
    assert "<b>" not in page


def test_no_level_is_left_out_between_headings() -> None:
    levels = (1, 4, 5, 2, 6, 1, 3)
    page = html("", [Heading(level, words("x")) for level in levels], "en", "a4")
    assert re.findall(r"<h(\d)", page) == ["1", "2", "3", "2", "3", "1", "2"]


def test_note_stands_before_the_document_and_is_not_printed() -> None:
    page = html(
        "", [Paragraph(words("x"))], "de", "a4", "handed", step=2, note="<2>", note_language="ko"
    )
    assert '<p class="note" role="note" lang="ko">&lt;2&gt;</p>\n<main>' in page
    assert "@media print { .note { display: none; } }" in page
    assert '<body class="step2">' in page


def test_time_stands_beside_what_was_then() -> None:
    rows = ((words("2019"), (Paragraph(words("then")),)),)
    page = html("", [Timeline(rows)], "en", "a4", "handed")
    assert '<dt dir="auto">2019</dt><dd>\n<p dir="auto">then</p>\n</dd>' in page
