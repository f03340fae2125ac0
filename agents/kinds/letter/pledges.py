"""What a letter must not say: feelings that nobody has told, promises, superlatives."""

import re
from functools import cache

from agents.data_files import listed

_HANGUL = re.compile(r"[가-힣]")


def pledged(text: str, known: str) -> list[str]:
    """Such words of a text that do not stand in what the person gave, as they stand there."""
    low = known.casefold()
    found = [match.group() for match in _english().finditer(text)]
    if _HANGUL.search(text):
        found += [word for word in listed(__package__, "pledges", "ko") if word in text]
    return [one for one in dict.fromkeys(found) if one.casefold() not in low]


@cache
def _english() -> re.Pattern[str]:
    words = sorted(listed(__package__, "pledges", "en"), key=len, reverse=True)
    return re.compile(rf"(?i)(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)")
