"""Access tokens, forged and late ones too, and the secret that signs them."""

import os
import stat
import time
from collections.abc import Callable
from pathlib import Path

import jwt
import pytest

from protocol.errors import NotSignedIn
from server.admission.credentials import COOKIE
from server.admission.identities import identify
from server.admission.tokens import BadSecret, Tokens, load_secret

SECRET = "a-secret-of-the-tests-with-many-characters"


@pytest.fixture
def tokens() -> Tokens:
    return Tokens(SECRET, ttl_s=60)


def bearer(token: str) -> list[tuple[bytes, bytes]]:
    return [(b"authorization", f"Bearer {token}".encode())]


def cookie(token: str) -> list[tuple[bytes, bytes]]:
    return [(b"cookie", f"other=1; {COOKIE}={token}".encode())]


def test_two_guests_are_two_users(tokens: Tokens) -> None:
    assert tokens.guest()[1].user != tokens.guest()[1].user


def forged(**changes: object) -> str:
    claims = {"sub": "g-1", "guest": True, "aud": "careerpilot", "exp": time.time() + 60}
    return jwt.encode(
        {k: v for k, v in (claims | changes).items() if v is not None}, SECRET, "HS256"
    )


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
