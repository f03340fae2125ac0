"""A CV of any résumé and any choice: what is always true of it."""

import datetime as dt
from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from agents.kinds.cv.arranging import Document, arranged
from agents.kinds.cv.endings import points_of
from agents.kinds.cv.memory import EMPHASES, Choice, Proposal, Read
from agents.kinds.cv.pieces import pieces
from agents.kinds.cv.reading import Given, read
from agents.resume.pointers import key_of, value_at
from tests.agents.kinds.cv.cases import text_of

RESUMES = ("accountant.txt", "ko_developer.md", "ko_production.txt", "returner.txt")
FORMS = ("standard", "lebenslauf", "iryeokseo", "careerDescription")


@cache
def found(name: str) -> Read:
    job = text_of(
        "postings", "ko_backend.txt" if name.startswith("ko") else "en_finance_manager.txt"
    )
    text = text_of("resumes", name)
    return read(Given(text, None, job, None, dt.date(2026, 11, 30).isoformat(), "en"))


@st.composite
def choices(draw: st.DrawFn) -> tuple[Read, Choice]:
    known = found(draw(st.sampled_from(RESUMES)))
    paths = [one.path for one in pieces(known.base)] + [f"/{name}" for name in known.base]
    some = st.lists(st.sampled_from(paths), max_size=3).map(tuple)
    proposed = draw(some)
    return known, Choice(
        form=draw(st.sampled_from(FORMS)),
        pages=draw(st.none() | st.integers(1, 2)),
        lines=draw(st.none() | st.integers(1, 60)),
        emphasis=draw(st.sampled_from(EMPHASES)),
        out=draw(some),
        kept=draw(some),
        first=draw(some),
        proposal=Proposal(None, proposed, proposed),
    )


@given(choices())
def test_whatever_is_chosen_nothing_goes_unsaid_and_nothing_is_new(
    case: tuple[Read, Choice],
) -> None:
    known, choice = case
    made = arranged(known, choice)
    assert arranged(known, choice) == made
    assert list(made.resume)[1:] == made.sections
    assert_said(known, choice, made)
    assert_given(known, made)


def assert_said(known: Read, choice: Choice, made: Document) -> None:
    """What does not stand there is in the list, and no job is but by the person's wish."""
    gone, there = {one.path for one in made.left}, set(made.origins.values())
    for piece in pieces(known.base):
        around = {piece.path, piece.of, f"/{piece.section}"}
        is_head = piece.section == "other" and not piece.is_line
        if piece.section != "basics" and piece.text and not is_head and not gone & around:
            assert piece.path in there, piece
    jobs = {"/work", *(f"/work/{at}" for at in range(len(known.base["work"])))}
    assert jobs & gone <= set(choice.out)


def assert_given(known: Read, made: Document) -> None:
    """Each line is one of its own entry; jobs have the names and dates that were given."""
    for place, origin in made.origins.items():
        shown = value_at(made.resume, key_of(place.removeprefix("/resume"), made.resume) or ())
        given = value_at(known.base, key_of(origin, known.base) or ())
        if isinstance(shown, str) and isinstance(given, str) and origin != "/basics/summary":
            assert shown == given or shown in points_of(given)
    facts = ("name", "position", "startDate", "endDate", "location")
    given_jobs = [[job.get(one) for one in facts] for job in known.base["work"]]
    shown_jobs = [[job.get(one) for one in facts] for job in made.resume.get("work", [])]
    assert [one for one in given_jobs if one in shown_jobs] == shown_jobs
