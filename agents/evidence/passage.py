"""Whether a quote is a passage of what was said: enough of it to show something, in whole words."""

import re

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
"""Thai, Lao, Burmese, Khmer, kana and Chinese characters, which are written without blanks."""
_LETTER = rf"(?:(?![{_UNSPACED}])[\w'’])"
_WORD = re.compile(rf"[{_UNSPACED}]|{_LETTER}{{1,100}}")
_LEAST_WORDS = 3


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
    return len(_WORD.findall(text))
