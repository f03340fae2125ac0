"""`/health`: probes for liveness, startup and readiness."""

import asyncio
import ipaddress
from collections.abc import Sequence
from typing import Literal

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from protocol.errors import Unavailable
from server.http.operations import Answer, Handler, Operation, as_json
from server.http.requests import json, resource
from server.runs.model_service import ModelService
from server.runs.worker import Worker

_OF_OTHERS = frozenset({"forwarded", "via", "x-real-ip", "origin"})
"""Fields by which proxies say for whom they ask, besides X-Forwarded-*, and pages that they do."""

SWEEP_AGE_S = 10.0
"""A worker whose last sweep is older than this does not take over what others left."""


Status = Literal["ok", "degraded", "unavailable"]


class Alive(msgspec.Struct):
    """The event loop turns."""

    status: Literal["ok"] = "ok"


class Standing(msgspec.Struct):
    """How a worker stands: each of its checks is `ok`, or says what it is not.

    With warnings the status is `degraded`; what they say is told on the same machine alone.
    """

    status: Status
    checks: dict[str, str]
    warnings: list[str]


def routes(worker: Worker, models: ModelService) -> list[BaseRoute]:
    """The routes of the probes."""
    health = Health(worker, models)
    alive = Answer(200, "It lives", as_json(Alive))
    return [
        resource("/live", GET=Operation(health.live, answers=(alive,), signed_in=False)),
        resource("/ready", GET=_probe(health.ready)),
        resource("/startup", GET=_probe(health.startup)),
    ]


def _probe(handler: Handler) -> Operation:
    answers = (
        Answer(200, "It is", as_json(Standing)),
        Answer(503, "It is not, or not yet", as_json(Standing)),
    )
    return Operation(handler, answers=answers, signed_in=False)


class Health:
    """The three probes."""

    def __init__(self, worker: Worker, models: ModelService) -> None:
        self._worker = worker
        self._models = models

    async def live(self, request: Request) -> Response:
        """Whether the worker lives: 200 as long as its event loop turns."""
        return json(Alive())

    async def startup(self, request: Request) -> Response:
        """Whether the worker has started: 200 once Redis has answered its first sweep."""
        started = self._worker.sweep.last_ok is not None
        return self._answer({"started": "ok" if started else "waiting for Redis"})

    async def ready(self, request: Request) -> Response:
        """Whether the worker is ready: Redis answers, the sweep runs, no drain has begun.

        A key that its provider rejects is a warning: the conversations are here all the same. So is
        a Redis that may lose something, or has, or that has little room left: what is there can be
        read and deleted all the same. With warnings the status is `degraded`; what they say is told
        to who asks from this very machine.
        """
        checks = {"redis": await self._redis(), "sweep": self._sweep(), "drain": self._drain()}
        return self._answer(checks, await self._warnings(), _is_local(request))

    def _answer(
        self, checks: dict[str, str], warnings: Sequence[str] = (), local: bool = False
    ) -> Response:
        ok = all(value == "ok" for value in checks.values())
        status: Status = ("degraded" if warnings else "ok") if ok else "unavailable"
        return json(Standing(status, checks, list(warnings) if local else []), 200 if ok else 503)

    async def _warnings(self) -> list[str]:
        try:
            rejected = await self._models.rejected()
        except Unavailable:
            rejected = []
        return [*rejected, *self._worker.durability.warnings]

    async def _redis(self) -> str:
        try:
            await self._worker.store.ping()
        except Unavailable:
            return "away"
        return "ok"

    def _sweep(self) -> str:
        last = self._worker.sweep.last_ok
        if last is None:
            return "not yet"
        age = asyncio.get_running_loop().time() - last
        return "ok" if age <= SWEEP_AGE_S else f"last {age:.0f} s ago"

    def _drain(self) -> str:
        return "begun" if self._worker.draining else "ok"


def _is_local(request: Request) -> bool:
    """Whether it comes from this machine, and for nobody else: through no proxy, from no page."""
    forwarded = any(
        name in _OF_OTHERS or name.startswith("x-forwarded-") for name in request.headers
    )
    try:
        peer = ipaddress.ip_address(request.client.host if request.client else "")
    except ValueError:
        return False
    mapped = getattr(peer, "ipv4_mapped", None)
    return (mapped or peer).is_loopback and not forwarded
