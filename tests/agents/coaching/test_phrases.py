"""Phrasings of one thing to say."""

from agents.coaching.phrases import fresh, quote_of
from protocol.catalogue import told


def test_phrasing_that_quotes_nothing_is_said_whatever_could_be_quoted() -> None:
    text = fresh("change.between", (), quote="the lift stood still")
    assert text is not None
    assert quote_of(text) == ""
    assert "Between" in told(text, "en")


def test_phrasing_with_a_quote_takes_the_particle_that_korean_has_behind_it() -> None:
    text = fresh("ask.own", (), quote="다시 붙였다")
    assert text is not None
    assert quote_of(text) == "다시 붙였다"
    assert "“다시 붙였다”라고" in told(text, "ko") or "‘다시 붙였다’라고" in told(text, "ko")


def test_phrasing_that_was_heard_is_not_said_again() -> None:
    heard = [f"change.between.{number}" for number in range(1, 5)]
    texts = [fresh("change.between", heard[:count]) for count in range(5)]
    assert [text and text.key for text in texts] == [*(f"coaching.{one}" for one in heard), None]
