"""Whatever goes wrong over HTTP is a problem document (RFC 9457)."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from protocol.errors import NotSignedIn, RateLimited, RemoteProtocolError
from server.http.problems import Faults, problem
from server.http.request_ids import RequestIds
from server.http.security_headers import HEADERS, SecurityHeaders
from tests.server.calls import Caller, assert_problem, new_id


def all_errors(root: type[RemoteProtocolError]) -> list[type[RemoteProtocolError]]:
    return [cls for sub in root.__subclasses__() for cls in (sub, *all_errors(sub))]


@pytest.mark.parametrize("error", all_errors(RemoteProtocolError), ids=lambda e: e.__name__)
def test_error_of_the_protocol_has_its_status_and_code(error: type[RemoteProtocolError]) -> None:
    answer = problem(error("It is so."))
    assert answer.status_code == error.status
    assert answer.media_type == "application/problem+json"
    assert f'"code":"{error.code}"'.encode() in answer.body


def test_problem_says_when_to_come_again() -> None:
    answer = problem(RateLimited("Wait.", retry_ms=1200, details={"n": 1}))
    assert answer.headers["retry-after"] == "2"
    assert b'"retryMs":1200,"details":{"n":1}' in bytes(answer.body)


def test_problem_of_a_missing_sign_in_names_the_scheme() -> None:
    assert problem(NotSignedIn("Sign in.")).headers["www-authenticate"] == "Bearer"


async def fault(request: Request) -> Response:
    raise RuntimeError("secret of redis at /home")


async def half(request: Request) -> Response:
    async def words() -> AsyncIterator[str]:
        yield "half"
        raise RuntimeError("secret of redis at /home")

    return StreamingResponse(words())


FAULTY = Starlette(
    routes=[Route("/fault", fault), Route("/half", half)],
    middleware=[Middleware(RequestIds), Middleware(SecurityHeaders), Middleware(Faults)],
)


async def test_bug_of_ours_is_told_by_its_request_id_alone() -> None:
    transport = httpx.ASGITransport(FAULTY)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        with capture_logs(processors=[merge_contextvars]) as logged:
            answer = await client.get("/fault")
    assert answer.status_code == 500
    assert answer.json()["code"] == "internal"
    assert answer.json()["requestId"] == answer.headers["x-request-id"]
    assert answer.headers["content-security-policy"] == HEADERS["Content-Security-Policy"]
    assert "secret" not in answer.text
    (line,) = logged
    assert (line["event"], line["path"]) == ("request_failed", "/fault")
    assert line["request_id"] == answer.headers["x-request-id"]


async def test_bug_behind_a_websocket_closes_it_and_is_logged() -> None:
    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        raise RuntimeError("secret of redis at /home")

    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    with capture_logs() as logged:
        await Faults(broken)({"type": "websocket", "path": "/ws"}, asyncio.Event().wait, send)  # type: ignore[arg-type]
    assert [(line["event"], line["path"]) for line in logged] == [("request_failed", "/ws")]
    assert sent == [{"type": "websocket.close", "code": 1011}]


async def test_answer_that_fails_on_its_way_stays_half() -> None:
    scope = {"type": "http", "method": "GET", "path": "/half", "headers": []}
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    with capture_logs() as logged:
        await FAULTY(scope, asyncio.Event().wait, send)  # type: ignore[arg-type]
    assert [(line["event"], line["path"]) for line in logged] == [("request_failed", "/half")]
    assert [message["type"] for message in sent] == ["http.response.start", "http.response.body"]
    assert sent[-1]["more_body"]


@pytest.mark.parametrize("path", ["/v1/nonsense", "/nonsense", "/v1", "/%00", "/..%2fapp.py"])
def test_path_that_does_not_exist_is_a_problem(path: str, nobody: Caller) -> None:
    assert nobody.http.get(path).status_code == 404
    assert nobody.http.get(path).json()["code"] == "not_found"


@pytest.mark.parametrize(
    ("path", "takes"),
    [
        ("/v1/kinds", {"GET", "HEAD"}),
        ("/v1/auth/guest", {"POST"}),
        ("/v1/sessions", {"GET", "HEAD", "POST"}),
        ("/v1/sessions/ID", {"GET", "HEAD", "PATCH", "DELETE"}),
        ("/v1/sessions/ID/commands", {"POST"}),
        ("/v1/sessions/ID/events", {"GET"}),
        ("/health/live", {"GET", "HEAD"}),
    ],
)
@pytest.mark.parametrize("method", ["PUT", "OPTIONS"])
def test_method_that_a_path_does_not_take_is_a_problem_that_says_which_it_takes(
    path: str, takes: set[str], method: str, caller: Caller
) -> None:
    answer = caller.http.request(method, path.replace("ID", new_id()), timeout=2)
    assert_problem(answer, 405, "method_not_allowed")
    assert takes <= {word.strip() for word in answer.headers["allow"].split(",")}


def test_head_of_the_events_does_not_keep_the_connection_busy(caller: Caller) -> None:
    path = f"/v1/sessions/{caller.create()['id']}/events"
    assert caller.http.head(path, timeout=2).status_code in (200, 405)
    assert caller.http.get("/v1/sessions", timeout=2).status_code == 200


@pytest.mark.parametrize("path", ["/v1/kinds", "/v1/sessions", "/health/live", "/"])
def test_head_is_get_without_the_body(path: str, caller: Caller) -> None:
    answer = caller.http.head(path)
    assert answer.status_code == 200
    assert answer.content == b""
    assert answer.headers["content-type"] == caller.http.get(path).headers["content-type"]


KOREAN = {"Accept-Language": "ko-KR,ko;q=0.9,en;q=0.8"}


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "title", "detail"),
    [
        ("GET", "/v1/nonsense", None, 404, "찾을 수 없음", "찾을 수 없음"),
        ("PUT", "/v1/kinds", None, 405, "허용되지 않는 메서드", "허용되지 않는 메서드"),
        (
            "GET",
            "/v1/sessions/00000000-0000-4000-8000-000000000000",
            None,
            404,
            "찾을 수 없음",
            "그런 대화가 없어요.",
        ),
        ("POST", "/v1/sessions", {}, 422, "처리할 수 없는 내용", "꼭 필요한 `kind` 필드가 없어요."),
        (
            "POST",
            "/v1/sessions",
            {"kind": "interview", "input": {"type": "dsa", "difficulty": "easy"}},
            422,
            "처리할 수 없는 내용",
            "입력이 맞지 않아요: 꼭 필요한 `durationMinutes` 필드가 없어요.",
        ),
        (
            "POST",
            "/v1/sessions",
            {"kind": "chat", "input": {}, "options": {"provider": "nobody"}},
            422,
            "처리할 수 없는 내용",
            "옵션이 맞지 않아요: `$.provider`: offline 가운데에서 고르거나 비워 두세요.",
        ),
        ("GET", "/v1/sessions?limit=0", None, 422, None, "limit은 1부터 200까지의 숫자여야 해요."),
    ],
)
def test_problem_is_in_the_callers_language_under_the_same_code(
    method: str,
    path: str,
    body: Any,
    status: int,
    title: str | None,
    detail: str,
    caller: Caller,
) -> None:
    korean = caller.http.request(method, path, json=body, headers=KOREAN)
    document = korean.json()
    assert (korean.status_code, document["detail"]) == (status, detail)
    assert title in (None, document["title"])
    assert korean.headers["content-language"] == "ko"
    assert "Accept-Language" in korean.headers["vary"]
    english = caller.http.request(method, path, json=body)
    assert english.json()["code"] == document["code"]
    assert english.json()["detail"].isascii()
    assert english.headers["content-language"] == "en"


def test_request_to_a_name_that_is_not_the_servers_is_answered_in_the_callers_language(
    nobody: Caller,
) -> None:
    answer = nobody.http.get("/v1/kinds", headers={"Host": "example.org"} | KOREAN)
    assert_problem(answer, 421, "misdirected")
    assert "CAREERPILOT_HOSTS에" in answer.json()["detail"]


def test_rejected_command_says_why_in_the_callers_language(caller: Caller) -> None:
    session = caller.create()["id"]
    command = {"type": "action", "id": new_id(), "name": "nothing"}
    path = f"/v1/sessions/{session}/commands"
    answer = caller.http.post(path, json=command, headers=KOREAN)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (409, "not_allowed")
    assert error["message"] == "지금은 action:nothing 명령을 쓸 수 없어요."
