"""Finds prompt injection: text that talks to the model instead of to a reader.

It notices; it does not protect: a model is protected by how prompts are built
(`agents.models.prompt.build`) and by code that checks what comes back. The patterns are data
(`data/injection.toml`), and `tests/agents/safety` says what they find and what they let pass.
"""

import hashlib
import re
import unicodedata
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import chain
from threading import Lock
from typing import Any

import msgspec

from agents.data_files import read
from agents.models.request import Line, Request
from agents.safety.plain import plain, tagged

EXCERPT = 120
"""Characters of a place that are shown."""

PIECE = 16_384
WIDEST = 1_024
"""Characters that are searched at once, and how many at most a match may have."""

KNOWN = 2_048
"""Of so many texts it is kept what was found in them."""


class Suspicion(msgspec.Struct, frozen=True):
    """What looks like an attempt: by which rule, in which text, and the place (clipped)."""

    rule: str
    label: str
    excerpt: str


class Rule(msgspec.Struct, frozen=True):
    """Patterns that give an attempt away, tried where one of the cues stands in the text.

    They are compiled then, as most texts have few of the cues.
    """

    name: str
    cues: tuple[str, ...]
    patterns: tuple[str, ...]

    def find(self, text: str) -> str | None:
        """The first place in a plain text that only talks to a model."""
        if not any(cue in text for cue in self.cues):
            return None
        hits = (match for one in self.patterns for match in _matches(_compiled(one), text))
        return next((_around(text, hit) for hit in hits if not _is_mention(text, hit)), None)


def _matches(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """All matches, looked for piece by piece: one search lets no other thread go on meanwhile."""
    for begin in range(0, len(text), PIECE):
        yield from pattern.finditer(text, max(0, begin - WIDEST), begin + PIECE)


def suspicions(given: Mapping[str, str]) -> list[Suspicion]:
    """What in the labelled texts tries to steer a model, each rule at most once a text."""
    return [
        Suspicion(rule, label, excerpt)
        for label, text in given.items()
        for rule, excerpt in _found(text)
    ]


def unseen(given: Mapping[str, str]) -> int:
    """How many characters of these texts are still to be looked at: of the rest it is known."""
    return sum(len(text) for text in given.values() if _known.get(text) is None)


def texts_of(request: Request) -> dict[str, str]:
    """All that may have come from outside into a request, by label: what there is to look at.

    Of inputs with fields the texts in them: names of fields, and numbers, are ours.
    """
    said = {
        _place(number, line): "\n".join([line.text, *(result.text for result in line.results)])
        for number, line in enumerate(request.messages, 1)
        if line.role == "user"
    }
    given = {label: "\n".join(_strings(value)) for label, value in request.inputs.items()}
    return {label: text for label, text in given.items() if text} | said


def _place(number: int, line: Line) -> str:
    """Which text it is. The name of a file may be personal, and this is logged."""
    return f"a document of message {number}" if line.label else f"message {number}"


def _strings(value: Any) -> Iterator[str]:
    """Every text in a value, in order."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from chain.from_iterable(map(_strings, value.values()))
    elif isinstance(value, list | tuple):
        yield from chain.from_iterable(map(_strings, value))
    elif isinstance(value, msgspec.Struct):
        yield from _strings(msgspec.to_builtins(value))


_CHARACTERS = {
    "hidden-text": re.compile(
        "[\u200b-\u200d\u2060-\u2064\ufeff]{8,}|[\ufe00-\ufe0f]{4,}|[\U000e0100-\U000e01ef]{4,}"
    ),
    "reversed-text": re.compile("[\u202d\u202e][^\u202c\n]{3,}"),
}
"""What characters alone give away: more invisible ones than any script needs, and reversal."""
_QUOTED = re.compile(r"""["“„«'`‘][^"”“»'`’\n]{0,20}$""")
_SPOKEN_OF = re.compile(
    r"\b(?:inject|attack|jailbreak|malicious|adversar|detect|block ?list|red[- ]team|sanitiz|trick)"
)


_Hits = tuple[tuple[str, str], ...]
_DIGEST = 16
"""Bytes of a digest: so many that no two texts have the same."""


class _Known:
    """What the last texts gave themselves away by, as a conversation comes again whole.

    It goes by digests: texts are long, and are not to outlive their sessions. Threads may share it.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._hits: OrderedDict[bytes, _Hits] = OrderedDict()
        self._lock = Lock()

    def get(self, text: str) -> _Hits | None:
        """What was found in it, if that is known."""
        name = _digest(text)
        with self._lock:
            hits = self._hits.get(name)
            if hits is not None:
                self._hits.move_to_end(name)
            return hits

    def add(self, text: str, hits: _Hits) -> None:
        """Keep what was found, and forget the text that was not asked for longest."""
        with self._lock:
            self._hits[_digest(text)] = hits
            while len(self._hits) > self._size:
                self._hits.popitem(last=False)


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:_DIGEST]


_known = _Known(KNOWN)


def _found(text: str) -> _Hits:
    """The rules that the text gives itself away by."""
    hits = _known.get(text)
    if hits is None:
        hits = tuple(_hits(text))
        _known.add(text, hits)
    return hits


def _hits(text: str) -> Iterator[tuple[str, str]]:
    if hidden := tagged(text):
        yield "hidden-text", hidden[:EXCERPT]
    for name, pattern in _CHARACTERS.items():
        if match := pattern.search(text):
            yield name, _around(text, match)
    view = plain(text)
    for rule in _rules():
        if excerpt := rule.find(view):
            yield rule.name, excerpt


_PIECE = re.compile(r"\(\?&(\w+)\)")
"""How a pattern of the data names a piece, as it does in PCRE."""


@cache
def _rules() -> tuple[Rule, ...]:
    raw = read(__package__, "injection")

    def piece(match: re.Match[str]) -> str:
        return f"(?:{raw['pieces'][match[1]]})"

    return tuple(
        Rule(
            entry["name"],
            tuple(unicodedata.normalize("NFKC", cue) for cue in entry["cues"]),
            tuple(
                unicodedata.normalize("NFKC", _PIECE.sub(piece, pattern))
                for pattern in entry["patterns"]
            ),
        )
        for entry in raw["rules"]
    )


@cache
def _compiled(written: str) -> re.Pattern[str]:
    return re.compile(written)


def _is_mention(text: str, match: re.Match[str]) -> bool:
    """Whether the words are quoted where attacks are spoken of, as somebody who works on them does.

    An attacker may dress up so. But then the words are no order to the model any more either.
    """
    sentence = text[max(0, match.start() - 150) : match.end() + 150]
    quoted = _QUOTED.search(text, max(0, match.start() - 22), match.start() + 1)
    return bool(quoted and _SPOKEN_OF.search(sentence))


def _around(text: str, match: re.Match[str]) -> str:
    begin = max(0, match.start() - 20)
    return " ".join(text[begin : begin + EXCERPT].split())
