"""A kind whose results are recorded: what kinds that deliver give, without their work."""

from typing import Annotated, Any, ClassVar, Literal

import msgspec

from agents.kind import Action, Kind, NoMemory, On, ResumeRef, Table, Turn
from agents.results.types import Level, Requirement, Result, Score

QUOTE = "Lead a team of 14 on the late shift; cut mis-picks from 2.1 % to 0.9 %"
SECOND = "Responsible for shift rosters and training of new staff."
MARKED = "Plan the late-shift rota for [how many?] people."


def quoted(quote: str) -> list[dict[str, Any]]:
    return [
        {"quote": quote, "source": "resume", "path": "/volunteer/0/highlights/0", "span": [0, 9]}
    ]


COMMON: dict[str, Any] = {
    "judgedBy": "rules",
    "writtenBy": "rules",
    "method": {"name": "readiness", "version": 1},
    "asOf": "2026-11-29",
}
ASKED: dict[str, Any] = COMMON | {
    "requirements": [
        {"id": "n1", "text": "Lean", "kind": "nice", "knockout": False, "status": "partly"},
        {
            "id": "m1", "text": "Leads a shift", "kind": "must", "knockout": False,
            "status": "shown", "evidence": quoted(QUOTE),
        },
        {
            "id": "m2", "text": "Reports figures", "kind": "must", "knockout": False,
            "status": "notShown", "ask": "Do you report figures to anyone? Which, to whom?",
        },
        {
            "id": "k1", "text": "Full driving licence", "kind": "must", "knockout": True,
            "status": "contradicted",
        },
    ],
    "recommendations": [
        {"text": "Write your figures.", "tier": "must", "score": "readiness", "gain": 11},
        {"text": "Say if you have a licence.", "tier": "knockout", "score": None, "gain": None},
    ],
    "skillGaps": [
        {
            "skill": "Safety at work", "status": "stale", "currentLevel": 25, "requiredLevel": 55,
            "priority": "high", "why": "A certificate of 2018, and nothing since.",
        },
    ],
    "coverageScore": None,
    "readinessScore": 69,
    "readinessRange": [68, 73],
    "readiness": [
        {"name": "must", "score": 38, "weight": 55, "why": "Three of five are shown in full."},
        {"name": "scope", "score": 10, "weight": 15, "why": "You lead a team."},
    ],
    "atsScore": 90,
    "ats": [
        {"check": "dates", "passed": True, "points": 50, "maxPoints": 50, "detail": "All."},
        {
            "check": "contact", "passed": False, "points": 40, "maxPoints": 50,
            "detail": "The phone number is in the header.", "fix": "Put it into the page itself.",
        },
        {"check": "file", "passed": None, "points": 0, "maxPoints": 0, "detail": "It was pasted."},
    ],
    "notJudged": {"coverageScore": "There is no posting to compare with."},
    "confirm": [
        {"path": "/strengths/0", "text": "Speaks Polish", "why": "Your résumé names no languages."}
    ],
    "next": [
        {"kind": "delivered", "title": "Improve the wording",
         "input": {"sample": "changed", "note": "For Harrow Vale", "parts": [{"path": "/a"}]}}
    ],
}  # fmt: skip
CHANGED: dict[str, Any] = COMMON | {
    "changes": [
        {
            "id": "c1", "op": "replace", "path": "/volunteer/0/highlights/1", "section": "work",
            "before": SECOND, "after": "Plan the late-shift rota.",
            "reason": "Two duties became one deed.", "focus": "clarity", "status": "proposed",
        },
        {
            "id": "c2", "op": "replace", "path": "/volunteer/0/highlights/2", "section": "work",
            "before": "Planned.", "after": MARKED, "reason": "A number says more.",
            "focus": "impact_metrics", "ask": "For how many people?", "status": "proposed",
        },
    ],
    "resume": {"basics": {"name": "Dilnoza Karim", "summary": "Leads a shift. " * 120}},
    "atsBefore": 90,
    "atsAfter": 90,
    "coverageBefore": 50,
    "coverageAfter": 60,
}  # fmt: skip
QUESTIONS: dict[str, Any] = COMMON | {
    "questions": [
        {
            "id": "q1", "text": "What did you consider before you moved the fast movers?",
            "type": "trade_off", "category": "experience", "difficulty": "medium",
            "groundedIn": {"quote": QUOTE, "source": "resume"},
            "why": "It is the largest result in your résumé.",
            "looksFor": ["At least one other option", "What it cost"],
            "prepare": quoted(QUOTE), "followUp": "And when the range changed?",
        },
        {
            "id": "q2", "text": "Which part of running a shift of 60 have you never done?",
            "type": "business", "category": "problem_solving", "difficulty": "hard",
            "groundedIn": {"requirement": "m1"}, "why": "It is asked for.",
            "looksFor": ["An honest answer"], "prepare": [], "followUp": "How would you learn it?",
        },
    ],
    "requirements": [ASKED["requirements"][1]],
}  # fmt: skip
RECORDED = {"asked": ASKED, "changed": CHANGED, "questions": QUESTIONS}


class StoredJob(msgspec.Struct, frozen=True):
    """A job that the user has."""

    id: str


JOB = msgspec.Meta(min_length=20, max_length=50_000, extra_json_schema={"x-stored": "jobs"})


class Part(msgspec.Struct, frozen=True):
    """What no form has a field for."""

    path: str


class DeliveredInput(
    msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True
):
    """Which result, and what forms are asked for besides."""

    language: str | None = None
    country: str | None = None
    sample: Literal["asked", "changed", "questions"] = "asked"
    note: str | None = None
    resume: ResumeRef | None = None
    job: Annotated[str, JOB] | StoredJob | None = None
    focus: tuple[Literal["clarity", "brevity"], ...] = ("clarity",)
    parts: tuple[Part, ...] = ()
    stage: str | None = None
    company: str | None = None


class DeliveredQuestion(msgspec.Struct, rename="camel"):
    """A question whose kinds have words."""

    id: str
    text: str
    type: Literal["trade_off", "business"]
    category: Literal["experience", "problem_solving"]
    difficulty: Literal["medium", "hard"]
    grounded_in: dict[str, Any]
    why: str
    looks_for: list[str]
    prepare: list[dict[str, Any]]
    follow_up: str


class DeliveredGap(msgspec.Struct, rename="camel"):
    """A gap with its levels."""

    skill: str
    status: str
    current_level: Level | None
    required_level: Level
    priority: str
    why: str


class DeliveredResult(Result, kw_only=True):
    """Whatever of it was recorded."""

    requirements: list[Requirement] | msgspec.UnsetType = msgspec.UNSET
    recommendations: list[dict[str, Any]] | msgspec.UnsetType = msgspec.UNSET
    skill_gaps: list[DeliveredGap] | msgspec.UnsetType = msgspec.UNSET
    coverage_score: Score | msgspec.UnsetType | None = msgspec.UNSET
    readiness_score: Score | msgspec.UnsetType = msgspec.UNSET
    readiness_range: tuple[Score, Score] | msgspec.UnsetType = msgspec.UNSET
    readiness: list[dict[str, Any]] | msgspec.UnsetType = msgspec.UNSET
    ats_score: Score | msgspec.UnsetType = msgspec.UNSET
    ats: list[dict[str, Any]] | msgspec.UnsetType = msgspec.UNSET
    changes: list[dict[str, Any]] | msgspec.UnsetType = msgspec.UNSET
    resume: dict[str, Any] | msgspec.UnsetType = msgspec.UNSET
    ats_before: Score | msgspec.UnsetType = msgspec.UNSET
    ats_after: Score | msgspec.UnsetType = msgspec.UNSET
    coverage_before: Score | msgspec.UnsetType = msgspec.UNSET
    coverage_after: Score | msgspec.UnsetType = msgspec.UNSET
    questions: list[DeliveredQuestion] | msgspec.UnsetType = msgspec.UNSET


class Ids(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which changes."""

    ids: list[str] = []


class Edited(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is to stand there."""

    id: str
    after: str


class Answered(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was asked."""

    id: str
    text: str


class Delivered(Kind):
    """Gives what was recorded; changes can be accepted, rejected, edited and answered."""

    name = "delivered"
    title = "Delivery"
    description = "A result that is there at once."
    input_type = DeliveredInput
    result_type = DeliveredResult
    initial = "new"
    actions: ClassVar[tuple[Action, ...]] = (
        Action("accept", "Accept", Ids),
        Action("reject", "Reject", Ids),
        Action("edit", "Edit", Edited),
        Action("answer", "Answer", Answered),
        Action("more", "More of it"),
    )
    table: ClassVar[Table] = {
        "new": {"start": On("deliver", ("ready",))},
        "ready": {
            "message": On("deliver", ("ready",)),
            "action:accept": On("accept", ("ready",)),
            "action:reject": On("reject", ("ready",)),
            "action:edit": On("rewrite", ("ready",)),
            "action:answer": On("rewrite", ("ready",)),
            "action:more": On("deliver", ("ready",)),
        },
    }
    tasks = ()
    sets = tuple(sorted({name for recorded in RECORDED.values() for name in recorded}))

    async def deliver(self, turn: Turn[DeliveredInput, NoMemory]) -> str:
        """All of it at once."""
        turn.fill(**RECORDED[turn.input.sample])
        return "ready"

    async def accept(self, turn: Turn[DeliveredInput, NoMemory]) -> str:
        """They are to be made."""
        self._change(turn, turn.given.ids, status="accepted")
        return "ready"

    async def reject(self, turn: Turn[DeliveredInput, NoMemory]) -> str:
        """They are not to be made."""
        self._change(turn, turn.given.ids, status="rejected")
        return "ready"

    async def rewrite(self, turn: Turn[DeliveredInput, NoMemory]) -> str:
        """What was written stands there."""
        given = turn.given
        filled = "" if isinstance(given, Edited) else MARKED.replace("[how many?]", given.text)
        after = given.after if isinstance(given, Edited) else filled
        self._change(turn, [given.id], after=after, status="accepted")
        return "ready"

    def _change(self, turn: Turn[DeliveredInput, NoMemory], ids: list[str], **new: str) -> None:
        changes = turn.result["changes"]
        turn.fill(changes=[one | new if one["id"] in ids else one for one in changes])
