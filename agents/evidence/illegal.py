"""What no applicant may be asked in many countries, or need answer."""

import re
from functools import cache

from agents.data_files import read

_QUOTED = re.compile(r'"[^"]{1,400}"|“[^”]{1,400}”|「[^」]{1,400}」')


def is_illegal(text: str) -> bool:
    """Whether it asks what must not be asked; what it quotes is not looked at."""
    asked = _QUOTED.sub(" ", text)
    return any(pattern.search(asked) for pattern in _patterns())


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """In each language, written over several lines."""
    by_language = read(__package__, "illegal").values()
    return tuple(re.compile("".join(one.strip().splitlines())) for one in by_language)
