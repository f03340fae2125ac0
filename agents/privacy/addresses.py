"""Postal addresses: streets with numbers, postcodes with towns, and what labels call so."""

import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache

from agents.data_files import read
from agents.privacy.patterns import pattern, small
from agents.privacy.span import Span
from agents.resume.places import country_of

_STREETS = {
    name: pattern(__name__, name)
    for name in (
        "numbered", "box", "weak", "german", "romance", "romance_weak", "italian", "slavic",
        "northern", "turkish", "indian", "korean", "japanese", "chinese",
    )
}  # fmt: skip
"""Streets with numbers, as one kind of language writes them. Each has one of its cues in it."""
_GERMAN_WEAK = pattern(__name__, "german_weak")
_KOREAN_AREA = pattern(__name__, "korean_area")
_KOREAN_WORD = re.compile(r"[^\s,|:：]{1,14}")
_CHINESE_AREA = re.compile("[省市区县縣區镇鎮乡]")
_REACH = 40
"""Characters before a road in which the areas stand that it lies in."""
_TAIL = pattern(__name__, "tail")
"""Postcode and town, as they follow on a street."""
_COUNTRY = re.compile(r"[ ,]{1,3}\n?\s?([^\W\d_]{2,20}(?: [^\W\d_]{2,20}){0,3})(?!\w)")
_ALONE = pattern(__name__, "alone")
"""Postcode and town that nothing else looks like."""
_CODE = re.compile(
    r"\d{4,5}(?: [A-Z]{2})?[ \xa0]{1,2}[A-ZÀ-Ž]|[A-Z]{2},? \d{5}|\d[A-Z]{2}(?!\w)"
    r"|[A-Z] \d[A-Z]\d|〒|\d{5}-\d{3}"
)
"""What stands in those that have no cue."""
_WITH_TOWN = re.compile(
    r"(?<![\w.,/-])(?:[A-Z]{1,2}-)?\d{4,5} "
    r"([A-ZÀ-Ž][^\W\d_]{2,24}(?:[ -][A-ZÀ-Ž]?[^\W\d_]{1,20}){0,2})"
)
"""A postcode before a name, which is to be that of a town."""
_LABEL = pattern(__name__, "label")
_VALUE = re.compile(r"[^\n|•\t]{2,160}")
_NEXT = pattern(__name__, "next")
"""A line that goes on with the address of the line above."""
_PLACED = re.compile(r"\d|(?:[동로길읍면리가]|番地|丁目|路|街)(?=\s|$)")
_WORD = re.compile(r"[^\W\d_]+")
_SIGNS = re.compile("[都道府県〒路街巷弄村#]")
"""Cues that are no words of their own."""
_DIGIT = re.compile(r"\d")
_NEAR = 60
"""Characters between a cue and the number of its house, or its postcode."""
_BEHIND_LETTER = frozenset("./ºª")
_LONGEST = 240
"""Characters of an address behind a label."""
_AROUND = 130
"""Characters on either side of a cue in which its address stands."""


def addresses(text: str) -> Iterator[Span]:
    """The postal addresses in a text."""
    lowered = small(text)
    for name, places in _cued(text, lowered).items():
        for begin, end in _around(text, places):
            for match in _STREETS[name].finditer(text, begin, end):
                start = _BEFORE[name](text, match.start()) if name in _BEFORE else match.start()
                if start is not None:
                    yield _whole(text, start, match.end())
    for begin, end in _around(text, [match.start() for match in _CODE.finditer(text)]):
        for match in _GERMAN_WEAK.finditer(text, begin, end):
            yield _whole(text, match.start(), match.end())
        for match in _ALONE.finditer(text, begin, end):
            yield _span(text, *match.span())
        for match in _WITH_TOWN.finditer(text, begin, end):
            words = match[1].split(" ")
            known = (" ".join(words[:n]) for n in range(len(words), 0, -1))
            if town := next((name for name in known if country_of(name)), None):
                yield _span(text, match.start(), match.start(1) + len(town))
    yield from _labelled(text, lowered)


def _cued(text: str, lowered: str) -> dict[str, list[int]]:
    """Where the cues of each pattern stand that have a number beside them, in order."""
    found: dict[str, list[int]] = {}
    for match in _WORD.finditer(lowered):
        word, end = match.group(), match.end()
        names = _cues(word)
        if not names or (len(word) == 1 and text[end : end + 1] not in _BEHIND_LETTER):
            continue
        if _DIGIT.search(text, max(0, match.start() - _NEAR), end + _NEAR):
            for name in names:
                found.setdefault(name, []).append(match.start())
    for match in _SIGNS.finditer(text):
        name = (
            "japanese"
            if match.group() in "都道府県〒"
            else "indian"
            if match.group() == "#"
            else "chinese"
        )
        found.setdefault(name, []).append(match.start())
    return {name: sorted(places) for name, places in found.items()}


@lru_cache(maxsize=16_384)
def _cues(word: str) -> tuple[str, ...]:
    """The patterns of which a word is a cue."""
    words, ends = _known_cues()
    by_end = (name for name, one in ends.items() if word.endswith(one))
    return tuple(dict.fromkeys([*words.get(word, ()), *by_end]))


@cache
def _known_cues() -> tuple[dict[str, list[str]], dict[str, tuple[str, ...]]]:
    written = read(__package__, "cues")
    words: dict[str, list[str]] = {}
    for name, listed in written["words"].items():
        for word in listed.split(","):
            words.setdefault(word.strip(), []).append(name)
    ends = {
        name: tuple(end.strip() for end in listed.split(","))
        for name, listed in written["ends"].items()
    }
    return words, ends


def _around(text: str, places: list[int]) -> Iterator[tuple[int, int]]:
    """The parts of a text around these places, which are in order; no part is over another."""
    begin, end = 0, -1
    for place in places:
        if place - _AROUND > end:
            if end >= 0:
                yield begin, min(end, len(text))
            begin = max(0, place - _AROUND, text.rfind("\n", max(0, place - _AROUND), place))
        end = place + _AROUND
    if end >= 0:
        yield begin, min(end, len(text))


def _labelled(text: str, lowered: str) -> Iterator[Span]:
    """What stands behind labels, where it is more than a town."""
    for label in _LABEL.finditer(lowered):
        value = _VALUE.match(text, label.end())
        if value is None:
            continue
        end = value.end()
        while (more := _NEXT.match(text, end)) and more.end() - label.end() < _LONGEST:
            end = more.end()
        said = text[value.start() : end].rstrip(' ,;"}]')
        if _PLACED.search(said) and "@" not in said:
            yield _span(text, value.start(), value.start() + len(said))


def _korean_start(text: str, start: int) -> int | None:
    """Where the areas begin that a Korean road lies in; None where it lies in none."""
    begun = start
    for word in reversed(list(_KOREAN_WORD.finditer(text, max(0, start - _REACH), start))):
        if word.end() + 1 < begun or not _KOREAN_AREA.fullmatch(word.group()):
            break
        begun = word.start()
    told = begun < start or re.search(r"\d동 ?\d", text[start : start + _REACH])
    return begun if told else None


def _chinese_start(text: str, start: int) -> int | None:
    """Where the areas begin that a Chinese road lies in; None where it lies in none."""
    begun = start
    while begun and start - begun < _REACH and (text[begun - 1].isalnum()):
        begun -= 1
    return begun if _CHINESE_AREA.search(text, begun, start) else None


_BEFORE: dict[str, Callable[[str, int], int | None]] = {
    "korean": _korean_start,
    "chinese": _chinese_start,
}


def _whole(text: str, start: int, end: int) -> Span:
    """A street with the postcode, the town and the country that follow on it."""
    if tail := _TAIL.match(text, end):
        end = tail.end()
        country = _COUNTRY.match(text, end)
        if country and country_of(country[1]):
            end = country.end(1)
    return _span(text, start, end)


def _span(text: str, start: int, end: int) -> Span:
    said = text[start:end]
    start += len(said) - len(said.lstrip(" ,;\n"))
    end -= len(said) - len(said.rstrip(" ,;\n"))
    return Span(start, end, "ADDRESS", " ".join(small(text[start:end]).split()))
