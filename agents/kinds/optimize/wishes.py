"""Which changes somebody means who speaks of them."""

import re
from collections.abc import Sequence

_NUMBER = re.compile(r"(?<![\w])c?(\d{1,3})(?:번|째)?(?![\w%])", re.IGNORECASE)
_RANGE = re.compile(r"c?(\d{1,3})\s?(?:-|–|~|to|bis)\s?c?(\d{1,3})", re.IGNORECASE)


def named(wish: str, known: Sequence[str]) -> list[str]:
    """The ids of the changes that a wish names by their numbers, in its order: "2, c3 and 5-7"."""
    numbers = list[int]()
    for begun, end in _RANGE.findall(wish):
        numbers += range(int(begun), min(int(end), int(begun) + 200) + 1)
    numbers += [int(number) for number in _NUMBER.findall(wish)]
    return [id for id in dict.fromkeys(f"c{number}" for number in numbers) if id in set(known)]
