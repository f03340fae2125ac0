"""How long a model's first token is waited for: by how long it took of late."""

import math
from collections import deque

from agents.gateway.policy import Limits

SAMPLES = 100
ENOUGH = 10
FACTOR = 1.5
LATE = 0.95


class FirstTokenLatency:
    """How long models took to their first token: this worker's last hundred answers of each."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._taken: dict[tuple[str, str], deque[float]] = {}

    def note(self, provider: str, model: str, seconds: float) -> None:
        """The first token came after so long, or was given up: then it would have taken longer.

        What was given up counts too, else a model that became slower would never be waited for.
        """
        self._taken.setdefault((provider, model), deque(maxlen=SAMPLES)).append(seconds)

    def limit(self, provider: str, model: str) -> float:
        """How long to wait: 1.5 × the 95th percentile, within bounds."""
        late = self.late(provider, model)
        if late is None:
            return self._limits.first_token
        least, most = self._limits.first_token_least, self._limits.first_token_most
        return min(max(FACTOR * late, least), most)

    def late(self, provider: str, model: str) -> float | None:
        """The 95th percentile of the first tokens (nearest rank); None while there are few."""
        taken = sorted(self._taken.get((provider, model), ()))
        return taken[math.ceil(len(taken) * LATE) - 1] if len(taken) >= ENOUGH else None
