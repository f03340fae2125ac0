"""Letters by rules: as long as they were to be, of the facts that the job asks for."""

from typing import Any, get_args

import pytest

from agents.evidence.sources import Source, find_quote
from agents.kinds.letter.checking import faults
from agents.kinds.letter.composing import bounds_of, composed, facts_of
from agents.kinds.letter.inputs import Purpose, Tone
from agents.results.types import Length
from tests.agents.kinds.letter.cases import PAIRS, brief

MATCHING = sorted(set(PAIRS) - {"apart"})


@pytest.mark.parametrize("pair", MATCHING)
def test_application_has_four_facts_that_the_job_asks_for(pair: str) -> None:
    given = brief(pair)
    draft = composed(given)
    assert len(facts_of(draft, given.material)) >= 4
    source = Source("resume", given.resume)
    assert all(find_quote(quote, [source]) for part in draft.parts for quote in part.quotes)


@pytest.mark.parametrize("purpose", get_args(Purpose))
def test_letter_of_any_purpose_claims_nothing_that_was_not_given(purpose: Any) -> None:
    pairs = sorted(PAIRS) if purpose == "application" else ("ko_nurse", "warehouse_lead")
    for pair in pairs:
        given = brief(pair, purpose=purpose)
        assert faults(composed(given), given) == []


@pytest.mark.parametrize("tone", get_args(Tone))
@pytest.mark.parametrize("words", [30, 60, 150, 400])
def test_letter_is_never_longer_than_it_was_to_be(words: int, tone: Any) -> None:
    given = brief("software_mid", words=words, tone=tone)
    bounds = bounds_of(given.wanted)
    count = bounds.of(composed(given).text)
    assert count <= bounds.most
    if 60 <= words <= 220:
        assert count >= bounds.least


def test_limit_in_characters_is_kept() -> None:
    given = brief("ko_nurse", length=Length(500, "characters", spaces=True))
    bounds = bounds_of(given.wanted)
    assert bounds.least <= bounds.of(composed(given).text) <= 500


def test_bold_letter_begins_with_what_was_done() -> None:
    bold = composed(brief("warehouse_lead", tone="bold")).paragraphs[0].text
    assert bold.startswith("At Aldersgate Fresh Logistics, the pick rate went up")
    assert composed(brief("warehouse_lead")).paragraphs[0].text.startswith("Thornbeck")


def test_place_that_only_the_person_can_fill_is_open_until_they_do() -> None:
    why = "I have bought your peas for years"
    assert "[Why Thornbeck" in composed(brief("warehouse_lead")).text
    told = composed(brief("warehouse_lead", why=why)).text
    assert "[Why" not in told
    assert f"{why}." in told


def test_what_is_to_be_left_out_does_not_stand_there() -> None:
    told = composed(brief("warehouse_lead", avoid=("Manhattan",))).text
    assert "Manhattan" not in told


def test_letter_for_a_job_without_overlap_names_what_is_missing() -> None:
    given = brief("apart")
    assert given.material.no_overlap
    told = composed(given).text
    assert given.material.missing[0] in told
    assert "carries over" in told


def test_blind_hiring_keeps_the_school_out() -> None:
    assert "충원간호대학교" not in composed(brief("ko_nurse")).text


def test_same_brief_gives_the_same_letter_and_another_version_another_story() -> None:
    given = brief("software_mid")
    assert composed(given) == composed(brief("software_mid"))
    other = composed(brief("software_mid", variation=1))
    assert other.paragraphs[0] != composed(given).paragraphs[0]
