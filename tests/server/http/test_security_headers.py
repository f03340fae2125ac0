"""The headers that bind browsers, on every answer."""

import pytest

from server.http.security_headers import HEADERS
from tests.server.calls import Caller

PATHS = [
    "/",
    "/nonsense",
    "/v1/kinds",
    "/v1/sessions",
    "/v1/sessions/6fbd92b4-fe58-4236-ae94-4d439dfc1aaf",
    "/health/live",
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_every_answer_binds_the_browser(path: str, method: str, nobody: Caller) -> None:
    answer = nobody.http.request(method, path)
    for name in set(HEADERS) - {"Cache-Control"}:
        assert answer.headers[name] == HEADERS[name]
    assert answer.headers["cache-control"] in ("no-cache", "no-store")
    assert "server" not in answer.headers


def test_page_may_load_nothing_from_elsewhere_and_be_framed_nowhere(nobody: Caller) -> None:
    policy = nobody.http.get("/").headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_what_is_personal_is_kept_by_no_cache(caller: Caller) -> None:
    session = caller.create()["id"]
    for path in ("/v1/sessions", f"/v1/sessions/{session}"):
        assert caller.http.get(path).headers["cache-control"] == "no-store"
    with caller.listen(session) as stream:
        assert "no-store" in stream.answer.headers["cache-control"]
        for name in ("X-Content-Type-Options", "Content-Security-Policy"):
            assert stream.answer.headers[name] == HEADERS[name]


@pytest.mark.parametrize("path", PATHS)
def test_browser_that_came_over_tls_is_bound_to_it(path: str, nobody: Caller) -> None:
    answer = nobody.http.get(path, headers={"X-Forwarded-Proto": "https"})
    assert answer.headers["strict-transport-security"] == "max-age=31536000"


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("proto", ["http", "", "https, http", "gopher"])
def test_browser_that_came_without_tls_is_not_bound_to_it(
    path: str, proto: str, nobody: Caller
) -> None:
    answer = nobody.http.get(path, headers={"X-Forwarded-Proto": proto})
    assert "strict-transport-security" not in answer.headers
