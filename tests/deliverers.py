"""A provider that plays the models of the kinds that deliver, for many sessions at a time.

Sessions are told apart by a hall that their résumé names (`resume`). What is answered depends on
the request alone, and on what the session's judges are told to say (`Part`).
"""

import asyncio
import json
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from tests.forms import pieces, properties_of
from tests.upstream import Answer, Received, Scene
from tests.wires import Json

SETTINGS = {
    "CAREERPILOT_CACHE": "off",
    "CAREERPILOT_STALL_SECONDS": "100",
    "CAREERPILOT_COMMANDS_BURST": "1000",
}
"""What servers are set to that ask it: they wait for an answer that is held."""

LONG = (
    "Ran the move of hall {hall} to the new racks over eleven weekends with six colleagues, walked "
    "every aisle beforehand, drew the plan with the planner, taught both shifts the new walk order "
    "and counted stock afterwards with the inventory office"
)
"""What is long enough to be weighed."""
LINES = (
    LONG,
    "run afternoon shift, 18 pickers and 3 FLT drivers",
    "audits of the cold store every Thursday",
    "checks on trucks, and the near miss book",
    "do the return to work talks",
    "filled in for the shift manager in spring 2025",
    "trained four starters on the reach truck",
)
OLD_LINES = ("picking and packing with voice headset", "loaded trailers at night")
SHORTER = (
    "Ran the move of hall {hall} to the new racks over eleven weekends with six colleagues, drew "
    "the plan with the planner, taught both shifts the new walk order and counted stock afterwards"
)
OPEN = "picking and packing with voice headset [how many a day]"
COMPLETED = "picking and packing with voice headset, about 900 a day"
ANSWER = "About 900 a day."
REMARK = "I was there with a friend of mine, and she had quite another opinion of it all."
REPLY = ("I cannot tell ", "from this.")
WISHES = {
    "analysis": (
        "My sister has no time for so much of it: leave only what matters most.",
        "shorter",
    ),
    "optimize": ("I have read them twice over, and am glad to have every one of these.", "accept"),
    "questions": ("My coach says that a panel would be twice as kind to me as these.", "easier"),
}
"""What one wishes for (see `wish_of`), and the name of that."""
MARKS = ("by the window", "by the gate", "by the stairs", "by the wall")
"""Words by which drafts are told apart: the first has the first."""
TYPES = ("performance", "reliability", "collaboration", "quality")
"""Of the questions that are wanted of them."""

_JUDGES = {
    "An interviewer who has read": "worth_asking",
    "Whoever reads the draft": "weigh",
    "could not settle whether": "settle",
}
_TASKS = {"strengths": "words", "changes": "rewrite", "questions": "draft", "after": "complete",
          "name": "understand"}  # fmt: skip


def resume(hall: str) -> str:
    """The résumé of somebody who works there."""
    new, old = ("\n".join(f"- {line}" for line in lines) for lines in (LINES, OLD_LINES))
    return (
        f"Marek Nowak\nmarek@mail.example\n\nEXPERIENCE\n"
        f"Team leader, Aldersgate Fresh Logistics, November 2023 to present\n{new}\n\n"
        f"Picker, Kestrel Home Direct, January 2020 to October 2023\n{old}\n\n"
        f"SKILLS\nManhattan WMS, Excel\n"
    ).replace("{hall}", hall)


def given(kind: str, hall: str) -> Json:
    """What the kind takes of them."""
    more: Json = {"questions": {"count": 4, "stage": "manager"}}.get(kind, {})
    return {"resume": resume(hall), "targetRole": "Shift manager", "language": "en"} | more


def wish_of(kind: str, hall: str) -> str:
    """What they wish for in so many words that a model is asked."""
    return f"{WISHES[kind][0]} That is what I think in hall {hall} today."


@dataclass(frozen=True)
class Part:
    """What a session's judges say of each draft, and who settles what they escalate."""

    judged: tuple[str, ...] = ("approve",)
    settled: tuple[str, ...] = ()


@dataclass
class Hold:
    """An answer that waits, the first time that it is asked for."""

    asked: str
    more: asyncio.Event = field(default_factory=asyncio.Event)


class Deliverers:
    """Hand `play` to an `Upstream`. A part, and what is held, go by the hall."""

    def __init__(self) -> None:
        self.parts: dict[str, Part] = {}
        self.holds: dict[str, Hold] = {}
        self.asked: defaultdict[str, Counter[str]] = defaultdict(Counter)
        """How often each thing was asked for, by the hall: a task and the number of the draft."""

    def play(self, call: Received) -> Scene:
        """What is answered."""
        body = json.dumps(call.body, ensure_ascii=False)
        hall = next(hall for hall in self.parts if f"hall {hall} " in body)
        task = task_of(call)
        drafts = max((n for n, mark in enumerate(MARKS, 1) if mark in body), default=0)
        number = drafts + (task in ("words", "draft"))
        asked = f"{task} {number}"
        if task == "rewrite":
            asked = "rewrite new" if "/work/0/highlights/0" in body else "rewrite old"
        self.asked[hall][asked] += 1
        hold = self.holds.get(hall)
        holds = hold and hold.asked == asked and self.asked[hall][asked] == 1
        tokens = self._tokens(task, number, hall, body)
        return Answer(tokens, hold=(1, hold.more) if hold and holds else None)

    def _tokens(self, task: str, number: int, hall: str, body: str) -> Any:
        part = self.parts[hall]
        if task == "reply":
            return REPLY
        if task == "settle":
            escalated = part.judged[:number].count("escalate")
            return pieces(_verdict(part.settled[escalated - 1]))
        if task in ("validate", "worth_asking", "weigh"):
            return pieces(_verdict(part.judged[max(number, 1) - 1]))
        answers: Json = {
            "words": lambda: _words(number),
            "draft": lambda: _drafts(number, body),
            "rewrite": lambda: _rewritten(body, hall),
            "complete": lambda: {"after": COMPLETED},
            "understand": lambda: _understood(body),
        }
        return pieces(answers[task]())


def task_of(call: Received) -> str:
    """Which task it is, by what the answer is to have, and of judges by what they are told."""
    known = properties_of(call)
    if "decision" in known:
        body = json.dumps(call.body, ensure_ascii=False)
        return next((task for words, task in _JUDGES.items() if words in body), "validate")
    return next((task for name, task in _TASKS.items() if name in known), "reply")


def _verdict(decision: str) -> Json:
    if decision == "approve":
        return {"decision": decision, "score": 90, "issues": [], "instructions": ""}
    issue = {"where": "", "what": "It could be plainer.", "quote": None}
    return {"decision": decision, "score": 40, "issues": [issue], "instructions": "Say it."}


def _words(number: int) -> Json:
    told = f"Then write it down {MARKS[number - 1]}."
    strength = {"text": "The afternoon shift stands there.", "quote": LINES[1]}
    recommended = ["Settle this first.", told, "Then say more."]
    return {"strengths": [strength], "weaknesses": [], "recommendations": recommended}


def _drafts(number: int, body: str) -> Json:
    """Questions about lines of which none is asked about in what was sent."""
    lines = [one for one in (*LINES[1:], *OLD_LINES) if not re.search(f"{one}.{{1,4}}: what", body)]
    return {
        "questions": [
            {
                "text": f'About "{line}": what was the hardest part of it for you?',
                "type": type,
                "category": "experience",
                "difficulty": "medium",
                "why": f"It is the line that one stops at {MARKS[number - 1]}.",
                "looksFor": ["one real case", "the reason", "what came of it"],
                "followUp": "And what would you do today?",
                "quote": line,
                "requirement": None,
                "prepare": [line],
            }
            for type, line in zip(TYPES, lines, strict=False)
        ]
    }


def _rewritten(body: str, hall: str) -> Json:
    reason = {"reason": "It is said sooner.", "focus": "clarity", "ask": None}
    changes = []
    if "/work/0/highlights/0" in body:
        after = SHORTER.replace("{hall}", hall)
        changes.append({"path": "/work/0/highlights/0", "after": after} | reason)
    elif "/work/1/highlights/0" in body:
        asks = {"ask": "How many was that a day?", "focus": "impact_metrics"}
        changes.append({"path": "/work/1/highlights/0", "after": OPEN} | reason | asks)
    return {"changes": changes}


def _understood(body: str) -> Json:
    names = [name for wish, name in WISHES.values() if wish in body]
    return {"name": names[0] if names else "none"}
