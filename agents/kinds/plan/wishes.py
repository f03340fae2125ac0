"""What of a wish says which week, how many, which task: numbers as people write them."""

import re
from collections.abc import Iterable, Sequence

from msgspec import Struct

from agents.career.skills import skills
from agents.evidence.text import one_line
from agents.resume.lines import Slice
from agents.resume.skills import mentions

_ENGLISH = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5,
    "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10, "couple of": 2,
    "a couple of": 2,
}  # fmt: skip
_KOREAN = {
    "한": 1, "일": 1, "두": 2, "이": 2, "세": 3, "삼": 3, "네": 4, "사": 4, "다섯": 5, "오": 5,
    "여섯": 6, "일곱": 7, "여덟": 8, "첫": 1, "둘": 2, "셋": 3, "넷": 4,
}  # fmt: skip
_SAID = "|".join(sorted(map(re.escape, _ENGLISH), key=len, reverse=True))
_ORDINAL = r"first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth"
_WEEKS = (
    re.compile(rf"(?i)\bweeks?\s?(?:no\.?\s?|number\s?|#)?(\d{{1,3}}|{_SAID})\b"),
    re.compile(rf"(?i)\b(\d{{1,3}})(?:st|nd|rd|th)\sweek\b|\b({_ORDINAL})\sweek\b"),
    re.compile(
        r"(\d{1,3})\s?주\s?차|(\d{1,3})\s?번째\s?주|(첫|둘|셋|넷|두|세|네)\s?(?:째|번째)\s?주"
    ),
)
_ALSO = re.compile(
    r"(?i)\bweeks?\s(\d{1,3})\s?(?:-|–|to|and|&)\s?(\d{1,3})"
    r"|(\d{1,3})\s?[~-]\s?(\d{1,3})\s?주차"
)
_COUNT = (
    re.compile(rf"(?i)\b(\d{{1,2}}|{_SAID})\sweeks?\b(?!\s?\d)"),
    re.compile(r"(\d{1,2}|한|두|세|네|다섯|일|이|삼|사)\s?주(?!\s?차|당|에\s?\d|간\s?\d+\s?시간)"),
)
_HOURS = (
    re.compile(rf"(?i)\b(\d{{1,3}}|{_SAID})(?:[.,]\d)?\s?(?:hours?|hrs?|h)\b"),
    re.compile(r"(\d{1,3}|한|두|세|네|다섯|여섯|일곱|여덟)\s?시간"),
)
_DAY = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b")
_UNDONE = re.compile(
    r"(?i)\bnot done\b|\bundo\b|\buntick\b|\bopen again\b|\bnot finished\b|아직|안 했|못 했|못 끝"
)
_ALL = re.compile(r"(?i)\b(?:everything|all of it|all tasks|the whole)\b|전부|모두 다|다 끝")
_THIS = re.compile(r"(?i)\bthis week\b|이번 ?주")
_NEXT = re.compile(r"(?i)\bnext week\b|다음 ?주")
_LAST = re.compile(r"(?i)\blast week\b|지난 ?주")
_FIRST = (
    re.compile(rf"(?i)\bfirst\s(\d{{1,2}}|{_SAID})\b(?!\sweeks?)"),
    re.compile(r"처음\s?(\d{1,2}|한|두|세|네|다섯|여섯)\s?(?:개|가지)"),
)
MOST_READ = 400


class Dated(Struct, frozen=True):
    """A week of the plan: how it is numbered, and on which day it begins (ISO 8601)."""

    number: int
    starts: str


def week_in(wish: str, weeks: Sequence[Dated], today: str) -> int | None:
    """The number of the week that a wish names; "this week" is that of today."""
    text = wish[:MOST_READ]
    for pattern in _WEEKS:
        if found := pattern.search(text):
            said = next(part for part in found.groups() if part)
            return _number(said)
    now = max((at for at, week in enumerate(weeks) if week.starts <= today), default=0)
    for pattern, step in ((_THIS, 0), (_NEXT, 1), (_LAST, -1)):
        if weeks and pattern.search(text):
            return weeks[min(len(weeks) - 1, max(0, now + step))].number
    return None


def weeks_in(wish: str, weeks: Sequence[Dated], today: str) -> list[int]:
    """The numbers of all weeks that a wish names: "weeks 2-4"."""
    if found := _ALSO.search(wish[:MOST_READ]):
        first, last = (int(part) for part in found.groups() if part)
        if " and " in found.group() or "&" in found.group():
            return [first, last]
        return list(range(first, min(last, first + 60) + 1))
    one = week_in(wish, weeks, today)
    return [] if one is None else [one]


def count_in(wish: str) -> int:
    """How many weeks are meant; one where it is not said."""
    text = wish[:MOST_READ]
    for pattern in _COUNT:
        if found := pattern.search(text):
            return max(1, _number(found[1]) or 1)
    return 1


def hours_in(wish: str) -> int | None:
    """How many hours are meant, if any are named."""
    for pattern in _HOURS:
        if found := pattern.search(wish[:MOST_READ]):
            return _number(found[1])
    return None


def day_in(wish: str) -> str | None:
    """The date that is named (ISO 8601), if it could be one."""
    found = _DAY.search(wish[:MOST_READ])
    return found.group() if found else None


def first_in(wish: str) -> int:
    """How many of the first tasks are named: "the first two"; 0 where none are."""
    for pattern in _FIRST:
        if found := pattern.search(wish[:MOST_READ]):
            return _number(found[1]) or 0
    return 0


def is_undone(wish: str) -> bool:
    """Whether something is not done after all."""
    return _UNDONE.search(wish[:MOST_READ]) is not None


def is_all(wish: str) -> bool:
    """Whether all of it is meant."""
    return _ALL.search(wish[:MOST_READ]) is not None


def named(wish: str, labels: Iterable[str]) -> list[str]:
    """The labels that a wish names, the longest first: what stands within another is not meant."""
    text = f" {one_line(wish[:MOST_READ]).casefold()} "
    found = []
    for label in sorted(set(labels), key=lambda one: (-len(one), one)):
        at = _find(text, label.casefold())
        if at is not None:
            found.append(label)
            text = text[:at] + " " * len(label) + text[at + len(label) :]
    return found


def meant(wish: str, labels: Sequence[str]) -> list[str]:
    """The labels that a wish names, in whatever words the list of skills has for them."""
    found = named(wish, labels)
    known = {one.skill.name for one in mentions([Slice(wish[:MOST_READ], 0)]) if one.skill}
    names = {label for name in known for label in (name, skills()[name].korean)}
    return [*found, *(label for label in labels if label in names and label not in found)]


def _find(text: str, label: str) -> int | None:
    """Where a label stands as a word of its own; in Korean a particle may follow it."""
    at = text.find(label)
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(label) : at + len(label) + 1]
        closed = not after.isalnum() or "가" <= after <= "힣"
        if not before.isalnum() and closed and after not in ("+", "#"):
            return at
        at = text.find(label, at + 1)
    return None


def _number(said: str) -> int | None:
    folded = " ".join(said.casefold().split())
    if folded.isdecimal():
        return int(folded)
    return _ENGLISH.get(folded) or _KOREAN.get(folded)
