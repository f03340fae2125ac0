"""What is remembered of a user's practice: how an interview adds to it, and how its user edits it.

All of it is bounded here, whoever says it: what runs say is cut, what users say is refused where it
is longer. What is oldest goes first.
"""

import hashlib
import re
import uuid
from collections.abc import Mapping, Sequence
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import UNSET, Meta, UnsetType

from agents.kind.services import (
    PastInterview,
    PracticeExercise,
    PracticeQuestion,
    PracticeStory,
    PracticeWeakPoint,
    Practised,
)
from protocol.catalogue import Text, misfit
from protocol.errors import Malformed
from protocol.merge_patch import merge_patch

MOST_STORIES = 50
MOST_WEAK_POINTS = 50
MOST_INTERVIEWS = 100
MOST_REMOVED = 200
"""So many stories that their user has taken out are known, so that no run brings them back."""

MOST_BANDS = 20
MOST_FITS = 50
LONGEST_STORY = 4000
LONGEST_TEXT = 2000
LONGEST_LINE = 200
LONGEST_ID = 100
MOST_NUMBER = 1000

Part = Literal["situation", "task", "action", "result", "lesson"]
PARTS = ("situation", "task", "action", "result", "lesson")

Line = Annotated[str, Meta(min_length=1, max_length=LONGEST_LINE, pattern=r"\S")]
Fit = Annotated[str, Meta(min_length=1, max_length=LONGEST_LINE)]
Id = Annotated[str, Meta(min_length=1, max_length=LONGEST_ID, pattern=r"^[!-~]+$(?!\n)")]
_ID = re.compile(rf"[!-~]{{1,{LONGEST_ID}}}")

STORY_TWICE = Text("errors.malformed.story_twice")


class KeptStory(PracticeStory, frozen=True, rename="camel", omit_defaults=True):
    """A story as it is kept: one that its user has `edited` no run writes over."""

    edited: bool = False


class KeptInterview(PastInterview, frozen=True, rename="camel", omit_defaults=True):
    """An interview as it is kept, with a digest of all that was said of it."""

    digest: str = ""


class Record(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """What is kept of a user, oldest first, but for the questions.

    `removed` are the ids of stories that their user has taken out, and `exercise_edited_at` is when
    they last changed the exercise, or took it out (ms since 1970; 0: never).
    """

    stories: tuple[KeptStory, ...] = ()
    weak_points: tuple[PracticeWeakPoint, ...] = ()
    exercise: PracticeExercise | None = None
    interviews: tuple[KeptInterview, ...] = ()
    removed: tuple[str, ...] = ()
    exercise_edited_at: int = 0


class Finished(msgspec.Struct, frozen=True):
    """What an interview came to, and when its session was made (ms since 1970)."""

    interview: PastInterview
    stories: Sequence[PracticeStory]
    weak_points: Sequence[PracticeWeakPoint]
    exercise: PracticeExercise | None
    began_at: int


class _Form(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """A part of a change. Fields that it does not have are refused: one may be misspelt."""


class GivenStory(_Form, frozen=True):
    """A story as its user gives it. What is left out stays as it was in the story of that `id`.

    One without an `id` is new.
    """

    title: Line
    text: Annotated[str, Meta(min_length=1, max_length=LONGEST_STORY, pattern=r"\S")]
    id: Id | UnsetType = UNSET
    parts: dict[Part, bool] | UnsetType = UNSET
    fits: Annotated[tuple[Fit, ...], Meta(max_length=MOST_FITS)] | UnsetType = UNSET
    session: Annotated[str, Meta(max_length=LONGEST_ID)] | UnsetType = UNSET
    number: Annotated[int, Meta(ge=0, le=MOST_NUMBER)] | UnsetType = UNSET


class GivenExercise(_Form, frozen=True):
    """What to practise next, as its user gives it; `question` is what is asked then."""

    title: Line
    text: Annotated[str, Meta(min_length=1, max_length=LONGEST_TEXT, pattern=r"\S")]
    question: Annotated[str, Meta(max_length=LONGEST_TEXT)] = ""


class ChangedExercise(_Form, frozen=True):
    """Changes of the exercise."""

    title: Line | UnsetType = UNSET
    text: Annotated[str, Meta(min_length=1, max_length=LONGEST_TEXT)] | UnsetType = UNSET
    question: Annotated[str, Meta(max_length=LONGEST_TEXT)] | UnsetType | None = UNSET


Stories = Annotated[tuple[GivenStory, ...], Meta(max_length=MOST_STORIES)]


class PracticeChange(_Form, frozen=True):
    """A JSON Merge Patch (RFC 7396): what is not there stays, null takes away.

    A list is replaced as a whole.
    """

    stories: Stories | UnsetType | None = UNSET
    exercise: ChangedExercise | UnsetType | None = UNSET


class ChangeOutline(msgspec.Struct, frozen=True):
    """What is looked at first of a change: far too many stories are not looked at one by one."""

    stories: Annotated[list[msgspec.Raw], Meta(max_length=MOST_STORIES)] | UnsetType | None = UNSET


class _Changed(_Form, frozen=True):
    stories: Stories = ()
    exercise: GivenExercise | None = None


class AskedQuestion(msgspec.Struct, frozen=True):
    """A question that its user was asked, and when (ms since 1970)."""

    text: str
    at: int


class PracticeDocument(msgspec.Struct, frozen=True, rename="camel"):
    """What is remembered of the caller's practice, oldest first."""

    stories: list[PracticeStory]
    weak_points: list[PracticeWeakPoint]
    asked: list[AskedQuestion]
    exercise: PracticeExercise | None
    interviews: list[PastInterview]
    version: int


def decoded(raw: bytes | None) -> Record:
    """A record as it was kept; an empty one where none is."""
    return Record() if raw is None else msgspec.json.decode(raw, type=Record)


def kept_question(question: PracticeQuestion) -> bytes:
    """A question as it is kept: in a set, by when it was asked."""
    return msgspec.json.encode(
        PracticeQuestion(
            question.text[:LONGEST_TEXT], question.at, question.key[:LONGEST_LINE]
        )
    )  # fmt: skip


def practised(record: Record, asked: Sequence[bytes]) -> Practised:
    """What runs see."""
    return Practised(
        stories=tuple(_as(PracticeStory, one) for one in record.stories),
        weak_points=record.weak_points,
        asked=tuple(msgspec.json.decode(raw, type=PracticeQuestion) for raw in asked),
        exercise=record.exercise,
        interviews=tuple(_as(PastInterview, one) for one in record.interviews),
    )


def shown(record: Record, asked: Sequence[bytes], version: int) -> PracticeDocument:
    """What its user sees."""
    return PracticeDocument(
        stories=[_as(PracticeStory, one) for one in record.stories],
        weak_points=list(record.weak_points),
        asked=[msgspec.json.decode(raw, type=AskedQuestion) for raw in asked],
        exercise=record.exercise,
        interviews=[_as(PastInterview, one) for one in record.interviews],
        version=version,
    )


def with_interview(record: Record, finished: Finished) -> Record:
    """A record to which an interview was added. The same again changes nothing.

    Of a story that is known the newer telling stands, as the newest, unless its user has edited it;
    one that they have taken out does not come back. Weak points of the same session, and the same
    ones of others, give way. An exercise takes the place of the one that there was, and where there
    is none after answers that were looked at, it is done with; but what its user has made of it
    since the interview began stays.
    """
    interview = _cut_interview(finished.interview)
    digest = _digest(finished)
    same = [one for one in record.interviews if one.session == interview.session]
    if any(one.digest == digest for one in same):
        return record
    interviews = [one for one in record.interviews if one not in same]
    kept = KeptInterview(**msgspec.structs.asdict(interview), digest=digest)
    return msgspec.structs.replace(
        record,
        stories=_told(record, finished.stories, interview.session),
        weak_points=_weak(record.weak_points, finished.weak_points, interview.session),
        exercise=_next(record, finished),
        interviews=(*interviews, kept)[-MOST_INTERVIEWS:],
    )


def merged(record: Record, other: Record) -> Record:
    """A record with all that another one has; merged once more it stays the same.

    Of two tellings of a story the one that its user has edited stands, else the one in `record`;
    what its user has taken out of either does not come back. The exercise is that which its user
    changed last, else that of `record`. What the other one has is newer: it stands at the end.
    """
    removed = tuple(dict.fromkeys((*other.removed, *record.removed)))[-MOST_REMOVED:]
    mine = {one.id: one for one in record.stories}
    theirs = {one.id for one in other.stories}
    stories = [one for one in record.stories if one.id not in theirs]
    stories += [_stands(mine.get(one.id), one) for one in other.stories]
    said = {(one.competency, one.text) for one in other.weak_points}
    points = [one for one in record.weak_points if (one.competency, one.text) not in said]
    had = {one.session for one in other.interviews}
    interviews = [one for one in record.interviews if one.session not in had]
    latest = other if other.exercise_edited_at > record.exercise_edited_at else record
    exercise = latest.exercise
    if exercise is None and not latest.exercise_edited_at:
        exercise = other.exercise
    return Record(
        stories=tuple(one for one in stories if one.id not in removed)[-MOST_STORIES:],
        weak_points=(*points, *other.weak_points)[-MOST_WEAK_POINTS:],
        exercise=exercise,
        interviews=(*interviews, *other.interviews)[-MOST_INTERVIEWS:],
        removed=removed,
        exercise_edited_at=latest.exercise_edited_at,
    )


def _stands(mine: KeptStory | None, other: KeptStory) -> KeptStory:
    """Which of two tellings of a story stands."""
    return other if mine is None or (other.edited and not mine.edited) else mine


def with_weak_points(record: Record, points: Sequence[PracticeWeakPoint], session: str) -> Record:
    """A record to which was added what was open in a real interview. The same changes nothing."""
    weak = _weak(record.weak_points, points, session)
    own = tuple(one for one in record.weak_points if one.session == session)
    if own and own == weak[len(weak) - len(own) :] and len(weak) == len(record.weak_points):
        return record
    return msgspec.structs.replace(record, weak_points=weak)


def patched(record: Record, change: PracticeChange, now_ms: int) -> Record:
    """What a JSON Merge Patch (RFC 7396) makes of it. Raises Malformed.

    One that changes nothing gives the same.
    """
    patch = msgspec.to_builtins(change)
    target = {"stories": msgspec.to_builtins([_as(PracticeStory, one) for one in record.stories])}
    if record.exercise is not None:
        target["exercise"] = msgspec.to_builtins(record.exercise)
    merged = merge_patch(target, patch)
    merged = {name: value for name, value in merged.items() if name in patch}
    try:
        changed = msgspec.convert(merged, _Changed)
    except msgspec.ValidationError as exc:
        raise Malformed(misfit(exc)) from None
    if "stories" in patch:
        record = _edited(record, changed.stories)
    if "exercise" in patch:
        given = changed.exercise
        exercise = given and PracticeExercise(given.title, given.text, given.question)
        if exercise != record.exercise:
            record = msgspec.structs.replace(
                record, exercise=exercise, exercise_edited_at=now_ms
            )  # fmt: skip
    return record


def _edited(record: Record, given: Sequence[GivenStory]) -> Record:
    """The same with these stories in place of those that there are. Raises Malformed."""
    known = {one.id: one for one in record.stories}
    stories = [_given(one, known) for one in given]
    ids = {one.id for one in stories}
    if len(ids) < len(stories):
        raise Malformed(STORY_TWICE)
    removed = [one for one in (*record.removed, *known) if one not in ids]
    return msgspec.structs.replace(
        record, stories=tuple(stories), removed=tuple(dict.fromkeys(removed))[-MOST_REMOVED:]
    )


def _given(given: GivenStory, known: Mapping[str, KeptStory]) -> KeptStory:
    id = str(uuid.uuid4()) if given.id is UNSET else given.id
    before = known.get(id)
    rest = before or KeptStory(id, "", "", {})
    said = {
        name: getattr(rest, name) if value is UNSET else value
        for name, value in msgspec.structs.asdict(given).items()
    }
    parts = {**rest.parts, **said.pop("parts")}
    story = KeptStory(**(said | {"id": id}), parts=_parts(parts), edited=True)
    same = before is not None and _as(PracticeStory, story) == _as(PracticeStory, before)
    return before if before is not None and same else story


def _told(record: Record, stories: Sequence[PracticeStory], session: str) -> tuple[KeptStory, ...]:
    told = {one.id: one for one in record.stories}
    for story in (_cut_story(one, session) for one in stories):
        if story is None:
            continue
        before = told.get(story.id)
        if story.id not in record.removed and not (before and before.edited):
            told.pop(story.id, None)
            told[story.id] = story
    return tuple(told.values())[-MOST_STORIES:]


def _weak(
    before: Sequence[PracticeWeakPoint], new: Sequence[PracticeWeakPoint], session: str
) -> tuple[PracticeWeakPoint, ...]:
    points = [
        PracticeWeakPoint(
            one.competency[:LONGEST_LINE],
            one.text[:LONGEST_TEXT],
            (one.session or session)[:LONGEST_ID],
        )
        for one in new
    ]
    said = {(one.competency, one.text) for one in points}
    stays = [
        one for one in before if one.session != session and (one.competency, one.text) not in said
    ]
    return (*stays, *points)[-MOST_WEAK_POINTS:]


def _next(record: Record, finished: Finished) -> PracticeExercise | None:
    before, new = record.exercise, finished.exercise
    if record.exercise_edited_at > finished.began_at:
        return before
    if new is None:
        return None if finished.interview.bands else before
    return PracticeExercise(
        _line(new.title), new.text[:LONGEST_TEXT], new.question[:LONGEST_TEXT]
    )  # fmt: skip


def _digest(finished: Finished) -> str:
    """What tells two reports of an interview apart."""
    said = (finished.interview, finished.stories, finished.weak_points, finished.exercise)
    return hashlib.sha256(msgspec.json.encode(said)).hexdigest()[:32]


def _cut_interview(one: PastInterview) -> PastInterview:
    return PastInterview(
        one.session[:LONGEST_ID],
        one.date[:LONGEST_LINE],
        one.type[:LONGEST_LINE],
        one.difficulty[:LONGEST_LINE],
        one.judged_by[:LONGEST_LINE],
        one.method[:LONGEST_LINE],
        one.overall_score,
        {n[:LONGEST_LINE]: b[:LONGEST_LINE] for n, b in [*one.bands.items()][:MOST_BANDS]},
    )


def _cut_story(one: PracticeStory, session: str) -> KeptStory | None:
    """A story as it may be kept, of that session unless it says another; None: nothing is told."""
    text = one.text[:LONGEST_STORY]
    if not text.strip():
        return None
    id = one.id if _ID.fullmatch(one.id) else hashlib.sha256(one.id.encode()).hexdigest()[:32]
    return KeptStory(
        id,
        _line(one.title) or _line(text),
        text,
        _parts(one.parts),
        tuple(fit for fit in map(_line, one.fits) if fit)[:MOST_FITS],
        (one.session or session)[:LONGEST_ID],
        min(max(one.number, 0), MOST_NUMBER),
    )


def _parts(parts: Mapping[str, bool]) -> dict[str, bool]:
    return {part: bool(parts.get(part)) for part in PARTS}


def _line(text: str) -> str:
    return " ".join(text[: 2 * LONGEST_LINE].split())[:LONGEST_LINE].rstrip()


T = TypeVar("T", bound=msgspec.Struct)


def _as(type_: type[T], one: msgspec.Struct) -> T:
    """The same without what only its kept form has."""
    return type_(**{name: getattr(one, name) for name in type_.__struct_fields__})
