"""What can be looked up in what was said: a passage, and the quotes and numbers of a text."""

import re
from collections.abc import Iterable, Iterator

from agents.evidence.text import words

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
"""Thai, Lao, Burmese, Khmer, kana and Chinese characters, which are written without blanks."""
_LETTER = rf"(?:(?![{_UNSPACED}])[\w'’])"
_SAID_WORD = re.compile(rf"[{_UNSPACED}]|{_LETTER}{{1,100}}")
_LEAST_WORDS = 3
"""Fewer words show nothing; between quotation marks they are a term rather than a quote."""
_QUOTED = re.compile(
    r'"([^"\n]+)"|„([^„“”\n]+)[“”]|“([^“”\n]+)”|«([^«»\n]+)»|「([^「」\n]+)」|『([^『』\n]+)』'
)
_LEFT_OUT = re.compile(r"…|\.{3}|\[[^\[\]\n]{0,60}\]")
_NUMBER = re.compile(
    r"(?i)(?<![a-z\d.,])(?P<digits>\d+(?:[.,]\d+)*)"
    r"(?:\s?(?P<unit>k|m|bn|thousand|million|billion)\b)?"
)
_ZEROS = {"k": 3, "thousand": 3, "m": 6, "million": 6, "bn": 9, "billion": 9}
_ONES = "zero one two three four five six seven eight nine ten eleven twelve"
_TENS = "zero ten twenty thirty forty fifty sixty seventy eighty ninety hundred"
_SPELLED = {
    word: str(number * step)
    for row, step in ((_ONES, 1), (_TENS, 10))
    for number, word in enumerate(row.split())
}


def is_passage(quote: str | None, text: str) -> bool:
    """Whether the quote is a verbatim part of the text, of three words or else all of it.

    It neither begins nor ends inside of a word. Where a script has no blanks, a character counts
    as a word.
    """
    said = quote or ""
    if not said.strip() or word_count(said) < min(_LEAST_WORDS, word_count(text)):
        return False
    return re.search(rf"(?<!{_LETTER}){re.escape(said)}(?!{_LETTER})", text) is not None


def word_count(text: str) -> int:
    """How many words there are; where a script has no blanks, characters."""
    return len(_SAID_WORD.findall(text))


def misquoted(text: str, sources: Iterable[str]) -> list[str]:
    """The quoted passages of three words or more that no source holds.

    Case, punctuation and what a quote says that it leaves out do not matter.
    """
    quotes = {quote: list(_pieces(quote)) for quote in _quotes(text)}
    known = [_plain(source) for source in sources] if any(quotes.values()) else []
    return [
        quote
        for quote, pieces in quotes.items()
        if any(all(piece not in said for said in known) for piece in pieces)
    ]


def unknown_numbers(text: str, sources: Iterable[str]) -> list[str]:
    """The numbers in digits that stand in no source, however those write them."""
    known = {reading for source in sources for reading in _known(source)}
    return [
        match.group().strip()
        for match in _NUMBER.finditer(text)
        if known.isdisjoint(_readings(match))
    ]


def _quotes(text: str) -> Iterator[str]:
    for match in _QUOTED.finditer(text):
        yield next(filter(None, match.groups()))


def _pieces(quote: str) -> Iterator[str]:
    for piece in _LEFT_OUT.split(quote):
        if word_count(piece) >= _LEAST_WORDS:
            yield _plain(piece)


def _plain(text: str) -> str:
    return " ".join(word.rstrip(".,") for word in words(text))


def _readings(match: re.Match[str]) -> set[str]:
    """A number's digits, as they stand and with its unit written out: 10k is 10 and 10000."""
    digits = re.sub(r"[.,]", "", match["digits"])
    return {digits, digits + "0" * _ZEROS.get((match["unit"] or "").lower(), 0)}


def _known(source: str) -> Iterator[str]:
    """Every number of a source; of "1,2,3" each by itself, too."""
    for match in _NUMBER.finditer(source):
        yield from _readings(match)
        yield from re.split(r"[.,]", match["digits"])
    yield from (_SPELLED[word] for word in words(source) if word in _SPELLED)
