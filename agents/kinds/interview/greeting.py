"""The first words of an interview: a model's, where they are an interviewer's, else the rule's."""

from functools import partial
from typing import Any

from agents.errors import ModelError
from agents.kind import Turn
from agents.kinds.interview import offline
from agents.kinds.interview.inputs import Briefing
from agents.kinds.interview.question_checks import greeting_faults
from agents.kinds.interview.tasks import GREETING


async def greet(turn: Turn[Any, Any], briefing: Briefing) -> None:
    """Greet the person. A model's words are looked at before they are said: what was shown once
    can't be taken back."""
    check = partial(faults_of, briefing)
    try:
        text = await turn.ask(GREETING, briefing, check=check)
    except ModelError:
        text = ""
    wrong = await turn.compute(check, text)
    await turn.say(offline.greet(briefing) if wrong or not text else text)


def faults_of(briefing: Briefing, text: str) -> list[str]:
    """What is wrong with a greeting, in words that its writer can act on."""
    if text == offline.greet(briefing):
        return []
    given = [briefing.target_role or "", briefing.company or "", *(briefing.documents or ())]
    return greeting_faults(
        text,
        language=briefing.language,
        given=[one for one in given if one],
        numbers=[briefing.minutes, briefing.questions],
    )
