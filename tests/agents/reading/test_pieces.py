"""Pieces of lines are what follows each other, however its characters are given."""

import pytest

from agents.reading.pdf.glyphs import Box, Glyph, Style
from agents.reading.pdf.pieces import pieces

STYLE = Style(object(), 10, False, (0, 0, 0), 255, 0, True, 0, True)


def drawn(*places: tuple[str, float, float], style: Style = STYLE) -> list[Glyph]:
    return [Glyph(text, a, b, 100, Box(a, 93, b, 102), style) for text, a, b in places]


@pytest.mark.parametrize("letters", ["fi", "ffi", "ffl"])
def test_letters_of_a_wide_ligature_are_of_one_word(letters: str) -> None:
    one = [(letter, 5, 14.5) for letter in letters]
    (piece,) = pieces(drawn(("o", 0, 5), *one, ("x", 14.5, 20)))
    assert piece.text == f"o{letters}x"


def test_a_letter_that_goes_back_as_far_begins_a_piece_of_its_own() -> None:
    found = list(pieces(drawn(("W", 5, 14.5), ("i", 5, 9))))
    assert [piece.text for piece in found] == ["W", "i"]
