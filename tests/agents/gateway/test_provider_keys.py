"""What the gateway may use, and that keys show nowhere."""

import pytest

from agents.gateway.provider_keys import Account, Key, fingerprint
from agents.models.vendors.anthropic.adapter import Anthropic
from agents.models.vendors.compatible.adapter import Compatible
from tests.agents.gateway.lab import KEY, OTHER_KEY


def test_key_shows_only_its_fingerprint() -> None:
    key = Key(KEY)
    assert repr(key) == f"Key({fingerprint(KEY)})"
    assert KEY not in repr(Account(Anthropic(), [KEY]))


def test_fingerprints_of_keys_differ_and_stay() -> None:
    assert fingerprint(KEY) == fingerprint(KEY) != fingerprint(OTHER_KEY)
    assert len(fingerprint(KEY)) == 8


def test_account_finds_the_secret_by_fingerprint_and_counts_a_key_once() -> None:
    account = Account(Anthropic(), [KEY, OTHER_KEY, KEY])
    assert account.fingerprints == (fingerprint(KEY), fingerprint(OTHER_KEY))
    assert account.secret(fingerprint(OTHER_KEY)) == OTHER_KEY


def test_account_without_a_key_is_refused_where_the_provider_needs_one() -> None:
    with pytest.raises(ValueError, match="anthropic needs a key"):
        Account(Anthropic())


def test_account_of_a_provider_that_needs_no_key_has_an_empty_one() -> None:
    account = Account(Compatible("http://127.0.0.1:9/v1"), models={"lite": "some-model"})
    assert account.secret(account.fingerprints[0]) == ""


def test_account_serves_the_providers_models_unless_others_are_named() -> None:
    assert Account(Anthropic(), [KEY]).models == Anthropic.models
    assert Account(Anthropic(), [KEY], {"lite": "small"}).models == {"lite": "small"}
