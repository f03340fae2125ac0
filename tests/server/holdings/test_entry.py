"""What an interview adds to an application, and what stays as its user has it."""

import datetime as dt

import pytest

from agents.kind import InterviewEntry
from server.holdings.applications import (
    MOST_NOTES,
    Application,
    AppliedJob,
    Dates,
    Step,
    with_entry,
)

JOB = AppliedJob("Nurse")
ENTRY = InterviewEntry("Asked: why", "2026-11-25", next="They call", next_date="2026-11-27")


def added(before: Application, entry: InterviewEntry = ENTRY) -> Application:
    after = with_entry(before, entry)
    assert after is not None
    return after


def test_day_note_and_next_step_are_added_and_again_change_nothing() -> None:
    after = added(Application(job=JOB, notes="Mine."))
    assert after.dates.interviews == ["2026-11-25"]
    assert after.notes == "Mine.\n\nAsked: why"
    assert after.next == Step("They call", dt.date(2026, 11, 27))
    assert added(after) == after


def test_new_note_takes_the_place_of_the_one_before() -> None:
    first = added(Application(job=JOB, notes="Mine."))
    newer = InterviewEntry(
        "Asked: why, how", instead="Asked: why", next="They write", next_instead="They call"
    )
    after = added(first, newer)
    assert after.notes == "Mine.\n\nAsked: why, how"
    assert after.next == Step("They write")


def test_what_its_user_has_put_there_stays() -> None:
    own = Step("Buy a suit")
    dates = Dates(interviews=["2026-11-25T09:30"])
    after = added(Application(job=JOB, dates=dates, next=own))
    assert (after.next, after.dates.interviews) == (own, ["2026-11-25T09:30"])


@pytest.mark.parametrize("room", [0, 5])
def test_note_that_has_no_room_is_not_added(room: int) -> None:
    assert with_entry(Application(job=JOB, notes="x" * (MOST_NOTES - room)), ENTRY) is None
