"""Several keys of one provider: in turn, and those that fail at rest."""

import pytest

from agents.errors import ModelError
from agents.gateway.gateway import Gateway
from agents.gateway.provider_keys import fingerprint
from agents.models.faults import HANDLING
from store.model_gate.model_gate import ModelGate
from tests.agents.gateway.lab import KEY, OTHER_KEY, Clock, Lab, hear, request
from tests.upstream import Answer, Status, bad_key, no_quota, rate_limited

LIMITED_S = HANDLING["rate_limited"].rests
STANDARD, LITE = "gpt-6.1-terra", "gpt-6-luna"


@pytest.fixture
def gateway(lab: Lab, clock: Clock) -> Gateway:
    """One provider, two keys."""
    return lab.gateway(None, lab.openai(KEY, OTHER_KEY), now_ms=clock)


def keys(lab: Lab) -> list[str]:
    return [call.key for call in lab.primary.calls]


async def test_keys_take_turns(lab: Lab, gateway: Gateway) -> None:
    for _ in range(4):
        await hear(gateway, request())
    assert sorted(keys(lab)[:2]) == sorted([KEY, OTHER_KEY])
    assert keys(lab)[:2] == keys(lab)[2:]


async def test_workers_take_turns_together(lab: Lab, gate: ModelGate) -> None:
    one = lab.gateway(None, lab.openai(KEY, OTHER_KEY))
    two = lab.gateway(None, lab.openai(KEY, OTHER_KEY))
    for gateway in (one, two, one, two):
        await hear(gateway, request())
    assert keys(lab)[0] != keys(lab)[1]
    assert keys(lab)[:2] == keys(lab)[2:]


async def test_rate_limited_key_rests_as_long_as_its_provider_says(
    lab: Lab, gateway: Gateway, clock: Clock
) -> None:
    lab.primary.play(rate_limited("30"))
    await hear(gateway, request())
    limited, other = keys(lab)
    assert limited != other
    for _ in range(3):
        await hear(gateway, request())
    assert keys(lab)[2:] == [other] * 3
    clock.forward(30.1)
    for _ in range(2):
        await hear(gateway, request())
    assert limited in keys(lab)[5:]


async def test_rate_limit_without_a_time_rests_longer_each_time(
    lab: Lab, gate: ModelGate, clock: Clock
) -> None:
    only = lab.openai(KEY)
    gateway = lab.gateway(None, only, lab.anthropic(), now_ms=clock)
    rests = []
    for _ in range(5):
        lab.primary.play(rate_limited())
        await hear(gateway, request())
        resting = await gate.resting("openai", only.fingerprints, now_ms=clock())
        until, cause = resting[fingerprint(KEY), STANDARD]
        assert cause == "rate_limited"
        rests.append(round((until - clock()) / 1000))
        clock.forward(rests[-1] + 0.1)
    assert rests == [5, 10, 20, 40, 60]
    lab.primary.play(Answer())
    await hear(gateway, request())
    await gateway.flush()
    lab.primary.play(rate_limited())
    await hear(gateway, request())
    resting = await gate.resting("openai", only.fingerprints, now_ms=clock())
    until, _ = resting[fingerprint(KEY), STANDARD]
    assert round((until - clock()) / 1000) == LIMITED_S


async def test_key_that_is_not_accepted_gives_way_to_the_next_and_is_named(
    lab: Lab, gateway: Gateway
) -> None:
    assert await gateway.rejected() == []
    lab.primary.play(bad_key("openai"))
    assert (await hear(gateway, request())).text == "Hello, world."
    wrong, good = keys(lab)
    assert wrong != good
    assert await gateway.rejected() == [
        f"OpenAI does not accept the key {fingerprint(wrong)}.",
    ]


async def test_key_without_quota_is_named(lab: Lab, gateway: Gateway) -> None:
    lab.primary.play(no_quota("openai"))
    await hear(gateway, request())
    (sentence,) = await gateway.rejected()
    assert sentence == f"OpenAI has no quota left for the key {fingerprint(keys(lab)[0])}."


@pytest.mark.parametrize("scene", [no_quota("openai"), rate_limited("60"), Status(403)])
async def test_limit_of_one_model_leaves_the_only_key_to_those_of_other_tiers(
    lab: Lab, scene: Status
) -> None:
    lab.primary.play(then=lambda call: scene if call.model == STANDARD else Answer())
    gateway = lab.gateway(None, lab.openai(KEY))
    for _ in range(2):
        assert (await hear(gateway, request())).usage[0].model == LITE
    assert [call.model for call in lab.primary.calls] == [STANDARD, LITE, LITE]


async def test_key_that_is_not_accepted_is_tried_on_no_other_model(lab: Lab) -> None:
    lab.primary.play(then=bad_key("openai"))
    with pytest.raises(ModelError):
        await hear(lab.gateway(None, lab.openai(KEY)), request())
    assert len(keys(lab)) == 1


async def test_key_that_lacks_quota_for_two_models_is_named_once(lab: Lab) -> None:
    lab.primary.play(then=no_quota("openai"))
    gateway = lab.gateway(None, lab.openai(KEY))
    with pytest.raises(ModelError):
        await hear(gateway, request())
    assert {call.model for call in lab.primary.calls} > {STANDARD, LITE}
    assert await gateway.rejected() == [f"OpenAI has no quota left for the key {fingerprint(KEY)}."]


async def test_rate_limited_key_is_not_called_rejected(lab: Lab, gateway: Gateway) -> None:
    lab.primary.play(rate_limited("60"))
    await hear(gateway, request())
    assert await gateway.rejected() == []


async def test_all_keys_wrong_ends_in_an_error_and_not_in_a_crash(
    lab: Lab, gateway: Gateway, clock: Clock
) -> None:
    lab.primary.play(then=bad_key("openai"))
    with pytest.raises(ModelError) as caught:
        await hear(gateway, request())
    assert caught.value.code == "no_provider"
    assert len(keys(lab)) == 2
    assert len(await gateway.rejected()) == 2
    lab.primary.play()
    clock.forward(HANDLING["auth"].rests + 1)
    assert (await hear(gateway, request())).finish


async def test_faults_of_keys_leave_the_breaker_alone(
    lab: Lab, gate: ModelGate, clock: Clock
) -> None:
    only = lab.openai(KEY, OTHER_KEY, models={"standard": STANDARD})
    gateway = lab.gateway(None, only, now_ms=clock)
    lab.primary.play(then=rate_limited("90"))
    for _ in range(10):
        with pytest.raises(ModelError):
            await hear(gateway, request())
        clock.forward(91)
    assert len(keys(lab)) == 20
    assert await gate.open_until("openai", STANDARD) is None
