"""The HTTP resources of PROTOCOL §3, over real sockets."""

import asyncio
import json
import time
from typing import Any

import httpx
import pytest

from protocol.codec import MAX_CLIENT_FRAME
from server.api.sessions import POLL_S
from server.app import create_app
from server.settings.sections import AccessSettings, SessionSettings, StorageSettings
from server.settings.settings import Settings
from tests.processes import SECRET
from tests.redis_servers import RedisServer
from tests.server.calls import RUN_ENDS, Caller, assert_problem, new_id

PULSE = {"tokens": 20, "perSecond": 0}
INTERVIEW = {"type": "behavioral", "difficulty": "easy", "durationMinutes": 10}

ON_ONE_SESSION: list[tuple[str, str, Any]] = [
    ("GET", "", None),
    ("PATCH", "", {"title": "Mine"}),
    ("DELETE", "", None),
    ("GET", "/events", None),
    ("POST", "/commands", {"type": "message", "id": "c2", "text": "Hello"}),
    ("POST", "/commands", {"type": "start", "id": "c2", "kind": "chat", "input": {}}),
]
ALL = [
    ("GET", "/v1/sessions", None),
    ("POST", "/v1/sessions", {"kind": "chat", "input": {}}),
    *((method, f"/v1/sessions/ID{path}", body) for method, path, body in ON_ONE_SESSION),
]


def send(caller: Caller, request: tuple[str, str, Any], session: str, **headers: str) -> Any:
    method, path, body = request
    return caller.http.request(method, path.replace("ID", session), json=body, headers=headers)


@pytest.mark.slow(seconds=5.6)
def test_creation_takes_the_first_words_along_once(caller: Caller) -> None:
    session = new_id()
    for _ in range(2):
        document = caller.create("chat", id=session, message={"id": "m0", "text": "My CV?"})
        assert document["title"] == "My CV?"
        said = [(m["id"], m["content"]) for m in document["messages"] if m["role"] == "user"]
        assert said == [("m0", "My CV?")]
        assert len(document["messages"]) == 2


@pytest.mark.slow(seconds=26)
def test_long_conversation_is_shown_by_its_newest_messages_and_the_others_are_asked_for(
    caller: Caller,
) -> None:
    session = new_id()
    caller.create("chat", id=session)
    said = [f"m{n}" for n in range(15)]
    with caller.dial(session) as socket:
        socket.until("snapshot")
        for id in said:
            socket.send({"type": "message", "id": id, "text": id + " " + "x" * 99_000})
        socket.until_run_ends(len(said))
    document = caller.http.get(f"/v1/sessions/{session}").json()
    assert 900_000 < len(json.dumps(document["messages"])) <= 1_000_000 + 100_000
    pages = [document["messages"]]
    while "before" in document:
        query = {"messages": 4, "before": document["before"]}
        document = caller.http.get(f"/v1/sessions/{session}", params=query).json()
        assert len(document["messages"]) <= 4
        pages.append(document["messages"])
    ids = [message["id"] for page in reversed(pages) for message in page]
    assert len(ids) == len(set(ids))
    assert [id for id in ids if id in said] == said
    gone = caller.http.get(f"/v1/sessions/{session}", params={"before": "zzz"})
    assert_problem(gone, 422, "malformed")


@pytest.mark.parametrize(
    "message",
    ["My CV?", {"text": "My CV?"}, {"id": "m0", "text": ""}, {"id": "m0", "text": "x" * 100_001}],
    ids=lambda message: str(message)[:40],
)
def test_creation_with_first_words_that_are_no_message_is_malformed(
    message: Any, caller: Caller
) -> None:
    body = {"kind": "chat", "input": {}, "message": message}
    assert_problem(caller.http.post("/v1/sessions", json=body), 422, "malformed")


def test_badly_formed_language_in_the_options_is_refused(caller: Caller) -> None:
    body = {"kind": "chat", "input": {}, "options": {"language": "not a tag"}}
    problem = assert_problem(caller.http.post("/v1/sessions", json=body), 422, "malformed")
    assert "options" in problem["detail"]
    assert "language" in problem["detail"]


@pytest.mark.parametrize(
    "options", [{"note": "x" * 100_000}, {"when": "night"}, {"provider": {"name": "openai"}}]
)
def test_options_that_are_not_kept_to_are_refused_and_nothing_is_made(
    options: Any, caller: Caller
) -> None:
    session = new_id()
    body = {"id": session, "kind": "chat", "input": {}, "options": options}
    problem = assert_problem(caller.http.post("/v1/sessions", json=body), 422, "malformed")
    assert "options" in problem["detail"]
    assert len(problem["detail"]) < 300
    assert caller.http.get(f"/v1/sessions/{session}").status_code == 404


@pytest.mark.parametrize("request_", ALL, ids=lambda r: f"{r[0]} {r[1]}")
def test_caller_without_a_token_is_told_to_sign_in(
    request_: tuple[str, str, Any], caller: Caller, nobody: Caller
) -> None:
    session = caller.create()["id"]
    answer = send(nobody, request_, session)
    assert_problem(answer, 401, "not_signed_in")
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("request_", ALL, ids=lambda r: f"{r[0]} {r[1]}")
def test_page_of_another_origin_is_refused_everywhere(
    request_: tuple[str, str, Any], caller: Caller
) -> None:
    answer = send(caller, request_, new_id(), Origin="https://evil.example")
    assert_problem(answer, 403, "forbidden")


@pytest.mark.parametrize("request_", ALL, ids=lambda r: f"{r[0]} {r[1]}")
@pytest.mark.parametrize("session", ["6fbd92b4-fe58-4236-ae94-4d439dfc1aaf", "nonsense"])
def test_page_of_another_origin_learns_not_even_whether_one_is_signed_in(
    request_: tuple[str, str, Any], session: str, nobody: Caller
) -> None:
    answer = send(nobody, request_, session, Origin="https://evil.example")
    assert_problem(answer, 403, "forbidden")


@pytest.mark.parametrize("request_", ON_ONE_SESSION, ids=lambda r: f"{r[0]} {r[1]}")
def test_session_of_another_does_not_exist(
    request_: tuple[str, str, Any], caller: Caller, stranger: Caller
) -> None:
    session = caller.create()["id"]
    before = caller.session(session)
    method, path, body = request_
    answer = send(stranger, (method, f"/v1/sessions/ID{path}", body), session)
    assert_problem(answer, 404, "not_found")
    assert caller.session(session) == before


def test_stranger_cannot_create_a_session_that_is_anothers(
    caller: Caller, stranger: Caller
) -> None:
    session = caller.create()["id"]
    answer = stranger.http.post("/v1/sessions", json={"id": session, "kind": "chat", "input": {}})
    assert_problem(answer, 404, "not_found")
    assert stranger.http.get("/v1/sessions").json()["sessions"] == []


@pytest.mark.parametrize(
    "id",
    [
        "nonsense",
        "00000000-0000-0000-0000-000000000000",
        "0f8fad5b-d9cb-1f36-8a9f-70b1c2d3e4f5",
        "{{{{0f8fad5bd9cb4f368a9f70b1c2d3e4f5",
        "0f8fad5bd9cb4f368a9f70b1c2d3e4f5}}}}",
        "-0f8fad5b-d9cb4f368a9f-70b1c2d3e4f5-",
        "0f8fad5_-d9cb-4f36-8a9f-70b1c2d3e4f5",
        " f8fad5b-d9cb-4f36-8a9f-70b1c2d3e4f5",
        "\u0660f8fad5b-d9cb-4f36-8a9f-70b1c2d3e4f5",
        "0f8fad5b-d9cb-4f36-8a9f-70b1c2d3e4f5\n",
    ],
)
def test_id_that_is_no_uuid_is_refused(id: str, caller: Caller) -> None:
    answer = caller.http.post("/v1/sessions", json={"id": id, "kind": "chat", "input": {}})
    assert_problem(answer, 422, "malformed")
    quoted = "".join(f"%{byte:02x}" for byte in id.encode())
    assert_problem(caller.http.get(f"/v1/sessions/{quoted}"), 404, "not_found")


def test_id_in_capitals_is_the_same_session(caller: Caller) -> None:
    session = caller.create()["id"]
    assert caller.session(session.upper())["id"] == session


def test_creator_gets_the_session_and_where_it_is(caller: Caller) -> None:
    before = time.time() * 1000
    answer = caller.http.post("/v1/sessions", json={"kind": "pulse", "input": PULSE})
    assert answer.status_code == 201
    document = answer.json()
    assert answer.headers["location"] == f"/v1/sessions/{document['id']}"
    assert document["kind"] == "pulse"
    assert document["status"] in ("running", "idle")
    assert before - 1000 <= document["createdAt"] <= document["updatedAt"] <= before + 60_000
    assert document["title"]
    assert document["epoch"]


def test_creator_who_prefers_to_wait_gets_the_first_runs_end(caller: Caller) -> None:
    document = caller.create("pulse", PULSE)
    assert document["status"] == "idle"
    assert document["head"] > 0
    (message,) = document["messages"]
    assert message["role"] == "assistant"
    assert document["state"]["phase"] == "resting"
    assert caller.session(document["id"]) == document


async def test_creator_who_prefers_to_wait_is_answered_while_the_run_still_lasts(
    redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.api.sessions.WAIT_S", 0.5)
    url = "http://pilot.example"
    app = create_app(
        Settings(
            storage=StorageSettings(redis_url=redis.url),
            access=AccessSettings(secret=SECRET, url=url),
            sessions=SessionSettings(kinds=("bench.kinds",)),
        )
    )
    http = httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url=url, headers={"Origin": url}
    )
    async with app.router.lifespan_context(app), http:
        await http.post("/v1/auth/guest")
        new = {"kind": "pulse", "input": {"tokens": 2, "perSecond": 0.01}}
        async with asyncio.timeout(POLL_S / 2):
            answer = await http.post("/v1/sessions", json=new, headers={"Prefer": "wait"})
    assert answer.status_code == 201
    assert answer.json()["status"] == "running"


def test_creator_of_a_finished_interview_reads_the_result(caller: Caller) -> None:
    session = caller.create("interview", INTERVIEW)["id"]
    assert caller.say(session, type="action", id="c2", name="end").status_code == 202
    with caller.dial(session, "?after=0") as ws:
        ws.until_run_ends(2)
    state = caller.session(session)["state"]
    assert state["phase"] == "done"
    assert {"overallScore", "questions", "detailedFeedback"} <= set(state["result"])


def test_creator_who_asks_for_a_stream_gets_the_first_run_and_its_end(caller: Caller) -> None:
    headers = {"Accept": "text/event-stream"}
    body = {"kind": "pulse", "input": PULSE}
    with caller.http.stream("POST", "/v1/sessions", json=body, headers=headers) as answer:
        assert answer.status_code == 201
        assert answer.headers["content-type"].startswith("text/event-stream")
        raw = answer.read().decode()
    frames = [json.loads(line[6:]) for line in raw.splitlines() if line.startswith("data: ")]
    assert frames[0]["type"] == "welcome"
    assert frames[0]["session"]
    events = [e for f in frames if f["type"] == "events" for e in f["events"]]
    assert [e["type"] for e in events][:1] == ["RUN_STARTED"]
    assert [e["type"] for e in events if e["type"] in RUN_ENDS] == ["RUN_FINISHED"]
    assert events[-1]["type"] == "RUN_FINISHED"
    assert caller.session(frames[0]["session"])["head"] == len(events)


def test_stream_of_a_session_that_was_created_before_ends_too(caller: Caller) -> None:
    made = caller.create("pulse", PULSE)
    body = {"id": made["id"], "kind": "pulse", "input": PULSE}
    headers = {"Accept": "text/event-stream"}
    answer = caller.http.post("/v1/sessions", json=body, headers=headers)
    assert answer.text.count("RUN_FINISHED") == 1


def test_creator_who_refuses_a_stream_gets_the_session(caller: Caller) -> None:
    headers = {"Accept": "application/json, text/event-stream;q=0"}
    body = {"kind": "pulse", "input": PULSE}
    answer = caller.http.post("/v1/sessions", json=body, headers=headers)
    assert answer.json()["kind"] == "pulse"


def test_same_post_twice_is_one_session_and_one_run(caller: Caller) -> None:
    session = new_id()
    first = caller.create("pulse", PULSE, id=session)
    # Fields in another order, and one given its default: the same input.
    again = caller.create("pulse", dict(reversed(PULSE.items())), id=session, options=None)
    assert again == first
    assert len(caller.http.get("/v1/sessions").json()["sessions"]) == 1


@pytest.mark.parametrize(
    "other", [{"kind": "chat", "input": {}}, {"kind": "pulse", "input": PULSE | {"tokens": 21}}]
)
def test_same_id_with_another_kind_or_input_is_a_conflict(
    other: dict[str, Any], caller: Caller
) -> None:
    session = caller.create("pulse", PULSE)["id"]
    answer = caller.http.post("/v1/sessions", json={"id": session} | other)
    assert_problem(answer, 409, "conflict")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"chat"',
        b"\xff\xfe",
        b'{"kind": "chat"}',
        b'{"kind": "chat", "input": []}',
        b'{"kind": 7, "input": {}}',
        b'{"kind": "nonsense", "input": {}}',
        b'{"kind": "chat", "input": {"topik": "pay"}}',
        b'{"kind": "chat", "input": {"topic": ""}}',
        b'{"kind": "chat", "input": {"topic": "\\ud800"}}',
        b'{"kind": "chat", "input": {"n": 9007199254740993}}',
        b'{"kind": "chat", "input": {}, "owner": "me"}',
        b'{"kind": "chat", "input": {}, "id": "me"}',
        b'{"kind": "chat", "input": ' + b'{"a":' * 40 + b"1" + b"}" * 40 + b"}",
        b'{"kind": "chat", "input": ' + b'{"a":' * 20_000 + b"1" + b"}" * 20_000 + b"}",
        b'{"kind": "interview", "input": {"type": "chess", "difficulty": "easy"}}',
    ],
    ids=lambda body: body[:40].decode(errors="replace"),
)
def test_body_that_does_not_fit_is_malformed(body: bytes, caller: Caller) -> None:
    assert_problem(caller.http.post("/v1/sessions", content=body), 422, "malformed")


def test_body_over_the_limit_is_too_large(caller: Caller) -> None:
    session = caller.create()["id"]
    body = b" " * MAX_CLIENT_FRAME + b"{}"
    for path in ("/v1/sessions", f"/v1/sessions/{session}/commands"):
        assert_problem(caller.http.post(path, content=body), 413, "too_large")
    answer = caller.http.patch(f"/v1/sessions/{session}", content=body)
    assert_problem(answer, 413, "too_large")


def test_body_without_an_end_is_refused_before_it_is_all_read(caller: Caller) -> None:
    def endless() -> Any:
        for _ in range(MAX_CLIENT_FRAME // 1024 + 2):
            yield b" " * 1024

    assert_problem(caller.http.post("/v1/sessions", content=endless()), 413, "too_large")


def test_list_is_newest_first_page_by_page_and_complete(caller: Caller) -> None:
    made = [caller.create("pulse", PULSE)["id"] for _ in range(5)]
    seen: list[str] = []
    query: dict[str, Any] = {"limit": 2}
    while True:
        page = caller.http.get("/v1/sessions", params=query).json()
        assert len(page["sessions"]) <= 2
        seen += [session["id"] for session in page["sessions"]]
        if "cursor" not in page:
            break
        query["cursor"] = page["cursor"]
    assert seen == made[::-1]


def test_list_says_of_each_session_what_its_document_says(caller: Caller) -> None:
    document = caller.create("pulse", PULSE)
    (listed,) = caller.http.get("/v1/sessions").json()["sessions"]
    assert listed == {
        k: v for k, v in document.items() if k not in ("messages", "state", "lastRun")
    }


def test_session_says_what_became_of_its_newest_run(caller: Caller) -> None:
    session = new_id()
    with caller.dial(session) as ws:
        assert caller.http.get(f"/v1/sessions/{session}").status_code == 404
        slow = {"tokens": 1_000_000, "perSecond": 50}
        ws.send({"type": "start", "id": "c1", "kind": "pulse", "input": slow})
        ws.until("events")
        assert caller.session(session)["lastRun"] == {"id": "c1", "outcome": "running"}
        ws.send({"type": "cancel", "id": "x1"})
        ws.until_run_ends()
        assert caller.session(session)["lastRun"] == {"id": "c1", "outcome": "cancelled"}
        ws.send({"type": "message", "id": "c2", "text": "Go on."})
        ws.send({"type": "action", "id": "c3", "name": "fly"})
        ws.until("ack", id="c3")
        ws.send({"type": "cancel", "id": "x2"})
        ws.until_run_ends(2)
        last = caller.session(session)["lastRun"]
        assert (last["id"], last["outcome"], last["error"]["code"]) == (
            "c3",
            "error",
            "not_allowed",
        )
    assert caller.create("pulse", PULSE)["lastRun"]["outcome"] == "success"


def test_list_of_one_kind_holds_no_other(caller: Caller) -> None:
    chat, pulse = caller.create("chat")["id"], caller.create("pulse", PULSE)["id"]
    for kind, wanted in {"chat": [chat], "pulse": [pulse], "interview": []}.items():
        page = caller.http.get("/v1/sessions", params={"kind": kind}).json()
        assert [session["id"] for session in page["sessions"]] == wanted


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=201",
        "limit=-1",
        "limit=many",
        "limit=1.5",
        "limit=" + "9" * 5000,
        "cursor=nonsense",
        "cursor=1",
        "cursor=%00.%00",
        "cursor=" + "9" * 5000 + ".x",
    ],
    ids=lambda query: query[:20],
)
def test_list_that_cannot_be_made_is_malformed(query: str, caller: Caller) -> None:
    caller.create()
    answer = caller.http.get(f"/v1/sessions?{query}")
    if query.startswith("cursor=%00"):
        assert answer.status_code in (200, 422)
    else:
        assert_problem(answer, 422, "malformed")


def test_rename_changes_the_title_for_good(caller: Caller) -> None:
    session = caller.create()["id"]
    title = "Über <b>pay</b> \U0001f600"
    answer = caller.http.patch(f"/v1/sessions/{session}", json={"title": title})
    assert answer.status_code == 200
    assert answer.json()["title"] == title == caller.session(session)["title"]


@pytest.mark.parametrize("change", [{}, {"title": ""}, {"title": "x" * 201}, {"owner": "me"}, []])
def test_rename_that_does_not_fit_is_malformed(change: Any, caller: Caller) -> None:
    session = caller.create()["id"]
    answer = caller.http.patch(f"/v1/sessions/{session}", json=change)
    assert_problem(answer, 422, "malformed")


def test_deleted_session_and_all_of_it_is_gone(caller: Caller) -> None:
    session = caller.create()["id"]
    answer = caller.http.delete(f"/v1/sessions/{session}")
    assert answer.status_code == 204
    assert answer.content == b""
    for method, path, body in ON_ONE_SESSION[:3] + ON_ONE_SESSION[4:5]:
        answer = send(caller, (method, f"/v1/sessions/ID{path}", body), session)
        assert_problem(answer, 404, "not_found")
    assert caller.poll(session)[0]["status"] == "new"
    assert caller.http.get("/v1/sessions").json()["sessions"] == []


def test_session_that_is_deleted_in_mid_run_stays_gone(caller: Caller) -> None:
    slow = {"tokens": 1000, "perSecond": 200}
    session = caller.http.post("/v1/sessions", json={"kind": "pulse", "input": slow}).json()["id"]
    with caller.dial(session) as ws:
        ws.until("events")
        assert caller.http.delete(f"/v1/sessions/{session}").status_code == 204
        assert ws.closed() == 4404
    assert_problem(caller.http.get(f"/v1/sessions/{session}"), 404, "not_found")


@pytest.mark.parametrize(
    "request_", [r for r in ALL if r[0] != "GET"], ids=lambda r: f"{r[0]} {r[1]}"
)
def test_cookie_without_an_origin_reads_but_does_not_write(
    request_: tuple[str, str, Any], caller: Caller, nobody: Caller
) -> None:
    document = caller.create()
    nobody.http.cookies.set("careerpilot", caller.token)
    assert_problem(send(nobody, request_, document["id"]), 403, "forbidden")
    assert nobody.session(document["id"]) == document
    own = send(nobody, request_, document["id"], Origin=caller.server.url)
    assert own.status_code != 403


@pytest.mark.parametrize("origin", ["http://[", "http://[::1", "://", "null", "\u00e9"])
def test_origin_that_is_none_is_refused(origin: str, caller: Caller) -> None:
    headers = {"Origin": origin.encode()}
    answer = caller.http.get("/v1/sessions", headers=headers)
    assert answer.status_code == 403, answer.text
    assert answer.json()["code"] == "forbidden"
