"""What an application comes to: by a merge patch, and by what has become of it."""

import datetime as dt
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.errors import Malformed
from server.holdings.applications import (
    STATUSES,
    Application,
    Filled,
    StoredJobFacts,
    application_contents,
    application_of,
    chosen,
    patched,
    settled,
)

TODAY = dt.date(2026, 11, 30)
LATER = dt.date(2026, 12, 1)

DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)).map(str)
PATCHES = st.fixed_dictionaries(
    {},
    optional={
        "status": st.sampled_from([*STATUSES, None]),
        "outcome": st.sampled_from(["hired", "declined", "rejected", "noAnswer", None]),
        "notes": st.sampled_from(["", "x", None]),
        "next": st.none() | st.fixed_dictionaries({"text": st.just("Ring"), "date": DAYS}),
        "dates": st.none()
        | st.fixed_dictionaries(
            {},
            optional={
                "saved": st.none() | DAYS,
                "applied": st.none() | DAYS,
                "answered": st.none() | DAYS,
                "interviews": st.none() | st.lists(DAYS, max_size=3),
            },
        ),
        "job": st.sampled_from(["Nurse", {"title": "Cook"}, {"hiringOrganization": None}]),
    },
)


def begun(**fields: Any) -> Application:
    form = msgspec.convert({"job": "Nurse"} | fields, Filled)
    return settled(form, None, TODAY)


@given(st.lists(PATCHES, max_size=6))
def test_whatever_becomes_of_an_application_it_is_whole(patches: list[Any]) -> None:
    now = begun()
    for patch in patches:
        before = now
        try:
            now = settled(patched(before, patch), before, LATER)
        except Malformed:
            # A refusal leaves what there was; the only one here is of an end before the end.
            assert patch["outcome"] is not None
            assert patch.get("status", before.status) != "closed"
            continue
        assert now.outcome is None or now.status == "closed"
        assert now.dates.interviews == sorted(set(now.dates.interviews))
        if now.status != before.status and now.status in ("saved", "applied"):
            assert getattr(now.dates, now.status) is not None
        if now.status in ("interview", "offer") and now.status != before.status:
            assert now.dates.answered is not None
        # What the patch does not name is as it was, but for what follows from the status.
        for name in {"notes", "next", "job", "contacts", "documents"} - patch.keys():
            assert getattr(now, name) == getattr(before, name)
        # Nothing has to be said twice, and nothing changes by itself.
        assert settled(patched(now, {}), now, LATER) == now
        contents = application_contents(now)
        assert application_of(contents.head, contents.body) == now
        assert contents.title == now.job.title


@given(st.sampled_from(STATUSES), st.sampled_from(STATUSES), DAYS)
def test_day_that_is_known_is_never_set_again(first: str, second: str, day: str) -> None:
    known = {"saved": day, "applied": day, "answered": day}
    one = begun(status=first, dates=known)
    two = settled(patched(one, {"status": second}), one, LATER)
    assert msgspec.to_builtins(two.dates).items() >= known.items()


def test_another_stored_job_brings_its_own_title_and_day() -> None:
    first = StoredJobFacts("Nurse", "City Hospital", "2026-12-24")
    one = settled(msgspec.convert({"job": {"id": "j1"}}, Filled), None, TODAY, first)
    assert (one.job.title, one.job.hiring_organization) == ("Nurse", "City Hospital")
    assert one.dates.deadline == dt.date(2026, 12, 24)
    form = patched(one, {"job": {"id": "j2"}, "dates": {"deadline": None}})
    assert chosen(form).title is None
    two = settled(form, one, LATER, StoredJobFacts("Cook", None, "2027"))
    assert (two.job.title, two.job.hiring_organization) == ("Cook", None)
    # A year is no day.
    assert two.dates.deadline is None
    # A title of one's own goes before that of the posting; the same job keeps it.
    mine = settled(patched(two, {"job": {"title": "Head cook"}}), two, LATER)
    assert (mine.job.title, mine.job.id) == ("Head cook", "j2")
    apart = settled(patched(mine, {"job": {"id": None}}), mine, LATER)
    assert (apart.job.title, apart.job.id) == ("Head cook", None)


@pytest.mark.parametrize("title", ["", " ", "\n"])
def test_stored_job_without_a_title_is_no_job_until_one_is_given(title: str) -> None:
    form = msgspec.convert({"job": {"id": "j1"}}, Filled)
    with pytest.raises(Malformed, match="title"):
        settled(form, None, TODAY, StoredJobFacts(title))
