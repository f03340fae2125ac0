"""Whatever goes wrong over HTTP is a problem document (RFC 9457)."""

import pytest
from starlette.requests import Request

from protocol.errors import NotSignedIn, RateLimited, RemoteProtocolError
from server.http.problems import on_fault, problem
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


async def test_bug_of_ours_is_told_without_what_it_is() -> None:
    request = Request({"type": "http", "method": "GET", "path": "/", "headers": []})
    answer = await on_fault(request, RuntimeError("secret of redis at /home"))
    assert answer.status_code == 500
    assert b"internal" in answer.body
    assert b"secret" not in answer.body


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
