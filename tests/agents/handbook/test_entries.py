"""Every entry of the handbook is whole, in both languages, and keeps to its form."""

import re
from collections import Counter

import pytest

from agents.data_files import names
from agents.handbook.entries import Entry, Wording, by_id, entries, language_code

ALL = entries()
IDS = [entry.id for entry in ALL]
WORDINGS = [(f"{entry.id}-{code}", getattr(entry, code)) for entry in ALL for code in ("en", "ko")]
PLACES = re.compile(r"\[[^\[\]\n]{1,60}\]")
POLITE_END = re.compile(r"(?:니다|니까|십시오|시오|지요|요)[.?!”’\"]*$")
ON_PAPER = re.compile(
    r"이력서|경력기술서|한 줄|지원서|사직서|프로필|문장|항목|칸|양식|제목|문자|메일|또는"
    r"|정리|자기소개"
)
"""Where a sentence is written down: points and lines for paper end in nouns."""
MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")
NUMBERS_OF_HELP = {"109", "112", "119", "132", "1331", "1345", "1350", "1577-0199"}
"""Telephone numbers of Korean offices that are named."""
PROMISES = re.compile(
    r"(?i)\b(?:guaranteed to|you will (?:certainly|surely|definitely) (?:get|win)|always works"
    r"|never fails|risk-free)\b|반드시 (?:합격|붙)|무조건 (?:합격|붙어요)|100% (?:합격|성공)"
)


def texts(wording: Wording) -> list[str]:
    return [
        wording.title,
        *wording.asks,
        *(text for one in wording.situations for text in (one.when, one.then)),
        *wording.steps,
        *(text for one in wording.say for text in (one.where, one.text)),
        *wording.avoid,
        wording.whom,
        *(note.text for note in wording.notes),
    ]


def test_there_is_an_entry_for_each_number() -> None:
    assert [entry.number for entry in ALL] == list(range(1, 151))


def test_each_id_is_there_once_and_names_its_file() -> None:
    files = [name for name in names("agents.handbook") if name[:1].isdigit()]
    assert files == [f"{entry.number:03}-{entry.id}" for entry in ALL]
    assert [one for one, count in Counter(IDS).items() if count > 1] == []
    assert list(by_id()) == IDS


@pytest.mark.parametrize("entry", ALL, ids=IDS)
def test_neighbours_are_other_entries(entry: Entry) -> None:
    assert 2 <= len(entry.near) <= 4
    assert set(entry.near) <= set(IDS) - {entry.id}
    assert len(set(entry.near)) == len(entry.near)


@pytest.mark.parametrize(("name", "wording"), WORDINGS, ids=[name for name, _ in WORDINGS])
def test_wording_has_the_parts_that_it_needs(name: str, wording: Wording) -> None:
    assert 6 <= len(wording.asks) <= 8
    assert 2 <= len(wording.situations) <= 3
    assert 4 <= len(wording.steps) <= 5
    assert 2 <= len(wording.say) <= 4
    assert 2 <= len(wording.avoid) <= 3
    for text in texts(wording):
        assert text == " ".join(text.split()), text
        assert 0 < len(text) <= 500, text
        assert text.count("[") == text.count("]") == len(PLACES.findall(text)), text
        assert not PROMISES.search(text), text
    for note in wording.notes:
        assert re.fullmatch("[A-Z]{2}", note.country)
        assert MONTH.fullmatch(note.as_of)


@pytest.mark.parametrize("entry", ALL, ids=IDS)
def test_wording_is_of_a_length_that_is_read(entry: Entry) -> None:
    english = sum(len(text.split()) for text in texts(entry.en)[: -len(entry.en.notes) or None])
    assert 140 <= english <= 340


@pytest.mark.parametrize("entry", ALL, ids=IDS)
def test_korean_is_korean_and_english_is_none(entry: Entry) -> None:
    for text in texts(entry.ko):
        assert re.search("[가-힣]", text) or len(text) < 12, text
    for text in texts(entry.en):
        assert not re.search("[가-힣]", text), text


@pytest.mark.parametrize("entry", ALL, ids=IDS)
def test_korean_sentence_to_say_is_polite_where_it_is_not_for_paper(entry: Entry) -> None:
    for say in entry.ko.say:
        assert POLITE_END.search(say.text) or ON_PAPER.search(say.where), say


@pytest.mark.parametrize("entry", ALL, ids=IDS)
def test_number_to_ring_is_one_that_is_known(entry: Entry) -> None:
    told = " ".join((entry.ko.whom, *(note.text for note in entry.ko.notes)))
    named = set(
        re.findall(r"(?<![\d~,.-])(?:1\d{3}(?:-\d{4})?|1[013]\d)(?![\d~,.%년개명시분장-])", told)
    )
    assert named <= NUMBERS_OF_HELP


@pytest.mark.parametrize(
    ("tag", "code"),
    [("ko", "ko"), ("ko-KR", "ko"), ("KO", "ko"), ("en-GB", "en"), ("de", "en"), (None, "en")],
)
def test_language_tag_leads_to_the_wording(tag: str | None, code: str) -> None:
    assert language_code(tag) == code
    assert ALL[0].wording(tag) == getattr(ALL[0], code)
