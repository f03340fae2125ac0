"""Admission control of connections: how many a worker and a user may have; none in a drain."""

from collections import Counter

from protocol.catalogue import Text
from protocol.errors import Overloaded, RateLimited
from server.admission.tokens import Identity
from server.runs.worker import Connection, Worker
from server.settings.plans import Plans
from server.settings.sections import LimitSettings


class Connections:
    """The registry of a worker's open connections, with a limit for all, and for each user that of
    their plan.
    """

    def __init__(self, worker: Worker, limits: LimitSettings, plans: Plans) -> None:
        self._worker = worker
        self._most = limits.max_connections
        self._plans = plans
        self._by_user: Counter[str] = Counter()

    def check_room(self, caller: Identity) -> None:
        """Whether the user may have one more connection.

        Raises Overloaded where there is no room, or in a drain, and RateLimited where the user
        has too many.
        """
        if self._worker.draining:
            raise Overloaded(Text("errors.overloaded.draining"), retry_ms=250)
        if len(self._worker.connections) >= self._most:
            raise Overloaded(Text("errors.overloaded.full"), retry_ms=2000)
        most = self._plans[caller.plan].connections
        if most is not None and self._by_user[caller.user] >= most:
            raise RateLimited(Text("errors.rate_limited.connections"), retry_ms=2000)

    def enter(self, connection: Connection, caller: Identity) -> None:
        """A user's connection is opened. Raises what `check_room` does."""
        self.check_room(caller)
        self._worker.connections[connection] = None
        self._by_user[caller.user] += 1

    def leave(self, connection: Connection, user: str) -> None:
        """A connection is closed."""
        del self._worker.connections[connection]
        self._by_user[user] -= 1
        if not self._by_user[user]:
            del self._by_user[user]
