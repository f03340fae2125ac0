"""What the rules say keeps the limits of the answers that they stand for."""

from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.bank.types import Wish
from agents.coaching.types import Round
from agents.evidence.key_points import KeyPoint
from agents.kinds.interview.asked_question import AskedQuestion, QuestionDraft, as_draft
from agents.kinds.interview.feedback import Summary
from agents.kinds.interview.kind import Interview
from agents.kinds.interview.offline import react
from agents.kinds.interview.reaction import ReactionDraft
from agents.kinds.interview.scores import unscored
from agents.models.request import Request
from agents.resume.spans import ResumeSpans
from agents.telling.observe import observe
from agents.telling.types import Style, Subject
from tests.agents.answers import DONT_KNOW, GREAT, INJECTION, OFF_TOPIC
from tests.agents.kinds.interview.notebook import KOREAN, STORY, THIN

SAID = (*GREAT.values(), DONT_KNOW, INJECTION, OFF_TOPIC, STORY, THIN, KOREAN)
WORDS = st.sampled_from(
    ["I", "built", "caches", "because", "by", "40", "Köln", "\n", ".", "«", "x"]
)


def texts(longest: int) -> st.SearchStrategy[str]:
    """Words, or one that has no end, of at most so many characters."""
    prose = st.lists(WORDS, min_size=1, max_size=longest // 2).map(" ".join)
    return (prose | st.just("endless" * longest) | st.text()).map(lambda text: text[:longest])


def many(words: st.SearchStrategy[str], most: int) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(words, max_size=most).map(tuple)


STORED = st.builds(
    AskedQuestion,
    text=texts(3_000),
    key_points=st.lists(
        st.builds(KeyPoint, text=texts(600), terms=many(texts(120), 40)), max_size=12
    ).map(tuple),
    hints=many(texts(1_000), 6),
    outline=texts(3_000),
    topic=many(texts(400), 20),
)
"""Questions as they may be of a bank that has no limits."""
ANSWERS = st.sampled_from(SAID) | texts(3_000)


def said_by_rule(task: str, **inputs: Any) -> bytes:
    """The rule's output, as it is when it comes out of the offline model."""
    request = Request(
        kind="interview",
        role="generator",
        task=task,
        tier="standard",
        instructions="",
        inputs=inputs,
    )
    return msgspec.json.encode(Interview.offline[task](request))


@given(STORED)
def test_question_of_the_bank_keeps_the_limits_of_one_that_is_written(stored: AskedQuestion):
    wish = Wish("behavioral", "easy", 1)
    said = said_by_rule("question", wish=wish, sample=as_draft(stored))
    msgspec.json.decode(said, type=QuestionDraft)


def rounds(answers: list[str], style: Style) -> list[Round]:
    subject = Subject("Tell me about a time when something had to be put right.", style)
    return [
        Round(number, subject, (text,), observe([text], subject))
        for number, text in enumerate(answers, 1)
    ]


@given(
    st.lists(ANSWERS, min_size=1, max_size=3),
    st.sampled_from(get_args(Style)),
    st.sampled_from(["en", "ko"]),
    st.booleans(),
)
def test_reaction_and_summary_by_rule_keep_the_limits(
    answers: list[str], style: Style, language: str, gentle: bool
):
    asked = rounds(answers, style)
    found = react(asked[-1], asked[:-1], gentle=gentle, language=language)
    msgspec.json.decode(msgspec.json.encode(found), type=ReactionDraft)
    findings = {"scores": unscored([], language), "asked": asked, "ratings": [], "outlines": []}
    findings |= {"gentle": gentle, "language": language}
    summary = msgspec.json.decode(said_by_rule("summary", **findings), type=Summary)
    if gentle:
        assert len(summary.strengths) <= 2
        assert len(summary.improvements) <= 1
    assert said_by_rule("feedback", **findings, summary=summary)


@pytest.mark.parametrize("answer", [DONT_KNOW, INJECTION, "…", ""])
def test_nothing_is_praised_where_nothing_was_told(answer: str):
    asked = rounds([answer], "story")
    found = react(asked[0], (), gentle=False, language="en")
    assert (found.keep, found.retold) == (None, "")


@given(texts(20_000))
def test_spans_by_rule_keep_the_limits(resume: str):
    msgspec.json.decode(said_by_rule("resume", resume=resume), type=ResumeSpans)
