"""Access tokens, forged and late ones too, and the secret that signs them."""

import base64
import hmac
import json
import os
import stat
import time
from pathlib import Path
from typing import Any

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.errors import NotSignedIn
from server.admission.key_ring import KeyRing
from server.admission.tokens import MAX_TOKEN, BadSecret, Tokens, load_secret

SECRET = "a-secret-of-the-tests-with-many-characters"
OTHER = "another-secret-of-at-least-thirty-two"
RING = KeyRing(SECRET)
DAY_S = 86_400

Json = dict[str, Any]


@pytest.fixture
def tokens() -> Tokens:
    return Tokens(RING, ttl_s=60, guest_s=DAY_S)


def sealed(header: Any, claims: Any, secret: str = SECRET) -> str:
    """A token with any header and claims, signed with HS256 whatever the header says."""
    parts = [json.dumps(header).encode(), json.dumps(claims).encode()]
    head, payload = (base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)
    mac = hmac.digest(secret.encode(), f"{head}.{payload}".encode(), "sha256")
    return f"{head}.{payload}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"


def changed(one: Json, changes: Json) -> Json:
    """The same with these changes; None takes something out."""
    return {name: value for name, value in (one | changes).items() if value is not None}


NEW_HEADER = {"alg": "HS256", "typ": "at+jwt", "kid": RING.signing_id}
OLD_HEADER = {"alg": "HS256", "typ": "JWT"}


def signed(secret: str = SECRET, header: Json | None = None, **changes: Any) -> str:
    """A token of the form of this release, with these changes."""
    now = time.time()
    claims = {
        "iss": "careerpilot",
        "aud": "careerpilot",
        "sub": "g-1",
        "guest": True,
        "iat": now,
        "auth_time": now,
        "exp": now + 60,
    }
    return sealed(changed(NEW_HEADER, header or {}), changed(claims, changes), secret)


def of_the_release_before(secret: str = SECRET, header: Json | None = None, **changes: Any) -> str:
    """A token as the release before made it, with these changes."""
    now = int(time.time())
    claims = {"sub": "g-1", "guest": True, "aud": "careerpilot", "iat": now, "exp": now + 60}
    return sealed(changed(OLD_HEADER, header or {}), changed(claims, changes), secret)


def refused(tokens: Tokens, token: str, late_s: int = 0) -> str:
    """What is said of a token that names nobody."""
    with pytest.raises(NotSignedIn) as raised:
        tokens.check(token, late_s)
    assert SECRET not in raised.value.message
    return raised.value.message


def test_two_guests_are_two_users(tokens: Tokens) -> None:
    assert tokens.guest().identity.user != tokens.guest().identity.user


def test_token_says_its_type_its_key_its_issuer_and_when_its_user_signed_in(
    tokens: Tokens,
) -> None:
    token, identity, expires_in = tokens.guest()
    assert jwt.get_unverified_header(token) == {
        "alg": "HS256",
        "typ": "at+jwt",
        "kid": RING.signing_id,
    }
    claims = jwt.decode(token, SECRET, ["HS256"], audience="careerpilot", issuer="careerpilot")
    assert claims["sub"] == identity.user
    assert claims["auth_time"] == claims["iat"] == claims["exp"] - expires_in
    assert tokens.check(token) == identity


def test_token_of_a_machine_whose_clock_is_ahead_is_valid(tokens: Tokens) -> None:
    ahead = time.time() + 30
    assert tokens.check(signed(iat=ahead, auth_time=ahead)).user == "g-1"
    assert tokens.check(of_the_release_before(iat=ahead)).user == "g-1"


@pytest.mark.parametrize("make", [signed, of_the_release_before])
def test_token_that_ran_out_counts_where_lateness_is_allowed_and_no_longer(
    make: Any, tokens: Tokens
) -> None:
    late = make(exp=time.time() - 50)
    assert tokens.check(late, late_s=60).user == "g-1"
    for allowed in (0, 40):
        assert "run out" in refused(tokens, late, allowed)


WRONG_CLAIMS: list[Json] = [
    {"iss": "https://evil.example"},
    {"iss": ["careerpilot"]},
    {"aud": "somebody-else"},
    {"aud": None},
    {"exp": None},
    {"exp": "4102444800"},
    {"sub": None},
    {"guest": "false"},
    {"guest": None},
]
WRONG_HEADERS: list[Json] = [
    {"typ": "refresh+jwt"},
    {"typ": "JWE"},
    {"typ": ""},
    {"typ": None},
    {"kid": "0123456789abcdef"},
    {"kid": ""},
    {"kid": "../secret"},
    {"kid": "x" * 1000},
    {"jku": "https://evil.example/keys"},
    {"jwk": {"kty": "oct", "k": "YQ"}},
    {"crit": ["b64"]},
]


@pytest.mark.parametrize("changes", [*WRONG_CLAIMS, {"iss": None}, {"auth_time": None}])
def test_token_with_a_wrong_claim_is_not_valid(changes: Json, tokens: Tokens) -> None:
    assert "not valid" in refused(tokens, signed(**changes), late_s=60)


@pytest.mark.parametrize("changes", WRONG_CLAIMS)
def test_token_of_the_release_before_with_a_wrong_claim_is_not_valid(
    changes: Json, tokens: Tokens
) -> None:
    assert "not valid" in refused(tokens, of_the_release_before(**changes), late_s=60)


@pytest.mark.parametrize("header", [*WRONG_HEADERS, {"kid": None}, {"typ": "JWT"}])
def test_token_with_a_wrong_header_is_not_valid(header: Json, tokens: Tokens) -> None:
    assert "not valid" in refused(tokens, signed(header=header), late_s=60)


@pytest.mark.parametrize("header", [*WRONG_HEADERS, {"kid": RING.signing_id}, {"typ": "at+jwt"}])
def test_token_of_the_release_before_with_a_wrong_header_is_not_valid(
    header: Json, tokens: Tokens
) -> None:
    assert "not valid" in refused(tokens, of_the_release_before(header=header), late_s=60)


@pytest.mark.parametrize("algorithm", ["none", "None", "HS384", "HS512", "RS256", "", None, 7])
@pytest.mark.parametrize("make", [signed, of_the_release_before])
def test_token_of_another_algorithm_is_not_valid(make: Any, algorithm: Any, tokens: Tokens) -> None:
    token = make(header={"alg": algorithm})
    assert "not valid" in refused(tokens, token)
    assert "not valid" in refused(tokens, token.rpartition(".")[0] + ".")


@pytest.mark.parametrize("header", [NEW_HEADER, OLD_HEADER])
def test_token_that_is_signed_well_by_an_algorithm_that_is_not_ours_is_not_valid(
    header: Json,
) -> None:
    secret = SECRET * 3
    ring = KeyRing(secret)
    claims = jwt.decode(signed(), options={"verify_signature": False})
    given = header | ({"kid": ring.signing_id} if "kid" in header else {})
    tokens = Tokens(ring, ttl_s=60, guest_s=DAY_S)
    assert tokens.check(jwt.encode(claims, secret, "HS256", given)).user == "g-1"
    for algorithm in ("HS384", "HS512"):
        other = jwt.encode(claims, secret, algorithm, given | {"alg": algorithm})
        assert "not valid" in refused(tokens, other)


@pytest.mark.parametrize("make", [signed, of_the_release_before])
def test_token_that_another_secret_has_signed_is_not_valid(make: Any, tokens: Tokens) -> None:
    assert "not valid" in refused(tokens, make(OTHER), late_s=60)


NO_IDS = ["", " ", "g 1", "g-1\n", "\ng-1", "g\0", "g}1", "{g}", "g:1", "g/1", "-g", "*", "\u0660"]


@pytest.mark.parametrize("user", [*NO_IDS, "g" * 65, "g" * 3000, 7, ["g-1"], {"id": "g-1"}])
@pytest.mark.parametrize("make", [signed, of_the_release_before])
def test_token_of_a_user_whose_id_may_not_stand_in_a_key_is_not_valid(
    make: Any, user: Any, tokens: Tokens
) -> None:
    assert "not valid" in refused(tokens, make(sub=user))


@pytest.mark.parametrize(
    "token",
    [
        "",
        ".",
        "..",
        "...",
        "nonsense",
        "\ud800",
        "\xe9.\xe9.\xe9",
        sealed([], {}),
        sealed("HS256", {}),
        sealed(None, None),
        sealed(NEW_HEADER, []),
        sealed(OLD_HEADER, None),
        "." * MAX_TOKEN,
        base64.urlsafe_b64encode(b'{"a":' + b"[" * 2900).decode() + ".e30.",
    ],
)
def test_text_that_is_no_token_is_not_valid(token: str, tokens: Tokens) -> None:
    assert "not valid" in refused(tokens, token)


@given(st.data())
def test_token_with_any_character_changed_is_not_valid(data: st.DataObject) -> None:
    tokens = Tokens(RING, ttl_s=60, guest_s=DAY_S)
    token = tokens.guest().token
    place = data.draw(st.integers(0, len(token) - 1))
    put = data.draw(st.text(max_size=3))
    forged = token[:place] + put + token[place + 1 :]
    # The last character of a signature has bits that say nothing.
    if not forged.startswith(token[:-1]):
        refused(tokens, forged)


@given(renewals=st.lists(st.integers(1, 90), max_size=30), guest_s=st.integers(1, 500))
def test_guest_is_renewed_until_guests_end_and_no_longer(renewals: list[int], guest_s: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        now = 1_800_000_000.5
        patch.setattr("time.time", lambda: now)
        tokens = Tokens(RING, ttl_s=60, guest_s=guest_s)
        first = grant = tokens.guest()
        ends_at = int(now) + guest_s
        for wait in renewals:
            assert 1 <= grant.expires_in <= 60
            assert grant.identity.expires_at <= ends_at
            assert grant.identity.user == first.identity.user
            now += wait
            if now >= ends_at:
                assert "run out" in refused(tokens, grant.token, late_s=10_000)
                return
            known = tokens.check(grant.token, late_s=10_000)
            grant = tokens.guest(known)


def test_token_of_a_guest_who_ended_meanwhile_has_run_out() -> None:
    token = signed(auth_time=time.time() - 100, exp=time.time() + 1000)
    assert "run out" in refused(Tokens(RING, ttl_s=60, guest_s=90), token, late_s=1000)
    known = Tokens(RING, ttl_s=60, guest_s=110).check(token)
    assert known.expires_at == pytest.approx(time.time() + 10, abs=2)


def test_token_of_the_release_before_is_renewed_in_the_new_form(tokens: Tokens) -> None:
    before = tokens.check(of_the_release_before(exp=time.time() - 50, iat=1), late_s=60)
    assert before.old_form
    renewed = tokens.guest(before)
    now = tokens.check(renewed.token)
    assert (now.user, now.old_form) == ("g-1", False)
    assert now.signed_in_at == pytest.approx(time.time(), abs=5)


@pytest.mark.parametrize("make", [signed, of_the_release_before])
def test_guest_stays_the_same_when_the_secret_is_replaced(make: Any) -> None:
    token = make()
    ring = KeyRing(OTHER, [SECRET])
    tokens = Tokens(ring, ttl_s=60, guest_s=DAY_S)
    known = tokens.check(token)
    assert known.user == "g-1"
    renewed = tokens.guest(known).token
    assert jwt.get_unverified_header(renewed)["kid"] == ring.signing_id
    alone = Tokens(KeyRing(OTHER), ttl_s=60, guest_s=DAY_S)
    assert alone.check(renewed).user == "g-1"
    refused(alone, token)


def test_secret_is_made_once_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    made = load_secret(None, tmp_path)
    assert load_secret(None, tmp_path) == made
    assert len(made) >= 32
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600
    assert load_secret("configured", tmp_path) == "configured"


@pytest.mark.parametrize("kept", [b"", b"\0" * 64, b"too short", b"\xff"])
def test_secret_that_was_lost_is_refused_by_the_name_of_its_file(
    tmp_path: Path, kept: bytes
) -> None:
    (tmp_path / "secret").write_bytes(kept)
    with pytest.raises(BadSecret, match=str(tmp_path / "secret")):
        load_secret(None, tmp_path)
    assert load_secret("configured", tmp_path) == "configured"


def test_secret_is_on_the_disk_before_it_has_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    really = os.link

    def link(source: str, target: Path) -> None:
        assert synced == [Path(source).stat().st_ino]
        really(source, target)

    monkeypatch.setattr("os.fsync", lambda file: synced.append(os.fstat(file).st_ino))
    monkeypatch.setattr("os.link", link)
    assert load_secret(None, tmp_path)


def test_accounts_token_names_its_login_and_plan_and_ends_with_the_login() -> None:
    tokens = Tokens(RING, 3600, DAY_S, account_s=900, login_s=10_000)
    now = int(time.time())
    grant = tokens.account("u-1", "one", "pro", now - 9500)
    assert 499 <= grant.expires_in <= 500
    found = tokens.check(grant.token)
    assert (found.user, found.guest, found.login, found.plan) == ("u-1", False, "one", "pro")
    assert found.lasts_until() == now - 9500 + 10_000
    assert tokens.account("u-1", "one", "pro", now).expires_in == 900
    with pytest.raises(NotSignedIn):
        tokens.check(tokens.account("u-1", "one", "pro", now - 10_001).token)


def test_guest_has_no_login_and_no_plan_whatever_their_token_says() -> None:
    token = signed(sid="one", plan="enterprise")
    found = Tokens(RING, ttl_s=60, guest_s=DAY_S).check(token)
    assert (found.guest, found.login, found.plan) == (True, "", "guest")
