"""A turn is whole when it is made, shows nothing but by its scope, and asks what its kind may."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Annotated, Any

import msgspec
import pytest

from agents.errors import MachineError
from agents.kind import Confirm, Kind, Needs, Services, Task, Turn
from agents.kind.run_ports import Asking
from agents.kinds.chat.inputs import Subject
from agents.kinds.chat.kind import Chat
from agents.kinds.chat.tasks import GREETING
from agents.models.compute import Direct, T
from agents.models.request import Caller, Request
from agents.runtime.scope import Scope
from agents.runtime.stage import Stage
from agents.testing import Recorder, ScriptedModel
from protocol.fold import Fold
from tests.agents.kind.making import Empty, asking, task


class Steps:
    """Steps that answer the same to everything."""

    def __init__(self, answer: str = "") -> None:
        self.answer = answer
        self.requests: list[Request] = []
        self.askings: list[Asking] = []

    async def ask(self, scope: Any, request: Request, asking: Asking) -> str:
        self.requests.append(request)
        self.askings.append(asking)
        return self.answer

    async def once(self, scope: Any, name: str, effect: Callable[[], Awaitable[bytes]]) -> bytes:
        return await effect()


class Counted(msgspec.Struct, frozen=True):
    """An answer that is a number."""

    count: int


class Words(msgspec.Struct, frozen=True):
    """An answer of a type, and a result."""

    count: int
    label: Annotated[str, msgspec.Meta(max_length=100)] | None = None


class Shown(msgspec.Struct, rename="camel"):
    """Fields of the state."""

    best_count: int = 0


COUNT = task("count", "extractor", output=Words, into="", keep_s=60, max_output=200)
NOTE = task("note", into="/label")
CONFIRM = Confirm("/label", "words", "Nobody said so.")
KIND = asking(COUNT, NOTE, result_type=Words, state_type=Shown, sets=("label",))()


CHAT = Chat()


def scope(port: Recorder | None = None) -> Scope:
    return Scope(Stage("c1", port or Recorder(), Fold(), {}, None))


def made(kind: Kind, steps: Steps, at: Scope | None = None, **more: Any) -> Turn[Any, Any]:
    known = {"input": None, "memory": None, "phase": "listening", "now_ms": 2, "sent_ms": 1}
    return Turn(kind, at or scope(), steps, Services(model=ScriptedModel()), **known | more)


def test_turn_has_all_that_it_was_made_of():
    given = CHAT.parse_input({})
    turn = made(CHAT, Steps(), input=given, text="Hello", options={"language": "de"})
    assert (turn.phase, turn.now_ms, turn.sent_ms, turn.text) == ("listening", 2, 1, "Hello")
    assert (turn.given, turn.title, turn.again) == (None, None, False)
    assert turn.language == "de"
    assert turn.result == {}


def test_turn_says_who_answers_in_the_language_of_the_session():
    assert made(CHAT, Steps(), said_in="en").answerer == "rules, no model"
    assert made(CHAT, Steps(), said_in="ko").answerer == "모델 없이 규칙만"


def test_chance_is_the_same_in_every_attempt_at_a_run():
    one, other = made(KIND, Steps()), made(KIND, Steps())
    assert [one.random.random() for _ in range(3)] == [other.random.random() for _ in range(3)]


async def test_what_is_said_waits_where_the_log_cannot_keep_up():
    port = Recorder(full_after=1)
    at = scope(port)
    await made(KIND, Steps(), at).say("Hello.")
    assert ([message.content for message in at.fold.messages], port.waits) == (["Hello."], 1)


async def test_typed_answer_fills_the_result_beside_what_else_stands_in_it():
    at, steps = scope(), Steps('{"count": 3}')
    turn = made(KIND, steps, at, again=True)
    turn.fill(label="words")
    found = await turn.ask(COUNT, Empty())
    assert found == Words(3)
    assert at.state == {"result": {"label": None, "count": 3}}
    assert turn.result == at.state["result"]
    assert steps.requests[0].fresh


async def test_text_goes_to_the_field_that_its_task_names():
    at, steps = scope(), Steps("words")
    await made(KIND, steps, at).ask(NOTE, Empty())
    assert at.state == {"result": {"label": "words"}}
    assert steps.askings[0].into == ("result", "label")


async def test_request_is_what_its_task_and_role_say():
    steps = Steps('{"count": 3}')
    await made(KIND, steps).ask(COUNT, Empty(), personal=False, fresh=True)
    (request,) = steps.requests
    assert (request.role, request.task, request.tier) == ("extractor", "count", "lite")
    assert request.instructions.endswith("\n\nWrite.")
    assert (request.keep_s, request.personal, request.fresh) == (60, False, True)
    assert request.max_output == 200
    assert request.messages == ()
    assert steps.askings[0].tries == 2


async def test_inputs_are_labelled_by_their_names_on_the_wire():
    class Given(msgspec.Struct, rename="camel"):
        target_role: str
        min_words: int

    asked, steps = task(inputs=Given), Steps("Hi")
    await made(asking(asked)(), steps).ask(asked, Given("Nurse", 3))
    assert steps.requests[0].inputs == {"targetRole": "Nurse", "minWords": 3}


async def test_answer_is_checked_by_its_task_against_its_inputs_or_by_what_is_passed():
    class Given(msgspec.Struct):
        least: int

    def too_few(words: Counted, given: Given) -> list[str]:
        return [] if words.count >= given.least else [f"At least {given.least}."]

    asked = task(inputs=Given, output=Counted, check=too_few)
    steps = Steps('{"count": 3}')
    turn = made(asking(asked)(), steps)
    await turn.ask(asked, Given(4))
    await turn.ask(asked, Given(4), check=lambda counted: ["Never."])
    own, passed = [await asking.check(Counted(3)) for asking in steps.askings]
    assert (own, passed) == (["At least 4."], ["Never."])


async def test_what_looks_through_texts_is_worked_out_where_the_services_say() -> None:
    called: list[Any] = []

    class Noting(Direct):
        async def call(
            self, caller: Caller, function: Callable[..., T], *given: Any, slow: bool = False
        ) -> T:
            called.append((caller.user, function, given))
            return await super().call(caller, function, *given)

    def fine(words: Words, given: Empty) -> list[str]:
        return []

    def same(words: Words, given: Empty) -> Words:
        return words

    asked = task(output=Words, into="", check=fine, mend=same)
    steps, words = Steps('{"count": 3}'), Words(3)
    turn = made(asking(asked, result_type=Words)(), steps, caller=Caller(user="u"))
    turn.services = replace(turn.services, compute=Noting())
    assert await turn.ask(asked, Empty()) == words
    assert await steps.askings[0].check(words) == []
    assert await turn.compute(max, 1, 2) == 2
    given = (words, Empty())
    assert called == [("u", same, given), ("u", fine, given), ("u", max, (1, 2))]


async def test_answer_is_mended_before_it_is_given_back_and_shown():
    def bounded(words: Words, given: Empty) -> Words:
        return msgspec.structs.replace(words, count=min(words.count, 5))

    asked = task("count", output=Words, into="", mend=bounded)
    at = scope()
    turn = made(asking(asked, result_type=Words)(), Steps('{"count": 9}'), at)
    assert await turn.ask(asked, Empty()) == Words(5)
    assert at.state["result"] == {"count": 5, "label": None}


async def test_task_that_its_kind_does_not_name_is_not_asked():
    steps = Steps()
    turn = made(KIND, steps)
    with pytest.raises(MachineError, match="t: 'greeting' is not among its tasks"):
        await turn.ask(GREETING, Subject(None, None))
    twin: Task[Any, Any] = task("count", offline=Needs.MODEL)
    with pytest.raises(MachineError, match="'count' is not among its tasks"):
        await turn.ask(twin, Empty())
    assert steps.requests == []


@pytest.mark.parametrize("name", ["count", "nothing"])
def test_field_of_the_result_that_is_not_among_those_the_kind_sets_is_not_filled(name: str):
    at = scope()
    with pytest.raises(MachineError, match=f"t: '{name}' is not in its `sets`"):
        made(KIND, Steps(), at).fill(**{name: 1})
    assert at.state == {}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"best_count": 1}, "t: its state_type has no field 'best_count'"),
        ({"bestCount": "many"}, "t: 'bestCount' in the state: Expected `int`, got `str`"),
    ],
)
def test_field_of_the_state_that_is_unknown_or_of_another_type_is_not_set(
    fields: dict[str, Any], said: str
):
    at = scope()
    with pytest.raises(MachineError, match=said):
        made(KIND, Steps(), at).update(**fields)
    assert at.state == {}


def test_kind_without_a_type_of_its_state_has_no_fields_of_its_own():
    turn = made(CHAT, Steps())
    with pytest.raises(MachineError, match="chat: its state_type has no field 'mood'"):
        turn.update(mood="good")
    turn.progress(1, 2, "Half")


@pytest.mark.parametrize(
    ("at", "said"), [((), "'/cards/\\*' has more places"), ((1, 2), "has fewer places")]
)
async def test_place_in_the_result_that_is_not_given_part_by_part_is_an_error(
    at: tuple[int, ...], said: str
):
    class Cards(msgspec.Struct):
        cards: list[str] = []

    asked = task(into="/cards/*")
    with pytest.raises(MachineError, match=said):
        await made(asking(asked, result_type=Cards)(), Steps("A")).ask(asked, Empty(), at=at)


async def test_doubts_are_added_to_those_that_stand_in_the_result():
    at = scope()
    turn = made(KIND, Steps(), at)
    turn.confirm([CONFIRM])
    turn.confirm([CONFIRM])
    assert at.state["result"]["confirm"] == [msgspec.to_builtins(CONFIRM)] * 2
