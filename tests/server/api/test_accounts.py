"""Accounts over HTTP: signing up and in, refresh tokens, logins, passwords, `/v1/me`."""

import re
import time
import unicodedata
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import jwt
import pytest
import redis

from server.audit import named
from store import keys
from tests.processes import SECRET, Redis, Server, Servers, eventually
from tests.server.calls import Caller, assert_problem, new_id
from tests.server.conftest import KINDS

PASSWORD = "seven tall giraffes"


@pytest.fixture(scope="module")
def kept(started: Servers) -> Redis:
    """The Redis of both workers."""
    return started.redis()


@pytest.fixture(scope="module")
def running(started: Servers, kept: Redis) -> Server:
    """A server with two workers."""
    return started.start(
        redis_url=kept.url,
        workers=2,
        CAREERPILOT_REFRESH_GRACE_SECONDS="1",
        CAREERPILOT_HEARTBEAT_MS="1000",
        CAREERPILOT_SIGN_IN_ATTEMPTS="6",
        CAREERPILOT_PASSWORD_MEMORY_KIB="7168",
        CAREERPILOT_PASSWORD_PASSES="1",
        **KINDS,
    )


def address() -> str:
    """An address that nobody has."""
    return f"{uuid.uuid4().hex}@example.com"


def sign_up(caller: Caller, email: str = "", **more: Any) -> httpx.Response:
    body = {"email": email or address(), "password": PASSWORD} | more
    return caller.http.post("/v1/auth/signup", json=body)


def sign_in(caller: Caller, email: str, password: str = PASSWORD, **more: Any) -> httpx.Response:
    return caller.http.post("/v1/auth/login", json={"email": email, "password": password} | more)


def refreshed(caller: Caller, token: str) -> httpx.Response:
    return caller.http.post("/v1/auth/refresh", json={"refreshToken": token})


class Member(Caller):
    """Somebody with an account and a login."""

    def __init__(self, server: Server, email: str = "", new: bool = True) -> None:
        self.email = email or address()
        nobody = Caller(server, "")
        answer = (sign_up if new else sign_in)(nobody, self.email)
        assert answer.status_code in (200, 201), answer.text
        self.entered = answer.json()
        self.refresh = self.entered["refreshToken"]
        self.id: str = self.entered["user"]["id"]
        super().__init__(server, self.entered["accessToken"])


@pytest.fixture
def member(server: Server) -> Iterator[Member]:
    one = Member(server)
    with one.http:
        yield one


def test_account_is_made_and_its_owner_is_signed_in(nobody: Caller) -> None:
    email = address()
    answer = sign_up(nobody, email, name=" Ada ")
    assert answer.status_code == 201
    document = answer.json()
    assert set(document) == {"expiresIn", "accessToken", "refreshToken", "user"}
    user = document["user"]
    assert user == {"id": user["id"], "email": email, "name": "Ada", "plan": "free", "guest": False}
    assert "set-cookie" not in answer.headers
    claims = jwt.decode(document["accessToken"], SECRET, ["HS256"], audience="careerpilot")
    assert claims["exp"] - claims["iat"] == document["expiresIn"] == 900
    assert claims["plan"] == "free"
    assert claims["sid"]
    owner = Caller(nobody.server, document["accessToken"])
    with owner.http:
        me = owner.http.get("/v1/me").json()
        assert (me["id"], me["email"], me["language"]) == (user["id"], email, "en")


def test_guest_who_signs_up_stays_the_same_user_and_keeps_everything(caller: Caller) -> None:
    session = caller.create()["id"]
    guest = jwt.decode(caller.token, options={"verify_signature": False})["sub"]
    with caller.dial(session) as ws:
        ws.until("snapshot")
        document = sign_up(caller).json()
        assert document["user"]["id"] == guest
        assert ws.closed() == 4401
    owner = Caller(caller.server, document["accessToken"])
    with owner.http:
        assert owner.session(session)["id"] == session
        later = owner.create()["id"]
        assert {one["id"] for one in owner.http.get("/v1/sessions").json()["sessions"]} == {
            session,
            later,
        }
    # The token of the guest ends on both workers.
    for _ in range(6):
        assert_problem(caller.http.get("/v1/me"), 401, "not_signed_in")


def test_address_that_is_taken_is_told_however_it_is_written(
    member: Member, nobody: Caller
) -> None:
    local, _, domain = member.email.partition("@")
    for same in (member.email, f" {local.upper()}@{domain.upper()} "):
        assert_problem(sign_up(nobody, same), 409, "taken")


def test_of_sign_ups_of_one_address_at_one_moment_one_wins(server: Server) -> None:
    email = address()
    callers = [Caller(server, "") for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda caller: sign_up(caller, email), callers))
    assert sorted(answer.status_code for answer in answers) == [201, *[409] * 5]
    won = next(answer.json() for answer in answers if answer.status_code == 201)
    assert sign_in(callers[0], email).json()["user"]["id"] == won["user"]["id"]


def test_wrong_password_and_unknown_address_are_answered_alike(
    member: Member, nobody: Caller
) -> None:
    wrong = assert_problem(sign_in(nobody, member.email, "another one"), 401, "not_signed_in")
    unknown = assert_problem(sign_in(nobody, address()), 401, "not_signed_in")
    assert {**wrong, "requestId": ""} == {**unknown, "requestId": ""}


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("nobody", PASSWORD),
        ("a b@example.com", PASSWORD),
        ("p\u0430ypal@example.com", PASSWORD),  # a Cyrillic letter among Latin ones
        ("\uff41da@example.com", PASSWORD),
        (f"{'a' * 250}@example.com", PASSWORD),
        ("ada@example.com", "short"),
        ("ada@example.com", "password123"),
        ("ada@example.com", "Ada@Example.com"),
        ("ada@example.com", "aaaaaaaaaaaa"),
        ("ada@example.com", "\u00e9" * 600),
        ("ada@example.com", ""),
    ],
)
def test_sign_up_that_does_not_fit_is_refused_with_a_reason(
    email: str, password: str, nobody: Caller
) -> None:
    answer = sign_up(nobody, email, password=password)
    assert_problem(answer, 422, "malformed")


@pytest.mark.parametrize("field", ["plan", "id", "guest", "createdAt", "passwordHash"])
def test_nobody_gives_themselves_what_is_not_theirs_to_give(field: str, member: Member) -> None:
    answer = sign_up(member, **{field: "pro"})
    assert_problem(answer, 422, "malformed")
    assert_problem(member.http.patch("/v1/me", json={field: "pro"}), 422, "malformed")


def test_refresh_token_brings_the_next_one_and_two_tabs_the_same(member: Member) -> None:
    first = refreshed(member, member.refresh).json()
    assert set(first) == {"accessToken", "refreshToken", "expiresIn"}
    again = refreshed(member, member.refresh).json()
    assert again["refreshToken"] == first["refreshToken"] != member.refresh
    assert refreshed(member, first["refreshToken"]).status_code == 200


def test_two_tabs_that_renew_at_once_stay_signed_in(member: Member) -> None:
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: refreshed(member, member.refresh), range(8)))
    (following,) = {answer.json()["refreshToken"] for answer in answers}
    assert refreshed(member, following).status_code == 200


def test_old_refresh_token_ends_its_login_everywhere(member: Member) -> None:
    session = member.create()["id"]
    second = refreshed(member, member.refresh).json()["refreshToken"]
    third = refreshed(member, second).json()["refreshToken"]
    with member.dial(session) as ws:
        ws.until("snapshot")
        assert_problem(refreshed(member, member.refresh), 401, "not_signed_in")
        assert_problem(refreshed(member, third), 401, "not_signed_in")
        assert ws.closed() == 4401
    for _ in range(6):
        assert_problem(member.http.get("/v1/me"), 401, "not_signed_in")


def test_refresh_token_that_was_just_used_ends_its_login_after_the_grace(member: Member) -> None:
    second = refreshed(member, member.refresh).json()["refreshToken"]
    used_at = time.monotonic()
    eventually(lambda: time.monotonic() > used_at + 1.1, "the grace is over")
    assert_problem(refreshed(member, member.refresh), 401, "not_signed_in")
    assert_problem(refreshed(member, second), 401, "not_signed_in")


@pytest.mark.parametrize("change", [lambda t: t[:-3] + "AAA", lambda t: t + "A", lambda t: "cpr_x"])
def test_refresh_token_that_is_forged_ends_nothing(change: Any, member: Member) -> None:
    user, login, rest = member.refresh.split(":")
    family = rest.partition(".")[0]
    assert_problem(refreshed(member, f"{user}:{login}:{'A' * 43}.{'A' * 43}"), 401, "not_signed_in")
    assert_problem(
        refreshed(member, f"cpr_nobody:{login}:{family}.{'A' * 43}"), 401, "not_signed_in"
    )
    assert refreshed(member, member.refresh).status_code == 200


def test_browser_gets_cookies_alone_and_renews_by_them(server: Server) -> None:
    origin = {"Origin": server.url}
    with httpx.Client(base_url=server.url, headers=origin, trust_env=False) as browser:
        body = {"email": address(), "password": PASSWORD, "cookie": True}
        answer = browser.post("/v1/auth/signup", json=body)
        assert set(answer.json()) == {"expiresIn", "user"}
        access, refresh = answer.headers.get_list("set-cookie")
        assert access.startswith("careerpilot=")
        assert {"HttpOnly", "Path=/", "SameSite=lax"} <= set(access.split("; "))
        assert refresh.startswith("careerpilot-refresh=cpr_")
        assert {"HttpOnly", "Path=/v1/auth", "SameSite=strict"} <= set(refresh.split("; "))
        assert browser.get("/v1/me").json()["guest"] is False
        renewed = browser.post("/v1/auth/refresh")
        assert set(renewed.json()) == {"expiresIn"}
        assert browser.get("/v1/me").status_code == 200
        # A page from elsewhere, or one that does not say from where, renews nothing.
        for headers in ({"Origin": "https://evil.example"}, {"Origin": ""}):
            sent = browser.build_request("POST", "/v1/auth/refresh")
            del sent.headers["Origin"]
            if headers["Origin"]:
                sent.headers.update(headers)
            assert_problem(browser.send(sent), 403, "forbidden")
        assert browser.post("/v1/auth/logout").status_code == 204
        assert not browser.cookies
        assert_problem(browser.post("/v1/auth/refresh"), 401, "not_signed_in")


def test_cookies_over_tls_are_for_tls_and_the_first_for_this_host_alone(nobody: Caller) -> None:
    nobody.http.headers["X-Forwarded-Proto"] = "https"
    answer = sign_up(nobody, cookie=True)
    access, refresh = answer.headers.get_list("set-cookie")
    assert access.startswith("__Host-careerpilot=")
    assert refresh.startswith("__Secure-careerpilot-refresh=cpr_")
    assert all("Secure" in one.split("; ") for one in (access, refresh))


def test_refresh_cookie_of_another_login_than_the_access_cookie_is_refused(server: Server) -> None:
    victim, attacker = Member(server), Member(server)
    cookie = f"careerpilot={victim.token}; careerpilot-refresh={attacker.refresh}"
    with httpx.Client(base_url=server.url, trust_env=False) as browser:
        headers = {"Origin": server.url, "Cookie": cookie}
        answer = browser.post("/v1/auth/refresh", headers=headers)
        assert_problem(answer, 401, "not_signed_in")


def test_logout_ends_this_login_and_no_other(member: Member) -> None:
    other = Member(member.server, member.email, new=False)
    assert member.http.post("/v1/auth/logout").status_code == 204
    eventually(lambda: member.http.get("/v1/me").status_code == 401, "one worker has heard")
    assert_problem(refreshed(member, member.refresh), 401, "not_signed_in")
    assert other.http.get("/v1/me").status_code == 200


def test_logins_are_listed_and_ended_one_by_one(member: Member) -> None:
    other = Member(member.server, member.email, new=False)
    found = other.http.get("/v1/auth/logins").json()["logins"]
    assert [one["current"] for one in found] == [True, False]
    assert found[0]["address"] == "127.0.0.1"
    assert found[0]["agent"].startswith("python-httpx")
    assert other.http.delete(f"/v1/auth/logins/{found[1]['id']}").status_code == 204
    assert_problem(refreshed(member, member.refresh), 401, "not_signed_in")
    assert_problem(other.http.delete(f"/v1/auth/logins/{found[1]['id']}"), 404, "not_found")
    assert len(other.http.get("/v1/auth/logins").json()["logins"]) == 1


def test_nobody_ends_the_login_of_another(member: Member) -> None:
    stranger = Member(member.server)
    login = member.http.get("/v1/auth/logins").json()["logins"][0]["id"]
    assert_problem(stranger.http.delete(f"/v1/auth/logins/{login}"), 404, "not_found")
    assert refreshed(member, member.refresh).status_code == 200
    assert member.http.get("/v1/me").status_code == 200


def test_password_is_changed_and_all_other_logins_end(member: Member, nobody: Caller) -> None:
    other = Member(member.server, member.email, new=False)
    new = "eight small giraffes"
    change = {"current": "not this one", "new": new}
    assert_problem(member.http.post("/v1/auth/password", json=change), 403, "forbidden")
    change["current"] = PASSWORD
    assert_problem(
        member.http.post("/v1/auth/password", json=change | {"new": "password1"}), 422, "malformed"
    )
    assert member.http.post("/v1/auth/password", json=change).status_code == 204
    assert refreshed(member, member.refresh).status_code == 200
    assert_problem(refreshed(other, other.refresh), 401, "not_signed_in")
    assert_problem(sign_in(nobody, member.email), 401, "not_signed_in")
    assert sign_in(nobody, member.email, new).status_code == 200


def test_password_written_with_another_keyboard_is_the_same(nobody: Caller) -> None:
    email = address()
    assert (
        sign_up(nobody, email, password="\ud55c\uad6d\uc5b4 \ube44\ubc00\ubc88\ud638").status_code
        == 201
    )
    apart = unicodedata.normalize("NFD", "\ud55c\uad6d\uc5b4 \ube44\ubc00\ubc88\ud638")
    assert sign_in(nobody, email, apart).status_code == 200


def test_tries_of_one_account_are_slowed_and_others_are_not(member: Member, nobody: Caller) -> None:
    wrong = [sign_in(nobody, member.email, "wrong one") for _ in range(7)]
    assert [answer.status_code for answer in wrong] == [401] * 6 + [429]
    assert int(wrong[-1].headers["retry-after"]) >= 1
    unknown = address()
    told = [sign_in(nobody, unknown, "wrong one").status_code for _ in range(7)]
    assert told == [401] * 6 + [429]


def test_me_is_changed_by_a_merge_patch(member: Member) -> None:
    change = {
        "name": "Ada Lovelace",
        "country": "KR",
        "timeZone": "Asia/Seoul",
        "language": "ko",
        "settings": {"theme": "dark", "size": 2},
    }
    assert member.http.patch("/v1/me", json=change).status_code == 200
    me = member.http.patch("/v1/me", json={"name": None, "settings": {"size": None}}).json()
    assert me == {
        "id": member.entered["user"]["id"],
        "guest": False,
        "plan": "free",
        "email": member.email,
        "language": "ko",
        "country": "KR",
        "timeZone": "Asia/Seoul",
        "settings": {"theme": "dark"},
        "createdAt": me["createdAt"],
    }
    assert member.http.get("/v1/me").json() == me


@pytest.mark.parametrize(
    "change",
    [
        {"country": "kr"},
        {"timeZone": "Mars/Olympus"},
        {"language": "not a tag"},
        {"name": "a\nb"},
        {"name": "\u202eada"},
        {"settings": {str(n): n for n in range(51)}},
        {"settings": {"deep": {"er": 1}}},
    ],
)
def test_me_takes_nothing_that_does_not_fit(change: dict[str, Any], member: Member) -> None:
    assert_problem(member.http.patch("/v1/me", json=change), 422, "malformed")


def test_guest_is_told_who_they_are_and_has_nothing_to_change(caller: Caller) -> None:
    me = caller.http.get("/v1/me").json()
    assert set(me) == {"id", "guest", "plan"}
    assert (me["guest"], me["plan"]) == (True, "guest")
    assert_problem(caller.http.patch("/v1/me", json={"name": "x"}), 403, "forbidden")
    body = {"current": PASSWORD, "new": PASSWORD + "!"}
    assert_problem(caller.http.post("/v1/auth/password", json=body), 403, "forbidden")
    assert caller.http.get("/v1/auth/logins").json() == {"logins": []}


def test_what_a_guest_had_ends_no_more_and_counts_as_an_accounts(
    caller: Caller, kept: Redis
) -> None:
    session = caller.create()["id"]
    sign_up(caller)
    guest = jwt.decode(caller.token, options={"verify_signature": False})["sub"]
    with redis.Redis(port=kept.port, decode_responses=True) as link:
        names = [name for name in link.scan_iter() if session in name or guest in name]
        ending = {name for name in names if link.ttl(name) != -1}
        # Whoever's they are, these end by themselves.
        known = re.compile(r":(log|logins?|login:.*|usage:[a-z0-9-]+)$")
        assert {name for name in ending if not known.search(name)} == set()
        assert f"s:{{{session}}}:meta" in names
        assert not link.hexists(f"s:{{{session}}}:meta", "ttl")
        assert not link.hexists("{guests}:bytes", f"kept:{guest}")
        assert link.zscore(f"u:{{{guest}}}:ends", f"kept:{session}") == float("inf")


def test_nobody_is_asked_to_sign_in_before_a_logout_without_anything(nobody: Caller) -> None:
    assert_problem(nobody.http.post("/v1/auth/logout"), 401, "not_signed_in")
    assert_problem(nobody.http.post("/v1/auth/refresh"), 401, "not_signed_in")
    assert_problem(nobody.http.get("/v1/me"), 401, "not_signed_in")
    assert new_id()


def test_audit_tells_what_was_done_and_nobody_who_it_was(
    nobody: Caller, server: Server, kept: Redis
) -> None:
    email, wrong = address(), "eight small giraffes"
    one = Member(server, email)
    assert_problem(sign_in(nobody, email, wrong), 401, "not_signed_in")
    again = Member(server, email, new=False)
    key = one.http.post("/v1/keys", json={"name": "My own", "scopes": ["usage"]}).json()
    assert again.http.post("/v1/auth/logout").status_code == 204
    told = ("sign_up", "login", "login", "key_made", "logout")
    with redis.Redis.from_url(kept.url) as db:
        who = named(db.hget(keys.profile(one.id), "auditKey"), one.id)  # type: ignore[arg-type]

        def mine() -> Any:
            found: Any = [entry for _, entry in db.xrange(keys.audit())]
            some = [entry for entry in found if entry.get(b"who") == who.encode()]
            return some if len(some) >= len(told) else None

        entries = eventually(mine, "all of it is written down")
    assert sorted(entry[b"event"].decode() for entry in entries) == sorted(told)
    assert [e[b"outcome"] for e in entries if e[b"event"] == b"login"] == [b"refused", b"ok"]
    whole = str(entries)
    for secret in (email, PASSWORD, wrong, one.token, one.refresh, key["key"], key["id"], one.id):
        assert secret not in whole
    assert "127.0.0.1" not in whole
    assert "My own" not in whole
