"""What it adds to a command that its caller is known and has something left of all their limits."""

import time

from bench.lab import Lab
from bench.table import Row, median, quantile
from protocol.commands import Start
from server.admission.key_ring import KeyRing
from server.admission.tokens import Identity, Tokens
from server.limits.limits import Limits, wanted
from server.limits.standing import Standing
from server.settings.sections import LimitSettings
from store import keys
from store.rate_limits.rate_limits import RateLimits
from store.redis.route import Route
from store.redis.scripts import Call, command

ROUNDS = 5
COMMANDS = 400
GUESTS = 100
"""So many that none of them comes to the end of a limit."""
ADDRESS = "203.0.113.{}"
SECRET = "a-secret-of-the-bench-with-many-characters"


class Counting(Route):
    """The way to Redis, counting the trips."""

    trips = 0

    async def run(self, calls: list[Call], **how: bool) -> list[object]:  # type: ignore[override]
        """One trip, which is counted."""
        self.trips += 1
        return await super().run(calls, **how)


async def measure(lab: Lab) -> list[Row]:
    """One caller after the other begins something, and comes to no limit."""
    route = Counting(lab.redis.socket_url, timeout=5.0, connect_timeout=1.0)
    tokens = Tokens(KeyRing(SECRET, ()), 3600, 86_400)
    limits = Limits(RateLimits(route), LimitSettings(address_requests=1_000_000))
    try:
        await _take(limits, tokens.guest().identity, 0)  # the script is loaded
        cpu, taken = dict[bool, list[float]](), dict[bool, list[float]]()
        for _ in range(ROUNDS):
            for checks in (False, True):
                spent, took = await _round(limits, tokens, checks)
                cpu.setdefault(checks, []).append(spent)
                taken.setdefault(checks, []).extend(took)
        route.trips = 0
        await _take(limits, tokens.guest().identity, 0)
        trips = route.trips
        used = await _bytes(route, limits, tokens)
    finally:
        await route.close()
    return [
        Row("limits of a command: CPU", "ms", median(cpu[False])),
        Row("  with its token: CPU", "ms", median(cpu[True]), target="ours <= 0.3"),
        Row("  added latency p50", "ms", quantile(taken[True], 0.5), target="ours <= 0.5"),
        Row("  added latency p99", "ms", quantile(taken[True], 0.99)),
        Row("  trips to Redis", "trips", trips, target="ours <= 1"),
        Row("  memory of a user's limits", "bytes", used),
    ]


async def _round(limits: Limits, tokens: Tokens, checks: bool) -> tuple[float, list[float]]:
    """CPU of each of many commands, and how long each took (ms); with its token's check or not."""
    grants, took = [tokens.guest() for _ in range(GUESTS)], list[float]()
    before = time.process_time()
    for n in range(COMMANDS):
        begun, grant = time.perf_counter(), grants[n % GUESTS]
        await _take(limits, tokens.check(grant.token) if checks else grant.identity, n)
        took.append((time.perf_counter() - begun) * 1000)
    return (time.process_time() - before) * 1000 / COMMANDS, took


async def _take(limits: Limits, identity: Identity, number: int) -> Standing:
    start = Start("c1", "questions", {})
    return await limits.take(identity, ADDRESS.format(number % 250), wanted(start, str(number)))


async def _bytes(route: Route, limits: Limits, tokens: Tokens) -> float:
    grant = tokens.guest()
    for _ in range(3):
        await _take(limits, grant.identity, 0)
    places = keys.limits("", grant.identity.user)
    found = await route.run([command(place, "MEMORY", "USAGE", place) for place in places])
    return float(sum(found))
