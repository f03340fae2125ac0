"""The languages that somebody says they speak, and how well."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

import msgspec

from agents.data_files import listed, read
from agents.resume.lines import Slice, fold
from agents.resume.patterns import pattern
from agents.resume.sections import Placed

_ITEMS = re.compile(
    r"\s{0,9}[,，、;；|•·]\s{0,9}(?![^()]{0,120}\))|\t+| {3,}"
    r"|\s{1,9}/\s{1,9}|\s{1,9}[–—-]\s{1,9}(?=[^\W\d_]{3,20}\s?[:：(])"
    r"|\s{1,9}(?:and|und|et|y|e|og|och|ve|i|и)\s{1,9}(?=[^\W\d_]{3,})"
)
_NAMED = re.compile(
    r"(?P<name>[^\W\d_]+(?:[ -][^\W\d_]+){0,2}?)(?P<rest>$|[\s:：(（\[–—=|/,.●○★☆■□▪-].*)",
    re.DOTALL,
)
_LEVEL = pattern(__name__, "level")
_SIGNS = " :：()（）[]–—-=|/.,;·●○★☆■□▪"


class Spoken(msgspec.Struct, frozen=True):
    """A language, and how well it is spoken; both as they stand there."""

    language: Slice
    fluency: Slice | None = None


def spoken_languages(placed: Iterable[Placed]) -> list[Spoken]:
    """The languages that these lines name. None in a line that names something else first."""
    found: dict[str, Spoken] = {}
    for one in placed:
        for spoken in _in_line(one.said):
            code = language_code(spoken.language.text) or spoken.language.text
            if code not in found or (found[code].fluency is None and spoken.fluency):
                found[code] = spoken
    return list(found.values())


def language_code(name: str) -> str | None:
    """The code of the language that has this name in some language (BCP 47)."""
    return _names().get(fold(name.strip()))


def _in_line(said: Slice) -> Iterator[Spoken]:
    waiting: Slice | None = None
    label = re.match(r"[^:：]{2,30}[:：]\s*(?=[^\W\d_])", said.text)
    if label and language_code(label.group().strip(" :：")) is None:
        first = said.part(label.end())
        if _named(first.split(_ITEMS)[0]):
            said = first
    for item in said.split(_ITEMS):
        spoken = _named(item)
        if spoken is None:
            if waiting and _is_level(item.text):
                yield Spoken(waiting, item.stripped(_SIGNS))
                waiting = None
            continue
        if waiting:
            yield Spoken(waiting)
        waiting = None if spoken.fluency else spoken.language
        if spoken.fluency:
            yield spoken
    if waiting:
        yield Spoken(waiting)


def _named(item: Slice) -> Spoken | None:
    """The language that an item begins, or ends, with; after "fluent in", too."""
    match = _NAMED.match(item.text)
    words = item.text.split()
    for count in (3, 2, 1):
        name = " ".join(words[:count]).strip(_SIGNS)
        if match and count <= len(words) and language_code(name):
            at = item.text.find(name)
            rest = _closed(item.part(at + len(name)).stripped(_SIGNS.replace(")", "")))
            level = (
                rest
                if rest.text and (len(rest.text) <= 60) and re.search(r"\w", rest.text)
                else None
            )
            return Spoken(item.part(at, at + len(name)), level)
    glued = re.match(r"([가-힣]{2,4}어)\s*", item.text)
    if glued and language_code(glued[1]):
        return Spoken(
            item.part(0, glued.end(1)),
            _closed(item.part(glued.end())) if glued.end() < len(item.text) else None,
        )
    last = words[-1].strip(_SIGNS) if words else ""
    if 1 < len(words) <= 4 and language_code(last):
        before = item.part(0, item.text.rfind(last)).stripped(_SIGNS)
        fluency = re.sub(r"(?i)\s+(?:in|en|im|w|po|knowledge of|de)$", "", before.text)
        if _is_level(fluency):
            at = item.text.rfind(last)
            return Spoken(item.part(at, at + len(last)), before.part(0, len(fluency)))
    return None


def _closed(said: Slice) -> Slice:
    """A level without a bracket that is closed there and was opened before."""
    opened = "(" in said.text or "（" in said.text
    return said if opened else said.stripped(_SIGNS)


def _is_level(text: str) -> bool:
    plain = fold(text.strip(_SIGNS))
    return (
        bool(_LEVEL.search(text))
        or plain in _levels()
        or any(w in _levels() for w in re.split(r"[\s/]+", plain))
    )


@cache
def _names() -> dict[str, str]:
    found: dict[str, str] = {}
    for code, names in read(__package__, "language_names").items():
        for name in names.split(","):
            found.setdefault(fold(" ".join(name.split())), code)
    return found


@cache
def _levels() -> frozenset[str]:
    return frozenset(map(fold, listed(__package__, "fluency", "levels")))
