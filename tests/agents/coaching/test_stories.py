"""Stories: a title of the person's own words, the parts that are told, and what they fit."""

import pytest

from agents.coaching import asked_for, fits, retold, story, theme
from agents.coaching.stories import MOST_TITLE, themes
from agents.telling.types import Subject
from tests.agents.coaching.answers import asked, full, pallets


def test_story_has_the_parts_that_are_told_and_a_title_of_their_words() -> None:
    told = story(pallets(3))
    assert told is not None
    assert told.title == "We had 40 pallets with the wrong labels"
    assert told.title in told.text
    assert told.parts == {
        "situation": True, "task": False, "action": True, "result": True, "lesson": False,
    }  # fmt: skip
    assert told.number == 3
    assert "failure" in told.fits


def test_title_is_cut_between_words_and_ends_with_none_that_hangs() -> None:
    said = (
        "The refrigerated warehouse of the regional dairy cooperative lost its power for the whole "
        "of a night in August. I called them. It was saved."
    )
    scene, deed, end = (f"{one}." for one in said.rstrip(".").split(". "))
    told = story(asked(
        said, deeds=(deed,), parts={"situation": scene, "result": end},
        bands={"case": "there", "part": "partly", "outcome": "there"},
    ))  # fmt: skip
    assert told is not None
    assert told.title == "The refrigerated warehouse of the regional dairy cooperative"
    assert len(told.title) <= MOST_TITLE


def test_what_tells_nothing_done_is_no_story() -> None:
    assert story(asked("One must always be calm, and listen.", bands={"case": "there"})) is None
    assert story(asked("I would call them.", plans=("I would call them.",))) is None
    assert story(asked("It is a sorted list.", style="knowledge")) is None


def test_story_fits_the_questions_that_ask_for_what_it_is_of() -> None:
    told = story(full())
    assert told is not None
    questions = [
        "Tell me about a mistake of yours.",
        "What salary do you expect?",
        "실수했던 일을 말씀해 주시겠습니까?",
        "Describe a time when you disagreed with a colleague.",
    ]
    assert set(fits(told, questions)) >= {questions[0], questions[2]}
    assert questions[1] not in fits(told, questions)
    assert asked_for("Where do you live?") == frozenset()


@pytest.mark.parametrize("one", themes(), ids=lambda one: one.key)
def test_every_theme_has_a_name_and_words_of_both_languages(one: object) -> None:
    key = one.key  # type: ignore[attr-defined]
    assert theme(key).to("en") != theme(key).to("ko")
    assert all(one.words[language] for language in ("en", "ko"))  # type: ignore[attr-defined]


def test_brackets_in_an_answer_are_no_places_of_ours() -> None:
    said = "On [date] {name} came to the gate. I let them in. They were glad of that."
    one = asked(
        said, subject=Subject("And then?", "story"), deeds=("I let them in.",),
        bands={"case": "there", "outcome": "there"}, parts={"situation": said.split(". ")[0]},
    )  # fmt: skip
    assert story(one) is not None
    assert "{name}" in retold(one)
