"""What calls of models took, entered for their users."""

import msgspec
import pytest

from agents.gateway.usage_log import UsageRecord
from agents.models.request import Caller, Request
from server.usage.ledger import UsageLedger
from store.store import Store
from store.usage.types import Used
from store.usage.usage import day_of
from tests.redis_servers import RedisServer, talk

AT = 1_796_000_000_000


def record(**changes: object) -> UsageRecord:
    request = Request(
        kind="chat", role="generator", task="reply", tier="lite", instructions="",
        caller=Caller(user="ada", subscription="free"),
    )  # fmt: skip
    one = UsageRecord.of("call-1", AT, request)
    one.asked("openai", "gpt", "k1")
    one.input_tokens, one.output_tokens, one.cost = 10, 2, 500
    return msgspec.structs.replace(one, **changes)


@pytest.mark.parametrize("outcome", ["ok", "failed", "cancelled"])
async def test_call_is_counted_once_however_it_ended(redis: RedisServer, outcome: str) -> None:
    assert talk(redis.port, "FLUSHALL") == "+OK\r\n"
    store = Store(redis.url)
    ledger = UsageLedger(store.usage)
    for _ in range(3):
        await ledger.count(record(outcome=outcome))
    day = day_of(AT)
    assert await store.usage.between("ada", day, day) == [
        Used(day, "chat", "openai/gpt", 10, 2, 500, 1)
    ]
    await store.close()


@pytest.mark.parametrize(
    "changes",
    [{"user": ""}, {"input_tokens": None, "output_tokens": None, "cost": 0}],
    ids=["nobody's", "nothing"],
)
async def test_what_took_nothing_or_is_nobodys_is_not_counted(
    redis: RedisServer, changes: dict[str, object]
) -> None:
    assert talk(redis.port, "FLUSHALL") == "+OK\r\n"
    store = Store(redis.url)
    await UsageLedger(store.usage).count(record(**changes))
    assert talk(redis.port, "DBSIZE") == ":0\r\n"
    await store.close()
