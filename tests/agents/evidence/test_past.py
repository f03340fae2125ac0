"""What somebody did, in whatever form of the past they say it."""

import pytest

from agents.evidence.past import I_DID, simple


@pytest.mark.parametrize(
    ("text", "verbs"),
    [
        ("I built it", ["built"]),
        ("i built it", ["built"]),
        ("I've built it, and I’ve also written a test", ["built", "written"]),
        ("I'd designed it before", ["designed"]),
        ("I had already chosen a queue", ["chosen"]),
        ("I have set the limit", ["set"]),
        ("I HAVE REWRITTEN IT", ["rewritten"]),
        ("i finally shipped it and i measured the rate", ["shipped", "measured"]),
        ("I'd put a cache there, I'd set a limit, I'd use a queue", []),
        ("I need help and I proceed, I feed it", []),
        ("I've got no idea and I had hoped", ["got", "hoped"]),
        ("he built it, you've built it", []),
    ],
)
def test_verbs_are_found_in_every_form_of_the_first_person(text: str, verbs: list[str]):
    assert [match["verb"].lower() for match in I_DID.finditer(simple(text))] == verbs


def test_perfect_is_cut_down_and_nothing_else_is():
    assert simple("We've shipped it, and i'd been asked to") == "We shipped it, and i been asked to"
    for text in ("We had a problem", "I had to wait", "I'd put it there", "I have a team"):
        assert simple(text) == text
