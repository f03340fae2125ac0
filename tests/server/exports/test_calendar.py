"""A plan as a calendar: another program reads it, whatever stands in it, and knows it again."""

import datetime as dt
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from protocol.catalogue import CATALOGUE
from server.exports.calendar import OCTETS, Made, calendar
from server.exports.names import Names

NAMES = Names(CATALOGUE.section("page.", "en"))
MADE = Made("5f0c", "Plan: Nurse; Leeds, UK", 1_796_000_000_000, 1_796_000_060_000)
URL = "https://www.postgresql.org/docs/"
TASK = {"id": "s1-learn-1", "title": "SQL: read, try; note", "hours": 1.5, "done": False}
PLAN: dict[str, Any] = {
    "timeZone": "Asia/Seoul",
    "weeks": [
        {
            "number": 1,
            "theme": "SQL, and 통계",
            "starts": "2026-12-07",
            "hours": 2,
            "tasks": [
                {**TASK, "resource": {"title": "PostgreSQL", "url": URL}},
                {"id": "apply-apply-1", "title": "Apply", "hours": 0.5, "done": True},
            ],
        },
        {"number": 3, "theme": "More", "starts": "2026-12-21", "hours": 1, "tasks": []},
    ],
    "milestones": [{"week": 3, "title": "Shown\\ to all", "proof": "One page\nto show"}],
}
TEXTS = st.text(max_size=40) | st.sampled_from(["\r\nBEGIN:VEVENT", "a;b,c\\n", "가" * 90, "\x00"])
VALUES: st.SearchStrategy[Any] = (
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.floats()
    | TEXTS
    | st.sampled_from([[], {}, [None], [{"id": "1"}, {"id": "1"}], [{"title": 7}], ["2026-12-07"]])
)


def events(file: bytes) -> dict[str, Any]:
    """The events of a file, by their UIDs."""
    found = list(Calendar.from_ical(file).walk("VEVENT"))
    by_uid = {str(one["UID"]): one for one in found}
    assert len(by_uid) == len(found)
    return by_uid


def test_weeks_tasks_and_milestones_are_whole_days() -> None:
    found = events(calendar(PLAN, MADE, NAMES))
    week = found["5f0c-week-1@careerpilot"]
    assert str(week["SUMMARY"]) == "Week 1: SQL, and 통계"
    assert week["DTSTART"].dt == dt.date(2026, 12, 7)
    assert week["DTEND"].dt == dt.date(2026, 12, 14)
    assert week["DTSTART"].params["VALUE"] == "DATE"
    assert "SQL: read, try; note (1.5 h)\n✓ Apply (0.5 h)" in str(week["DESCRIPTION"])
    task = found["5f0c-task-s1-learn-1@careerpilot"]
    assert str(task["DESCRIPTION"]) == f"PostgreSQL\n{URL}"
    assert (task["DTEND"].dt - task["DTSTART"].dt).days == 1
    (shown,) = (one for uid, one in found.items() if "-shown-" in uid)
    assert str(shown["SUMMARY"]) == "What you can show: Shown\\ to all"
    assert str(shown["DESCRIPTION"]) == "One page\nto show"
    assert shown["DTSTART"].dt == dt.date(2026, 12, 27)
    assert Calendar.from_ical(calendar(PLAN, MADE, NAMES))["X-WR-TIMEZONE"] == "Asia/Seoul"


def test_later_export_is_of_the_same_events_and_newer() -> None:
    first = events(calendar(PLAN, MADE, NAMES))
    weeks = [PLAN["weeks"][0], {**PLAN["weeks"][1], "number": 4, "starts": "2026-12-28"}]
    milestones = [{**PLAN["milestones"][0], "week": 4}]
    moved = {**PLAN, "weeks": weeks, "milestones": milestones}
    later = events(calendar(moved, MADE._replace(updated=MADE.updated + 5_000), NAMES))
    assert set(first) == set(later)
    for uid, event in later.items():
        assert event["SEQUENCE"] > first[uid]["SEQUENCE"]
        assert event["LAST-MODIFIED"].dt > first[uid]["LAST-MODIFIED"].dt
    assert later["5f0c-week-2@careerpilot"]["DTSTART"].dt == dt.date(2026, 12, 28)


def test_same_plan_is_the_same_file() -> None:
    assert calendar(PLAN, MADE, NAMES) == calendar(PLAN, MADE, NAMES)


@given(TEXTS, TEXTS)
def test_every_line_is_folded_and_nothing_breaks_out_of_its_value(title: str, theme: str) -> None:
    week = {**PLAN["weeks"][0], "theme": theme, "tasks": [{**TASK, "title": title}]}
    file = calendar({**PLAN, "weeks": [week]}, MADE, NAMES)
    assert file.endswith(b"\r\n")
    for line in file.split(b"\r\n"):
        assert len(line) <= OCTETS
        line.decode()
        assert b"\n" not in line
        assert b"\r" not in line
    assert len(events(file)) == 2


@given(st.dictionaries(st.sampled_from(["weeks", "milestones", "timeZone"]), VALUES))
def test_what_is_no_plan_is_left_out(result: dict[str, Any]) -> None:
    events(calendar(result, MADE, NAMES))


@given(st.dictionaries(st.sampled_from(["number", "theme", "starts", "tasks", "hours"]), VALUES))
def test_week_of_any_shape_is_read_or_left_out(week: dict[str, Any]) -> None:
    events(calendar({"weeks": [week, PLAN["weeks"][0]]}, MADE, NAMES))
