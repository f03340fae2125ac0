"""Lines that head a job where no heading has told that there are jobs. Pure."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from agents.career.titles import title_words
from agents.data_files import listed
from agents.resume.dates import Period, periods
from agents.resume.heads import Head, head, named
from agents.resume.lines import Slice
from agents.resume.schools import names_degree

_MOST_HEAD, _MOST_TITLE = 120, 7
"""Characters of a line that heads a job, words of its title."""
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_OWN = re.compile(r"\b(?:I|my|we)\b|(?:니다|어요|아요)\.?$")
"""What stands in a sentence, and in no head."""
_OWN_ACCOUNT = re.compile(
    r"(?i)\b(?:self[- ]employed|freelanc\w{1,3}|selbst(?:st)?ändig\w{0,3})\b|프리랜서|자영업"
)
_ASIDE = re.compile(r"[(（]([^()（）]{2,120})[)）]")
_COMMA = re.compile(r",\s{0,9}")
_SIGNS = " \t,;:|/·-–—*.()（）"


def job_of(line: str) -> dict[str, Any] | None:
    """The job that a line heads: its title, its employer and its time; None where it is none.

    What else stands in it is what the firm does, in brackets, or the first of the lines below.
    """
    if not line or len(line) > _MOST_HEAD or names_degree(line):
        return None
    said = Slice(line, 0)
    times = [one for one in periods(said) if one.ranged and one.start]
    if len(times) != 1:
        return None
    (time,) = times
    parts = list(_around(said, [time]))
    if _OWN_ACCOUNT.search(line):
        return _on_own_account(parts, time)
    if _OWN.search(line):
        return None
    found = head([named(parts)])
    if found.title is None and found.employer and "," in found.employer.text:
        first, second = found.employer.split(_COMMA)[:2]
        found = Head(first, second, found.place)
    title = found.title.text.rpartition(": ")[2] if found.title else ""
    if not _is_title(title) or len(title.split()) > _MOST_TITLE:
        return None
    taken = [one for one in (found.title, found.employer, found.place) if one]
    spans = [(one.start, one.end) for one in taken]
    asides = [
        Slice(match.group(), match.start())
        for match in _ASIDE.finditer(line)
        if not any(start < match.end() and match.start() < end for start, end in spans)
        and not periods(Slice(match.group(), 0))
    ]
    rest = [piece.stripped(_SIGNS).text for piece in _without(parts, [*taken, *asides])]
    rest = [one for one in rest if _LETTERS.search(one)]
    if sum(len(one.split()) for one in rest) > len(line.split()) / 2:
        return None  # a sentence that names a time
    about = [one.text.strip("()（）") for one in asides]
    made = {
        "name": found.employer.text if found.employer else None,
        "position": title,
        "location": found.place.text if found.place else None,
        "description": ", ".join(about),
        "highlights": rest,
    }
    return {name: value for name, value in (made | _dates(time)).items() if value}


def _is_title(text: str) -> bool:
    """Whether it has a word of titles: of those that stand in many, or that workers alone have."""
    more = listed(__package__, "words", "titles")
    return title_words(text) > 0 or any(word in more for word in text.casefold().split())


def on_own_account(line: str) -> bool:
    """Whether a line says that somebody works for themselves."""
    return _OWN_ACCOUNT.search(line) is not None


def apart(name: str) -> tuple[str, str]:
    """A name, and what stands in brackets behind it."""
    return _ASIDE.sub("", name).strip(_SIGNS), ", ".join(_ASIDE.findall(name))


def _on_own_account(parts: Sequence[Slice], time: Period) -> dict[str, Any] | None:
    """The job of somebody who employs themselves: what they are, and what is said of it."""
    part = next((one for one in parts if _OWN_ACCOUNT.search(one.text)), None)
    if part is None:
        return None
    title, _, rest = part.stripped(_SIGNS).text.partition(",")
    told = [rest.strip()] if _LETTERS.search(rest) else []
    made = {"position": title.strip(_SIGNS), "highlights": told} | _dates(time)
    return {name: value for name, value in made.items() if value}


def _dates(time: Period) -> dict[str, str | None]:
    end = time.end.written(end=True) if time.end and not time.current else None
    return {"startDate": time.start.written() if time.start else None, "endDate": end}


def _around(said: Slice, times: Sequence[Period]) -> Iterator[Slice]:
    """The parts of a line between its times."""
    at = 0
    for time in times:
        yield from _some(said.part(at, time.said.start))
        at = time.said.end
    yield from _some(said.part(at))


def _some(part: Slice) -> Iterator[Slice]:
    if part.text:
        yield part


def _without(parts: Sequence[Slice], taken: Sequence[Slice]) -> Iterator[Slice]:
    """What of the parts is not taken."""
    for part in parts:
        at = 0
        for one in sorted(taken, key=lambda one: one.start):
            if part.start <= one.start and one.end <= part.end:
                yield from _some(part.part(at, one.start - part.start))
                at = one.end - part.start
        yield from _some(part.part(at))
