"""A key shows nowhere: not in logs, errors, records, Redis or what a caller gets."""

import json
import logging
import traceback
from collections.abc import Iterator

import pytest

from agents.errors import ModelError
from tests.agents.gateway.lab import KEY, Heard, Lab, hear, request
from tests.redis_servers import RedisServer, redis_server
from tests.upstream import Answer, ErrorBody, Reset, Scene, Status, bad_key

CANARY = "canary"

SCENES: list[Scene] = [
    Answer(),
    Status(401, message=f"Incorrect API key provided: {KEY}."),
    Status(400, message=f"Bad header x-api-key: {KEY}"),
    Status(500, body={"error": {"message": f"Authorization: Bearer {KEY}"}}),
    ErrorBody(message=f"key={KEY} is not known"),
    Answer(error_after=2, error=(500, f"internal: {KEY}")),
    Answer((), finish="filtered", why=f"Refused for {KEY}"),
    Reset(),
]


@pytest.fixture(scope="session")
def shared_redis() -> Iterator[RedisServer]:
    """One that writes down what it is told."""
    with redis_server() as server:
        yield server


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: type(scene).__name__)
async def test_key_shows_nowhere(
    lab: Lab, redis: RedisServer, scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    shown: list[str] = []
    lab.primary.play(then=scene)
    lab.fallback.play(then=bad_key("anthropic"))
    gateway = lab.gateway()
    heard = Heard()
    with caplog.at_level(logging.DEBUG, "agents"):
        try:
            heard = await hear(gateway, request())
        except ModelError as error:
            shown += traceback.format_exception(error)
    records = await lab.records(gateway)
    shown += [repr(heard), repr(records), *await gateway.rejected()]
    shown += [json.dumps(vars(line), default=repr) for line in caplog.records]
    shown += [line.getMessage() + (line.exc_text or "") for line in caplog.records]
    shown += [repr(keys) for keys in gateway.providers.values()]
    assert records
    assert lab.primary.calls[0].key == KEY, "the canary was there to be seen"
    assert [text for text in shown if CANARY in text] == []
    told = _told(redis)
    assert b"{gate}" in told
    assert CANARY.encode() not in told


def _told(redis: RedisServer) -> bytes:
    """All that Redis was ever told to keep: its append-only file."""
    files = [path for path in redis.directory.rglob("*") if path.is_file()]
    return b"".join(path.read_bytes() for path in files)
