"""What the state of a session shows of an interview while it goes on."""

from typing import Any

import msgspec

from agents.kind import Turn
from agents.kinds.interview.looking_back import bands, names_of
from agents.kinds.interview.memory import Asked, Memory
from agents.kinds.interview.results import AttemptResult
from agents.kinds.interview.stages import STAGES
from agents.kinds.interview.state import ShownFeedback, ShownQuestion

AnyTurn = Turn[Any, Memory]


def show_question(turn: AnyTurn, asked: Asked) -> None:
    """Show what stands to be answered."""
    staged = asked.opening and len(asked.tries) == 1 and asked.stage < len(STAGES)
    shown = ShownQuestion(
        number=asked.number,
        text=asked.text,
        type=turn.input.type,
        difficulty=asked.difficulty,
        grounded_in=asked.question.grounded_in,
        stage=STAGES[asked.stage] if staged else None,
        attempt=len(asked.tries) if len(asked.tries) > 1 else None,
    )
    turn.update(question=msgspec.to_builtins(shown))


def show_feedback(turn: AnyTurn, asked: Asked) -> None:
    """Show what there is to say on the last answer; bands only where one does not practise
    gently."""
    memory, now = turn.memory, asked.now
    if not now.parts:
        return
    names = names_of(memory.asked, turn.said_in)
    marks = memory.mode != "gentle" and (bool(now.judged) or not memory.by_model)
    tries = [
        AttemptResult("\n\n".join(one.parts), bands(one, names) if marks else [])
        for one in asked.answered
    ]
    shown = ShownFeedback(
        number=asked.number,
        keep=now.keep or None,
        change=now.change or None,
        bands=bands(now, names) if marks else [],
        attempts=tries if len(tries) > 1 else [],
    )
    turn.update(feedback=msgspec.to_builtins(shown))
