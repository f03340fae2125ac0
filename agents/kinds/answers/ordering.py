"""An answer with its conclusion first."""

import re
from collections.abc import Sequence

from msgspec.structs import replace

from agents.kinds.answers.telling import HEADING, RESULT, Sentence

_LED = re.compile(
    r"^(?:그\s?결과|결과적으로|결국|마침내|그리하여|그래서|따라서|덕분에|이를\s?통해|그렇게)(?:,\s?|\s)"
)
_LED_IN = re.compile(
    r"(?i)^(?:as a result|in the end|eventually|finally|ultimately|in total|overall|consequently|"
    r"therefore|so|thus),?\s"
)
_LEANS = re.compile(
    r"^(?:이는|이에|이를|이로|이러한|이런|그런|그러나|하지만|그런데|또한|그리고|반면|특히|게다가|물론)"
    r"|^(?:그때|그 뒤|그 후|이후|이때|당시)"
    r"|^(?i:this|that|these|those|it|they|he|she|but|however|also|and|then|after that|afterwards|"
    r"moreover|besides|which)\b"
)
"""How a sentence begins that says nothing without the one before it."""


def conclusion(sentences: Sequence[Sentence]) -> int | None:
    """The place of the sentence that says what came of it, the one with most numbers; None where
    none does, or where none can stand by itself."""
    best = [
        at for at, one in enumerate(sentences) if one.rank == RESULT and not _LEANS.match(one.text)
    ]
    if not best:
        return None
    return max(best, key=lambda at: (min(sentences[at].numbers, 2), at))


def first(sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """The sentences with the conclusion first, behind a heading; the others keep their order.

    Words that lead to a conclusion ("as a result,") go where there is nothing before it any more.
    """
    at = conclusion(sentences)
    head = 1 if sentences and sentences[0].rank == HEADING else 0
    if at is None or at <= head:
        return tuple(sentences)
    moved = replace(sentences[at], text=_bare(sentences[at].text), gap=sentences[head].gap)
    rest = [one for place, one in enumerate(sentences) if place not in (at, *range(head))]
    next_one = replace(rest[0], gap=" ")
    return (*sentences[:head], moved, next_one, *rest[1:])


def _bare(text: str) -> str:
    """A sentence without what leads to it, beginning as sentences do."""
    if match := _LED.match(text):
        return text[match.end() :]
    if match := _LED_IN.match(text):
        rest = text[match.end() :]
        return rest[:1].upper() + rest[1:]
    return text
