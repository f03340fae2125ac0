"""What small models put into an answer that no reader should see, whatever was asked.

They say again what they were told to do, say one sentence over and over, go on with the other
speaker's lines, leave the marks of their own templates, wrap what they say in a fence or an object,
or write in a language that was not asked for. Code can tell all of that, so that no kind has to.
Pure.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from agents.evidence.language import names_language
from agents.evidence.promises import texts_in
from agents.evidence.text import QUOTED, sentences, words
from agents.models.request import Request

LEAST_WORDS = 5
"""Words of a passage that nobody shares with what they were told by chance."""
LEAST_LETTERS = 24
"""Its characters: words of Hangul are few."""
MOST_TIMES = 2
"""So often a sentence may stand in an answer: once told, and once summed up."""
DEPTH = 4
"""So many layers are taken off: what stands in a fence may have slips of its own."""
LEAST_TOLD = 24
"""Letters from which on it is told in which script a text is."""
LEAST_SHARE = 0.1
"""Of the letters: a Korean text may be full of English terms."""
MOST_SHARE = 0.5
"""Of the letters: an English text may quote a Korean one."""

MOST_LOOKED_AT = 2_000
"""Characters of a text by which its script is told, and what is asked for: the newest messages of a
session may be long, and are looked at while others wait."""
MOST_MESSAGES = 20
"""So many of the newest messages are looked through for the name of a language."""

_SAID = 0.3
"""The share of a script by which a message is in it."""
OTHER_LANGUAGE = "Write it in the language of the last message."

_MARKS = re.compile(
    r"<\|[a-z_]{2,30}\|>|</?s>|\[/?INST\]|<</?SYS>>|<(?:start|end)_of_turn>", re.IGNORECASE
)
_OTHER = re.compile(r"^(?:User|Human|USER|HUMAN) ?:", re.MULTILINE)
_OWN = re.compile(r"\A\W{0,4}(?:assistant|system|ai)\W{0,4}:\W{0,4}", re.IGNORECASE)
_FENCED = re.compile(
    r"\A\s*(```|~~~)[a-z]{0,12}[ \t]*\n(?P<text>.*)\n[ \t]*\1\s*\Z",
    re.IGNORECASE | re.DOTALL,
)
_LETTER = re.compile(r"[^\W\d_]")
_SCRIPTS = {
    "ko": "\uac00-\ud7a3",
    "ja": "\u3040-\u30ff\u4e00-\u9fff",
    "zh": "\u4e00-\u9fff",
    "ru": "\u0400-\u04ff",
    "uk": "\u0400-\u04ff",
    "el": "\u0370-\u03ff",
    "he": "\u0590-\u05ff",
    "ar": "\u0600-\u06ff",
    "hi": "\u0900-\u097f",
    "th": "\u0e00-\u0e7f",
}
"""The letters of languages (ISO 639-1) whose script tells them; others are written in Latin."""
_LATIN = "A-Za-z\u00c0-\u024f\u1e00-\u1eff"


def wrong(value: Any, request: Request) -> list[str]:
    """What is wrong with an answer to the request in this, in words that the model can act on."""
    texts = list(texts_in(msgspec.to_builtins(value)))
    found = [f"{mark!r} is no part of a text." for text in texts for mark in _MARKS.findall(text)]
    told = _Told(request)
    if any(told.repeated(text) for text in texts):
        found.append("Give the answer, and nothing of what you were told to do.")
    if isinstance(value, str):
        found += _in_text(value, request)
    return list(dict.fromkeys(found))


def _in_text(text: str, request: Request) -> Iterator[str]:
    if _OTHER.search(text) or _OWN.match(text):
        yield "Say your own part alone, without a name before it."
    if _unwrapped(text, request) != text:
        yield "Give the text alone: no fence around it, and no JSON."
    if any(count > MOST_TIMES for count in _counted(text).values()):
        yield "Say each thing once."
    if not _is_in(text, request):
        wanted = request.inputs.get("language")
        yield f"Write it in the language {wanted!r}." if wanted else OTHER_LANGUAGE


def dropped(value: Any, request: Request) -> Any:
    """The text without them, as far as it says anything then; only its language stays as it is.

    Of an answer that has a type nothing is dropped: what it needs, that kind's own checks know.
    """
    if not isinstance(value, str):
        return value
    for _ in range(DEPTH):
        if not wrong(value, request):
            break
        value = _cleaned(value, request)
    return value


def _cleaned(value: str, request: Request) -> str:
    text = _OWN.sub("", _MARKS.sub("", _unwrapped(value, request)))
    if other := _OTHER.search(text):
        text = text[: other.start()]
    text = _once(_without(text, _Told(request).repeated(text)))
    return text.strip() or value


class _Told:
    """What a model was told to do, as far as it is not said in what it was given."""

    def __init__(self, request: Request) -> None:
        self._text = _folded(request.instructions)
        self._request = request

    def repeated(self, text: str) -> list[str]:
        """The sentences of a text that are said in it."""
        found = [s for s in _long(sentences(text)) if _folded(s) in self._text]
        given = self._given() if found else ""
        return [sentence for sentence in found if _folded(sentence) not in given]

    def _given(self) -> str:
        inputs = texts_in(msgspec.to_builtins(dict(self._request.inputs)))
        lines = (line.text for line in self._request.messages)
        return _folded("\n".join([*inputs, *lines]))


def _long(found: Iterable[str]) -> Iterator[str]:
    """Those that nobody says again by chance."""
    for one in found:
        if len(one) >= LEAST_LETTERS and len(words(one)) >= LEAST_WORDS:
            yield one


def _counted(text: str) -> Counter[str]:
    return Counter(map(_folded, _long(sentences(QUOTED.sub('""', text)))))


def _once(text: str) -> str:
    """The text without what was said in it often enough before."""
    often = {said for said, count in _counted(text).items() if count > MOST_TIMES}
    if not often:
        return text
    seen, kept = set[str](), list[str]()
    for line in text.split("\n"):
        left = line
        for sentence in sentences(line):
            said = _folded(QUOTED.sub('""', sentence))
            if said in often and said in seen:
                left = left.replace(sentence, "", 1)
            seen.add(said)
        if left == line or words(left):
            kept.append(left.rstrip())
    return "\n".join(kept)


def _without(text: str, found: Iterable[str]) -> str:
    for sentence in found:
        text = text.replace(sentence, "", 1)
    return text


def _unwrapped(text: str, request: Request) -> str:
    """What stands in a fence, or in the values of an object, that is all of the text.

    In a conversation a fence may have been asked for.
    """
    fenced = None if request.messages else _FENCED.match(text)
    plain = fenced["text"] if fenced else text
    if not plain.lstrip().startswith("{"):
        return plain
    try:
        value = msgspec.json.decode(plain)
    except msgspec.DecodeError:
        return plain
    texts = list(texts_in(value))
    return "\n\n".join(texts) if any(_long(texts)) else plain


def _is_in(text: str, request: Request) -> bool:
    """Whether a text is in the script of the language that was asked for, where one was.

    In a conversation it may also be in that of the last message, which may ask for any other.
    """
    letters = _letters(text)
    language = request.inputs.get("language")
    allowed = [_script(language)] if isinstance(language, str) else []
    if request.messages:
        said = [
            line.text[:MOST_LOOKED_AT]
            for line in request.messages[-MOST_MESSAGES:]
            if line.role == "user" and not line.label
        ]
        if not said or any(map(names_language, said)) or not _letters(said[-1]):
            return True
        allowed.append(_script_of(said[-1]))
    if not allowed or len(letters) < LEAST_TOLD:
        return True
    return any(_share(letters, script) >= _least(script) for script in allowed)


def _script(language: str) -> str:
    return _SCRIPTS.get(language.split("-")[0].lower(), _LATIN)


def _script_of(text: str) -> str:
    letters = _letters(text)
    return next((s for s in _SCRIPTS.values() if _share(letters, s) >= _SAID), _LATIN)


def _share(letters: str, script: str) -> float:
    return len(re.findall(f"[{script}]", letters)) / max(1, len(letters))


def _least(script: str) -> float:
    return 1 - MOST_SHARE if script == _LATIN else LEAST_SHARE


def _letters(text: str) -> str:
    return "".join(_LETTER.findall(QUOTED.sub("", text[:MOST_LOOKED_AT])))


def _folded(text: str) -> str:
    return " ".join(text.split()).lower()
