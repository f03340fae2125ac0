"""API keys over the API: made and shown once, and what programs do with them."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.admission.scopes import GIVEN
from server.http.operations import Operation
from server.reference.application import application
from server.reference.openapi import served
from tests.processes import Server, Servers, eventually
from tests.server.api.accounts import BELIEVED, make_key, user, with_key
from tests.server.calls import Caller, assert_problem, new_id
from tests.server.conftest import KINDS

HEARTBEAT_MS = 500


@pytest.fixture(scope="module")
def settings() -> dict[str, str]:
    return BELIEVED | {"CAREERPILOT_HEARTBEAT_MS": str(HEARTBEAT_MS)}


@pytest.fixture
def ada(server: Server) -> Iterator[Caller]:
    """A new user who is no guest."""
    one = user(server, new_id())
    with one.http:
        yield one


LOGINS_ONLY = ("/v1/auth/", "/v1/keys", "/v1/me")
"""Below which paths there is what no API key can do: signing in, making keys, one's account."""


def signed_in() -> list[tuple[str, str, Operation]]:
    found = served(application().routes)
    return [(one.method, one.path, one.operation) for one in found if one.operation.signed_in]


def test_every_operation_says_what_an_api_key_needs_for_it_or_that_none_will_do() -> None:
    without = [path for _, path, operation in signed_in() if not operation.scope]
    assert without
    assert [path for path in without if not path.startswith(LOGINS_ONLY)] == []
    assert {operation.scope for *_, operation in signed_in() if operation.scope} <= set(GIVEN)


def test_key_is_shown_once_and_listed_without_what_is_secret(ada: Caller) -> None:
    ends = int(time.time() * 1000) + 60_000
    made = make_key(ada, "usage", "resumes", expiresAt=ends, requestsPerMinute=100)
    assert re.fullmatch(r"cp_[0-9A-Za-z]{57}", made["key"])
    assert made["key"].startswith(made["prefix"])
    (listed,) = ada.http.get("/v1/keys").json()["keys"]
    assert listed == {name: value for name, value in made.items() if name != "key"}
    assert listed["scopes"] == ["resumes", "usage"]
    assert (listed["expiresAt"], listed["requestsPerMinute"]) == (ends, 100)
    assert listed["lastUsedAt"] is None


@pytest.mark.parametrize("field", ["Authorization", "X-API-Key"])
def test_program_with_a_key_is_the_user(field: str, ada: Caller, nobody: Caller) -> None:
    session = ada.create()["id"]
    key = make_key(ada, "sessions:read")["key"]
    sent = {field: f"Bearer {key}" if field == "Authorization" else key}
    answer = nobody.http.get("/v1/sessions", headers=sent)
    assert [one["id"] for one in answer.json()["sessions"]] == [session]
    (listed,) = ada.http.get("/v1/keys").json()["keys"]
    assert listed["lastUsedAt"] == pytest.approx(time.time() * 1000, abs=30_000)


def test_key_makes_lists_and_deletes_none_and_signs_nobody_in(ada: Caller) -> None:
    id = make_key(ada)["id"]
    program = with_key(ada, *GIVEN)
    body = {"name": "Another", "scopes": ["usage"]}
    for answer in (
        program.http.get("/v1/keys"),
        program.http.post("/v1/keys", json=body),
        program.http.delete(f"/v1/keys/{id}"),
        program.http.post("/v1/auth/guest"),
        program.http.post("/v1/auth/login", json={"email": "a@b.example", "password": "x" * 9}),
        program.http.post("/v1/auth/signup", json={"email": "a@b.example", "password": "x" * 9}),
        program.http.get("/v1/me"),
    ):
        assert_problem(answer, 403, "forbidden")
    assert len(ada.http.get("/v1/keys").json()["keys"]) == 2


NO_STREAM = {"Accept": "application/json"}


def path_of(path: str) -> str:
    return re.sub(r"\{\w+\}", lambda _: new_id(), path)


def test_key_without_the_scope_is_refused_and_with_it_is_not(ada: Caller) -> None:
    only = {scope: with_key(ada, scope) for scope in GIVEN}
    all_but = {scope: with_key(ada, *(set(GIVEN) - {scope})) for scope in GIVEN}
    for method, path, operation in signed_in():
        if path.endswith("/ws") or operation.scope is None:
            continue
        right, wrong = (
            keys[operation.scope].http.request(method, path_of(path), headers=NO_STREAM)
            for keys in (only, all_but)
        )
        assert right.status_code not in (401, 403), (method, path, right.text)
        assert assert_problem(wrong, 403, "forbidden")["details"] == {"scope": operation.scope}


def test_key_that_reads_follows_a_session_and_says_nothing_to_it(ada: Caller) -> None:
    session = ada.create()["id"]
    program = with_key(ada, "sessions:read")
    with program.dial(session) as ws:
        ws.until("welcome")
        ws.send({"type": "message", "id": "m1", "text": "Hello"})
        ack = ws.until("ack")
    assert (ack["status"], ack["error"]["code"]) == ("rejected", "forbidden")
    assert program.poll(session)[0]["type"] == "welcome"
    assert_problem(program.say(session, type="message", id="m2", text="Hello"), 403, "forbidden")


def test_key_without_the_scope_is_refused_a_websocket(ada: Caller) -> None:
    session = ada.create()["id"]
    with with_key(ada, "resumes").dial(session) as ws:
        assert ws.next()["code"] == "forbidden"
        assert ws.closed() == 4403


def test_key_for_sessions_names_nothing_that_the_user_keeps(ada: Caller) -> None:
    resume = ada.http.post("/v1/resumes?name=cv.txt", content=CV, headers=TEXT).json()["id"]
    words = {"id": "m1", "text": "Read it", "documents": [resume]}
    body = {"id": new_id(), "kind": "chat", "input": {}, "message": words}
    program = with_key(ada, "sessions:write")
    assert_problem(program.http.post("/v1/sessions", json=body), 403, "forbidden")
    both = with_key(ada, "sessions:write", "resumes")
    assert both.http.post("/v1/sessions", json=body).status_code == 201


CV = b"Ada Lovelace\n\nExperience\nAnalyst, Engine Ltd, 2019 - 2024\n- Wrote notes\n"
TEXT = {"Content-Type": "text/plain"}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": "x"},
        {"name": "", "scopes": ["usage"]},
        {"name": "x" * 101, "scopes": ["usage"]},
        {"name": "x", "scopes": []},
        {"name": "x", "scopes": ["admin"]},
        {"name": "x", "scopes": ["usage", "everything"]},
        {"name": "x", "scopes": "usage"},
        {"name": "x", "scopes": ["usage"], "expiresAt": 1},
        {"name": "x", "scopes": ["usage"], "expiresAt": 1e300},
        {"name": "x", "scopes": ["usage"], "requestsPerMinute": 0},
        {"name": "x", "scopes": ["usage"], "plan": "enterprise"},
        {"name": "x", "scopes": ["usage"], "user": "eve"},
        {"name": "x", "scopes": ["usage"], "id": "1"},
    ],
)
def test_key_of_another_form_is_refused(body: dict[str, object], ada: Caller) -> None:
    assert_problem(ada.http.post("/v1/keys", json=body), 422, "malformed")


def test_guests_have_no_keys(caller: Caller) -> None:
    body = {"name": "x", "scopes": ["usage"]}
    assert_problem(caller.http.post("/v1/keys", json=body), 403, "forbidden")
    assert caller.http.get("/v1/keys").json() == {"keys": []}


def test_keys_of_others_do_not_exist(ada: Caller, server: Server) -> None:
    id = make_key(ada)["id"]
    eve = user(server, new_id())
    for path in (f"/v1/keys/{id}", f"/v1/keys/{new_id()}", "/v1/keys/x"):
        assert_problem(eve.http.delete(path), 404, "not_found")
    assert len(ada.http.get("/v1/keys").json()["keys"]) == 1


def test_page_of_another_origin_uses_no_key(ada: Caller, nobody: Caller) -> None:
    key = make_key(ada)["key"]
    sent = {"X-API-Key": key, "Origin": "https://evil.example"}
    assert_problem(nobody.http.get("/v1/sessions", headers=sent), 403, "forbidden")


def test_key_beyond_its_own_limit_waits(ada: Caller) -> None:
    program = with_key(ada, "sessions:read", requestsPerMinute=2)
    answers = [program.http.get("/v1/sessions") for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert 1 <= int(answers[2].headers["retry-after"]) <= 30
    assert ada.http.get("/v1/sessions").status_code == 200


@pytest.mark.slow(seconds=3)
def test_deleted_key_is_refused_and_its_connections_closed_everywhere_within_a_heartbeat(
    tmp_path: Path,
) -> None:
    with Servers(tmp_path) as servers:
        redis = servers.redis()
        settings = KINDS | BELIEVED | {"CAREERPILOT_HEARTBEAT_MS": str(HEARTBEAT_MS)}
        both = [servers.start(redis_url=redis.url, wait=False, **settings) for _ in range(2)]
        for server in both:
            server.wait_ready()
        ada = user(both[0])
        made = make_key(ada)
        programs = [Caller(server, made["key"]) for server in both]
        for one in programs:
            assert one.http.get("/v1/sessions").status_code == 200
        session = ada.create()["id"]
        with programs[1].dial(session) as ws:
            ws.until("welcome")
            assert ada.http.delete(f"/v1/keys/{made['id']}").status_code == 204
            deleted = time.monotonic()
            assert ws.closed() == 4401

        def refused(one: Caller) -> bool:
            return one.http.get("/v1/sessions").status_code == 401

        assert refused(programs[0])
        eventually(lambda: refused(programs[1]), "it is refused", 10)
        assert time.monotonic() - deleted < HEARTBEAT_MS / 1000 + 5
        assert made["key"] not in "".join(server.output() for server in both)
