"""What no applicant may be asked is told from what only sounds like it."""

import pytest

from agents.evidence.illegal import is_illegal


@pytest.mark.parametrize(
    "text",
    [
        "How much do you make now?",
        "What did you make at your last job?",
        "Have you ever been ill for longer?",
        "Are you sick often?",
        "You have been in hospital: what for?",
        "건강 상태는 어떻게 되시나요?",
    ],
)
def test_what_nobody_has_to_answer_is_illegal(text: str) -> None:
    assert is_illegal(text)


@pytest.mark.parametrize(
    "text",
    [
        "The evidence did not bear it out. What did you make of it?",
        "Three guests call and say that they have been sick since. What do you decide?",
        "A fifth of the people are ill in the peak week. What has to go out?",
        'What would you say to a guest who asks "how old are you"?',
    ],
)
def test_what_only_sounds_like_it_is_not(text: str) -> None:
    assert not is_illegal(text)
