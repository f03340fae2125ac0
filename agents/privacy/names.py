"""Names of people: whom a résumé is of, and who is named as such."""

import re
from collections.abc import Iterator

from agents.privacy.emails import emails
from agents.privacy.patterns import pattern
from agents.privacy.span import Span
from agents.resume.contact import NAME_LABEL, contact
from agents.resume.language import language
from agents.resume.lines import lines
from agents.resume.sections import sections

_LABEL = pattern(__name__, "label")
_NAME = pattern(__name__, "name")
_RESUMES = re.compile(r"(?:^|\W)(?:resume|résumé|cv|lebenslauf|curriculum|profile|이력서)(?:\W|$)")
_HEADED = 5
"""Lines that a text has, with a mail address in it, which is somebody's résumé."""
_LOOKED_AT = 60_000
"""Characters of a résumé in which it is looked for who it is of."""
_LEAST = 3
_BLANK = r"\s{1,3}"
_PART = re.compile(r"[^\W\d_]+")


def names(text: str, label: str) -> Iterator[Span]:
    """The names in a text that stands under that label, and each place where they stand again."""
    found = dict.fromkeys(filter(None, (_cleaned(name) for name in _told(text, label))))
    parts = {part: name for name in found for part in (name, *_parts(name))}
    if not parts:
        return
    longest = sorted(parts, key=len, reverse=True)
    again = re.compile(
        "|".join(
            rf"(?<![^\W_]){_loose(part)}(?![^\W_])" if part[0] < "\u0e00" else _loose(part)
            for part in longest
        )
    )
    for match in again.finditer(text):
        yield Span(*match.span(), "NAME", " ".join(match.group().split()).title())


def _told(text: str, label: str) -> Iterator[str]:
    """The names that something tells: a label, the top of a résumé, a mail address."""
    for line in text.splitlines():
        if (match := NAME_LABEL.match(line)) and (name := _NAME.match(line, match.end())):
            yield name.group()
    for match in _LABEL.finditer(text):
        if name := _NAME.match(text, match.end()):
            yield name.group()
    addresses = [text[span.start : span.end] for span in emails(text)]
    if _RESUMES.search(label) or (addresses and text.count("\n") >= _HEADED):
        placed = lines(text[:_LOOKED_AT])
        found = sections(placed)
        who = contact(found, placed, language(text, found.headings) or "", ())
        if who.name:
            yield " ".join(who.name.text.split())
    for address in addresses:
        parts = _PART.findall(address.partition("@")[0])
        if len(parts) > 1 and all(len(part) >= _LEAST for part in parts):
            yield " ".join(part.title() for part in parts)


def _cleaned(name: str) -> str:
    """A name without what cannot be one."""
    name = name.strip(" .,;:'’-")
    return name if 2 <= len(name) <= 60 else ""


def _parts(name: str) -> list[str]:
    """What one may be called as well: each part of a name that is long enough to be told."""
    return [
        part
        for part in re.split(r"[\s.]+", name)
        if len(part) > _LEAST or (len(part) == _LEAST and part.isascii() and part[0].isupper())
    ]


def _loose(part: str) -> str:
    """A pattern of a name, however its parts are set apart, also in capitals."""
    words = [re.escape(word) for word in part.split()]
    capitals = [re.escape(word.upper()) for word in part.split()]
    return f"(?:{_BLANK.join(words)}|{_BLANK.join(capitals)})"
