"""A résumé made better by small changes that one takes or leaves, one by one."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from msgspec import UNSET, Struct

from agents.assessment.file_facts import facts_kept
from agents.delivery.kind import UNUSABLE, Delivery, Further
from agents.delivery.next_steps import NextStep
from agents.errors import RunFailure
from agents.evidence.sources import Source
from agents.evidence.support import unsupported
from agents.evidence.text import one_line
from agents.evidence.verbs import raises
from agents.kind import (
    Action,
    Confirm,
    Judging,
    Refused,
    RoleMessage,
    SavedResume,
    StoredResume,
    StoredResumeRef,
    Task,
)
from agents.kind import Turn as AnyTurn
from agents.kinds.optimize.applying import applied, open_places
from agents.kinds.optimize.figures import Figures, Given, figures
from agents.kinds.optimize.inputs import (
    MOST_OF_GROUP,
    Completing,
    Drafted,
    Passage,
    Rewriting,
    Rewritten,
)
from agents.kinds.optimize.remarks import said_of
from agents.kinds.optimize.rules import Wanted, arranged, is_kept, numbered, worded
from agents.kinds.optimize.tasks import COMPLETE, REWRITE, WEIGH
from agents.kinds.optimize.types import (
    MOST_CHANGES,
    Answered,
    Change,
    Edited,
    Focus,
    Ids,
    OptimizeInput,
    OptimizeMemory,
    OptimizeResult,
    Saved,
    encoded,
    number_of,
)
from agents.kinds.optimize.wishes import named
from agents.postings.asked import Asked
from agents.postings.read import posting_of, read_posting
from agents.results.types import Method, Writer
from agents.resume.pointers import points
from agents.resume.whole import whole_resume
from protocol.catalogue import Text

AT_ONCE = 3
LONG = 240
"""Characters of a text from which on an evaluator reads what a model made of it."""
MOST_DOUBTS = 50
MOST_TITLE = 200
MOST_PASSAGE = 4_000
MOST_DOUBT = 500
MOST_GROUPS = 12
"""Parts of a résumé that a model is asked about; the oldest are left to rules."""

Turn = AnyTurn[OptimizeInput, OptimizeMemory]


class Optimize(Delivery):
    """Proposes changes, and keeps what is accepted."""

    name = "optimize"
    input_type = OptimizeInput
    result_type = OptimizeResult
    exports = ("resume.json",)
    memory_type = OptimizeMemory
    method = Method("optimize", 1)
    tasks: ClassVar[tuple[Task[Any, Any], ...]] = (REWRITE, COMPLETE, WEIGH)
    steps = ("read", "write", "check")
    sets = (
        "changes",
        "resume",
        "atsBefore",
        "atsAfter",
        "coverageBefore",
        "coverageAfter",
        "resultsBefore",
        "resultsAfter",
        "wordsBefore",
        "wordsAfter",
        "saved",
    )
    further = (
        Further(Action("accept", input=Ids), "accept"),
        Further(Action("reject", input=Ids), "reject"),
        Further(Action("edit", input=Edited), "edit"),
        Further(Action("answer", input=Answered), "answer"),
        Further(Action("save"), "save"),
    )
    wishes: ClassVar = {
        "accept": "wish_accept",
        "reject": "wish_reject",
        "undo": "wish_undo",
        "why": "wish_why",
        "shorter": "wish_shorter",
        "save": "wish_save",
    }

    async def deliver(self, turn: Turn) -> None:
        """Read the résumé, propose changes, and count what they would make of it."""
        self.at(turn, "read")
        await self._read(turn)
        self.at(turn, "write")
        given = turn.input
        if "ats_keywords" in given.focus and given.job is None:
            self.assume(turn, self.text("assumed.no_job"))
        job = await turn.job(given.job)
        about = (turn.memory.text, job, given.target_role, _today(turn), turn.said_in)
        for said in await turn.compute(said_of, *about, slow=True):
            self.assume(turn, said)
        turn.memory.changes, by_rules = await self._proposed(turn, self._focus(turn))
        _note_writers(turn.memory, turn.memory.changes, by_rules)
        self.at(turn, "check")
        await self._show(turn)
        self._conclude(turn)
        changes = turn.memory.changes
        if changes:
            await turn.say(self.text("says.proposals", count=len(changes)))
        else:
            await turn.say(self.text("says.no_proposal"))
        if asking := sum(bool(open_places(one)) for one in changes):
            await turn.say(self.text("says.asking", count=asking))

    async def _read(self, turn: Turn) -> None:
        given, memory = turn.input, turn.memory
        memory.text = await turn.resume(given.resume) or ""
        data: Mapping[str, Any] | None = None
        if isinstance(given.resume, StoredResumeRef):
            material = await turn.resume_material(given.resume)
            id, version = given.resume.id, material.version if material else None
            library, caller = turn.services.library, turn.caller
            stored = await turn.once(
                "resume_data", lambda: library.resume(caller, id, version), StoredResume
            )
            data, memory.origin = stored.data, SavedResume(stored.id, stored.version)
        memory.base = await turn.compute(whole_resume, memory.text, _today(turn), data, slow=True)
        memory.written = given.document_language

    def _focus(self, turn: Turn) -> tuple[Focus, ...]:
        """What changes are for: a posting's words only where there is a posting."""
        return tuple(
            dict.fromkeys(
                one for one in turn.input.focus if one != "ats_keywords" or turn.input.job
            )
        )

    async def _proposed(
        self, turn: Turn, focus: tuple[Focus, ...], wish: str = ""
    ) -> tuple[list[Change], "_Worded"]:
        """Changes of the résumé as it was given, by rules, and by a model where there is one.

        With them what rules have worded, whether it is among them or not.
        """
        memory = turn.memory
        wanted = await self._wanted(turn, focus)
        drafted = await turn.compute(worded, memory.base, wanted, slow=True)
        groups = await turn.compute(_groups, memory.base, drafted)

        async def ask(branch: AnyTurn[Any, Any], group: "_Group") -> Rewritten:
            given = self._rewriting(branch, group, focus, wish)
            try:
                answer = await branch.ask(REWRITE, given)
            except RunFailure as error:
                if error.code not in UNUSABLE:
                    raise
                return Rewritten(tuple(given.drafted))
            return await self._weighed(branch, given, answer)

        answers = await turn.each(groups, ask, at_once=AT_ONCE) if groups else []
        texts = {point.path: point.text for point in points(memory.base)}
        by_path = {one.path: one for one in drafted}
        model = [_of_draft(one, texts, by_path) for answer in answers for one in answer.changes]
        asked_of = {path for group in groups for path in group.paths}
        rest = [one for one in drafted if one.path not in asked_of]
        moved = await turn.compute(arranged, memory.base, memory.text, wanted, slow=True)
        found = [one for one in [*model, *rest, *moved] if not is_kept(one, wanted.keep)]
        by_rules = frozenset(map(_wording, (*drafted, *moved)))
        return numbered(memory.base, found)[:MOST_CHANGES], by_rules

    async def _weighed(
        self, turn: AnyTurn[Any, Any], given: Rewriting, answer: Rewritten
    ) -> Rewritten:
        """The answer without long texts that an evaluator does not find better."""
        texts = {one.path: one.text for one in given.passages}
        kept = list[Drafted]()
        for one in answer.changes:
            judged = one.after is not None and one not in given.drafted
            if judged and len(texts[one.path]) > LONG:
                judging = Judging(Passage(one.path, texts[one.path]), one.after)
                verdict = await turn.ask(WEIGH, judging)
                await turn.tell(RoleMessage("evaluator", "generator", WEIGH.name, verdict))
                if verdict.decision != "approve":
                    continue
            kept.append(one)
        return Rewritten(tuple(kept))

    async def _wanted(self, turn: Turn, focus: tuple[Focus, ...]) -> Wanted:
        return Wanted(
            focus,
            turn.said_in,
            turn.memory.written,
            _today(turn),
            await self._asked(turn) if "ats_keywords" in focus else (),
            turn.input.keep,
        )

    async def _asked(self, turn: Turn) -> tuple[Asked, ...]:
        """What the job asks for, if there is one."""
        job = await turn.job(turn.input.job)
        if job is None:
            return ()
        if isinstance(job, str):
            return (await turn.compute(read_posting, job, slow=True)).asked
        return (await turn.compute(posting_of, job)).asked

    def _rewriting(
        self, turn: AnyTurn[Any, Any], group: "_Group", focus: tuple[Focus, ...], wish: str
    ) -> Rewriting:
        memory: OptimizeMemory = turn.memory
        return Rewriting(
            target_role=one_line(turn.input.target_role),
            focus=tuple(one for one in focus if one != "ats_keywords"),
            passages=group.passages,
            drafted=group.drafted,
            resume=memory.text,
            answers=tuple(memory.answers),
            document_language=memory.written,
            language=turn.said_in,
            wish=wish,
        )

    async def _show(self, turn: Turn) -> None:
        """Set what follows from the changes as they stand."""
        memory = turn.memory
        material = await turn.resume_material(turn.input.resume)
        given = Given(
            memory.text,
            memory.base,
            await self._asked(turn),
            facts_kept(material.file if material else None),
            memory.written,
            turn.input.country,
            _today(turn),
        )
        counted: Figures = await turn.compute(figures, given, memory.changes, slow=True)
        accepted = [one for one in memory.changes if one.status == "accepted"]
        turn.fill(
            changes=encoded(memory.changes),
            resume=applied(memory.base, accepted),
            atsBefore=counted.before.ats,
            atsAfter=counted.after.ats,
            coverageBefore=counted.before.coverage,
            coverageAfter=counted.after.coverage,
            resultsBefore=counted.before.results,
            resultsAfter=counted.after.results,
            wordsBefore=counted.before.words,
            wordsAfter=counted.after.words,
            confirm=[
                Confirm(doubt.place, doubt.text, turn.told(self._why(doubt)))
                for doubt in await turn.compute(_doubted, memory)
            ],
        )

    def _why(self, doubt: "_Doubt") -> Text:
        if doubt.raised:
            return self.text("confirm.raised", words=doubt.raised)
        return self.text("confirm.unknown", words=doubt.text)

    def _conclude(self, turn: Turn) -> None:
        given = turn.input
        reasons = {}
        if turn.result.get("coverageBefore") is None:
            why = self.text("unjudged.nothing_asked" if given.job else "unjudged.no_job")
            reasons = {"coverageBefore": why, "coverageAfter": why}
        if turn.result.get("atsBefore") is None:
            why = self.text("unjudged.file")
            reasons |= {"atsBefore": why, "atsAfter": why}
        turn.fill(saved=None)
        passed = {"resume": given.resume, "targetRole": given.target_role, "job": given.job}
        self.conclude(
            turn,
            written_by=_writer(turn.memory),
            not_judged=reasons,
            then=[NextStep("analysis", passed), NextStep("questions", passed)],
        )

    async def accept(self, turn: Turn) -> str:
        """Take changes into the résumé."""
        await self._decide(turn, turn.given.ids, "accepted")
        return "ready"

    async def reject(self, turn: Turn) -> str:
        """Leave changes away."""
        await self._decide(turn, turn.given.ids, "rejected")
        return "ready"

    async def edit(self, turn: Turn) -> str:
        """Take what the person has written in place of a change's text."""
        given: Edited = turn.given
        change = self._change(turn, given.id)
        if change.op in ("remove", "move"):
            raise Refused(self.text("refused.no_text", id=change.id), "invalid_input")
        change.after, change.status = given.after.strip(), "accepted"
        if not open_places(change):
            change.ask = UNSET
        turn.memory.edited = [*{*turn.memory.edited, change.id}]
        await self._show(turn)
        await turn.say(self.text("says.edited", id=change.id))
        return "ready"

    async def answer(self, turn: Turn) -> str:
        """Complete a change with what only the person knows."""
        given: Answered = turn.given
        change, memory = self._change(turn, given.id), turn.memory
        if not open_places(change):
            raise Refused(self.text("refused.nothing_asked", id=change.id), "invalid_input")
        completed = await turn.ask(
            COMPLETE,
            Completing(
                change.before or "",
                change.after or "",
                change.ask or "",
                given.text,
                memory.text,
                memory.written,
            ),
        )
        memory.answers = [*memory.answers, given.text][-MOST_CHANGES:]
        change.after = completed.after
        if not open_places(change):
            change.ask = UNSET
        await self._show(turn)
        await turn.say(self.text("says.answered", id=change.id, after=change.after))
        return "ready"

    async def save(self, turn: Turn) -> str:
        """Keep the résumé with what is accepted: a new version of the stored one, or a new one."""
        memory = turn.memory
        accepted = [one for one in memory.changes if one.status == "accepted"]
        if not accepted:
            raise Refused(self.text("refused.nothing_accepted"), "invalid_input")
        title = turn.told(self.text("saved.title", role=one_line(turn.input.target_role)))
        place: SavedResume | str = memory.origin or title[:MOST_TITLE]
        resume, today = applied(memory.base, accepted), _today(turn)
        library, caller = turn.services.library, turn.caller
        saved = await turn.once(
            "save", lambda: library.save_resume(caller, resume, today, place), SavedResume
        )
        memory.origin = saved
        turn.fill(saved=Saved(saved.id, saved.version))
        still = sum(bool(open_places(one)) for one in accepted)
        await turn.say(self.text("says.saved", version=saved.version))
        if still:
            await turn.say(self.text("says.still_open", count=still))
        return "ready"

    async def wish_accept(self, turn: Turn, wish: str) -> None:
        """Take the changes that are named, or all that are open."""
        await self._decide(turn, self._named(turn, wish), "accepted")

    async def wish_reject(self, turn: Turn, wish: str) -> None:
        """Leave away the changes that are named, or all that are open."""
        await self._decide(turn, self._named(turn, wish), "rejected")

    async def wish_undo(self, turn: Turn, wish: str) -> None:
        """Make the changes that are named, or all, proposals again."""
        ids = self._named(turn, wish)
        decided = [one for one in turn.memory.changes if one.status != "proposed"]
        await self._decide(turn, ids or [one.id for one in decided], "proposed")

    async def wish_why(self, turn: Turn, wish: str) -> None:
        """Say why a change is proposed."""
        ids = self._named(turn, wish)
        if not ids:
            await self.reply(turn, wish)
        for id in ids:
            change = self._change(turn, id)
            await turn.say(self.text("says.why", id=change.id, reason=change.reason))

    async def wish_shorter(self, turn: Turn, wish: str) -> None:
        """Propose what makes the résumé shorter, beside what is proposed already."""
        memory = turn.memory
        focus: tuple[Focus, ...] = ("brevity",)
        found, by_rules = await self._proposed(turn, focus, wish)
        by_place = {(one.op, one.path): one for one in memory.changes}
        last = max((number_of(one.id) for one in memory.changes), default=0)
        made = list[Change]()
        for one in found:
            known = by_place.get((one.op, one.path))
            if known and (known.status != "proposed" or known.id in memory.edited):
                continue
            if known is None:
                last += 1
                one.id = f"c{last}"
                made.append(one)
            elif len(one.after or "") < len(known.after or ""):
                known.after, known.reason, known.focus = one.after, one.reason, one.focus
                known.ask = one.ask
                made.append(known)
        memory.changes = [
            *memory.changes,
            *(one for one in made if (one.op, one.path) not in by_place),
        ][:MOST_CHANGES]
        if not made:
            await turn.say(self.text("says.not_shorter"))
            return
        _note_writers(memory, made, by_rules)
        await self._show(turn)
        turn.fill(writtenBy=_writer(memory))
        await turn.say(self.text("says.shorter", count=len(made)))

    async def wish_save(self, turn: Turn, wish: str) -> None:
        """Keep the résumé, as the action does."""
        if any(one.status == "accepted" for one in turn.memory.changes):
            await self.save(turn)
        else:
            await turn.say(self.text("refused.nothing_accepted"))

    async def _decide(self, turn: Turn, ids: Sequence[str], status: Any) -> None:
        """Give changes a status: those that are named, or all that are open."""
        changes = turn.memory.changes
        chosen = [self._change(turn, id) for id in ids] or [
            one for one in changes if one.status == "proposed"
        ]
        altered = [one for one in chosen if one.status != status]
        for one in altered:
            one.status = status
        await self._show(turn)
        await turn.say(self.text(f"says.{status}", count=len(altered)))

    def _named(self, turn: Turn, wish: str) -> list[str]:
        known = [one.id for one in turn.memory.changes]
        return named(wish, known)

    def _change(self, turn: Turn, id: str) -> Change:
        """The change of that id. Raises Refused, which says which there are."""
        wanted = id.strip().lower()
        for one in turn.memory.changes:
            if one.id in (wanted, f"c{wanted}"):
                return one
        last = len(turn.memory.changes)
        raise Refused(self.text("refused.no_change", id=id, last=f"c{last}"), "invalid_input")


class _Group(Struct, frozen=True):
    """Texts of one entry that are looked at together."""

    passages: tuple[Passage, ...]
    drafted: tuple[Drafted, ...]

    @property
    def paths(self) -> list[str]:
        return [one.path for one in self.passages]


def _groups(resume: Mapping[str, Any], drafted: Iterable[Change]) -> list[_Group]:
    """The texts of a résumé, entry by entry, each with what rules propose for it."""
    by_path = {one.path: one for one in drafted}
    entries: dict[tuple[str, int | None], list[Passage]] = {}
    for point in points(resume):
        entries.setdefault((point.section, point.entry), []).append(
            Passage(point.path, point.text[:MOST_PASSAGE])
        )
    cut = [
        part[at : at + MOST_OF_GROUP]
        for part in entries.values()
        for at in range(0, len(part), MOST_OF_GROUP)
    ]
    found = []
    for passages in cut[:MOST_GROUPS]:
        mine = [by_path[one.path] for one in passages if one.path in by_path]
        found.append(_Group(tuple(passages), tuple(map(_drafted, mine))))
    return found


def _drafted(change: Change) -> Drafted:
    ask = change.ask if isinstance(change.ask, str) else None
    return Drafted(change.path, change.after, change.reason[:300], change.focus, ask)


def _of_draft(draft: Drafted, texts: Mapping[str, str], by_path: Mapping[str, Change]) -> Change:
    """A draft as a change; what rules have proposed and nobody altered is theirs."""
    known = by_path.get(draft.path)
    if known is not None and draft == _drafted(known):
        return known
    change = Change(
        id="c0",
        op="remove" if draft.after is None else "replace",
        path=draft.path,
        section=draft.path.split("/")[1],
        before=texts[draft.path],
        after=draft.after,
        reason=draft.reason,
        focus=draft.focus,
    )
    if draft.ask and open_places(change):
        change.ask = draft.ask
    return change


class _Doubt(Struct, frozen=True):
    """Something that the person wrote and that what was given does not hold."""

    place: str
    text: str
    raised: str | None = None


def _doubted(memory: OptimizeMemory) -> list[_Doubt]:
    """What of the texts that the person wrote could not be found in what was given."""
    sources = [Source("resume", memory.text), *(Source("answer", one) for one in memory.answers)]
    found = list[_Doubt]()
    for at, change in enumerate(memory.changes):
        if change.id not in memory.edited or not change.after or change.status == "rejected":
            continue
        place = f"/changes/{at}/after"
        raised = raises(change.before or "", change.after)
        if raised:
            found.append(_Doubt(place, change.after[:MOST_DOUBT], raised))
        claims = unsupported(change.after, sources)
        found += [_Doubt(place, claim.quote[:MOST_DOUBT]) for claim in claims]
    return found[:MOST_DOUBTS]


_Worded = frozenset[tuple[str, str | None, str]]


def _wording(change: Change) -> tuple[str, str | None, str]:
    """What a change says, by which one tells whose it is."""
    return change.path, change.after, change.reason


def _note_writers(memory: OptimizeMemory, made: Iterable[Change], by_rules: _Worded) -> None:
    """Remember whether rules, and whether a model, have worded any of these."""
    known = [_wording(change) in by_rules for change in made]
    memory.by_rules |= any(known)
    memory.by_model |= not all(known)


def _writer(memory: OptimizeMemory) -> Writer:
    """Who has worded the changes that there are; where there are none, it is rules."""
    if not memory.by_model:
        return "rules"
    return "mixed" if memory.by_rules else "model"


def _today(turn: Turn) -> dt.date:
    return dt.date.fromisoformat(turn.memory.as_of)
