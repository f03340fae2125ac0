"""POST /v1/auth/guest: guests, their tokens and cookies."""

import base64
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import create_connection

import httpx
import jwt
import pytest
from websockets.sync.client import connect

from server.settings.settings import Settings
from tests.processes import SECRET, Server, Servers
from tests.server.calls import Caller, Ws, assert_problem, new_id
from tests.server.conftest import KINDS


def test_guest_gets_a_token_and_a_cookie_that_scripts_cannot_read(nobody: Caller) -> None:
    answer = nobody.http.post("/v1/auth/guest")
    assert answer.status_code == 200
    document = answer.json()
    assert set(document) == {"accessToken", "expiresIn", "user"}
    assert document["user"]["guest"] is True
    claims = jwt.decode(document["accessToken"], SECRET, ["HS256"], audience="careerpilot")
    assert claims["sub"] == document["user"]["id"]
    assert claims["exp"] - claims["iat"] == document["expiresIn"]
    cookie, *flags = answer.headers["set-cookie"].split("; ")
    assert cookie == f"careerpilot={document['accessToken']}"
    # Kept for as long as the token may be renewed.
    age = document["expiresIn"] + Settings().lifetimes.guest_session_seconds
    assert {"HttpOnly", "SameSite=lax", "Path=/", f"Max-Age={age}"} <= set(flags)
    assert "Secure" not in flags
    assert answer.headers["cache-control"] == "no-store"


TLS = {"X-Forwarded-Proto": "https"}


def set_cookie(answer: httpx.Response) -> tuple[str, str, set[str]]:
    """The name, the value and the flags of the one cookie that is set."""
    (line,) = answer.headers.get_list("set-cookie")
    cookie, *flags = line.split("; ")
    name, _, value = cookie.partition("=")
    return name, value, set(flags)


def test_guests_cookie_behind_tls_is_for_tls_and_for_this_host_alone(nobody: Caller) -> None:
    answer = nobody.http.post("/v1/auth/guest", headers=TLS)
    name, value, flags = set_cookie(answer)
    assert (name, value) == ("__Host-careerpilot", answer.json()["accessToken"])
    assert {"Secure", "HttpOnly", "SameSite=lax", "Path=/"} <= flags
    assert not [flag for flag in flags if flag.startswith("Domain")]


@pytest.mark.parametrize("headers", [{}, TLS])
def test_guest_who_asks_for_a_cookie_gets_the_token_nowhere_else(
    headers: dict[str, str], nobody: Caller
) -> None:
    answer = nobody.http.post("/v1/auth/guest", json={"cookie": True}, headers=headers)
    assert answer.status_code == 200
    assert set(answer.json()) == {"expiresIn", "user"}
    name, value, _ = set_cookie(answer)
    assert value not in answer.text
    nobody.http.cookies.clear()
    sent = headers | {"Cookie": f"{name}={value}"}
    assert nobody.http.get("/v1/sessions", headers=sent).status_code == 200


@pytest.mark.parametrize("body", [b"", b"{}", b'{"cookie":false}', b" {} "])
def test_guest_who_asks_for_no_cookie_gets_both(body: bytes, nobody: Caller) -> None:
    answer = nobody.http.post("/v1/auth/guest", content=body)
    assert answer.json()["accessToken"] == set_cookie(answer)[1]


@pytest.mark.parametrize(
    "body", [b"cookie=true", b"[]", b"null", b'{"cookie":1}', b'{"cookie":"true"}', b'{"cooky":1}']
)
def test_guest_who_asks_for_something_else_is_refused(body: bytes, nobody: Caller) -> None:
    answer = nobody.http.post("/v1/auth/guest", content=body)
    assert_problem(answer, 422, "malformed")
    assert "set-cookie" not in answer.headers


def test_nobody_says_more_than_signing_in_takes(nobody: Caller) -> None:
    answer = nobody.http.post("/v1/auth/guest", content=b" " * 1025)
    assert_problem(answer, 413, "too_large")
    assert nobody.http.post("/v1/auth/guest", content=b"{}" + b" " * 1022).status_code == 200


def of_the_release_before(caller: Caller) -> str:
    """A token of this guest as the release before made it."""
    user = jwt.decode(caller.token, options={"verify_signature": False})["sub"]
    now = int(time.time())
    claims = {"sub": user, "guest": True, "aud": "careerpilot", "iat": now, "exp": now + 60}
    return jwt.encode(claims, SECRET, "HS256")


@pytest.mark.parametrize(("headers", "name"), [({}, "careerpilot"), (TLS, "__Host-careerpilot")])
def test_guest_of_the_release_before_is_renewed_in_the_new_form_and_under_the_new_name(
    headers: dict[str, str], name: str, caller: Caller, nobody: Caller
) -> None:
    session = caller.create()["id"]
    sent = headers | {"Cookie": f"careerpilot={of_the_release_before(caller)}"}
    assert nobody.http.get(f"/v1/sessions/{session}", headers=sent).status_code == 200
    answer = nobody.http.post("/v1/auth/guest", headers=sent)
    nobody.http.cookies.clear()
    renamed, token, _ = set_cookie(answer)
    assert renamed == name
    assert jwt.get_unverified_header(token)["typ"] == "at+jwt"
    sent = headers | {"Cookie": f"{renamed}={token}"}
    assert nobody.http.get(f"/v1/sessions/{session}", headers=sent).status_code == 200


@pytest.fixture(scope="module")
def behind(started: Servers) -> Server:
    """A server behind something that ends TLS and says nothing of it."""
    return started.start(CAREERPILOT_URL="https://pilot.example", CAREERPILOT_PROXIES="192.0.2.1")


OURS = {"Host": "pilot.example", "Origin": "https://pilot.example"}


@contextmanager
def dialled(server: Server, **headers: str) -> Iterator[Ws]:
    """A WebSocket to the server by its public name, as a proxy hands it on."""
    with (
        create_connection(("127.0.0.1", server.port), timeout=10) as link,
        connect(
            f"ws://pilot.example/v1/sessions/{new_id()}/ws",
            sock=link,
            additional_headers=headers,
            proxy=None,
        ) as socket,
    ):
        yield Ws(socket)


def test_server_that_knows_its_url_knows_that_pages_come_over_tls(behind: Server) -> None:
    somebody = Caller(behind, token="")
    answer = somebody.http.post("/v1/auth/guest", headers=OURS)
    name, token, flags = set_cookie(answer)
    assert name == "__Host-careerpilot"
    assert "Secure" in flags
    assert "strict-transport-security" in answer.headers
    cookie = f"{name}={token}"
    with dialled(behind, Origin="https://pilot.example", Cookie=cookie) as ws:
        assert ws.next()["type"] == "welcome"


def test_server_that_knows_its_url_knows_its_pages_by_their_origin_too(behind: Server) -> None:
    somebody = Caller(behind, token="")
    headers = {"Origin": OURS["Origin"]}
    answer = somebody.http.post("/v1/auth/guest", json={"cookie": True}, headers=headers)
    name, token, flags = set_cookie(answer)
    assert name == "__Host-careerpilot"
    assert "Secure" in flags
    sent = {"Cookie": f"{name}={token}"}
    somebody.http.cookies.clear()
    assert somebody.http.get("/v1/sessions", headers=sent).status_code == 200


def test_server_that_knows_its_url_refuses_pages_of_its_host_without_tls(behind: Server) -> None:
    somebody = Caller(behind)
    downgraded = OURS | {"Origin": "http://pilot.example"}
    assert_problem(somebody.http.get("/v1/sessions", headers=downgraded), 403, "forbidden")
    with dialled(behind, Origin="http://pilot.example") as ws:
        assert ws.closed() == 4403


def test_server_that_knows_its_url_is_still_to_be_found_on_this_machine(behind: Server) -> None:
    somebody = Caller(behind, token="")
    answer = somebody.http.post("/v1/auth/guest", headers={"Origin": behind.url})
    assert set_cookie(answer)[0] == "careerpilot"
    assert "strict-transport-security" not in answer.headers


def test_page_of_another_origin_gets_no_guest(nobody: Caller) -> None:
    answer = nobody.http.post("/v1/auth/guest", headers={"Origin": "https://evil.example"})
    assert_problem(answer, 403, "forbidden")
    assert "set-cookie" not in answer.headers


def test_guest_who_comes_again_stays_the_same_user(caller: Caller) -> None:
    session = caller.create()["id"]
    renewed = caller.http.post("/v1/auth/guest").json()
    with httpx.Client(base_url=caller.server.url, trust_env=False) as browser:
        browser.cookies.set("careerpilot", renewed["accessToken"])
        assert browser.get(f"/v1/sessions/{session}").status_code == 200
        again = browser.post("/v1/auth/guest", headers={"Origin": caller.server.url}).json()
        assert again["user"] == renewed["user"]


def late(caller: Caller, seconds: float) -> Caller:
    """The same caller with a token that ran out so long ago."""
    claims = jwt.decode(caller.token, SECRET, ["HS256"], audience="careerpilot")
    claims |= {"iat": claims["iat"] - 10**8, "exp": int(time.time() - seconds)}
    return Caller(caller.server, token=jwt.encode(claims, SECRET, "HS256"))


def test_guest_who_comes_back_late_is_known_as_long_as_sessions_are_kept(caller: Caller) -> None:
    session = caller.create()["id"]
    kept = Settings().lifetimes.guest_session_seconds
    one, another = late(caller, kept - 100), late(caller, kept + 100)
    assert_problem(one.http.get("/v1/sessions"), 401, "not_signed_in")
    assert_problem(one.http.get(f"/v1/sessions/{session}"), 401, "not_signed_in")
    renewed = Caller(caller.server, token=one.http.post("/v1/auth/guest").json()["accessToken"])
    (listed,) = renewed.http.get("/v1/sessions").json()["sessions"]
    assert listed["id"] == session
    users = [of.http.post("/v1/auth/guest").json()["user"]["id"] for of in (one, another)]
    assert users[0] != users[1]


def test_guest_whose_token_is_forged_becomes_another_user(caller: Caller) -> None:
    head, _, sign = caller.token.split(".")
    claims = base64.urlsafe_b64encode(b'{"sub":"g-1","guest":true}').decode().rstrip("=")
    forged = Caller(caller.server, token=f"{head}.{claims}.{sign}")
    with forged.http:
        assert forged.http.post("/v1/auth/guest").json()["user"]["id"] != "g-1"
        assert_problem(forged.http.get("/v1/sessions"), 401, "not_signed_in")


@pytest.mark.slow
def test_guest_stays_the_same_on_a_server_whose_secret_was_replaced(
    servers: Servers, tmp_path: Path
) -> None:
    before = servers.start(data_dir=tmp_path, **KINDS)
    caller = Caller(before)
    session = caller.create()["id"]
    assert before.stop() == 0
    new = {"CAREERPILOT_SECRET": "s" * 32, "CAREERPILOT_OLD_SECRETS": f"{'o' * 32}, {SECRET}"}
    after = servers.start(data_dir=tmp_path, **KINDS, **new)
    comes_back = Caller(after, token=caller.token)
    renewed = comes_back.http.post("/v1/auth/guest").json()["accessToken"]
    assert jwt.decode(renewed, "s" * 32, ["HS256"], audience="careerpilot")["sub"]
    assert Caller(after, token=renewed).session(session)["id"] == session


@pytest.mark.slow
def test_guest_ends_when_the_server_says_so(started: Servers) -> None:
    server = started.start(CAREERPILOT_GUEST_SECONDS="60", **KINDS)
    nobody = Caller(server, token="")
    first = nobody.http.post("/v1/auth/guest").json()
    assert first["expiresIn"] == 60
    claims = jwt.decode(first["accessToken"], SECRET, ["HS256"], audience="careerpilot")
    headers = jwt.get_unverified_header(first["accessToken"])
    claims |= {"auth_time": claims["auth_time"] - 61, "exp": claims["exp"] + 1000}
    ended = Caller(server, token=jwt.encode(claims, SECRET, "HS256", headers))
    assert_problem(ended.http.get("/v1/sessions"), 401, "not_signed_in")
    again = ended.http.post("/v1/auth/guest").json()
    assert again["user"]["id"] != first["user"]["id"]
    assert again["expiresIn"] == 60
