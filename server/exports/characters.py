"""What of others' texts goes into a document, and which addresses: nothing that acts unseen."""

import re
from urllib.parse import quote, urlsplit

SCHEMES = frozenset({"http", "https", "mailto"})
"""What a link may lead to."""

MAX_ADDRESS = 2_000

_UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls, but for the line end and the tab
    r"\u202a-\u202e\u2066-\u2069"  # what turns the direction of others' words: Unicode TR 36 §3.3
    r"\ud800-\udfff\ufff9-\ufffb\U000e0000-\U000e007f"  # halves, notes and tags that nobody sees
    r"\ufffe\uffff]"  # no characters, which XML 1.0 has not
)


def seen(text: str) -> str:
    """The text without what only acts: controls, and what changes the direction of other words."""
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str) -> str:
    """The same in one line, with one blank at a time."""
    return " ".join(seen(text).split())


def address_of(text: str) -> str | None:
    """The address as a link may have it: of the web, or to write to; None for any other."""
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        return None
    if parts.scheme.lower() not in SCHEMES or len(text) > MAX_ADDRESS or seen(text) != text:
        return None
    if not (parts.netloc if parts.scheme.lower() != "mailto" else parts.path):
        return None
    return quote(text.strip(), safe="%/:?#@!$&'*+,;=~-._")
