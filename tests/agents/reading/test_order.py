"""Whatever stands on a page, each piece of it is read, and once."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from agents.reading.pdf.glyphs import Box
from agents.reading.pdf.layout import laid_out
from agents.reading.pdf.order import order
from agents.reading.pdf.pieces import Piece
from agents.reading.pdf.tables import Rules, with_rows

places = st.integers(0, 60).map(lambda n: 10.0 * n)
pieces = st.builds(
    lambda x, y, wide, size, text: Piece(text, x, x + wide, y, size, bold=False),
    places, places, st.integers(5, 300), st.sampled_from([6.0, 10.0, 24.0]),
    st.text("abcXYZ", min_size=1, max_size=8),
)  # fmt: skip
pages = st.lists(pieces, max_size=25)
upright = st.builds(lambda x, y, tall: Box(x, y, x + 1, y + tall), places, places, places)
level = st.builds(lambda x, y, wide: Box(x, y, x + wide, y + 1), places, places, places)


def letters(text: str) -> Counter[str]:
    return Counter("".join(text.split()))


@given(pages, st.lists(upright, max_size=6), st.lists(level, max_size=6))
def test_every_piece_is_in_one_place_of_the_order(
    page: list[Piece], walls: list[Box], cuts: list[Box]
):
    found = order(page, walls, cuts)
    assert Counter(p for column in found.columns for line in column for p in line) == Counter(page)


@given(pages, st.lists(upright, max_size=8), st.lists(level, max_size=8))
def test_every_letter_is_in_the_lines(page: list[Piece], walls: list[Box], cuts: list[Box]):
    rows = with_rows(page, Rules(walls, cuts))
    lines = list(laid_out(order(rows, walls, cuts).columns, ()))
    read = sum((letters(line.text) for line in lines), Counter[str]())
    assert read == sum((letters(piece.text) for piece in page), Counter[str]())


@given(st.integers(3, 12), st.integers(3, 12), st.floats(9, 15), st.floats(9, 15), st.randoms())
def test_columns_of_long_lines_are_read_whole_in_whatever_order_they_are_drawn(
    left: int, right: int, one: float, other: float, dice
):
    sides = (("left", 50, left, one), ("right", 300, right, other))
    page = [
        Piece(f"{name}{n} {'a' * 30}", x, x + 200, 100 + step * n, 9, bold=False)
        for name, x, count, step in sides
        for n in range(count)
    ]
    dice.shuffle(page)
    read = [p.text.split()[0] for c in order(page).columns for line in c for p in line]
    assert read == [*(f"left{n}" for n in range(left)), *(f"right{n}" for n in range(right))]


def test_labels_of_a_form_are_read_with_what_stands_beside_them():
    labels = ["Person", "Name", *["Dates", "Occupation held", "Employer"] * 3]
    page = []
    for row, label in enumerate(labels):
        y = 100 + 14 * row
        page.append(Piece(label, 50, 130, y, 9, bold=label == "Person"))
        if label != "Person":
            page.append(Piece(f"Value {row} {'a' * 30}", 200, 400, y, 9, bold=False))
    read = [[p.text.split()[0] for p in line] for c in order(page).columns for line in c]
    assert read == [["Person"], *([label.split()[0], "Value"] for label in labels[1:])]
