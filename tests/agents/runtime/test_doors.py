"""What reaches a handler from outside: tools, images, effects, and services of the server."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Protocol

import pytest

from agents.errors import MachineError
from agents.kind import Image, NoMemory, OtherSession, Services, Turn
from agents.kind.places import state_path
from agents.models.request import Finish, Model, ToolCall
from agents.testing import Conversation, Deltas, ScriptedModel, assert_agui_accepts, every_cut
from protocol.commands import Start
from tests.agents.runtime.workshop import LOOK, NOTE, SAY, NoInput, Subject, workshop

AnyTurn = Turn[NoInput, NoMemory]
START = Start("c1", "workshop", {})


def talk(work: Callable[[AnyTurn], Awaitable[None]], answers: dict[str, Any]) -> Conversation:
    return Conversation(workshop(work), {}, model=ScriptedModel(answers))


async def _look(turn: AnyTurn) -> None:
    await turn.ask(LOOK, Subject("x"))


def _calls(*words: str) -> Deltas:
    calls = [ToolCall(f"t{n}", "define", f'{{"word": "{word}"}}') for n, word in enumerate(words)]
    return Deltas(*calls, Finish("tools"))


async def test_model_calls_a_tool_and_answers_with_what_it_gave() -> None:
    one = talk(_look, {"strategist:look": [_calls("ward"), "Done."]})
    await one.start()
    assert one.texts == ["Done."]
    asked, given = one.model.requests[1].messages
    assert [call.name for call in asked.calls] == ["define"]
    assert [result.text for result in given.results] == ["ward is a word"]
    assert [tool.name for tool in one.model.requests[0].tools] == ["define"]
    assert_agui_accepts(one.log)


async def test_model_is_told_of_calls_that_do_not_fit() -> None:
    wrong = Deltas(
        ToolCall("t1", "define", "{}"),
        ToolCall("t2", "guess", "{}"),
        ToolCall("t3", "define", '{"word": "nothing"}'),
        Finish("tools"),
    )
    one = talk(_look, {"strategist:look": [wrong, "Done."]})
    await one.start()
    told = [result.text for result in one.model.requests[1].messages[1].results]
    assert "do not fit" in told[0]
    assert told[1] == "There is no tool 'guess'."
    assert "Nothing was found" in told[2]


async def test_model_that_calls_tools_without_end_is_given_up() -> None:
    one = talk(_look, {"strategist:look": _calls("again")})
    await one.start()
    assert one.error
    assert one.error.code == "bad_output"


async def test_step_with_a_tool_is_taken_over_at_every_point() -> None:
    assert await every_cut(talk(_look, {"strategist:look": [_calls("ward"), "Done."]}), START) > 5


async def test_images_are_shown_to_the_model() -> None:
    picture = Image("image/png", b"\x89PNG")

    async def work(turn: AnyTurn) -> None:
        await turn.ask(SAY, Subject("x"), images=(picture,))

    one = talk(work, {"generator:say": "A picture."})
    await one.start()
    assert one.model.requests[0].images == (picture,)


async def test_hidden_text_is_given_back_and_not_said() -> None:
    async def work(turn: AnyTurn) -> None:
        noted = await turn.ask(NOTE, Subject("x"))
        await turn.say(noted.upper())

    one = talk(work, {"generator:note": "quiet"})
    await one.start()
    assert one.texts == ["QUIET"]


async def test_effect_is_had_once_whatever_becomes_of_the_worker() -> None:
    had = []

    async def work(turn: AnyTurn) -> None:
        async def effect() -> int:
            had.append(turn.now_ms)
            return 7

        found = await turn.once("count", effect, int)
        await turn.ask(SAY, Subject(str(found)))
        await turn.say(f"{found} {len(had)}")

    one = talk(work, {"generator:say": "x"})
    await one.start(cuts=[4])
    assert one.texts[-1] == "7 1"
    assert len(had) == 1


class Clock(Protocol):
    """A service that a server might lend: its interface."""

    async def hour(self) -> int: ...


class NightClock:
    """The service."""

    async def hour(self) -> int:
        return 23


@dataclass(frozen=True, kw_only=True)
class WithClock(Services):
    """The services of a server that has it: one more field."""

    clock: Clock


async def test_service_of_ones_own_takes_one_field_and_one_interface() -> None:
    async def work(turn: AnyTurn) -> None:
        assert isinstance(turn.services, WithClock)
        hour = await turn.once("hour", turn.services.clock.hour, int)
        await turn.say(f"It is {hour}.")

    def lend(model: Model) -> Services:
        return WithClock(model=model, clock=NightClock())

    one = Conversation(workshop(work), {}, services=lend)
    await one.start()
    assert one.texts == ["It is 23."]


class OneSession:
    """Sessions in memory: one that can be begun."""

    def __init__(self) -> None:
        self.begun: list[str] = []

    async def create(self, caller: Any, session: str, kind: str, given: Any) -> None:
        self.begun.append(session)

    async def read(self, caller: Any, session: str) -> OtherSession:
        return OtherSession(session, "letter", "running")

    async def rest(self, caller: Any, session: str) -> OtherSession:
        return OtherSession(session, "letter", "idle", "success", None, {"letter": "Dear all"})


async def test_handler_begins_another_session_and_reads_its_result() -> None:
    async def work(turn: AnyTurn) -> None:
        other = await turn.begin_session("letter", {})
        found = await turn.session(other)
        await turn.say(found.result["letter"])

    sessions = OneSession()
    kind = workshop(work)
    one = Conversation(kind, {}, services=lambda model: Services(model=model, sessions=sessions))
    await one.start(cuts=[4])
    assert one.texts == ["Dear all"]
    assert len(set(sessions.begun)) == 1  # the same id in every attempt


async def test_run_that_is_alone_says_so() -> None:
    async def work(turn: AnyTurn) -> None:
        await turn.begin_session("letter", {})

    one = Conversation(workshop(work), {})
    await one.start()
    assert one.error
    assert one.error.message == "Other sessions cannot be reached from here."


def test_places_are_given_where_a_task_has_them_and_nowhere_else() -> None:
    assert state_path("/cards/*/title", (3,)) == ("result", "cards", 3, "title")
    assert state_path("", ()) == ("result",)
    with pytest.raises(MachineError, match="fewer places"):
        state_path("/letter", (1,))
    with pytest.raises(MachineError, match="more places"):
        state_path("/cards/*", ())
