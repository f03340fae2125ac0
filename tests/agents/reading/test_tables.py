"""Rows of tables with ruled lines are lines, however their cells are wrapped."""

from itertools import pairwise

import pytest

from agents.reading.read import read
from tests.agents.reading.files import At, box, pdf

XS, YS = (40, 140, 240, 540), (760, 740, 700, 660)


def grid(ys: tuple[int, ...] = YS) -> list[str]:
    upright = [box(x, ys[-1], 1, ys[0] - ys[-1], grey=0) for x in XS]
    return upright + [box(XS[0], y, XS[-1] - XS[0] + 1, 1, grey=0) for y in ys]


CELLS = [
    At(45, 748, "Period"), At(145, 748, "Employer"), At(245, 748, "Work"),
    At(45, 725, "2019 - today"), At(145, 725, "Acme GmbH in"), At(245, 725, "Built platforms that"),
    At(145, 712, "Berlin"), At(245, 712, "stay up"),
    At(45, 685, "2014 - 2019"), At(145, 685, "Beta"), At(245, 685, "Helped"),
]  # fmt: skip


@pytest.mark.parametrize("lines", ["thin shapes", "boxes"])
def test_row_of_wrapped_cells_is_a_line(lines: str):
    if lines == "boxes":
        drawn = [
            f"{left} {low} {right - left} {high - low} re S"
            for left, right in pairwise(XS)
            for high, low in pairwise(YS)
        ]
    else:
        drawn = grid()
    text = read(pdf([At(40, 800, "Ada Example"), *drawn, *CELLS, At(40, 600, "The end")])).text
    assert [line for line in text.split("\n") if line] == [
        "Ada Example",
        "Period\tEmployer\tWork",
        "2019 - today\tAcme GmbH in Berlin\tBuilt platforms that stay up",
        "2014 - 2019\tBeta\tHelped",
        "The end",
    ]


def test_list_in_a_cell_is_read_line_by_line():
    cells = [
        At(45, 748, "2019 - today"), At(145, 748, "Acme Works"), At(145, 734, "- Kept the kiln"),
        At(145, 720, "- Trained ten"), At(45, 685, "2014 - 2019"), At(145, 685, "Beta"),
    ]  # fmt: skip
    ys = (760, 700, 660)
    drawn = [box(x, ys[-1], 1, ys[0] - ys[-1], grey=0) for x in XS[:2] + XS[3:]]
    drawn += [box(XS[0], y, XS[-1] - XS[0] + 1, 1, grey=0) for y in ys]
    text = read(pdf([*drawn, *cells])).text
    assert [line for line in text.split("\n") if line] == [
        "2019 - today\tAcme Works", "• Kept the kiln", "• Trained ten", "2014 - 2019\tBeta",
    ]  # fmt: skip


def test_wrapped_cells_are_one_where_no_line_is_drawn():
    wrapped = [
        At(40, 760, "2019 - today"), At(140, 760, "Acme Works in the"),
        At(240, 760, "Built platforms that"),
        At(140, 748, "town of Ulm"), At(240, 748, "stay up"),
        At(40, 730, "2014 - 2019"), At(140, 730, "Beta"), At(240, 730, "Helped"),
    ]  # fmt: skip
    text = read(pdf(wrapped)).text
    assert [line for line in text.split("\n") if line] == [
        "2019 - today\tAcme Works in the town of Ulm\tBuilt platforms that stay up",
        "2014 - 2019\tBeta\tHelped",
    ]


def test_line_below_a_cell_that_had_room_is_a_line_of_its_own():
    page = [At(40, 760, "2019 - today"), At(140, 760, "Engineer"), At(340, 760, "Berlin")]
    page += [At(140, 748, "built platforms"), At(40, 730, "2014 - 2019"), At(140, 730, "Intern")]
    page += [At(340, 730, "London"), At(140, 718, "helped")]
    assert "Engineer\tBerlin\nbuilt platforms" in read(pdf(page)).text


def test_layout_in_cells_is_no_table():
    left = [At(45, 755 - 11 * n, f"Left line {n}") for n in range(8)]
    right = [At(245, 755 - 11 * n, f"Right line {n} of the text that is longer") for n in range(8)]
    text = read(pdf([*grid((790, 770, 660)), At(45, 777, "Contact"), *left, *right])).text
    assert text.index("Left line 7") < text.index("Right line 0")


def test_line_between_columns_that_touch_divides_them():
    wall = [box(148, 500, 1, 300, grey=0)]
    left = [At(50, 750 - 14 * n, "A sidebar with words"[: 20 - n % 3]) for n in range(8)]
    right = [At(152, 750 - 14 * n, f"Main text in line {n}") for n in range(8)]
    page = [at for pair in zip(left, right, strict=True) for at in pair]
    text = read(pdf([*wall, *page])).text
    assert text.index("Main text in line 0") > text.rindex("A sidebar")
