"""What the rules say keeps the limits of the answers that they stand for."""

from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.evidence.key_points import KeyPoint
from agents.kinds.interview import bank
from agents.kinds.interview.asked_question import AskedQuestion, QuestionDraft, Style
from agents.kinds.interview.feedback import MAX_LINES, Summary
from agents.kinds.interview.kind import Interview
from agents.kinds.interview.memory import Asked
from agents.kinds.interview.offline import TYPES
from agents.kinds.interview.questions import LEVELS, Wish
from agents.kinds.interview.review import MAX_QUOTE, Review, ReviewDraft, Score
from agents.kinds.interview.rubric import RUBRICS
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
    review = msgspec.json.decode(reviewed, type=ReviewDraft)
    if review.follow_up is not None:
        again = said_by_rule("review", **given | {"probed": [review.follow_up]})
        assert msgspec.json.decode(again, type=ReviewDraft).follow_up != review.follow_up or (
            review.verdict != "answered"
        )


@st.composite
def interviews(draw: st.DrawFn) -> tuple[str, list[Asked]]:
    """An interview of ten questions, each with quotes and misses of any length."""
    interview = draw(st.sampled_from(list(TYPES)))
    ratings, quotes = st.none() | st.integers(1, 5), texts(MAX_QUOTE)

    def asked(number: int) -> Asked:
        scores = tuple(Score(c.name, draw(ratings), draw(quotes)) for c in RUBRICS[interview])
        verdict = draw(st.sampled_from(["answered", "dontKnow"]))
        missed = draw(many(texts(600), 4))
        return Asked(
            number=number,
            difficulty="easy",
            question=AskedQuestion("?"),
            competencies=RUBRICS[interview],
            review=Review(verdict, scores=scores, missed=missed),
        )

    return interview, [asked(number) for number in range(1, 11)]


@given(interviews())
def test_summary_by_rule_keeps_the_limits_and_advises_on_all_that_was_weak(
    held: tuple[str, list[Asked]],
) -> None:
    interview, asked = held
    scores = score(asked, RUBRICS[interview], interview == "behavioral")
    summary = msgspec.json.decode(
        said_by_rule("summary", scores=scores, asked=asked, language=None), type=Summary
    )
    weak = [c for c in scores.competencies if c.rating is not None and c.rating < 4]
    advice = [line for line in summary.improvements if ", rated " in line]
    assert len(advice) >= len(weak)
    assert len(summary.improvements) <= MAX_LINES


@given(texts(20_000))
def test_spans_by_rule_keep_the_limits(resume: str) -> None:
    msgspec.json.decode(said_by_rule("resume", resume=resume), type=ResumeSpans)
