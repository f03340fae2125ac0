"""Whether somebody says yes or no to whether they want to stop."""

import re
from functools import cache

from agents.data_files import read

_SIGNS = re.compile(r"[^\w\s]|_")
MOST = 40
"""Characters of such a message."""


@cache
def _said(answer: str) -> frozenset[str]:
    return frozenset(read(__package__, "consent")[answer])


def consents(text: str) -> bool | None:
    """Whether a whole message says yes, or no, in English or Korean; None where it says more."""
    if len(text) > MOST:
        return None
    plain = " ".join(_SIGNS.sub("", text.lower()).split())
    if plain in _said("yes"):
        return True
    return False if plain in _said("no") else None
