"""Whether a text says that something is there, is not, is still to come, or is others'."""

import re
from typing import Literal, TypeAlias

from agents.assessment.words import pattern

Standing: TypeAlias = Literal["is", "isNot", "toCome", "unwilling", "beside"]

_REACH = 60
"""Characters to either side."""
_CLAUSE = re.compile(r"[.;!?\n](?=\s|$)|\s[–—-]\s(?=\bbut\b)|,\s(?=but\b|and\b)|\bbut\b")
_NOT_BEFORE, _NOT_AFTER = pattern("denied_before"), pattern("denied_after")
_COMES_BEFORE, _COMES_AFTER = pattern("to_come_before"), pattern("to_come_after")
_BESIDE_BEFORE, _BESIDE_AFTER = pattern("beside_before"), pattern("beside_after")
_UNWILLING = pattern("unwilling")


def standing(text: str, span: tuple[int, int]) -> Standing:
    """How what stands at `span` of a text is meant there."""
    before = text[max(0, span[0] - _REACH) : span[0]]
    after = text[span[1] : span[1] + _REACH]
    cuts = list(_CLAUSE.finditer(before))
    before = before[cuts[-1].end() :] if cuts else before
    cut = _CLAUSE.search(after)
    after = after[: cut.start()] if cut else after
    if _COMES_BEFORE.search(before) or _COMES_AFTER.search(after):
        return "toCome"
    if _UNWILLING.search(before) and re.search(r"(?i)prefer", before):
        return "unwilling"
    if _NOT_BEFORE.search(before) or _NOT_AFTER.search(after):
        return "isNot"
    if _BESIDE_BEFORE.search(before) and _BESIDE_AFTER.search(after):
        return "beside"
    return "is"
