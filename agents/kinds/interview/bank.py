"""The questions that the offline interviewer knows, read from `data`."""

from functools import cache
from typing import Any

import msgspec

from agents.data_files import read
from agents.evidence.key_points import KeyPoint, key_points


class Question(msgspec.Struct, frozen=True):
    """A question with all that judging its answer takes, fixed before it is asked."""

    level: str
    text: str
    points: tuple[KeyPoint, ...]
    hints: tuple[str, ...]
    outline: str
    topic: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


class Template(msgspec.Struct, frozen=True):
    """A question with a gap for a passage of the resume, or for the role."""

    types: tuple[str, ...]
    form: str
    text: str
    points: tuple[KeyPoint, ...]
    hints: tuple[str, ...]
    outline: str
    topic: tuple[str, ...] = ()


@cache
def questions(interview: str) -> tuple[Question, ...]:
    """The bank of one type of interview."""
    return tuple(_question(entry) for entry in read(__package__, interview)["question"])


@cache
def templates(interview: str, form: str) -> tuple[Template, ...]:
    """The questions of one type of interview that are built on passages of one form."""
    data = read(__package__, "templates")
    entries = (_template({**data["frames"][t.pop("frame")], **t}) for t in data["template"])
    return tuple(t for t in entries if interview in t.types and form == t.form)


def _question(entry: dict[str, Any]) -> Question:
    return msgspec.convert({**entry, "points": key_points(entry["points"])}, Question)


def _template(entry: dict[str, Any]) -> Template:
    return msgspec.convert({**entry, "points": key_points(entry["points"])}, Template)
