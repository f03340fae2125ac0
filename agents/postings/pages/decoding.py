"""The characters of a page: by its mark, by what the server and the page say, or as it looks."""

import re

from agents.reading.errors import ReadingError
from agents.reading.plain import decoded as guessed

_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_DECLARED = re.compile(
    rb"(?i)<meta[^>]{0,300}?charset\s{0,9}=\s{0,9}[\"']?([a-z][\w:.-]{2,30})|"
    rb"^<\?xml[^>]{0,200}?encoding=[\"']([a-z][\w:.-]{2,30})"
)
_HEAD = 4_096
_WIDER = {
    "euc-kr": "cp949", "euc_kr": "cp949", "ks_c_5601-1987": "cp949", "ksc5601": "cp949",
    "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "shift-jis": "cp932",
    "sjis": "cp932", "x-sjis": "cp932", "iso-8859-1": "cp1252", "latin1": "cp1252",
    "us-ascii": "cp1252", "ascii": "cp1252", "iso-8859-9": "cp1254", "tis-620": "cp874",
}  # fmt: skip
"""What browsers read in place of an encoding: it has the same characters and more."""
_TEXT = "utf-8"
_MOST_WRONG = 0.002
"""Share of characters that may be wrong where an encoding is declared: a page may be cut off."""


def decoded(body: bytes, charset: str | None) -> str:
    """The text of a page. `charset` is what the server says; what is no text is blank."""
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    declared = _DECLARED.search(body[:_HEAD])
    names = [charset, (declared[1] or declared[2]).decode("ascii") if declared else None, _TEXT]
    for name in filter(None, names):
        text = _in(body, name.strip().strip("\"'").lower())
        if text is not None and text.count("\ufffd") <= _MOST_WRONG * len(text) + 1:
            return text
    try:
        return guessed(body)
    except ReadingError:
        return ""


def _in(body: bytes, name: str) -> str | None:
    try:
        return body.decode(_WIDER.get(name, name), "replace")
    except (LookupError, ValueError):
        return None
