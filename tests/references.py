"""A provider that plays the models of `docs/examples/reference`, for many sessions at a time.

What it answers depends on the request alone: the first draft is to be revised, the second one is
escalated and to be revised, the third is approved. So every run asks for the same `ORDER`.
"""

import asyncio
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from docs.examples.reference.kind import ReferenceKind
from tests.forms import pieces
from tests.upstream import Answer, Received, Scene
from tests.wires import Json

KIND = "docs.examples.reference.kind"
SETTINGS = {
    "CAREERPILOT_CACHE": "off",
    "CAREERPILOT_STALL_SECONDS": "100",
}
"""What servers are set to that ask it: they wait for an answer that is held."""

ORDER = (
    "plan",
    "draft 1", "proof 1", "judge 1",
    "draft 2", "proof 2", "judge 2", "end 2",
    "draft 3", "proof 3", "judge 3",
    "layout 3",
)  # fmt: skip
"""What a run asks, each with the number of the draft that it is about; the first proof and judge of
a draft are asked side by side."""

FACTS = "She kept a ward of thirty beds calm. She trained six people. No chart was ever lost."
QUESTION = "How many people did she lead?"
ASKING = "asking"
"""How the name of a colleague ends about whom a question is asked."""

BEGINNING, MIDDLE = 1, 4
"""After so many tokens an answer is held. A provider that is silent is given up within seconds."""

_NAME = re.compile(r"Ana(?:-\w+)+")
_DRAFT = re.compile(r"draft number (\d)")
_PROMPTS = {task: re.sub("[{}]", "", text) for task, text in ReferenceKind.prompts.items()}


def given(colleague: str) -> Json:
    """The input of a reference for her."""
    return {"colleague": colleague, "targetRole": "Head nurse", "facts": FACTS}


def letter(colleague: str, number: int) -> str:
    """A draft."""
    return f"I have worked with {colleague}, and this is draft number {number} of what I saw."


@dataclass
class Hold:
    """An answer that waits after so many tokens, the first time that it is asked."""

    ask: str
    after: int = BEGINNING
    more: asyncio.Event = field(default_factory=asyncio.Event)


class References:
    """Hand `play` to an `Upstream`; sessions are told apart by the names of their colleagues."""

    def __init__(self) -> None:
        self.holds: dict[str, Hold] = {}
        self.asked: defaultdict[str, Counter[str]] = defaultdict(Counter)
        """How often each thing was asked, by the colleague's name."""

    def play(self, call: Received) -> Scene:
        """What is answered."""
        system, *_, user = (str(message["content"]) for message in call.body["messages"])
        colleague = _NAME.findall(user)[0]
        task = next(task for task, prompt in _PROMPTS.items() if prompt in system)
        draft = max(map(int, _DRAFT.findall(user)), default=0) + (task == "draft")
        ask = f"{task} {draft}" if draft else task
        self.asked[colleague][ask] += 1
        hold = self.holds.get(colleague)
        holds = hold and hold.ask == ask and self.asked[colleague][ask] == 1
        tokens = self._tokens(colleague, task, draft)
        return Answer(tokens, hold=(hold.after, hold.more) if hold and holds else None)

    def _tokens(self, colleague: str, task: str, draft: int) -> list[str]:
        if task == "draft":
            return re.findall(r"\S+ ?", letter(colleague, draft))
        return pieces(_answer(colleague, task, draft))


def _answer(colleague: str, task: str, draft: int) -> Any:
    if task == "plan":
        question = QUESTION if colleague.endswith(ASKING) else None
        return {"points": ["She kept a ward of thirty beds calm"], "question": question}
    if task == "layout":
        return {"subject": f"Reference for {colleague}", "greeting": "Dear colleague,"}
    decisions = {"judge 1": "revise", "judge 2": "escalate", "end 2": "revise"}
    decision = decisions.get(f"{task} {draft}", "approve")
    fine = decision == "approve"
    issues = [] if fine else [{"where": "", "what": "Nothing is concrete.", "quote": None}]
    score = 80 + draft if fine else 40 + draft
    told = "" if fine else "Name the beds."
    return {"decision": decision, "score": score, "issues": issues, "instructions": told}
