"""A command is interrupted at every point, and nobody can tell afterwards."""

import copy
import difflib
from collections.abc import AsyncGenerator
from typing import Any, Literal, TypeAlias

import msgspec

from agents.kind import Kind
from agents.runtime.checkpoint import Position
from agents.runtime.run import Outcome
from agents.testing.conversation import Conversation
from agents.testing.recorder import Recorder
from protocol.commands import Command, Retry, name_of

At: TypeAlias = Literal["events", "steps"]
"""At every event and recorded step, or only where steps are recorded."""


async def every_cut(conversation: Conversation, command: Command, at: At = "events") -> int:
    """Have the worker die at every point of the command, and another take the run over.

    Each time messages, state, memory, alarm and the recorded steps must be as they are where
    nobody died. Neither the conversation nor its model is changed. Returns how many points there
    were, and raises AssertionError, which says at which one it went otherwise and how.
    """
    whole = conversation.fork()
    await whole.do(command)
    points = _cuts(whole.workers[-1], at)
    for point in points:
        other = conversation.fork()
        await other.do(command, cuts=[point])
        _assert_same(whole, other, f"taken over after {point} of {points[-1]} things done")
        if sorted(whole.steps) != sorted(other.steps):  # side by side, in any order
            raise AssertionError(
                f"taken over after {point} of {points[-1]} things done, the steps are "
                f"{other.steps}, not {whole.steps}: between steps a handler is deterministic"
            )
    return len(points)


async def every_cancel(conversation: Conversation, command: Command, at: At = "events") -> int:
    """Cancel the command at every point; it must end well where nobody cancels it.

    Each time the session must be back where it was, or in the phase that its rule names for that
    (`On.cancelled`), with all that was said before. Neither the conversation nor its model is
    changed. Returns how many points there were, and raises AssertionError, which says at which one
    it went otherwise and how.
    """
    return len([point async for point, _ in _cancelled(conversation, command, at)])


async def every_retry(conversation: Conversation, command: Command, at: At = "events") -> int:
    """Cancel the command at every point, as `every_cancel` does, then retry it.

    Each time all must end as where the command had ended before it was retried. In a retry the
    model begins again where it was before the command. Neither the conversation nor its model is
    changed. Returns how many points there were, and raises AssertionError, which says at which one
    it went otherwise and how.
    """
    again = Retry(f"{command.id}:again")
    whole = await _ended(conversation, command)
    await _retried(conversation, whole, again)
    count = 0
    async for point, other in _cancelled(conversation, command, at):
        await _retried(conversation, other, again)
        _assert_same(whole, other, f"cancelled after {point} events and retried")
        count += 1
    return count


async def _retried(conversation: Conversation, other: Conversation, again: Retry) -> None:
    other.model = copy.deepcopy(conversation.model)
    await other.do(again)


async def _ended(conversation: Conversation, command: Command) -> Conversation:
    whole = conversation.fork()
    await whole.do(command)
    if whole.error is not None:
        raise AssertionError(f"the command ends in {whole.error.code!r}: {whole.error.message}")
    return whole


async def _cancelled(
    conversation: Conversation, command: Command, at: At
) -> AsyncGenerator[tuple[int, Conversation], None]:
    """The conversation with the command cancelled, for each number of events after which it is."""
    whole = await _ended(conversation, command)
    for point in _cancels(whole.workers[-1], at):
        other = conversation.fork()
        outcome = await other.do(command, cancel_after=point)
        when = f"cancelled after {point} events"
        if outcome.status != "cancelled":
            raise AssertionError(f"{when}, the run ends in {outcome.status!r}")
        _assert_back(conversation, other, when)
        yield point, other


def _cuts(port: Recorder, at: At) -> list[int]:
    """The numbers of things done after which to die, the last one right before the run's end."""
    if at == "events":
        return list(range(port.done + 1))
    recorded = [events + number for number, events in enumerate(port.borders)]
    return sorted({0, *recorded, *(point + 1 for point in recorded), port.done})


def _cancels(port: Recorder, at: At) -> list[int]:
    """The numbers of events after which to cancel."""
    whole = len(port.events)
    return list(range(whole + 1)) if at == "events" else sorted({0, *port.borders, whole})


def _assert_back(conversation: Conversation, other: Conversation, when: str) -> None:
    """The session is where it was, but for what the cancelled command has said."""
    rested = other.checkpoint
    if rested is None or rested.last is None:
        raise AssertionError(f"{when}, there is no way back")
    before, keep = rested.last.before, rested.last.keep
    if other.messages[:keep] != conversation.messages[:keep]:
        raise AssertionError(f"{when}, what was said before is not what it was")
    rule = other.kind.rule(before.phase, name_of(rested.last.command))
    phase = (rule and rule.cancelled) or before.phase
    expected = _position(other.kind, before, phase)
    found = _position(other.kind, rested.position, rested.position.phase)
    _assert_equal(expected, found, f"{when}, the session is not back")


def _position(kind: Kind, position: Position, phase: str) -> dict[str, Any]:
    state = kind.at_rest(position.state, phase)
    return {"phase": phase, "state": state, "memory": position.memory}


def _assert_same(whole: Conversation, other: Conversation, when: str) -> None:
    _assert_equal(_end(whole), _end(other), f"{when}, it ends otherwise")


def _end(conversation: Conversation) -> dict[str, Any]:
    """All by which two conversations that have come to the same point can differ."""
    error, outcome = conversation.error, conversation.outcome
    return {
        "status": outcome and outcome.status,
        "title": outcome and outcome.title,
        "allows": outcome and outcome.allows,
        "error": error and {"code": error.code, "message": error.message},
        "messages": msgspec.to_builtins(conversation.messages),
        "steps": outcome and _steps(outcome),
        "checkpoint": msgspec.to_builtins(conversation.checkpoint),
    }


def _steps(outcome: Outcome) -> list[Any]:
    """What its steps took, but for the time; side by side they end in any order."""
    steps = [msgspec.structs.replace(step, ms=0) for step in outcome.steps]
    return sorted(map(msgspec.to_builtins, steps), key=repr)


def _assert_equal(expected: dict[str, Any], found: dict[str, Any], what: str) -> None:
    if expected != found:
        lines = difflib.unified_diff(
            _lines(expected), _lines(found), "expected", "found", lineterm="", n=1
        )
        raise AssertionError("\n".join([f"{what}:", *lines]))


def _lines(value: dict[str, Any]) -> list[str]:
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode().splitlines()
