"""What the gateway may use, and that keys show nowhere."""

import pytest

from agents.gateway.provider_keys import Key, ProviderKeys, fingerprint
from agents.models.vendors.anthropic.adapter import Anthropic
from agents.models.vendors.compatible.adapter import Compatible
from tests.agents.gateway.lab import KEY, OTHER_KEY


def test_key_shows_only_its_fingerprint() -> None:
    key = Key(KEY)
    assert repr(key) == f"Key({fingerprint(KEY)})"
    assert KEY not in repr(ProviderKeys(Anthropic(), [KEY]))


def test_fingerprints_of_keys_differ_and_stay() -> None:
    assert fingerprint(KEY) == fingerprint(KEY) != fingerprint(OTHER_KEY)
    assert len(fingerprint(KEY)) == 8


def test_secret_is_found_by_its_fingerprint_and_counts_a_key_once() -> None:
    keys = ProviderKeys(Anthropic(), [KEY, OTHER_KEY, KEY])
    assert keys.fingerprints == (fingerprint(KEY), fingerprint(OTHER_KEY))
    assert keys.secret(fingerprint(OTHER_KEY)) == OTHER_KEY


def test_no_key_is_refused_where_the_provider_needs_one() -> None:
    with pytest.raises(ValueError, match="anthropic needs a key"):
        ProviderKeys(Anthropic())


def test_provider_that_needs_no_key_has_an_empty_one() -> None:
    keys = ProviderKeys(Compatible("http://127.0.0.1:9/v1"), models={"lite": "some-model"})
    assert keys.secret(keys.fingerprints[0]) == ""


def test_providers_own_models_are_served_unless_others_are_named() -> None:
    assert ProviderKeys(Anthropic(), [KEY]).models == Anthropic.models
    assert ProviderKeys(Anthropic(), [KEY], {"lite": "small"}).models == {"lite": "small"}
