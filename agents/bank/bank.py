"""The questions that are known, read from `data`: a file for each field of work, and for everybody.

Each is there in English and Korean. A point is "what a full answer has :: words that show it", a
known error "its name :: words that show it :: the question that meets it".
"""

from collections.abc import Iterable
from functools import cache
from typing import Any, Literal, get_args

import msgspec

from agents.bank.types import Field, Interview, Level, Question, Wording
from agents.data_files import read
from agents.evidence.key_points import key_points
from agents.telling.types import KnownError

LANGUAGES = ("en", "ko")
FIELDS: tuple[Field, ...] = get_args(Field)
_FOR_ALL = ("general", "work", "system_design", "dsa")
"""The files of questions that do not ask for a field."""

Need = Literal["company", "employer", "posting"]
"""What must be known for a standard question: the firm that is aimed at, a job that was had, or
what the job is."""


class Standard(msgspec.Struct, frozen=True):
    """A question of a first talk, what must be known for it, and whether it opens other interviews,
    too."""

    question: Question
    needs: Need | None
    opens: bool


@cache
def of_field(field: Field) -> tuple[Question, ...]:
    """The questions of a field of work."""
    return tuple(_question(entry, field) for entry in read(__package__, field)["question"])


@cache
def for_everybody() -> tuple[Question, ...]:
    """The questions for everybody, whatever they work."""
    return tuple(
        _question(entry, stages=data.get("stages"))
        for data in (read(__package__, name) for name in _FOR_ALL)
        for entry in data["question"]
    )


@cache
def standards() -> tuple[Standard, ...]:
    """The questions of a first talk, in the order in which they are usually asked."""
    return tuple(
        Standard(_question(entry), entry.get("needs"), entry["opens"])
        for entry in read(__package__, "screening")["question"]
    )


@cache
def technologies() -> dict[str, Question]:
    """What to ask somebody who works with a technology, by its name in the list of skills."""
    entries = read(__package__, "technologies")["question"]
    return {entry["skill"]: _question(entry) for entry in entries}


def all_questions() -> Iterable[Question]:
    """Every question of the bank."""
    for field in FIELDS:
        yield from of_field(field)
    yield from for_everybody()
    yield from (one.question for one in standards())
    yield from technologies().values()


def wording(entry: dict[str, Any], topic: Iterable[str] = ()) -> Wording:
    """A question in one language, as a file has it."""
    return Wording(
        text=entry["text"],
        points=key_points(entry["points"]),
        hints=tuple(entry["hints"]),
        outline=entry["outline"],
        errors=tuple(map(_error, entry.get("errors", ()))),
        topic=tuple(topic),
    )


def _question(
    entry: dict[str, Any], field: Field | None = None, stages: dict[str, Any] | None = None
) -> Question:
    wordings = {
        language: wording(entry[language], entry["topic"][language]) for language in LANGUAGES
    }
    if stages:
        wordings = {
            language: msgspec.structs.replace(
                one, stages={**stages[language], "change": entry[language]["change"]}
            )
            for language, one in wordings.items()
        }
    return Question(
        id=entry["id"],
        asks=entry["asks"],
        type=msgspec.convert(entry["type"], Interview),
        level=msgspec.convert(entry["level"], Level),
        wordings=wordings,
        field=field,
    )


def _error(line: str) -> KnownError:
    text, terms, ask = (part.strip() for part in line.split("::"))
    return KnownError(text, tuple(t.strip() for t in terms.split(",") if t.strip()), ask)
