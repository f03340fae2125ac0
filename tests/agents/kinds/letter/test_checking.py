"""Drafts of a model: what nothing given holds is found, and what is only quoted is not."""

import msgspec
import pytest

from agents.kind import Judging
from agents.kinds.letter.checking import checked, faults, settled
from agents.kinds.letter.composing import composed
from agents.kinds.letter.drafts import Draft, Part
from tests.agents.kinds.letter.cases import brief

WRONG = {
    "number": "I moved 4,700 pallets a night.",
    "employer": "Before that I ran the dock at Swiftline Distribution.",
    "certificate": "I hold a NEBOSH General Certificate.",
    "superlative": "I am the best candidate for this.",
    "feeling": "I am thrilled about your site.",
    "pay": "I expect £52,000 a year.",
}


def with_sentence(draft: Draft, sentence: str) -> Draft:
    first, *rest = draft.paragraphs
    return msgspec.structs.replace(
        draft, paragraphs=(Part(f"{first.text} {sentence}", first.quotes), *rest)
    )


@pytest.mark.parametrize("what", WRONG)
def test_what_nobody_gave_is_sent_back(what: str) -> None:
    given = brief("warehouse_lead")
    wrong = with_sentence(composed(given), WRONG[what])
    assert checked(Judging(given, wrong)).decision == "revise"
    assert settled(wrong, given)[0] is False


def test_korean_letter_in_another_voice_is_sent_back() -> None:
    given = brief("ko_nurse")
    assert faults(with_sentence(composed(given), "저는 중환자실이 좋아요."), given)


def test_passage_that_the_resume_does_not_have_is_sent_back() -> None:
    given = brief("warehouse_lead")
    draft = composed(given)
    wrong = msgspec.structs.replace(
        draft, paragraphs=(Part(draft.paragraphs[0].text, ("ran a dock",)), *draft.paragraphs[1:])
    )
    assert [one.what for one in faults(wrong, given)]


def test_letter_that_nothing_is_wrong_with_is_approved() -> None:
    given = brief("warehouse_lead")
    assert checked(Judging(given, composed(given))).decision == "approve"
