"""Conditions: degrees, languages, licences, hours, places, permits, and whether a text meets them.

Such a thing is shown wherever it stands, also in a list or in a sentence of one's own.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from agents.assessment.concepts import says, tokens, words_of
from agents.assessment.matching import FULL, PART, Hit, Matcher
from agents.assessment.studies import (
    degree_rank,
    fluency_rank,
    is_loose,
    is_unfinished,
    tested,
    without_degrees,
)
from agents.assessment.told import PointTold, Told
from agents.assessment.words import listed_words, pattern
from agents.postings.asked import Asked
from agents.results.types import Status
from agents.resume.spoken_languages import language_code

_CERTIFIED = pattern("certified")
_VALID = pattern("in_date")
_RENEWED = pattern("renewed")
_YEARS_VALID = 36
"""Months after which what has to be renewed is not taken for valid without a word on it."""
_TEST_MONTHS = 24
_NAME = re.compile(r"[A-ZÀ-Ž][\w'’-]{2,30}|[가-힣]{2,6}")


class Met(NamedTuple):
    """Whether a condition is met, and the points that say so."""

    status: Status
    hits: Sequence[Hit] = ()


def of_matches(asked: Asked, matcher: Matcher, now: int) -> Met:
    """A licence, a certificate, or another condition that is told in words."""
    hits = [hit for hit in matcher.hits() if hit.share >= PART]
    meant = [hit for hit in hits if hit.standing == "is"]
    if not meant:
        denied = [hit for hit in hits if hit.standing in {"isNot", "toCome"} and hit.share >= FULL]
        return Met("contradicted", denied) if denied else Met("notShown")
    best = max(meant, key=lambda hit: hit.share)
    enough = [hit for hit in meant if hit.share >= FULL]
    if not enough:
        return Met("partly", [best])
    if asked.topic == "licence" and all(_is_only_named(hit) for hit in enough):
        return Met("partly", enough)
    if _VALID.search(asked.text) and not any(_is_valid(hit.told, now) for hit in enough):
        return Met("partly", enough)
    return Met("shown", enough)


def _is_only_named(hit: Hit) -> bool:
    """Whether a list names it, and no word says that it is a licence or a certificate."""
    point = hit.told.point
    return point.context == "listed" and not _CERTIFIED.search(point.text)


def of_hours(matcher: Matcher) -> Met:
    """Shifts, nights, weekends: by what somebody says of them, or works already."""
    hits = matcher.hits()
    meant = [hit for hit in hits if hit.standing == "is" and hit.share >= PART]
    if meant:
        status: Status = "shown" if any(hit.share >= FULL for hit in meant) else "partly"
        return Met(status, meant)
    denied = [hit for hit in hits if hit.standing == "isNot"]
    return Met("contradicted", denied) if denied else Met("notShown")


def of_degree(asked: Asked, told: Told) -> Met:
    """A degree of a rank, in a subject where one is asked for."""
    needed = degree_rank(asked.text) or 3
    subject = [one.name for one in words_of(tokens(without_degrees(asked.text)))]
    subject = [word for word in subject if word not in listed_words("study_words")]
    found: list[tuple[int, bool, Hit]] = []
    for point in told.points:
        rank = degree_rank(point.point.text)
        if rank is None or point.point.context in {"job", "claim"}:
            continue
        of_subject = not subject or any(says(point.words, word) for word in subject)
        part = Hit(point, 0.5 if is_unfinished(point.point.text) else 1.0)
        found.append((rank, of_subject or is_loose(asked.text), part))
    if not found:
        return Met("notShown")
    enough = [one for one in found if one[0] >= needed]
    exact = [hit for _, of_subject, hit in enough if of_subject]
    done = [hit for hit in exact if hit.share == 1.0]
    if done:
        return Met("shown", done)
    if exact or enough:
        return Met("partly", exact or [hit for *_, hit in enough])
    best = max(found, key=lambda one: one[0])
    return Met("partly" if best[0] == needed - 1 and best[1] else "notShown", [best[2]])


def of_language(asked: Asked, told: Told, now: int) -> Met:
    """A language as well as it is asked for; of several that are named, one."""
    needed = fluency_rank(asked.fluency or asked.text) or 0
    codes = asked.languages or tuple(_codes(asked.text))
    spoken = [one for one in _spoken(told, now) if one[0] in codes]
    if not spoken:
        return Met("notShown")
    known = [one for one in spoken if one[1] is not None]
    enough = [hit for _, rank, hit in known if (rank or 0) >= needed]
    if enough or (not needed and spoken):
        hits = enough or [hit for *_, hit in spoken]
        return Met("shown" if any(hit.share == 1.0 for hit in hits) else "partly", hits)
    if known:
        best = max(rank or 0 for _, rank, _ in known)
        hits = [hit for _, rank, hit in known if rank == best]
        return Met("contradicted" if needed - best >= 1 and needed >= 4 else "partly", hits)
    return Met("partly", [hit for *_, hit in spoken])


def of_place(asked: Asked, told: Told, matcher: Matcher) -> Met:
    """A place of work: somebody lives there, would move there, or says something of it."""
    names = {name.lower() for name in _NAME.findall(asked.text)} - listed_words("place_words")
    where = told.sheet.facts.location or ""
    for point in told.points:
        if point.point.context in {"job", "listed"} or point.point.entry is not None:
            continue
        text = point.point.text.lower()
        if "relocate" in point.concepts or any(name in text for name in names):
            return Met("shown", [Hit(point, 1.0)])
    if where and any(name in where.lower() for name in names):
        return Met("shown", [Hit(point, 1.0) for point in told.points if where in point.point.text])
    met = [hit for hit in matcher.hits() if hit.standing == "is" and hit.share >= FULL]
    return Met("shown", met) if met else Met("notShown")


def _codes(text: str) -> Iterator[str]:
    for match in re.finditer(r"[^\W\d_]{2,20}", text):
        if code := language_code(match.group()):
            yield code


def _spoken(told: Told, now: int) -> Iterator[tuple[str, int | None, Hit]]:
    """The languages that a text says somebody speaks, each with its rank and where it stands."""
    places = told.sheet.facts.places
    for at, fact in enumerate(told.sheet.facts.languages):
        code = language_code(fact.language)
        place = places.get(f"/languages/{at}/language")
        point = _at(told, place.span[0]) if place else None
        if code and point:
            yield code, fluency_rank(fact.fluency), Hit(point, 1.0)
    for point in told.points:
        text = point.point.text
        for code, (rank, _) in tested(text).items():
            # A score is good for two years; an older one says something, and not all.
            old = point.point.ends is not None and now - point.point.ends > _TEST_MONTHS
            yield code, rank, Hit(point, 0.5 if old else 1.0)
        if point.point.context not in {"job", "project"}:
            for item in re.split(r"[,;/|·]", text[:400]):
                words = item.split()
                code = next(filter(None, map(language_code, words[:3])), None)
                if code and len(words) <= 6:
                    yield code, fluency_rank(item), Hit(point, 1.0)


def _at(told: Told, offset: int) -> PointTold | None:
    return next((p for p in told.points if p.point.span[0] <= offset < p.point.span[1]), None)


def _is_valid(point: PointTold, now: int) -> bool:
    """Whether what has to be in date may be, by the date that stands there."""
    ends = point.point.ends
    text = point.point.text
    if ends is None or _RENEWED.search(text):
        return True
    return now - ends <= _YEARS_VALID
