"""Where one works, at home or there, and what sort of job it is, by the posting's own words."""

import re
from collections.abc import Iterator, Sequence
from typing import Literal, get_args

from agents.postings.fields.labels import Fact, said_of
from agents.postings.headings import ENDS_SENTENCE
from agents.postings.phrases import pattern, phrases
from agents.postings.sections import Block
from agents.results.job import EmploymentType
from agents.resume.lines import Line

Remote = Literal["onsite", "hybrid", "remote"]

_KINDS: tuple[Remote, ...] = ("onsite", "hybrid", "remote")
_SHORT = 8
"""Words of a passage up to which one word says where one works."""
_SHORT_UNSPACED = 24
_FEW = 2
_MOST = 3_000
"""Characters of a passage that are looked at."""
_IN_TITLE_ONLY = frozenset({"INTERN", "VOLUNTEER", "PER_DIEM"})
_TIMES: frozenset[EmploymentType] = frozenset({"FULL_TIME", "PART_TIME"})
_TYPES: tuple[EmploymentType, ...] = get_args(EmploymentType)
_SEVERAL = re.compile(r"[\s\d%-]|[\u3040-\u9fff가-힣]{3}")
_DAYS = pattern("days_at_home")
_DENIES = re.compile(
    r"(?i)\b(?:no|not|non|kein\w*|nicht|pas de|sin|sem|senza|geen|brak|nie|inte|ej|ingen)\s"
    r"(?:\w+\s)?$"
)


def remote_of(told: Sequence[Fact], head: Sequence[Line], found: Sequence[Block]) -> Remote | None:
    """Whether one works there, at home, or both; None where the posting does not say."""
    for fact in said_of(told, "remote"):
        if kind := _kind(fact.value.text, loose=True):
            return kind
    passages = [fact.value for fact in said_of(told, "place", "employment")]
    passages += [line.said for line in head]
    for said in passages:
        is_loose = not ENDS_SENTENCE.search(said.text) or _is_short(said.text)
        if kind := _kind(said.text, loose=is_loose):
            return kind
    texts = [block.said.text[:_MOST] for block in found]
    kinds = [_kind(text, loose=_is_short(text)) for text in texts]
    return next((kind for kind in ("hybrid", "onsite", "remote") if kind in kinds), None)


def _kind(text: str, *, loose: bool) -> Remote | None:
    """What a passage says; `loose`: one word of it may say so."""
    said: dict[str, list[str]] = {}
    taken: list[tuple[int, int]] = []
    for kind in _KINDS:
        for start, end in phrases("remote", kind).spans(text):
            words = text[start:end]
            is_sure = loose or _is_sure(words, kind)
            is_sure = is_sure or (kind == "hybrid" and _DAYS.search(text) is not None)
            if not is_sure or any(start >= s and end <= e for s, e in taken):
                continue
            denied = kind != "onsite" and _DENIES.search(text[max(0, start - 24) : start])
            said.setdefault("onsite" if denied else kind, []).append(words)
            taken.append((start, end))
    if "hybrid" in said or ("onsite" in said and "remote" in said and _denials(said) == 0):
        return "hybrid"
    if "onsite" in said:
        return "onsite"
    return "remote" if "remote" in said else None


def _is_sure(words: str, kind: Remote) -> bool:
    """Whether these words say so wherever they stand: things, too, are "on site", or "remote"."""
    if kind == "onsite":
        return len(words.split()) > _FEW or words[:1] > "\u3040"
    return _SEVERAL.search(words) is not None


def _denials(said: dict[str, list[str]]) -> int:
    """How many of the words for "there" deny the other: "no remote work"."""
    return sum(
        any(phrases("remote", kind).in_(words) for kind in ("remote", "hybrid"))
        or _DENIES.match(f"{words.split()[0]} ") is not None
        for words in said["onsite"]
    )


def _is_short(text: str) -> bool:
    if text[:1] > "\u3040":
        return len(text) <= _SHORT_UNSPACED
    return len(text.split()) <= _SHORT


def employment_of(
    title: str, told: Sequence[Fact], head: Sequence[Line], found: Sequence[Block]
) -> list[EmploymentType]:
    """The sorts of employment that are named where a posting tells of the contract."""
    said = [title]
    for fact in said_of(told, "employment"):
        said += [fact.value.text, f"{fact.label.text.strip(' :：*')} {fact.value.text}"]
    said += [line.text for line in head]
    kinds = {kind for text in said for kind in _types(text)}
    told_of_time = frozenset() if kinds.isdisjoint(_TIMES) else _TIMES
    for block in _offered(found):
        kinds |= {
            kind
            for kind in _types(block.said.text[:_MOST])
            if kind not in _IN_TITLE_ONLY | told_of_time
        }
    return [kind for kind in _TYPES if kind in kinds]


def _offered(found: Sequence[Block]) -> Iterator[Block]:
    return (one for one in found if one.part in {"benefits", "head", "about", "other", "cued"})


def _types(text: str) -> Iterator[EmploymentType]:
    for kind in _TYPES:
        for start, _ in phrases("employment", kind).spans(text):
            if not _DENIES.search(text[max(0, start - 24) : start]):
                yield kind
                break


def head_of(found: Sequence[Line], ends: int) -> list[Line]:
    """The lines at the top that begin before that character, the first dozen at most."""
    return [line for line in found[:12] if line.said.start < ends]
