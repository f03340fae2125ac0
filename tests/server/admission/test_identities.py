"""Who calls, by bearer token or by cookie."""

import time

import pytest

from protocol.errors import NotSignedIn
from server.admission.credentials import COOKIE
from server.admission.identities import identify
from server.admission.key_ring import KeyRing
from server.admission.tokens import Tokens

SECRET = "a-secret-of-the-tests-with-many-characters"
HOST = (b"host", b"pilot.example:8000")


@pytest.fixture
def tokens() -> Tokens:
    return Tokens(KeyRing(SECRET), ttl_s=60, guest_s=600)


def bearer(token: str) -> list[tuple[bytes, bytes]]:
    return [(b"authorization", f"Bearer {token}".encode())]


def cookie(token: str) -> list[tuple[bytes, bytes]]:
    return [(b"cookie", f"other=1; {COOKIE}={token}".encode())]


def test_guest_is_known_again_by_bearer_and_by_cookie(tokens: Tokens) -> None:
    token, guest, _ = tokens.guest()
    assert identify(bearer(token), tokens) == guest
    assert identify(cookie(token), tokens) == guest
    assert guest.guest
    assert guest.expires_at == pytest.approx(time.time() + 60, abs=5)


@pytest.mark.parametrize(
    "other",
    ["foo=bar", 'foo={"a":1}', "foo=a b", "foo", 'foo="x', "foo=é", "=", "", "f@o=[1]", "a=b=c"],
)
def test_guest_is_known_whatever_other_cookies_stand_beside(other: str, tokens: Tokens) -> None:
    token, guest, _ = tokens.guest()
    ours = f"{COOKIE}={token}"
    for pair in (f"{other}; {ours}", f"{ours}; {other}", f"{other}; {ours}; {other}"):
        assert identify([(b"cookie", pair.encode())], tokens) == guest
    assert identify([(b"cookie", other.encode()), (b"cookie", ours.encode())], tokens) == guest


@pytest.mark.parametrize(
    "headers",
    [
        [],
        bearer("nonsense"),
        bearer(""),
        [(b"authorization", b"Basic Zm9vOmJhcg==")],
        bearer(Tokens(KeyRing("another-secret-of-at-least-thirty-two"), 60, 600).guest().token),
        cookie("nonsense"),
        [(b"cookie", b"\xff\xfe=;;;=\x00")],
    ],
)
def test_caller_without_a_valid_token_is_not_signed_in(
    headers: list[tuple[bytes, bytes]], tokens: Tokens
) -> None:
    with pytest.raises(NotSignedIn) as refused:
        identify(headers, tokens)
    assert SECRET not in refused.value.message
