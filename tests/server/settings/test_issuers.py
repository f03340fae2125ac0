"""CAREERPILOT_ISSUERS: which tables make sense, and what is said of those that do not."""

import json
from typing import Any

import pytest

from server.settings.issuers import issuers
from server.settings.settings import Settings, SettingsError
from server.settings.table import Unfit

SECRET = "a-secret-that-an-issuer-shares-with-us"
GOOD = {"alias": "supabase", "issuer": "https://x.example", "audience": "authenticated"}
URL = "https://x.example/jwks.json"


def table(*rows: dict[str, Any]) -> str:
    return json.dumps(rows)


def test_issuers_of_both_kinds_are_read() -> None:
    other = {**GOOD, "alias": "b", "issuer": "b", "secret": SECRET, "plan": "pro"}
    one, two = issuers(table({**GOOD, "jwks": URL, "algorithms": ["ES256"]}, other))
    assert (one.allowed, one.plan) == (("ES256",), "free")
    assert (two.allowed, two.plan) == (("HS256",), "pro")


@pytest.mark.parametrize("jwks", ["http://127.0.0.1:54321/keys", "http://localhost/keys", URL])
def test_keys_are_asked_for_over_tls_or_on_this_machine(jwks: str) -> None:
    assert issuers(table({**GOOD, "jwks": jwks}))[0].jwks == jwks


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"secret": SECRET, "jwks": URL},
        {"secret": "short"},
        {"secret": SECRET, "algorithms": ["HS512"]},
        {"secret": SECRET, "algorithms": ["RS256"]},
        {"secret": SECRET, "algorithms": ["none"]},
        {"jwks": URL, "algorithms": ["HS256"]},
        {"jwks": URL, "algorithms": ["ES256", "HS256"]},
        {"jwks": "http://x.example/jwks.json"},
        {"jwks": "ftp://x.example/jwks.json"},
        {"jwks": "https://a:b@x.example/"},
        {"jwks": "https://x.example:99999/"},
        {"jwks": "https://[x/"},
        {"jwks": "https://x.example/\n"},
        {"jwks": URL, "subject": "["},
        {"jwks": URL, "subject": ""},
        {"jwks": URL, "alias": "A.b"},
        {"jwks": URL, "alias": "a\n"},
        {"jwks": URL, "alias": ""},
        {"jwks": URL, "issuer": "careerpilot"},
        {"jwks": URL, "plan": "guests"},
        {"jwks": URL, "algorithm": "ES256"},
    ],
)
def test_issuer_that_makes_no_sense_is_refused_and_no_secret_told(changes: dict[str, Any]) -> None:
    with pytest.raises(Unfit) as refused:
        issuers(table({**GOOD, **changes}))
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize("text", ["", "{}", "null", "[1]", "[" * 5000, "alias=x", table(GOOD)[:-3]])
def test_what_is_no_list_of_issuers_is_refused(text: str) -> None:
    with pytest.raises(Unfit):
        issuers(text)


def test_two_issuers_have_neither_an_alias_nor_a_name_in_common() -> None:
    one = {**GOOD, "jwks": URL}
    for changes in ({"alias": "other"}, {"issuer": "other"}):
        with pytest.raises(Unfit, match="Two"):
            issuers(table(one, {**one, **changes}))
    assert len(issuers(table(one, {**one, "alias": "other", "issuer": "other"}))) == 2


def test_wrong_setting_is_named_with_what_is_wrong_and_its_secret_is_not() -> None:
    given = {"CAREERPILOT_ISSUERS": table({**GOOD, "secret": SECRET, "algorithms": ["ES256"]})}
    with pytest.raises(SettingsError) as refused:
        Settings.load(given, None)
    (problem,) = refused.value.problems
    assert "CAREERPILOT_ISSUERS" in problem
    assert "supabase has algorithms that are not for its kind of key" in problem
    assert SECRET not in problem
    right = {"CAREERPILOT_ISSUERS": table({**GOOD, "secret": SECRET})}
    assert SECRET not in repr(Settings.load(right, None))
