"""Numbers of a text with what they count: "14 people", "fourteen", "2.1 %", "3년간"."""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from agents.data_files import read
from agents.evidence.word_lists import is_korean

_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,18}(?:\.\d{1,6})?"
_SPELLED = (
    r"(?:zero|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    r"sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    r"(?:a|one) (?:hundred|thousand|million|dozen|decade)|a couple of|half a (?:dozen|million|"
    r"year)|one)"
    r"(?:[ -](?:and[ -])?(?:a half|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|dozen)){0,5}"
)
_ENGLISH = re.compile(
    rf"(?i)(?<![\w.,/])(?P<money>(?:[$€£₩]|\b(?:usd|eur|gbp|krw|chf|cad|aud)\b)\s?)?(?:(?P<digits>{_DIGITS})|(?P<spelled>{_SPELLED})(?![a-z]))"
    r"(?:\s?(?P<scale>k|m|bn|mn|thousand|million|billion|dozen)(?![\w]))?(?P<plus>\+)?"
    r"(?P<tail>(?:\s?%|[\s-]?(?:percent|per cent)\b)?)(?![\d])"
)
_KOREAN_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,18}(?:\.\d{1,6})?"
_KOREAN = re.compile(
    rf"(?<![\w.,/])(?:(?P<digits>{_KOREAN_DIGITS})|(?P<spelled>(?:열|스물|서른|마흔|쉰|예순|일흔|여든|아흔)\s?(?:한|두|세|네|다섯|여섯|일곱|여덟|아홉)|"
    r"한|두|세|네|다섯|여섯|일곱|여덟|아홉|열|스무|스물|서른|마흔|쉰|예순|일흔|여든|아흔|[이삼사오육칠팔구]?십[이삼사오육칠팔구]?)"
    r"(?=\s?(?:명|개|년|달|번|차례|가지|곳|분|사람|건|대|시간|주|배|회|종|팀|권|살|잔|과목|반|퍼센트|만|천|백|억)))"
    r"\s?(?P<scale>(?:천만|백만|십만|만|억|조|천|백)?)\s?(?P<rest>(?:\d{1,4}\s?(?:천만|백만|천|만))?)\s?"
    r"(?P<unit>[가-힣%]{0,8})"
)
_RANGE = re.compile(r"\s?(?:to|or|–|-|~|and|→|->)\s?")
_ADJECTIVES = frozenset(
    ("working", "full", "calendar", "consecutive", "whole", "business", "long", "further", "more")
)
_AMONG = re.compile(
    r"[가-힣]{0,3}\s?(?:중|가운데)(?:에서|에)?\s?\S{0,6}\s?(?:\d|한|두|세|네|다섯|여섯|일곱|여덟|아홉|열)"
)
_PART_OF = re.compile(
    rf"(?i)(?<![\w.,])(?:{_DIGITS}|{_SPELLED})(?:\s\w{{1,20}})?\s(?:out\s)?of\s(?:the\s|all\s|our\s)?$"
)
_CURRENCY = re.compile(r"(?i)\s?(?:euros?|pounds?|dollars?|won|eur|usd|gbp|krw)\b")
_PER_TIME = frozenset(("a", "per", "each", "every", "in", "over", "daily", "weekly"))
_TENS = {
    "열": 10,
    "스물": 20,
    "서른": 30,
    "마흔": 40,
    "쉰": 50,
    "예순": 60,
    "일흔": 70,
    "여든": 80,
    "아흔": 90,
}
_REST = re.compile(r"(\d{1,4})\s?(천만|백만|천|만)")
_SINO = dict(zip("일이삼사오육칠팔구", range(1, 10), strict=True))
_KOREAN_SCALE = {
    "": 1,
    "백": 100,
    "천": 1000,
    "만": 10_000,
    "십만": 100_000,
    "백만": 10**6,
    "천만": 10**7,
    "억": 10**8,
    "조": 10**12,
}
_SCALE = {
    "k": 10**3,
    "thousand": 10**3,
    "m": 10**6,
    "mn": 10**6,
    "million": 10**6,
    "bn": 10**9,
    "billion": 10**9,
    "dozen": 12,
}
_NOUN = re.compile(r"[^\W\d_](?:[^\W_]|['’-](?=\w))*|%")
_CLASSES = ("percent", "year", "month", "week", "day", "hour", "minute", "second", "times")
_MONTHS = {"year": 12.0, "month": 1.0, "week": 12 / 52, "day": 12 / 365}
_SECONDS = {"hour": 3600.0, "minute": 60.0, "second": 1.0}
_FACTORS = {**_SECONDS, "year": 12.0}
_LAST_MONTH = 12
"""Of the calendar: "6월" counts nothing."""
_WON = ("원", "만원", "억원", "천원")
_LABELLED = re.compile(
    r"(?i)(?:\b(?:level|grade|band|iso|class|type|phase|key stage|stage|year|version|v|no|tier|"
    r"area|rank|part|section|"
    r"(?-i:[A-Z]{2,})|ks|windows|java|python|room|ward|zone|unit|line|shift|form|nvq|office|gate|route|category|cat)[\s.#-]{0,2})$|(?<=[A-Z])-$"
)


class Quantity(NamedTuple):
    """A number: its value, its class, what it counts, how it is hedged, and where it stands.

    The class is that of a unit, "money", or "count". Of times in months or seconds `value` is in
    those. `noun` has the words behind it, in small letters; `label` the name that it is part of.
    `is_whole` says that another number is a part of it: "3 of 5", "5개 중 3개".
    """

    value: float
    kind: str
    noun: tuple[str, ...]
    hedge: str
    start: int
    end: int
    written: str
    label: str = ""
    spelled: bool = False
    is_whole: bool = False

    @property
    def raw(self) -> float:
        """The number as it stands there, without its unit."""
        return self.value / _FACTORS.get(self.kind, 1.0)

    @property
    def is_year(self) -> bool:
        """Whether it may be a year of the calendar."""
        return self.kind == "count" and 1940 <= self.value <= 2079 and self.value == int(self.value)


def quantities(text: str) -> list[Quantity]:
    """The numbers of a text, in order; not "one", which is mostly no number."""
    korean = is_korean(text)
    found = _korean(text) if korean else _english(text)
    found = (one._replace(is_whole=_is_whole(one, text, korean)) for one in found)
    return _joined([one for one in found if not (one.value == 1 and one.spelled)], text)


def _is_whole(one: Quantity, text: str, korean: bool) -> bool:
    if korean:
        return _AMONG.match(text, one.end) is not None
    return _PART_OF.search(text[max(0, one.start - 40) : one.start]) is not None


def _joined(found: list[Quantity], text: str) -> list[Quantity]:
    """Times in two units made one: "3 hours 20 minutes", "6년 1개월"."""
    joined: list[Quantity] = []
    for at, one in enumerate(found):
        after = found[at + 1] if at + 1 < len(found) else None
        if (
            after
            and one.kind == "count"
            and after.kind in _CLASSES
            and _RANGE.fullmatch(text[one.end : after.start])
        ):
            one = one._replace(
                kind=after.kind, value=one.value * _FACTORS.get(after.kind, 1.0), noun=after.noun
            )
        last = joined[-1] if joined else None
        if last and any(
            {last.kind, one.kind} <= {*units} and last.kind != one.kind
            for units in (_MONTHS, _SECONDS)
        ):
            between = text[last.end : one.start]
            if len(between) < 16 and re.fullmatch(r"[a-z\s,]*(?:and\s)?|\s?", between):
                joined[-1] = last._replace(
                    value=last.value + one.value,
                    kind=one.kind,
                    end=one.end,
                    written=text[last.start : one.end],
                )
                continue
        joined.append(one)
    return joined


def _english(text: str) -> Iterator[Quantity]:
    for match in _ENGLISH.finditer(text):
        spelled = (match["spelled"] or "").lower()
        value = _worth(spelled) if spelled else float(match["digits"].replace(",", ""))
        following = text[match.end() : match.end() + 60]
        nouns = _nouns(following)
        if value is None or (following[:1].isalnum() and not spelled and not nouns):
            continue
        kind = _english_class(match, nouns, following)
        value *= _scale_of(match, following)
        if kind == "year" and re.match(r"\s?and a half years?", following):
            value += 0.5
        label = _LABELLED.search(text[max(0, match.start() - 16) : match.start()])
        hedge = _hedge(text, match.start(), match.end(), "en", bool(match["plus"]))
        named = label.group() if label and not spelled else ""
        yield _made(match, value, kind, nouns, hedge, named, bool(spelled))


def _scale_of(match: re.Match[str], following: str) -> int:
    """What "k" or "million" multiplies by; a small m that is glued to a word is none."""
    scale = match["scale"] or ""
    if scale == "m" and not match["money"] and following[:1] != " ":
        return 1
    return _SCALE.get(scale.lower(), 1)


def _english_class(match: re.Match[str], nouns: tuple[str, ...], following: str) -> str:
    """The class of the unit of a number."""
    if match["money"] or _CURRENCY.match(following):
        return "money"
    if match["tail"]:
        return "percent"
    if (match["spelled"] or "").lower().endswith(("decade", "half a year")):
        return "year"
    kind = _class(nouns, "en")
    return "count" if kind == "times" and _PER_TIME & {*nouns[1:2]} else kind


def _korean(text: str) -> Iterator[Quantity]:
    for match in _KOREAN.finditer(text):
        spelled = match["spelled"] is not None
        value = _native(match["spelled"]) if spelled else float(match["digits"].replace(",", ""))
        if value is None:
            continue
        value *= _KOREAN_SCALE[match["scale"]]
        if rest := _REST.fullmatch(match["rest"]):
            value += float(rest[1]) * _KOREAN_SCALE[rest[2]]
        unit = match["unit"]
        if unit.startswith("월") and not match["scale"] and value <= _LAST_MONTH:
            continue
        kind, noun = _korean_class(unit, text[match.end() : match.end() + 10])
        if kind in {"count", "year"} and unit.startswith("년") and 1940 <= value <= 2079:
            kind = "count"
        before = text[max(0, match.start() - 16) : match.start()]
        label = _LABELLED.search(before)
        yield _made(
            match,
            value,
            kind,
            noun,
            _hedge(text, match.start(), match.end(), "ko", False),
            label.group() if label and not spelled and not unit else "",
            spelled,
        )


def _made(
    match: re.Match[str],
    value: float,
    kind: str,
    noun: tuple[str, ...],
    hedge: str,
    label: str,
    spelled: bool,
) -> Quantity:
    value *= _MONTHS.get(kind, 1) if kind in {"year", "month"} else _SECONDS.get(kind, 1)
    end = match.start() + len(match.group().rstrip())
    return Quantity(
        value, kind, noun, hedge, match.start(), end, match.group().strip(), label, spelled
    )


_THOUSAND = 1000
_HALVES = {"dozen": 6.0, "million": 500_000.0, "year": 0.5}


def _worth(spelled: str) -> float | None:
    """The value of an English number in words, which are in small letters."""
    words = re.split(r"[\s-]+", spelled)
    if words[0] == "half":
        return _HALVES.get(words[-1])
    if words[:2] == ["a", "couple"]:
        return 2
    half = 0.5 if "half" in words else 0.0
    total = current = 0.0
    for word in words[:-2] if half else words:
        number = 1.0 if word in {"a", "one"} else _numbers("en").get(word, 0.0)
        if word in {"hundred", "dozen"}:
            current = max(current, 1) * number
        elif number >= _THOUSAND:
            total, current = total + max(current, 1) * number, 0.0
        else:
            current = number if word == "decade" else current + number
    return total + current + half


def _native(spelled: str) -> float | None:
    plain = re.sub(r"\s", "", spelled)
    known = _numbers("ko").get(plain)
    if known is not None:
        return known
    for tens, value in _TENS.items():
        if plain.startswith(tens):
            return value + (_numbers("ko").get(plain[len(tens) :]) or 0)
    if "십" in plain:
        tens, _, ones = plain.partition("십")
        return _SINO.get(tens, 1) * 10 + _SINO.get(ones, 0)
    return None


@cache
def _numbers(language: str) -> dict[str, float]:
    rows = read("agents.evidence", "numbers")[language]["number"].split(",")
    pairs = (row.split() for row in rows if row.strip())
    return {name: float(value) for name, value in pairs}


@cache
def _units(language: str) -> dict[str, str]:
    table = read("agents.evidence", "numbers")[language]
    return {
        name.strip(): kind for kind in _CLASSES for name in table[kind].split(",") if name.strip()
    }


@cache
def _hedges(language: str) -> list[tuple[str, str]]:
    table = read("agents.evidence", "numbers")[language]
    rows = [
        (name.strip(), key) for key in ("over", "under", "about") for name in table[key].split(",")
    ]
    return sorted(rows, key=lambda row: -len(row[0]))


def _nouns(following: str) -> tuple[str, ...]:
    """The words behind a number up to the end of the clause, four at most."""
    clause = re.split(r"[.,;:()\n!?–—]|\s-\s|\s{3,}", following.lstrip())[0]
    return tuple(word.lower().replace("’", "'") for word in _NOUN.findall(clause)[:4])


def _class(nouns: tuple[str, ...], language: str) -> str:
    for word in nouns[1:2] if nouns[:1] and nouns[0] in _ADJECTIVES else nouns[:1]:
        plain = word.split("-")[0] if "-" in word else word
        unit = (
            _units(language).get(word)
            or _units(language).get(plain)
            or _units(language).get(plain.removesuffix("'"))
        )
        if unit:
            return unit
    return "count"


def _korean_class(unit: str, following: str) -> tuple[str, tuple[str, ...]]:
    if unit.endswith("원") or unit.startswith(_WON):
        return "money", (unit,)
    for name in sorted(_units("ko"), key=len, reverse=True):
        if unit.startswith(name) and not unit.startswith("주문") and not unit.startswith("일정"):
            return _units("ko")[name], (unit,)
    if not unit and following.lstrip().startswith("%"):
        return "percent", ("%",)
    return "count", (unit,) if unit else tuple(re.findall(r"[가-힣]+", following)[:1])


def _hedge(text: str, start: int, end: int, language: str, plus: bool) -> str:
    """How a number is hedged: "over", "under", "about", or not at all."""
    if plus:
        return "over"
    before = text[max(0, start - 24) : start].lower().rstrip()
    for name, kind in _hedges(language):
        if before.endswith(name) and not before[: -len(name)][-1:].isalnum():
            return kind
    if language == "ko":
        after = re.split(r"[,.\n]", text[max(start, end - 4) : end + 8])[0]
        return next((kind for name, kind in _hedges("ko") if name in after), "")
    return ""


def is_korean_number(word: str) -> bool:
    """Whether a word is a Korean number of one's own counting: "서른여덟"."""
    tens = next((one for one in _TENS if word.startswith(one)), "")
    rest = word[len(tens) :]
    return bool(tens) and (not rest or rest in _numbers("ko"))


def is_number(word: str) -> bool:
    """Whether a word of English, in small letters, is a number."""
    return word in _numbers("en") or all(part in _numbers("en") for part in word.split("-"))
