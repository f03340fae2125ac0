"""Limits on what is kept, end to end: what is refused, with what advice, and what goes on."""

import json
import uuid
from typing import Any, ClassVar

import pytest

from protocol.errors import QuotaExceeded, RateLimited, SessionFull, StorageFull
from server.admission.admission import Admission
from server.admission.tokens import Identity
from server.settings.sections import LimitSettings, QuotaSettings
from tests.processes import Server, Servers, eventually
from tests.server.calls import Caller, assert_problem, new_id
from tests.server.conftest import KINDS

MIB = 1024 * 1024
LONG = "😀" * 100_000
"""As long as a message may be: 400 kB."""


@pytest.fixture(scope="module")
def running(started: Servers) -> Server:
    """A server that keeps little of each guest."""
    return started.start(
        **KINDS,
        CAREERPILOT_GUEST_SESSIONS="2",
        CAREERPILOT_GUEST_BYTES=str(9 * MIB),
        CAREERPILOT_SESSION_BYTES=str(4 * MIB),
        CAREERPILOT_COMMANDS_PER_SECOND="1000",
    )


def message(text: str = "x") -> dict[str, str]:
    return {"type": "message", "id": str(uuid.uuid4()), "text": text}


def said(caller: Caller, session: str, text: str = "x") -> Any:
    """What becomes of a message, once the session rests again: None where it is taken."""
    answer = caller.say(session, **message(text))
    eventually(lambda: caller.session(session)["status"] == "idle", "it rests")
    return None if answer.status_code == 202 else (answer.status_code, answer.json())


def filled(caller: Caller, session: str) -> Any:
    """Messages until one is refused; that refusal."""
    for _ in range(40):
        if refusal := said(caller, session, LONG):
            return refusal
    raise AssertionError("nothing was refused")


@pytest.mark.slow(seconds=2.5)
def test_guest_with_as_many_sessions_as_may_be_is_told_to_delete_some_and_then_goes_on(
    caller: Caller, stranger: Caller
) -> None:
    first, _ = (caller.create()["id"] for _ in range(2))
    body = {"kind": "pulse", "input": {"tokens": 3, "perSecond": 0}}
    document = assert_problem(caller.http.post("/v1/sessions", json=body), 429, "quota_exceeded")
    assert "Delete some" in document["detail"]
    with caller.dial(new_id()) as ws:
        ws.send({"type": "start", "id": "c1", **body})
        ack = ws.until("ack", id="c1")
        assert (ack["status"], ack["error"]["code"]) == ("rejected", "quota_exceeded")
        ws.send({"type": "ping", "t": 1})
        ws.until("pong")
    stranger.create()
    assert caller.http.delete(f"/v1/sessions/{first}").status_code == 204
    caller.create()


def test_full_session_says_to_start_a_new_one_and_is_read_and_deleted(caller: Caller) -> None:
    session = caller.create()["id"]
    status, ack = filled(caller, session)
    assert (status, ack["status"], ack["error"]["code"]) == (409, "rejected", "session_full")
    assert "Start a new one" in ack["error"]["message"]
    with caller.dial(session) as ws:
        command = message(LONG)
        ws.send(json.dumps(command, ensure_ascii=False))
        ack = ws.until("ack", id=command["id"])
        assert (ack["status"], ack["error"]["code"]) == ("rejected", "session_full")
        ws.send({"type": "ping", "t": 1})
        ws.until("pong")
    assert len(caller.session(session)["messages"]) > 2
    caller.create()
    assert caller.http.delete(f"/v1/sessions/{session}").status_code == 204


@pytest.mark.slow(seconds=3.3)
def test_guest_with_as_many_bytes_as_may_be_goes_on_when_a_session_is_deleted(
    started: Servers,
) -> None:
    server = started.start(
        **KINDS, CAREERPILOT_GUEST_BYTES=str(4 * MIB), CAREERPILOT_COMMANDS_PER_SECOND="1000"
    )
    caller = Caller(server)
    first, second = (caller.create()["id"] for _ in range(2))
    for _ in range(8):
        if refusal := said(caller, first, LONG):
            break
    else:
        refusal = filled(caller, second)
    status, ack = refusal
    assert (status, ack["status"], ack["error"]["code"]) == (429, "rejected", "quota_exceeded")
    assert "Delete some" in ack["error"]["message"]
    assert said(caller, second, LONG) is not None
    assert caller.http.delete(f"/v1/sessions/{first}").status_code == 204
    assert said(caller, second, LONG) is None


@pytest.mark.slow(seconds=2.7)
def test_guests_who_have_their_share_are_told_when_to_try_again(started: Servers) -> None:
    server = started.start(
        **KINDS, CAREERPILOT_GUESTS_BYTES=str(MIB), CAREERPILOT_COMMANDS_PER_SECOND="1000"
    )
    caller, stranger = Caller(server), Caller(server)
    mine, theirs = caller.create()["id"], stranger.create()["id"]
    status, ack = filled(caller, mine)
    assert (status, ack["error"]["code"]) == (507, "storage_full")
    assert ack["error"]["retryMs"] == 60_000
    status, ack = said(stranger, theirs, LONG)
    assert (status, ack["error"]["code"]) == (507, "storage_full")
    assert stranger.session(theirs)["status"] == "idle"
    assert caller.http.delete(f"/v1/sessions/{mine}").status_code == 204
    assert said(stranger, theirs, "x" * 50_000) is None


class Nothing:
    """A worker that nothing comes to."""

    kinds: ClassVar[dict[str, Any]] = {}


ADA, EVE = Identity("ada", True, 0.0), Identity("eve", True, 0.0)


def passes(admission: Admission, identity: Identity, size: int) -> bool:
    try:
        admission._admit_bytes(identity, size)  # noqa: SLF001 - without a worker it does no more
    except RateLimited:
        return False
    return True


def test_user_who_sends_much_waits_and_others_do_not() -> None:
    limits = LimitSettings(command_bytes_per_second=1000, command_bytes_burst=10_000)
    admission = Admission(Nothing(), limits, 60, (), Nothing())  # type: ignore[arg-type]
    assert passes(admission, ADA, 400_000), "what is larger than the burst passes, and is paid for"
    assert not passes(admission, ADA, 1)
    assert passes(admission, EVE, 400_000)


def test_as_many_of_the_largest_commands_as_may_come_at_once_do() -> None:
    limits = LimitSettings()
    admission = Admission(Nothing(), limits, 60, (), Nothing())  # type: ignore[arg-type]
    assert all(passes(admission, ADA, 512 * 1024) for _ in range(limits.commands_burst))
    assert limits.command_bytes_per_second >= limits.commands_per_second * 100_000


def test_limits_hinder_nobody_who_does_what_people_do() -> None:
    quotas = QuotaSettings()
    assert quotas.guest_sessions >= 50
    # As many résumés as may be sent at once, and jobs for a batch of them.
    assert quotas.user_resumes > quotas.guest_resumes >= 20
    assert quotas.user_documents > quotas.guest_documents >= 50
    assert quotas.user_jobs >= 500 > quotas.guest_jobs >= 100
    assert quotas.user_applications > quotas.guest_applications > quotas.guest_jobs
    # Each text is in a message and in the log, and once more in the state and the inbox.
    assert quotas.guest_bytes >= 4 * 20_000_000
    assert quotas.session_bytes >= 500 * 2 * 10_000 * 4
    assert quotas.guests_bytes >= 30 * quotas.guest_bytes
    assert quotas.inbox_bytes >= LimitSettings().commands_burst * 512 * 1024


def test_codes_say_how_the_talk_goes_on() -> None:
    told = [(e.code, e.status, e.close_code) for e in (SessionFull, QuotaExceeded, StorageFull)]
    assert told == [
        ("session_full", 409, None),
        ("quota_exceeded", 429, None),
        ("storage_full", 507, None),
    ]
