"""Readiness: the worked example of the method, and what never moves it."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.assessment.readiness import Readiness, readiness
from agents.assessment.rounding import half_up, largest_remainder
from agents.assessment.sheet import Sheet, sheet_of
from agents.assessment.shown import Shown, shown
from agents.postings.asked import Asked, Kind, Topic
from agents.postings.target import Target

TODAY = dt.date(2026, 11, 29)

LEAD = (
    "• Lead a team of 14 on the late shift; "
    "cut mis-picks from 2.1 % to 0.9 % by re-slotting the fast movers"
)
EXAMPLE = f"""Dilnoza Karim
dilnoza@mail.example · +44 7700 900111

Experience

Team leader, Ravensmoor Distribution, Mar 2022 – present
{LEAD}
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


ORDER = ("must", "nice", "scope", "proof", "field")


def test_hundred_runs_give_one_score() -> None:
    found = {repr(judged(EXAMPLE)[2]) for _ in range(100)}
    assert len(found) == 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Dilnoza Karim", "James Whitfield"),
        ("Dilnoza Karim", "김서연"),
        ("dilnoza@mail.example · +44 7700 900111", "dilnoza@mail.example"),
        ("Karim\n", "Karim (she/her), married, two children\n"),
        ("Karim\n", "Karim\nBorn 4 May 1962, Uzbek citizen\n"),
        ("Karim\n", "Karim\nPhoto attached\n12 Castle Hill, Lagos\n"),
        ("Skills\n", "Education\nBSc Economics, University of Tashkent, 1984\n\nSkills\n"),
        ("Skills\n", "Education\nBSc Economics, University of Oxford, 2019\n\nSkills\n"),
        ("Ravensmoor Distribution", "Логистика Азия"),
        ("Harbour Parcels", "Amazon"),
        ("Team leader, Ravensmoor", "Team leader (part-time), Ravensmoor"),
        ("Team leader, Ravensmoor", "Team leader (30 hours a week), Ravensmoor"),
        ("Lean, Excel\n", "Lean, Excel\n\nInterests\nMosque choir, chess\n"),
        ("Lean, Excel\n", "Lean, Excel\n\nI use a screen reader.\n"),
    ],
)
def test_what_is_not_the_work_moves_no_score(before: str, after: str) -> None:
    assert before in EXAMPLE
    first, second = judged(EXAMPLE)[2], judged(EXAMPLE.replace(before, after, 1))[2]
    assert (first.score, first.parts) == (second.score, second.parts)


def test_break_of_two_years_moves_no_score() -> None:
    ended = EXAMPLE.replace("Mar 2022 – present", "Mar 2020 – Nov 2024")
    earlier = ended.replace("Jun 2019 – Feb 2022", "Jun 2017 – Feb 2020").replace(
        "since 2023", "in 2023"
    )
    worked = earlier.replace("Mar 2020 – Nov 2024", "Mar 2022 – Nov 2026")
    aim = target(scope=2, years=4)
    assert judged(earlier, aim)[2].score == judged(worked, aim)[2].score


@pytest.mark.parametrize(
    "more",
    [
        "\n\nSummary\nExpert in reporting, results-driven, passionate, world-class leader.",
        "\n\nI am an outstanding team leader and an expert in shift planning and SAP EWM.",
        "\n\n" + "SAP EWM, Lean, Excel, " * 40,
        "\n\n" + "I like working with people and always give my best. " * 30,
    ],
)
def test_praise_repetition_and_padding_raise_no_score(more: str) -> None:
    before, after = judged(EXAMPLE)[2], judged(EXAMPLE + more)[2]
    assert before.score is not None
    assert after.score is not None
    assert after.score <= before.score


def test_skill_in_five_lines_counts_as_in_one() -> None:
    line = "• Picked with SAP EWM\n"
    levels = [
        [one.level for one in judged(EXAMPLE.replace(line, line * times))[1]] for times in (1, 5)
    ]
    assert levels[0] == levels[1]


RESULTS = st.sampled_from(
    [
        "• Reported figures to management every week, absence down from 9 % to 5 %",
        "• Cut overtime by 30 % with a new rota for 14 people",
        "• Trained 12 colleagues on SAP EWM, errors down by a third, from 90 to 60 a week",
        "• Led the team of 14 through a move of 4,000 pallets in two days",
    ]
)


@given(more=st.lists(RESULTS, min_size=1, max_size=6), years=st.sampled_from([None, 5, 12]))
@settings(max_examples=25, deadline=None)
def test_true_point_with_a_result_never_lowers(more: list[str], years: float | None) -> None:
    aim = target(years=years)
    place = "• Plan the rota for 14\n"
    last = judged(EXAMPLE, aim)[2].score or 0
    for count in range(1, len(more) + 1):
        text = EXAMPLE.replace(place, place + "\n".join(more[:count]) + "\n")
        score = judged(text, aim)[2].score or 0
        assert score >= last
        last = score


def test_point_raises_where_its_part_is_not_full() -> None:
    place = "• Plan the rota for 14\n"
    more = "• Reported figures to management weekly, absence down from 9 % to 5 %\n"
    first, second = judged(EXAMPLE)[2], judged(EXAMPLE.replace(place, place + more))[2]
    assert (second.score or 0) > (first.score or 0)


PARTS = st.lists(st.floats(0, 60, allow_nan=False), min_size=1, max_size=8)


@given(parts=PARTS)
def test_rounded_parts_add_up(parts: list[float]) -> None:
    total = half_up(sum(parts))
    whole = largest_remainder(parts, total)
    assert sum(whole) == total
    assert all(abs(one - exact) < 1 + 1e-6 for one, exact in zip(whole, parts, strict=True))


def test_parts_add_up_to_the_score_and_their_weights_to_a_hundred() -> None:
    for years in (None, 3, 20):
        for asked in (ASKED, ASKED[:5], ASKED[5:]):
            ready = judged(EXAMPLE, target(asked, years=years))[2]
            assert tuple(part.name for part in ready.parts) == ORDER
            assert sum(part.score for part in ready.parts) == ready.score
            assert sum(part.weight for part in ready.parts) == 100
            assert all(0 <= part.score <= part.weight for part in ready.parts)


def test_conditions_are_part_of_no_score() -> None:
    licence = Asked("m9", "Full driving licence", "must", True, "licence")
    with_it = judged(EXAMPLE, target((*ASKED, licence)))[2]
    assert with_it == judged(EXAMPLE)[2]


def test_nothing_asked_gives_no_score() -> None:
    ready = judged(EXAMPLE, target(()))[2]
    assert (ready.score, ready.range, ready.parts, ready.gains) == (None, None, (), ())


def test_work_of_another_field_has_neither_scope_nor_time_in_the_field() -> None:
    nurse = (ask("m1", "Wound care", 60, ("Wound care",)),)
    ready = judged(EXAMPLE, target(nurse, scope=0, years=None))[2]
    assert ready.score == 0
