"""A message that names a field and nothing of it is met with where to begin, and no other is."""

import pytest

from agents.data_files import read
from agents.handbook import by_id, find
from agents.handbook.entries import Language
from agents.handbook.wide import wide


@pytest.mark.parametrize(
    ("text", "language", "first"),
    [
        ("my CV", "en", "lines-at-the-top"),
        ("Can you help me to improve my resume please?", "en", "lines-at-the-top"),
        ("how do I write a good cover letter", "en", "how-to-start-the-letter"),
        ("I have an interview next week", "en", "one-evening-left"),
        ("I get so nervous in interviews", "en", "shaking-before-it-starts"),
        ("how do I find a job?", "en", "where-to-begin"),
        ("should I quit my job", "en", "handing-in-notice"),
        ("salary", "en", "offer-wants-more"),
        ("이력서 어떻게 써요", "ko", "lines-at-the-top"),
        ("자소서 첨삭해 주세요", "ko", "how-to-start-the-letter"),
        ("다음 주 면접 준비 도와주세요", "ko", "one-evening-left"),
        ("취업 준비 어떻게 시작해요", "ko", "where-to-begin"),
        ("연봉 협상", "ko", "offer-wants-more"),
    ],
)
def test_field_is_met_with_where_to_begin(text: str, language: Language, first: str) -> None:
    assert wide(text, language)[0] == first


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("may I leave my age out of my CV", "en"),
        ("they moved my interview twice", "en"),
        ("they lowered my salary", "en"),
        ("how do I write a good poem", "en"),
        ("help", "en"),
        ("", "en"),
        ("이력서에 사진을 꼭 붙여야 하나요", "ko"),
        ("면접을 놓쳤어요", "ko"),
        ("도와주세요", "ko"),
    ],
)
def test_what_says_more_names_no_field(text: str, language: Language) -> None:
    assert wide(text, language) == ()


def test_question_that_is_found_goes_before_its_field() -> None:
    assert find("How do I negotiate my salary?", "en").why == "fits"
    assert find("salary", "en").why == "wide"


def test_field_that_is_named_leaves_the_entry_that_was_spoken_of() -> None:
    assert find("my CV", "en", within="they-dont-pay").why == "wide"
    assert find("면접에서 뭐라고 말해요?", "ko", within="gap-found-nothing").why == "goesOn"


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_field_begins_with_entries_that_there_are(language: str) -> None:
    for field in read("agents.handbook", f"wide.{language}")["field"]:
        assert len(field["entries"]) == 3
        assert set(field["entries"]) <= set(by_id())
