"""Of the inputs of batches a user may have so many worked on in a day."""

import uuid

import pytest

from agents.errors import Refused
from agents.models.request import Caller, Subscription
from server.limits.items import ItemLimit
from server.limits.limits import Limits
from server.settings.sections import LimitSettings
from store.store import Store


@pytest.mark.parametrize(("plan", "most"), [("guest", 50), ("free", 50), ("pro", 500)])
async def test_batch_takes_its_items_once_and_no_more_than_the_plan_has(
    store: Store, plan: Subscription, most: int
) -> None:
    admit = ItemLimit(Limits(store.rate_limits, LimitSettings()))
    user = uuid.uuid4().hex
    one, other = (Caller(user=user, subscription=plan, session=f"b{n}") for n in range(2))
    for _ in range(3):
        await admit(one, most - 10)
    with pytest.raises(Refused) as refused:
        await admit(other, 11)
    assert (refused.value.code, "10 of them are left" in str(refused.value)) == (
        "quota_exceeded", True,
    )  # fmt: skip
    await admit(other, 10)


async def test_enterprise_has_as_many_as_it_wants(store: Store) -> None:
    admit = ItemLimit(Limits(store.rate_limits, LimitSettings()))
    await admit(Caller(user=uuid.uuid4().hex, subscription="enterprise", session="b"), 100_000)
