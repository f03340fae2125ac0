"""Hollow words: what is said of somebody by everybody, and shows nothing."""

import re
from functools import cache

from agents.data_files import read
from agents.evidence.alternatives import alternatives
from agents.evidence.inflection import forms, spellings

_HANGUL = re.compile(r"[가-힣]")
_INSIDE = re.compile(r"[\w,;'’)]\s$")
_NEXT_CAPITAL = re.compile(r"\s[A-Z]")
_CAPITAL = re.compile(r"[^\W\d_]{4,}")
_KOREAN_REST = (
    r"(?=$|[^가-힣]|[은는이가을를과와의로으에도만적있없넘하한할함해했입보등들력성스롭다되된될됨기인강라나시며고지던여았었감겠어아습세]"
    r"|까지|펼|묻|놓|않|가득|충만)"
)
"""What follows a Korean word in its own: particles and endings, not another noun."""
_MOST = 200_000
"""Characters of a text that are looked at."""


def hollow(text: str, language: str | None = None) -> list[str]:
    """The hollow words of a text as they stand there, in order, each time that they stand there.

    `language` (BCP 47) is the text's: English and Korean are known, in others nothing is hollow.
    None looks for both.
    """
    text = text[:_MOST]
    code = language.split("-")[0].lower() if language else None
    found: list[tuple[int, str]] = []
    if code in {None, "en"} or (code == "ko" and re.search("[A-Za-z]{4}", text)):
        found += _found(text, "en")
    if code in {None, "ko"} and _HANGUL.search(text):
        found += _found(text, "ko")
    return [word for _, word in sorted(found)]


@cache
def hollow_words() -> frozenset[str]:
    """The hollow words of English that are one word."""
    found = (word for item in _items("en", "words") for word in _written(item))
    return frozenset(word for word in found if " " not in word)


def _found(text: str, language: str) -> list[tuple[int, str]]:
    plain = [match.span() for match in _pattern(language, "but").finditer(text)]
    found = []
    at = 0
    for match in _pattern(language, "words").finditer(text):
        while at < len(plain) and plain[at][1] <= match.start():
            at += 1
        innocent = at < len(plain) and plain[at][0] < match.end()
        if not innocent and not (language == "en" and _is_name(text, *match.span())):
            found.append((match.start(), match.group()))
    return found


def _is_name(text: str, start: int, end: int) -> bool:
    """Whether it is written as a part of a name is: "Synergy Dental", "the Ninja"."""
    line = text[text.rfind("\n", 0, start) + 1 : start]
    if not text[start].isupper() or not _INSIDE.search(line[-40:]):
        return False
    if _NEXT_CAPITAL.match(text, end) and line.rstrip()[-1:].islower():
        return True
    near: list[str] = _CAPITAL.findall(line[-60:] + text[end : end + 60])
    return sum(word[0].islower() for word in near) * 2 >= len(near)


@cache
def _pattern(language: str, key: str) -> re.Pattern[str]:
    """All words of a list, the longest first; in English whole words in any case."""
    body = alternatives(word for item in _items(language, key) for word in _written(item))
    if language == "ko":
        return re.compile(body if key == "but" else f"(?:{body}){_KOREAN_REST}")
    return re.compile(rf"(?i)(?<![\w-])(?:{body})(?![\w-])")


def _items(language: str, key: str) -> list[str]:
    text = read(__package__, "hollow")[language][key]
    return [" ".join(item.split()) for item in text.split(",") if item.strip()]


def _written(item: str) -> list[str]:
    """The forms of an entry: of a verb ("~drive results") all that its first word has."""
    if not item.startswith("~"):
        return list(spellings(item))
    first, *rest = item[1:].split()
    return [" ".join((form, *rest)) for form in forms(first)]
