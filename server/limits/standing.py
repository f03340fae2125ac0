"""What is left of a caller's limits, and how an answer's head says it.

The fields are those of draft-ietf-httpapi-ratelimit-headers-11, in the form of RFC 9651:

    RateLimit-Policy: "messages";q=100;w=60, "starts.plan";q=10;w=3600
    RateLimit: "messages";r=99;t=1, "starts.plan";r=9;t=360

`q` may pass in `w` seconds; `r` may now, and one more in `t` seconds: none where all of them may.
"""

from collections.abc import Sequence
from contextvars import ContextVar
from http import HTTPStatus
from typing import Any

from msgspec import Struct
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.http.operations import LIMIT_LEFT, LIMIT_POLICY
from store.rate_limits.types import Claim, Left, Part


class Level(Struct, frozen=True):
    """A limit, and what is left of it."""

    part: Part
    left: Left

    @property
    def details(self) -> dict[str, Any]:
        """What a caller is told who has nothing left."""
        part = self.part
        return {
            "limit": part.name,
            "quota": part.count,
            "windowSeconds": part.seconds,
            "left": self.left.left,
        }


class Standing(Struct, frozen=True):
    """How a caller stands: what was taken of their limits, and what is left of each."""

    levels: Sequence[Level] = ()
    claims: Sequence[Claim] = ()
    local: bool = False
    """Whether it was taken of this worker's own limits, as Redis was away."""

    def fields(self) -> list[tuple[str, str]]:
        """The fields of an answer's head; none where there are no limits."""
        if not self.levels:
            return []
        policies = (f'"{part.name}";q={part.count};w={part.seconds}' for part, _ in self._pairs())
        limits = (f'"{part.name}";r={left.left}{_until(left)}' for part, left in self._pairs())
        return [(LIMIT_POLICY.name, ", ".join(policies)), (LIMIT_LEFT.name, ", ".join(limits))]

    def _pairs(self) -> list[tuple[Part, Left]]:
        return [(level.part, level.left) for level in self.levels]


def _until(left: Left) -> str:
    return f";t={-(-left.next_ms // 1000)}" if left.next_ms else ""


NOTHING = Standing()
"""Where nothing is limited."""

_answered: ContextVar[list[Standing] | None] = ContextVar("standing", default=None)


def note(standing: Standing) -> None:
    """Have the answer to this request say how its caller stands; the last one counts, and NOTHING
    says nothing."""
    noted = _answered.get()
    if noted is not None:
        noted[:] = [standing]


class RateLimitFields:
    """ASGI middleware: answers to what was counted say how their callers stand."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self.app(scope, receive, send)
            return
        noted = list[Standing]()

        async def saying(message: Message) -> None:
            # A failure of ours has counted nothing that its caller should go by.
            begins = message["type"] == "http.response.start"
            if begins and noted and message["status"] < HTTPStatus.INTERNAL_SERVER_ERROR:
                headers = MutableHeaders(scope=message)
                for name, value in noted[0].fields():
                    headers[name] = value
            await send(message)

        token = _answered.set(noted)
        try:
            await self.app(scope, receive, saying)
        finally:
            _answered.reset(token)
