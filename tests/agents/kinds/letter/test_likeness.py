"""Passages that speak of what is named."""

from agents.kinds.letter.likeness import likest, nearest, share


def test_share_is_of_the_words_that_are_named() -> None:
    assert share("falls project", "Falls with harm went from 9 to 4") == 0.5
    assert share("낙상 점검표", "낙상 위험 점검표를 만들어 적용") == 1.0
    assert share("the", "anything") == 0.0


def test_nearest_are_words_of_one_sentence() -> None:
    text = "I use a system. At Kestrel I worked with Manhattan WMS."
    assert nearest("the Manhattan WMS system", text) == "Manhattan WMS"
    assert nearest("sailing", text) == ""


def test_likest_has_enough_of_it() -> None:
    lines = ["ran the choir", "cut falls with harm"]
    assert likest("falls project", lines, 0.5) == "cut falls with harm"
    assert likest("sailing boats", lines, 0.5) == ""
