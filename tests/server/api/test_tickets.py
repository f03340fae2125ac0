"""Tickets over the API: what opens one WebSocket, once, for whom and from where."""

import uuid
from typing import Any

import pytest
from websockets.typing import Origin

from tests.processes import Server
from tests.server.api.accounts import BELIEVED, make_key, user, with_key
from tests.server.calls import Caller, assert_problem, new_id, short_lived

PAGE = "https://page.example"
OTHER_PAGE = "https://other.example"


@pytest.fixture(scope="module")
def settings() -> dict[str, str]:
    return BELIEVED | {
        "CAREERPILOT_ORIGINS": f"{PAGE},{OTHER_PAGE}",
        "CAREERPILOT_HEARTBEAT_MS": "300",
    }


@pytest.fixture
def session(caller: Caller) -> str:
    return str(caller.create()["id"])


def ticket_for(caller: Caller, session: str | None = None, page: str | None = None) -> str:
    """A new one, for that session or any, asked for by that page or by a program."""
    answer = caller.http.post(
        "/v1/tickets",
        json={"session": session} if session else {},
        headers={"Origin": page} if page else {},
    )
    assert answer.status_code == 201, answer.text
    document = answer.json()
    assert set(document) == {"ticket", "expiresIn"}
    assert document["expiresIn"] == 30
    return str(document["ticket"])


def refused(nobody: Caller, session: str, ticket: str, page: str | None = None) -> bool:
    """Whether a WebSocket with that ticket is closed for want of a sign-in."""
    with nobody.dial(session, f"?ticket={ticket}", origin=Origin(page) if page else None) as ws:
        if ws.next()["type"] == "welcome":
            return False
        assert ws.frames[0]["code"] == "not_signed_in"
        return ws.closed() == 4401


@pytest.mark.parametrize("page", [None, PAGE])
def test_ticket_opens_its_session_once(
    page: str | None, caller: Caller, nobody: Caller, session: str
) -> None:
    ticket = ticket_for(caller, session, page)
    assert not refused(nobody, session, ticket, page)
    assert refused(nobody, session, ticket, page)


def test_ticket_for_no_session_opens_any_of_the_users(
    caller: Caller, nobody: Caller, session: str
) -> None:
    caller.http.post("/v1/tickets")  # no body at all
    assert not refused(nobody, session, ticket_for(caller))


def test_who_comes_with_a_ticket_talks_as_the_user(
    caller: Caller, nobody: Caller, session: str
) -> None:
    with nobody.dial(session, f"?ticket={ticket_for(caller, session)}") as ws:
        ws.send({"type": "action", "id": "a1", "name": "none"})
        assert ws.until("ack")["id"] == "a1"


def test_ticket_opens_no_other_session_and_is_of_no_use_then(
    caller: Caller, nobody: Caller, session: str
) -> None:
    ticket = ticket_for(caller, session)
    assert refused(nobody, str(caller.create()["id"]), ticket)
    assert refused(nobody, session, ticket)


def test_ticket_opens_no_session_of_another_user(
    caller: Caller, stranger: Caller, nobody: Caller, session: str
) -> None:
    for ticket in (ticket_for(stranger), ticket_for(stranger, session)):
        with nobody.dial(session, f"?ticket={ticket}") as ws:
            assert ws.until("error")["code"] == "not_found"


@pytest.mark.parametrize("page", [OTHER_PAGE, None])
def test_ticket_is_for_the_page_that_asked_for_it(
    page: str | None, caller: Caller, nobody: Caller, session: str
) -> None:
    assert refused(nobody, session, ticket_for(caller, session, PAGE), page)


def test_page_that_is_not_allowed_has_no_use_of_a_ticket(
    caller: Caller, nobody: Caller, session: str
) -> None:
    page = "https://evil.example"
    asked = caller.http.post("/v1/tickets", headers={"Origin": page})
    assert_problem(asked, 403, "forbidden")
    with nobody.dial(session, f"?ticket={ticket_for(caller, session)}", origin=Origin(page)) as ws:
        assert ws.next()["code"] == "forbidden"
        assert ws.closed() == 4403


def test_ticket_is_not_made_good_by_a_token_and_opens_nothing_over_http(
    caller: Caller, nobody: Caller, session: str
) -> None:
    assert refused(caller, session, "x" * 43)
    ticket = ticket_for(caller, session)
    for path in ("/v1/sessions", f"/v1/sessions/{session}", f"/v1/sessions/{session}/events"):
        answer = nobody.http.get(path, params={"ticket": ticket})
        assert_problem(answer, 401, "not_signed_in")


@pytest.mark.parametrize("body", [{"session": "x"}, {"session": 1}, {"user": "eve"}, [], "x"])
def test_ticket_of_another_form_is_refused(body: Any, caller: Caller) -> None:
    assert_problem(caller.http.post("/v1/tickets", json=body), 422, "malformed")


def test_nobody_gets_no_ticket(nobody: Caller) -> None:
    assert_problem(nobody.http.post("/v1/tickets"), 401, "not_signed_in")


def test_connection_by_a_ticket_ends_with_the_sign_in(
    caller: Caller, nobody: Caller, session: str
) -> None:
    brief = short_lived(caller, 1)
    with nobody.dial(session, f"?ticket={ticket_for(brief, session)}") as ws:
        ws.until("welcome")
        assert ws.closed() == 4401


def test_key_asks_for_tickets_that_may_do_what_it_may(server: Server, nobody: Caller) -> None:
    ada = user(server, new_id())
    session = str(ada.create()["id"])
    reader, writer = with_key(ada, "sessions:read"), with_key(ada, "sessions:write")
    assert_problem(reader.http.post("/v1/tickets"), 403, "forbidden")
    both = with_key(ada, "sessions:read", "sessions:write")
    assert not refused(nobody, session, ticket_for(both, session))
    with nobody.dial(session, f"?ticket={ticket_for(writer)}") as ws:
        assert ws.next()["code"] == "forbidden"


def test_no_log_has_a_ticket_a_token_or_a_key(
    server: Server, caller: Caller, nobody: Caller, session: str
) -> None:
    ada = user(server, new_id())
    key = make_key(ada)["key"]
    ticket = ticket_for(caller, session)
    for _ in range(2):
        refused(nobody, session, ticket)
    nobody.http.get("/v1/sessions", params={"ticket": ticket}, headers={"X-API-Key": key + "x"})
    nobody.http.get("/v1/sessions", headers={"X-API-Key": key})
    nobody.http.get(f"/v1/sessions/{uuid.uuid4()}", headers={"X-API-Key": key})
    output = server.output()
    for secret in (ticket, key, key[11:], caller.token, ada.token):
        assert secret not in output
    assert "token_refused" in output
