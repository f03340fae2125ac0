"""The helper of a worker: what is worked out where, and what becomes of what never ends."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import msgspec
import pytest

from agents.errors import Refused, TimedOut
from agents.kind.loader import load
from agents.models.request import Caller, Request
from server.runs.helper import Helper
from server.runs.helper_process import NICENESS
from tests.processes import eventually
from tests.server.runs.delving import LONG

pytestmark = pytest.mark.slow

MODULE = "tests.server.runs.delving"
CALLER = Caller(user="u", session="s")
NewHelper = Callable[..., Helper]


@pytest.fixture
async def new_helper() -> AsyncIterator[NewHelper]:
    """Makes helpers, and ends them."""
    made: list[Helper] = []

    def make(seconds: float = 20.0) -> Helper:
        made.append(Helper(load((MODULE,)), (MODULE,), seconds))
        return made[-1]

    yield make
    for helper in made:
        pid = helper.pid
        await helper.stop()
        assert pid is None or is_gone(pid)


def is_gone(pid: int) -> bool:
    return not Path(f"/proc/{pid}").exists()


async def told(helper: Helper, text: str, user: str = "u") -> str:
    """What the rule of the test's kind says to that."""
    request = Request(
        kind="delving",
        role="generator",
        task="delve",
        tier="standard",
        instructions="",
        inputs={"text": text},
    )
    rule = load((MODULE,))["delving"].offline["delve"]
    caller = msgspec.structs.replace(CALLER, user=user)
    said: str = await helper.call(caller, rule, request)
    return said


async def test_short_call_is_made_here(new_helper: NewHelper) -> None:
    helper = new_helper()
    assert await told(helper, "who") == f"{os.getpid()} {os.nice(0)}"
    assert helper.pid is None


async def test_call_that_is_said_to_be_slow_is_made_elsewhere_however_short(
    new_helper: NewHelper,
) -> None:
    helper = new_helper()
    assert await helper.call(CALLER, os.getpid, slow=True) == helper.pid


async def test_long_call_is_made_in_one_process_of_low_priority(new_helper: NewHelper) -> None:
    helper = new_helper()
    said = {await told(helper, "who" + LONG), await told(helper, "print" + LONG)}
    assert said == {f"{helper.pid} {min(19, os.nice(0) + NICENESS)}"}


async def test_warm_helper_has_its_process_before_anything_is_asked_of_it(
    new_helper: NewHelper,
) -> None:
    helper = new_helper()
    helper.warm()
    helper.warm()
    assert await helper.call(CALLER, os.getpid, slow=True) == helper.pid


async def test_helper_that_is_stopped_while_it_is_warmed_leaves_nothing(
    new_helper: NewHelper,
) -> None:
    helper = new_helper()
    helper.warm()
    await asyncio.sleep(0)
    await helper.stop()
    assert helper.pid is None


async def test_function_of_a_module_is_found_by_its_name(new_helper: NewHelper) -> None:
    helper = new_helper()
    assert await helper.call(CALLER, len, LONG) == len(LONG)
    assert helper.pid is not None


async def test_function_that_cannot_be_sent_is_called_here(new_helper: NewHelper) -> None:
    helper = new_helper()
    assert await helper.call(CALLER, lambda text: os.getpid(), LONG) == os.getpid()
    assert helper.pid is None


async def test_value_that_cannot_be_sent_is_made_here(new_helper: NewHelper) -> None:
    value = await new_helper().call(CALLER, memoryview, LONG.encode())
    assert bytes(value) == LONG.encode()


@pytest.mark.parametrize("how", ["loop", "backtrack"])
async def test_call_that_never_ends_times_out_and_the_next_is_done(
    new_helper: NewHelper, how: str
) -> None:
    helper = new_helper(2.0)
    await told(helper, "who" + LONG)
    before = helper.pid
    begun = time.monotonic()
    with pytest.raises(TimedOut, match="longer than 2 seconds"):
        await told(helper, how + LONG)
    assert time.monotonic() - begun >= 2
    assert str(helper.pid) not in (str(before), (await told(helper, "who" + LONG)).split()[0])
    assert before is not None
    eventually(lambda: is_gone(before), "the process that looped is gone")


async def test_error_of_a_function_is_raised_as_it_was(new_helper: NewHelper) -> None:
    helper = new_helper()
    with pytest.raises(Refused, match=r"Not that\.") as refused:
        await told(helper, "refuse" + LONG)
    assert refused.value.code == "no_documents"
    with pytest.raises(RuntimeError, match="Odd: oneother"):
        await told(helper, "odd" + LONG)


async def test_function_that_ends_its_process_fails_alone(new_helper: NewHelper) -> None:
    helper = new_helper()
    with pytest.raises(ConnectionError):
        await told(helper, "exit" + LONG)
    assert await told(helper, "who" + LONG)


async def test_call_that_is_given_up_makes_room_for_the_next(new_helper: NewHelper) -> None:
    helper = new_helper()
    await told(helper, "who" + LONG)
    given_up = asyncio.create_task(told(helper, "loop" + LONG))
    waiting = asyncio.create_task(told(helper, "who" + LONG, "another"))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    given_up.cancel()
    assert await waiting


async def test_users_wait_for_each_other_by_turns(new_helper: NewHelper) -> None:
    helper = new_helper()
    order: list[str] = []

    async def one(user: str) -> None:
        await told(helper, "who" + LONG, user)
        order.append(user)

    async with asyncio.TaskGroup() as group:
        for user in "aaaab":
            group.create_task(one(user))
    assert order.index("b") <= 2
