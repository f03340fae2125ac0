"""What stands for personal data in a text that a model is given: `[EMAIL_1]`, `[PHONE_2]`.

The number is the value's. A second way to write it has a letter behind the number, `[PHONE_2B]`,
so that what is put back is the very characters that stood there.
"""

import re
from collections.abc import Iterable, Sequence
from string import ascii_uppercase
from typing import get_args

from agents.privacy.span import Kind, Span

KINDS: tuple[str, ...] = get_args(Kind)
LONGEST = 40
"""Characters of the longest thing that is taken for a placeholder."""

_LETTERS = ("", *ascii_uppercase[1:])
"""Of the ways to write one value: none for the first."""
_KIND = "|".join(KINDS)
_SEPARATOR = r"(?:\\{0,2}_|[ \xa0-])?"
_BARE = r"(?:(?<![A-Za-z0-9_\\])|(?<=\\[nrt]))"
PLACEHOLDER = re.compile(
    rf"\\{{0,2}}\[ ?(?P<kind>(?i:{_KIND})){_SEPARATOR}(?P<number>[1-9]\d{{0,5}})"
    r"(?P<letter>[A-Za-z]?) ?\\{0,2}\]"
    rf"|{_BARE}(?P<bare_kind>{_KIND})\\{{0,2}}_(?P<bare_number>[1-9]\d{{0,5}})(?P<bare_letter>[A-Z]?)"
    r"(?![A-Za-z0-9_])"
)
"""A placeholder, also as models change it: other capitals, blanks, Markdown's backslashes, and, in
capitals, without its brackets. Whatever this finds in what people wrote gets a placeholder, too, so
that in an answer it can only be one of ours."""


def _begun(parts: Sequence[str]) -> str:
    """A pattern of every beginning of what these parts match, one behind the other."""
    whole = ""
    for part in reversed(parts):
        whole = f"(?:{part}{whole})?"
    return whole


_REST = r"(?:\\{0,2}(?:_|[ \xa0-])?(?:[1-9]\d{0,5}[A-Za-z]? ?)?\\{0,2})"
_WORDS = "|".join(_begun(kind) for kind in KINDS)
_BRACKET_BEGUN = re.compile(rf"\\{{0,2}}\[ ?(?i:(?:{_KIND}){_REST}|{_WORDS})")
_BARE_BEGUN = re.compile(
    rf"{_BARE}(?:(?:{_KIND})\\{{0,2}}(?:_(?:[1-9]\d{{0,5}}[A-Z]?)?)?|{_WORDS})"
)
_TAIL = re.compile(r"[A-Z0-9_\\]{1,40}\Z")


def unfinished(text: str) -> int:
    """Where at the end of the text something begins that may become a placeholder, or a longer one.

    The text's length where nothing does. It is at most LONGEST characters before the end.
    """
    end = len(text)
    begin = max(0, end - LONGEST)
    opened = text.rfind("[", begin)
    if opened >= 0:
        opened -= min(_trailing(text[begin:opened]), 2)
        if _BRACKET_BEGUN.fullmatch(text, opened):
            return opened
    if not (text[-1:].isupper() or text[-1:].isdigit() or text[-1:] in "_\\"):
        return end
    tail = _TAIL.search(text, begin)
    for at in range(tail.start() if tail else end, end):
        if _BARE_BEGUN.fullmatch(text, at):
            return at
    return end - min(_trailing(text[begin:]), 2)


def _trailing(text: str) -> int:
    """How many backslashes the text ends in."""
    return len(text) - len(text.rstrip("\\"))


def name_of(match: re.Match[str]) -> str:
    """The placeholder that was meant."""
    kind = match["kind"] or match["bare_kind"]
    number = match["number"] or match["bare_number"]
    letter = match["letter"] or match["bare_letter"] or ""
    return f"[{kind.upper()}_{number}{letter.upper()}]"


class Placeholders:
    """The placeholders of one request. The same spans in the same order give the same ones."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {}
        """What each stands for."""
        self._numbers: dict[tuple[str, str], int] = {}
        self._writings: dict[tuple[str, int], dict[str, int]] = {}
        self._counts: dict[str, int] = dict.fromkeys(KINDS, 0)

    def put(self, text: str, spans: Iterable[Span]) -> str:
        """The text with placeholders where the spans are, which come in order."""
        parts: list[str] = []
        at = 0
        for span in spans:
            parts += (text[at : span.start], self._name(span, text[span.start : span.end]))
            at = span.end
        parts.append(text[at:])
        return "".join(parts)

    def _name(self, span: Span, written: str) -> str:
        number = self._number(span.kind, span.key)
        writings = self._writings.setdefault((span.kind, number), {})
        if written not in writings and len(writings) == len(_LETTERS):
            # Nobody writes one thing in so many ways: from here on they are things of their own.
            number = self._number(span.kind, f"{span.key} {written}")
            writings = self._writings.setdefault((span.kind, number), {})
        letter = _LETTERS[writings.setdefault(written, len(writings))]
        name = f"[{span.kind}_{number}{letter}]"
        self.values[name] = written
        return name

    def _number(self, kind: str, key: str) -> int:
        value = (kind, key)
        if value not in self._numbers:
            self._counts[kind] += 1
            self._numbers[value] = self._counts[kind]
        return self._numbers[value]
