"""The keys that issuers publish: which of them count, and when they are asked for."""

import asyncio
import json
from typing import Any

import pytest

from protocol.errors import Unavailable
from server.admission import jwks as module
from server.admission.jwks import (
    AGAIN_S,
    FRESH_S,
    MOST_BYTES,
    MOST_KEYS,
    STALE_S,
    Fetcher,
    Keys,
    Unreachable,
    read,
)
from tests.server.admission.issued import (
    URL,
    Json,
    Publisher,
    ec_key,
    ed_key,
    jwk,
    jwks,
    rsa_key,
)
from tests.server.fetching.sites import Site, answer, redirect, serving

ALL = ("ES256", "RS256", "PS256", "EdDSA")


class Clock:
    """A monotonic clock that is set."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    one = Clock()
    monkeypatch.setattr(module, "time", one)
    return one


def keys_of(publisher: Publisher) -> Keys:
    return Keys(URL, ALL, publisher)


async def ids(keys: Keys, id: str = "", algorithm: str = "ES256") -> list[str]:
    return [key.id for key in await keys.find(id, algorithm)]


async def test_keys_are_asked_for_once_by_all_who_need_them_at_once(clock: Clock) -> None:
    publisher = Publisher(jwk(ec_key(), "one"), jwk(ec_key("two"), "two"))
    keys = keys_of(publisher)
    found = await asyncio.gather(*(ids(keys, "one") for _ in range(20)))
    assert found == [["one"]] * 20
    assert publisher.asked == [URL]
    assert await ids(keys) == ["one", "two"]
    assert publisher.asked == [URL]


async def test_key_that_is_new_is_found_but_no_flood_of_names_asks_often(clock: Clock) -> None:
    publisher = Publisher(jwk(ec_key(), "one"))
    keys = keys_of(publisher)
    assert await ids(keys, "one") == ["one"]
    publisher.publish([jwk(ec_key("two"), "two")])
    for n in range(100):
        assert await ids(keys, f"unknown {n}") == []
    assert len(publisher.asked) == 1
    clock.now += AGAIN_S
    assert await ids(keys, "two") == ["two"]
    assert await ids(keys, "one") == []
    assert len(publisher.asked) == 2


async def test_issuer_that_is_away_stops_nobody_whose_key_is_known(clock: Clock) -> None:
    publisher = Publisher(jwk(ec_key(), "one"))
    keys = keys_of(publisher)
    await ids(keys, "one")
    publisher.body = Unreachable("gone")
    clock.now += FRESH_S + 1
    assert await ids(keys, "one") == ["one"]
    await asyncio.sleep(0)
    with pytest.raises(Unavailable) as refused:
        await ids(keys, "two")
    assert refused.value.retry_ms == AGAIN_S * 1000
    clock.now += STALE_S
    with pytest.raises(Unavailable):
        await ids(keys, "one")


async def test_issuer_that_was_never_there_is_asked_now_and_then(clock: Clock) -> None:
    publisher = Publisher()
    publisher.body = Unreachable("gone")
    keys = keys_of(publisher)
    for _ in range(10):
        with pytest.raises(Unavailable):
            await ids(keys, "one")
    assert len(publisher.asked) == 1
    publisher.publish([jwk(ec_key(), "one")])
    clock.now += AGAIN_S
    assert await ids(keys, "one") == ["one"]


async def test_old_keys_are_renewed_beside_whoever_asks(clock: Clock) -> None:
    publisher = Publisher(jwk(ec_key(), "one"))
    keys = keys_of(publisher)
    await ids(keys, "one")
    publisher.publish([jwk(ec_key("two"), "two")])
    clock.now += FRESH_S + 1
    assert await ids(keys, "one") == ["one"]
    for _ in range(5):
        await asyncio.sleep(0)
    assert len(publisher.asked) == 2
    assert await ids(keys) == ["two"]


def algorithms(document: Json, allowed: tuple[str, ...] = ALL) -> list[str]:
    return [key.algorithm for key in read(jwks(document), allowed)]


def test_key_verifies_by_what_it_is_for_and_what_is_allowed() -> None:
    assert algorithms(jwk(ec_key(), "k")) == ["ES256"]
    assert algorithms(jwk(rsa_key(), "k")) == ["RS256", "PS256"]
    assert algorithms(jwk(rsa_key(), "k", alg="PS256")) == ["PS256"]
    assert algorithms(jwk(rsa_key(), "k"), ("ES256",)) == []
    assert algorithms(jwk(ed_key(), "k")) == ["EdDSA"]


@pytest.mark.parametrize(
    "document",
    [
        {"kty": "oct", "k": "c2VjcmV0", "kid": "k"},
        {"kty": "oct", "k": "c2VjcmV0", "kid": "k", "alg": "HS256"},
        {"kty": "RSA", "kid": "k"},
        {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA", "kid": "k"},
        {"kty": "EC", "crv": "P-256", "x": 5, "y": None, "kid": "k"},
        {"kty": ["RSA"]},
        {"kid": "k"},
        5,
        None,
    ],
)
def test_key_that_is_none_of_ours_is_left_out(document: Any) -> None:
    good = jwk(ec_key(), "good")
    assert [key.id for key in read(jwks(document, good), ALL)] == ["good"]


def test_key_for_encryption_or_too_weak_or_too_large_is_left_out() -> None:
    assert algorithms(jwk(ec_key(), "k", use="enc")) == []
    assert algorithms(jwk(rsa_key(1024), "k")) == []
    large = {"kty": "RSA", "kid": "k", "e": "AQAB", "n": "_" * (8200 // 6 + 1)}
    assert algorithms(large) == []
    assert algorithms(jwk(ec_key(), "k" * 257)) == []


@pytest.mark.parametrize("raw", [b"", b"{}", b"[]", b'{"keys":{}}', b"<html>", b"[" * 100_000])
def test_what_is_no_set_of_keys_is_refused(raw: bytes) -> None:
    with pytest.raises(Unreachable):
        read(raw, ALL)


def test_set_of_very_many_keys_is_read_in_part() -> None:
    many = [jwk(ec_key(), str(n)) for n in range(500)]
    assert len(read(json.dumps({"keys": many}).encode(), ALL)) == MOST_KEYS


async def test_keys_are_fetched_and_nothing_else_is_followed_or_taken() -> None:
    body = jwks(jwk(ec_key(), "one"))
    site = Site(
        {
            "/keys": answer(body, type="application/json"),
            "/moved": redirect("/keys"),
            "/large": answer(b" " * (MOST_BYTES + 1)),
            "/broken": b"no http at all\r\n\r\n",
        }
    )
    async with serving(site):
        fetch = Fetcher()
        assert await fetch(site.url("/keys")) == body
        for path in ("/moved", "/large", "/broken", "/missing"):
            with pytest.raises(Unreachable):
                await fetch(site.url(path))
        assert site.asked.count("/keys") == 1
        port = site.port
    with pytest.raises(Unreachable):
        await fetch(f"http://127.0.0.1:{port}/keys")
