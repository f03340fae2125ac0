"""All fields of a posting's text are read, in twelve languages, and none is invented."""

import json
import time
from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.postings.details import details_of
from agents.postings.read import MOST_CHARACTERS
from agents.results.job import JobPosting
from tests.documents import ROOT

TODAY = date(2026, 11, 30)
HERE = ROOT / "tests/agents/postings/twelve"
EXPECTED: dict[str, dict[str, Any]] = json.loads((HERE / "expected.json").read_text("utf-8"))
WRITTEN = "\n".join(path.read_text("utf-8") for path in sorted(HERE.glob("*.txt")))
MATERIAL = [*sorted((ROOT / "tests/material/postings").iterdir()), *sorted(HERE.glob("*.txt"))]


def folded(text: str) -> str:
    return " ".join(text.split())


def told(posting: JobPosting) -> dict[str, Any]:
    """What a posting says, without what it does not say."""
    found = msgspec.to_builtins(posting)
    del found["source"]
    for kind in ("mustHave", "niceToHave"):
        found[kind] = [("!" if one["knockout"] else "") + one["quote"] for one in found[kind]]
    return {key: value for key, value in found.items() if value or key == "mustHave"}


def words_of(posting: JobPosting) -> list[str]:
    """All that should stand in the text."""
    entries = [*posting.must_have, *posting.nice_to_have, *posting.warnings]
    found = [one.quote for one in entries]
    found += [posting.hiring_organization, posting.salary_text]
    found += [*posting.job_location, *posting.responsibilities, *posting.benefits]
    found += [posting.experience.quote] if posting.experience else []
    found += [posting.education.text] if posting.education else []
    if posting.apply:
        found += [posting.apply.how, *posting.apply.documents]
        found += [one.question for one in posting.apply.form]
    return [one for one in found if one]


@pytest.mark.parametrize("language", sorted(EXPECTED))
def test_posting_of_each_language_is_read_whole(language: str):
    posting = details_of((HERE / f"{language}.txt").read_text("utf-8"), TODAY)
    expected = {key: value for key, value in EXPECTED[language].items() if value}
    assert {key: value for key, value in told(posting).items() if value} == expected
    assert posting.language == language


@pytest.mark.parametrize("path", MATERIAL, ids=lambda path: path.stem)
def test_every_word_is_verbatim(path: Any):
    text = path.read_text("utf-8")
    assert [one for one in words_of(details_of(text, TODAY)) if one not in folded(text)] == []


PIECES = [
    *WRITTEN.split("\n"),
    "£", "￥1,000", "(", "【勤務地】", "12/13/2026", "2026.02.31", "500 words", "up to", "|",
    "a\tb", "1.000.000.000 €", "0 years", "\u200b", "İ", "😀",
]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(PIECES) | st.text(max_size=12), max_size=25),
    st.sampled_from(["\n", " ", "\n\n"]),
)
def test_any_text_can_be_read_and_nothing_is_from_outside(pieces: list[str], between: str):
    text = between.join(pieces)
    posting = details_of(text, TODAY)
    assert [one for one in words_of(posting) if one not in folded(text)] == []
    assert msgspec.json.decode(msgspec.json.encode(posting), type=JobPosting) == posting
    if posting.base_salary:
        assert any(map(str.isdigit, posting.salary_text or ""))


@pytest.mark.parametrize("text", ["", " \n\t", "***"])
def test_blank_text_has_a_title_that_says_nothing(text: str):
    posting = details_of(text, TODAY)
    assert posting.title
    assert told(posting).keys() <= {"title", "mustHave"}


HOSTILE = {
    "limits": "500 words (",
    "labels": "Location: Salary: ",
    "money": "£12.60 per hour ",
    "days": "closing date 12 December 2026 ",
    "sentences": "La Clinique de la Santé recherche un infirmier. ",
    "kanji": "株式会社では、給与：月給30万円。",
}


@pytest.mark.timing
@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_cost_of_a_long_text_is_bounded(name: str):
    text = (HOSTILE[name] * MOST_CHARACTERS)[: 2 * MOST_CHARACTERS]
    details_of(text[:1000], TODAY)
    begun = time.process_time()
    details_of(text, TODAY)
    assert time.process_time() - begun < 1.0  # over twice what it takes where nothing else runs
