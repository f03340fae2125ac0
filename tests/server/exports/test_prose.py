"""Markdown of others: it is read, written again, and comes to the same; nothing in it acts."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from server.exports.document import Paragraph, headings
from server.exports.html import html
from server.exports.markdown import markdown
from server.exports.prose import as_written, blocks

PIECES = [
    "word", "Wort", "글자", "a_b", "C#", "1.", "12)", "-", "+", "*", "**", "_", "~~", "`", "```",
    "~~~", "#", "##", ">", "|", "---", "===", ":--", "<b>", "</b>", "<!--", "<script>", "&lt;",
    "&amp", "\\", "[x](http://a.b/c)", "[x](javascript:y)", "![p](https://a.b)", "<http://a.b>",
    "[x]: /y", "[x]", "!", "[", "](", ")", " ", "  ", "\t", "\n", "\n\n", "    ", "\n- ", "\n  ",
    "\n1. ", "\n> ", "\u00a0",
]  # fmt: skip

texts = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


def page(text: str) -> str:
    """What is read of a text."""
    return html("", blocks(text, 1), "en", "a4").partition("<main>")[2]


def letters(page: str) -> str:
    """All that is read, without how it looks."""
    return re.sub(r"<[^>]*>|[\s\u00a0]", "", page)


@given(texts)
def test_text_that_is_written_again_says_the_same(text: str) -> None:
    again = markdown(blocks(text, 1))
    assert letters(page(again)) == letters(page(text)), again


@given(texts)
def test_text_that_is_written_again_holds_no_html_and_leads_nowhere_else(text: str) -> None:
    for again in (markdown(blocks(text, 1)), markdown(as_written(text))):
        reader = MarkdownIt("commonmark").enable(["table", "strikethrough"])
        tokens = reader.parse(again)
        inner = [token for block in tokens for token in block.children or ()]
        assert not [one for one in (*tokens, *inner) if one.type.startswith("html_")], again
        addresses = [one.attrs["href"] for one in inner if one.type == "link_open"]
        assert all(re.match("https?:|mailto:", str(one)) for one in addresses), again


@given(texts)
def test_plain_text_becomes_passages_and_nothing_else(text: str) -> None:
    tokens = MarkdownIt("commonmark").enable(["table"]).parse(markdown(as_written(text)))
    assert {one.type for one in tokens} <= {"paragraph_open", "inline", "paragraph_close"}
    assert all(isinstance(one, Paragraph) for one in as_written(text))


@pytest.mark.parametrize(
    "text",
    [
        "# One\n\n### Two\n\ntext *with* **much** of `it`\n\n- a\n- b\n\n  c\n\n1. x\n2. y",
        "| a | b |\n|---|---|\n| `x\\|y` | *z* |",
        "> quoted\n> > twice\n\n```python\n# no heading\n```\n\n***\n\nend  \nof a line",
        "- a\n\n* b\n\n1) x\n\n1. y",
        "Setext\n===\n\n~~gone~~ and <http://a.b/c?d=e&f>",
    ],
)
def test_what_people_write_keeps_its_look(text: str) -> None:
    assert page(markdown(blocks(text, 1))) == page(text)


def test_headings_of_a_text_begin_below_the_one_it_stands_under() -> None:
    found = [one.level for one in headings(blocks("## Two\n\n#### Four\n\n- # One in a list", 3))]
    assert found == [5, 6, 4]


@pytest.mark.parametrize("text", [">" * 5_000 + "x", "- " * 500 + "x", "[" * 3_000, "*a " * 3_000])
def test_text_that_is_nested_deep_is_not_lost(text: str) -> None:
    assert letters(page(text)).count("x") == text.count("x")
