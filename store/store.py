"""The store: durable sessions in Redis, for every worker of every machine."""

import time

from store import keys
from store.accounts.accounts import Accounts
from store.accounts.keeping import Keeping
from store.accounts.logins import Logins
from store.api_keys.api_keys import ApiKeys
from store.asked.asked import Asked
from store.audit.audit import AuditLog
from store.bus import Bus, Listener
from store.commits.commits import Commits
from store.holdings.holdings import Holdings
from store.leases.leases import Leases
from store.model_gate.forgetting import Forgetting
from store.model_gate.model_gate import ModelGate
from store.owners.notes import Notes
from store.owners.owners import Owners
from store.pages.pages import Pages
from store.practice.practice import Practice
from store.quotas.quotas import Quotas
from store.quotas.types import Limits
from store.rate_limits.rate_limits import RateLimits
from store.redis.durability import Durability
from store.redis.route import Route
from store.redis.scripts import command
from store.sessions.items import Items
from store.sessions.sessions import Sessions
from store.steps.steps import Steps
from store.tickets.tickets import Tickets
from store.usage.usage import Usage

UNLIMITED = Limits()

GUEST_MS = 30 * 86_400_000


class Store:
    """All that the server asks of Redis. One for each process; bound to its event loop.

    Makes no connection before the first call. Every call raises StoreUnavailable while Redis is
    away, within seconds, and works again when it is back. Every call may be sent again: what was
    done is not done twice. (An `acquire` whose answer was lost shows as held by the worker itself
    until that lease runs out; a `take` from a rate limit counts once more.)

    A log keeps its newest `log_events`, and is dropped when its session was idle for `log_ttl_ms`;
    a lease lasts `lease_ms`. `limits` say what sessions and users may have. What a guest has used
    is kept for `guest_ms`. A trip to Redis takes at most `timeout` s, a new connection at most
    `connect_timeout` s.
    """

    def __init__(
        self,
        url: str,
        *,
        log_events: int = 2000,
        log_ttl_ms: int = 3_600_000,
        lease_ms: int = 3000,
        limits: Limits = UNLIMITED,
        guest_ms: int = GUEST_MS,
        timeout: float = 5.0,
        connect_timeout: float = 1.0,
    ) -> None:
        self.route = Route(url, timeout=timeout, connect_timeout=connect_timeout)
        self.steps = Steps(self.route, lease_ms)
        self.quotas = Quotas(self.steps, limits, log_ttl_ms)
        self.sessions = Sessions(self.steps, self.quotas)
        self.items = Items(self.steps)
        self.holdings = Holdings(self.route, self.quotas)
        self.asked = Asked(self.route)
        self.practice = Practice(self.route, self.quotas)
        self.leases = Leases(self.steps, self.quotas)
        self.commits = Commits(
            self.route,
            log_events=log_events,
            log_ttl_ms=log_ttl_ms,
            session_bytes=limits.session_bytes,
        )
        self.model_gate = ModelGate(self.route)
        self.forgetting = Forgetting(self.route)
        self.owners = Owners(self.route, self.steps, self.quotas)
        self.moving = Notes(self.route, keys.moving)
        self.parting = Notes(self.route, keys.parting)
        self.rate_limits = RateLimits(self.route)
        self.pages = Pages(self.route)
        self.audit = AuditLog(self.route)
        self.usage = Usage(self.route, guest_ms)
        self.api_keys = ApiKeys(self.route)
        self.tickets = Tickets(self.route)
        self.accounts = Accounts(self.route)
        self.logins = Logins(self.route)
        self.keeping = Keeping(self.route, self.quotas, self.usage.keep)

    def bus(self, worker: str, listener: Listener) -> Bus:
        """What is published, brought to this worker. Not yet started."""
        return Bus(self.route, worker, listener)

    async def ping(self) -> float:
        """How long Redis takes to answer, in ms."""
        start = time.perf_counter()
        await self.route.run([command("", b"PING")])
        return (time.perf_counter() - start) * 1000

    async def durability(self) -> list[Durability]:
        """Whether each primary keeps what it is given."""
        return [Durability.of(info) for info in await self.route.info()]

    async def close(self) -> None:
        """Close the connections."""
        await self.route.close()
