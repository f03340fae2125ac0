"""Commands are interrupted at every point: what keeps to the rules holds, what does not is told."""

import asyncio
import itertools
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.errors import ModelError
from agents.testing import Conversation, ScriptedModel, every_cancel, every_cut, every_retry
from protocol.commands import Action, Message, Retry, Start
from tests.agents.testing.echo import TEXT, TYPED, Echo, EchoResult, Turn, Which
from tests.soak import at_length

HI = Message("m1", "Hi")
SCRIPT = {
    "generator:text": ["One or two.", "Three.", "Four, five, six."],
    "generator:typed": [EchoResult("a"), EchoResult("b"), EchoResult("c")],
}


async def echo(*does: str, kind: Echo | None = None) -> Conversation:
    talk = Conversation(kind or Echo(), {"does": list(does)}, model=ScriptedModel(SCRIPT))
    await talk.start()
    return talk


async def all_three(talk: Conversation) -> None:
    before = talk.messages, talk.log, list(talk.model.requests)
    assert await every_cut(talk, HI) >= await every_cut(talk, HI, "steps") >= 2
    assert await every_cancel(talk, HI) >= await every_cancel(talk, HI, "steps") >= 2
    assert await every_retry(talk, HI) >= await every_retry(talk, HI, "steps") >= 2
    assert (talk.messages, talk.log, talk.model.requests) == before


@settings(max_examples=at_length(4, 100), deadline=None)
@given(does=st.lists(st.sampled_from(["say", "text", "typed", "update"]), max_size=3))
def test_handler_that_is_deterministic_holds_whatever_it_does(does: list[str]):
    async def hold() -> None:
        await all_three(await echo(*does))

    asyncio.run(hold())


async def test_start_action_alarm_and_retry_hold_too():
    talk = Conversation(Echo(), {"does": ["typed"]}, model=ScriptedModel(SCRIPT))
    for command in (Start("c1", "echo", talk.given), HI, Retry("m2"), Action("m3", "end")):
        assert await every_cut(talk, command) >= 2
        assert await every_cancel(talk, command) >= 2
        assert await every_retry(talk, command) >= 2
        await talk.do(command)
    assert talk.phase == "done"


async def test_command_that_is_refused_ends_so_wherever_it_is_cut_and_cannot_be_cancelled():
    talk = await echo("text", "refuse")
    await every_cut(talk, HI)
    for every in (every_cancel, every_retry):
        with pytest.raises(AssertionError, match="ends in 'invalid_input': Not that"):
            await every(talk, HI)


async def test_points_are_one_more_than_the_things_that_are_done():
    talk = await echo("text", "typed")
    whole = talk.fork()
    await whole.do(HI)
    (port,) = whole.workers
    assert await every_cut(talk, HI) == port.done + 1
    assert await every_cut(talk, HI, "steps") == 5
    assert await every_cancel(talk, HI) == len(port.events) + 1


class Restless(Echo):
    """Looks at what is outside of the turn, which no handler may."""

    def __init__(self) -> None:
        self.outside = itertools.count()


class Talkative(Restless):
    """Says something else each time."""

    async def one(self, turn: Turn, number: int, what: str) -> None:
        await turn.say(f"Attempt {next(self.outside)}")


class Fickle(Restless):
    """Asks for something else each time."""

    async def one(self, turn: Turn, number: int, what: str) -> None:
        await turn.ask((TEXT, TYPED)[next(self.outside) % 2], Which(number))


class Stubborn(Echo):
    """Does not let itself be cancelled."""

    async def hear(self, turn: Turn) -> str:
        try:
            await super().hear(turn)
        except asyncio.CancelledError:
            await turn.say("No.")
        return "open"


class Mindful(Echo):
    """Keeps in itself what belongs into the turn's memory."""

    def __init__(self) -> None:
        self.heard = 0

    async def hear(self, turn: Turn) -> str:
        self.heard += 1
        await turn.say("I hear you.")
        turn.update(heard=self.heard)
        return "open"


async def test_handler_that_says_something_else_when_taken_over_is_told_at_which_point():
    talk = await echo("say", kind=Talkative())
    with pytest.raises(AssertionError) as raised:
        await every_cut(talk, HI)
    told = str(raised.value)
    assert re.match(r"taken over after \d+ of \d+ things done, it ends otherwise:\n", told)
    assert '-      "content": "Attempt 0"' in told
    assert re.search(r'\+      "content": "Attempt \d+"', told)


async def test_handler_that_asks_for_something_else_when_taken_over_is_told_the_steps():
    model = ScriptedModel({"generator:text": "Same.", "generator:typed": EchoResult("same")})
    talk = Conversation(Fickle(), {"does": ["x", "x"]}, model=model)
    await talk.start()
    with pytest.raises(AssertionError, match=r"the steps are .* a handler is deterministic"):
        await every_cut(talk, HI, "steps")


async def test_handler_that_is_not_cancelled_is_told_so():
    talk = await echo("text", kind=Stubborn())
    with pytest.raises(AssertionError, match=r"after \d+ events, the run ends in 'success'"):
        await every_cancel(talk, HI)


async def test_kind_that_remembers_in_itself_is_told_what_a_retry_makes_of_it():
    talk = await echo(kind=Mindful())
    with pytest.raises(AssertionError, match="cancelled after 0 events and retried") as raised:
        await every_retry(talk, HI)
    assert '"heard": ' in str(raised.value)


async def test_model_that_fails_fails_alike_wherever_the_command_is_cut():
    talk = await echo("text")
    talk.model = ScriptedModel(otherwise=ModelError("Away.", "no_provider"))
    await every_cut(talk, HI)
