"""A reference for a colleague: planned, drafted, judged, revised, and laid out as a letter."""

from typing import Annotated, ClassVar

from msgspec import Meta, Struct, structs

from agents.kind import (
    Action,
    Confirm,
    Judging,
    Kind,
    On,
    Review,
    Revision,
    Settling,
    Task,
    Turn,
    Verdict,
)

Line = Annotated[str, Meta(min_length=1, max_length=200)]
Text = Annotated[str, Meta(min_length=20, max_length=6_000)]


class Request(Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    colleague: Line
    target_role: Line
    facts: Text


class Plan(Struct, frozen=True):
    points: Annotated[tuple[Line, ...], Meta(max_length=6)] = ()
    question: Line | None = None


class Memory(Struct):
    plan: Plan = Plan()
    answer: str = ""


class Brief(Struct, frozen=True):
    request: Request
    plan: Plan
    answer: str
    wish: str = ""
    letter: str = ""
    revision: Revision | None = None


class Layout(Struct, frozen=True):
    subject: Line
    greeting: Line


class Reference(Layout, frozen=True):
    letter: Text
    confirm: list[Confirm] = []


def plan(given: Request) -> Plan:
    points = tuple(part.strip()[:200] for part in given.facts.split(".") if part.strip())[:6]
    return Plan(points, "What is one result of theirs in numbers?" if len(points) < 3 else None)


def draft(given: Brief) -> str:
    points = filter(None, [*given.plan.points, given.answer, given.wish])
    return f"I have worked with {given.request.colleague}. " + ". ".join(points) + "."


def approve(given: Judging | Settling) -> Verdict:
    return Verdict("approve")


def layout(given: Brief) -> Layout:
    return Layout(f"Reference for {given.request.colleague}"[:200], "To whom it may concern,")


PLAN = Task("strategist", "plan", title="Plans", inputs=Request, output=Plan, offline=plan)
DRAFT = Task(
    "generator", "draft", title="Writes", inputs=Brief, output=str, offline=draft, into="/letter"
)
PROOF = Task("validator", "proof", title="Checks", inputs=Judging, output=Verdict, offline=approve)
JUDGE = Task("evaluator", "judge", title="Judges", inputs=Judging, output=Verdict, offline=approve)
END = Task("resolver", "end", title="Settles", inputs=Settling, output=Verdict, offline=approve)
LAYOUT = Task(
    "formatter", "layout", title="Lays out", inputs=Brief, output=Layout, offline=layout, into=""
)
REVIEW = Review(DRAFT, judges=(PROOF, JUDGE), resolver=END, revisions=2)


class ReferenceKind(Kind):
    name, title, initial = "reference", "A reference", "new"
    description = "Writes a reference for a colleague from what you have seen of their work."
    input_type, memory_type, result_type = Request, Memory, Reference
    actions = (Action("proceed", "Go on without an answer"),)
    table: ClassVar = {
        "new": {"start": On("begin", ("clarifying", "writing"))},
        "clarifying": dict.fromkeys(("message", "action:proceed"), On("write", ("writing",))),
        "ready": {"message": On("write", ("writing",))},
    }
    passing: ClassVar = {"writing": ("ready",)}
    tasks, reviews = (PLAN, LAYOUT), (REVIEW,)

    async def begin(self, turn: Turn[Request, Memory]) -> str:
        turn.memory.plan = await turn.ask(PLAN, turn.input)
        if turn.memory.plan.question is None:
            return await self.write(turn)
        await turn.say(turn.memory.plan.question)
        return "clarifying"

    async def write(self, turn: Turn[Request, Memory]) -> str:
        turn.enter("writing")
        wish, known = turn.text, turn.memory
        if turn.phase == "clarifying":
            wish, known.answer = "", turn.text
        letter = turn.result.get("letter", "")
        brief = Brief(turn.input, known.plan, known.answer, wish, letter)
        reviewed = await turn.reviewed(REVIEW, brief)
        await turn.ask(LAYOUT, structs.replace(brief, letter=reviewed.value))
        return "ready"
