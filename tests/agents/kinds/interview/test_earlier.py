"""What earlier interviews come to: a curve from the third on, of those that can be compared."""

import pytest
from msgspec.structs import replace

from agents.kind import PastInterview, Practised
from agents.kinds.interview.earlier import MOST_INTERVIEWS, earlier, trend
from tests.agents.kinds.interview.notebook import BEFORE, STORY, Notebook, interview, through

METHOD = "interview-behavioral-rules/2"
LIKE = replace(BEFORE, difficulty="medium", method=METHOD, bands={"case": "partly"})
OTHERS = (
    replace(LIKE, session="easy", difficulty="easy"),
    replace(LIKE, session="model", method="interview-behavioral-model/2", judged_by="model"),
    replace(LIKE, session="older", method="interview-behavioral-rules/1"),
    replace(LIKE, session="technical", type="technical"),
)


def past(count: int, like: PastInterview = LIKE) -> list[PastInterview]:
    return [replace(like, session=f"{like.session}-{number}") for number in range(count)]


@pytest.mark.parametrize("before", range(4))
async def test_curve_begins_with_the_third_interview_that_can_be_compared(before: int) -> None:
    result = await through(interview(Notebook(*OTHERS, *past(before))), STORY)
    shown = [(one["session"], one["difficulty"], one["method"]) for one in result["trend"]]
    wanted = [(one.session, "medium", METHOD) for one in past(before)]
    assert shown == (wanted if before >= 2 else [])
    assert all(one["bands"] == {"A real case": "partly"} for one in result["trend"])


def test_curve_has_the_newest_of_its_method_however_many_others_there_are() -> None:
    many = [one for pair in zip(past(50), past(50, OTHERS[1]), strict=True) for one in pair]
    kept = earlier(Practised(interviews=tuple(many)), "behavioral", "medium").interviews
    assert len(kept) == 2 * MOST_INTERVIEWS
    for like in (LIKE, OTHERS[1]):
        found = [one.session for one in trend(kept, like.method, {})]
        assert found == [one.session for one in past(50, like)[-MOST_INTERVIEWS:]]
