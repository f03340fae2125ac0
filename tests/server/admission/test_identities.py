"""Tokens, cookies and origins."""

import os
import stat
import time
from collections.abc import Callable
from pathlib import Path

import jwt
import pytest

from protocol.errors import Forbidden, NotSignedIn
from server.admission.identities import (
    COOKIE,
    BadSecret,
    Tokens,
    check_origin,
    identify,
    load_secret,
)

SECRET = "a-secret-of-the-tests-with-many-characters"
HOST = (b"host", b"pilot.example:8000")


@pytest.fixture
def tokens() -> Tokens:
    return Tokens(SECRET, ttl_s=60)


def bearer(token: str) -> list[tuple[bytes, bytes]]:
    return [(b"authorization", f"Bearer {token}".encode())]


def cookie(token: str) -> list[tuple[bytes, bytes]]:
    return [(b"cookie", f"other=1; {COOKIE}={token}".encode())]


def test_guest_is_known_again_by_bearer_and_by_cookie(tokens: Tokens) -> None:
    token, guest = tokens.guest()
    assert identify(bearer(token), tokens) == guest
    assert identify(cookie(token), tokens) == guest
    assert guest.guest
    assert guest.expires_at == pytest.approx(time.time() + 60, abs=5)


@pytest.mark.parametrize(
    "other",
    ["foo=bar", 'foo={"a":1}', "foo=a b", "foo", 'foo="x', "foo=é", "=", "", "f@o=[1]", "a=b=c"],
)
def test_guest_is_known_whatever_other_cookies_stand_beside(other: str, tokens: Tokens) -> None:
    token, guest = tokens.guest()
    ours = f"{COOKIE}={token}"
    for pair in (f"{other}; {ours}", f"{ours}; {other}", f"{other}; {ours}; {other}"):
        assert identify([(b"cookie", pair.encode())], tokens) == guest
    assert identify([(b"cookie", other.encode()), (b"cookie", ours.encode())], tokens) == guest


def test_two_guests_are_two_users(tokens: Tokens) -> None:
    assert tokens.guest()[1].user != tokens.guest()[1].user


def forged(**changes: object) -> str:
    claims = {"sub": "g-1", "guest": True, "aud": "careerpilot", "exp": time.time() + 60}
    return jwt.encode(
        {k: v for k, v in (claims | changes).items() if v is not None}, SECRET, "HS256"
    )


@pytest.mark.parametrize(
    "headers",
    [
        [],
        bearer("nonsense"),
        bearer(""),
        [(b"authorization", b"Basic Zm9vOmJhcg==")],
        bearer(Tokens("another-secret-of-at-least-thirty-two", 60).guest()[0]),
        bearer(forged(exp=time.time() - 1)),
        bearer(forged(exp=None)),
        bearer(forged(sub=None)),
        bearer(forged(aud="somebody-else")),
        bearer(
            jwt.encode({"sub": "g-1", "aud": "careerpilot", "exp": time.time() + 60}, "", "none")
        ),
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


def test_token_of_a_machine_whose_clock_is_ahead_is_valid(tokens: Tokens) -> None:
    assert identify(bearer(forged(iat=time.time() + 30)), tokens).user == "g-1"


@pytest.mark.parametrize("carried", [bearer, cookie])
def test_token_that_ran_out_counts_where_lateness_is_allowed_and_no_longer(
    carried: Callable[[str], list[tuple[bytes, bytes]]], tokens: Tokens
) -> None:
    late = carried(forged(exp=time.time() - 50))
    assert identify(late, tokens, late_s=60).user == "g-1"
    for allowed in (0, 40):
        with pytest.raises(NotSignedIn, match="run out"):
            identify(late, tokens, late_s=allowed)


def test_lateness_excuses_nothing_but_lateness(tokens: Tokens) -> None:
    for token in (forged(exp=None), forged(aud="somebody-else"), "nonsense"):
        with pytest.raises(NotSignedIn, match="not valid"):
            identify(bearer(token), tokens, late_s=60)


@pytest.mark.parametrize("origin", [b"http://pilot.example:8000", b"https://friend.example"])
def test_page_of_this_host_or_of_the_list_may_pass(origin: bytes) -> None:
    check_origin([HOST, (b"origin", origin)], frozenset({"https://friend.example"}))


@pytest.mark.parametrize(
    "origin",
    [
        b"https://evil.example",
        b"null",
        b"http://pilot.example",
        b"http://pilot.example:8000.evil",
        b"",
    ],
)
@pytest.mark.parametrize("safe", [True, False])
def test_page_of_another_host_is_refused(origin: bytes, safe: bool) -> None:
    with pytest.raises(Forbidden):
        check_origin([HOST, (b"origin", origin)], frozenset({"https://friend.example"}), safe=safe)


def test_cookie_without_an_origin_may_read_but_not_write(tokens: Tokens) -> None:
    headers = [HOST, *cookie(tokens.guest()[0])]
    check_origin(headers, frozenset(), safe=True)
    with pytest.raises(Forbidden):
        check_origin(headers, frozenset())


def test_bearer_without_an_origin_may_write_whatever_cookie_stands_beside(tokens: Tokens) -> None:
    token = tokens.guest()[0]
    check_origin([HOST, *bearer(token)], frozenset())
    check_origin([HOST, *bearer(token), *cookie(token)], frozenset())


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
