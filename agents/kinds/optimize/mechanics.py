"""Slips of the pen in a line: spelling, doubled words, spaces, signs. No word is chosen anew.

What is a name, code, an address or a quotation is left as it is.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache

from agents.data_files import listed, read
from agents.kinds.optimize import korean

_KEPT = re.compile(
    r"`[^`\n]{1,200}`|\"[^\"\n]{1,200}\"|“[^”\n]{1,200}”|‘[^’\n]{1,200}’|「[^」\n]{1,200}」"
    r"|\[[^\]\n]{1,300}\]|https?://\S+|\S{1,80}@\S{1,80}|(?:\w{1,40}[./\\]){1,20}\w{1,40}|\S{0,80}[_#$<>{}=]\S{0,80}"
)
"""What is not looked at: code, quotations, open places, addresses, and names with dots in them."""
_SPACES = re.compile(r"[ \t\u00a0]{2,}")
_BEFORE_SIGN = re.compile(r"(?<=[\w)\]%]) +(?=[,;:](?:\s|$)|[.!?](?:\s|$))")
_AFTER_COMMA = re.compile(r"(?<=[^\W\d_]),(?=[^\W\d_])")
_DOUBLED = re.compile(r"(?<![\w'-])(?P<word>[a-z]{2,}|[가-힣]{2,})\s+(?P=word)(?![\w'-])")
_SIGN_TWICE = re.compile(r"(?<![.])([.,;:])\1(?![.,;:])")
_LONE_I = re.compile(r"(?<![\w.'’-])i(?=\s|['’](?:m|ve|d|ll)\b)")
_WORD = re.compile(r"[A-Za-z]{3,}")
_LOWER_FIRST = re.compile(r"[a-z][a-z]")
_SHARE = 0.6
"""Of the lines beside one, so many have a style for it to be theirs."""
_LEAST_LINES = 3
_LEAST_WORDS = 5
"""Words of a line that may end with a full stop."""
_AND = re.compile(
    r"(?<=[가-힣])및(?=\s?[가-힣])|(?<=[가-힣])\s및(?=[가-힣])|(?<=[가-힣]{2})및\s(?=[가-힣])"
)


def mended(text: str, language: str) -> str:
    """The text without slips, as far as a list and the signs themselves can tell."""
    at, made = 0, ""
    for kept in _KEPT.finditer(text):
        made += _mended(text[at : kept.start()], language, first=not at) + kept.group()
        at = kept.end()
    return (made + _mended(text[at:], language, first=not at)).strip()


def like_others(text: str, others: Sequence[str], language: str) -> str:
    """A line of a list in the style of most of the others: capital letter, full stop, ending."""
    if len(others) < _LEAST_LINES:
        return text
    capitals = _mostly([other[:1].isupper() for other in others if other[:1].isalpha()])
    if capitals and language == "en" and _LOWER_FIRST.match(text):
        text = text[:1].upper() + text[1:]
    ends = [other.endswith(".") for other in others]
    one_sentence = not re.search(r"[.!?]\s", text)
    if one_sentence and _mostly([not end for end in ends]) and re.search(r"[\w)%]\.$", text):
        last = text.rsplit(" ", 1)[-1]
        if last.count(".") == 1:
            text = text[:-1]
    elif _mostly(ends) and len(text.split()) >= _LEAST_WORDS and re.search(r"[\w)%]$", text):
        text = f"{text}."
    if language == "ko" and _mostly([korean.is_nominal(other) for other in others]):
        text = korean.nominal(text) or text
    return text


def _mostly(facts: Sequence[bool]) -> bool:
    return len(facts) >= _LEAST_LINES and sum(facts) >= _SHARE * len(facts)


def _mended(text: str, language: str, *, first: bool) -> str:
    text = _SPACES.sub(" ", text)
    text = _BEFORE_SIGN.sub("", text)
    text = _SIGN_TWICE.sub(r"\1", text)
    text = _AFTER_COMMA.sub(", ", text)
    text = _DOUBLED.sub(
        lambda m: m.group() if m["word"] in listed(__package__, "wording", "twice") else m["word"],
        text,
    )
    if language == "en":
        text = _LONE_I.sub("I", text)
        text = _WORD.sub(lambda match: _spelt(match, text, first=first), text)
    elif language == "ko":
        text = _AND.sub(" 및 ", text)
        text = _SPACES.sub(" ", _korean().sub(lambda match: _spelling("ko")[match.group()], text))
    return text


def _spelt(match: re.Match[str], text: str, *, first: bool) -> str:
    word = match.group()
    right = _spelling("en").get(word.lower())
    if right is None or (word[0].isupper() and not (first and not match.start())):
        return word  # with a capital letter within a line it may be a name
    if word.isupper() or (match.start() and text[match.start() - 1] in "-./"):
        return word
    return right[:1].upper() + right[1:] if word[0].isupper() else right


@cache
def _spelling(language: str) -> Mapping[str, str]:
    found: Mapping[str, str] = read(__package__, "spelling")[language]
    return found


@cache
def _korean() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(_spelling("ko"), key=len, reverse=True))))
