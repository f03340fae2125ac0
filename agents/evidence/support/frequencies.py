"""How often something is done, however it is told: "every fortnight", "twice a month"."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from agents.evidence.alternatives import alternatives
from agents.evidence.quantities import quantities
from agents.evidence.support.findings import Finding
from agents.evidence.support.known import Known, Line
from agents.evidence.support.statements import Statement
from agents.evidence.word_lists import is_korean

_A_YEAR = {
    "day": 365.0,
    "week": 52.0,
    "fortnight": 26.0,
    "month": 12.0,
    "quarter": 4.0,
    "year": 1.0,
}
_ADVERBS = {
    "daily": 365.0, "weekly": 52.0, "fortnightly": 26.0, "monthly": 12.0, "quarterly": 4.0,
    "yearly": 1.0, "annually": 1.0, "annual": 1.0,
}  # fmt: skip
_KOREAN_A_YEAR = {"일": 365.0, "주": 52.0, "달": 12.0, "개월": 12.0, "월": 12.0, "분기": 4.0,
    "반기": 2.0, "년": 1.0, "연": 1.0, "하루": 365.0, "해": 1.0, "날": 365.0}  # fmt: skip
_ORDINALS = (
    "other second third fourth fifth sixth seventh eighth ninth tenth", "2nd 3rd 4th 5th 6th"
)  # fmt: skip
_NTH = {word: place for place, word in enumerate(_ORDINALS[0].split()[1:], 2)}
_NTH |= {"other": 2} | {word: place for place, word in enumerate(_ORDINALS[1].split(), 2)}
_UNIT = r"(?:day|night|week|weekend|month|quarter|year|shift|fortnight)s?"
_COUNT = r"(?:two|three|four|five|six|seven|eight|nine|ten|\d{1,2})"
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_OFTEN = re.compile(
    rf"(?i)\bevery\s(?:(?P<nth>{'|'.join(_NTH)}|{_COUNT})\s)?(?P<unit>{_UNIT})\b"
    rf"|\b(?:one|1)\s(?P<of>{_UNIT})\s(?:in|out of)\s(?P<whole>\w+)"
    rf"|\b(?P<count>once|twice|{_COUNT}\s(?:times|{_UNIT}|{_WEEKDAY}s?)|(?:one|a)\s{_WEEKDAY})"
    rf"\s(?:a|per|each|every|in\severy)\s(?P<per>{_UNIT})\b"
    rf"|\b(?P<adverb>{'|'.join(_ADVERBS)})\b"
    rf"|\beach\s(?P<each>{_UNIT})\b|\b(?P<day>(?:every|each)\s{_WEEKDAY})\b"
)
_RATE = re.compile(rf"(?i)\b(?:a|per)\s(?P<unit>{_UNIT})\b")
_DAYS = re.compile(rf"(?i)\b{_WEEKDAY}s\b")
_KOREAN_UNIT = alternatives(_KOREAN_A_YEAR)
_KOREAN_TIMES = r"(?P<times{0}>\d{{1,3}}|한|두|세|네|다섯|여섯|일곱|여덟|아홉|열)\s?(?:번|회|차례)"
_KOREAN_OFTEN = re.compile(
    rf"(?:(?P<whole>\d{{1,2}}|한|두|세|네)\s?)?(?P<of>{_KOREAN_UNIT})(?:\s?동안)?에\s?"
    + _KOREAN_TIMES.format("")
    + r"|(?<![가-힣\d])(?:매\s?)?(?P<per>연|년|월|주|일|분기|반기)(?:별|마다|간)?\s?(?:평균\s?)?"
    + _KOREAN_TIMES.format("_per")
    + r"|(?<![가-힣])매(?P<each>년|월|달|주|일|분기)"
    + rf"|(?P<by>{_KOREAN_UNIT})(?:마다|별(?:로)?)(?![가-힣]{{2}})"
    + r"|(?P<second>격[주월])"
)
_ALIKE = 0.13
"""The share by which two frequencies may differ: every other week is twice a month."""


def unheld_frequencies(statement: Statement, known: Known) -> Iterator[Finding]:
    """How often something is done, where the sources tell another frequency of it."""
    for start, end, often in frequencies(statement.text):
        shares = [(len(statement.told & line.stems), one) for line, one in _held(known)]
        best = max((share for share, _ in shares), default=0)
        if best < min(1, len(statement.told)):
            continue
        told = [one for share, one in shares if share == best]
        if told and not any(_is_same(often, one) for one in told):
            said = statement.text[start:end]
            yield Finding(
                "number", start, end, f"The sources tell another frequency than {said!r}."
            )


def is_held(often: tuple[float, str], known: Known) -> bool:
    """Whether a source tells this frequency of anything."""
    return any(_is_same(often, one) for _, one in _held(known))


def _is_same(one: tuple[float, str], other: tuple[float, str]) -> bool:
    return one[1] == other[1] and abs(one[0] - other[0]) <= _ALIKE * max(one[0], other[0])


@lru_cache(maxsize=16)
def _held(known: Known) -> tuple[tuple[Line, tuple[float, str]], ...]:
    """The frequencies that the sources tell, each with its line."""
    return tuple((line, often) for line in known.lines for often in _told(line.text))


def _told(text: str) -> Iterator[tuple[float, str]]:
    for _, _, often in frequencies(text):
        yield often
    for match in _RATE.finditer(text):
        yield _of(1.0, match["unit"])
    if days := {match.group().lower() for match in _DAYS.finditer(text)}:
        yield _of(float(len(days)), "week")


@lru_cache(maxsize=4096)
def frequencies(text: str) -> tuple[tuple[int, int, tuple[float, str]], ...]:
    """How often a text says that something is: where it stands, how often, and in what.

    That is "year" wherever a unit comes to so many a year, else the unit: a shift, a weekend.
    """
    found = _korean(text) if is_korean(text) else _english(text)
    return tuple((match.start(), match.end(), often) for match, often in found)


def _english(text: str) -> Iterator[tuple[re.Match[str], tuple[float, str]]]:
    for match in _OFTEN.finditer(text):
        if match["unit"]:
            nth = (match["nth"] or "").lower()
            yield match, _of(1 / (_NTH.get(nth) or _number(nth)), match["unit"])
        elif match["whole"]:
            yield match, _of(1 / _number(match["whole"]), match["of"])
        elif match["per"]:
            count = match["count"].lower().split()[0]
            yield match, _of({"once": 1.0, "twice": 2.0}.get(count) or _number(count), match["per"])
        elif match["adverb"]:
            yield match, (_ADVERBS[match["adverb"].lower()], "year")
        else:
            yield match, _of(1.0, match["each"] or "week")


def _korean(text: str) -> Iterator[tuple[re.Match[str], tuple[float, str]]]:
    for match in _KOREAN_OFTEN.finditer(text):
        if match["of"]:
            whole = _native(match["whole"] or "")
            yield match, (_native(match["times"]) / whole * _KOREAN_A_YEAR[match["of"]], "year")
        elif match["per"]:
            yield match, (_native(match["times_per"]) * _KOREAN_A_YEAR[match["per"]], "year")
        elif match["second"]:
            yield match, (26.0 if match["second"] == "격주" else 6.0, "year")
        else:
            yield match, (_KOREAN_A_YEAR[match["each"] or match["by"]], "year")


def _of(count: float, unit: str) -> tuple[float, str]:
    plain = unit.lower().removesuffix("s")
    return (count * _A_YEAR[plain], "year") if plain in _A_YEAR else (count, plain)


def _number(word: str) -> float:
    """The value of a number of one word, which is more than nothing; else one."""
    return next((one.value for one in quantities(word) if one.value), 1.0)


@cache
def _native(word: str) -> float:
    places = ["한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉", "열"]
    if word.isdigit():
        return float(word) or 1.0
    return float(places.index(word) + 1) if word in places else 1.0
