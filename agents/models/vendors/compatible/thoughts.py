"""Thoughts in the text of an answer: between tags at its beginning, or before an end tag alone.

Models write them so (`<think>…</think>`), and many servers hand their text on as it is. Where the
server's template has the first tag in the prompt, only the other one comes.
"""

import re
from collections.abc import Iterator
from typing import Literal

from agents.models.request import Delta, ReasoningDelta, TextDelta, Withdraw

_NAMES = "think|thinking|thoughts?|reasoning"
_OPEN = re.compile(rf"<(?:{_NAMES})(?:\s[^<>]*)?>\s*", re.IGNORECASE)
_OPENS = re.compile(rf"<(?:{_NAMES})\b", re.IGNORECASE)
_CLOSE = re.compile(rf"</(?:{_NAMES})\s?>", re.IGNORECASE)

_MAY_OPEN = re.compile(rf"(?:<(?:[a-z]{{0,9}}|(?:{_NAMES})\s[^<>]*))?\Z", re.IGNORECASE)
_MAY_CLOSE = re.compile(r"<(?:/[a-z]{0,9}\s?)?\Z", re.IGNORECASE)
"""What may become a tag with what comes next."""

_LONGEST = 64
"""Characters of which a tag, or blanks, that are not decided on yet may consist."""

_SPOKEN_BEFORE = re.compile(r"(?:[`'\"“‘„«(\[]|[^\s.!?…。][^\S\n]+)\Z")
_SPOKEN_AFTER = re.compile(r"[`'\"”’»)\].,;:!?]")
"""What stands before and after a tag that is spoken of: signs, or a blank within a sentence."""


class Thoughts:
    """Tells thoughts from the answer, however the text is cut.

    Tags that the answer speaks of are left alone. An end tag alone makes thoughts of all that came
    before it, which is withdrawn then: one that stands where a sentence or a line may end.
    """

    def __init__(self) -> None:
        self._place: Literal["beginning", "thoughts", "between", "text", "answer"] = "beginning"
        self._held = ""
        self._said: list[str] = []

    def feed(self, text: str) -> Iterator[Delta]:
        """What is certain of the text so far."""
        text, self._held = self._held + text, ""
        match self._place:
            case "beginning" | "between":
                return self._begin(text)
            case "thoughts":
                return self._think(text)
            case "text":
                return self._tell(text)
            case "answer":
                return _text(text)

    def rest(self) -> Iterator[Delta]:
        """What was held back, once nothing follows any more."""
        held, self._held = self._held, ""
        if self._place == "thoughts":
            return _reasoning(held)
        if self._place == "text" and (close := _CLOSE.match(held)):
            return self._decide(held, close)
        return _text(held)

    def _begin(self, text: str) -> Iterator[Delta]:
        """Where thoughts may begin. Blanks between them and the answer are no part of it."""
        stripped = text.lstrip()
        if tag := _OPEN.match(stripped):
            self._place = "thoughts"
            yield from self._think(stripped[tag.end() :])
        elif len(text) <= _LONGEST and _MAY_OPEN.match(stripped):
            self._held = text
        elif self._place == "between":
            if stripped:
                self._place = "answer"
            yield from _text(stripped)
        else:
            self._place = "text"
            yield from self._tell(text)

    def _think(self, text: str) -> Iterator[Delta]:
        close = _CLOSE.search(text)
        if close is None:
            yield from _reasoning(self._certain(text))
            return
        yield from _reasoning(text[: close.start()])
        self._place = "between"
        yield from self._begin(text[close.end() :])

    def _tell(self, text: str) -> Iterator[Delta]:
        """Text of which an end tag alone may make thoughts yet."""
        close = _CLOSE.search(text)
        if close is None:
            certain = self._certain(text)
        elif text[close.end() :].strip() or len(text) - close.end() > _LONGEST:
            yield from self._decide(text, close)
            return
        else:
            certain, self._held = text[: close.start()], text[close.start() :]
        if certain:
            self._said.append(certain)
        yield from _text(certain)

    def _decide(self, text: str, close: re.Match[str]) -> Iterator[Delta]:
        """Whether the first end tag that comes is one, or is spoken of."""
        before = "".join(self._said) + text[: close.start()]
        after = text[close.end() :]
        self._place = "answer"
        if not _ends_thoughts(before, after):
            yield from _text(text)
            return
        if self._said:
            yield Withdraw()
        yield from _reasoning(before)
        yield from _text(after.lstrip())

    def _certain(self, text: str) -> str:
        """The text without what may become an end tag, which is held back."""
        if may := _MAY_CLOSE.search(text):
            text, self._held = text[: may.start()], text[may.start() :]
        return text


def _ends_thoughts(before: str, after: str) -> bool:
    """Whether an end tag that stands between these is none that is spoken of."""
    fenced = before.count("```") % 2
    json = before.lstrip()[:1] in ("{", "[")
    spoken = _SPOKEN_BEFORE.search(before[-_LONGEST:]) or _SPOKEN_AFTER.match(after)
    return bool(before or after) and not (fenced or json or spoken or _OPENS.search(before))


def _reasoning(text: str) -> Iterator[Delta]:
    if text:
        yield ReasoningDelta(text)


def _text(text: str) -> Iterator[Delta]:
    if text:
        yield TextDelta(text)
