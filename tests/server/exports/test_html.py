"""The page to be printed: which paper, and that its policy lets nothing else in."""

import base64
import hashlib
import re

import pytest

from server.exports.document import Heading, Paragraph, words
from server.exports.html import SIZES, Paper, html, paper_for, policy


@pytest.mark.parametrize(
    ("country", "paper"),
    [("US", "letter"), ("mx", "letter"), ("KR", "a4"), ("", "a4"), (None, "a4")],
)
def test_paper_is_that_of_the_country(country: str | None, paper: str) -> None:
    assert paper_for(country) == paper


@pytest.mark.parametrize("paper", list(SIZES))
def test_policy_lets_in_the_style_of_the_page_and_nothing_else(paper: Paper) -> None:
    page = html("Title", [], "en", paper)
    style = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    assert len(style) == 1
    digest = base64.b64encode(hashlib.sha256(style[0].encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in policy(paper)
    assert f"size: {SIZES[paper]};" in style[0]


def test_texts_are_escaped_wherever_they_stand() -> None:
    page = html("</title><b>", [Heading(1, words("<b>")), Paragraph(words('"&<b>'))], '"><b>', "a4")
    assert "<b>" not in page


def test_no_level_is_left_out_between_headings() -> None:
    levels = (1, 4, 5, 2, 6, 1, 3)
    page = html("", [Heading(level, words("x")) for level in levels], "en", "a4")
    assert re.findall(r"<h(\d)", page) == ["1", "2", "3", "2", "3", "1", "2"]
