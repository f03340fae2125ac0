"""What gives away in a text who somebody is, where a blind form keeps that out."""

import re
from typing import NamedTuple

from agents.data_files import read
from agents.evidence.alternatives import alternatives
from agents.kinds.answers.results import Code

_CODES: tuple[Code, ...] = (
    "blind_school", "blind_region", "blind_family", "blind_age", "blind_sex", "blind_name",
)  # fmt: skip
_FILE = read(__package__, "blind")
_PATTERNS = {
    (language, code): re.compile("".join(_FILE[language][code].splitlines()))
    for language in ("ko", "en")
    for code in _CODES
}
_OTHERS = tuple(word.strip() for row in _FILE.values() for word in row["not_own"].split(","))
_NOT_OWN = re.compile(rf"(?:{alternatives(_OTHERS)})(?:[의도인]|들의|분의)?\s[^.!?,\n]{{0,6}}$")
"""Before words that are then of somebody else: "환자의 ", "고객 "."""
_OF_OTHERS = re.compile(
    r"^(?:[가-힣]{0,2}\s)?(?:[가-힣]{1,4}\s){0,2}(?:환자|고객|손님|회원|어르신|보호자|이용자|학생|승객|민원인|신청인|유족|세대|시장|타깃)"
    r"|^(?:께서|님|들)?\s?(?:[한두세네]|몇|여러)\s?분|^님?들"
)
_ABOUT_PEOPLE = frozenset(("blind_family", "blind_age"))
_LETTER = re.compile(r"[^\W\d_]")


class Hint(NamedTuple):
    """Words that give something away, and where they begin."""

    code: Code
    quote: str
    start: int


def hints(text: str, name: str | None = None) -> list[Hint]:
    """What gives something away, in the order of the text; `name` is the person's.

    What is told of customers, patients or pupils is no hint, nor the place or the school where
    somebody works.
    """
    found = [
        Hint(code, match.group().strip(), match.start())
        for (_, code), pattern in _PATTERNS.items()
        for match in pattern.finditer(text)
        if match.group().strip() and not (code in _ABOUT_PEOPLE and _is_of_others(text, match))
    ]
    if name and len(name) > 1:
        at = text.find(name)
        if at >= 0 and not _goes_on(text, at, len(name)):
            found.append(Hint("blind_name", name, at))
    return sorted(dict.fromkeys(found), key=lambda one: (one.start, one.code))


def _is_of_others(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 14) : match.start()]
    return bool(_NOT_OWN.search(before) or _OF_OTHERS.match(text[match.end() : match.end() + 20]))


def _goes_on(text: str, at: int, length: int) -> bool:
    """Whether a name is a part of a longer word; in Korean particles may follow it."""
    before = text[at - 1 : at]
    after = text[at + length : at + length + 1]
    return bool(_LETTER.match(before)) or (after.isascii() and bool(_LETTER.match(after)))
