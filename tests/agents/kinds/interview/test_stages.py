"""A system design goes through its stages, and one requirement changes on the way."""

import pytest

from agents.kinds.interview.stages import CHANGES, STAGES, asks
from tests.agents.kinds.interview.notebook import Notebook, interview

SAID = (
    "Readers open a short link and are sent on; writers make one. I leave out statistics. Ten "
    "million links, a thousand reads a second, one row of 500 bytes each."
)


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


@pytest.mark.parametrize("language", ["en", "ko"])
def test_each_stage_asks_one_thing_in_each_language(language: str):
    asked = {asks(stage, number).to(language) for stage in range(6) for number in range(4)}
    assert len(asked) == len(STAGES) - 1 + len(CHANGES)
    with pytest.raises(IndexError):
        asks(len(STAGES), 1)
