"""Who calls, by bearer token or by cookie."""

import time
from typing import Any

import jwt
import pytest

from protocol.errors import NotSignedIn
from server.admission.identities import identify
from server.admission.key_ring import KeyRing
from server.admission.tokens import Tokens
from tests.server.admission.requests import Header, bearer, cookies, request

SECRET = "a-secret-of-the-tests-with-many-characters"

PLAIN, PREFIXED = "careerpilot", "__Host-careerpilot"


@pytest.fixture
def tokens() -> Tokens:
    return Tokens(KeyRing(SECRET), ttl_s=60, guest_s=600)


def of_the_release_before() -> str:
    claims = {"sub": "g-before", "guest": True, "aud": "careerpilot", "exp": time.time() + 60}
    return jwt.encode(claims, SECRET, "HS256")


@pytest.mark.parametrize("scheme", ["http", "https", "ws", "wss"])
def test_guest_is_known_again_by_bearer_and_by_cookie(scheme: str, tokens: Tokens) -> None:
    token, guest, _ = tokens.guest()
    name = PREFIXED if scheme in ("https", "wss") else PLAIN
    for sent in (bearer(token), cookies(f"other=1; {name}={token}")):
        assert identify(request(sent, scheme=scheme), tokens) == guest
    assert guest.guest
    assert guest.expires_at == pytest.approx(time.time() + 60, abs=5)


@pytest.mark.parametrize(
    "other",
    ["foo=bar", 'foo={"a":1}', "foo=a b", "foo", 'foo="x', "foo=é", "=", "", "f@o=[1]", "a=b=c"],
)
def test_guest_is_known_whatever_other_cookies_stand_beside(other: str, tokens: Tokens) -> None:
    token, guest, _ = tokens.guest()
    ours = f"{PLAIN}={token}"
    for pair in (f"{other}; {ours}", f"{ours}; {other}", f"{other}; {ours}; {other}"):
        assert identify(request(cookies(pair)), tokens) == guest
    assert identify(request(cookies(other), cookies(ours)), tokens) == guest


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_cookie_that_only_this_host_can_set_goes_before_one_that_others_can(
    scheme: str, tokens: Tokens
) -> None:
    token, guest, _ = tokens.guest()
    ours, others = f"{PREFIXED}={token}", f"{PLAIN}={tokens.guest().token}"
    for pairs in ((ours, others), (others, ours)):
        for sent in ([cookies("; ".join(pairs))], map(cookies, pairs)):
            assert identify(request(*sent, scheme=scheme), tokens) == guest


@pytest.mark.parametrize("scheme", ["https", "wss"])
def test_cookie_that_others_can_set_counts_over_tls_only_from_the_release_before(
    scheme: str, tokens: Tokens
) -> None:
    before = request(cookies(f"{PLAIN}={of_the_release_before()}"), scheme=scheme)
    assert identify(before, tokens).user == "g-before"
    with pytest.raises(NotSignedIn, match="https"):
        identify(request(cookies(f"{PLAIN}={tokens.guest().token}"), scheme=scheme), tokens)


@pytest.mark.parametrize(
    "name",
    [
        "__host-careerpilot",
        "__Host-careerpilot\x1f",
        "=__Host-careerpilot",
        *(f"{blank}__Host-careerpilot" for blank in "\v\f\x1c\x85\xa0"),
    ],
)
def test_cookie_whose_name_only_looks_like_ours_is_another(name: str, tokens: Tokens) -> None:
    sent = (b"cookie", f"{name}={tokens.guest().token}".encode("latin-1"))
    with pytest.raises(NotSignedIn, match="Sign in first"):
        identify(request(sent, scheme="https"), tokens)


def other_secret() -> str:
    return Tokens(KeyRing("another-secret-of-at-least-thirty-two"), 60, 600).guest().token


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [bearer("nonsense")],
        [bearer("")],
        [(b"authorization", b"Basic Zm9vOmJhcg==")],
        [(b"authorization", b"Bearer")],
        [bearer(other_secret())],
        [cookies("careerpilot=nonsense")],
        [cookies("careerpilot=")],
        [cookies("__Host-careerpilot=; careerpilot=nonsense")],
        [(b"cookie", b"\xff\xfe=;;;=\x00")],
        [(b"cookie", b"careerpilot=\xff\xfe")],
    ],
)
def test_caller_without_a_valid_token_is_not_signed_in(
    headers: list[Header], tokens: Tokens
) -> None:
    with pytest.raises(NotSignedIn) as refused:
        identify(request(*headers), tokens)
    assert SECRET not in refused.value.message


def test_bearer_that_is_not_valid_is_not_made_good_by_a_cookie(tokens: Tokens) -> None:
    sent: list[Any] = [bearer("nonsense"), cookies(f"{PLAIN}={tokens.guest().token}")]
    with pytest.raises(NotSignedIn):
        identify(request(*sent), tokens)
