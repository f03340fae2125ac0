"""Versions side by side: nothing of one is lost while another is shown."""

import pytest

from agents.delivery.versions import MOST, Versions


def test_version_that_is_added_is_shown_and_the_one_before_is_kept() -> None:
    made = Versions().added("First", {"text": "a"}).added("Warmer", {"text": "b"})
    assert [(one.id, one.title, one.current) for one in made.shown()] == [
        ("1", "First", False),
        ("2", "Warmer", True),
    ]
    first = made.find("1")
    assert first is not None
    assert first.fields == {"text": "a"}


def test_change_goes_to_the_version_that_is_shown_alone() -> None:
    made = Versions().added("First", {"text": "a"}).added("Warmer", {"text": "b"})
    changed = made.chosen("1").changed({"text": "c"}, "Shorter")
    assert [(one.title, one.fields) for one in changed.kept] == [
        ("Shorter", {"text": "c"}),
        ("Warmer", {"text": "b"}),
    ]


def test_version_that_there_is_not_can_not_be_chosen() -> None:
    with pytest.raises(KeyError):
        Versions().added("First", {}).chosen("2")


def test_more_versions_than_anybody_compares_are_not_made() -> None:
    made = Versions()
    for number in range(MOST):
        made = made.added(f"Number {number}", {})
    assert made.full
    with pytest.raises(ValueError, match="versions already"):
        made.added("One more", {})
