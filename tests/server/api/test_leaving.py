"""Callers take out all that they have, and are deleted with it, and nobody else is."""

import io
import json
import time
import zipfile
from typing import Any

import httpx
import jwt
import pytest

from server.reference.application import application
from server.reference.openapi import served
from tests.processes import SECRET, Server, eventually
from tests.server.api.files import PLENTY, sent, text
from tests.server.calls import Caller, assert_problem, new_id

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def settings() -> dict[str, str]:
    return PLENTY


def filled(caller: Caller) -> str:
    """Something of each kind; the session."""
    session: str = caller.create()["id"]
    caller.http.patch(f"/v1/sessions/{session}", json={"title": "What I/they said"})
    resume = sent(caller, text())["id"]
    caller.http.put(f"/v1/resumes/{resume}", json={"basics": {"name": "Ada"}})
    caller.http.post("/v1/jobs", json={"title": "Nurse"})
    caller.http.post("/v1/applications", json={"job": "Nurse"})
    story = {"title": "A bridge", "text": "I kept it standing."}
    caller.http.patch("/v1/me/practice", json={"stories": [story]})
    eventually(
        lambda: caller.http.get(f"/v1/resumes/{resume}").json()["status"] == "ready", "it is read"
    )
    return session


def taken_out(caller: Caller, language: str = "en") -> zipfile.ZipFile:
    # The first to ask waits for the process that makes Markdown.
    headers = {"Accept-Language": language}
    answer = caller.http.get("/v1/me/export", headers=headers, timeout=60)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/zip"
    return zipfile.ZipFile(io.BytesIO(answer.content))


def test_archive_has_all_that_its_owner_has(caller: Caller, stranger: Caller) -> None:
    session = filled(caller)
    archive = taken_out(caller)
    assert archive.testzip() is None
    names = archive.namelist()
    assert names == [
        "README.txt",
        "sessions/0001 What I they said.json",
        "sessions/0001 What I they said.md",
        *(f"resumes/0001 {title}" for title in _of(names, "resumes/0001 ")),
        "jobs/0001 Nurse/version 1.json",
        "applications/0001 Nurse/version 1.json",
        "practice.json",
        "questions.json",
        "usage.json",
    ]
    endings = ("version 2.json", "version 1.json", "version 1.txt")
    assert all(any(name.endswith(one) for name in names) for one in endings)
    exported = caller.http.get(f"/v1/sessions/{session}/export", params={"format": "json"})
    assert json.loads(archive.read(names[1])) == exported.json()
    assert json.loads(archive.read("practice.json"))["stories"][0]["title"] == "A bridge"
    assert {"kind": "pulse", "times": 1}.items() <= json.loads(archive.read("usage.json"))[
        0
    ].items()
    assert b"sessions/" in archive.read("README.txt")
    assert "대화" in taken_out(caller, "ko").read("README.txt").decode()
    assert taken_out(stranger).namelist() == ["README.txt", "practice.json", "questions.json"]


def _of(names: list[str], start: str) -> list[str]:
    return [name.removeprefix(start) for name in names if name.startswith(start)]


def test_head_of_the_archive_has_no_body(caller: Caller) -> None:
    answer = caller.http.head("/v1/me/export")
    assert (answer.status_code, answer.content) == (200, b"")


def test_guest_who_is_deleted_is_gone_and_everybody_else_stays(
    server: Server, caller: Caller, stranger: Caller
) -> None:
    session, other = filled(caller), filled(stranger)
    with caller.dial(session) as socket, caller.listen(session) as stream:
        socket.until("welcome")
        stream.next()
        assert caller.http.delete("/v1/me").status_code == 204
        assert socket.closed() == 4401
        assert stream.rest()[-1][1]["code"] == "not_signed_in"
    for collection in ("sessions", "resumes", "jobs", "applications"):
        listed: Any = caller.http.get(f"/v1/{collection}")
        assert listed.status_code == 401 or listed.json() == {collection: []}
    assert stranger.session(other)["title"] == "What I/they said"


def aged(caller: Caller, seconds: int) -> Caller:
    """The same user with a token that was issued so long ago."""
    claims = jwt.decode(caller.token, SECRET, ["HS256"], audience="careerpilot")
    headers = jwt.get_unverified_header(caller.token)
    claims["iat"] = int(time.time()) - seconds
    token = jwt.encode(
        claims, SECRET, "HS256", headers={"typ": headers["typ"], "kid": headers["kid"]}
    )
    return Caller(caller.server, token)


def test_who_has_no_password_comes_with_a_fresh_token(caller: Caller) -> None:
    session = caller.create()["id"]
    late, fresh = aged(caller, 301), aged(caller, 200)
    assert_problem(late.http.delete("/v1/me"), 403, "forbidden")
    assert caller.session(session)
    assert fresh.http.delete("/v1/me").status_code == 204


@pytest.mark.parametrize("body", [b"[]", b'{"user": "g-1"}', b'{"password": 1}'])
def test_body_that_says_something_else_deletes_nobody(caller: Caller, body: bytes) -> None:
    session = caller.create()["id"]
    answer = caller.http.request("DELETE", "/v1/me", content=body)
    assert_problem(answer, 422, "malformed")
    assert caller.session(session)


def test_nobody_and_no_page_of_another_site_deletes_anybody(caller: Caller, nobody: Caller) -> None:
    session = caller.create()["id"]
    assert_problem(nobody.http.delete("/v1/me"), 401, "not_signed_in")
    assert_problem(nobody.http.get("/v1/me/export"), 401, "not_signed_in")
    foreign = httpx.delete(
        f"{caller.server.url}/v1/me",
        headers={"Cookie": f"careerpilot={caller.token}", "Origin": "https://evil.example"},
    )
    assert foreign.status_code == 403
    assert caller.session(session)


def test_both_are_declared() -> None:
    declared = {(one.method, one.path) for one in served(application().routes)}
    assert {("DELETE", "/v1/me"), ("GET", "/v1/me/export")} <= declared


PASSWORD = "seven tall giraffes"


def member(server: Server) -> tuple[Caller, dict[str, str]]:
    """Somebody with an account, and what they sign in by."""
    said = {"email": f"{new_id()}@example.com", "password": PASSWORD}
    status, document = server.request("POST", "/v1/auth/signup", said)
    assert status == 201, document
    return Caller(server, document["accessToken"]), said


def test_guest_who_signs_in_has_all_of_it_and_loses_no_word(server: Server, caller: Caller) -> None:
    user, said = member(server)
    mine, theirs = filled(user), filled(caller)
    slow = {"kind": "pulse", "input": {"tokens": 150, "perSecond": 50}}
    running = str(caller.http.post("/v1/sessions", json=slow).json()["id"])
    with caller.dial(running) as socket, caller.dial(theirs) as other:
        socket.until("events")
        other.until("welcome")
        entered = caller.http.post("/v1/auth/login", json=said)
        assert entered.status_code == 200, entered.text
        again = Caller(server, entered.json()["accessToken"])
        other.send({"type": "message", "id": "c9", "text": "Hello"})
        with again.dial(running) as mine_now:
            mine_now.until_run_ends()
        assert (socket.closed(), other.closed()) == (4401, 4401)
    codes = {one.get("code") for one in socket.frames + other.frames if one["type"] == "error"}
    assert codes == {"not_signed_in"}
    listed = again.http.get("/v1/sessions").json()["sessions"]
    assert {one["id"] for one in listed} == {mine, theirs, running}
    assert len(again.http.get("/v1/resumes").json()["resumes"]) == 2
    assert len(again.http.get("/v1/me/practice").json()["stories"]) == 2
    last = again.session(running)
    assert (last["status"], last["lastRun"]["outcome"]) == ("idle", "success")


def test_who_has_a_password_is_deleted_with_it_alone(server: Server) -> None:
    user, said = member(server)
    session = filled(user)
    assert_problem(user.http.delete("/v1/me"), 422, "malformed")
    wrong = user.http.request("DELETE", "/v1/me", json={"password": "wrong"})
    assert_problem(wrong, 403, "forbidden")
    assert user.session(session)
    answer = user.http.request("DELETE", "/v1/me", json={"password": PASSWORD})
    assert answer.status_code == 204
    assert server.request("POST", "/v1/auth/login", said)[0] == 401
    assert server.request("POST", "/v1/auth/signup", said)[0] == 201
    eventually(lambda: user.http.get("/v1/me").status_code == 401, "all workers know")


def test_api_key_neither_deletes_nor_takes_out(server: Server) -> None:
    user, _ = member(server)
    asked = {"name": "All", "scopes": ["sessions:read", "sessions:write", "resumes", "usage"]}
    key = Caller(server, user.http.post("/v1/keys", json=asked).json()["key"])
    assert_problem(key.http.delete("/v1/me"), 403, "forbidden")
    assert_problem(key.http.get("/v1/me/export"), 403, "forbidden")
