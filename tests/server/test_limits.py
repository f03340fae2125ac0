"""What people do a lot of is under every limit: a server as it is set up by default, and real ones.

Only what they do in days is done in seconds here, so commands may come faster. Who is told to wait
waits, as clients do.
"""

import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from server.settings.sections import LimitSettings
from tests.processes import Server, eventually
from tests.server.calls import RUN_ENDS, Caller, new_id

pytestmark = pytest.mark.slow

PATIENCE_S = 120.0
TOO_MANY = 429
LONGEST = 100_000
SAY_IT = {"tokens": 1, "perSecond": 0}


@pytest.fixture(scope="module")
def settings() -> dict[str, str]:
    return {
        "CAREERPILOT_GUESTS_BURST": str(LimitSettings().guests_burst),
        "CAREERPILOT_COMMANDS_PER_SECOND": "1000",
        "CAREERPILOT_COMMANDS_BURST": "1000",
    }


def taken(ask: Callable[[], httpx.Response]) -> Any:
    """What is answered when it is taken, now or after a wait."""
    deadline = time.monotonic() + PATIENCE_S
    while (answer := ask()).status_code == TOO_MANY and time.monotonic() < deadline:
        time.sleep(answer.json()["retryMs"] / 1000)
    assert answer.is_success, answer.text
    return answer.json()


def begin(caller: Caller, kind: str = "pulse", given: Any = SAY_IT) -> str:
    new = {"kind": kind, "input": given}
    return str(taken(lambda: caller.http.post("/v1/sessions", json=new))["id"])


def say(caller: Caller, session: str, text: str) -> str:
    """Send a message, as UTF-8; its id."""
    command = {"type": "message", "id": new_id(), "text": text}
    body = json.dumps(command, ensure_ascii=False).encode()
    path, headers = f"/v1/sessions/{session}/commands", {"Content-Type": "application/json"}
    taken(lambda: caller.http.post(path, content=body, headers=headers))
    return command["id"]


def assert_ends_well(caller: Caller, session: str, run: str) -> None:
    """Wait until the session's newest run is that, and has ended: in nothing but success."""

    def ended() -> str | None:
        newest = taken(lambda: caller.http.get(f"/v1/sessions/{session}"))["lastRun"]
        is_over = newest and newest["id"] == run and newest["outcome"] != "running"
        return newest["outcome"] if is_over else None

    assert eventually(ended, f"{run} has ended", PATIENCE_S) == "success"


def test_guest_keeps_fifty_sessions_and_twenty_megabytes(caller: Caller) -> None:
    sessions = [begin(caller) for _ in range(50)]
    said = {}
    for number, session in enumerate(sessions):
        for _ in range(4):
            said[session] = say(caller, session, f"{number} ".ljust(LONGEST, "x"))
    for session, run in said.items():
        assert_ends_well(caller, session, run)
    listed = taken(lambda: caller.http.get("/v1/sessions?limit=100"))["sessions"]
    assert {one["id"] for one in listed} == set(sessions)


def test_session_takes_five_hundred_messages(caller: Caller) -> None:
    session = begin(caller)
    runs = [say(caller, session, f"message {number}") for number in range(500)]
    assert_ends_well(caller, session, runs[-1])
    runs.append(say(caller, session, "one more"))
    assert_ends_well(caller, session, runs[-1])


@pytest.mark.parametrize(
    "piece",
    ["x", "ß", "я", "ع", "क्", "가", "日本", "😀", "👩🏽‍💻", "𓀀", "\u202e", "\n"],
    ids=lambda piece: f"{ord(piece[0]):x}",
)
@pytest.mark.parametrize("kind", ["pulse", "chat"])
def test_message_of_a_hundred_thousand_characters_is_taken_in_any_script(
    piece: str, kind: str, caller: Caller
) -> None:
    text = (piece * LONGEST)[:LONGEST]
    session = begin(caller, kind, SAY_IT if kind == "pulse" else {})
    assert_ends_well(caller, session, say(caller, session, text))
    messages = caller.session(session)["messages"]
    assert text in [message["content"] for message in messages]
    with caller.dial(session) as ws:
        again = {"type": "message", "id": new_id(), "text": text}
        ws.send(json.dumps(again, ensure_ascii=False))
        assert ws.until("ack", id=again["id"])["status"] == "accepted"


def test_thirty_people_behind_one_address_come_at_once(server: Server) -> None:
    def come(number: int) -> list[str]:
        person = Caller(server)
        with person.http, person.dial(new_id()) as ws:
            given = {"tokens": 100, "perSecond": 50}
            ws.send({"type": "start", "id": "c1", "kind": "pulse", "input": given})
            ws.until_run_ends()
            return [event["type"] for event in ws.events()]

    with ThreadPoolExecutor(30) as people:
        ends = [events[-1] for events in people.map(come, range(30))]
    assert ends == ["RUN_FINISHED"] * 30


def test_answer_is_read_by_long_poll_with_a_request_for_each_of_its_tokens(caller: Caller) -> None:
    session = begin(caller, given={"tokens": 154, "perSecond": 77})
    after, epoch, polls, ended = 0, "", 0, False
    while not ended or polls < 154:
        query = {"after": after} | ({"epoch": epoch} if epoch else {})
        for frame in caller.poll(session, wait=0 if ended else 5, **query):
            if frame["type"] == "welcome":
                epoch = frame["epoch"]
            elif frame["type"] == "events":
                after = frame["seq"]
                ended |= any(event["type"] in RUN_ENDS for event in frame["events"])
        polls += 1
