"""Readiness: the worked example of the method, and what never moves it."""

import datetime as dt

import pytest

from agents.assessment.readiness import Readiness, readiness
from agents.assessment.sheet import Sheet, sheet_of
from agents.assessment.shown import Shown, shown
from agents.postings.asked import Asked, Kind, Topic
from agents.postings.target import Target

TODAY = dt.date(2026, 11, 29)

EXAMPLE = """Dilnoza Karim
dilnoza@mail.example · +44 7700 900111

Experience

Team leader, Ravensmoor Distribution, Mar 2022 – present
• Lead a team of 14 on the late shift; cut mis-picks from 2.1 % to 0.9 % by re-slotting the fast movers
• Plan the rota for 14
• Trained 31 new starters on SAP EWM since 2023

Picker, Harbour Parcels, Jun 2019 – Feb 2022
• Picked with SAP EWM

Certificates
Managing Safely, 2018

Skills
Lean, Excel
"""


def ask(
    id: str,
    text: str,
    level: int,
    skills: tuple[str, ...] = (),
    topic: Topic = "skill",
) -> Asked:
    kind: Kind = "must" if id.startswith("m") else "nice"
    return Asked(id, text, kind, False, topic, skills, text, level)


ASKED = (
    ask("m1", "Team leadership", 65),
    ask("m2", "SAP EWM", 50, ("SAP EWM",)),
    ask("m3", "Shift planning", 55),
    ask("m4", "Managing Safely", 55),
    ask("m5", "Reporting figures to management", 50),
    ask("n1", "Forklift licence", 40),
    ask("n2", "Lean", 40, ("Lean manufacturing",)),
)


def target(asked: tuple[Asked, ...] = ASKED, scope: int = 3, years: float | None = 5) -> Target:
    return Target("Shift manager", None, "lead", "logistics", scope, years, asked, (), True)


def judged(text: str, aim: Target | None = None) -> tuple[Sheet, tuple[Shown, ...], Readiness]:
    aim = aim or target()
    sheet = sheet_of(text, TODAY)
    found = shown(aim.asked, sheet, TODAY)
    return sheet, found, readiness(aim, found, sheet, TODAY)


def test_worked_example_has_its_levels() -> None:
    _, found, _ = judged(EXAMPLE)
    levels = {one.asked.id: (one.level, one.gap) for one in found}
    assert levels == {
        "m1": (90, None),
        "m2": (90, None),
        "m3": (70, None),
        "m4": (25, "stale"),
        "m5": (None, "notShown"),
        "n1": (None, "notShown"),
        "n2": (10, "unproven"),
    }


def test_worked_example_has_its_score_range_and_parts() -> None:
    _, _, ready = judged(EXAMPLE)
    assert (ready.score, ready.range) == (69, (68, 73))
    assert [(part.name, part.score, part.weight) for part in ready.parts] == [
        ("must", 38, 55), ("nice", 1, 10), ("scope", 10, 15), ("proof", 10, 10), ("field", 10, 10),
    ]  # fmt: skip


def test_worked_example_has_its_gains() -> None:
    _, _, ready = judged(EXAMPLE)
    gains = {gain.of: gain.points for gain in ready.gains}
    assert gains == {"m5": 11, "m4": 6, "scope": 5, "n1": 5, "n2": 4}
