"""Lines of a résumé, taken apart by what the job asks for."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from agents.assessment.outline import Point
from agents.assessment.sheet import sheet_of
from agents.assessment.shown import Shown, shown
from agents.kinds.letter.parts import split
from agents.postings.read import read_posting

_WORDS = ["forklift licence", "first aid", "HACCP", "(2019, 2021)", "지게차 운전", "위생 관리"]


def asked(*lines: str) -> list[Shown]:
    posting = read_posting("Cook\n\nRequirements:\n" + "\n".join(f"- {one}" for one in lines))
    sheet = sheet_of("Ana Lima\n\nCook, Dunes Hotel, 2019 to 2024", dt.date(2026, 11, 30))
    return list(shown(posting.asked, sheet, dt.date(2026, 11, 30)))


def taken_apart(text: str, found: list[Shown], context: str = "training") -> list[str]:
    point = Point(text, (7, 7 + len(text)), context)  # type: ignore[arg-type]
    shows, rest = split({0: point}, {0: found})
    parts = {part for those in shows.values() for part in those} | set(rest)
    return [part.text for part in sorted(parts, key=lambda part: part.span)]


def test_list_of_certificates_is_as_many_facts_as_are_asked_for() -> None:
    two = asked("Forklift licence", "First aid certificate")
    line = "forklift licence (2019, renewed 2024), IOSH; first aid at work"
    assert taken_apart(line, two) == [
        "forklift licence (2019, renewed 2024), IOSH",
        "first aid at work",
    ]
    assert taken_apart(line, two[:1]) == [line]


def test_sentence_that_goes_on_from_the_one_before_stays_with_it() -> None:
    two = asked("Menu planning", "Stock control")
    line = "Planned the menu. It changed with the stock. Ran stock control."
    assert taken_apart(line, two, "job") == [
        "Planned the menu. It changed with the stock.",
        "Ran stock control.",
    ]


@given(st.lists(st.sampled_from(_WORDS), max_size=8), st.sampled_from([", ", "; ", ". ", " | "]))
def test_parts_are_verbatim_in_order_and_never_overlap(words: list[str], sign: str) -> None:
    text = sign.join(words) or "-"
    parts = taken_apart(text, FOUND)
    at = 0
    for part in parts:
        at = text.index(part, at) + len(part)


FOUND = asked("Forklift licence", "First aid certificate", "HACCP")
