"""The plain view of a text: what a model may read in it, however it was disguised.

Unicode's own tables do most of it (NFKC, UAX 15). What a reader cannot see is taken out, letters
that look alike are made the same, and what is spelt out, encoded or written in tags is read.
"""

import base64
import binascii
import re
import unicodedata

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
_SPELT = re.compile(r"(?<!\w)(?:\w[ .\-_*]){5,}\w(?!\w)")
_BASE64 = re.compile(r"(?<![\w+/=])[A-Za-z0-9+/]{24,}={0,2}(?![\w+/=])")
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


def plain(text: str) -> str:
    """The text in lower case as it may be read, and after it whatever was hidden in it."""
    shown = _readable(text)
    hidden = [_readable(part) for part in (tagged(text), *_decoded(text)) if part]
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
    text = _SPELT.sub(lambda match: match.group()[::2], text)
    text = _BLANKS.sub(" ", text.lower().replace("’", "'"))
    if not text.isascii():
        text = _WORD.sub(lambda match: _one_script(match.group()), text)
    return _DIGITS.sub(lambda match: match.group().translate(_LEET), text)


def _one_script(word: str) -> str:
    """A Latin word with the Cyrillic, Greek and Armenian letters in it made Latin."""
    mixed = not word.isascii() and _LATIN.search(word) and _ALIKE.search(word)
    return word.translate(_LOOKALIKE) if mixed else word


def _decoded(text: str) -> list[str]:
    """What stands in base64 and turns out to be text."""
    found = []
    for match in _BASE64.finditer(text):
        body = match.group().rstrip("=")
        try:
            raw = base64.b64decode(body + "=" * (-len(body) % 4), validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            continue
        if raw.isprintable():
            found.append(raw)
    return found
