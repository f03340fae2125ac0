"""Whom a guest may choose to be answered by."""

from pathlib import Path

import pytest

from protocol.commands import Start
from tests.processes import Server, Servers
from tests.redis_servers import RedisServer
from tests.server.calls import Caller, assert_problem, new_id
from tests.server.cli.test_main import careerpilot
from tests.server.talk import Talk, provided, talking
from tests.upstream import Upstream

pytestmark = pytest.mark.slow

REFUSAL = "The options do not fit: You can only choose offline, or leave it out - at `$.provider`"


@pytest.fixture(scope="module")
def settings(port: int) -> dict[str, str]:
    """A cheap provider and a dear one."""
    return provided(gemini=Upstream(port), anthropic=Upstream(port))


@pytest.mark.parametrize("provider", ["anthropic", "gemini", "openai", "Offline", "mistral"])
async def test_guest_who_chooses_a_provider_over_http_is_told_what_may_be_chosen(
    caller: Caller, up: Upstream, provider: str
) -> None:
    session = new_id()
    body = {"id": session, "kind": "chat", "input": {}, "options": {"provider": provider}}
    problem = assert_problem(caller.http.post("/v1/sessions", json=body), 422, "malformed")
    assert problem["detail"] == REFUSAL
    assert caller.http.get(f"/v1/sessions/{session}").status_code == 404
    assert up.calls == []


async def test_guest_who_chooses_a_provider_over_a_websocket_may_start_without(
    talk: Talk, up: Upstream
) -> None:
    ack = await talk.client.send(Start("c1", "chat", {}, {"provider": "anthropic"}))
    assert ack.status == "rejected"
    assert ack.error is not None
    assert (ack.error.code, ack.error.message) == ("malformed", REFUSAL)
    finished = await talk.start("chat")
    assert [used["provider"] for used in finished["usage"]] == ["gemini"]


async def test_guest_may_choose_the_offline_model(talk: Talk, up: Upstream) -> None:
    assert "usage" not in await talk.start("chat", provider="offline")
    assert up.calls == []


def test_terminal_says_which_provider_may_be_chosen(server: Server, tmp_path: Path) -> None:
    def chat(provider: str) -> tuple[int, str]:
        words = ("chat", "--url", server.url, "--provider", provider)
        ended = careerpilot(*words, cwd=tmp_path)
        assert "Traceback" not in ended.stderr
        return ended.returncode, ended.stderr

    status, said = chat("anthropic")
    assert status == 1
    assert "You can only choose offline" in said
    assert chat("offline") == (0, "")


async def test_guest_may_choose_whom_the_settings_name(servers: Servers, up: Upstream) -> None:
    both = provided(gemini=up, anthropic=up)
    server = servers.start(CAREERPILOT_GUEST_PROVIDERS="gemini", **both)
    async with talking(server) as talk:
        finished = await talk.start("chat", provider="gemini")
        assert [used["provider"] for used in finished["usage"]] == ["gemini"]
    async with talking(server) as talk:
        ack = await talk.client.send(Start("c1", "chat", {}, {"provider": "anthropic"}))
        assert ack.error is not None
        assert "only choose offline or gemini" in ack.error.message


async def test_session_of_a_guest_who_could_choose_goes_on_with_the_providers_of_others(
    servers: Servers, redis: RedisServer, up: Upstream
) -> None:
    both = provided(gemini=up, anthropic=up) | {"CAREERPILOT_CACHE": "off"}
    allowed = {"CAREERPILOT_GUEST_PROVIDERS": "anthropic"}
    before = servers.start(redis_url=redis.url, **both, **allowed)
    async with talking(before) as talk:
        await talk.start("chat", provider="anthropic")
        assert before.stop() == 0
        after = servers.start(redis_url=redis.url, **both)
        await talk.client.close()
        await talk.client.connect(after.url)
        finished = await talk.say("How do I ask for a raise?")
    assert [used["provider"] for used in finished["usage"]] == ["gemini"]
    assert [call.dialect for call in up.calls] == ["anthropic", "gemini"]
