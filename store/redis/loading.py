"""How long a Redis that starts is waited for: as long as it gets on with loading its data."""

import logging
from collections.abc import Mapping

START_S = 30.0
"""How long it may take to answer, and while it loads, to get on by one byte."""

TELL_S = 5.0
"""How often the log says how far it is."""

_log = logging.getLogger(__name__)


class Loading:
    """What a starting server says of itself. `now` is monotonic, in seconds."""

    def __init__(self, now: float) -> None:
        self.done = False
        self._loaded = ""
        self._moved_at = now
        self._told_at = now

    def hear(self, info: Mapping[str, str], now: float) -> None:
        """Take in its INFO persistence; empty where it did not answer."""
        self.done = info.get("loading") == "0"
        loaded = info.get("loading_loaded_bytes", self._loaded)
        if loaded != self._loaded:
            self._loaded = loaded
            self._moved_at = now
            self._tell(info, now)

    def _tell(self, info: Mapping[str, str], now: float) -> None:
        if now - self._told_at >= TELL_S:
            self._told_at = now
            percent, left = info.get("loading_loaded_perc"), info.get("loading_eta_seconds")
            _log.info("redis_loading", extra={"percent": percent, "seconds_left": left})

    def stalls(self, now: float) -> bool:
        """Whether there was no progress for so long that none is to be expected."""
        return now - self._moved_at > START_S
