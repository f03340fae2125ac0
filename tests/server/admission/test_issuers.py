"""Tokens of others: which of them are believed, and whom they name."""

import re
import time
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from hypothesis import given
from hypothesis import strategies as st

from protocol.errors import NotSignedIn, Unavailable
from server.admission.issuers import Issuers, user_of
from server.admission.jwks import Unreachable
from server.admission.tokens import MAX_TOKEN, USER_ID, Identity
from server.settings.issuers import Issuer
from tests.server.admission.issued import (
    NAME,
    PUBLISHED,
    SECRET,
    SHARED,
    Json,
    Publisher,
    claims,
    ec_key,
    jwk,
    rsa_key,
    sealed,
    token,
)

PUBLIC_PEM = (
    rsa_key()
    .public_key()
    .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
)


def publisher() -> Publisher:
    return Publisher(jwk(ec_key(), "one"), jwk(rsa_key(), "rsa"))


async def check(one: str, issuer: Issuer = SHARED, fetch: Publisher | None = None) -> Identity:
    issuers = Issuers([issuer], fetch or publisher())
    found = issuers.of(one)
    if found is None:
        raise NotSignedIn("it names nobody")
    return await issuers.check(one, found)


async def test_token_by_a_shared_secret_names_a_user_on_the_plan_of_its_issuer() -> None:
    identity = await check(token(sub="0190f0c4-ada"))
    assert identity.user == "iss-shared.0190f0c4-ada"
    assert not identity.guest
    assert identity.plan == "free"
    assert identity.scopes is None
    assert identity.expires_at == pytest.approx(time.time() + 60, abs=5)
    assert identity.signed_in_at == pytest.approx(time.time() - 5, abs=5)


@pytest.mark.parametrize("kid", ["one", None])
async def test_token_by_a_published_key_is_believed_with_and_without_its_id(
    kid: str | None,
) -> None:
    header = {} if kid is None else {"kid": kid}
    one = token(ec_key(), "ES256", header)
    assert (await check(one, PUBLISHED)).user == "iss-pub.ada"
    assert (await check(token(rsa_key(), "RS256", {"kid": "rsa"}), PUBLISHED)).user == "iss-pub.ada"


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "another"},
        {"aud": ["another", "third"]},
        {"aud": None},
        {"aud": []},
        {"aud": {"authenticated": True}},
        {"exp": None},
        {"exp": 0},
        {"exp": "tomorrow"},
        {"nbf": time.time() + 3600},
        {"sub": None},
        {"sub": ""},
        {"sub": 5},
        {"sub": "x" * 513},
        {"iss": "https://other.example"},
        {"iss": "careerpilot"},
        {"iss": None},
        {"iss": NAME + "/"},
        {"iss": [NAME]},
    ],
)
async def test_token_that_says_something_else_is_refused(changes: Json) -> None:
    with pytest.raises(NotSignedIn):
        await check(sealed({"alg": "HS256"}, claims(**changes), SECRET.encode()))


@pytest.mark.parametrize("changes", [{"aud": ["x", "authenticated"]}, {"nbf": time.time()}])
async def test_token_that_is_for_others_too_is_believed(changes: Json) -> None:
    assert (await check(token(**changes))).user == "iss-shared.ada"


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "none"},
        {"alg": "None"},
        {"alg": ""},
        {},
        {"alg": "HS512"},
        {"alg": "HS256", "typ": "id+jwt"},
        {"alg": "HS256", "typ": "logout+jwt"},
        {"alg": "HS256", "typ": 5},
        {"alg": "HS256", "crit": ["exp"]},
        {"alg": "HS256", "b64": False},
        {"alg": "HS256", "kid": 5},
        {"alg": "HS256", "kid": "x" * 257},
        {"alg": ["HS256"]},
    ],
)
@pytest.mark.parametrize("mac_by", [SECRET.encode(), b"", None], ids=["secret", "empty", "none"])
async def test_token_whose_header_is_not_as_it_should_be_is_refused(
    header: Json, mac_by: bytes | None
) -> None:
    with pytest.raises(NotSignedIn):
        await check(sealed(header, claims(), mac_by))


@pytest.mark.parametrize("mac_by", [PUBLIC_PEM, b"", b"one"], ids=["public key", "empty", "id"])
@pytest.mark.parametrize("alg", ["HS256", "RS256", "ES256", "none"])
async def test_public_key_is_no_secret(mac_by: bytes, alg: str) -> None:
    for kid in ("rsa", "one", "", "../../dev/null", "' UNION SELECT 'x", "http://evil.example"):
        with pytest.raises(NotSignedIn):
            await check(sealed({"alg": alg, "kid": kid}, claims(), mac_by), PUBLISHED)


@pytest.mark.parametrize("field", ["jwk", "jku", "x5u", "x5c"])
async def test_key_that_a_token_brings_along_is_not_looked_at(field: str) -> None:
    brought: Any = {"jwk": jwk(ec_key("evil"), "one"), "x5c": ["MII"]}
    header = {"kid": "one", field: brought.get(field, "https://evil.example/keys")}
    fetch = publisher()
    with pytest.raises(NotSignedIn):
        await check(token(ec_key("evil"), "ES256", header), PUBLISHED, fetch)
    assert fetch.asked == [PUBLISHED.jwks]


async def test_key_counts_for_its_own_algorithm_and_issuer_alone() -> None:
    other = Issuer("other", "https://other.example", "authenticated", secret="o" * 40)
    issuers = Issuers([PUBLISHED, other], publisher())
    forged = [
        token("o" * 40),
        token(ec_key(), "ES256", {"kid": "one"}, iss="https://other.example"),
        token(ec_key(), "ES256", {"kid": "rsa"}),
        token(rsa_key(), "PS256", {"kid": "rsa"}),
    ]
    for one in forged:
        found = issuers.of(one)
        assert found is not None
        with pytest.raises(NotSignedIn):
            await issuers.check(one, found)


async def test_subject_has_to_be_as_the_pattern_says_from_its_beginning_to_its_end() -> None:
    narrow = Issuer("n", NAME, "authenticated", secret=SECRET, subject="[a-f]+")
    assert (await check(token(sub="abc"), narrow)).user == "iss-n.abc"
    for subject in ("abcx", "xabc", "abc\n", ""):
        with pytest.raises(NotSignedIn):
            await check(token(sub=subject), narrow)


async def test_issuer_whose_keys_are_away_is_said_to_be() -> None:
    fetch = publisher()
    fetch.body = Unreachable("gone")
    with pytest.raises(Unavailable):
        await check(token(ec_key(), "ES256"), PUBLISHED, fetch)


@pytest.mark.parametrize(
    "text", ["", ".", "..", "a.b.c", "a.e30.c", "a.W10.c", "x" * (MAX_TOKEN + 1), "é.é.é", "cp_1"]
)
def test_text_that_is_no_token_names_no_issuer(text: str) -> None:
    assert Issuers([SHARED]).of(text) is None


@given(st.text(min_size=1, max_size=300), st.text(min_size=1, max_size=300))
def test_subjects_are_users_each_of_its_own_and_of_its_issuer(one: str, other: str) -> None:
    for alias in ("a", "x" * 16):
        users = [user_of(alias, subject) for subject in (one, other)]
        assert (users[0] == users[1]) == (one == other)
        for user in users:
            assert user.startswith(f"iss-{alias}.")
            assert re.fullmatch(USER_ID, user)


def test_subject_that_is_written_as_a_hash_is_not_the_one_that_is_hashed() -> None:
    hashed = user_of("a", "not | an id")
    assert user_of("a", hashed.removeprefix("iss-a.")) != hashed
