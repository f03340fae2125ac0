"""What comes of passages that a model points at: nothing that the posting does not say."""

import datetime as dt
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.evidence.sources import Source, find_quote
from agents.kind import MOST_JOB, Judging
from agents.kinds.job.extracting import Passages, bounded, brief_of, completed, misquoted, stands_in
from agents.postings.details import details_of
from agents.results.job import JobPosting, JobRequirement
from tests.agents.kinds.job.cases import text_of

AS_OF = "2026-11-30"
TODAY = dt.date(2026, 11, 30)
TEXT = text_of("en_shift_manager.txt")
OWN = details_of(TEXT, TODAY)
BARE = JobPosting("–")
"""A posting in which rules have found nothing."""
WORDS = st.sampled_from(
    ["Acme Ltd", "£95,000 a year", "2027-01-31", "15 years' experience required", "Dubai", "", "a"]
)


@st.composite
def quotes(draw: Any) -> str:
    """A passage of the posting, one that is none, or both in one."""
    start = draw(st.integers(0, len(TEXT) - 1))
    passage = TEXT[start : start + draw(st.integers(0, 120))]
    return str(draw(st.sampled_from([passage, draw(WORDS), f"{passage} {draw(WORDS)}"])))[:600]


@st.composite
def pointed_at(draw: Any) -> Passages:
    one = st.none() | quotes()
    several = st.lists(quotes(), max_size=4).map(tuple)
    kinds = {f.name: one if f.default is None else several for f in FIELDS}
    return Passages(**draw(st.fixed_dictionaries(kinds)))


FIELDS = msgspec.structs.fields(Passages)


def strings_of(value: Any) -> list[str]:
    """All texts of a posting, but for names of ours and what rules make of a passage."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        ours = {"id", "source", "requiredBy", "remote", "employmentType", "skills", "currency"}
        ours |= {"unit", "keywords", "language", "datePosted", "validThrough", "warnings"}
        return [text for key, part in value.items() if key not in ours for text in strings_of(part)]
    if isinstance(value, list):
        return [text for part in value for text in strings_of(part)]
    return []


@given(pointed_at())
@settings(max_examples=60, deadline=None)
def test_whatever_a_model_points_at_the_job_says_what_the_posting_says(said: Passages) -> None:
    whole = msgspec.to_builtins(completed(BARE, said, TEXT, AS_OF))
    invented = [
        text
        for text in strings_of(whole)
        if text != "–" and find_quote(text, [Source("job", TEXT)]) is None
    ]
    assert invented == []


@given(pointed_at())
@settings(max_examples=30, deadline=None)
def test_what_rules_have_found_stays(said: Passages) -> None:
    whole = completed(OWN, said, TEXT, AS_OF)
    for field in msgspec.structs.fields(JobPosting):
        before, now = getattr(OWN, field.name), getattr(whole, field.name)
        if field.name in {"must_have", "nice_to_have"}:
            assert now[: len(before)] == before
        elif before not in (None, [], ()):
            assert now == before, field.name


def test_must_is_only_what_its_own_words_call_one() -> None:
    text = "Nurse\n\nA forklift licence is required for this job.\nLikes the sea.\nMust be strong."
    said = Passages(
        must_have=("Likes the sea",),
        nice_to_have=("A forklift licence is required for this job",),
    )
    whole = completed(BARE, said, text, AS_OF)
    assert [one.quote for one in whole.must_have] == ["A forklift licence is required for this job"]
    assert [one.quote for one in whole.nice_to_have] == ["Likes the sea"]
    assert not whole.nice_to_have[0].knockout
    assert len({one.id for one in (*whole.must_have, *whole.nice_to_have)}) == 2


def test_what_is_known_in_other_words_comes_once() -> None:
    known = JobRequirement("m1", "A forklift licence", True, quote="A forklift licence is required")
    own = JobPosting("Driver", must_have=[known])
    text = "Driver\nA forklift licence is required for this job."
    said = Passages(must_have=("A forklift licence is required for this job",))
    assert completed(own, said, text, AS_OF) == own


def test_pay_that_rules_cannot_read_stands_there_in_its_words() -> None:
    text = "Cook\nYou get what the tide brings in, my friend."
    whole = completed(BARE, Passages(base_salary="what the tide brings in"), text, AS_OF)
    assert (whole.base_salary, whole.salary_text) == (None, "what the tide brings in")


@pytest.mark.parametrize("quote", ["", " ", "7", "ork night", "Nights ", "\u0000"])
def test_what_is_no_passage_stands_nowhere(quote: str) -> None:
    assert stands_in(quote, "You work nights, 7 in a row") is None


def test_passage_is_given_back_in_the_words_of_the_posting() -> None:
    assert stands_in("work nights", "You work\n  nights, now") == "work nights"


def test_what_rules_have_found_is_not_sent_back() -> None:
    brief = brief_of(OWN, TEXT)
    assert misquoted(Judging(brief, brief.known)).decision == "approve"
    assert misquoted(Judging(brief, Passages())).decision == "approve"
    verdict = misquoted(Judging(brief, Passages(title="Acme", must_have=("A moon",))))
    assert verdict.decision == "revise"
    assert [issue.where for issue in verdict.issues] == ["/title", "/must_have"]


@pytest.mark.parametrize("count", [50])
def test_many_passages_are_bounded(count: int) -> None:
    said = Passages(must_have=tuple(TEXT.split()[n] + " x" for n in range(count)))
    whole = completed(OWN, said, TEXT, AS_OF)
    assert len(whole.must_have) <= 50


def test_posting_that_is_too_long_for_other_kinds_loses_what_asks_for_nothing_first() -> None:
    asked = [JobRequirement(f"m{n}", "x" * 500, quote="x" * 500) for n in range(40)]
    long = JobPosting("Cook", must_have=asked, benefits=["y" * 900] * 20, responsibilities=["z"])
    found = bounded(long)
    assert len(msgspec.json.encode(found)) <= MOST_JOB
    assert (found.must_have, found.benefits) == (asked, long.benefits[:5])
    assert bounded(OWN) == OWN
    huge = bounded(JobPosting("Cook", must_have=[JobRequirement("m1", "x" * 5_000)] * 50))
    assert 0 < len(msgspec.json.encode(huge)) <= MOST_JOB
