"""What a résumé shows of a role or a job: conditions, requirements, what to do, numbers last."""

from typing import Annotated, Any, ClassVar, Literal

import msgspec
from msgspec import Meta

from agents.assessment.file_facts import facts_kept
from agents.assessment.readiness import METHOD
from agents.delivery.inputs import DeliveryInput
from agents.delivery.kind import UNUSABLE, Delivery, Further, Question, day_of, listed
from agents.delivery.memory import DeliveryMemory
from agents.delivery.next_steps import NextStep
from agents.errors import RunFailure
from agents.evidence.text import clip
from agents.kind import Action, JobRef, ResumeRef
from agents.kind import Turn as AnyTurn
from agents.kinds.analysis.analyse import Analysis, Given, analyse
from agents.kinds.analysis.follow_ups import explained, outcome, score_meant, shortened
from agents.kinds.analysis.result import AnalysisResult
from agents.kinds.analysis.words import (
    MOST_SENTENCE,
    REVIEW,
    Asked,
    Brief,
    Words,
    found,
    kept,
    noted,
)
from agents.results.types import Line
from protocol.catalogue import LANGUAGES, Said

LEAST_POSTING = 120
"""Characters from which on an answer is taken for what is asked, not for the name of a role."""


class AnalysisInput(DeliveryInput, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose résumé, and for what. `level` is how far up, in a word or in years."""

    resume: ResumeRef
    target_role: Annotated[str, Meta(min_length=2, max_length=200)]
    level: Annotated[str, Meta(min_length=1, max_length=40)] | None = None
    company: Line | None = None
    job: JobRef | None = None


class Memory(DeliveryMemory, kw_only=True):
    """What is remembered of an analysis: the words of its findings, as they stand in the result."""

    words: Words | None = None
    is_short: bool = False


class Explain(msgspec.Struct, frozen=True):
    """Which of the numbers is to be explained."""

    score: Literal["readiness", "coverage", "ats"] = "readiness"


Turn = AnyTurn[AnalysisInput, Memory]


class AnalysisKind(Delivery):
    """Says what the text shows of what is asked for, what decides, and what to do first.

    All scores and statuses are by rules; a model has a part in the words alone.
    """

    name = "analysis"
    input_type = AnalysisInput
    result_type = AnalysisResult
    exports = ("html",)
    memory_type = Memory
    method = METHOD
    steps = ("compare", "say")
    reviews = (REVIEW,)
    sets = (
        "requirements",
        "recommendations",
        "strengths",
        "weaknesses",
        "skillGaps",
        "coverageScore",
        "readinessScore",
        "readinessRange",
        "readiness",
        "atsScore",
        "ats",
    )
    further = (
        Further(Action("explain", input=Explain), "do_explain"),
        Further(Action("most"), "do_most"),
        Further(Action("shorter"), "do_shorter"),
        Further(Action("full"), "do_full"),
    )
    wishes: ClassVar[dict[str, str]] = {
        "explain": "explain",
        "most": "most",
        "shorter": "shorter",
        "full": "full",
    }

    def prepare(self) -> None:
        """Load the lists, by what any text makes it look up."""
        for language in LANGUAGES:
            text = self.words("description", language)
            analyse(Given(text, text, text, None, None, day_of(0), language))

    def about(self, given: AnalysisInput) -> str:
        """The role, and the company where one is named."""
        return ", ".join(filter(None, [given.target_role, given.company]))

    async def question(self, turn: Turn) -> Question | Said | None:
        """What is asked of a role that no table and no posting tells; the nearest roles help."""
        analysis = await self._analysis(turn)
        if analysis.known:
            return None
        role = turn.input.target_role
        likeliest = self.text("says.unknown_role", role=role)
        if not analysis.nearest:
            return Question(self.text("says.which_role", role=role), likeliest)
        names = listed(analysis.nearest)
        return Question(self.text("says.which_of", role=role, names=names), likeliest)

    async def deliver(self, turn: Turn) -> None:
        """Fill in what rules find at once, then the words, and say what decides."""
        self.at(turn, "compare")
        analysis = await self._analysis(turn)
        for said in (*analysis.assumed, *analysis.notes):
            self.assume(turn, said)
        turn.fill(
            requirements=analysis.requirements,
            recommendations=analysis.recommendations,
            strengths=analysis.strengths,
            weaknesses=analysis.weaknesses,
            skillGaps=analysis.skill_gaps,
            coverageScore=analysis.coverage,
            readinessScore=analysis.readiness,
            readinessRange=analysis.range,
            readiness=analysis.parts,
            atsScore=analysis.ats,
            ats=analysis.checks,
        )
        self.at(turn, "say")
        by_model = await self._say(turn, analysis)
        self.conclude(
            turn,
            written_by="mixed" if by_model else "rules",
            not_judged=analysis.not_judged,
            then=_then(turn.input),
        )
        await turn.say(outcome(analysis))

    async def _analysis(self, turn: Turn) -> Analysis:
        """All that rules find, as of the day of the session: worked out once in a run."""
        known: Analysis | None = turn.scratch.get("analysis")
        if known is None or turn.scratch.get("answer") != turn.memory.answer:
            known = await turn.compute(analyse, await self._given(turn), slow=True)
            turn.scratch |= {"analysis": known, "answer": turn.memory.answer}
        return known

    async def _given(self, turn: Turn) -> Given:
        """What it is made of. An answer names the role, or is what is asked for there."""
        given, memory = turn.input, turn.memory
        job, role = await turn.job(given.job), given.target_role
        if memory.answer and len(memory.answer) >= LEAST_POSTING:
            job = job or memory.answer
        elif memory.answer:
            role = memory.answer
        resume = await turn.resume_material(given.resume)
        return Given(
            resume=(resume.text if resume else None) or "",
            job=job,
            target_role=role,
            level=given.level,
            country=given.country,
            today=memory.as_of,
            language=turn.said_in,
            file=facts_kept(resume.file) if resume else None,
        )

    async def _say(self, turn: Turn, analysis: Analysis) -> bool:
        """Have the words, and put them where the rules' own stand, which else stay; whether any
        others stand there."""
        brief = await self._brief(turn, analysis)
        try:
            reviewed = await turn.reviewed(REVIEW, brief)
        except RunFailure as error:
            if error.code not in UNUSABLE:
                raise
            turn.memory.words = brief.own
        else:
            turn.memory.words = await turn.compute(kept, reviewed.value, brief)
        self._show(turn, analysis, brief.resume)
        return turn.memory.words != brief.own

    def _show(self, turn: Turn, analysis: Analysis, resume: str) -> None:
        """Show the findings as they were worded, short or in full."""
        words = turn.memory.words or Words()
        told = words.recommendations
        if len(told) != len(analysis.recommendations):  # of another release
            told = tuple(one.text for one in analysis.recommendations)
        fields: dict[str, Any] = {
            "strengths": found(words.strengths, analysis.strengths, resume),
            "weaknesses": found(words.weaknesses, analysis.weaknesses, resume),
            "recommendations": [
                msgspec.structs.replace(one, text=said)
                for one, said in zip(analysis.recommendations, told, strict=True)
            ],
            "skillGaps": analysis.skill_gaps,
        }
        turn.fill(**(shortened(fields) if turn.memory.is_short else fields))

    async def _brief(self, turn: Turn, analysis: Analysis) -> Brief:
        job = await turn.job(turn.input.job)
        return Brief(
            role=analysis.title,
            asked=tuple(
                Asked(one.text, one.kind, one.status, tuple(e.quote for e in one.evidence))
                for one in analysis.requirements
            ),
            own=Words(
                noted(analysis.strengths),
                noted(analysis.weaknesses),
                tuple(clip(one.text, MOST_SENTENCE) for one in analysis.recommendations),
            ),
            resume=await turn.resume(turn.input.resume) or "",
            job=job if job is None or isinstance(job, str) else msgspec.json.encode(job).decode(),
            language=turn.said_in,
        )

    async def explain(self, turn: Turn, wish: str) -> None:
        """Say what a number is made of: the one that is meant."""
        analysis = await self._analysis(turn)
        await turn.say(explained(analysis, score_meant(wish, analysis)))

    async def most(self, turn: Turn, wish: str) -> None:
        """Say what would help most."""
        words = turn.memory.words
        first = words.recommendations[0] if words and words.recommendations else None
        await turn.say(self.text("says.most", what=first) if first else self.text("says.nothing"))

    async def shorter(self, turn: Turn, wish: str) -> None:
        """Leave what matters most: one strength, one thing that may be asked, the main gaps."""
        turn.memory.is_short = True
        await self._again(turn)
        await turn.say(self.text("says.shorter"))

    async def full(self, turn: Turn, wish: str) -> None:
        """Show all of it again."""
        was_short, turn.memory.is_short = turn.memory.is_short, False
        await self._again(turn)
        await turn.say(self.text("says.full" if was_short else "says.all"))

    async def _again(self, turn: Turn) -> None:
        analysis = await self._analysis(turn)
        self._show(turn, analysis, await turn.resume(turn.input.resume) or "")

    async def do_explain(self, turn: Turn) -> str:
        """The same as an action."""
        analysis = await self._analysis(turn)
        given: Explain = turn.given or Explain()
        await turn.say(explained(analysis, given.score))
        return "ready"

    async def do_most(self, turn: Turn) -> str:
        """The same as an action."""
        await self.most(turn, "")
        return "ready"

    async def do_shorter(self, turn: Turn) -> str:
        """The same as an action."""
        await self.shorter(turn, "")
        return "ready"

    async def do_full(self, turn: Turn) -> str:
        """The same as an action."""
        await self.full(turn, "")
        return "ready"

    async def sources(self, turn: Turn) -> dict[str, str]:
        """The résumé, and the posting."""
        job = await turn.job(turn.input.job)
        found = await super().sources(turn)
        if job is not None:
            found["job"] = job if isinstance(job, str) else msgspec.json.encode(job).decode()
        return found


def _then(given: AnalysisInput) -> list[NextStep]:
    """Where one goes on: the résumé, questions, the weeks to come."""
    shared = {
        "resume": given.resume,
        "targetRole": given.target_role,
        "job": given.job,
        "language": given.language,
        "documentLanguage": given.document_language,
        "country": given.country,
    }
    return [NextStep(kind, shared) for kind in ("optimize", "questions", "plan")]
