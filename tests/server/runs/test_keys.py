"""Keys of providers: they show nowhere, and one that is wrong is reported, not a crash."""

from typing import Any

import pytest
import redis

from agents.gateway.provider_keys import fingerprint
from tests.processes import Redis, Server, Servers, lines_of
from tests.server.talk import CANARY, KEYS, Talk, provided
from tests.upstream import (
    Answer,
    ErrorBody,
    Received,
    Reset,
    Scene,
    Status,
    Upstream,
    bad_key,
    no_quota,
)

pytestmark = pytest.mark.slow

OPENAI, GEMINI = KEYS["openai"], KEYS["gemini"]

ECHOES: list[Scene] = [
    Answer(),
    Status(401, message=f"Incorrect API key provided: {OPENAI}."),
    Status(400, message=f"Bad header authorization: Bearer {OPENAI}"),
    Status(500, body={"error": {"message": f"x-api-key={OPENAI} (a dump of the request)"}}),
    ErrorBody(message=f"key={OPENAI} is not known"),
    Answer(error_after=2, error=(500, f"internal: {OPENAI}")),
    Answer((), finish="filtered", why=f"Refused for {OPENAI}"),
    Reset(),
]


@pytest.fixture(scope="module")
def store(started: Servers) -> Redis:
    """What the module's server keeps things in."""
    return started.redis()


@pytest.fixture(scope="module")
def running(started: Servers, store: Redis, port: int) -> Server:
    """A server that logs all that it can."""
    up = Upstream(port)
    return started.start(
        redis_url=store.url,
        CAREERPILOT_LOG_LEVEL="debug",
        CAREERPILOT_CACHE="off",
        CAREERPILOT_GUEST_PROVIDERS="openai",
        **provided(openai=up, gemini=up),
    )


@pytest.fixture
def clean(store: Redis) -> None:
    """No key rests, and no model is left alone, because of the test before."""
    db = redis.Redis.from_url(store.url)
    with db:
        for name in db.scan_iter("{gate}:*"):
            db.delete(name)


def kept(store: Redis) -> bytes:
    """All that Redis was ever told to keep: its append-only file."""
    files = [path for path in store.folder.rglob("*") if path.is_file()]
    return b"".join(path.read_bytes() for path in files)


def ready(server: Server) -> dict[str, Any]:
    """What the ready check says; it is 200."""
    status, document = server.request("GET", "/health/ready")
    assert status == 200
    return dict(document)


@pytest.mark.parametrize("scene", ECHOES, ids=lambda scene: type(scene).__name__)
async def test_key_shows_nowhere(
    clean: None, talk: Talk, up: Upstream, store: Redis, server: Server, scene: Scene
) -> None:
    def openai_only(call: Received) -> Scene:
        return scene if call.dialect == "openai" else Status(503, message=f"{GEMINI} is out")

    up.play(then=openai_only)
    await talk.start("chat", provider="openai")
    assert {call.key for call in up.calls if call.dialect == "openai"} == {OPENAI}
    document = server.request("GET", f"/v1/sessions/{talk.client.session}", token=talk.token)[1]
    for shown in (talk.log, document, ready(server), server.output()):
        assert CANARY not in str(shown)
    assert b'"provider":"openai"' in kept(store), "the usage log was there to be read"
    assert CANARY.encode() not in kept(store)


@pytest.mark.parametrize(
    ("refusal", "words"),
    [(bad_key, "OpenAI does not accept"), (no_quota, "OpenAI has no quota left for")],
)
async def test_key_that_is_refused_is_a_warning_of_the_ready_check_and_another_provider_serves(
    clean: None, talk: Talk, up: Upstream, server: Server, refusal: Any, words: str
) -> None:
    def play(call: Received) -> Scene:
        return refusal("openai") if call.dialect == "openai" else Answer()

    assert ready(server)["warnings"] == []
    up.play(then=play)
    finished = await talk.start("chat", provider="openai")
    assert [used["provider"] for used in finished["usage"]] == ["gemini"]
    assert ready(server) == {
        "status": "degraded",
        "checks": {"redis": "ok", "sweep": "ok", "drain": "ok"},
        "warnings": [f"{words} the key {fingerprint(OPENAI)}."],
    }
    # It is left alone from now on.
    await talk.say("And now?")
    assert [call.dialect for call in up.calls] == ["openai", "gemini", "gemini"]
    tried = [line for line in lines_of(server.output()) if line["event"] == "model_try_failed"]
    assert tried[-1]["key"] == fingerprint(OPENAI)
