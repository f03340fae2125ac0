"""Ids that clients make and ids of assistants' messages: none is ever the other's."""

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.processes import eventually
from tests.server.calls import Caller, Json, new_id
from tests.soak import at_length

PULSE = {"tokens": 3, "perSecond": 0}

stems = st.sampled_from(["a", "b", "1", "alarm:1:end"])
ids = st.builds(
    lambda stem, numbers: ".".join([stem, *map(str, numbers)]),
    stems,
    st.lists(st.integers(0, 2), max_size=3),
)
commands = st.one_of(
    st.builds(lambda id: {"type": "message", "id": id, "text": f"I say {id}"}, ids),
    st.builds(lambda id: {"type": "retry", "id": id}, ids),
    st.builds(lambda id: {"type": "retry", "id": id, "text": f"I say {id}"}, ids),
)


@pytest.fixture(scope="module", name="settings")
def _settings() -> dict[str, str]:
    return {"CAREERPILOT_COMMANDS_PER_SECOND": "1000", "CAREERPILOT_COMMANDS_BURST": "2000"}


def messages_of(event: Json) -> Iterator[tuple[str, str]]:
    """The id and the role of each message that an event begins or restates."""
    if event["type"] == "TEXT_MESSAGE_START":
        yield event["messageId"], event["role"]
    for message in event.get("messages", ()):
        yield message["id"], message["role"]


@pytest.mark.slow(seconds=5)
@settings(
    max_examples=at_length(30, 500),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@example(start="a", first="a.1", said=[], pause=True)
@example(start="b", first="a.1", said=[{"type": "message", "id": "a", "text": "I say"}], pause=True)
@example(start="a", first="b", said=[{"type": "message", "id": "a.1", "text": "I say"}], pause=True)
@example(
    start="1",
    first="1",
    said=[
        {"type": "message", "id": "b.1", "text": "I say b.1"},
        {"type": "retry", "id": "a", "text": "I say a"},
        {"type": "message", "id": "b", "text": "I say b"},
    ],
    pause=True,
)
@given(start=ids, first=ids, said=st.lists(commands, max_size=6), pause=st.booleans())
def test_no_message_of_a_user_ever_becomes_an_assistants(
    caller: Caller, start: str, first: str, said: list[Json], pause: bool
) -> None:
    session = new_id()

    def at_rest() -> bool:
        return caller.session(session)["status"] == "idle"

    begin = {"type": "start", "id": start, "kind": "pulse", "input": PULSE}
    sent: dict[str, Any] = {"message": {"id": first, "text": f"I say {first}"}}
    assert caller.say(session, **begin, **sent).status_code == 202
    taken = {first}
    for command in said:
        if pause:
            eventually(at_rest, "it is at rest")
        answer = caller.say(session, **command)
        assert answer.status_code in (202, 409)
        if answer.json()["status"] == "accepted" and command["type"] == "message":
            taken.add(command["id"])
    eventually(at_rest, "it is at rest")
    events = [e for f in caller.poll(session, after=0) for e in f.get("events", ())]
    roles: dict[str, str] = {}
    for message, role in itertools.chain.from_iterable(map(messages_of, events)):
        assert roles.setdefault(message, role) == role
    assert all(roles.get(id, "user") == "user" for id in taken)
    for message in caller.session(session)["messages"]:
        assert message["role"] == roles[message["id"]]
        assert (message["role"] == "user") == message["content"].startswith("I say")


@pytest.mark.parametrize("transport", ["http", "websocket"])
def test_id_that_a_runs_message_may_have_is_a_conflict(transport: str, caller: Caller) -> None:
    session = caller.create(message={"id": "m0", "text": "Hello"})["id"]
    ours = ["m1", "c1.x", "0.5", "1.5", f"start-{new_id()}", "alarm:7:end", new_id(), "m1-1.1"]
    with caller.dial(session, "?after=0") as ws:

        def ack(id: str) -> Json:
            command = {"type": "message", "id": id, "text": "Hello"}
            if transport == "http":
                answer: Json = caller.say(session, **command).json()
                return answer
            ws.send(command)
            return ws.until("ack", id=id)

        assert [ack(id)["status"] for id in ours] == ["accepted"] * len(ours)
        for id in ("m1.1", "m1.2.0.1", "m0.1", f"start-{session}.1", "alarm:7:end.1", "0.5.1"):
            answer = ack(id)
            assert (answer["status"], answer["error"]["code"]) == ("rejected", "conflict")
        assert ack("m2")["status"] == "accepted"
