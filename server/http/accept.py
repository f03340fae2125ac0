"""Which representation a request asks for: content negotiation by `Accept`."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

_ELEMENT = re.compile(r'(?:[^,"]|"(?:\\.|[^"\\])*"?)+')
_PART = re.compile(r'(?:[^;"]|"(?:\\.|[^"\\])*"?)+')
_WEIGHT = re.compile(r"0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?")


class Preference(NamedTuple):
    """How welcome a media type is: its weight, and how exactly it was named (0 by `*/*`)."""

    weight: float
    precision: int


_UNNAMED = Preference(0.0, -1)
_EXACT = 2
"""By type and subtype; 3 where no parameter narrows them."""


def asks_for(media_type: str, default: str, accept: Iterable[str]) -> bool:
    """Whether fields `Accept` (RFC 9110 §12.5.1) ask for `media_type` in place of `default`.

    So they do where it has the greater weight; with the same one, where it is named more exactly,
    or both are by name. What is refused or not named is not asked for; what cannot be read counts
    as not said.
    """
    ranges = list(_ranges(",".join(accept)))
    wanted, other = _preference(media_type, ranges), _preference(default, ranges)
    if wanted.weight == 0:
        return False
    return wanted > other or (wanted == other and wanted.precision >= _EXACT)


def chosen(media_types: Sequence[str], accept: Iterable[str]) -> str | None:
    """The one of the media types that fields `Accept` like best; None where they refuse all.

    Of equals the first. Where nothing was said that can be read, it is the first of all.
    """
    ranges = list(_ranges(",".join(accept)))
    if not ranges:
        return media_types[0]
    found = {one: _preference(one, ranges) for one in media_types}
    best = max(found, key=lambda one: found[one].weight)
    return best if found[best].weight > 0 else None


def _preference(media_type: str, ranges: list[tuple[str, Preference]]) -> Preference:
    """That of the most exact range which the type is in."""
    family = media_type.partition("/")[0] + "/*"
    fitting = [found for name, found in ranges if name in (media_type, family, "*/*")]
    return max(fitting, key=lambda found: (found.precision, found.weight), default=_UNNAMED)


def _ranges(accept: str) -> Iterator[tuple[str, Preference]]:
    for element in _ELEMENT.findall(accept):
        parts = [part.strip().lower() for part in _PART.findall(element)]
        name, *parameters = parts or [""]
        others = [part for part in parameters if not part.startswith("q=")]
        weights = [part[2:] for part in parameters if part.startswith("q=")] or ["1"]
        if _WEIGHT.fullmatch(weights[0]):
            yield name, Preference(float(weights[0]), _precision(name, others))


def _precision(name: str, parameters: list[str]) -> int:
    if name.endswith("/*"):
        return 0 if name == "*/*" else 1
    return _EXACT if any(parameters) else _EXACT + 1
