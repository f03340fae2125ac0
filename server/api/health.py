"""`/health`: probes for liveness, startup and readiness."""

import asyncio
import ipaddress
from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from protocol.errors import Unavailable
from server.http.requests import json, resource
from server.runs.model_service import ModelService
from server.runs.worker import Worker

_OF_OTHERS = frozenset({"forwarded", "via", "x-real-ip", "origin"})
"""Fields by which proxies say for whom they ask, besides X-Forwarded-*, and pages that they do."""

SWEEP_AGE_S = 10.0
"""A worker whose last sweep is older than this does not take over what others left."""


def routes(worker: Worker, models: ModelService) -> list[BaseRoute]:
    """The routes of the probes."""
    health = Health(worker, models)
    return [
        resource("/live", GET=health.live),
        resource("/ready", GET=health.ready),
        resource("/startup", GET=health.startup),
    ]


class Health:
    """The three probes."""

    def __init__(self, worker: Worker, models: ModelService) -> None:
        self._worker = worker
        self._models = models

    async def live(self, request: Request) -> Response:
        """200 as long as the event loop turns."""
        return json({"status": "ok"})

    async def startup(self, request: Request) -> Response:
        """200 once Redis has answered for the first time, to the first sweep that is."""
        started = self._worker.sweep.last_ok is not None
        return self._answer({"started": "ok" if started else "waiting for Redis"})

    async def ready(self, request: Request) -> Response:
        """200 while Redis answers, the sweep runs and no drain has begun; else 503 says why.

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
        status = ("degraded" if warnings else "ok") if ok else "unavailable"
        body = {"status": status, "checks": checks, "warnings": warnings if local else []}
        return json(body, 200 if ok else 503)

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
