"""Plain text, looked at the way the checklists need it: sentences, words, and what they share."""

import re
from collections.abc import Iterable
from functools import lru_cache

_FUNCTION_WORDS = (
    "a about after all also am an and any are as at be because been before being but by can could "
    "did do does for from had has have he her his how i if in into is it its just me more most my "
    "no not of on only or our out over own s she should so some such t than that the their them "
    "then there these they this those to too up us very was we were what when where which while "
    "who why will with would you your"
)
STOPWORDS = frozenset(_FUNCTION_WORDS.split())
QUOTED = re.compile(r'"[^"\n]{0,300}"|“[^“”\n]{0,300}”|「[^「」\n]{0,300}」')
"""A passage in quotation marks, on one line."""
_CONTRACTION = re.compile(r"n't$|'(?:m|ve|re|ll|d|s|t)$")
_SENTENCE = re.compile(r"[^\n.!?]+(?:[.!?](?=\S)[^\n.!?]*)*[.!?]*")
_WORD = re.compile(r"[^\W\d_](?:[\w'’]*\w)?|\d[\w.,]*")
_CODE = re.compile(
    r"(?m)\breturn\b|\bdef \w{1,60}\(|\b(?:for|while) .{1,80}:|[{};][ \t]{0,8}$|[\w\]] [-+]?= "
)
_SUFFIXES = (
    "'s",
    "ations",
    "ation",
    "ingly",
    "ings",
    "ing",
    "edly",
    "ies",
    "ied",
    "ed",
    "es",
    "s",
    "ly",
)


def words(text: str) -> list[str]:
    """The words and numbers of a text, in lower case."""
    return [word.replace("’", "'") for word in _WORD.findall(text.lower())]


def sentences(text: str) -> list[str]:
    """The sentences, each a verbatim part of the text. A line's end ends a sentence too."""
    found = (match.group().strip() for match in _SENTENCE.finditer(text))
    return [sentence for sentence in found if _WORD.search(sentence)]


def is_function_word(word: str) -> bool:
    """Whether a word of `words` carries the grammar rather than the meaning: "the", "I've"."""
    return _CONTRACTION.sub("", word) in STOPWORDS


def stem(word: str) -> str:
    """A word without its commonest endings: good enough to see that two are related."""
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            return word[: -len(suffix)].rstrip("e")
    return word.rstrip("e") if len(word) > 3 else word


def content(text: str) -> set[str]:
    """The stems of the words that carry meaning."""
    return {stem(word) for word in words(text) if not is_function_word(word) and len(word) > 2}


def looks_like_code(text: str) -> bool:
    """Whether a good part of the text is program code."""
    return len(_CODE.findall(text)) >= 3


@lru_cache(maxsize=4096)
def _pattern(term: str) -> re.Pattern[str]:
    """A term of five letters or more also matches as the beginning of a word."""
    body = r"[\s-]?".join(re.escape(part) for part in re.split(r"[\s-]+", term.lower()))
    open_end = term[-1:].isalpha() and len(term) >= 5
    return re.compile(rf"(?<!\w){body}" + ("" if open_end else r"(?!\w)"))


def mentions(text: str, terms: Iterable[str]) -> bool:
    """Whether any of the terms is in the text."""
    lowered = text.lower()
    return any(_pattern(term).search(lowered) for term in terms)


def clip(text: str, limit: int) -> str:
    """The text's beginning up to `limit` characters, cut between words: still verbatim."""
    if len(text) <= limit:
        return text
    head = text[:limit]
    if not text[limit].isspace():
        head = head[: head.rfind(" ")] if " " in head else head
    return head.rstrip(" ,;:")


def one_line(text: str) -> str:
    """The text with every run of white space made one blank."""
    return " ".join(text.split())
