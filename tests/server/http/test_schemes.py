"""Whether a request was made over TLS, by what the server is told of itself and by whom."""

import asyncio
from typing import Any

import pytest

from server.http.schemes import Schemes, is_secure

URL = "https://pilot.example:8443"


def seen(scheme: str, *hosts: str, url: str | None = URL, origin: str = "") -> dict[str, Any]:
    """The scope of a request to these hosts, as the application behind sees it."""
    found: list[dict[str, Any]] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        found.append(scope)

    async def nothing(*_: Any) -> Any:
        raise AssertionError("nothing is received or sent")

    headers = [(b"host", host.encode()) for host in hosts]
    headers += [(b"origin", origin.encode())] if origin else []
    kind = "websocket" if scheme.startswith("ws") else "http"
    given = {"type": kind, "scheme": scheme, "headers": headers}
    asyncio.run(Schemes(app, url)(given, nothing, nothing))
    return found[0]


@pytest.mark.parametrize("host", ["pilot.example", "PILOT.example:8443", "pilot.example.:80"])
@pytest.mark.parametrize(
    ("scheme", "known"),
    [("http", "https"), ("https", "https"), ("ws", "wss"), ("wss", "wss")],
)
def test_request_to_the_host_of_an_https_url_was_made_over_tls(
    host: str, scheme: str, known: str
) -> None:
    scope = seen(scheme, host)
    assert scope["scheme"] == known
    assert is_secure(scope)


@pytest.mark.parametrize("hosts", [("localhost:8443",), ("127.0.0.1",), (), ("[",), ("a b",)])
@pytest.mark.parametrize("scheme", ["http", "https", "ws", "wss"])
def test_request_to_another_host_was_made_as_the_connection_says(
    hosts: tuple[str, ...], scheme: str
) -> None:
    scope = seen(scheme, *hosts)
    assert scope["scheme"] == scheme
    assert is_secure(scope) is (scheme in ("https", "wss"))


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "careerpilot"])
def test_request_of_a_page_of_the_url_was_made_over_tls_whatever_host_a_proxy_puts(
    host: str,
) -> None:
    assert is_secure(seen("http", host, origin=URL))
    for origin in ("https://evil.example", "http://pilot.example:8443", "https://pilot.example"):
        assert not is_secure(seen("http", host, origin=origin))


@pytest.mark.parametrize("url", [None, "http://pilot.example"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_url_that_is_not_https_changes_nothing(url: str | None, scheme: str) -> None:
    assert seen(scheme, "pilot.example", url=url)["scheme"] == scheme


def test_request_of_which_no_scheme_is_known_was_not_made_over_tls() -> None:
    assert not is_secure({"type": "http"})
