"""Open places of a text."""

from agents.evidence.brackets import brackets, without_brackets


def test_open_places_are_found_and_notes_and_links_are_not() -> None:
    text = "Led [how many?] people [1], see [my page](https://a.example). 팀원 [몇 명?]"
    assert brackets(text) == ["[how many?]", "[몇 명?]"]


def test_text_without_its_open_places_is_as_long() -> None:
    text = "Led [how many?] people"
    assert without_brackets(text) == "Led             people"
