"""Questions around what somebody has given. What they say of a résumé is a passage of it.

A passage that no sentence can hold is not asked about: see `passages`.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import Any, Literal

import msgspec
from msgspec.structs import replace

from agents.bank import bank, passages
from agents.bank.fields import may_ask
from agents.bank.types import Chosen, Field, Interview, Posted, Wish, Wording
from agents.career.skills import Skill
from agents.data_files import listed, read
from agents.evidence.particles import PARTICLE, filled
from agents.evidence.text import content, one_line
from agents.evidence.verbs import deeds
from agents.resume.skills import skill_of
from agents.resume.spans import Span
from agents.telling.types import Style

Form = Literal[
    "metric", "deed", "employer", "tool", "gap", "must", "conditions", "duty", "company", "role"
]
ON_RESUME: frozenset[Form] = frozenset({"metric", "deed", "employer", "tool"})
"""What is a passage of the résumé."""
GAP = "time-between-jobs"
"""What the standard question on a gap asks; it names the months where it is asked."""
_MOST_TOPIC = 10
_MOST_ITEMS = 24
"""Of each kind as many are looked at: far more than an interview has questions."""
_NAMED = re.compile(r"[^\W_]{1,40}[A-Z0-9+#.][\w+#.&/-]{0,40}|[A-Z]")
"""A word that reads as a name, and needs no quotation marks: "SQL", "Node.js", "C++"."""
_PLACE = re.compile(rf"\{{\w+\}}(?:\W?(?:{PARTICLE}))?")
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


class Frame(msgspec.Struct, frozen=True):
    """A question with a place for a passage. `asks` is there where all of its form ask the same."""

    form: Form
    types: tuple[Interview, ...]
    set: str
    en: str
    ko: str
    style: Style | None = None
    asks: str = ""


class _Given(msgspec.Struct, frozen=True):
    """Something that a question is built on, and what stands in its places."""

    form: Form
    source: str
    values: dict[str, str]
    topic: tuple[str, ...] = ()


class Framed(msgspec.Struct, frozen=True):
    """A question around something given, and what that is."""

    form: Form
    chosen: Chosen


@cache
def frames() -> tuple[Frame, ...]:
    """All frames."""
    return tuple(msgspec.convert(one, Frame) for one in _data()["frame"])


@lru_cache(maxsize=4096)
def frame_of(text: str) -> int | None:
    """Which frame a question was put into; None where in none."""
    return next((at for at, shape in enumerate(_shapes()) if shape.fullmatch(text)), None)


@cache
def _shapes() -> list[re.Pattern[str]]:
    """What the questions of each frame look like, in any language."""
    texts = ((frame.en, frame.ko) for frame in frames())
    return [re.compile("|".join(map(_shape, pair))) for pair in texts]


def _shape(text: str) -> str:
    return ".{1,300}".join(map(re.escape, _PLACE.split(text)))


def on_resume(wish: Wish, type: Interview, language: str) -> Iterator[Framed]:
    """Questions of a type on the résumé: its passages, and the gaps in it."""
    for span in wish.spans[: 4 * _MOST_ITEMS]:
        skill = skill_of(span.text) if span.form == "tool" else None
        if skill and type == "technical" and (known := _known(span, skill, wish.field, language)):
            yield known
        given = _of_span(span, skill, wish.field)
        if given:
            yield from _around(given, wish, type, language)
    for start, end in wish.gaps[:_MOST_ITEMS]:
        first, last = _month(start, language), _month(end, language)
        if first and last and start < end:
            values = {"from": first, "to": last}
            yield from _around(_Given("gap", f"{start} {end}", values), wish, type, language)


def on_posting(wish: Wish, type: Interview, language: str) -> Iterator[Framed]:
    """Questions of a type on what is aimed at: what a posting asks for, the firm, the role."""
    posted = wish.posted or Posted()
    lines: list[tuple[Form, str]] = [("must", one) for one in posted.must[:_MOST_ITEMS]]
    lines += [("duty", one) for one in posted.duties[:_MOST_ITEMS]]
    lines.append(("role", wish.target_role or posted.title))
    for form, line in lines:
        text = passages.tool(line) if form == "role" else passages.quotable(line, counted=True)
        if text and not passages.is_private(text):
            yield from _around(_quoted(form, line, text), wish, type, language)
    company = wish.company or posted.company
    name = passages.name(company) if company else None
    if name:
        yield from _around(_Given("company", company, {"passage": name}), wish, type, language)


def sayable(requirement: str) -> str | None:
    """What a posting asks for as it can stand in a question; None where no sentence can hold it."""
    return passages.quotable(requirement, counted=True) or passages.tool(requirement)


def on_requirement(requirement: str, type: Interview, language: str) -> list[Chosen]:
    """Questions on one thing that a posting asks for: those of the type, then any other."""
    text = sayable(requirement)
    if text is None or passages.is_private(text):
        return []
    found = [frame for frame in frames() if frame.form == "must"]
    found.sort(key=lambda frame: type not in frame.types)
    given = _quoted("must", requirement, text)
    return [_framed(frame, given, type, language) for frame in found]


def on_conditions(requirements: Sequence[str], type: Interview, language: str) -> Chosen | None:
    """One question on all conditions of a posting that can be asked about; None without any."""
    askable = (one for one in requirements if not passages.is_private(one))
    found = [text for one in askable if (text := sayable(one))]
    frame = next(one for one in frames() if one.form == "conditions")
    if not found:
        return None
    marks = ("'", "'") if language == "ko" else ('"', '"')
    listed_ones = ", ".join(f"{marks[0]}{one}{marks[1]}" for one in found)
    given = _Given("conditions", "\n".join(requirements), {"passage": listed_ones})
    return _framed(frame, given, type, language)


def _around(given: _Given, wish: Wish, type: Interview, language: str) -> Iterator[Framed]:
    for frame in frames():
        if frame.form == given.form and type in frame.types:
            yield Framed(given.form, _framed(frame, given, type, language))


def _framed(frame: Frame, given: _Given, type: Interview, language: str) -> Chosen:
    text = filled(frame.ko if language == "ko" else frame.en, given.values)
    wording = replace(_set(frame.set, language), text=text, topic=given.topic)
    return Chosen(
        text=text,
        key=_key(frame, given),
        style=frame.style or _STYLES[frame.set],
        wording=wording,
        type=type,
        grounded_in=given.source if frame.form in ON_RESUME else None,
    )


@cache
def _set(name: str, language: str) -> Wording:
    """What all questions of a frame have, without their text."""
    return bank.wording({**_data()["sets"][name][language], "text": ""})


_STYLES: dict[str, Style] = {
    "story": "story",
    "tool": "story",
    "evidence": "story",
    "facts": "facts",
    "reasons": "facts",
    "growth": "knowledge",
    "approach": "knowledge",
}


def _key(frame: Frame, given: _Given) -> str:
    """The key of a question on something given: by its form and its words, or by what it asks."""
    if frame.asks:
        return frame.asks
    words = one_line(given.source).casefold()
    return f"{frame.form}-{hashlib.blake2s(words.encode(), digest_size=6).hexdigest()}"


def _of_span(span: Span, skill: Skill | None, field: Field | None) -> _Given | None:
    """A passage as it can stand in a question; None where it can't."""
    if span.form == "metric":
        text = passages.quotable(span.text)
        if text is None:
            return None
        if _changed().search(text):
            return _quoted("metric", span.text, text)
        # A firm's size and the name of a course are no deeds, and have no part of one's own.
        return _quoted("deed", span.text, text) if deeds(text) else None
    if span.form == "employer":
        name = passages.name(span.text)
        return _Given("employer", span.text, {"passage": name}, _telling(name)) if name else None
    text = passages.tool(span.text)
    if text is None or (skill and not _is_asked(skill, text, field)):
        return None
    return _Given("tool", span.text, {"tool": _called(text, skill)}, (text,))


def _quoted(form: Form, source: str, text: str) -> _Given:
    return _Given(form, source, {"passage": text}, _telling(text))


def _is_asked(skill: Skill, text: str, field: Field | None) -> bool:
    """Whether one can ask somebody of that field for a case of it, by the words of the résumé."""
    if skill.category in listed(__package__, "frames", "never_asked"):
        return False
    known = {" ".join(one.text.casefold().split()) for one in skill.spellings}
    named = text.casefold()
    return may_ask(skill.fields, field) and bool({named, named.removesuffix("s")} & known)


def _known(span: Span, skill: Skill, field: Field | None, language: str) -> Framed | None:
    """The question of its own that a technology has."""
    question = bank.technologies().get(skill.name)
    text = passages.tool(span.text)
    if question is None or text is None or not may_ask(skill.fields, field):
        return None
    wording = question.wordings[language]
    values = {"tool": _called(text, skill), "question": wording.text}
    chosen = Chosen(
        text=filled(_data()["lead"][language], values),
        key=question.asks,
        style="knowledge",
        wording=wording,
        type="technical",
        grounded_in=span.text,
    )
    return Framed("tool", chosen)


def _called(text: str, skill: Skill | None) -> str:
    """A tool as it stands in a sentence: a name as it is, other words between quotation marks."""
    named = skill is not None and skill.category in listed(__package__, "frames", "named")
    is_name = named and (" " not in text or text[0].isupper())
    return text if is_name or all(map(_NAMED.fullmatch, text.split())) else f'"{text}"'


def _telling(text: str) -> tuple[str, ...]:
    """The words that carry most of its meaning: long ones are seldom said by chance."""
    return tuple(sorted(content(text), key=lambda word: (-len(word), word))[:_MOST_TOPIC])


def _month(text: str, language: str) -> str | None:
    """A month as people say it; None for what is none."""
    found = _MONTH.fullmatch(text)
    if found is None:
        return None
    year, month = found.groups()
    if language == "ko":
        return f"{year}년 {int(month)}월"
    names: str = _data()["months"]["en"]
    return f"{names.split()[int(month) - 1]} {year}"


@cache
def _changed() -> re.Pattern[str]:
    return re.compile("".join(_data()["changed"].split("\n")), re.IGNORECASE)


@cache
def _data() -> dict[str, Any]:
    return read(__package__, "frames")
