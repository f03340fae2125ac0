"""What files are called that come and go: by the query, or by Content-Disposition (RFC 6266)."""

import re
import unicodedata
from urllib.parse import quote, unquote_to_bytes

from python_multipart.multipart import parse_options_header

MAX_NAME = 200
"""Characters of a name that are kept."""
LONGEST_ENDING = 12
"""Characters of a name's end, with its dot, that are kept where the rest is cut."""

_EXTENDED = re.compile(
    r"(?i);[ \t]{0,9}filename\*[ \t]{0,9}=[ \t]{0,9}([\w-]{1,30})'[\w-]{0,30}'([^;\s]+)"
)
"""`filename*=UTF-8''…` (RFC 8187)."""


def cleaned(name: str) -> str | None:
    """A name without a path and without what nobody sees; None where nothing is left of it."""
    text = unicodedata.normalize("NFC", name[: 10 * MAX_NAME])
    text = re.split(r"[/\\]", text)[-1]
    seen = "".join(" " if _is_unseen(char) else char for char in text)
    text = " ".join(seen.split()).strip(". ") if seen.strip(". ") else ""
    if len(text) <= MAX_NAME:
        return text or None
    stem, dot, ending = text.rpartition(".")
    end = dot + ending if stem and len(dot + ending) <= LONGEST_ENDING else ""
    return text[: MAX_NAME - len(end)].rstrip() + end


def _is_unseen(char: str) -> bool:
    """Controls, marks of direction, surrogates, and what has no meaning."""
    return unicodedata.category(char) in {"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"}


def disposition_name(value: str) -> str | None:
    """The file's name in a Content-Disposition, `filename*` before `filename`; not cleaned."""
    extended = _EXTENDED.search(value)
    if extended is not None:
        try:
            return unquote_to_bytes(extended[2]).decode(extended[1])
        except (LookupError, UnicodeDecodeError):
            pass
    given = parse_options_header(value)[1].get(b"filename")
    return None if given is None else decoded(given)


def decoded(raw: bytes) -> str:
    """A name as it came: UTF-8, as browsers write it, else Latin-1."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def attachment(name: str) -> str:
    """The Content-Disposition of a file that is to be kept under a name (RFC 6266, RFC 8187).

    What no file system takes, or nobody sees, is not in it. Who knows no `filename*` gets the
    letters of ASCII.
    """
    shown = cleaned(re.sub(r'[/\\:*?"<>|]', "-", name)) or "file"
    bare = unicodedata.normalize("NFKD", shown).encode("ascii", "ignore").decode()
    stem, dot, ending = re.sub(r"[^\w .()+,-]", "", bare).rpartition(".")
    stem = " ".join((stem if dot else ending).split()).strip(" .,+-") or "file"
    bare = f"{stem}.{ending.strip()}" if dot else stem
    return f"attachment; filename=\"{bare}\"; filename*=UTF-8''{quote(shown, safe='')}"
