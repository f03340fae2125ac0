"""How often a worker goes to Redis: the rarer, the less a token costs, and the later it comes."""

BUDGET_S = 0.0018
"""What half a pause and a trip, which a token waits for on average, may take together."""

SHORTEST_S, LONGEST_S = 0.0015, 0.0035
"""Between these, a pause is as long as trips leave of the budget."""

FULL_S = 0.012
"""The longest pause there is, where sessions are many."""

MEMORY = 0.1
"""The weight of the newest trip in the averages: one trip alone says little."""


class Pace:
    """From the beginning of one trip to that of the next, in seconds, as the last trips were."""

    __slots__ = ("_sessions", "_trip_s")

    def __init__(self) -> None:
        self._sessions = 0.0
        self._trip_s = 0.0

    def saw(self, sessions: int, trip_s: float) -> None:
        """A trip wrote to so many sessions, and took so long until all of them knew."""
        self._sessions += MEMORY * (sessions - self._sessions)
        self._trip_s += MEMORY * (trip_s - self._trip_s)

    @property
    def pause_s(self) -> float:
        """How long to wait.

        Alone, a session does not wait. Some twelve and more share trips for which they wait as
        long as the budget allows: on a fast machine longer, as its trips are short. Where more
        than some eighty speak at once the pauses grow with them, so that several deltas of each
        become one event: then the work falls faster than the latency rises.
        """
        left = min(LONGEST_S, max(SHORTEST_S, 2 * (BUDGET_S - self._trip_s)))
        shared = min(left, self._sessions * 0.00013)
        return max(shared, min(FULL_S, self._sessions**2 * 0.0000003))
