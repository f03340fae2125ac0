"""Thirty full answers, told by other people than wrote the rules: nothing is asked that was told.

`told` says of each what its author told. The follow-ups were read beside the answers, one by one,
and are kept as they were found right: where one changes, it is to be read again.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from agents.coaching import follow_up, reaction, retold, story, summary
from agents.coaching.types import Round
from agents.evidence.brackets import without_brackets
from agents.evidence.text import words
from agents.telling.observe import observe
from agents.telling.types import Subject
from protocol.catalogue import told

DATA = Path(__file__).parent / "data"
ASKS_FOR = {
    "F1": {"case: time, place, people"},
    "F2": {"case: time, place, people"},
    "F3": {"case: time, place, people"},
    "F5": {"own part"},
    "F6": {"own part"},
    "F7": {"result", "for whom"},
    "F8": {"size of the result"},
    "F9": {"reason", "other way considered"},
    "F10": {"price or who was against it"},
    "F11": {"lesson", "done differently since"},
    "F12": {"the other person's view"},
    "F16": {"result"},
    "F17": {"case: time, place, people"},
}


def answers(language: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((DATA / f"full_{language}.json").read_bytes())
    return found


def rounds(language: str) -> list[Round]:
    found = []
    for number, one in enumerate(answers(language), 1):
        subject = Subject(one["question"], "story")
        seen = observe([one["answer"]], subject, known=[one["question"]])
        found.append(Round(number, subject, (one["answer"],), seen, language=language))
    return found


FULL = {language: rounds(language) for language in ("en", "ko")}
ALL = [(language, n) for language in FULL for n in range(len(FULL[language]))]


@pytest.mark.parametrize(("language", "n"), ALL)
def test_nothing_is_asked_that_was_told(language: str, n: int) -> None:
    for gentle in (False, True):
        asked = follow_up(FULL[language][n], (), gentle=gentle)
        if asked is not None:
            assert not ASKS_FOR.get(asked.code, set()) & set(answers(language)[n]["told"])


@pytest.mark.parametrize("language", FULL)
def test_follow_ups_are_those_that_were_read_and_found_right(language: str) -> None:
    read = json.loads((DATA / "follow_ups.json").read_bytes())[language]
    asked = [follow_up(one, (), gentle=False) for one in FULL[language]]
    assert [one and told(one.text, language) for one in asked] == read


@pytest.mark.parametrize(("language", "n"), ALL)
def test_full_answer_is_called_full_and_something_of_it_is_kept(language: str, n: int) -> None:
    one = FULL[language][n]
    found = reaction(one, ())
    assert found.keep is not None
    assert found.change is not None
    assert ".polish." in getattr(found.change, "key", "")
    assert story(one) is not None
    again = without_brackets(retold(one))
    assert set(words(again)) <= set(words(one.said[0]))


@pytest.mark.parametrize("language", FULL)
def test_interview_of_full_answers_has_strengths_and_nothing_to_improve(language: str) -> None:
    found = summary(FULL[language][:4], gentle=False)
    assert 1 <= len(found.strengths) <= 3
    assert found.improvements == ()


NAMES = "Peter Élodie 王芳 Олена محمد さくら आरती ნინო Γιώργος דנה ธนพล 지우".split()  # noqa: SIM905
TOLD = (
    "Last March {name} and I ran the night desk in Tarrow when the boiler failed. I rang the hotel "
    "next door and asked for twelve rooms, because two guests were ill, and {name} carried the "
    "bags. The owner was against it as it cost us nine hundred. By midnight they all slept in the "
    "warm. {name} still calls it our best night. Since then I keep the hotel's number on the desk."
)


def test_name_of_a_colleague_in_whatever_script_changes_nothing() -> None:
    found = set()
    for name in NAMES:
        subject = Subject("Tell me about a difficult night.", "story")
        said = TOLD.format(name=name)
        one = Round(1, subject, (said,), observe([said], subject))
        asked, heard = follow_up(one, (), gentle=False), reaction(one, ())
        found.add((asked and asked.code, getattr(heard.keep, "key", ""), len(retold(one)) > 0))
    assert len(found) == 1
