"""What code can tell of what a model wrote of a text: nothing in it that the text does not have."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from agents.evidence.claims import misquoted, unknown_numbers, word_count
from agents.evidence.instructions import is_instruction
from agents.evidence.sentences import sentence_spans
from agents.evidence.sources import Source, find_quote

_CAPITAL = re.compile(r"(?<![\w'’.&-])[A-ZÀ-Þ][\w&+#-]*(?:['’](?!s\b)\w+)?")
_TOKEN = re.compile(r"[^\W_]+")
_TOLERANCE = 1.15
"""A summary may be so many times as long as was wished for, and is then cut at a sentence."""
_NOUNS_HAVE_CAPITALS = ("de", "lb", "gsw")
_BEGINS = re.compile(r"(?:^|[.!?:\n•*-]|[.!?]['\"”’)])\s*['\"“‘(]?$")


def has(quote: str | None, text: str) -> bool:
    """Whether a quote is a verbatim part of the text, white space folded."""
    return bool(quote and find_quote(quote, [Source("text", text)]))


def says(quote: str | None, text: str) -> bool:
    """Whether a quote is of the text, and of no sentence in it that talks to a model."""
    place = find_quote(quote or "", [Source("text", text)])
    if place is None:
        return False
    begun, end = place[1]
    return not any(
        start < end and begun < start + len(sentence) and is_instruction(sentence)
        for start, sentence in sentence_spans(text)
    )


def invented(written: str, text: str, language: str | None) -> list[str]:
    """The numbers, names and quotes of what was written that the text does not have."""
    found = [*unknown_numbers(written, [text]), *misquoted(written, [text])]
    if (language or "").split("-")[0].lower() not in _NOUNS_HAVE_CAPITALS:
        found += _unknown_names(written, text)
    return list(dict.fromkeys(found))


def strange(written: str, text: str, language: str | None) -> list[str]:
    """The same, in words that a writer can act on."""
    return [f"The text does not have {what!r}." for what in invented(written, text, language)]


def _unknown_names(written: str, text: str) -> Iterator[str]:
    known = _tokens(text)
    for match in _CAPITAL.finditer(written):
        name = match.group()
        begins = _BEGINS.search(written[: match.start()][-8:]) is not None
        if begins and name[1:].islower():
            continue
        parts = [part.casefold() for part in _TOKEN.findall(name)]
        is_new = any(part not in known and part.removesuffix("s") not in known for part in parts)
        if is_new and name != "I":
            yield name


@lru_cache(maxsize=8)
def _tokens(text: str) -> frozenset[str]:
    found = {token.casefold() for token in _TOKEN.findall(text)}
    return frozenset(found | {token.removesuffix("s") for token in found})


def summary_faults(written: str, text: str, words: int, language: str | None) -> list[str]:
    """What is wrong with a summary, in words that its writer can act on."""
    found = strange(written, text, language)
    if not written.strip():
        found.append("There is no summary.")
    if word_count(written) > _TOLERANCE * words:
        found.append(f"It has {word_count(written)} words, and may have {words}.")
    return found


def summary_kept(written: str, text: str, words: int, language: str | None) -> str:
    """The sentences of a summary that say nothing else than the text, as many as may be."""
    kept: list[str] = []
    for _, sentence in sentence_spans(written):
        if invented(sentence, text, language):
            continue
        if word_count(" ".join([*kept, sentence])) > _TOLERANCE * words:
            break
        kept.append(sentence)
    return " ".join(kept)


def missing(quotes: Sequence[str], text: str) -> list[str]:
    """What is said of quotes that the text does not have."""
    return [f"The text does not have these words: {one!r}." for one in quotes if not has(one, text)]
