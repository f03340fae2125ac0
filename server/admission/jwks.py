"""The published keys of an issuer (JWK Sets, RFC 7517): fetched, kept, and asked for by their ids.

Nothing of a token says where keys are to be had, nor by which algorithm they verify.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final, Literal

import httpcore2
import jwt
import msgspec

from protocol.catalogue import Text
from protocol.errors import Unavailable
from server.logs import get_logger

FRESH_S: Final = 600.0
"""So old the keys may be before they are asked for anew, beside whoever comes meanwhile."""

AGAIN_S: Final = 30.0
"""How often they are asked for at most, whatever tokens name."""

STALE_S: Final = 86_400.0
"""So long keys count while new ones can't be had: one that its issuer withdrew is valid no longer
than that, whoever keeps us from hearing of it."""

WAIT_S: Final = 5.0
"""How long asking may take."""

MOST_BYTES: Final = 256 * 1024
MOST_KEYS: Final = 50

LEAST_RSA, MOST_RSA = 2048, 8192
"""Bits: fewer are too weak (RFC 7518, section 3.3), and more take long to verify by."""

Fetch = Callable[[str], Awaitable[bytes]]
"""Gives what is at a URL. Raises Unreachable."""

log = get_logger(__name__)


class Unreachable(Exception):
    """The keys can't be had; the message says why, for the log."""


class _Jwk(msgspec.Struct):
    """What is looked at of a key, whatever else it has; `kty` says of which kind it is."""

    kty: Literal["RSA", "EC", "OKP"]
    kid: str = ""
    use: str = "sig"
    alg: str = ""


class _JwkSet(msgspec.Struct):
    keys: list[msgspec.Raw]


class Key(msgspec.Struct, frozen=True):
    """A key under its id, and the one algorithm by which it verifies."""

    id: str
    algorithm: str
    key: jwt.PyJWK


class Keys:
    """The keys of one issuer, for `algorithms` alone."""

    def __init__(self, url: str, algorithms: Sequence[str], fetch: Fetch) -> None:
        self._url = url
        self._algorithms = algorithms
        self._fetch = fetch
        self._keys: list[Key] = []
        self._had_at: float | None = None
        self._asked_at: float | None = None
        self._asking: asyncio.Task[None] | None = None

    async def find(self, id: str, algorithm: str) -> list[Key]:
        """Those of that id, or all where it is empty, that verify by that algorithm.

        Of an id that is not known it is asked whether there is one by now, AGAIN_S after the last
        time at the earliest. Raises Unavailable where keys can't be had and none are known that
        would do.
        """
        now = time.monotonic()
        found = self._known(id, algorithm, now)
        if not found:
            await self._ask(now)
            found = self._known(id, algorithm, now)
        elif self._had_at is not None and now - self._had_at > FRESH_S:
            self._begin(now)
        if not found and not self._answered:
            retry_ms = int(AGAIN_S * 1000)
            raise Unavailable(Text("errors.unavailable.issuer"), retry_ms=retry_ms)
        return found

    @property
    def _answered(self) -> bool:
        """Whether the issuer gave keys when it was last asked."""
        return self._had_at is not None and self._had_at == self._asked_at

    def _known(self, id: str, algorithm: str, now: float) -> list[Key]:
        if self._had_at is None or now - self._had_at > STALE_S:
            return []
        return [one for one in self._keys if one.algorithm == algorithm and id in ("", one.id)]

    async def _ask(self, now: float) -> None:
        """Ask for the keys, if that is not too soon; with whoever is asking already."""
        self._begin(now)
        if self._asking is not None:
            await asyncio.shield(self._asking)

    def _begin(self, now: float) -> None:
        if self._asking is not None:
            return
        if self._asked_at is not None and now - self._asked_at < AGAIN_S:
            return
        self._asked_at = now
        self._asking = asyncio.get_running_loop().create_task(self._renew(now))

    async def _renew(self, now: float) -> None:
        try:
            async with asyncio.timeout(WAIT_S):
                raw = await self._fetch(self._url)
            self._keys, self._had_at = read(raw, self._algorithms), now
        except (Unreachable, TimeoutError) as exc:
            log.warning("issuer_keys_away", url=self._url, why=str(exc) or "it took too long")
        finally:
            self._asking = None


def read(raw: bytes, algorithms: Sequence[str]) -> list[Key]:
    """The keys of a set by which tokens may be verified. Raises Unreachable where it is no set.

    Those that are of another kind, for something else, weak or broken are left out: the set may
    have them for others.
    """
    try:
        found = msgspec.json.decode(raw, type=_JwkSet).keys[:MOST_KEYS]
    except (msgspec.DecodeError, RecursionError):
        raise Unreachable("it is no set of keys") from None
    return [key for one in found for key in _keys_of(bytes(one), algorithms)]


def _keys_of(raw: bytes, algorithms: Sequence[str]) -> list[Key]:
    """A key for each allowed algorithm that it is for."""
    try:
        head = msgspec.json.decode(raw, type=_Jwk)
        document: dict[str, Any] = msgspec.json.decode(raw, type=dict[str, Any])
    except (msgspec.DecodeError, RecursionError):
        return []
    # Whatever else it holds, only the public half is of use.
    document.pop("d", None)
    if head.use != "sig" or len(head.kid) > 256:
        return []
    found = []
    for algorithm in algorithms:
        if head.alg not in ("", algorithm):
            continue
        try:
            key = jwt.PyJWK(document, algorithm)
        except (jwt.PyJWTError, ValueError, TypeError, KeyError):
            continue
        if head.kty == "RSA" and not LEAST_RSA <= key.key.key_size <= MOST_RSA:
            continue
        found.append(Key(head.kid, algorithm, key))
    return found


class Fetcher:
    """Asks for keys over connections of their own, and follows no redirect."""

    def __init__(self) -> None:
        self._pool: httpcore2.AsyncConnectionPool | None = None

    async def __call__(self, url: str) -> bytes:
        """What is there. Raises Unreachable."""
        if self._pool is None:
            # Reading the certificates of all authorities takes long.
            tls = await asyncio.to_thread(httpcore2.default_ssl_context)
            self._pool = httpcore2.AsyncConnectionPool(ssl_context=tls, max_connections=4)
        try:
            async with self._pool.stream(
                "GET", url, headers=[("Accept", "application/json")]
            ) as it:
                if it.status != 200:
                    raise Unreachable(f"it answered {it.status}")
                found = bytearray()
                async for piece in it.aiter_stream():
                    found += piece
                    if len(found) > MOST_BYTES:
                        raise Unreachable("it is too large")
                return bytes(found)
        except (
            OSError,
            httpcore2.NetworkError,
            httpcore2.TimeoutException,
            httpcore2.ProtocolError,
            httpcore2.UnsupportedProtocol,
        ) as exc:
            raise Unreachable(type(exc).__name__) from None
