"""A turn is whole when it is made, and shows nothing but by its stage."""

from typing import Any

import msgspec

from agents.kind import Turn
from agents.kind.turn import Check, Show
from agents.kinds.chat.kind import Chat
from agents.models.request import Request
from protocol.fold import Fold


class Stage:
    """A stage that keeps what it is told."""

    def __init__(self) -> None:
        self.run_id = "c1"
        self.fold = Fold()
        self.state: dict[str, Any] = {}
        self.said: list[str] = []
        self.waits = 0

    def say(self, text: str) -> None:
        self.said.append(text)

    def update(self, fields: dict[str, Any]) -> None:
        self.state |= fields

    async def wait_for_room(self) -> None:
        self.waits += 1


class Steps:
    """Steps that answer the same to everything."""

    def __init__(self, answer: str) -> None:
        self.answer = answer
        self.requests: list[Request] = []

    async def ask(
        self, request: Request, check: Check | None = None, show: Show | None = None
    ) -> str:
        self.requests.append(request)
        return self.answer


class Words(msgspec.Struct):
    """An answer of a type."""

    count: int


def made(stage: Stage, steps: Steps, **more: Any) -> Turn[Any, Any]:
    given = Chat().parse_input({})
    known = {"input": given, "memory": None, "phase": "listening", "now_ms": 2, "sent_ms": 1}
    return Turn(Chat(), stage, steps, **known | more)


def test_turn_has_all_that_it_was_made_of():
    turn = made(Stage(), Steps(""), text="Hello", options={"language": "de"})
    assert (turn.phase, turn.now_ms, turn.sent_ms, turn.text) == ("listening", 2, 1, "Hello")
    assert (turn.given, turn.title, turn.again) == (None, None, False)
    assert turn.language == "de"


def test_chance_is_the_same_in_every_attempt_at_a_run():
    one, other = made(Stage(), Steps("")), made(Stage(), Steps(""))
    assert [one.random.random() for _ in range(3)] == [other.random.random() for _ in range(3)]


async def test_what_is_said_waits_where_the_log_cannot_keep_up():
    stage = Stage()
    await made(stage, Steps("")).say("Hello.")
    assert (stage.said, stage.waits) == (["Hello."], 1)


async def test_typed_answer_can_fill_the_result():
    stage, steps = Stage(), Steps('{"count": 3}')
    turn = made(stage, steps, again=True)
    turn.result(label="words")
    found = await turn.ask("extractor", "count", output=Words, into_result=True)
    assert found == Words(3)
    assert stage.state == {"result": {"label": "words", "count": 3}}
    assert steps.requests[0].fresh
