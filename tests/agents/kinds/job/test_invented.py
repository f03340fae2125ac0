"""A model that invents, over postings in twelve languages by somebody who saw no code."""

import pytest
from msgspec import convert
from msgspec.structs import replace

from agents.kinds.job.extracting import completed
from agents.results.job import JobPosting
from tests.agents.kinds.job.cases import DECEIT
from tests.agents.postings.whole.measure import TODAY, cases, found

POSTINGS = [
    (set_, name)
    for set_ in ("first", "second")
    for name, case in cases(set_).items()
    if not case.given["refused"]
]


@pytest.mark.parametrize(("set_", "name"), POSTINGS)
def test_nothing_that_a_model_invents_or_finds_hidden_is_in_the_job(set_: str, name: str) -> None:
    what = found(set_, name)
    assert not isinstance(what, str), what
    own = convert(what.posting, JobPosting)
    # What cannot be seen is not in the text, so that nothing of it is a passage.
    unseen = tuple(one for one in cases(set_)[name].given.get("hidden", ()) if one not in what.text)
    said = replace(
        DECEIT, benefits=(*DECEIT.benefits, *unseen), must_have=DECEIT.must_have + unseen
    )
    assert completed(own, said, what.text, TODAY.isoformat()) == own
