"""What an earlier version of a kind stored is brought up to this one, or left as it is."""

from typing import Any, ClassVar

import msgspec
import pytest

from agents.errors import KindChanged
from agents.kind import Action, Alarm, Kind, On, Stored, Table, Turn
from agents.runtime.checkpoint import Checkpoint, Last, Position
from agents.runtime.upgrade import brought_up
from agents.testing import Conversation
from protocol.commands import Message


class Given(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What it is given: `word` in version 1."""

    term: str


class Memory(msgspec.Struct):
    """What it remembers: `count` in version 1."""

    total: int = 0


class State(msgspec.Struct, frozen=True):
    """What it shows: nothing in version 1."""

    note: str = ""


class Shifted(Kind):
    """It rested in `idle` in version 1; `fails` and `lies` do what an author may do wrong."""

    name = "shifted"
    version = 2
    title = "Shifted"
    description = "Counts."
    input_type = Given
    memory_type = Memory
    state_type = State
    initial = "new"
    actions = (Action("ring", "Ring"), Action("stop", "Stop"))
    final = frozenset({"done"})
    table: ClassVar[Table] = {
        "new": {"start": On("hear", ("rest",))},
        "rest": {
            "message": On("hear", ("rest",)),
            "action:ring": On("hear", ("rest",)),
            "action:stop": On("hear", ("done",)),
        },
        "done": {},
    }

    @classmethod
    def upgrade(cls, stored: Stored, version: int) -> Stored:
        """Version 1 called all of it otherwise."""
        assert version == 1
        stored.input["term"] = stored.input.pop("word")
        if stored.input["term"] == "fails":
            raise LookupError("nothing there")
        if stored.phase:
            stored.phase = {"idle": "rest"}.get(stored.phase, stored.phase)
            stored.memory = {"total": stored.memory["count"]}
            stored.state["note"] = "as it was"
        return stored

    async def hear(self, turn: Turn[Given, Memory]) -> str:
        """Count."""
        turn.memory.total += 1
        await turn.say(f"{turn.input.term} {turn.memory.total}")
        return "rest"


KIND = Shifted()


def position(phase: str, count: Any, alarm: str | None = None) -> Position:
    return Position(
        phase=phase,
        memory={"count": count},
        state={"phase": phase, "actions": ["old"]},
        alarm=Alarm(at_ms=7, action=alarm) if alarm else None,
    )


def stored(alarm: str | None = None, phase: str = "idle") -> Checkpoint:
    last = Last(command=Message("c2", "Go."), accepted_ms=1, keep=1, before=position("idle", 1))
    return Checkpoint(position=position(phase, 2, alarm), last=last)


def up(checkpoint: Checkpoint | None, word: str = "a") -> Any:
    return brought_up(KIND, msgspec.json.encode({"word": word}), 1, checkpoint)


def test_every_position_the_input_and_the_state_are_of_the_new_version():
    now = up(stored())
    assert now.input == Given("a")
    assert now.raw == {"term": "a"}
    assert (now.checkpoint.version, now.checkpoint.input) == (2, {"term": "a"})
    for one, total in ((now.checkpoint.position, 2), (now.checkpoint.last.before, 1)):
        assert (one.phase, one.memory) == ("rest", {"total": total})
        assert (one.state["phase"], one.state["note"]) == ("rest", "as it was")
        assert [action["name"] for action in one.state["actions"]] == ["ring", "stop"]


def test_what_is_stored_is_not_changed_by_being_brought_up():
    before = stored()
    up(before)
    assert before == stored()


def test_session_that_is_of_this_version_is_taken_as_it_is():
    once = up(stored()).checkpoint
    again = brought_up(KIND, b'{"word":"a"}', 1, once)
    assert again.checkpoint is once
    assert (again.input, again.raw) == (Given("a"), {"term": "a"})


def test_session_that_has_not_begun_has_an_input_to_bring_up_and_nothing_else():
    now = up(None)
    assert (now.input, now.raw, now.checkpoint) == (Given("a"), {"term": "a"}, None)


@pytest.mark.parametrize(("action", "kept"), [("ring", True), ("gone", False)])
def test_alarm_stays_where_the_new_version_can_do_what_it_says(action: str, kept: bool):
    assert (up(stored(action)).checkpoint.position.alarm is not None) == kept


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda: up(stored(), "fails"), "upgrade from version 1 failed: LookupError"),
        (lambda: up(stored(phase="nowhere")), "no phase 'nowhere'"),
        (lambda: up(Checkpoint(position=position("idle", "two"))), "memory is another"),
        (lambda: brought_up(KIND, b'{"other":1}', 2, None), "input is another"),
        (lambda: brought_up(KIND, b"{}", 3, None), "is of version 3, and this is 2"),
    ],
    ids=["fails", "phase", "memory", "input", "newer"],
)
def test_session_that_cannot_be_brought_up_says_why(make: Any, why: str):
    with pytest.raises(KindChanged, match="start a new session") as raised:
        make()
    assert why in raised.value.why


async def test_run_of_a_session_that_was_brought_up_shows_its_new_state_first():
    talk = Conversation(KIND, {"term": "a"})
    await talk.start()
    assert talk.checkpoint is not None
    held = talk.checkpoint.position
    held.phase, held.state["phase"] = "idle", "idle"
    held.memory = {"count": held.memory["total"]}
    before = Checkpoint(position=held)
    now = up(before)
    view = talk.view(checkpoint=now.checkpoint, raw=now.raw, held=held.state)
    outcome = await talk.do(Message("m1", "Go on."), view=view)
    assert outcome.status == "success"
    assert talk.messages[-1].content == "a 2"
    assert talk.fold().state["phase"] == "rest"
    assert talk.fold().state["note"] == "as it was"
    assert (outcome.checkpoint.version, outcome.checkpoint.input) == (2, {"term": "a"})
