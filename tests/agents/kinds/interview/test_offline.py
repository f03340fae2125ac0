"""What the rules say keeps the limits of the answers that they stand for."""

from typing import Any, get_args

import msgspec
import pytest
from agents.kinds.interview.questions import LEVELS, Wish
from agents.kinds.interview.review import MAX_QUOTE, Review, ReviewDraft, Score
from agents.kinds.interview.rubric import RUBRICS
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.evidence.key_points import KeyPoint
from agents.kinds.interview import bank
from agents.kinds.interview.asked_question import (
    MAX_POINTS,
    AskedQuestion,
    QuestionDraft,
    Style,
)
from agents.kinds.interview.feedback import MAX_LINES, Summary
from agents.kinds.interview.kind import Interview
from agents.kinds.interview.memory import Asked
from agents.kinds.interview.offline import TYPES
from agents.kinds.interview.scores import score
from agents.models.request import Request
from agents.resume.spans import MAX_LENGTH, Form, ResumeSpans, Span
from tests.agents.answers import DONT_KNOW, GREAT, INJECTION, OFF_TOPIC
from tests.agents.kinds.interview.stories import STORIES

SAID = (*STORIES.values(), *GREAT.values(), DONT_KNOW, INJECTION, OFF_TOPIC)
WORDS = st.sampled_from(
    ["I", "built", "caches", "because", "by", "40", "Köln", "\n", ".", "«", "x"]
)


def texts(longest: int) -> st.SearchStrategy[str]:
    """Words, or one that has no end, of at most so many characters."""
    prose = st.lists(WORDS, min_size=1, max_size=longest // 2).map(" ".join)
    return (prose | st.just("endless" * longest) | st.text()).map(lambda text: text[:longest])


def many(words: st.SearchStrategy[str], most: int) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(words, max_size=most).map(tuple)


SPANS = st.builds(Span, form=st.sampled_from(get_args(Form)), text=texts(MAX_LENGTH))
WISHES = st.builds(
    Wish,
    type=st.sampled_from(list(TYPES)),
    difficulty=st.sampled_from(LEVELS),
    number=st.integers(1, 10),
    spans=st.lists(SPANS, max_size=4).map(tuple),
    target_role=st.none() | texts(200),
    company=st.none() | texts(200),
    variation=st.integers(0, 999_999),
)
STORED = st.builds(
    AskedQuestion,
    text=texts(3_000),
    key_points=st.lists(
        st.builds(KeyPoint, text=texts(600), terms=many(texts(20), 3)), max_size=20
    ).map(tuple),
    hints=many(texts(3_000), 6),
    outline=texts(3_000),
    topic=many(texts(20), 20),
)
"""Questions as they may have been stored when there were no limits."""

ANSWERS = st.sampled_from(SAID) | texts(5_000)


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


@given(WISHES)
def test_question_by_rule_keeps_the_limits(wish: Wish) -> None:
    msgspec.json.decode(said_by_rule("question", wish=wish), type=QuestionDraft)


@pytest.mark.parametrize("interview", TYPES)
def test_every_question_of_the_bank_keeps_the_limits(interview: str) -> None:
    forms = ("metric", "employer", "tool", "role")
    templates = [template for form in forms for template in bank.templates(interview, form)]
    for one in (*bank.questions(interview), *templates):
        asked = AskedQuestion(one.text, one.points, one.hints, one.outline, one.topic)
        msgspec.json.decode(msgspec.json.encode(asked), type=QuestionDraft)


@settings(deadline=None)  # the longest of them take long on a machine that is busy
@given(
    question=STORED,
    answers=st.lists(ANSWERS, min_size=1, max_size=3),
    interview=st.sampled_from(list(TYPES)),
    style=st.sampled_from(get_args(Style)),
)
def test_review_by_rule_keeps_the_limits_whatever_question_was_stored(
    question: AskedQuestion, answers: list[str], interview: str, style: Style
) -> None:
    given: dict[str, Any] = {"question": question, "answers": answers, "style": style}
    given |= {"competencies": RUBRICS[interview], "probed": [], "language": None}
    reviewed = said_by_rule("review", **given)
    msgspec.json.decode(reviewed, type=ReviewDraft)


def test_review_of_an_answer_that_leaves_many_long_points_open_keeps_the_limits() -> None:
    points = tuple(KeyPoint(f"{number} {'long ' * 55}", ("absent",)) for number in range(20))
    said = GREAT["dsa"]
    topic = tuple(said.split()[:5])
    asked = AskedQuestion("How is it done?", points, ("deep " * 400,), outline=said, topic=topic)
    given: dict[str, Any] = {"question": asked, "competencies": RUBRICS["dsa"], "probed": []}
    given |= {"answers": [said], "style": "algorithm", "language": None}
    review = msgspec.json.decode(said_by_rule("review", **given), type=ReviewDraft)
    assert review.verdict == "answered"
    assert review.missed == tuple(point.text for point in points[:MAX_POINTS])
    probed = ["What does that cost, in time and in space, and why?", "Which inputs could break it?"]
    given |= {"probed": probed}
    review = msgspec.json.decode(said_by_rule("review", **given), type=ReviewDraft)
    assert review.follow_up is not None
    assert review.follow_up.startswith("Take it a step further. deep")
    given |= {"probed": [*probed, review.follow_up]}
    review = msgspec.json.decode(said_by_rule("review", **given), type=ReviewDraft)
    assert review.follow_up is None, "it is not said twice"


@pytest.mark.parametrize("interview", TYPES)
@pytest.mark.parametrize("rating", [1, 3, 4, 5])
def test_summary_by_rule_keeps_the_limits_and_advises_on_all_that_was_weak(
    interview: str, rating: int
) -> None:
    rubric = RUBRICS[interview]
    scores = tuple(Score(c.name, rating, "word " * (MAX_QUOTE // 5)) for c in rubric)
    review = Review("answered", scores, missed=("point " * 100,) * MAX_POINTS)
    asked = [
        Asked(number, "easy", AskedQuestion("?"), rubric, review=review) for number in range(1, 10)
    ]
    asked.append(Asked(10, "easy", AskedQuestion("?"), rubric, review=Review("dontKnow")))
    findings = {"scores": score(asked, rubric, interview == "behavioral"), "asked": asked}
    findings["language"] = None
    summary = msgspec.json.decode(said_by_rule("summary", **findings), type=Summary)
    assert len(summary.improvements) == MAX_LINES
    assert summary.improvements[0].startswith("Questions without an answer")
    advice = [line for line in summary.improvements if ", rated " in line]
    assert len(advice) == (len(rubric) if rating < 4 else 0)
    assert len(summary.strengths) == (len(rubric) if rating >= 4 else 0)


@given(texts(20_000))
def test_spans_by_rule_keep_the_limits(resume: str) -> None:
    msgspec.json.decode(said_by_rule("resume", resume=resume), type=ResumeSpans)
