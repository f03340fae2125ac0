"""Interviews for the tests, and what a person has practised, in memory."""

from collections.abc import Sequence
from typing import Any

import msgspec

from agents.bank.bank import standards
from agents.kind import (
    PastInterview,
    PracticeExercise,
    PracticeQuestion,
    PracticeStory,
    PracticeWeakPoint,
    Practised,
    Services,
)
from agents.kinds.interview.kind import Interview
from agents.models.request import Caller
from agents.testing import Conversation

MINUTE = 60_000
BEFORE = PastInterview("s0", "2023-10-01", "behavioral", "easy", "rules", "old/1", None, {})
ASKED = tuple(PracticeQuestion(one.question.asks, 0, one.question.asks) for one in standards())
"""So that interviews begin with a question that wants a story."""
STORY = (
    "Last winter the night shift at our depot found forty pallets with the wrong labels. I stopped "
    "them at the gate, told dispatch that they would be late, and relabelled them with two pickers "
    "because the truck was due at six. The truck left ninety minutes late, and no label was wrong "
    "again that month. Since then I check the first pallet of every run myself."
)
THIN = "We had some problems with the checkout. We talked about it and we fixed it."
KOREAN = (
    "작년 겨울 야간조에서 라벨이 잘못 붙은 팔레트 40개를 발견했습니다. 제가 출고를 멈추고 배차 "
    "담당자에게 늦어진다고 알렸습니다. 트럭이 여섯 시에 오기 때문에 두 명과 함께 다시 붙였습니다. "
    "트럭은 한 시간 반 늦게 나갔고, 그 달에는 라벨 실수가 더 없었습니다."
)


class Notebook:
    """What is remembered of a person (`Services.practice`), and how often it was read."""

    def __init__(self, *interviews: PastInterview, exercise: PracticeExercise | None = None):
        self.now = Practised(interviews=interviews, exercise=exercise, asked=ASKED)
        self.reads = 0

    async def of(self, caller: Caller) -> Practised:
        self.reads += 1
        return self.now

    async def asked(self, caller: Caller, question: PracticeQuestion) -> None:
        others = tuple(one for one in self.now.asked if one != question)
        self.now = msgspec.structs.replace(self.now, asked=(*others, question))

    async def finished(
        self,
        caller: Caller,
        interview: PastInterview,
        stories: Sequence[PracticeStory],
        weak_points: Sequence[PracticeWeakPoint],
        exercise: PracticeExercise | None,
    ) -> None:
        others = tuple(o for o in self.now.interviews if o.session != interview.session)
        self.now = msgspec.structs.replace(
            self.now,
            interviews=(*others, interview),
            stories=tuple(stories),
            weak_points=tuple(weak_points),
            exercise=exercise,
        )


def interview(
    notebook: Notebook | None = None, *, gentle: bool | None = None, **more: Any
) -> Conversation:
    """An interview of somebody who had one before, unless the notebook knows of none."""
    book = notebook or Notebook(BEFORE)
    given = {"type": "behavioral", "difficulty": "medium", "durationMinutes": 10, **more}
    return Conversation(
        Interview(),
        given,
        options={} if gentle is None else {"gentle": gentle},
        services=lambda model: Services(model=model, practice=book),
    )


async def through(talk: Conversation, *answers: str) -> dict[str, Any]:
    """Give the answers in turn, the last one again, until the interview is done; the result."""
    await talk.start()
    said = list(answers)
    while talk.phase != "done":
        await talk.say(said.pop(0) if len(said) > 1 else said[0], wait_ms=20_000)
        assert talk.error is None, talk.error
    return talk.result or {}
