"""Points of English résumés as sentences: the grammar holds whatever the point."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.kinds.letter import english
from tests.documents import ROOT

TOLD = {
    "Replaced a nightly cron export with a job on Kafka": (
        "I replaced a nightly cron export with a job on Kafka."
    ),
    "- run afternoon shift, 18 pickers": "I run afternoon shift, 18 pickers.",
    "Responsible for duty rosters": "I am responsible for duty rosters.",
    "Involved in the move to Dynamics": "I was involved in the move to Dynamics.",
    "Month-end close; brought close down from day 9 to day 5": (
        "My work includes month-end close. I brought close down from day 9 to day 5."
    ),
    "pick rate up from 112 to 131 cases an hour": (
        "The pick rate went up from 112 to 131 cases an hour."
    ),
    "Link nurse for falls: falls with harm went from 9 to 4": "Falls with harm went from 9 to 4.",
    "Wrote Terraform modules; reviewed by the platform team": (
        "I wrote Terraform modules, reviewed by the platform team."
    ),
    "I ran the choir and the recorder club.": "I ran the choir and the recorder club.",
    "Bug fixing, support tickets, client calls": (
        "My work includes bug fixing, support tickets, client calls."
    ),
    "Designed the scheme in 2023. No repeat since.": "I designed the scheme in 2023.",
    "Promoted to senior nurse in 2020": "I was promoted to senior nurse in 2020.",
    "Supports customers by phone": "",
    "Plan labour against the sales forecast": "",
    "safety brief each morning, I fill the cards in": "",
    "no accidents": "",
    "Registered nurse since 2016": "",
    "Experienced team player": "",
    "Main contact for the auditors": "",
    "Goring Leisure Trust": "",
    "Campus guide on open days": "",
    "Forecast of drivers needed per depot": "",
    "Closed for months, I cooked for a charity": "",
    "mail me at a.b@mail.example about it": "",
}


@pytest.mark.parametrize("point", sorted(TOLD))
def test_point_is_told_as_a_sentence_or_not_at_all(point: str) -> None:
    assert english.told(point, current=True) == TOLD[point]


def test_duty_of_a_job_that_has_ended_is_told_in_the_past() -> None:
    assert english.told("Prepare the pack", current=False) == "My work was to prepare the pack."
    assert english.told("loading trailers", current=False) == "My work included loading trailers."


PIECES = (
    "Responsible for led Managed team of 12 the rota stock counts manage and ; : - • > ( ) , . "
    "Registered nurse I we went from to training new starters Trained teaching KPI SAP no not "
    "up down works planned & / since 2019 Lead developer helps supervise 40 % £3m"
)
WORDS = st.sampled_from(PIECES.split())


@given(st.lists(WORDS, min_size=1, max_size=14).map(" ".join), st.booleans())
def test_whatever_the_point_the_sentence_is_whole(point: str, current: bool) -> None:
    sentence = english.told(point, current=current)
    assert not sentence or well_formed(sentence), sentence


def test_every_line_of_every_resume_is_told_well_or_left_out() -> None:
    files = (ROOT / "tests/material/resumes").glob("[!o]*")
    lines = {line for path in files for line in path.read_text(encoding="utf-8").splitlines()}
    for line in sorted(lines):
        sentence = english.told(line, current=len(line) % 2 == 0)
        assert not sentence or well_formed(sentence), sentence


def well_formed(sentences: str) -> bool:
    """Whether each begins with a capital and ends with a sign, and none has two verbs in front."""
    twice = re.search(
        r"\bI (?:responsible|am responsible for responsible|experienced|certified|registered nurse"
        r"|is|are|was (?:am|is)|manages|helps|works|training|teaching|no|not)\b(?! .*\bI\b)",
        sentences,
        re.IGNORECASE,
    )
    whole = re.fullmatch(r"[A-Z\"“(£$€\d].*[.!?…]", sentences, re.DOTALL)
    return bool(whole) and not twice and not re.match(r"[-•>*]", sentences)


def test_wish_is_a_sentence_where_it_is_one() -> None:
    assert english.own("that i can start in May") == "I can start in May."
    assert english.own("nights are fine") == "Nights are fine."
    assert english.own("stood in for the manager") == "I stood in for the manager."
    assert english.own("refresher not booked") == ""
    assert english.own("my forklift licence") == ""
