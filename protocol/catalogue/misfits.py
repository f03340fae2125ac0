"""What is said of a value that does not fit its type: msgspec's own English words, as a Text."""

import re

from protocol.catalogue.catalogue import Text

MAX_REASON = 200
"""Characters of msgspec's words that are looked at: they may quote what was given."""

_PLACE = re.compile(r"(?P<what>.{0,200}?) - at `(?P<path>[^`]{1,200})`", re.DOTALL)

_SHAPES = [
    (f"misfits.{key}", re.compile(pattern, re.DOTALL))
    for key, pattern in {
        "type": r"Expected `(?P<expected>[^`]{1,200})`, got `(?P<got>[^`]{1,200})`",
        "longer": r"Expected `(?P<type>[^`]{1,20})` of length >= (?P<least>\d{1,20})",
        "shorter": r"Expected `(?P<type>[^`]{1,20})` of length <= (?P<most>\d{1,20})",
        "pattern": r"Expected `(?P<type>[^`]{1,20})` matching regex (?P<pattern>.{1,200})",
        "least": r"Expected `(?P<type>[^`]{1,20})` >= (?P<least>-?[\d.e+-]{1,30})",
        "most": r"Expected `(?P<type>[^`]{1,20})` <= (?P<most>-?[\d.e+-]{1,30})",
        "only": r"Expected `(?P<expected>[^`]{1,200})`",
        "missing": r"Object missing required field `(?P<field>[^`]{1,200})`",
        "unknown": r"Object contains unknown field `(?P<field>[^`]{1,200})`",
        "choice": r"Invalid enum value (?P<value>.{1,200})",
        "value": r"Invalid value (?P<value>.{1,200})",
        "malformed": r"JSON is malformed: (?P<reason>.{1,200})",
        "truncated": r"Input data was truncated",
        "deep": r"Nested deeper than (?P<most>\d{1,20}) levels",
        "integer": r"Integer out of the range that JSON keeps exactly",
    }.items()
]


def misfit(error: Exception) -> Text:
    """What msgspec, or a check of ours that it calls, has against a value, and where it stands.

    In English it is their own words, cut to MAX_REASON characters.
    """
    words = str(error)[:MAX_REASON]
    placed = _PLACE.fullmatch(words)
    if placed is None:
        return _worded(words)
    return Text("misfits.at", what=_worded(placed["what"]), path=placed["path"])


def _worded(words: str) -> Text:
    for key, pattern in _SHAPES:
        if found := pattern.fullmatch(words):
            return Text(key, **found.groupdict())
    return Text("misfits.other", reason=words)
