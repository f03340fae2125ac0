"""That Redis is away, and that it is back, for the operator's eyes."""

import logging

from store.errors import StoreUnavailable

_log = logging.getLogger(__name__)


class Outage:
    """Whether Redis is away, as one `part` of a worker finds it; logged once when that changes."""

    def __init__(self, part: str) -> None:
        self._part = part
        self.lasts = False

    def begin(self, exc: StoreUnavailable) -> None:
        """What was asked of Redis was not done. Called again while that lasts, it says nothing."""
        if not self.lasts:
            self.lasts = True
            _log.warning("redis_away", extra={"part": self._part, "error": exc.reason})

    def end(self) -> None:
        """What was asked of Redis was done."""
        if self.lasts:
            self.lasts = False
            _log.info("redis_back", extra={"part": self._part})
