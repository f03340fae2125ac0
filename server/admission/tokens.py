"""Access tokens: JWTs (RFC 7519) signed with HS256, and the secret that signs them."""

import contextlib
import os
import secrets
import tempfile
import time
import uuid
from pathlib import Path
from typing import NamedTuple

import jwt

from protocol.errors import CareerPilotError, NotSignedIn
from server.settings.parsers import MIN_SECRET

AUDIENCE = "careerpilot"
ALGORITHM = "HS256"


class BadSecret(CareerPilotError):
    """The secret that was kept can't sign anything; the message names its file."""


class Identity(NamedTuple):
    """The caller: a user's id, whether a guest, and when the proof runs out (Unix seconds)."""

    user: str
    guest: bool
    expires_at: float


class Tokens:
    """Makes and checks access tokens with one secret."""

    def __init__(self, secret: str, ttl_s: int) -> None:
        self._secret = secret
        self.ttl_s = ttl_s

    def guest(self, known: Identity | None = None) -> tuple[str, Identity]:
        """A fresh token for a known guest, else for one who did not exist before."""
        now = int(time.time())
        user = known.user if known else f"g-{uuid.uuid4()}"
        identity = Identity(user, True, now + self.ttl_s)
        claims = {
            "sub": identity.user,
            "guest": True,
            "aud": AUDIENCE,
            "iat": now,
            "exp": int(identity.expires_at),
        }
        return jwt.encode(claims, self._secret, ALGORITHM), identity

    def check(self, token: str, late_s: int = 0) -> Identity:
        """Whom `token` names. Raises NotSignedIn for one that is forged, foreign or run out.

        One that ran out less than `late_s` seconds ago still counts: that is for renewals alone.
        """
        try:
            claims = jwt.decode(
                token,
                self._secret,
                algorithms=[ALGORITHM],
                audience=AUDIENCE,
                leeway=late_s,
                # When a token was issued says nothing of its validity (RFC 7519 §4.1.6), and the
                # clock of the machine that issued it may be ahead of this one's.
                options={"require": ["sub", "exp", "aud"], "verify_iat": False},
            )
        except jwt.ExpiredSignatureError:
            raise NotSignedIn("Your sign-in has run out. Sign in again.") from None
        except jwt.InvalidTokenError:
            raise NotSignedIn("This sign-in is not valid here. Sign in again.") from None
        return Identity(claims["sub"], bool(claims.get("guest")), float(claims["exp"]))


def load_secret(configured: str | None, data_dir: Path) -> str:
    """The signing secret: the configured one, else one made once and kept in `data_dir`.

    Raises BadSecret where the one that is kept is too short, or no text.
    """
    if configured:
        return configured
    path = data_dir / "secret"
    if not path.exists():
        _make_secret(path)
    # A file that lost its content in a power cut is empty, or full of zeros.
    kept = path.read_bytes().strip(b"\0").decode(errors="replace")
    if len(kept) < MIN_SECRET:
        raise BadSecret(
            f"{path} must hold at least {MIN_SECRET} characters. Where it is removed the next "
            "start makes a new one, and everybody has to sign in again"
        )
    return kept


def _make_secret(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent) as file:
        file.write(secrets.token_urlsafe(48))
        file.flush()
        os.fsync(file.fileno())
        # A link appears whole or not at all: of several workers that start at once, one wins.
        with contextlib.suppress(FileExistsError):
            os.link(file.name, path)
