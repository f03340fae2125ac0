"""How the cost of looking at a text grows with its length."""

import time
from collections.abc import Callable

SHORT, LONG = 1_000, 8_000
CHEAP_S = 0.01
"""What costs less than this at LONG has no growth to speak of."""
MOST = 24.0
"""By what the cost may grow from SHORT to LONG: 8 is linear, 64 is quadratic."""


def growth(look: Callable[[str], object], piece: str) -> float:
    """By what the CPU time of `look` grows from SHORT characters of `piece` to LONG; 1 if cheap."""
    high = _cost(look, piece, LONG)
    if high < CHEAP_S:
        return 1.0
    # What else the machine does makes some measurements longer, and none shorter.
    low = min(_cost(look, piece, SHORT) for _ in range(3))
    for _ in range(2):
        if high <= MOST * low:
            break
        high = min(high, _cost(look, piece, LONG))
    return high / low


def _cost(look: Callable[[str], object], piece: str, size: int) -> float:
    text = (piece * (size // len(piece) + 1))[:size]
    began = time.process_time()
    look(text)
    return time.process_time() - began
