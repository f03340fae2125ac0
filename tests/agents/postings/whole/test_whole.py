"""How much of whole postings is read right, in twelve languages, from pages, systems and texts.

What a set was read like when it was first seen, before anything was mended by it:

first: title .944, organization .750, must-haves F1 .903 (.931 found, .876 right), nice-to-haves F1
.917, salary .944, dates 1.000, places .750, refused .875, 21 invented.

second: title 1.000, organization .833, must-haves F1 .961 (.949 found, .973 right), nice-to-haves
F1 .941, salary .917, dates .917, places .667, refused .500, 2 invented.
"""

import pytest

from tests.agents.postings.whole.measure import cases, judged, total

SETS = ("first", "second")
FLOORS = {"title": 0.97, "organization": 0.97, "salary": 0.97, "dates": 1.0, "places": 0.97}
"""The least share of a set's fields that is right."""
NAMES = [(set_, name) for set_ in SETS for name in cases(set_)]
REFUSED = [(s, n) for s, n in NAMES if cases(s)[n].given["refused"]]


@pytest.mark.parametrize("set_", SETS)
def test_set_has_postings_of_twelve_languages(set_: str) -> None:
    languages = {one.given["language"] for one in cases(set_).values() if one.expect}
    assert languages >= {"en", "ko", "de", "fr", "es", "pt", "it", "nl", "pl", "sv", "ja", "zh"}


@pytest.mark.parametrize(("set_", "field"), [(s, f) for s in SETS for f in sorted(FLOORS)])
def test_field_is_right_as_often_as_it_was(set_: str, field: str) -> None:
    assert total(set_).share(field) >= FLOORS[field]


@pytest.mark.parametrize("set_", SETS)
def test_what_is_asked_is_found_as_well_as_it_was(set_: str) -> None:
    assert total(set_).f1("must") >= 0.95
    assert total(set_).f1("nice") >= 0.95


@pytest.mark.parametrize("set_", SETS)
def test_nothing_is_made_up(set_: str) -> None:
    assert total(set_).invented == []


@pytest.mark.parametrize(("set_", "name"), REFUSED)
def test_page_that_is_no_posting_is_refused_for_what_it_is(set_: str, name: str) -> None:
    assert judged(set_, name).faults == []
