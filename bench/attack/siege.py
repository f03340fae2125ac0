"""One attack on a server of its own, a few times over, while another user is there."""

import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import redis

from bench.attack.attacks import ATTACKS, Attack
from bench.attack.bystander import Bystander
from bench.attack.outcome import BACK, Outcome
from bench.lab import Lab, sign_in
from bench.process import SERVER_CORE, cpu_seconds
from bench.target import CareerPilot, Running
from tests.processes import Redis, Server, clean_environ
from tests.upstream import Upstream

SETTLE_S = 20.0
"""How long the server has to give its memory back."""

TRIES = 3

_QUIET_S = 2.0
_OVERTIME_S = 30.0
_LOOK_S = 0.2
_KEY = "sk-bench"
_TOKENS, _INTERVAL_S = 40, 0.02
"""What the models say whom newcomers ask."""


class Siege:
    """A server that is attacked by one guest, over and over, and what that costs."""

    def __init__(self, name: str, server: Server, redis: Redis) -> None:
        self._name = name
        self._process = server
        self._server = Running(CareerPilot(), server.port, server.pid, sign_in(server))
        self._redis = redis
        self._token = server.guest()
        self._told: Counter[str] = Counter()
        self._peak = 0

    async def last(self, rounds: int, seconds: float) -> Outcome:
        """All rounds, `seconds` each."""
        other = Bystander(self._server)
        await other.begin()
        other.forget()
        await asyncio.sleep(_QUIET_S)
        quiet = list(other.tokens)
        before, kept = self._server.memory_bytes(), self._kept()
        other.forget()
        cpu_s, redis_cpu_s = self._server.cpu_seconds(), cpu_seconds(self._redis.pid)
        after = [await self._round(other, before, seconds) for _ in range(rounds)]
        await other.end()
        return Outcome(
            attack=self._name,
            cpu_s=(self._server.cpu_seconds() - cpu_s) / rounds,
            redis_cpu_s=(cpu_seconds(self._redis.pid) - redis_cpu_s) / rounds,
            memory_before=before,
            memory_peak=self._peak,
            memory_after=after,
            kept_before=kept,
            kept_after=self._kept(),
            quiet_ms=quiet,
            tokens_ms=other.tokens,
            lives_ms=other.lives,
            pings_ms=other.pings,
            told=self._told,
        )

    async def _round(self, other: Bystander, before: int, seconds: float) -> int:
        """The bytes that the server holds when it has had time to give some back."""
        watch = asyncio.create_task(self._watch())
        await self._attack(seconds)
        await other.token()
        watch.cancel()
        deadline = time.monotonic() + SETTLE_S
        held = self._server.memory_bytes()
        while held > BACK * before and time.monotonic() < deadline:
            await asyncio.sleep(_LOOK_S)
            held = self._server.memory_bytes()
        return held

    async def _watch(self) -> None:
        while True:
            self._peak = max(self._peak, self._server.memory_bytes())
            await asyncio.sleep(_LOOK_S)

    async def _attack(self, seconds: float) -> None:
        """Let the guest do it, in a process of its own."""
        attacker = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bench.attack.attacker", self._name,
            "--port", str(self._server.port), "--token", self._token, "--seconds", str(seconds),
            stdout=asyncio.subprocess.PIPE, env=clean_environ(),
        )  # fmt: skip
        try:
            async with asyncio.timeout(seconds + _OVERTIME_S):
                printed, _ = await attacker.communicate()
        finally:
            with suppress(ProcessLookupError):
                attacker.kill()
        if attacker.returncode:
            raise RuntimeError(f"the attacker ended with {attacker.returncode}")
        self._told.update(json.loads(printed))

    def _kept(self) -> int:
        """The bytes that Redis holds."""
        with redis.Redis(port=self._redis.port) as client:
            return int(client.info("memory")["used_memory"])


async def besiege(name: str, rounds: int, seconds: float) -> Outcome:
    """An attack on a new server, so many times, so many seconds each.

    It begins anew, up to TRIES, where others waited: something else may have disturbed it.
    """
    for _ in range(TRIES):
        outcome = await _besiege(name, rounds, seconds)
        if not list(outcome.slow()):
            break
    return outcome


async def _besiege(name: str, rounds: int, seconds: float) -> Outcome:
    with Lab() as lab, _models(lab, ATTACKS[name]) as keys:
        settings = {**ATTACKS[name].settings, **keys}
        server = lab.public(SERVER_CORE, **settings)
        return await Siege(name, server, lab.redis).last(rounds, seconds)


@contextmanager
def _models(lab: Lab, attack: Attack) -> Iterator[dict[str, str]]:
    """The settings of two providers, where the attack needs them: a cheap one and a dear one."""
    if not attack.models:
        yield {}
        return
    with lab.upstream(_INTERVAL_S, _TOKENS) as port:
        upstream = Upstream(port)
        yield {
            "OPENAI_API_KEY": _KEY,
            "OPENAI_BASE_URL": upstream.url("openai"),
            "ANTHROPIC_API_KEY": _KEY,
            "ANTHROPIC_BASE_URL": upstream.url("anthropic"),
        }
