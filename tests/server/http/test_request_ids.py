"""Request ids: kept from the proxy, made where absent or unusable."""

import re

import httpx
import pytest
import structlog
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from server.http.request_ids import HEADER, RequestIds


async def bound(request: Request) -> Response:
    return JSONResponse(structlog.contextvars.get_contextvars())


APP = Starlette(routes=[Route("/", bound)], middleware=[Middleware(RequestIds)])


async def ask(headers: dict[str, str]) -> tuple[str, str]:
    transport = httpx.ASGITransport(APP)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        response = await client.get("/", headers=headers)
    return response.headers[HEADER], response.json()["request_id"]


async def test_id_of_the_proxy_is_kept_bound_and_answered() -> None:
    assert await ask({HEADER: "abc-123.X_y"}) == ("abc-123.X_y", "abc-123.X_y")


@pytest.mark.parametrize("given", ["", "short", "x" * 65, 'a"},{"b":"cdefgh', "with space 1"])
async def test_id_that_is_not_usable_is_replaced(given: str) -> None:
    answered, in_logs = await ask({HEADER: given})
    assert answered == in_logs
    assert re.fullmatch(r"[0-9a-f]{32}", answered)
