"""Results that a line does not tell: which to ask for, and where in the line they belong."""

import re
from functools import cache
from typing import Any, NamedTuple

from agents.data_files import read
from agents.kinds.optimize.english_verbs import forms_of
from agents.resume.results import is_measured

_WORD = re.compile(r"[A-Za-z'’-]+")
_DIGIT = re.compile(r"\d")
_NUMBER_WORD = re.compile(
    r"(?i)\b(?:one|two|three|four|five|six|seven|eight|nine|ten|dozen|both|single|sole)\b"
    r"|(?<![가-힣])(?:한|두|세|네|다섯|여섯|일곱|여덟|아홉|열)\s?(?:명|개|건|곳|번|차례|팀|대)"
)
_OFTEN = re.compile(
    r"(?i)\b(?:daily|weekly|monthly|yearly|annual|annually|every|each)\b"
    r"|매일|매주|매월|매달|매년|매 근무|주간|월간"
)
"""How often something was done, which answers what would be asked of these sorts."""
_TOLD = re.compile(
    r"(?i)\b(?:now|no longer|so that|instead of|in place of|before|still|since then|stopped"
    r"|thanks to|used by|use it|every(?:one|body))\b|이후|결과|덕분|정착|대신|사용 중|없앰|없어"
)
"""What tells that something came of it, if without a figure."""
_OF_NOBODY = re.compile(
    r"(?i)\b(?:relation(?:ship)?s?|partnerships?|rapport|skills|knowledge)\b|관계"
)
"""What is built, and used by nobody."""
_COUNTED = ("serve", "plan")
_LEAST_WORDS = 2
_HELP = re.compile(
    r"(?i)^(?:help(?:ed|ing|s)?|assist(?:ed)?|take part|took part|participated|contributed"
    r"|supported)\b"
)
_END = re.compile(r"[가-힣]")
_AT_END = 14
"""Characters at the end of a Korean line in which its deed stands."""


class Missing(NamedTuple):
    """A result that a line does not tell: which sort of one, and how urgently it is asked for."""

    sort: str
    weight: int


def missing(text: str, language: str) -> Missing | None:
    """What to ask for; None where the line has a figure, or tells no deed that a list knows."""
    if _DIGIT.search(text) or is_measured(text) or "[" in text or _NUMBER_WORD.search(text):
        return None
    sort = _english(text) if language == "en" else _korean(text) if language == "ko" else None
    if sort == "make" and _OF_NOBODY.search(text):
        return None
    if sort in ("change", "make") and _TOLD.search(text):
        return None
    if sort in _COUNTED and _OFTEN.search(text):
        return None
    return None if sort is None else Missing(sort, _order().index(sort))


def with_place(text: str, place: str, sort: str, language: str) -> str:
    """The line with an open place, whose words (without brackets) are given, at its end."""
    bare = text.rstrip(" .;")
    joint = ": " if language == "en" and sort in ("change", "help") else " "
    return f"{bare}{joint}[{place}]"


def _english(text: str) -> str | None:
    words = _WORD.findall(text)
    if len(words) < _LEAST_WORDS:
        return None
    if _HELP.match(text):
        return "help"
    forms = forms_of(words[0])
    if (
        forms is None
        or words[0].lower() == forms.third
        or not text.lower().startswith(words[0].lower())
    ):
        return None  # a third person may be a noun: "Repairs desk"
    return next((sort for sort in _order() if forms.base in _listed(sort, "en")), None)


def _korean(text: str) -> str | None:
    end = text.rstrip(" .)")[-_AT_END:]
    if not _END.search(end):
        return None
    found = [
        (end.rfind(word), len(word), sort)
        for sort in _order()
        for word in _listed(sort, "ko")
        if word in end
    ]
    return max(found)[2] if found else None


@cache
def _listed(sort: str, language: str) -> frozenset[str]:
    words: str = _data()[sort][language]
    return frozenset(word.strip() for word in words.split(","))


def _order() -> list[str]:
    order: list[str] = _data()["order"]
    return order


@cache
def _data() -> dict[str, Any]:
    return read(__package__, "impact")
