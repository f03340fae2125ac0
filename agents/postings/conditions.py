"""What a condition of a posting is about, how much of it is asked, and in which words."""

import re
from functools import lru_cache
from itertools import pairwise

from agents.postings.asked import Asked, Kind, Topic
from agents.postings.phrases import language_spoken, pattern, phrases
from agents.resume.lines import Slice
from agents.resume.skills import mentions
from agents.resume.spoken_languages import language_code

_TOPICS: tuple[Topic, ...] = (
    "clearance", "permit", "licence", "education", "hours", "place", "other",
)  # fmt: skip
_KNOCKOUTS: frozenset[Topic] = frozenset({*_TOPICS, "language"} - {"other"})
_AGE = pattern("age")
_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "twelve": 12, "fifteen": 15, "twenty": 20,
    "ein": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5,
    "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5,
    "uno": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5,
    "um": 1, "dois": 2, "duas": 2, "três": 3, "quatro": 4,
    "due": 2, "tre": 3, "quattro": 4, "cinque": 5,
    "een": 1, "één": 1, "twee": 2, "drie": 3, "vijf": 5,
    "dwa": 2, "dwóch": 2, "trzy": 3, "trzech": 3, "cztery": 4, "pięć": 5, "pięciu": 5,
    "ett": 1, "två": 2, "fyra": 4, "fem": 5,
    "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
    "十": 10,
}  # fmt: skip
_YEARS = pattern("years")
_ON_CALL = pattern("others_on_call")
_MONTHS = pattern("months")
_PASSING = pattern("passing")
_OF_ELSE = pattern("of_else")
_EXPERIENCE = pattern("experience")
_CEFR = re.compile(r"\b[ABC][12]\+?\b")
_COMPOUND = re.compile(r"([A-ZÄÖÜ]\w{3,20}?)(?:sprach)?kenntnisse$")
_EASTERN = re.compile(
    r"^[가-힣]{1,4}어|(?:日本|中国|韓国|韩国|フランス|ドイツ|スペイン|[英德法西日韩汉漢])[語语]|普通话|中文"
)
_STANDARD_CHINESE = frozenset({"普通话", "汉语", "漢語", "中文"})
_CAPITAL = frozenset({None, "en", "de", "ko", "ja", "zh", "nl"})
"""Languages whose own names of languages have a capital, or no letter that could."""
_DECLINED = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "ru", "uk")
_LETTERS = re.compile(r"[^\W\d_]{2,20}")
_SCALE = ((1, 40), (3, 55), (5, 70), (8, 80))
_OTHERS_DEGREES = pattern("others_degrees")
_LEADING = pattern("leading")
_TRAILING = pattern("trailing")
_JOINED = re.compile(r"\s?[/,(]|\s(?:and|or|skills?|experience|und|oder)\b")
"""What stands behind a skill at the beginning of what is asked, rather than behind a word."""
_FEW = 3
"""Words of a quote up to which a word of everyday language in it is the skill of that name."""
_MOST_TEXT = 200
_MOST_QUOTE = 600


def asked_of(said: Slice, kind: Kind, number: int) -> Asked:
    """What a clause of a posting asks for, as its entry of that number."""
    quote = " ".join(said.text.split())[:_MOST_QUOTE].strip(" *")
    languages = _languages(quote)
    skills = _skills(quote)
    years = years_in(quote)
    topic = _topic(quote, languages, skills, years)
    is_spoken = topic == "language"
    return Asked(
        id=f"{kind[0]}{number}",
        text=_short(quote),
        kind=kind,
        knockout=kind == "must"
        and (topic in _KNOCKOUTS or (topic == "other" and named_topic(quote) == "other")),
        topic=topic,
        skills=() if is_spoken else skills,
        quote=quote,
        level=_level(quote, years) if topic in {"skill", "experience", "other"} else None,
        years=years,
        languages=languages if is_spoken else (),
        fluency=_fluency(quote) if is_spoken else None,
    )


def _skills(quote: str) -> tuple[str, ...]:
    """The listed skills that a quote names. An everyday word at its beginning may be none."""
    said = [Slice(quote, 0)]
    sure = {one.said.start for one in mentions(said)}
    is_short = len(quote.split()) <= _FEW
    meant = [
        one.name
        for one in mentions(said, sure=True)
        if is_short or one.said.start in sure or _is_meant(one.said, quote)
    ]
    return tuple(dict.fromkeys(meant))


def _is_meant(said: Slice, quote: str) -> bool:
    """Whether an everyday word with a capital has it for being a skill's name."""
    return said.start > 0 or said.text[1:].isupper() or bool(_JOINED.match(quote, said.end))


def named_topic(text: str) -> Topic | None:
    """The topic that a text's words name which is no matter of skill; None where none does."""
    return _named_topic(text, language_spoken())


@lru_cache(maxsize=1024)
def _named_topic(text: str, _language: str | None) -> Topic | None:
    text = _ON_CALL.sub("", text)
    named = next((topic for topic in _TOPICS if phrases("topics", topic).in_(text)), None)
    return "other" if named is None and _AGE.search(text) else named


def is_condition(text: str) -> bool:
    """Whether a text is about something that is no part of the work and may be asked anywhere."""
    return named_topic(text) is not None


def is_language(text: str) -> bool:
    """Whether a text is about a language that is to be spoken, written or understood."""
    return bool(_languages(text))


def asks_experience(text: str) -> bool:
    """Whether a text is about experience."""
    return _EXPERIENCE.search(text) is not None


def years_in(text: str) -> float | None:
    """For how many years something must have been done: the least of a range, the most of all."""
    found = []
    for match in _YEARS.finditer(text):
        if _PASSING.search(text[: match.start()]) or _OF_ELSE.match(text[match.end() :]):
            continue
        numbers = (match[name] for name in ("number", "korean", "han", "han_after"))
        written = next(filter(None, numbers), "one").lower()
        found.append(float(_NUMBERS.get(written) or written.replace(",", ".")))
    found += [round(int(one[1] or one[2]) / 12, 1) for one in _MONTHS.finditer(text)]
    return max((years for years in found if 0 < years <= 40), default=None)


def level_of_years(years: float) -> int:
    """The level of so many years: 1, 3, 5, 8 are 40, 55, 70, 80; between them the lower step."""
    if years <= _SCALE[0][0]:
        return _SCALE[0][1]
    for (low, under), (high, over) in pairwise(_SCALE):
        if years <= high:
            level = under + (over - under) * (years - low) / (high - low)
            return 5 * int(level // 5)
    return _SCALE[-1][1]


def _level(text: str, years: float | None) -> int | None:
    """How well it must be known, by years or, without them, by the words for it."""
    if years is not None:
        return level_of_years(years)
    return next((n for n in (80, 65, 30, 50) if phrases("levels", str(n)).in_(text)), None)


def _topic(
    text: str, languages: tuple[str, ...], skills: tuple[str, ...], years: float | None
) -> Topic:
    found = named_topic(text)
    if found == "licence" and years is not None and _EXPERIENCE.search(text):
        return "experience"
    if found in {"clearance", "permit", "licence"}:
        return found
    if found == "education" and _OTHERS_DEGREES.search(text):
        found = None
    if languages:
        return "language"
    if found and not (found in {"hours", "place"} and years):
        return found
    if years is not None:
        return "experience"
    if skills:
        return "skill"
    return "experience" if _EXPERIENCE.search(text) else "other"


def _languages(text: str) -> tuple[str, ...]:
    """The languages (BCP 47) that a text asks to be spoken, written or understood."""
    if phrases("topics", "taught").in_(text):
        return ()
    words = [match.group() for match in _LETTERS.finditer(text)]
    has_small = language_spoken() not in _CAPITAL
    found = [
        code
        for word in words
        if has_small or word[0].isupper() or word[0] > "\u1100"
        if (code := _code(word))
    ]
    found += [code for code in _DECLINED if phrases("names", code).in_(text)]
    is_bare = len(words) <= 2 * len(found) + 1
    if not found or not (is_bare or phrases("topics", "speaks").in_(text)):
        return ()
    return tuple(dict.fromkeys(found))


def _code(word: str) -> str | None:
    eastern = _EASTERN.search(word)
    german = _COMPOUND.match(word)
    if eastern and eastern.group() in _STANDARD_CHINESE:
        return "zh"
    return language_code(eastern.group() if eastern else german[1] if german else word)


def _fluency(text: str) -> str | None:
    """How well a language must be spoken, as it is written."""
    if cefr := _CEFR.search(text):
        return cefr.group()
    return phrases("topics", "fluency").first(text)


def _short(quote: str) -> str:
    """What is asked, without the words that say that it is."""
    text = _TRAILING.sub("", _LEADING.sub("", quote.rstrip(" .;,"))).strip(" .;,:-–—*；。、")
    text = text if any(c.isalpha() for c in text) else quote
    if len(text) > _MOST_TEXT:
        text = text[: _MOST_TEXT - 1].rsplit(" ", 1)[0] + "…"
    return text[:1].upper() + text[1:]
