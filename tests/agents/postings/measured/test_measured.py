"""What is read of ten postings is what somebody expects who had seen no code."""

import pytest

from tests.agents.postings.measured.measure import measured, names, total

FLOORS = {
    "must_precision": 0.97,
    "must_recall": 0.97,
    "nice_precision": 0.97,
    "nice_recall": 0.97,
    "kinds": 0.98,
    "knockout_precision": 0.95,
    "knockout_recall": 0.95,
    "titles": 0.9,
    "employers": 0.9,
    "years": 0.9,
}
"""Less than what was measured, by at most one or two of each."""


@pytest.mark.parametrize("what", sorted(FLOORS))
def test_share_that_is_right_stays(what: str):
    assert getattr(total(), what).value >= FLOORS[what], total().wrong


@pytest.mark.parametrize("name", names())
def test_every_posting_is_read_well(name: str):
    found = measured(name)
    assert found.must_recall.value >= 0.8, found.wrong
    assert found.must_precision.value >= 0.8, found.wrong
