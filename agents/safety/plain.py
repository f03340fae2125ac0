"""The plain view of a text: what a model may read in it, however it was disguised.

Unicode's own tables do most of it (NFKC, UAX 15). What a reader cannot see is taken out, letters
that look alike are made the same, and what is spelt out, encoded or written in tags is read.
"""

import base64
import binascii
import html
import re
import string
import unicodedata
from contextlib import suppress
from urllib.parse import unquote

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\U000e0000-\U000e0fff]"
)
_TAGS = re.compile("[\U000e0020-\U000e007e]+")
"""Characters that repeat ASCII and are never shown (Unicode, section 23.9)."""
_FLAG = re.compile("\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{2,6}\U000e007f")
"""The one use that they have left: flags of regions (UTS 51, ED-14a)."""
_BLANKS = re.compile(r"[^\S\n]+")
_LETTER = r"[^\W_]"
_SPELT = re.compile(rf"(?<!{_LETTER})(?:{_LETTER}[ .\-_*]){{5,}}{_LETTER}(?!{_LETTER})")
_SPELT_SHORT = re.compile(rf"(?<!{_LETTER})(?:{_LETTER}[ .\-_*]){{2,}}{_LETTER}(?!{_LETTER})")
"""Short words are read as spelt out only beside a long one: initials look the same."""
_BASE64 = re.compile(r"(?<![\w+/=-])[A-Za-z0-9+/_-]{16,}={0,2}(?![\w+/=-])")
_HEX = re.compile(r"(?<!\w)(?:[0-9a-fA-F]{2}[ :]?){11,}[0-9a-fA-F]{2}(?!\w)")
_BROKEN = re.compile(r"\b(?:[a-z]{2,12}[-.|/*~]){1,6}[a-z]{2,12}\b")
_STARS = re.compile(r"(?<!\*)\*{1,2}(?!\*)")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,10});", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_LATIN = re.compile("[a-z]")
_ALIKE = re.compile("[\u0370-\u03ff\u0400-\u04ff\u0500-\u0587]")
_DIGITS = re.compile(
    r"\b(?=[a-z013457@$]{0,40}[a-z]{2})(?=[a-z]{0,40}[013457@$]{1,40}[a-z])[a-z013457@$]{4,}\b"
)
_LOOKALIKE = str.maketrans(
    "асеіјорѕухһԁԛԝɡνορτυικαεհոսօցր",
    "aceijopsuxhdqwgvoptuikaehnuogr",
)
_LEET = str.maketrans("013457@$", "oieastas")

_TELLING = (
    "above", "all", "answer", "applicant", "award", "candidate", "disregard", "every", "everything",
    "follow", "forget", "from", "full", "give", "guidelines", "highest", "hire", "ignore",
    "instructions", "marks", "maximum", "output", "override", "perfect", "please", "previous",
    "prompt", "rate", "recommend", "reveal", "rubric", "rules", "score", "system", "that", "the",
    "this", "what", "with", "you", "your",
)  # fmt: skip
"""Words of English by which a text that was turned into letters of another order is known."""
_WORDS_OF_LATIN = re.compile(r"[a-z]{3,16}")
_MOST_LATIN = 20_000
"""Of so many characters at most it is seen whether they are a cipher: who hides words is brief."""


def _shift(by: int) -> dict[int, int]:
    """The alphabet moved on by so many letters (13 is ROT13), for str.translate."""
    letters = string.ascii_lowercase
    moved = letters[by:] + letters[:by]
    return str.maketrans(letters + letters.upper(), moved + moved.upper())


_SHIFTS = [_shift(by) for by in range(26)]
_CIPHERED: dict[str, set[int]] = {}
for _word in _TELLING:
    for _by in range(1, 26):
        _CIPHERED.setdefault(_word.translate(_SHIFTS[_by]), set()).add(_by)
    _CIPHERED.setdefault(_word[::-1], set()).add(0)


def plain(text: str) -> str:
    """The text in lower case as it may be read, and after it whatever was hidden in it."""
    shown = _readable(text)
    hidden = [_readable(part) for part in (tagged(text), *_decoded(text), *_deciphered(text))]
    hidden = [part for part in hidden if part]
    return "\n".join([shown, *hidden])


def tagged(text: str) -> str:
    """What is written in tag characters, apart from flags."""
    if text.isascii():
        return ""
    return "\n".join(
        run.translate({code: code - 0xE0000 for code in map(ord, run)})
        for run in _TAGS.findall(_FLAG.sub("", text))
    )


def _readable(text: str) -> str:
    if not text.isascii():
        text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    if "&" in text:
        text = _ENTITY.sub(lambda match: html.unescape(match.group()), text)
    if "%" in text:
        text = unquote(text)
    if _SPELT.search(text):
        text = _SPELT_SHORT.sub(lambda match: match.group()[::2], text)
    text = _BLANKS.sub(" ", text.lower().replace("’", "'"))
    if not text.isascii():
        text = _WORD.sub(lambda match: _one_script(match.group()), text)
    text = _BROKEN.sub(_joined, _STARS.sub("", text))
    return _DIGITS.sub(lambda match: match.group().translate(_LEET), text)


def _joined(match: re.Match[str]) -> str:
    """A word that was broken in two, where both together are one that tells something."""
    word = re.sub("[^a-z]", "", match[0])
    return word if word in _TELLING else match[0]


def _one_script(word: str) -> str:
    """A Latin word with the Cyrillic, Greek and Armenian letters in it made Latin."""
    mixed = not word.isascii() and _LATIN.search(word) and _ALIKE.search(word)
    return word.translate(_LOOKALIKE) if mixed else word


def _decoded(text: str) -> list[str]:
    """What stands in base64 or in hexadecimal digits and turns out to be text."""
    found = []
    for match in _BASE64.finditer(text):
        body = match.group().rstrip("=").translate(_URL_SAFE)
        with suppress(binascii.Error, UnicodeDecodeError):
            found.append(base64.b64decode(body + "=" * (-len(body) % 4), validate=True).decode())
    for match in _HEX.finditer(text):
        with suppress(ValueError):
            found.append(bytes.fromhex(match.group().replace(":", "").replace(" ", "")).decode())
    return [raw for raw in found if raw.isprintable()]


_URL_SAFE = str.maketrans("-_", "+/")


def _deciphered(text: str) -> list[str]:
    """The text as it reads backwards, or with another alphabet, where it has words then."""
    text = text[:_MOST_LATIN]
    seen: dict[int, int] = {}
    for word in set(_WORDS_OF_LATIN.findall(text.lower())):
        for way in _CIPHERED.get(word, ()):
            seen[way] = seen.get(way, 0) + 1
    return [
        text.translate(_SHIFTS[-way]) if way else text[::-1]
        for way, words in seen.items()
        if words >= _ENOUGH
    ]


_ENOUGH = 3
"""So many of those words are no chance any more."""
