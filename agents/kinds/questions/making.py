"""Which questions a session is to have, and the questions that come of it."""

from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec

from agents.evidence.particles import filled
from agents.evidence.sources import Source, find_quote
from agents.kinds.questions import bank
from agents.kinds.questions.bank import Standard, spoken
from agents.kinds.questions.checking import sound
from agents.kinds.questions.drafts import Draft, Drafts, Wanted
from agents.kinds.questions.material import Passage
from agents.kinds.questions.results import Grounding, Question, Type
from agents.kinds.questions.sameness import Marked, is_same
from agents.kinds.questions.templates import Used, mark_of, next_draft
from agents.results.types import Evidence

_MOST_PREPARED = 2


class Made(msgspec.Struct, frozen=True):
    """A question, and the mark by which it is known again."""

    question: Question
    mark: Marked


class Frame(msgspec.Struct, frozen=True):
    """What questions are made for: so many, of the types that fit, after those of types `there`.

    So many were `given` in the session, those that were replaced included.
    `known` has what standard questions need: `employer`, `role`, `job` (and `current`, its
    employer), `gap` (and its `from` and, where it has ended, `to`). `wanted` has no types yet.
    """

    count: int
    fitting: tuple[Type, ...]
    there: tuple[Type, ...]
    given: int
    known: dict[str, str]
    stage: str | None
    first: bool
    wanted: Wanted


def planned(frame: Frame) -> tuple[tuple[Made, ...], Wanted]:
    """The standard questions to begin with, and what is wanted beside them."""
    made = _standards(frame, _standard_count(frame))
    counts = Counter([*frame.there, *(one.question.type for one in made)])
    types: list[Type] = []
    for _ in range(frame.count - len(made)):
        type = _rarest(frame.fitting, counts)[0]
        types.append(type)
        counts[type] += 1
    return made, msgspec.structs.replace(_after(frame.wanted, made), types=tuple(types))


def finished(
    frame: Frame, begun: Sequence[Made], wanted: Wanted, drafts: Drafts
) -> tuple[tuple[Made, ...], int]:
    """All questions, and how many of them are of `drafts`.

    Drafts that may not be put are replaced by rules'. No type comes twice before each other one
    that fits; one of which there is nothing left to ask does not fit any more.
    """
    made = list(begun)
    pool = list(sound(drafts, wanted).questions)
    counts = Counter([*frame.there, *(one.question.type for one in made)])
    used, drafted = Used(wanted), 0
    fitting = frame.fitting
    while len(made) < frame.count and fitting:
        rarest = _rarest(fitting, counts)
        draft = next((draft for draft in pool if draft.type in rarest), None)
        if draft is not None:
            pool.remove(draft)
            drafted += 1
        else:
            draft = next_draft(wanted, rarest[0], used)
        if draft is None:
            fitting = tuple(type for type in fitting if type != rarest[0])
            continue
        mark = mark_of(draft, wanted)
        used.add(draft, mark)
        counts[draft.type] += 1
        made.append(Made(_question(draft, wanted, _id(frame, made)), mark))
    if len(made) < frame.count:
        made += _standards(frame, frame.count - len(made), after=made)
    return tuple(made), drafted


def _after(wanted: Wanted, made: Sequence[Made]) -> Wanted:
    """What is wanted where these were asked, too."""
    return msgspec.structs.replace(
        wanted,
        asked=(*wanted.asked, *(one.mark.text for one in made)),
        keys=(*wanted.keys, *(one.mark.key for one in made)),
    )


def _rarest(fitting: Sequence[Type], counts: Mapping[Type, int]) -> list[Type]:
    """The types that came least often, in the order of the field."""
    least = min(counts.get(type, 0) for type in fitting)
    return [type for type in fitting if counts.get(type, 0) == least]


def _standard_count(frame: Frame) -> int:
    if not frame.first:
        return 0
    return bank.stages()[frame.stage or "first"].count(frame.count)


def _standards(frame: Frame, most: int, after: Sequence[Made] = ()) -> tuple[Made, ...]:
    """The first standard questions of the stage that can be asked and were not, so many at most."""
    counts = Counter([*frame.there, *(one.question.type for one in after)])
    marks = [*Used(frame.wanted).marks, *(one.mark for one in after)]
    made: list[Made] = []
    for name in bank.stages()[frame.stage or "first"].names:
        standard = bank.standards()[name]
        if len(made) == most or (standard.needs and standard.needs not in frame.known):
            continue
        rarest = _rarest(frame.fitting, counts)
        type = next((one for one in standard.types if one in rarest), None)
        if type is None:
            continue
        question = _standard(standard, type, frame, _id(frame, [*after, *made]))
        mark = Marked(question.text, f"standard:{name}")
        if not is_same(mark, marks):
            made.append(Made(question, mark))
            counts[type] += 1
    return tuple(made)


def _standard(standard: Standard, type: Type, frame: Frame, id: str) -> Question:
    language = spoken(frame.wanted.language)
    is_open = standard.needs == "gap" and "to" not in frame.known
    text = (standard.open if is_open else standard.text)[language]
    listened = bank.looks_for()
    ready = [
        next((one for one in frame.wanted.passages if shape in one.shapes), None)
        for shape in standard.prepare
    ]
    prepare = list(dict.fromkeys(one for one in ready if one is not None))[:_MOST_PREPARED]
    return Question(
        id=id,
        text=filled(text, frame.known),
        type=type,
        category=standard.category,
        difficulty=standard.level,
        grounded_in=Grounding(standard=standard.name),
        why=standard.why[language],
        looks_for=tuple(listened[name][language] for name in standard.looks_for),
        prepare=tuple(map(_evidence, prepare)),
        follow_up=standard.follow[language],
    )


def _question(draft: Draft, wanted: Wanted, id: str) -> Question:
    resume = wanted.resume
    if draft.requirement is not None:
        ground = Grounding(requirement=draft.requirement)
    else:
        quote, span = _found(draft.quote or "", resume)
        ground = Grounding(quote=quote, source="resume", span=span)
    prepare = [_found(quote, resume) for quote in draft.prepare]
    return Question(
        id=id,
        text=draft.text,
        type=draft.type,
        category=draft.category,
        difficulty=draft.difficulty,
        grounded_in=ground,
        why=draft.why,
        looks_for=draft.looks_for,
        prepare=tuple(Evidence(quote, "resume", span=span) for quote, span in prepare),
        follow_up=draft.follow_up,
    )


def _found(quote: str, resume: str) -> tuple[str, tuple[int, int] | None]:
    """A quote with its white space folded, and where the résumé has it."""
    found = find_quote(quote, [Source("resume", resume)])
    return " ".join(quote.split()), found[1] if found else None


def _evidence(passage: Passage) -> Evidence:
    return Evidence(" ".join(passage.quote.split()), "resume", span=passage.span)


def _id(frame: Frame, made: Sequence[Made]) -> str:
    return f"q{frame.given + len(made) + 1}"
