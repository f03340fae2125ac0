"""What of a résumé or a posting can stand in a sentence, and how. In doubt nothing does."""

import re
import unicodedata
from functools import cache, lru_cache

from agents.career.titles import ends_in_title
from agents.data_files import listed
from agents.evidence.instructions import is_instruction
from agents.evidence.text import one_line, words

MOST_QUOTED = 160
"""Characters of a passage that can be said aloud."""
MOST_NAME = 60
_LEAST_WORDS = 3
_MOST_WORDS = 6
_MOST_LINES = 3
_BULLET = re.compile(r"^(?:[^\w\"'(\[+㈜]+|[oO](?=\s)|\(?\d{1,2}[.)](?=\s))\s*")
"""What stands before an item of a list: a sign, or its number."""
_ENDING = re.compile(r"[\s.,;]+$")
_COLUMNS = re.compile(r"\t|\S {3,}\S|\s[|│]\s")
_STRANGE = re.compile(r"[\"“”„«»{}<>`|•▪●■◦?!@\\]|https?:|www\.")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b|\d년")
_WORD = re.compile(r"[^\W_]+")
_BRACKETED = re.compile(r"\s?\([^()]*\)$")
_IS_FIRM = re.compile(r"(?:\(주\)|㈜)\s?[가-힣A-Z0-9]")
"""How a Korean company begins."""
_CUT = re.compile(r"[-–—:/(\[&+]$")
"""Signs at an end that say that more followed."""


@lru_cache(maxsize=2048)
def quotable(passage: str, *, counted: bool = False) -> str | None:
    """The passage as it can stand between quotation marks: whole, one thing, without the sign of an
    item. None where that can't be said. `counted`: it may begin with a number.
    """
    text = _plain(passage)
    if (
        text is None
        or len(text) > MOST_QUOTED
        or len(words(text)) < _LEAST_WORDS - _is_korean(text)
    ):
        return None
    first = _WORD.findall(text)[0].casefold()
    if first in listed(__package__, "frames", "referring"):
        return None
    begins = text[0].isupper() or _is_caseless(text[0]) or (counted and text[0].isdigit())
    return text if begins and not _is_half(text) else None


@lru_cache(maxsize=2048)
def name(passage: str) -> str | None:
    """The name of a firm as it can stand after "at", without what it has in brackets at its end;
    None for what may be anything else: a title, a date, a line of several things."""
    text = _plain(_BRACKETED.sub("", passage.strip()))
    if text is None or not 2 <= len(text) <= MOST_NAME or _YEAR.search(text) or ":" in text:
        return None
    parts = [one for one in re.split(r"[\s-]+", text) if one]
    lowered = {part.strip(".,").casefold() for part in parts} - listed(
        __package__, "frames", "joins"
    )
    if len(parts) > _MOST_WORDS or ends_in_title(text) or text.count(",") > 1 or _is_half(text):
        return None
    if lowered <= listed(__package__, "frames", "no_names") or lowered & listed(
        __package__, "frames", "no_parts"
    ):
        return None
    begins = parts[0][0].isalnum() or _IS_FIRM.match(text)
    return text if begins and all(map(_may_be_in_name, parts)) else None


@lru_cache(maxsize=2048)
def tool(passage: str) -> str | None:
    """What somebody can do or use, as it is named: a few words."""
    text = _plain(passage)
    if text is None or not 1 <= len(text) <= MOST_NAME or len(text.split()) > _MOST_WORDS - 2:
        return None
    return text if text[0].isalnum() and not _is_half(text) else None


def is_private(text: str) -> bool:
    """Whether it speaks of what nobody should be asked: age, health, family, religion, origin."""
    lowered = text.casefold()
    return bool(_private().search(lowered))


@cache
def _private() -> re.Pattern[str]:
    words_of = listed(__package__, "frames", "private")
    latin = "|".join(sorted(re.escape(one) for one in words_of if one.isascii()))
    other = "|".join(sorted(re.escape(one) for one in words_of if not one.isascii()))
    return re.compile(rf"\b(?:{latin})\b|{other}")


def _plain(passage: str) -> str | None:
    """The passage on one line, without the sign of an item and the full stop; None where it is cut
    from several columns, has signs that a sentence has no place for, or is no passage at all."""
    lines = passage.strip().splitlines()
    if not lines or len(lines) > _MOST_LINES or len(passage) > 4 * MOST_QUOTED:
        return None
    if any(_COLUMNS.search(line.strip()) for line in lines) or not all(map(_goes_on, lines[1:])):
        return None
    text = _ENDING.sub("", _BULLET.sub("", one_line(passage)))
    if not text or _STRANGE.search(text) or is_instruction(text):
        return None
    if any(unicodedata.category(sign)[0] == "C" for sign in text):
        return None
    return text if any(sign.isalpha() for sign in text) else None


def _goes_on(line: str) -> bool:
    """Whether a line goes on with the one before it."""
    begun = line.lstrip()[:1]
    return begun.islower() or begun.isdigit() or _is_caseless(begun)


def _is_half(text: str) -> bool:
    """Whether a part of it is missing: a bracket, or what its last word waits for."""
    if _CUT.search(text) or any(text.count(a) != text.count(b) for a, b in ("()", "[]")):
        return True
    found = _WORD.findall(text)
    last = found[-1].casefold() if found else ""
    if last in listed(__package__, "frames", "waiting") and found[-1].islower():
        return True
    return last.endswith(tuple(listed(__package__, "frames", "korean_waiting")))


def _may_be_in_name(part: str) -> bool:
    begun = part.lstrip("(&.'’")[:1]
    if not begun:
        return True
    joins = part.casefold() in listed(__package__, "frames", "joins")
    return begun.isupper() or begun.isdigit() or _is_caseless(begun) or joins


def _is_caseless(sign: str) -> bool:
    """Whether it is a letter of a script without capitals; "º" is none."""
    return sign >= "\u0590" and sign.isalpha() and sign.lower() == sign.upper()


def _is_korean(text: str) -> bool:
    return any("가" <= sign <= "힣" for sign in text)
