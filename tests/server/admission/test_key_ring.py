"""The secrets of access tokens, by the ids of their keys."""

import pytest

from server.admission.key_ring import KeyRing

NEW, OLD = "n" * 32, "o" * 32


def test_ring_signs_with_the_first_secret_and_finds_all_by_their_ids() -> None:
    ring = KeyRing(NEW, [OLD])
    assert ring.signing == ring.find(ring.signing_id) == NEW
    assert ring.find(KeyRing(OLD).signing_id) == OLD
    assert list(ring) == [NEW, OLD]


def test_secret_has_the_same_id_on_every_ring_and_does_not_stand_in_it() -> None:
    assert KeyRing(NEW).signing_id == KeyRing(NEW, [OLD]).signing_id
    assert KeyRing(NEW).signing_id != KeyRing(OLD).signing_id
    assert NEW not in KeyRing(NEW).signing_id


@pytest.mark.parametrize("key_id", ["", "nonsense", NEW, OLD])
def test_unknown_id_finds_nothing(key_id: str) -> None:
    assert KeyRing(NEW, [OLD]).find(key_id) is None


def test_secret_that_is_old_and_new_is_one() -> None:
    assert list(KeyRing(NEW, [OLD, NEW])) == [NEW, OLD]
