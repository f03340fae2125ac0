"""By which names the server may be called, asked over real sockets."""

import socket

import pytest
from websockets.exceptions import InvalidStatus

from tests.processes import Server, Servers
from tests.server.calls import Caller, assert_problem, new_id

SET = {
    "CAREERPILOT_URL": "https://Pilot.example:8443",
    "CAREERPILOT_HOSTS": "careerpilot, *.school.example, b\u00fcro.example.",
}

OURS = [
    "localhost",
    "LocalHost:8000",
    "localhost.",
    "pilot.localhost:8000",
    "127.0.0.1",
    "127.0.0.1:9",
    "[::1]:8000",
    "[::ffff:10.0.0.7]",
    "10.42.0.17:8000",
    "203.0.113.7",
    "[2001:db8::7]",
    "pilot.example",
    "PILOT.example:8443",
    "careerpilot:8000",
    "a.school.example",
    "b.a.school.example",
    "xn--bro-hoa.example",
]

OTHERS = [
    "evil.example",
    "evil.example:8000",
    "pilot.example.evil.example",
    "127.0.0.1.evil.example",
    "localhost.evil.example",
    "notlocalhost",
    "evilpilot.example",
    "school.example",
    "aschool.example",
    "x",
    "1.2.3",
    "0x7f.1",
    "2130706433",
    "[1.2.3.4.5]",
    "[:::]",
]

WRONG = [
    (),
    ("",),
    ("localhost", "localhost"),
    ("localhost", "evil.example"),
    ("evil.example", "localhost"),
    ("user@localhost",),
    ("localhost:80:80",),
    ("localhost:port",),
    ("localhost/evil.example",),
    ("localhost, evil.example",),
    ("local host",),
    ("[::1",),
    ("\xfc.example",),
]


@pytest.fixture(scope="module")
def running(started: Servers) -> Server:
    """A server with names of its own."""
    return started.start(**SET)


def answer(
    server: Server, *hosts: str, path: str = "/v1/kinds", version: str = "1.1"
) -> tuple[int, dict[str, str], str]:
    """Status, fields and body of what is answered to a GET with these Host fields."""
    lines = [f"GET {path} HTTP/{version}", *(f"Host: {host}" for host in hosts)]
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as link:
        link.sendall("\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1"))
        raw = b"".join(iter(lambda: link.recv(65536), b"")).decode("latin-1")
    head, _, body = raw.partition("\r\n\r\n")
    status, *fields = head.split("\r\n")
    found = dict(field.lower().split(": ", 1) for field in fields)
    return int(status.split()[1]), found, body


@pytest.mark.parametrize("host", OURS)
@pytest.mark.parametrize("path", ["/", "/v1/kinds", "/health/live"])
def test_request_to_a_name_of_the_server_is_answered(host: str, path: str, server: Server) -> None:
    assert answer(server, host, path=path)[0] == 200


@pytest.mark.parametrize("host", OTHERS)
@pytest.mark.parametrize("path", ["/", "/v1/kinds", "/v1/sessions", "/nothing", "/health/ready"])
def test_request_to_another_name_is_misdirected(host: str, path: str, server: Server) -> None:
    status, fields, body = answer(server, host, path=path)
    assert status == 421
    assert fields["content-type"] == "application/problem+json"
    assert fields["x-content-type-options"] == "nosniff"
    assert '"code":"misdirected"' in body
    assert "CAREERPILOT_HOSTS" in body


@pytest.mark.parametrize("hosts", WRONG)
def test_request_without_one_host_is_bad(hosts: tuple[str, ...], server: Server) -> None:
    status, fields, body = answer(server, *hosts)
    assert status == 400
    assert fields["content-type"] == "application/problem+json"
    assert '"code":"bad_request"' in body


def test_request_of_http_1_0_needs_no_host_and_may_not_have_another(server: Server) -> None:
    assert answer(server, version="1.0", path="/health/live")[0] == 200
    assert answer(server, "evil.example", version="1.0")[0] == 421
    assert answer(server, "localhost", "localhost", version="1.0")[0] == 400


def test_guest_is_not_made_for_a_page_that_was_pointed_here(nobody: Caller) -> None:
    # Of the same origin, as its browser sees it.
    headers = {"Host": "evil.example", "Origin": "http://evil.example"}
    refused = nobody.http.post("/v1/auth/guest", headers=headers)
    assert_problem(refused, 421, "misdirected")
    assert "set-cookie" not in refused.headers


def test_websocket_to_another_name_is_not_opened(caller: Caller) -> None:
    headers = {"Host": "evil.example", "Origin": "http://evil.example"}
    with (
        pytest.raises(InvalidStatus) as refused,
        caller.dial(new_id(), additional_headers=headers),
    ):
        pass
    # The client sends a Host of its own, too.
    assert refused.value.response.status_code in (400, 421)


@pytest.mark.parametrize(
    ("path", "leads_to"),
    [
        ("/v1/kinds/", "/v1/kinds"),
        ("/v1/kinds/?a=b", "/v1/kinds?a=b"),
        ("/client", "/client/"),
        ("/views?x=//y", "/views/?x=//y"),
    ],
)
@pytest.mark.parametrize("host", ["localhost", "pilot.example"])
def test_redirect_leads_to_a_path_of_whatever_the_server_is_called(
    path: str, leads_to: str, host: str, server: Server
) -> None:
    status, fields, _ = answer(server, host, path=path)
    if status != 404:
        assert status in (301, 307)
        assert fields["location"] == leads_to


@pytest.mark.parametrize("path", ["//evil.example/v1/kinds/", "//evil.example/..", "///client"])
def test_redirect_never_leads_to_another_host(path: str, server: Server) -> None:
    location = answer(server, "localhost", path=path)[1].get("location", "/")
    assert location.startswith("/")
    assert not location.startswith("//")
