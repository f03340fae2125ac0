"""Lines of postings are as they were meant, however they were copied."""

from agents.postings.layout import layout


def told(text: str) -> list[tuple[str, bool]]:
    return [(one.text, one.item) for one in layout(text)]


def test_list_that_lost_its_line_ends_is_taken_apart():
    text = (
        "Loaf seeks a Baker in Leeds, where we have baked since 1920 for all who like rye. "
        "Requirements: • 2 years of baking • A steady hand Preferred: • Cakes • Spanish "
        "Benefits: • Bread"
    )
    assert told(text)[1:] == [
        ("Requirements:", False),
        ("2 years of baking", True),
        ("A steady hand", True),
        ("Preferred:", False),
        ("Cakes", True),
        ("Spanish", True),
        ("Benefits:", False),
        ("Bread", True),
    ]


def test_long_sentence_with_one_sign_is_left_whole():
    text = f"We bake {'and bake ' * 30}• and rest."
    assert told(text) == [(text, False)]


def test_line_that_was_full_is_put_together_with_the_next():
    text = "- Patience with dough that does not want to rise, and with\n  people\n- Care"
    assert told(text) == [
        ("Patience with dough that does not want to rise, and with\n  people", True),
        ("Care", True),
    ]


def test_short_lines_are_not_put_together():
    text = "Baking and\nselling\nCare"
    assert [said for said, _ in told(text)] == ["Baking and", "selling", "Care"]


def test_line_in_bold_type_is_without_its_stars():
    assert told("**Requirements**:\n") == [("Requirements", False)]
    assert layout("**Requirements**:\n")[0].prominent
