"""What a batch remembers besides what its result shows."""

import msgspec

MOST_TIMES = 20
"""So many of the newest items tell how long one takes."""


class Memory(msgspec.Struct):
    """What stands by number: when (ms since 1970) each item that runs `began`, how often one was
    begun again (`attempts`), and how often in a row one failed whose error passes (`tries`).

    `took` is how long the newest took (ms), `ended` when the first began and when others were seen
    to end. `look_ms` is when it looks at its items next; until `hold_ms` none is begun, and once it
    is `cancelled` none is any more. `retryable`: some have failed that may be tried again.
    """

    began: dict[str, int] = {}
    attempts: dict[str, int] = {}
    tries: dict[str, int] = {}
    took: list[int] = []
    ended: list[int] = []
    look_ms: int | None = None
    hold_ms: int = 0
    cancelled: bool = False
    retryable: bool = False
