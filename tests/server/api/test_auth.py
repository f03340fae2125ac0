"""POST /v1/auth/guest: guests, their tokens and cookies."""

import base64
import time

import httpx
import jwt

from server.settings.settings import Settings
from tests.processes import SECRET
from tests.server.calls import Caller, assert_problem


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


def test_guests_cookie_behind_tls_is_for_tls_alone(nobody: Caller) -> None:
    answer = nobody.http.post("/v1/auth/guest", headers={"X-Forwarded-Proto": "https"})
    assert "Secure" in answer.headers["set-cookie"].split("; ")


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
