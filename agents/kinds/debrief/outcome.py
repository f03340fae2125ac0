"""What follows from what was read: what to send, what to practise, what is open. Pure."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

import msgspec

from agents.evidence.text import clip, content, one_line
from agents.kinds.debrief.days import day_in
from agents.kinds.debrief.looking import NEVER, Looked
from agents.kinds.debrief.memory import Heard, Passage
from agents.kinds.debrief.sorts import STYLES, feels, type_of
from agents.postings.read import posting_of, read_posting
from agents.telling.languages import language_of

MOST_PRACTISED = 5
MOST_OPEN = 6
MOST_MENTIONED = 2
_ASKED = 3
"""Questions of one sort that are asked of the person, at most."""
_SAME = 0.8
"""Of the words of a passage, such a share in a posting says that it stands there already."""
_WEEK = dt.timedelta(days=7)
_KOREAN_QUESTION = ("냐", "까", "요", "지", "가", "라", "해", "어", "?")
"""Ends of what is said as a question or a request: nothing is talked "about" it."""

Mood = Literal["strained", "badly", "mixed", "glad", "plain", "nothing"]


class Due(msgspec.Struct, frozen=True):
    """A letter that is due: `when` is the name of a text."""

    purpose: Literal["thanks", "followUp"]
    when: str
    by: dt.date | None


def mood(told: str, questions: Sequence[Heard]) -> Mood:
    """How somebody comes from it, by what they say of it."""
    if feels(told, "strained"):
        return "strained"
    if not questions:
        return "nothing"
    went = [one.went for one in questions if one.went]
    bad, good = went.count("badly"), went.count("well")
    if bad > good:
        return "badly"
    if bad or "mixed" in went:
        return "mixed"
    return "glad" if good or feels(told, "glad") else "plain"


def due(said: Sequence[Passage], held: dt.date | None, today: dt.date) -> list[Due]:
    """The thanks, and what asks how things stand where nobody writes."""
    thanks = Due("thanks", "thanks_soon", held and held + dt.timedelta(days=1))
    if thanks.by is not None and thanks.by < today:
        thanks = Due("thanks", "thanks_late", today)
    days = [day for one in said if (day := day_in(one.quote, held))]
    if days:
        return [thanks, Due("followUp", "follow_by", max(_working(max(days)), today))]
    return [thanks, Due("followUp", "follow_week", held and max(held + _WEEK, today))]


def _working(day: dt.date) -> dt.date:
    """The first working day after a day."""
    day += dt.timedelta(days=1)
    while day.weekday() > 4:
        day += dt.timedelta(days=1)
    return day


def mentioned(questions: Sequence[Heard]) -> list[str]:
    """What a letter may say that one talked about: what went well first, and nothing that did not.

    Only what was told in reported speech: in the letter it is the person's own again.
    """
    fitting = [
        one
        for one in questions
        if not one.put
        and one.went != "badly"
        and type_of(one.text) in (*STYLES, None)
        and _is_topic(one.text)
    ]
    fitting.sort(key=lambda one: ("well", None, "mixed").index(one.went))
    return [one_line(one.text) for one in fitting[:MOST_MENTIONED]]


def _is_topic(text: str) -> bool:
    if language_of(text) == "ko":
        return not text.endswith(_KOREAN_QUESTION)
    first = text.split(maxsplit=1)[0].lower()
    return first in {"why", "how", "what", "my", "our", "the", "a", "an"} or first.endswith("ing")


def practised(questions: Sequence[Heard], looked: Sequence[Looked]) -> list[Heard]:
    """What is worth another try: what went badly, then half well, then what could be better."""
    fitting = [
        (one, seen)
        for one, seen in zip(questions, looked, strict=True)
        if type_of(one.text) not in NEVER
    ]
    badly = [one for one, _ in fitting if one.went == "badly"]
    mixed = [one for one, _ in fitting if one.went == "mixed"]
    others = [one for one, seen in fitting if one.went is None and seen.reaction.change]
    return [*badly, *mixed, *others][:MOST_PRACTISED]


def is_gap(one: Heard) -> bool:
    """Whether something went badly that can be learnt."""
    return one.went == "badly" and type_of(one.text) in ("knowledge", "situation")


class Ask(msgspec.Struct, frozen=True):
    """A place of the result that only the person can fill; `name` is that of the text."""

    path: str
    name: str
    question: str = ""


def open_places(
    questions: Sequence[Heard], said: Sequence[Passage], held: str | None, people: Sequence[str]
) -> list[Ask]:
    """What only they can say, the most useful first."""
    return [*_open(questions, said, held, people)][:MOST_OPEN]


def _open(
    questions: Sequence[Heard], said: Sequence[Passage], held: str | None, people: Sequence[str]
) -> Iterator[Ask]:
    if not questions:
        yield Ask("/questions", "questions")
        return
    if not held:
        yield Ask("/date", "date")
    asked = [(at, one) for at, one in enumerate(questions) if type_of(one.text) not in NEVER]
    untold = [(at, one) for at, one in asked if one.went in ("badly", "mixed") and not one.answer]
    for at, one in untold[:_ASKED]:
        yield Ask(f"/questions/{at}/answer", "answer", one.text)
    if not said:
        yield Ask("/said", "said")
    if not people:
        yield Ask("/send/0", "people")
    unknown = [(at, one) for at, one in asked if one.went is None]
    for at, one in unknown[:_ASKED]:
        yield Ask(f"/questions/{at}/went", "went", one.text)


def news(learned: Sequence[Passage], posting: str) -> list[Passage]:
    """What a posting does not say already."""
    known = content(posting)
    return [one for one in learned if not known or not _says(one.quote, known)]


def _says(quote: str, known: set[str]) -> bool:
    own = content(quote)
    return bool(own) and len(own & known) >= _SAME * len(own)


def posted(job: str | Mapping[str, Any]) -> tuple[str, str]:
    """What a job is called, and all that its posting says."""
    posting = read_posting(job) if isinstance(job, str) else posting_of(job)
    return posting.title or "", posting.text


def shortened(text: str, most: int) -> str:
    """A text on one line."""
    return clip(one_line(text), most)
