"""A CV for a job: a résumé ordered and chosen for what is asked for, and nothing that is new."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from msgspec import json as encoding
from msgspec.structs import replace

from agents.delivery.kind import UNUSABLE, Delivery, Further
from agents.delivery.next_steps import NextStep
from agents.delivery.wishes import phrases
from agents.errors import RunFailure
from agents.evidence.text import clip, one_line
from agents.kind import Action, Refused, StoredResume, StoredResumeRef
from agents.kind import Turn as AnyTurn
from agents.kinds.cv import extent
from agents.kinds.cv.arranging import SUMMARY, Document, Left, arranged
from agents.kinds.cv.asking import Asking, open_places
from agents.kinds.cv.drafts import Naming, Need, Passage, Tailoring
from agents.kinds.cv.forms import form_meant, paper_of
from agents.kinds.cv.inputs import (
    Another,
    Chosen,
    CvInput,
    Form,
    LeftIds,
    Named,
    Reformed,
    Shorter,
)
from agents.kinds.cv.meant import meant, moved, order_meant, pages_meant, says_all
from agents.kinds.cv.memory import EMPHASES, Choice, Memory, Proposal, Read
from agents.kinds.cv.pieces import HISTORY, Piece, pieces
from agents.kinds.cv.reading import Given, read
from agents.kinds.cv.results import MOST_LEFT_OUT, CvResult, Layout, LeftOut
from agents.kinds.cv.tasks import FIND, TAILOR
from agents.results.types import Method, Open
from agents.resume.results import is_measured
from protocol.catalogue import Text

MOST_QUOTED = 80
MOST_LINE = 200
MOST_TOLD = 3
"""Things that are named one by one."""
MOST_PASSAGES = 150
"""Lines that a model is shown; the oldest are left to rules."""
SHORTER = 0.8
"""What is left of the lines where no number of pages is named."""

Turn = AnyTurn[CvInput, Memory]


class Cv(Delivery):
    """Orders and chooses, says what it left out, and asks for what is not there."""

    name = "cv"
    input_type = CvInput
    result_type = CvResult
    memory_type = Memory
    exports = ("html", "docx", "resume.json")
    method = Method("cv", 1)
    languages = None
    tasks: ClassVar = (TAILOR, FIND)
    steps = ("read", "choose")
    sets = ("resume", "sections", "layout", "requirements", "leftOut", "open", "versions")
    further = (
        Further(Action("shorter", input=Shorter), "shorter"),
        Further(Action("leaveOut", input=Named), "leave_out"),
        Further(Action("bringBack", input=LeftIds), "bring_back"),
        Further(Action("first", input=Named), "put_first"),
        Further(Action("form", input=Reformed), "reform"),
        Further(Action("another", input=Another), "another", works=True),
        Further(Action("choose", input=Chosen), "choose"),
    )
    wishes: ClassVar = {
        "shorter": "wish_shorter",
        "leaveOut": "wish_leave_out",
        "bringBack": "wish_bring_back",
        "first": "wish_first",
        "form": "wish_form",
        "another": "wish_another",
        "why": "wish_why",
    }

    async def open(self, turn: Turn) -> None:
        """Look at what was given. Raises Refused without anything that the CV is for."""
        if turn.input.job is None and turn.input.target_role is None:
            raise Refused(self.text("refused.no_target"), "invalid_input")
        await super().open(turn)

    async def deliver(self, turn: Turn) -> None:
        """Find what is asked for and shown, choose, and say what there is to know."""
        self.at(turn, "read")
        given, memory = turn.input, turn.memory
        memory.text = await turn.resume(given.resume) or ""
        memory.read = await turn.compute(read, await self._given(turn), slow=True)
        for line in memory.read.assumed:
            self.assume(turn, line)
        for said in self._assumed(turn):
            self.assume(turn, said)
        turn.fill(requirements=memory.read.requirements)
        self.at(turn, "choose")
        style = given.style
        choice = Choice(style.form, style.paper or paper_of(given.country), style.pages)
        choice = await self._proposed(turn, choice)
        memory.versions = memory.versions.added(self._title(turn, choice), {})
        document = await self._show(turn, choice)
        self.conclude(
            turn,
            written_by="mixed" if choice.proposal.summary else "rules",
            not_judged=self._not_judged(memory.read),
            then=self._then(turn),
        )
        await self._tell(turn, document)

    async def _given(self, turn: Turn) -> Given:
        given, data = turn.input, None
        if isinstance(given.resume, StoredResumeRef):
            material = await turn.resume_material(given.resume)
            id, version = given.resume.id, material.version if material else None
            library, caller = turn.services.library, turn.caller
            stored = await turn.once(
                "resume_data", lambda: library.resume(caller, id, version), StoredResume
            )
            data = stored.data
        return Given(
            text=turn.memory.text,
            data=data,
            job=await turn.job(given.job),
            target_role=given.target_role and one_line(given.target_role),
            today=turn.memory.as_of,
            language=turn.said_in,
        )

    def _assumed(self, turn: Turn) -> list[Text]:
        """What is to be known of the languages, and of a posting that is read blind."""
        found, known = turn.memory.read, turn.input.document_language
        told = _primary(found.language)
        said = []
        if told and told not in ("en", "ko"):
            said.append(self.text("assumed.foreign"))
        if known and told and _primary(known) != told:
            said.append(self.text("assumed.translation"))
        if found.blind:
            said.append(self.text("assumed.blind"))
        return said

    def _not_judged(self, found: Read) -> dict[str, Text]:
        if found.requirements:
            return {}
        return {"requirements": self.text("not_judged.requirements")}

    def _then(self, turn: Turn) -> list[NextStep]:
        given = turn.input
        shared = {
            "resume": given.resume,
            "job": given.job,
            "language": given.language,
            "documentLanguage": given.document_language,
            "country": given.country,
        }
        role = turn.memory.read.role[:MOST_LINE]
        steps = [NextStep("optimize", shared | {"targetRole": role})] if len(role) > 1 else []
        if given.job is not None:
            steps.append(NextStep("letter", shared))
        if len(role) > 1:
            steps.append(NextStep("questions", shared | {"targetRole": role}))
        return steps

    async def _proposed(self, turn: Turn, choice: Choice, *, fresh: bool = False) -> Choice:
        """The choice with what a model proposes, as far as it holds; without it by rules."""
        found = turn.memory.read
        given = await turn.compute(_tailoring, found, turn.memory.text, self._summaries(turn))
        try:
            answer = await turn.ask(TAILOR, given, fresh=fresh)
        except RunFailure as error:
            if error.code not in UNUSABLE:
                raise
            return choice
        proposal = Proposal(answer.summary, answer.first, answer.leave_out)
        return replace(choice, proposal=proposal)

    def _summaries(self, turn: Turn) -> tuple[str, ...]:
        every = (one.proposal.summary for one in turn.memory.choices.values())
        return tuple(dict.fromkeys(one for one in every if one))

    def _title(self, turn: Turn, choice: Choice, title: str | None = None) -> str:
        return title or turn.told(self.text(f"versions.{choice.emphasis}"))

    def _choice(self, turn: Turn) -> Choice:
        memory = turn.memory
        return memory.choices.get(memory.versions.current, Choice())

    async def _show(self, turn: Turn, choice: Choice) -> Document:
        """Set the version that is shown to the choice."""
        memory = turn.memory
        memory.choices = memory.choices | {memory.versions.current: choice}
        document = await turn.compute(arranged, memory.read, choice)
        asked = open_places(memory.read, document, choice.form)
        turn.fill(
            resume=document.resume,
            sections=document.sections,
            layout=Layout(choice.form, choice.paper, extent.pages_of(document.lines, choice.paper)),
            leftOut=[self._left(turn, one) for one in document.left][:MOST_LEFT_OUT],
            open=[_open(turn, one) for one in asked],
            versions=memory.versions.shown(),
        )
        return document

    def _left(self, turn: Turn, one: Left) -> LeftOut:
        why = turn.told(self.text(f"why.{one.why}", **one.values))
        text = clip(one_line(one.text), MOST_LINE) or turn.told(self.text("left.photo"))
        return LeftOut(one.path, one.path, text, clip(one_line(why), MOST_LINE))

    async def _tell(self, turn: Turn, document: Document) -> None:
        """Say what is shown of what must be, what is open, and what was left out."""
        found = turn.memory.read
        musts = [one for one in found.requirements if one.kind == "must" and not one.knockout]
        shown = sum(one.status == "shown" for one in musts)
        partly = sum(one.status == "partly" for one in musts)
        if musts:
            said = self.text("says.made", count=len(musts), shown=shown, partly=partly)
        else:
            said = self.text("says.made_plain")
        await turn.say(said)
        if musts and not shown + partly and (carried := _measured(document)):
            quoted = clip(one_line(carried), MOST_LINE)
            await turn.say(self.text("says.carries", quote=quoted))
        if asked := len(turn.result["open"]):
            await turn.say(self.text("says.open", count=asked))
        if document.left:
            await turn.say(self.text("says.left", count=len(document.left)))
        await self._tell_length(turn, document)

    async def _tell_length(self, turn: Turn, document: Document) -> None:
        """Say so where it is longer than was wished for."""
        if not document.fits:
            pages = turn.result["layout"]["pages"]
            await turn.say(self.text("says.long", count=pages))

    async def _change(self, turn: Turn, choice: Choice) -> tuple[Document, list[LeftOut]]:
        """Show another choice; what of the CV has gone by it, and is out now."""
        before = {one["id"] for one in turn.result["leftOut"]}
        document = await self._show(turn, choice)
        gone = [self._left(turn, one) for one in document.left if one.path not in before]
        return document, gone

    async def shorter(self, turn: Turn) -> str:
        """Make it fit on so many pages."""
        await self._shorten(turn, (turn.given or Shorter()).pages)
        return "ready"

    async def wish_shorter(self, turn: Turn, wish: str) -> None:
        """Make it shorter, or fit on the pages that are named."""
        await self._shorten(turn, pages_meant(wish))

    async def _shorten(self, turn: Turn, pages: int | None) -> None:
        choice = self._choice(turn)
        now = await turn.compute(arranged, turn.memory.read, choice)
        if pages is not None:
            wanted = replace(choice, pages=pages, lines=None)
            if extent.pages_of(now.lines, choice.paper) <= pages and now.fits:
                await self._show(turn, wanted)
                await turn.say(self.text("says.fits", count=pages))
                return
        else:
            wanted = replace(choice, lines=int(now.lines * SHORTER))
        document, gone = await self._change(turn, wanted)
        if gone:
            await turn.say(self.text("says.shorter", count=len(gone), what=_named(gone)))
        else:
            await turn.say(self.text("says.no_shorter"))
        if pages is not None:
            await self._tell_length(turn, document)

    async def leave_out(self, turn: Turn) -> str:
        """Leave out what is named."""
        given: Named = turn.given
        await self._leave_out(turn, await self._places(turn, given.what, "leaveOut"))
        return "ready"

    async def wish_leave_out(self, turn: Turn, wish: str) -> None:
        """Leave out what the wish names."""
        places = await self._places(turn, wish, "leaveOut", refuses=False)
        if places:
            await self._leave_out(turn, places)

    async def _leave_out(self, turn: Turn, places: Sequence[str]) -> None:
        choice = self._choice(turn)
        wanted = replace(
            choice,
            out=(*choice.out, *(one for one in places if one not in choice.out)),
            kept=tuple(one for one in choice.kept if one not in places),
            first=tuple(one for one in choice.first if one not in places),
        )
        before = set(turn.result["leftOut"] and [one["id"] for one in turn.result["leftOut"]])
        document, gone = await self._change(turn, wanted)
        named = [one for one in gone if one.id in places]
        if not named:
            await turn.say(self.text("says.is_out" if before else "says.not_there"))
            return
        await turn.say(self.text("says.left_out", what=_named(named)))
        for one in named:
            if one.why != turn.told(self.text("why.asked")):
                await turn.say(one.why)
        missed = _showed(turn.memory.read, [one for one in document.left if one.path in places])
        if missed:
            await turn.say(self.text("says.showed", what=clip(missed[0], MOST_QUOTED)))

    async def bring_back(self, turn: Turn) -> str:
        """Bring back what was left out."""
        given: LeftIds = turn.given or LeftIds()
        known = [one["id"] for one in turn.result["leftOut"]]
        unknown = [one for one in given.ids if one not in known]
        if unknown:
            raise Refused(self.text("refused.not_left_out", id=unknown[0]), "invalid_input")
        await self._bring_back(turn, given.ids or known)
        return "ready"

    async def wish_bring_back(self, turn: Turn, wish: str) -> None:
        """Bring back what the wish names, or all of it."""
        left = turn.result["leftOut"]
        known = [one["id"] for one in left]
        if says_all(wish) or not known:
            await self._bring_back(turn, known)
            return
        group = phrases(__package__)["bringBack"]
        staying = await turn.compute(meant, wish, pieces(turn.memory.read.base), group)
        if staying and not any(
            _covers([one], id) or _covers([id], one) for one in staying for id in known
        ):
            await self._keep(turn, staying)
            return
        named = await self._places(turn, wish, "bringBack", refuses=False, among=left)
        if named:
            await self._bring_back(turn, [id for id in known if _covers(named, id)])

    async def _keep(self, turn: Turn, places: Sequence[str]) -> None:
        """Remember that what stands there is to stay, whatever else has to go."""
        choice = self._choice(turn)
        kept = tuple(dict.fromkeys((*choice.kept, *places)))
        await self._show(turn, replace(choice, kept=kept))
        texts = _texts(turn.memory.read, places, self._section_name(turn))
        await turn.say(self.text("says.stays", what=_quoted(texts)))

    async def _bring_back(self, turn: Turn, places: Sequence[str]) -> None:
        choice = self._choice(turn)
        texts = {one["id"]: one["text"] for one in turn.result["leftOut"]}
        if not texts:
            await turn.say(self.text("says.all_there"))
            return
        wanted = [SUMMARY if one.startswith(f"{SUMMARY}/") else one for one in places]
        room = sum(extent.line_rows(texts[one]) for one in places if one in texts)
        lines = choice.lines and (None if len(places) == len(texts) else choice.lines + room)
        document, gone = await self._change(
            turn,
            replace(
                choice,
                lines=lines,
                out=tuple(one for one in choice.out if not _covers(wanted, one)),
                kept=tuple(dict.fromkeys((*choice.kept, *wanted))),
            ),
        )
        left = {one.path for one in document.left}
        back = [texts[one] for one in places if one in texts and one not in left]
        if not back:
            await turn.say(self.text("says.nothing_left"))
            return
        await turn.say(self.text("says.back", count=len(back), what=_quoted(back)))
        if gone:
            await turn.say(self.text("says.instead", count=len(gone), what=_named(gone)))
        await self._tell_length(turn, document)

    async def put_first(self, turn: Turn) -> str:
        """Put what is named first in its place."""
        given: Named = turn.given
        await self._put_first(turn, await self._places(turn, given.what, "first"))
        return "ready"

    async def wish_first(self, turn: Turn, wish: str) -> None:
        """Put first what the wish names, or one section before another."""
        known = turn.memory.read.base
        if pair := order_meant(wish, known):
            one, other = (place.strip("/") for place in pair)
            choice = self._choice(turn)
            before = tuple(each for each in choice.before if set(each) != {one, other})
            await self._change(turn, replace(choice, before=(*before, (one, other))))
            name = self._section_name(turn)
            await turn.say(self.text("says.before", one=name(one), other=name(other)))
            return
        places = await self._places(turn, moved(wish), "first", refuses=False)
        if places:
            await self._put_first(turn, places)

    async def _put_first(self, turn: Turn, places: Sequence[str]) -> None:
        dated = [one for one in places if one.count("/") == 2 and one.split("/")[1] in HISTORY]
        moving = [one for one in places if one not in dated and one != SUMMARY]
        if not moving:
            await turn.say(self.text("says.by_date"))
            return
        choice = self._choice(turn)
        first = (*(one for one in choice.first if one not in moving), *moving)
        out = tuple(one for one in choice.out if one not in moving)
        await self._change(turn, replace(choice, first=first, out=out))
        texts = _texts(turn.memory.read, moving, self._section_name(turn))
        await turn.say(self.text("says.first", what=_quoted(texts)))

    def _section_name(self, turn: Turn) -> Callable[[str], str]:
        known = turn.memory.read.base

        def name(section: str) -> str:
            return turn.told(self.text(f"sections.{section}")) if section in known else section

        return name

    async def reform(self, turn: Turn) -> str:
        """Give it another form."""
        given: Reformed = turn.given
        await self._reform(turn, given.form)
        return "ready"

    async def wish_form(self, turn: Turn, wish: str) -> None:
        """Give it the form that the wish names."""
        form = form_meant(wish)
        if form is None:
            await turn.say(self.text("says.which_form"))
        else:
            await self._reform(turn, form)

    async def _reform(self, turn: Turn, form: Form) -> None:
        choice = self._choice(turn)
        name = self.text(f"forms.{form}")
        if choice.form == form:
            await turn.say(self.text("says.same_form", form=name))
            return
        document, gone = await self._change(turn, replace(choice, form=form, lines=None))
        await turn.say(self.text("says.form", form=name))
        if gone:
            await turn.say(self.text("says.left_by_form", count=len(gone), what=_named(gone)))
        await self._tell_length(turn, document)

    async def another(self, turn: Turn) -> str:
        """Add another version, with something else first."""
        turn.enter("working")
        given: Another = turn.given or Another()
        await self._another(turn, given.title)
        return "ready"

    async def wish_another(self, turn: Turn, wish: str) -> None:
        """The same, as it is called by itself."""
        if turn.memory.versions.full:
            await turn.say(self.text("refused.full"))
            return
        turn.enter("working")
        await self._another(turn, None)

    async def _another(self, turn: Turn, title: str | None) -> None:
        memory = turn.memory
        if memory.versions.full:
            raise Refused(self.text("refused.full"), "invalid_input")
        choice = self._choice(turn)
        used = {one.emphasis for one in memory.choices.values()}
        free = [one for one in EMPHASES if one not in used] or [choice.emphasis]
        wanted = await self._proposed(turn, replace(choice, emphasis=free[0]), fresh=True)
        before = turn.result["resume"]
        memory.versions = memory.versions.added(self._title(turn, wanted, title), {})
        await self._show(turn, wanted)
        self._writer(turn, wanted)
        name = memory.versions.shown()[-1].title
        if turn.result["resume"] == before:
            await turn.say(self.text("says.another_same", title=name))
        else:
            await turn.say(self.text("says.another", title=name))

    async def choose(self, turn: Turn) -> str:
        """Show another of the versions."""
        given: Chosen = turn.given
        memory = turn.memory
        if memory.versions.find(given.id) is None:
            known = ", ".join(one.id for one in memory.versions.kept)
            raise Refused(
                self.text("refused.no_version", id=given.id, known=known), "invalid_input"
            )
        memory.versions = memory.versions.chosen(given.id)
        choice = self._choice(turn)
        await self._show(turn, choice)
        self._writer(turn, choice)
        title = next(one.title for one in memory.versions.shown() if one.current)
        await turn.say(self.text("says.chosen", title=title))
        return "ready"

    def _writer(self, turn: Turn, choice: Choice) -> None:
        turn.fill(writtenBy="mixed" if choice.proposal.summary else "rules")

    async def wish_why(self, turn: Turn, wish: str) -> None:
        """Say why something was left out: what is named, or what went first."""
        left = turn.result["leftOut"]
        if not left:
            await turn.say(self.text("says.all_there"))
            return
        known = {one["id"]: one for one in left}
        group = phrases(__package__)["why"]
        named = meant(wish, _left_pieces(left), group)
        asked = [one for id, one in known.items() if _covers(named, id)]
        for one in (asked or left)[:MOST_TOLD]:
            text = clip(one["text"], MOST_QUOTED)
            await turn.say(self.text("says.why", what=text, why=one["why"]))

    async def _places(
        self,
        turn: Turn,
        what: str,
        group: str,
        *,
        refuses: bool = True,
        among: Sequence[Mapping[str, str]] | None = None,
    ) -> list[str]:
        """The places of the résumé that are meant: by a place in the result, by words, by a model.

        Where none is, that is said; an action with that is refused (`refuses`).
        """
        found = turn.memory.read
        if what.startswith("/"):
            document = await turn.compute(arranged, found, self._choice(turn))
            place = document.origins.get(what)
            if place is None:
                raise Refused(self.text("refused.no_place", place=what), "invalid_input")
            return [place]
        parts = _left_pieces(among) if among is not None else pieces(found.base)
        places = await turn.compute(meant, what, parts, phrases(__package__)[group])
        if not places and parts:
            shown = [Passage(one.path, clip(one.text, MOST_LINE), False) for one in parts]
            answer = await turn.ask(FIND, Naming(what, tuple(shown[:MOST_PASSAGES])))
            places = list(answer.paths)
        if not places:
            said = self.text(f"says.not_found.{group}")
            if refuses:
                raise Refused(said, "invalid_input")
            await turn.say(said)
        return places

    async def sources(self, turn: Turn) -> dict[str, str]:
        """The résumé, and the posting."""
        job = await turn.job(turn.input.job)
        found = await super().sources(turn)
        if job is not None:
            found["job"] = job if isinstance(job, str) else encoding.encode(job).decode()
        return found


def _tailoring(found: Read, text: str, before: tuple[str, ...]) -> Tailoring:
    """What a model is told."""
    basics: Mapping[str, Any] = found.base.get("basics", {})
    passages = [
        Passage(one.path, one.text[:1_000], bool(found.worth.get(one.path)))
        for one in pieces(found.base)
        if one.is_line and one.section in ("work", "projects", "volunteer", "other")
    ]
    return Tailoring(
        role=found.role,
        needs=tuple(Need(one.text, one.kind, one.status) for one in found.requirements),
        passages=tuple(passages[:MOST_PASSAGES]),
        summary=str(basics.get("summary") or ""),
        resume=text,
        before=before,
        document_language=found.language,
    )


def _left_pieces(left: Sequence[Mapping[str, str]]) -> list[Piece]:
    """What was left out, as parts that may be meant."""
    return [
        Piece(key, one["text"], str(key[0]), None, len(key) > len(("section", "entry")))
        for one in left
        if (key := tuple(one["path"].split("/")[1:]))
    ]


def _covers(places: Sequence[str], path: str) -> bool:
    """Whether a place is one of these, or is in one."""
    return any(path == one or path.startswith(f"{one}/") for one in places)


def _texts(found: Read, places: Sequence[str], named: Callable[[str], str]) -> list[str]:
    """What stands at places, or what a section is called."""
    known = {one.path: one.text for one in pieces(found.base)}
    return [known.get(one) or named(one.strip("/")) for one in places]


def _showed(found: Read, gone: Sequence[Left]) -> list[str]:
    """What is asked for, and is shown only by what has gone."""
    texts = [" ".join(one.text.split()) for one in gone]
    return [
        one.text
        for one in found.requirements
        if one.status in ("shown", "partly")
        and one.evidence
        and all(
            any(" ".join(each.quote.split()) in text for text in texts) for each in one.evidence
        )
    ]


def _measured(document: Document) -> str | None:
    """The first line of a job that tells a result."""
    lines = (line for job in document.resume.get("work", []) for line in job.get("highlights", ()))
    return next((line for line in lines if is_measured(line)), None)


def _named(gone: Sequence[LeftOut]) -> str:
    return _quoted([one.text for one in gone])


def _quoted(texts: Sequence[str]) -> str:
    """The first of them between quotation marks."""
    return ", ".join(f"“{clip(one_line(text), MOST_QUOTED)}”" for text in texts[:MOST_TOLD])


def _open(turn: Turn, one: Asking) -> Open:
    ask = one.ask if isinstance(one.ask, str) else turn.told(one.ask)
    return Open(one.path, clip(ask, MOST_LINE))


def _primary(language: str | None) -> str | None:
    return language.split("-")[0].lower() if language else None
