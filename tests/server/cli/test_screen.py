"""What a terminal shows of a session."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.events import (
    Event,
    MessagesSnapshotEvent,
    RunErrorEvent,
    RunFinishedEvent,
    RunStartedEvent,
    StateSnapshotEvent,
    StepFinishedEvent,
    StepStartedEvent,
    TextMessageContentEvent,
    TextMessageEndEvent,
    TextMessageStartEvent,
)
from protocol.frames import Ack, ErrorFrame, Events, Goaway, Problem, Snapshot
from protocol.messages import AssistantMessage, RunFinishedCancelledOutcome, UserMessage
from server.cli.screen import Screen

STARTED = RunStartedEvent("s", "c1")
FINISHED = RunFinishedEvent("s", "c1")


def said(text: str, message_id: str = "c1.1", role: str = "assistant") -> list[Event]:
    return [
        TextMessageStartEvent(message_id, role=role),  # type: ignore[arg-type]
        TextMessageContentEvent(message_id, text),
        TextMessageEndEvent(message_id),
    ]


def shown(*events: Event, screen: Screen | None = None) -> str:
    return (screen or Screen()).say(Events(len(events), list(events)))


def test_screen_shows_what_the_assistant_says_as_it_comes() -> None:
    start, content, end = said("Hello")
    screen = Screen()
    assert shown(STARTED, start, content, screen=screen) == "\nHello"
    assert shown(TextMessageContentEvent("c1.1", ", you"), end, screen=screen) == ", you\n"


def test_screen_shows_what_was_typed_elsewhere_but_not_what_was_typed_here() -> None:
    screen = Screen()
    screen.own.add("c1")
    assert shown(STARTED, *said("mine", "c1", "user"), screen=screen) == ""
    assert shown(*said("theirs", "c2", "user"), screen=screen) == "\n> theirs\n"


def test_screen_offers_the_actions_when_a_run_has_ended() -> None:
    state = StateSnapshotEvent({"actions": [{"name": "hint"}, {"name": "skip"}]})
    assert shown(STARTED, state, FINISHED) == "  /hint /skip\n"


def test_screen_shows_a_result_once() -> None:
    screen = Screen()
    state = StateSnapshotEvent({"result": {"score": 3}})
    assert '"score": 3' in shown(STARTED, state, FINISHED, screen=screen)
    assert shown(RunStartedEvent("s", "c2"), RunFinishedEvent("s", "c2"), screen=screen) == ""


def test_screen_says_why_a_run_failed_or_ended() -> None:
    assert "! No model answers" in shown(STARTED, RunErrorEvent("No model answers", code="x"))
    cancelled = RunFinishedEvent("s", "c1", outcome=RunFinishedCancelledOutcome())
    assert shown(STARTED, cancelled) == "(cancelled)\n"


def test_screen_names_steps_and_withdrawals() -> None:
    text = shown(STARTED, StepStartedEvent("evaluator:review"), MessagesSnapshotEvent([]))
    assert text == "· evaluator:review\n(what was half said is taken back)\n"


def test_steps_of_one_name_side_by_side_are_named_once() -> None:
    step = StepStartedEvent("evaluator:criterion")
    ended = StepFinishedEvent("evaluator:criterion")
    assert shown(STARTED, step, step, step, ended, ended, ended) == "· evaluator:criterion\n"
    text = "".join(shown(STARTED, step, *said("Well."), step).split())
    assert text == "·evaluator:criterionWell.·evaluator:criterion"


def test_snapshot_shows_the_whole_conversation() -> None:
    messages = [UserMessage(id="c1", content="Hi"), AssistantMessage(id="c1.1", content="Hello")]
    frame = Snapshot(4, "e", [STARTED, MessagesSnapshotEvent(messages), FINISHED])
    assert Screen().say(frame) == "\n> Hi\n\nHello\n"


def test_screen_says_why_a_command_was_rejected() -> None:
    problem = Problem("not_allowed", "Not now.", details={"allowed": ["message"]})
    assert Screen().say(Ack("c1", "rejected", problem)) == '! Not now. {"allowed": ["message"]}\n'
    assert Screen().say(Ack("c1", "accepted")) == ""


def test_screen_says_that_the_server_sends_it_away() -> None:
    assert "drain" in Screen().say(Goaway("drain", 250))


@pytest.mark.parametrize("text", ["\x1b[2J", "a\rb", "\x9b31m", "\x07"])
def test_screen_lets_no_control_character_through(text: str) -> None:
    out = shown(STARTED, *said(text)) + Screen().say(ErrorFrame("x", text))
    assert not set(out) & set("\x1b\r\x9b\x07")


@given(st.lists(st.text(min_size=1, max_size=20), max_size=3))
def test_screen_shows_all_printable_text(texts: list[str]) -> None:
    start, _, end = said("")
    deltas = [TextMessageContentEvent("c1.1", text) for text in texts]
    printable = "".join(c for t in texts for c in t if c in "\n\t" or not 0 <= ord(c) < 32)
    out = shown(STARTED, start, *deltas, end)
    assert out == "\n" + "".join(c for c in printable if not 0x7F <= ord(c) <= 0x9F) + "\n"


def test_screen_shows_the_bands_of_an_answer_beside_those_of_the_try_before() -> None:
    bands = [{"name": "Your own part", "band": "there"}]
    first = {"answer": "We did it.", "bands": [{"name": "Your own part", "band": "partly"}]}
    again = {"answer": "I did it.", "bands": bands}
    feedback = {"number": 1, "keep": None, "change": "Say why.", "bands": bands}
    state = {"actions": [], "feedback": feedback | {"attempts": [first, again]}}
    told = [STARTED, StateSnapshotEvent(snapshot=state), FINISHED]
    screen = Screen()
    assert shown(*told, screen=screen) == ("  change: Say why.\n  Your own part: partly → there\n")
    assert "Say why" not in shown(*told, screen=screen), "it is shown once"


def test_screen_names_the_page_of_the_handbook_and_those_near_it() -> None:
    near = [{"id": "b", "title": "Two offers"}, {"id": "c", "title": "Our \x1b[2Jlimit"}]
    state = {"actions": [], "entry": {"id": "a", "title": "They don't pay"}, "near": near}
    told = [STARTED, StateSnapshotEvent(snapshot=state), FINISHED]
    screen = Screen()
    text = shown(*told, screen=screen)
    assert text == "  handbook: They don't pay\n  near: Two offers · Our [2Jlimit\n"
    assert shown(*told, screen=screen) == "", "it is shown once"
