"""What a posting says of a job: read at its address, in its text or a file, and stored as a job."""

from collections.abc import Sequence
from typing import Any, ClassVar, Literal
from urllib.parse import urlsplit

import msgspec
from msgspec.structs import replace

from agents.delivery.given import addressed_to_models
from agents.delivery.kind import UNUSABLE, Delivery, Further
from agents.delivery.memory import DeliveryMemory
from agents.delivery.next_steps import NextStep
from agents.errors import InvalidInput, RunFailure
from agents.evidence.text import clip, one_line
from agents.kind import Action, Confirm, FoundPosting, Refused, check_address
from agents.kind import Turn as AnyTurn
from agents.kinds.job.correcting import (
    MOST_CORRECTIONS,
    Correction,
    Moved,
    corrected,
    meant,
    organisation_in,
    pay_in,
    place_in,
    title_in,
    to_confirm,
)
from agents.kinds.job.extracting import bounded, brief_of, completed, without_id
from agents.kinds.job.inputs import MOST, JobInput, Set, ToMust, ToNice
from agents.kinds.job.outcome import differences, outcome, with_hidden
from agents.kinds.job.reading import Read, read_text
from agents.kinds.job.result import NAMES, JobResult, fields_of
from agents.kinds.job.tasks import COPY, EXTRACT, NOTHING, REVIEW, Looking
from agents.results.job import JobPosting, JobRequirement
from agents.results.types import Method
from protocol.catalogue import ENGLISH, Said, Text

_BLIND = frozenset({"no_vision", "no_provider", "needs_model"})
"""Codes of errors that say that nothing here can look at a picture."""


class Memory(DeliveryMemory, kw_only=True):
    """The posting as it was read, its text where that is no part of the input, what was said."""

    posting: JobPosting | None = None
    text: str = ""
    differs: tuple[tuple[str, str, str], ...] = ()
    corrections: tuple[Correction, ...] = ()
    by_model: bool = False
    job: str | None = None
    asked: Literal["must", "nice"] | None = None
    """Where something is to stand of which it was asked last what it is."""


Turn = AnyTurn[JobInput, Memory]


class Job(Delivery):
    """Reads a posting, stores it as a job, and takes what people know better.

    Rules read it; a model may point at passages that they have missed, and nothing stands in the
    result that the posting does not say, but for what the user has said, which is marked.
    """

    name = "job"
    input_type = JobInput
    result_type = JobResult
    memory_type = Memory
    method = Method("posting", 1)
    steps = ("fetch", "read", "check", "store")
    tasks = (COPY,)
    reviews = (REVIEW,)
    languages = None
    sets = NAMES
    further = (
        Further(Action("set", input=Set), "do_set", works=True),
        Further(Action("toNice", input=ToNice), "do_to_nice", works=True),
        Further(Action("toMust", input=ToMust), "do_to_must", works=True),
        Further(Action("refresh"), "do_refresh", works=True),
    )
    wishes: ClassVar = {
        "title": "wish_title",
        "organisation": "wish_organisation",
        "salary": "wish_salary",
        "place": "wish_place",
        "optional": "wish_optional",
        "required": "wish_required",
        "refresh": "refresh",
    }

    def parse_input(self, raw: Any) -> msgspec.Struct:
        """The typed input. Raises InvalidInput, whose text says what to do, for none or several."""
        given = super().parse_input(raw)
        if not isinstance(given, JobInput) or given.ways != 1:
            raise InvalidInput(self.text("input.one_way"))
        check_address(given.url)
        return given

    def input_schema(self) -> dict[str, Any]:
        """That of the input, which says that one of the three is needed."""
        ways = [{"required": [name]} for name in ("url", "text", "document")]
        return super().input_schema() | {"anyOf": ways}

    def about(self, given: JobInput) -> str | None:
        """The site, or how the text begins."""
        if given.url is not None:
            return urlsplit(given.url).hostname
        return given.text

    async def deliver(self, turn: Turn) -> None:
        """Read the posting, and store what it says."""
        await self._make(turn, await self._found(turn))
        posting = self._posting(turn)
        await turn.say(outcome(posting, turn.memory.differs))

    async def _make(self, turn: Turn, found: Read) -> None:
        """Keep the posting as it is now, with what was said of it before."""
        memory = turn.memory
        memory.posting, memory.differs = found.posting, found.differs
        for note in await turn.compute(addressed_to_models, "", found.text, slow=True):
            self.assume(turn, note)
        self._show(turn)
        self.at(turn, "check")
        memory.posting = bounded(await self._completed(turn, found))
        await self._keep(turn)

    async def _found(self, turn: Turn) -> Read:
        """What rules read, at the address, in the text or in the document."""
        given, memory = turn.input, turn.memory
        if given.url is not None:
            return await self._fetched(turn, given.url)
        self.at(turn, "read")
        if given.document is not None:
            text, kind = await self._of_document(turn, given.document)
        else:
            text, kind = given.text or "", "text"
        if len(text) > MOST:
            self.assume(turn, self.text("assumed.cut", most=f"{MOST:,}"))
            text = text[:MOST]
        memory.text = "" if given.document is None else text
        await self.check_text(turn, text, "job", 1)
        return await turn.compute(
            read_text, text, kind, memory.as_of, turn.now_ms, given.document_language, slow=True
        )

    async def _fetched(self, turn: Turn, url: str) -> Read:
        self.at(turn, "fetch")
        postings, caller, language = turn.services.postings, turn.caller, turn.said_in or ENGLISH
        found = await turn.once("posting", lambda: postings.at(caller, url, language), FoundPosting)
        self.at(turn, "read")
        posting = msgspec.convert(found.posting, JobPosting)
        turn.memory.text = found.text[:MOST]
        return Read(
            with_hidden(without_id(posting), found.hidden),
            turn.memory.text,
            differences(found.differs),
        )

    async def _of_document(self, turn: Turn, id: str) -> tuple[str, str]:
        """The text of a document, and what it was: of a picture, what a model copies of it."""
        document = await turn.document(id)
        if document.text is not None:
            is_pdf = document.media_type == "application/pdf"
            return document.text, "pdf" if is_pdf else "text"
        image = await turn.picture(id)
        try:
            text = await turn.ask(COPY, Looking(document.name), images=(image,))
        except RunFailure as error:
            if error.code not in _BLIND:
                raise
            raise Refused(self.text("refused.unseen", name=document.name), error.code) from None
        if not text.strip() or text.strip(" .") == NOTHING:
            raise Refused(Text("runs.no_text", name=document.name), "no_text")
        return text, "image"

    async def _completed(self, turn: Turn, found: Read) -> JobPosting:
        """The posting, with what a model has found in its text besides."""
        brief = brief_of(found.posting, found.text)
        try:
            said = (await turn.reviewed(REVIEW, brief)).value
        except RunFailure as error:
            if error.code not in UNUSABLE:
                raise
            return found.posting
        if said == brief.known:
            return found.posting
        whole = await turn.compute(
            completed, found.posting, said, found.text, turn.memory.as_of, slow=True
        )
        turn.memory.by_model = turn.by_model(EXTRACT) and whole != found.posting
        return whole

    def _posting(self, turn: Turn) -> JobPosting:
        """The job as it stands: as it was read, with what was said of it."""
        read = turn.memory.posting
        if read is None:
            raise Refused(self.text("refused.nothing_read"))
        return corrected(read, turn.memory.corrections)

    def _show(self, turn: Turn) -> None:
        """Put the job as it stands into the result, and what of it is to be confirmed."""
        memory, posting = turn.memory, self._posting(turn)
        turn.fill(**fields_of(posting))
        known = [] if memory.posting is None else [memory.posting]
        said = [one for read in known for one in to_confirm(read, memory.corrections, turn.told)]
        also = [
            Confirm(path, told, turn.told(self.text("confirm.differs", seen=seen)))
            for path, seen, told in memory.differs
        ]
        turn.fill(confirm=[*also, *said])
        firm = posting.hiring_organization
        about = f"{posting.title}, {firm}" if firm else posting.title
        title = self.wording["title"]
        turn.title = turn.told(Text("delivery.title", title=title, about=clip(about, 80)))

    async def _keep(self, turn: Turn) -> None:
        """Show the job as it stands, and store it: it is the same one each time."""
        self._show(turn)
        self.at(turn, "store")
        memory, library, caller = turn.memory, turn.services.library, turn.caller
        known, posting = memory.job, fields_of(self._posting(turn))
        memory.job = await turn.once(
            "save_job", lambda: library.save_job(caller, posting, known), str
        )
        turn.fill(id=memory.job)
        self.conclude(
            turn,
            written_by="mixed" if memory.by_model else "rules",
            then=self._then(turn, memory.job),
        )

    def _then(self, turn: Turn, id: str) -> list[NextStep]:
        """What the résumé shows of this job, what one may be asked there, and a letter to it."""
        given = turn.input
        shared = {"job": {"id": id}, "language": given.language, "country": given.country}
        role = {"targetRole": clip(one_line(self._posting(turn).title), 200)}
        return [
            NextStep("analysis", shared | role, self.text("next.analysis")),
            NextStep("questions", shared, self.text("next.questions")),
            NextStep("letter", shared),
        ]

    async def sources(self, turn: Turn) -> dict[str, str]:
        """The posting."""
        return {"job": turn.input.text or turn.memory.text}

    async def revise(self, turn: Turn, wish: str) -> None:
        """As for all kinds; what was asked of a requirement is answered by its number or words."""
        to, turn.memory.asked = turn.memory.asked, None
        if to is not None:
            found = await turn.compute(meant, wish, self._elsewhere(turn, to))
            if found is not None:
                await self._move(turn, found, to)
                return
        await super().revise(turn, wish)

    def _elsewhere(self, turn: Turn, to: Literal["must", "nice"]) -> list[JobRequirement]:
        """The requirements that may be moved there."""
        posting = self._posting(turn)
        return posting.must_have if to == "nice" else posting.nice_to_have

    async def _correct(self, turn: Turn, said: Sequence[Correction]) -> None:
        """Take what was said, and store the job anew."""
        turn.enter("working")
        memory = turn.memory
        memory.corrections = (*memory.corrections, *said)[-MOST_CORRECTIONS:]
        await self._keep(turn)
        turn.progress(len(self.steps), len(self.steps), Text("delivery.done"))

    async def _take(self, turn: Turn, wish: str, said: Correction | None, done: Said) -> None:
        """Take what a message says, where it was understood; else say what would be."""
        if said is None:
            await self.reply(turn, wish)
            return
        await self._correct(turn, [said])
        await turn.say(done)

    async def wish_title(self, turn: Turn, wish: str) -> None:
        """Give it the title that is said."""
        said = await turn.compute(title_in, wish)
        title = (said.title if said else None) or ""
        await self._take(turn, wish, said, self.text("says.title", title=title))

    async def wish_organisation(self, turn: Turn, wish: str) -> None:
        """Take whom is said to hire."""
        said = await turn.compute(organisation_in, wish)
        firm = (said.hiring_organization if said else None) or ""
        await self._take(turn, wish, said, self.text("says.organisation", firm=firm))

    async def wish_salary(self, turn: Turn, wish: str) -> None:
        """Take what is said to be paid."""
        before = self._posting(turn).base_salary
        said = await turn.compute(pay_in, wish, turn.memory.as_of, before, slow=True)
        await self._take(turn, wish, said, self.text("says.salary"))

    async def wish_place(self, turn: Turn, wish: str) -> None:
        """Take where, or how, the work is said to be done."""
        said = await turn.compute(place_in, wish)
        await self._take(turn, wish, said, self.text("says.place"))

    async def wish_optional(self, turn: Turn, wish: str) -> None:
        """Have what is meant among what is nice to have."""
        found = await turn.compute(meant, wish, self._elsewhere(turn, "nice"))
        await self._move(turn, found, "nice")

    async def wish_required(self, turn: Turn, wish: str) -> None:
        """Have what is meant among what must be."""
        found = await turn.compute(meant, wish, self._elsewhere(turn, "must"))
        await self._move(turn, found, "must")

    async def _move(
        self, turn: Turn, found: JobRequirement | None, to: Literal["must", "nice"]
    ) -> None:
        """Move a requirement, and say so; where none is meant, ask which."""
        entries = self._elsewhere(turn, to)
        if found is None and not entries:
            await turn.say(self.text(f"none_to_move.{to}"))
        elif found is None:
            turn.memory.asked = to
            names = "\n".join(f"{n}. {clip(one.text, 80)}" for n, one in enumerate(entries, 1))
            await turn.say(self.text(f"which_to_move.{to}", names=names))
        else:
            await self._correct(turn, [Correction(moved=Moved(found.text, to))])
            await turn.say(self.text(f"moved.{to}", what=clip(one_line(found.text), 120)))

    async def refresh(self, turn: Turn, wish: str) -> None:
        """Fetch the page again, and say what is different there now."""
        if turn.input.url is None:
            await turn.say(self.text("says.no_page"))
            return
        turn.enter("working")
        before = turn.memory.posting
        try:
            found = await self._found(turn)
        except RunFailure as error:
            turn.progress(len(self.steps), len(self.steps), Text("delivery.done"))
            await turn.say(self.text("says.not_fetched", why=error.text))
            return
        await self._make(turn, found)
        turn.progress(len(self.steps), len(self.steps), Text("delivery.done"))
        now = turn.memory.posting
        is_same = before and now and replace(before, source=now.source) == now
        await turn.say(self.text("says.same" if is_same else "says.fresh"))

    async def do_set(self, turn: Turn) -> str:
        """The same as what is said of fields, as an action."""
        given: Set = turn.given
        said: list[Correction] = []
        if given.salary is not None:
            before = self._posting(turn).base_salary
            pay = await turn.compute(pay_in, given.salary, turn.memory.as_of, before, slow=True)
            said.append(pay or Correction(salary_text=given.salary))
        places = tuple(given.job_location) if given.job_location else None
        said.append(Correction(given.title, given.hiring_organization, places, given.remote))
        await self._correct(turn, said)
        await turn.say(self.text("says.set"))
        return "ready"

    async def do_to_nice(self, turn: Turn) -> str:
        """Have something among what is nice to have."""
        await self._move(turn, _of_id(turn.given.id, self._elsewhere(turn, "nice")), "nice")
        return "ready"

    async def do_to_must(self, turn: Turn) -> str:
        """Have something among what must be."""
        await self._move(turn, _of_id(turn.given.id, self._elsewhere(turn, "must")), "must")
        return "ready"

    async def do_refresh(self, turn: Turn) -> str:
        """The same as an action."""
        await self.refresh(turn, "")
        return "ready"


def _of_id(id: str, entries: Sequence[JobRequirement]) -> JobRequirement | None:
    return next((one for one in entries if one.id == id), None)
