"""A run goes by the plan of whoever spoke last."""

import time
import uuid

import pytest

from agents.models.request import Caller
from server.runs.model_service import ModelService
from server.runs.run_input import RunInput
from server.settings.plans import Plan
from server.settings.sections import ModelSettings
from store.leases.types import Acquired
from store.store import Store


@pytest.mark.parametrize(
    ("begun", "said", "goes_by"),
    [
        ("free", "pro", "pro"),
        ("pro", "free", "free"),
        ("enterprise", "", "enterprise"),
        ("", "", "free"),
        ("guest", "", "free"),
    ],
)
async def test_session_goes_on_by_the_plan_of_its_user_as_it_is_now(
    store: Store, begun: str, said: str, goes_by: str
) -> None:
    session, user, now_ms = str(uuid.uuid4()), uuid.uuid4().hex, time.time_ns() // 1_000_000
    await store.sessions.create(
        session, user, "chat", b"{}", b"{}", title="", command_id="c1",
        raw=b'{"type":"start","id":"c1","kind":"chat","input":{}}', now_ms=now_ms, plan=begun,
    )  # fmt: skip
    await store.sessions.submit(session, user, "c2", "message", b"{}", now_ms, plan=said)
    acquired = await store.leases.acquire(session, "worker", {"chat": 1})
    assert isinstance(acquired, Acquired)
    assert (await RunInput.of(session, acquired))._subscription() == goes_by  # noqa: SLF001


@pytest.mark.parametrize(
    ("plan", "may"), [("guest", False), ("free", True), ("pro", True), ("enterprise", True)]
)
def test_plan_says_who_may_choose_a_provider(store: Store, plan: Plan, may: bool) -> None:
    models = ModelService(ModelSettings(), (), store.model_gate)
    assert models._may_ask("openai", Caller(subscription=plan)) is may  # noqa: SLF001
    assert models._may_ask("offline", Caller(subscription=plan))  # noqa: SLF001
