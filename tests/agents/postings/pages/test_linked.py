"""JobPostings that pages tell programs of, wherever they stand."""

import json
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from agents.postings.pages.linked import linked_postings, linked_types

JOB = {"@type": "JobPosting", "title": "Cook"}


def titles(html: str) -> list[Any]:
    return [one.get("title") for one in linked_postings(LexborHTMLParser(html))]


def script(value: Any) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


@pytest.mark.parametrize(
    "value",
    [
        JOB,
        [JOB],
        {"@graph": [{"@type": "WebSite"}, JOB]},
        {"@type": "WebPage", "mainEntity": {"about": [JOB]}},
        {"@type": ["Thing", "JobPosting"], "title": "Cook"},
        {"@type": "https://schema.org/JobPosting", "title": "Cook"},
        {"@type": "schema:JobPosting", "title": "Cook"},
    ],
)
def test_job_posting_is_found_wherever_it_stands(value: Any) -> None:
    assert titles(f"<p>{script(value)}") == ["Cook"]


@pytest.mark.parametrize(
    "text",
    [
        '//<![CDATA[\n{"@type":"JobPosting","title":"Cook"}\n//]]>',
        '<!-- {"@type":"JobPosting","title":"Cook"} -->',
        '{"@type":"JobPosting","title":"Cook","description":"one\ntwo"};',
    ],
)
def test_job_posting_is_found_in_spite_of_what_is_no_json(text: str) -> None:
    assert titles(f'<script type="application/ld+json; charset=utf-8">{text}</script>') == ["Cook"]


@pytest.mark.parametrize(
    "text", ["", "{", "[" * 100_000, "null", '"JobPosting"', '{"@type": 5}', '{"@type": [[]]}']
)
def test_what_tells_of_no_job_is_passed_over(text: str) -> None:
    other = script(JOB)
    assert titles(f'<script type="application/ld+json">{text}</script>{other}') == ["Cook"]


def test_job_posting_in_the_markup_is_found() -> None:
    found = linked_postings(LexborHTMLParser(
        '<div itemscope itemtype="https://schema.org/JobPosting"><meta itemprop="datePosted"'
        ' content="2026-11-01"><h1 itemprop="title">Cook <b>(f/m)</b></h1>'
        '<div itemprop="hiringOrganization" itemscope itemtype="https://schema.org/Organization">'
        '<span itemprop="name">Sea Hotel</span></div>'
        '<div itemprop="description"><p>Cook</p><ul><li>Fish</li></ul></div></div>'
    ))  # fmt: skip
    assert found[0]["title"] == "Cook (f/m)"
    assert found[0]["datePosted"] == "2026-11-01"
    assert found[0]["hiringOrganization"] == {"@type": "Organization", "name": "Sea Hotel"}
    assert "<li>Fish</li>" in found[0]["description"]


def test_types_of_all_that_is_told_are_known() -> None:
    tree = LexborHTMLParser(f'<meta property="og:type" content="article">{script([JOB])}')
    assert linked_types(tree) == {"article", "jobposting"}
