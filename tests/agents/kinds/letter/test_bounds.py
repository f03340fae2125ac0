"""How long a letter is to be."""

from agents.kinds.letter.bounds import Bounds
from agents.results.types import Length


def test_words_may_be_a_tenth_off_and_a_limit_never_passed() -> None:
    assert (Bounds(220, None).least, Bounds(220, None).most) == (198, 242)
    limited = Bounds(220, Length(700, "characters", spaces=True))
    assert (limited.least, limited.most, limited.unit) == (630, 700, "characters")


def test_length_is_counted_in_the_unit_of_the_limit() -> None:
    bare = Bounds(220, Length(10, "characters", spaces=False))
    assert bare.of("재고 실사") == 4
    assert Bounds(220, Length(10, "bytes", spaces=True, encoding="euc-kr")).of("재고 A") == 6
