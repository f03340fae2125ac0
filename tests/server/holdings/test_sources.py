"""Things are listed by what people called them."""

import pytest

from server.holdings.sources import LONGEST_TITLE, title_of


@pytest.mark.parametrize(
    ("name", "others", "title"),
    [
        ("CV_Ada_Example.pdf", ("Ada",), "CV Ada Example"),
        ("archive.tar.gz", (), "archive.tar"),
        (None, ("Ada Example", "Some text"), "Ada Example"),
        (None, (None, "\n  First line \nSecond"), "First line"),
        (None, (None, "x" * 500), "x" * 80),
        ("x" * 199 + ".pdf", (), "x" * 199),
        ("y" * 300, (), "y" * LONGEST_TITLE),
        ("_.pdf", ("Ada",), "Ada"),
        (None, (None, "  "), ""),
    ],
)
def test_title_is_the_files_name_else_the_first_there_is(
    name: str | None, others: tuple[str | None, ...], title: str
) -> None:
    assert title_of(name, *others) == title
