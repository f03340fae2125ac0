"""A system design goes through its stages, and one requirement changes on the way."""

from collections.abc import AsyncGenerator
from typing import Any

import pytest

from agents.kinds.interview.judging import Judgement
from agents.kinds.interview.reaction import ReactionDraft
from agents.kinds.interview.scales import scales
from agents.kinds.interview.stages import CHANGES, STAGES, asks
from agents.models.request import Delta, Model, Request
from agents.testing import ScriptedModel
from tests.agents.kinds.interview.notebook import Notebook, interview
from tests.agents.kinds.interview.test_with_model import wrote

SAID = (
    "Readers open a short link and are sent on; writers make one. I leave out statistics. Ten "
    "million links, a thousand reads a second, one row of 500 bytes each."
)

ANSWERS = {"evaluator:reaction": wrote(ReactionDraft("You keep what stands."))}
JUDGED = scales()["change"].names["en"]


async def test_design_goes_through_all_stages_and_ends():
    talk = interview(Notebook(), gentle=True, type="system_design", durationMinutes=25)
    await talk.start()
    stages = []
    for number in range(len(STAGES)):
        assert talk.phase == ("followUp" if number else "question")
        stages.append(talk.state["question"]["stage"])
        await talk.say(f"{SAID} That is step {number + 1} of it.")
        assert talk.error is None
    assert tuple(stages) == STAGES
    assert talk.phase == "done"
    shown = " ".join(talk.texts)
    assert "one requirement changes" in shown


MENDED = "Pages are kept near the readers, and the writers' side stays as it is."


class Panel:
    """Rates what became of the requirement that changed, by what was said to that."""

    def __init__(self, otherwise: Model) -> None:
        self.otherwise = otherwise
        self.heard: list[dict[str, Any]] = []

    def stream(self, request: Request) -> AsyncGenerator[Delta, None]:
        """A judgement on that scale; what rules say of all else."""
        if (request.task, request.inputs.get("criterion")) != ("criterion", JUDGED):
            return self.otherwise.stream(request)
        self.heard.append(dict(request.inputs))
        return wrote(Judgement(MENDED, 4, "It keeps the rest.")).stream()


async def test_what_is_done_with_the_requirement_that_changed_is_judged():
    talk = interview(Notebook(), gentle=True, type="system_design", count=1)
    panel = talk.model = Panel(ScriptedModel(ANSWERS, otherwise=talk.model))
    await talk.start()
    while talk.phase != "done":
        changed = talk.state["question"]["stage"] == "change"
        await talk.say(f"{MENDED if changed else SAID} ({len(talk.texts)})")
        assert talk.error is None
    assert panel.heard
    for judged in panel.heard:
        put = judged["followUps"].index(asks(STAGES.index("change"), 1).to("en"))
        assert MENDED in judged["answers"][put + 1]
    (found,) = [one for one in talk.result["competencies"] if one["name"] == JUDGED]
    assert (found["rating"], found["band"], found["quotes"]) == (4, "there", [MENDED])


@pytest.mark.parametrize("language", ["en", "ko"])
def test_each_stage_asks_one_thing_in_each_language(language: str):
    asked = {asks(stage, number).to(language) for stage in range(6) for number in range(4)}
    assert len(asked) == len(STAGES) - 1 + len(CHANGES)
    with pytest.raises(IndexError):
        asks(len(STAGES), 1)
