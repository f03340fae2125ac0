"""Runs of a real server fetch through the door, where the operator has it open."""

import asyncio

import pytest

from tests.processes import Servers
from tests.server.calls import Caller
from tests.server.fetching.sites import Site, answer, serving

pytestmark = pytest.mark.slow

KINDS = {"CAREERPILOT_KINDS": "tests.server.fetching.kinds"}


@pytest.fixture(scope="module")
def settings(port: int) -> dict[str, str]:
    return KINDS | {
        "CAREERPILOT_FETCH_ALLOW": f"127.0.0.1:{port}",
        "CAREERPILOT_URL": "https://pilot.example.com",
    }


async def test_run_has_a_page_and_says_why_there_is_none(
    started: Servers, settings: dict[str, str], port: int
) -> None:
    caller = Caller(started.start(**settings))
    pages = {"/": answer(b"A nurse"), "/robots.txt": answer(b"User-agent: *\nDisallow: /not")}

    async def fetched(url: str) -> dict[str, object]:
        created = await asyncio.to_thread(caller.create, "fetching", {"url": url})
        return dict(created["state"].get("result") or created["lastRun"]["error"])

    async with serving(Site(pages), port=port) as site:
        assert await fetched(site.url()) == {"status": 200, "text": "A nurse"}
        assert "CareerPilot/" in site.heads[-1]
        assert "(+https://pilot.example.com)" in site.heads[-1]
        assert (await fetched(site.url("/not")))["code"] == "forbidden"
        inside = await fetched(f"http://127.0.0.1:{port + 1}/")
        assert inside["code"] == "invalid_input"


async def test_run_has_no_page_where_the_door_is_shut(started: Servers) -> None:
    caller = Caller(started.start(**KINDS, CAREERPILOT_FETCH="false"))
    created = await asyncio.to_thread(
        caller.create, "fetching", {"url": "https://www.example.com/"}
    )
    assert created["lastRun"]["error"]["code"] == "not_found"
    assert "Paste" in created["lastRun"]["error"]["message"]
