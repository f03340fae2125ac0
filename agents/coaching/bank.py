"""The questions, tools and words that the offline interviewer knows, read from `data`."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec


class KeyPoint(msgspec.Struct, frozen=True, rename="camel"):
    """Something a full answer speaks of, and words by which it can be told that it does.

    Among the words, `@deed` stands for any deed of the speaker's, `@result` for any result.
    """

    text: str
    terms: tuple[str, ...] = ()


class Question(msgspec.Struct, frozen=True):
    """A question with all that judging its answer takes, fixed before it is asked."""

    level: str
    text: str
    points: tuple[KeyPoint, ...]
    hints: tuple[str, ...]
    outline: str
    topic: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


class Tool(msgspec.Struct, frozen=True):
    """A tool that resumes name. Without `points` it can be asked about, but not judged."""

    name: str
    spellings: tuple[str, ...]
    points: tuple[KeyPoint, ...] = ()
    outline: str = ""
    tags: tuple[str, ...] = ()

    def pattern(self) -> re.Pattern[str]:
        """Finds the tool in a resume; case counts, as Go is not go, nor is it Go-to-Market."""
        return _tool_pattern(self.spellings)


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
def _tool_pattern(spellings: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(r"(?<![\w.])(?:" + "|".join(map(re.escape, spellings)) + r")(?![\w+#]|-to\b)")


@cache
def questions(interview: str) -> tuple[Question, ...]:
    """The bank of one type of interview."""
    return tuple(_question(entry) for entry in read(interview)["question"])


@cache
def tools() -> tuple[Tool, ...]:
    """Every tool that is known."""
    return tuple(_tool(entry) for entry in read("tools")["tool"])


@cache
def templates(interview: str, form: str) -> tuple[Template, ...]:
    """The questions of one type of interview that are built on passages of one form."""
    data = read("templates")
    entries = (_template({**data["frames"][t.pop("frame")], **t}) for t in data["template"])
    return tuple(t for t in entries if interview in t.types and form == t.form)


@cache
def listed(name: str, key: str) -> frozenset[str]:
    """The words of a list that is kept in `data`."""
    return frozenset(" ".join(item.split()) for item in read(name)[key].split(","))


def key_points(lines: list[str]) -> tuple[KeyPoint, ...]:
    """`what is said :: word, other words` as key points."""
    return tuple(_point(line) for line in lines)


def _point(line: str) -> KeyPoint:
    text, _, terms = line.partition("::")
    return KeyPoint(text.strip(), tuple(t.strip() for t in terms.split(",") if t.strip()))


def _question(entry: dict[str, Any]) -> Question:
    return msgspec.convert({**entry, "points": key_points(entry["points"])}, Question)


def _template(entry: dict[str, Any]) -> Template:
    return msgspec.convert({**entry, "points": key_points(entry["points"])}, Template)


def _tool(entry: dict[str, Any]) -> Tool:
    points = key_points(entry.get("points", []))
    return msgspec.convert({"spellings": [entry["name"]], **entry, "points": points}, Tool)


def read(name: str) -> dict[str, Any]:
    """What a file of `data` holds."""
    source = files("agents.coaching").joinpath("data", f"{name}.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))
