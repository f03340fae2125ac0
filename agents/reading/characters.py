"""Which characters of a file become characters of its text."""

import re
import unicodedata
from collections import Counter

_BREAKS = re.compile("\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
_DROPPED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff"
    "\ud800-\udfff\U000e0000-\U000e0fff]"
)
"""Controls, marks of direction, what has no width, fillers, tags, and halves of characters: nobody
sees them, and they hide words from who searches for them."""
_OWN_USE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]+")
"""Icons of fonts: a telephone, an envelope. They stand before something, and so separate."""
_BLANKS = re.compile(r"[^\S\n\t]+")
_LONG_RUN = re.compile(r"([^\w\s\x00-\x7f]{64})[^\w\s\x00-\x7f]+")
"""Signs and accents without end: composing letters with thousands of accents takes for ever."""
_LIGATURES = str.maketrans({
    "\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl",
    "\ufb05": "st", "\ufb06": "st",
})  # fmt: skip
_BULLETS = "•‣⁃∙●○◦◉◌▪▫■□◆◇◊▸▹►▻▶❖❯❱➢➤➔✓✔✦✧★☆·・ㆍ\uf0b7\uf0a7\uf0d8\uf0fc\uf076\uf0a8\uf02d"
_DASHES = "-–—*+>»›‐‑−"
_BULLET = re.compile(
    rf"\s{{0,9}}(?:[{re.escape(_BULLETS)}]+\s{{0,9}}|[{re.escape(_DASHES)}]\s{{1,9}})(?=\S)"
)
_KNOWN = frozenset({"LATIN", "HANGUL", "CJK", "HIRAGANA", "KATAKANA", "CYRILLIC", "GREEK"})
"""Scripts, by the first word of their characters' names, in which facts can be found."""


def clean(text: str) -> str:
    """The text with nothing in it that nobody sees: line breaks are \\n, blanks are single.

    Ligatures are letters. It is NFC.
    """
    text = _DROPPED.sub("", _BREAKS.sub("\n", text))
    text = _LONG_RUN.sub(r"\1", _OWN_USE.sub("\t", text)).translate(_LIGATURES)
    return unicodedata.normalize("NFC", _BLANKS.sub(" ", text))


def without_bullet(line: str) -> tuple[str, bool]:
    """The line without the sign that makes it an item of a list, and whether it had one."""
    found = _BULLET.match(line)
    return (line[found.end() :], True) if found else (line, False)


def unknown_script(text: str) -> str | None:
    """The script of most of the letters, in lower case, where facts can't be found in it."""
    letters = (char for char in text[:20_000] if char.isalpha() and char > "\x7f")
    names = Counter(unicodedata.name(char, "?").partition(" ")[0] for char in letters)
    plain = sum(char.isascii() and char.isalpha() for char in text[:20_000])
    others = [(count, name) for name, count in names.items() if name not in _KNOWN]
    if not others or max(others)[0] <= (plain + sum(names.values())) / 2:
        return None
    return max(others)[1].lower()
