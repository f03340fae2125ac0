"""/openapi.json and /asyncapi.json are served, and answers are what they say."""

import json
import signal
import uuid
from typing import Any

import httpx
import pytest

from protocol.codec import MAX_CLIENT_FRAME
from server.http.security_headers import TLS_HEADERS
from tests import openapi
from tests.processes import Server, Servers, eventually
from tests.server.api.files import PDF, PLENTY, text
from tests.server.calls import Caller, assert_problem, new_id

PAGE = "https://page.example"
PATHS = ["/openapi.json", "/asyncapi.json"]


@pytest.fixture(scope="module")
def settings() -> dict[str, str]:
    return PLENTY | {"CAREERPILOT_ORIGINS": PAGE}


def test_document_is_that_of_the_servers_own_routes_and_kinds(nobody: Caller) -> None:
    answer = nobody.http.get("/openapi.json")
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == openapi.document()


def test_frames_of_a_session_are_served_as_asyncapi(nobody: Caller) -> None:
    document = nobody.http.get("/asyncapi.json").json()
    assert document["asyncapi"] == "3.0.0"
    assert document["channels"]["session"]["address"] in openapi.document()["paths"]


@pytest.mark.parametrize("path", PATHS)
def test_document_is_kept_for_a_while_and_not_sent_twice(path: str, nobody: Caller) -> None:
    first = nobody.http.get(path)
    assert first.headers["cache-control"] == "public, max-age=300"
    tag = first.headers["etag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = nobody.http.get(path, headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
    for other in ('"other"', tag.strip('"'), ""):
        assert nobody.http.get(path, headers={"If-None-Match": other}).status_code == 200


def test_page_of_an_allowed_origin_may_send_and_read_all_that_is_declared(nobody: Caller) -> None:
    for path, item in openapi.document()["paths"].items():
        for method in set(item) - {"parameters"}:
            fields = [p["name"] for p in item[method].get("parameters", ()) if p["in"] == "header"]
            asked = {
                "Origin": PAGE,
                "Access-Control-Request-Method": method.upper(),
                "Access-Control-Request-Headers": ", ".join([*fields, "Authorization"]).lower(),
            }
            answer = nobody.http.options(path.replace("{id}", new_id()), headers=asked)
            assert answer.status_code == 200, (path, method, answer.text)
    answer = nobody.http.get("/openapi.json", headers={"Origin": PAGE})
    assert answer.headers["access-control-allow-origin"] == PAGE
    readable = set(answer.headers["access-control-expose-headers"].split(", "))
    assert {"ETag", "Location", "Retry-After", "X-Request-ID"} <= readable


class Asked:
    """Which operations callers had."""

    def __init__(self, *callers: Caller) -> None:
        self.had: set[str] = set()
        for caller in callers:
            caller.http.event_hooks = {"response": [openapi.check, self._note]}

    def _note(self, answer: httpx.Response) -> None:
        self.had.add(openapi.operation(answer) or "")


@pytest.fixture
def asked(caller: Caller, stranger: Caller, nobody: Caller) -> Asked:
    return Asked(caller, stranger, nobody)


@pytest.mark.slow(seconds=5)
def test_every_operation_answers_as_is_declared(
    asked: Asked, caller: Caller, stranger: Caller, nobody: Caller
) -> None:
    for body in (b"", b"{}", b'{"cookie":true}'):
        assert nobody.http.post("/v1/auth/guest", content=body).status_code == 200
    assert len(nobody.http.get("/v1/kinds").json()["kinds"]) >= 4
    for probe in ("live", "ready", "startup"):
        assert nobody.http.get(f"/health/{probe}").status_code == 200
    for path in (*PATHS, "/v1/texts"):
        tag = nobody.http.get(path).headers["etag"]
        assert nobody.http.get(path, headers={"If-None-Match": tag}).status_code == 304
    assert nobody.http.get("/v1/texts", params={"language": "ko"}).json()["language"] == "ko"

    use_account(nobody)
    session = caller.create("chat", {"topic": "a raise"})["id"]
    one = f"/v1/sessions/{session}"
    assert caller.http.get("/v1/sessions").json()["sessions"][0]["id"] == session
    caller.create()
    listed = caller.http.get("/v1/sessions", params={"limit": 1, "kind": "pulse"}).json()
    assert caller.http.get("/v1/sessions", params={"limit": 1}).json()["cursor"]
    assert len(listed["sessions"]) == 1
    assert caller.http.patch(one, json={"title": "A raise"}).json()["title"] == "A raise"
    said = {"type": "message", "id": "m1", "text": "How do I ask?"}
    for status in ("accepted", "duplicate"):
        assert caller.say(session, **said).json()["status"] == status
    eventually(lambda: caller.session(session)["status"] == "idle", "it is answered")
    assert caller.http.get(one, params={"messages": 1}).json()["before"]
    assert caller.http.get(f"{one}/export").json()["id"] == session
    assert caller.http.get(f"{one}/items", params={"status": "done"}).json() == {"items": []}
    runs = caller.http.get(f"{one}/runs").json()["runs"]
    assert caller.http.get(f"{one}/runs/{runs[0]['id']}").json()["id"] == runs[0]["id"]
    assert caller.poll(session)[0]["type"] == "welcome"
    with caller.listen(session, after=0) as stream:
        assert stream.next()[1]["type"] == "welcome"
    frames = {"Accept": "text/event-stream"}
    begun = {"kind": "pulse", "input": {"tokens": 2, "perSecond": 0}}
    assert caller.http.post("/v1/sessions", json=begun, headers=frames).status_code == 201
    assert caller.http.delete(one).status_code == 204

    for collection, sent, change in (
        ("resumes", {"content": text()}, {"basics": {"name": "Ada"}}),
        ("documents", {"content": text()}, None),
        ("jobs", {"json": {"title": "Nurse"}}, {"title": "Nurse", "source": {"kind": "page"}}),
    ):
        use_collection(caller, f"/v1/{collection}", sent, change)
    made = caller.http.post("/v1/applications", json={"job": "Nurse"}).json()
    assert caller.http.get("/v1/applications").json()["applications"][0]["id"] == made["id"]
    application = f"/v1/applications/{made['id']}"
    assert caller.http.patch(application, json={"notes": "Ring"}).json()["version"] == 2
    assert caller.http.get(application).json()["notes"] == "Ring"
    assert caller.http.delete(application).status_code == 204
    assert caller.http.patch("/v1/me/practice", json={"stories": []}).json()["version"] == 0
    assert caller.http.get("/v1/me/practice").json()["stories"] == []
    assert caller.http.delete("/v1/me/practice").status_code == 204

    assert {where for where in asked.had if where} == {
        f"/paths/{openapi.escaped(path)}/{method}"
        for path, item in openapi.document()["paths"].items()
        for method in set(item) - {"parameters"}
        if not path.endswith("/ws")
    }


def use_account(nobody: Caller) -> None:
    """Ask every operation of accounts."""
    ask = nobody.http
    ask.cookies.clear()
    account = {"email": f"{new_id()}@example.com", "password": "seven tall giraffes"}
    entered = ask.post("/v1/auth/signup", json=account).json()
    other = ask.post("/v1/auth/login", json=account | {"cookie": True})
    assert len(other.headers.get_list("set-cookie")) == 2
    ask.cookies.clear()
    assert ask.post("/v1/auth/signup", json=account).json()["code"] == "taken"
    assert ask.post("/v1/auth/login", json=account | {"password": "x"}).status_code == 401
    assert ask.post("/v1/auth/reset", json={"token": "x", "new": "y"}).status_code == 401
    mine = {"Authorization": f"Bearer {entered['accessToken']}"}
    assert ask.get("/v1/me", headers=mine).json()["email"] == account["email"]
    assert ask.patch("/v1/me", json={"name": "Ada"}, headers=mine).json()["name"] == "Ada"
    first, _ = ask.get("/v1/auth/logins", headers=mine).json()["logins"]
    assert ask.delete(f"/v1/auth/logins/{first['id']}", headers=mine).status_code == 204
    assert ask.delete(f"/v1/auth/logins/{first['id']}", headers=mine).status_code == 404
    key = {"name": "mine", "scopes": ["resumes"]}
    made = ask.post("/v1/keys", json=key, headers=mine).json()
    assert ask.get("/v1/keys", headers=mine).json()["keys"][0]["id"] == made["id"]
    assert ask.delete(f"/v1/keys/{made['id']}", headers=mine).status_code == 204
    assert ask.post("/v1/tickets", json={}, headers=mine).status_code == 201
    token = {"refreshToken": entered["refreshToken"]}
    assert ask.post("/v1/auth/refresh", json=token).json()["refreshToken"]
    change = {"current": account["password"], "new": "eight small giraffes"}
    assert ask.post("/v1/auth/password", json=change, headers=mine).status_code == 204
    assert ask.post("/v1/auth/logout", headers=mine).status_code == 204
    again = account | {"password": change["new"]}
    mine = {
        "Authorization": f"Bearer {ask.post('/v1/auth/login', json=again).json()['accessToken']}"
    }
    assert ask.get("/v1/me/usage", headers=mine).json()["usage"] == []
    assert ask.get("/v1/me/export", headers=mine).status_code == 200
    gone = ask.request("DELETE", "/v1/me", json={"password": change["new"]}, headers=mine)
    assert gone.status_code in {202, 204}


def use_collection(caller: Caller, path: str, sent: Any, change: Any) -> None:
    """Ask every operation of what somebody has."""
    http = caller.http
    one = f"{path}/{http.post(path, **sent).json()['id']}"
    assert http.post(path, **sent).status_code == 200
    assert http.get(path, params={"limit": 1}).status_code == 200
    if change is not None:
        assert http.put(one, json=change, headers={"If-Match": '"1"'}).status_code == 200
    if "content" in sent:
        files = [("file", ("a.pdf", PDF)), ("file", ("b.pdf", b"%PDF-1.7"))]
        assert http.post(f"{path}:batch", files=files).status_code == 207
    assert http.get(one, params={"version": 1}).status_code == 200
    assert http.get(f"{one}/versions").status_code == 200
    assert http.patch(one, json={"title": "Mine"}).status_code == 200
    assert http.delete(one).status_code == 204


def test_interview_with_its_result_answers_as_is_declared(asked: Asked, caller: Caller) -> None:
    given = {"type": "behavioral", "difficulty": "easy", "durationMinutes": 10}
    session = caller.create("interview", given)["id"]
    assert caller.say(session, type="action", id="a1", name="end").status_code == 202
    eventually(lambda: caller.session(session)["status"] == "idle", "it is over")
    state = caller.session(session)["state"]
    place = openapi.document()["x-kinds"]["interview"]["result"]["$ref"].removeprefix("#")
    openapi.validator(place).validate(state["result"])


def test_refusal_answers_as_is_declared(
    asked: Asked, caller: Caller, stranger: Caller, nobody: Caller, server: Server
) -> None:
    session = caller.create("chat")["id"]
    one, foreign = f"/v1/sessions/{session}", {"Origin": "https://evil.example"}
    assert_problem(nobody.http.get(one), 401, "not_signed_in")
    assert_problem(caller.http.get(one, headers=foreign), 403, "forbidden")
    assert_problem(nobody.http.post("/v1/auth/guest", headers=foreign), 403, "forbidden")
    for refused in (
        stranger.http.get(one),
        stranger.http.patch(one, json={"title": "Mine"}),
        stranger.http.delete(one),
        stranger.http.get(f"{one}/events"),
        stranger.say(session, type="cancel", id="c1"),
        stranger.http.get("/v1/sessions/nonsense"),
    ):
        assert_problem(refused, 404, "not_found")
    for wrong in (
        caller.http.get("/v1/sessions", params={"limit": 0}),
        caller.http.get("/v1/sessions", params={"cursor": "nonsense"}),
        caller.http.get(one, params={"messages": 0}),
        caller.http.get(f"{one}/events", headers={"Last-Event-ID": "nonsense"}),
        caller.http.post("/v1/sessions", json={}),
        caller.http.patch(one, json={"title": ""}),
        caller.say(session, type="nonsense", id="c2"),
    ):
        assert_problem(wrong, 422, "malformed")
    again = {"id": session, "kind": "chat", "input": {"topic": "another"}}
    assert_problem(caller.http.post("/v1/sessions", json=again), 409, "conflict")
    rejected = caller.say(session, type="action", id="c3", name="fly")
    assert (rejected.status_code, rejected.json()["status"]) == (409, "rejected")
    large = b" " * (MAX_CLIENT_FRAME + 1)
    assert_problem(caller.http.post("/v1/sessions", content=large), 413, "too_large")
    assert_problem(caller.http.get(one, headers={"Host": "a b"}), 400, "bad_request")
    assert_problem(caller.http.get(one, headers={"Host": "other.example"}), 421, "misdirected")
    over_tls = caller.http.get(one, headers={"X-Forwarded-Proto": "https"})
    assert set(TLS_HEADERS) <= {name.title() for name in over_tls.headers}


@pytest.mark.slow
def test_server_without_its_redis_answers_as_is_declared(servers: Servers) -> None:
    redis = servers.redis()
    server = servers.start(redis_url=redis.url)
    caller = Caller(server)
    session = caller.create("chat")["id"]
    Asked(caller)
    redis.signal(signal.SIGKILL)
    redis.wait()
    eventually(lambda: caller.http.get("/health/ready").status_code == 503, "it is not ready")
    one = f"/v1/sessions/{session}"
    for refused in (
        caller.http.get("/v1/sessions"),
        caller.http.get(one),
        caller.http.get(f"{one}/events"),
        caller.http.delete(one),
        caller.say(session, type="cancel", id=str(uuid.uuid4())),
        caller.http.post("/v1/resumes", content=text()),
        caller.http.get("/v1/resumes"),
        caller.http.post("/v1/jobs", json={"title": "Nurse"}),
        caller.http.delete(f"/v1/documents/{new_id()}"),
    ):
        assert_problem(refused, 503, "unavailable")
    assert json.loads(caller.http.get("/openapi.json").text)["openapi"] == "3.1.0"
