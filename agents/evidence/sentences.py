"""Where the sentences of a text stand, in any language that ends them with a sign."""

import re
from collections.abc import Iterator
from functools import cache

from agents.data_files import listed

_END = re.compile(r"[.!?…]{1,20}[\"'”’»)\]]{0,3}(?=\s|$)|[。！？]+[」』”’)）]{0,3}|\n{1,99}")
_LAST_WORD = re.compile(r"[^\s(\[\"'“‘„«]{1,20}$")
_INITIAL = re.compile(r"(?:[^\W\d_]\.){0,5}[A-ZÀ-Þ]")
"""Of a name: "J.", "J. R."; and "U.S."."""
_DAY = re.compile(r"\d{1,2}")
_CLOSED = re.compile(r"[.!?…]{1,20}[\"'”’»)\]]{1,3}")


def sentence_spans(text: str) -> Iterator[tuple[int, str]]:
    """Each sentence with the offset of its first character: verbatim, without blanks around it.

    A line's end ends a sentence too. The full stop of a short form, of an initial or of the number
    of a day ends none. Linear in the length of the text.
    """
    begun = 0
    for match in _END.finditer(text):
        if not _goes_on(text, begun, match):
            yield from _stripped(text, begun, match.end())
            begun = match.end()
    yield from _stripped(text, begun, len(text))


def _stripped(text: str, begun: int, end: int) -> Iterator[tuple[int, str]]:
    piece = text[begun:end]
    if said := piece.strip():
        yield begun + len(piece) - len(piece.lstrip()), said


def _goes_on(text: str, begun: int, match: re.Match[str]) -> bool:
    """Whether the sentence goes on behind a sign that may end one."""
    sign = match.group()
    if sign[0] in "\n。！？":
        return False
    following = text[match.end() : match.end() + 24].lstrip(" \t")
    if _CLOSED.fullmatch(sign):
        return following[:1].islower()
    if sign != ".":
        return False
    last = _LAST_WORD.search(text, max(begun, match.start() - 20), match.start())
    word = last.group() if last else ""
    plain = word.lower()
    if _DAY.fullmatch(word):
        return _first_word(following) in _words("months")
    if plain in _words("short_forms"):
        return plain not in _words("may_end") or not following[:1].isupper()
    if plain in _words("may_end"):
        return not following[:1].isupper()
    # An initial is that of a name, so something follows; "plan B." ends a sentence.
    return bool(_INITIAL.fullmatch(word)) and _is_named(text, begun, match, following)


def _is_named(text: str, begun: int, match: re.Match[str], following: str) -> bool:
    if not following[:1].isupper():
        return bool(following)
    before = text[begun : match.start() - 1].rstrip()
    return not before or before.endswith((".", ",", "by", "and", "of", "with")) or _is_name(before)


def _is_name(before: str) -> bool:
    """Whether the word before an initial is a name, too: "Harry S. Truman"."""
    return before.rsplit(maxsplit=1)[-1][:1].isupper()


def _first_word(following: str) -> str:
    return re.split(r"[\s.,]", following, maxsplit=1)[0].lower()


@cache
def _words(key: str) -> frozenset[str]:
    return listed(__package__, "sentences", key)
