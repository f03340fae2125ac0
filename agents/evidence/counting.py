"""How long a text is, as forms count it: in characters, words and bytes.

A text is counted in NFC with line breaks of one character: text of a Mac, in which a syllable of
Hangul is two or three code points, counts as what one sees. A character is an extended grapheme
cluster (Unicode Standard Annex 29).
"""

import re
import unicodedata
from typing import Literal, TypeAlias

from msgspec import Struct
from wcwidth import iter_graphemes

Unit: TypeAlias = Literal["words", "characters", "bytes"]
Encoding: TypeAlias = Literal["utf-8", "euc-kr"]

_BREAK = re.compile(r"\r\n?|[\u2028\u2029\x85\x0b\x0c]")
_BLANK = re.compile(r"\s+")
_CLUSTERED = re.compile(
    r"[^\n\x20-\x7e\xa0-\u02ff\u1e00-\u1eff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2100-\u21ff"
    r"\u2460-\u24ff\u25a0-\u25cf\u3000-\u3029\u3041-\u3096\u30a0-\u30ff\u3131-\u318e\u3200-\u32fe"
    r"\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff60\uffe0-\uffe6]"
)
"""What may be part of a character with what stands beside it: all but these are one each."""
_KOREAN = "cp949"
"""What EUC-KR is in practice: with all 11,172 syllables."""
_UNENCODABLE_BYTES = 2
"""What a character counts that EUC-KR does not have: forms count two for all that is not ASCII."""


class Counts(Struct, frozen=True, rename="camel"):
    """A text's length in every unit. Blanks are all white space, line breaks too."""

    characters: int
    characters_no_spaces: int
    words: int
    bytes_utf8: int
    bytes_euc_kr: int


def normalised(text: str) -> str:
    """The text as it is counted, and as it is handed in: NFC, with "\\n" for line breaks."""
    return unicodedata.normalize("NFC", _BREAK.sub("\n", text))


def counts(text: str) -> Counts:
    """The length of a text in every unit."""
    text = normalised(text)
    plain = _BLANK.sub("", text)
    return Counts(
        characters=_characters(text),
        characters_no_spaces=_characters(plain),
        words=len(text.split()),
        bytes_utf8=_utf8(text),
        bytes_euc_kr=_euc_kr(text),
    )


def measure(text: str, unit: Unit, *, spaces: bool = True, encoding: Encoding | None = None) -> int:
    """The length of a text in one unit; without `spaces` its white space counts nothing.

    Bytes are those of UTF-8 where no encoding is named.
    """
    text = normalised(text)
    if unit == "words":
        return len(text.split())
    if not spaces:
        text = _BLANK.sub("", text)
    if unit == "characters":
        return _characters(text)
    return _euc_kr(text) if encoding == "euc-kr" else _utf8(text)


def unencodable(text: str) -> list[str]:
    """The characters that EUC-KR (CP949) does not have, each once, in order: emoji, most signs.

    A form that is kept in it turns them into question marks, or refuses them.
    """
    text = normalised(text)
    if all(map(_is_korean, set(text))):
        return []
    found = (one for one in iter_graphemes(text) if not all(map(_is_korean, one)))
    return list(dict.fromkeys(found))


def _characters(text: str) -> int:
    if _CLUSTERED.search(text) is None:
        return len(text)
    return sum(1 for _ in iter_graphemes(text))


def _utf8(text: str) -> int:
    # Half of a surrogate pair is no character; whoever sends it sees one replaced.
    return len(text.encode("utf-8", "replace"))


def _euc_kr(text: str) -> int:
    if all(map(_is_korean, set(text))):
        return len(text.encode(_KOREAN))
    return sum(
        len(one.encode(_KOREAN)) if all(map(_is_korean, one)) else _UNENCODABLE_BYTES
        for one in iter_graphemes(text)
    )


def _is_korean(char: str) -> bool:
    return char.isascii() or bool(char.encode(_KOREAN, "ignore"))
