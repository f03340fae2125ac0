"""Gaps, strengths, what a reader may ask, and what to do, in the order that decides."""

import datetime as dt

from agents.assessment.file_check import file_check
from agents.assessment.findings import reader_may_ask, recommendations, skill_gaps, strengths
from agents.assessment.readiness import readiness
from agents.assessment.sheet import sheet_of
from agents.assessment.shown import shown
from agents.postings.asked import Asked
from agents.postings.target import Target

TODAY = dt.date(2026, 11, 30)
TEXT = """Joanna Reed
joanna.reed@mail.example

Experience

Buyer, Ottermill Foods Ltd
March 2024 - present
- Led the move to a new supplier, cost of flour down from 410 to 352 a tonne
- Negotiated with farms

Head of Purchasing, Carrow Grain Ltd
January 2017 - June 2022
- Ran a team of 9 buyers

Clerk, Fen Mills Ltd
May 2016 - October 2016
- Filed orders

Skills
Excel, SAP
"""
ASKED = (
    Asked("m1", "Purchasing", "must", False, "skill", (), "Purchasing", 60),
    Asked("m2", "SAP", "must", False, "skill", ("SAP",), "SAP", 50),
    Asked("m3", "Experience with Power BI", "must", False, "skill", ("Power BI",), "q", 50),
    Asked("m4", "Full driving licence", "must", True, "licence", (), "q"),
    Asked("n1", "Italian", "nice", False, "language", (), "q", 50, languages=("it",)),
)
TARGET = Target("Buyer", None, "mid", None, 2, None, ASKED, (), True)
SHEET = sheet_of(TEXT, TODAY)
SHOWN = shown(ASKED, SHEET, TODAY)


def test_gaps_come_in_the_order_in_which_they_are_closed() -> None:
    found = [(gap.id, gap.status) for gap in skill_gaps(SHOWN)]
    assert found[:3] == [("m3", "notShown"), ("n1", "notShown"), ("m2", "unproven")]
    assert "m4" not in {id for id, _ in found}


def test_deed_with_a_result_is_the_first_strength() -> None:
    first = strengths(SHOWN, SHEET)[0]
    assert "410 to 352" in first.evidence[0].quote


def test_reader_may_ask_about_a_gap_a_short_stay_and_a_step_back() -> None:
    keys = {one.text.key for one in reader_may_ask(SHEET, TODAY)}
    assert keys == {
        "assessment.reader.gap", "assessment.reader.short_stay", "assessment.reader.step_back",
    }  # fmt: skip


def test_recommendations_begin_with_conditions_and_then_go_by_gain() -> None:
    ready = readiness(TARGET, SHOWN, SHEET, TODAY)
    found = recommendations(SHOWN, ready, file_check(SHEET, "en", None))
    assert found[0].of == "m4"
    assert found[0].gain is None
    tiers = [one.tier for one in found]
    assert tiers == sorted(tiers, key=["knockout", "must", "proof", "file"].index)
    must = [one.gain or 0 for one in found if one.tier == "must"]
    assert must == sorted(must, reverse=True)
    assert all(one.text.to("ko") != str(one.text) for one in found)
