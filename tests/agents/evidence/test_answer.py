"""An answer says the same however its first person is written."""

import pytest

from agents.evidence.answer import Answer
from agents.evidence.key_points import KeyPoint

POINTS = (KeyPoint("what you did yourself", ("i built", "i measured")),)
STORY = (
    "At Ledgerly our payouts were sent twice. I was asked to stop that. I built a check, I wrote a "
    "test and I measured the rate. As a result it fell from 4% to zero."
)


@pytest.mark.parametrize(
    "story",
    [
        STORY,
        STORY.replace("I ", "i "),
        STORY.replace("I wrote", "I've written").replace("I built", "I’ve built"),
        STORY.replace("I built", "I'd built").replace("I was asked", "I'd been asked"),
        STORY.replace("I wrote", "I have written").replace("I measured", "I had measured"),
    ],
)
def test_form_of_the_first_person_takes_nothing_from_a_story(story: str):
    answer = Answer([story], POINTS)
    assert len(answer.deeds) == 3
    assert set(answer.star) == {"situation", "task", "action", "result"}
    assert answer.missed == []
    assert set(answer.star.values()) <= set(answer.sentences)


LONG = (
    "Two winters ago our clinic at Leeds had a six week waiting list for foot ulcers. I audited "
    "180 referrals and trained eleven nurses over four Saturdays. I rewrote the form to one page. "
    "The list went from six weeks to nine days, and amputations from 14 to 8 in the next year."
)
UNTOUCHED = (KeyPoint("the rule you chose by", ("impact", "priority")),)


def test_answer_told_in_full_does_not_miss_most_though_its_words_are_not_listed():
    assert Answer([LONG], UNTOUCHED).coverage == 0
    assert not Answer([LONG], UNTOUCHED).misses_most
    without_numbers = LONG.replace("six week ", "").replace("180", "the").replace("eleven ", "")
    without_numbers = without_numbers.replace("four ", "").replace("one page", "a page")
    assert Answer([without_numbers.partition(" The list")[0]], UNTOUCHED).misses_most
    assert Answer([" ".join(LONG.split()[:40])], UNTOUCHED).misses_most


def test_sign_in_a_key_point_stands_for_what_was_found():
    answer = Answer([LONG], ())
    assert answer.touching(("no such word", "@deed")) == answer.deeds[0]
    assert answer.touching(("@result",)) == answer.star["result"]
    assert answer.touching(("audited", "@result")) == answer.deeds[0]
    nothing = Answer(["It is a fine place."], ())
    assert nothing.touching(("@deed", "@result")) is None
