"""Every path asks who calls, and shows nobody what is another's. Every route has a row here."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any, NamedTuple, get_args

import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from protocol.commands import ClientFrame
from server.reference.application import application
from server.reference.openapi import served
from tests.processes import Server
from tests.server.api.files import PLENTY, sent, text
from tests.server.calls import Caller, assert_problem, new_id

pytestmark = pytest.mark.slow


ANYBODY, SOMEBODY, OWNER, MEMBER = "anybody", "somebody", "owner", "member"


class Row(NamedTuple):
    """How a path is asked, and who may: the owner of what it names, in this collection.

    What a `member` owns, only somebody with an account has.
    """

    body: Any = None
    needs: str = OWNER
    of: str = "sessions"


TITLE = {"title": "Mine"}

TABLE: dict[tuple[str, str], Row] = {
    ("GET", "/v1/kinds"): Row(needs=ANYBODY),
    ("GET", "/v1/texts"): Row(needs=ANYBODY),
    ("POST", "/v1/auth/guest"): Row({}, ANYBODY),
    ("POST", "/v1/auth/signup"): Row({}, ANYBODY),
    ("POST", "/v1/auth/login"): Row({}, ANYBODY),
    ("POST", "/v1/auth/refresh"): Row({}, ANYBODY),
    ("POST", "/v1/auth/reset"): Row({}, ANYBODY),
    # Of who is signed in no more nothing ends: tests/server/api/test_accounts.py.
    ("POST", "/v1/auth/logout"): Row(needs=ANYBODY),
    ("POST", "/v1/auth/password"): Row({"current": "a", "new": "b"}, SOMEBODY),
    ("GET", "/v1/auth/logins"): Row(needs=SOMEBODY),
    ("DELETE", "/v1/auth/logins/{id}"): Row(needs=MEMBER, of="auth/logins"),
    ("GET", "/v1/keys"): Row(needs=SOMEBODY),
    ("POST", "/v1/keys"): Row({"name": "Mine", "scopes": ["usage"]}, SOMEBODY),
    ("DELETE", "/v1/keys/{id}"): Row(needs=MEMBER, of="keys"),
    ("POST", "/v1/tickets"): Row({}, SOMEBODY),
    ("GET", "/v1/me"): Row(needs=SOMEBODY),
    ("PATCH", "/v1/me"): Row({"name": "Ada"}, SOMEBODY),
    ("DELETE", "/v1/me"): Row(needs=SOMEBODY),
    ("GET", "/v1/me/export"): Row(needs=SOMEBODY),
    ("GET", "/v1/me/usage"): Row(needs=SOMEBODY),
    ("GET", "/v1/sessions"): Row(needs=SOMEBODY),
    ("POST", "/v1/sessions"): Row({"kind": "chat", "input": {}}, SOMEBODY),
    ("GET", "/v1/sessions/{id}"): Row(),
    ("PATCH", "/v1/sessions/{id}"): Row(TITLE),
    ("DELETE", "/v1/sessions/{id}"): Row(),
    ("POST", "/v1/sessions/{id}/commands"): Row({"type": "message", "id": "c9", "text": "Hello"}),
    ("GET", "/v1/sessions/{id}/events"): Row(),
    ("GET", "/v1/sessions/{id}/export"): Row(),
    ("GET", "/v1/sessions/{id}/items"): Row(),
    ("GET", "/v1/sessions/{id}/runs"): Row(),
    ("GET", "/v1/sessions/{id}/runs/{run}"): Row(),
    # A WebSocket is asked for in another way: tests/server/streams/test_websocket.py.
    ("GET", "/v1/sessions/{id}/ws"): Row(needs=ANYBODY),
    ("GET", "/v1/resumes"): Row(needs=SOMEBODY),
    ("POST", "/v1/resumes"): Row(text(), SOMEBODY),
    ("POST", "/v1/resumes:batch"): Row({"file": text()}, SOMEBODY),
    ("GET", "/v1/resumes/{id}"): Row(of="resumes"),
    ("PUT", "/v1/resumes/{id}"): Row({"basics": {"name": "Ada"}}, of="resumes"),
    ("PATCH", "/v1/resumes/{id}"): Row(TITLE, of="resumes"),
    ("DELETE", "/v1/resumes/{id}"): Row(of="resumes"),
    ("GET", "/v1/resumes/{id}/versions"): Row(of="resumes"),
    ("GET", "/v1/documents"): Row(needs=SOMEBODY),
    ("POST", "/v1/documents"): Row(text(), SOMEBODY),
    ("POST", "/v1/documents:batch"): Row({"file": text()}, SOMEBODY),
    ("GET", "/v1/documents/{id}"): Row(of="documents"),
    ("PATCH", "/v1/documents/{id}"): Row(TITLE, of="documents"),
    ("DELETE", "/v1/documents/{id}"): Row(of="documents"),
    ("GET", "/v1/documents/{id}/versions"): Row(of="documents"),
    ("GET", "/v1/jobs"): Row(needs=SOMEBODY),
    ("POST", "/v1/jobs"): Row({"title": "Nurse"}, SOMEBODY),
    ("GET", "/v1/jobs/{id}"): Row(of="jobs"),
    ("PUT", "/v1/jobs/{id}"): Row({"title": "Nurse"}, of="jobs"),
    ("PATCH", "/v1/jobs/{id}"): Row(TITLE, of="jobs"),
    ("DELETE", "/v1/jobs/{id}"): Row(of="jobs"),
    ("GET", "/v1/jobs/{id}/versions"): Row(of="jobs"),
    ("GET", "/v1/applications"): Row(needs=SOMEBODY),
    ("POST", "/v1/applications"): Row({"job": "Nurse"}, SOMEBODY),
    ("GET", "/v1/applications/{id}"): Row(of="applications"),
    ("PATCH", "/v1/applications/{id}"): Row({"notes": "Mine"}, of="applications"),
    ("DELETE", "/v1/applications/{id}"): Row(of="applications"),
    ("GET", "/v1/me/practice"): Row(needs=SOMEBODY),
    ("PATCH", "/v1/me/practice"): Row({"stories": []}, SOMEBODY),
    ("DELETE", "/v1/me/practice"): Row(needs=SOMEBODY),
}


def rows(*needs: str) -> list[Any]:
    """The paths that need one of these."""
    return [pytest.param(*place, id=" ".join(place)) for place, row in TABLE.items()
            if row.needs in needs]  # fmt: skip


@pytest.fixture(scope="module")
def settings() -> dict[str, str]:
    return PLENTY


def test_every_route_has_a_row() -> None:
    routes = {(one.method, one.path) for one in served(application().routes)}
    assert set(TABLE) == {one for one in routes if one[1].startswith("/v1/")}


MAKE: dict[str, Callable[[Caller], str]] = {
    "sessions": lambda caller: str(caller.create()["id"]),
    "resumes": lambda caller: str(sent(caller, text())["id"]),
    "documents": lambda caller: str(sent(caller, text(), to="documents")["id"]),
    "jobs": lambda caller: str(caller.http.post("/v1/jobs", json={"title": "Nurse"}).json()["id"]),
    "applications": lambda caller: str(
        caller.http.post("/v1/applications", json={"job": "Nurse"}).json()["id"]
    ),
}


def ask(caller: Caller, method: str, path: str, id: str, body: Any) -> httpx.Response:
    """Ask as the row says; files go as a form where they have a field."""
    url = path.replace("{id}", id).replace("{run}", f"start-{id}")
    if isinstance(body, bytes):
        return caller.http.request(method, url, content=body)
    if isinstance(body, dict) and isinstance(body.get("file"), bytes):
        return caller.http.request(method, url, files=body)
    headers = {"Accept": "application/json"}
    return caller.http.request(method, url, json=body, headers=headers)


@pytest.mark.parametrize(("method", "path"), rows(SOMEBODY, OWNER))
def test_nobody_is_told_to_sign_in(method: str, path: str, caller: Caller, nobody: Caller) -> None:
    row = TABLE[method, path]
    id = MAKE[row.of](caller) if row.needs == OWNER else new_id()
    assert_problem(ask(nobody, method, path, id, row.body), 401, "not_signed_in")


@pytest.mark.parametrize(("method", "path"), rows(OWNER))
def test_what_is_anothers_does_not_exist(
    method: str, path: str, caller: Caller, stranger: Caller
) -> None:
    row = TABLE[method, path]
    id = MAKE[row.of](caller)
    before = caller.http.get(f"/v1/{row.of}/{id}").json()
    for named in (id, "1"):
        assert_problem(ask(stranger, method, path, named, row.body), 404, "not_found")
    assert caller.http.get(f"/v1/{row.of}/{id}").json() == before
    assert ask(caller, method, path, id, row.body).is_success


@pytest.mark.parametrize("collection", ["sessions", "resumes", "documents", "jobs", "applications"])
def test_listing_shows_ones_own_alone(collection: str, caller: Caller, stranger: Caller) -> None:
    MAKE[collection](caller)
    assert stranger.http.get(f"/v1/{collection}").json() == {collection: []}


def member(server: Server) -> Caller:
    """Somebody with an account."""
    said = {"email": f"{new_id()}@example.com", "password": "seven tall giraffes"}
    status, document = server.request("POST", "/v1/auth/signup", said)
    assert status == 201, document
    return Caller(server, document["accessToken"])


def test_what_another_member_has_does_not_exist(server: Server) -> None:
    owner, other = member(server), member(server)
    owner.http.post("/v1/keys", json={"name": "Mine", "scopes": ["usage"]})
    for (method, path), row in TABLE.items():
        if row.needs == MEMBER:
            noun = row.of.rpartition("/")[2]
            before = owner.http.get(f"/v1/{row.of}").json()[noun]
            answer = ask(other, method, path, before[0]["id"], row.body)
            assert_problem(answer, 404, "not_found")
            assert owner.http.get(f"/v1/{row.of}").json()[noun] == before


def test_every_path_that_names_something_has_an_owner() -> None:
    ours = {"/v1/sessions/{id}/ws"}
    named = {place for place in TABLE if "{" in place[1] and place[1] not in ours}
    assert {place for place in named if TABLE[place].needs not in (OWNER, MEMBER)} == set()


FRAMES: list[dict[str, Any]] = [
    {"type": "start", "id": "c9", "kind": "pulse", "input": {"tokens": 3, "perSecond": 0}},
    {"type": "message", "id": "c9", "text": "Hello"},
    {"type": "action", "id": "c9", "name": "go"},
    {"type": "retry", "id": "c9"},
    {"type": "cancel", "id": "c9"},
    {"type": "ping", "t": 1},
    {"type": "pong", "t": 1},
]
"""One of each that clients send."""


def test_every_frame_of_clients_is_among_these() -> None:
    tags = {one.__struct_config__.tag for one in get_args(ClientFrame)}
    assert {frame["type"] for frame in FRAMES} == tags


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: str(frame["type"]))
def test_frame_to_anothers_session_changes_nothing(
    frame: dict[str, Any], caller: Caller, stranger: Caller
) -> None:
    session = str(caller.create()["id"])
    before = caller.session(session)
    with stranger.dial(session) as socket:
        with suppress(ConnectionClosed):
            socket.send(frame)
        assert socket.closed() == 4404
        assert {one["type"] for one in socket.frames} <= {"error"}
    answer = stranger.http.post(f"/v1/sessions/{session}/commands", json=frame)
    assert answer.status_code in (404, 422)
    assert caller.session(session) == before
