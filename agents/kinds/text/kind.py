"""Any text: summed up, judged by its mood, put into points, asked about, and asked.

Rules do all of it in the text's own words; a model writes better, and is held to the text.
"""

from collections.abc import Sequence
from typing import Any, ClassVar, cast

import msgspec

from agents.delivery.kind import SHORT_WISH, UNUSABLE, Delivery, Further
from agents.delivery.wishes import NONE, UNDERSTAND, Wish, phrases
from agents.errors import Refused, RunFailure
from agents.evidence.sources import Source, find_quote
from agents.evidence.text import clip, one_line
from agents.kind import Action, Task
from agents.kind import Turn as AnyTurn
from agents.kinds.text.extracts import LEAST_WORDS, MOST_WORDS
from agents.kinds.text.inputs import (
    MOST_CHARACTERS,
    MOST_COUNT,
    Also,
    Ask,
    Operation,
    TextInput,
    check,
)
from agents.kinds.text.memory import Memory
from agents.kinds.text.pieces import MOST_PIECE, pieces
from agents.kinds.text.reading import Found, Job, Quoted, first_words, found
from agents.kinds.text.results import Answer, Sentiment, TextResult
from agents.kinds.text.tasks import (
    ANSWER,
    ASK,
    JUDGE,
    PUT,
    READ,
    SUMMARIZE,
    AnswerBrief,
    Confidence,
    MoodBrief,
    Piece,
    Point,
    PointsBrief,
    QuestionsBrief,
    Reply,
    SummaryBrief,
)
from agents.kinds.text.wishes import LENGTHS, OPERATIONS, QA, Wanted, wanted
from agents.results.types import Evidence, Finding, Method, SourceKind
from protocol.catalogue import Said, Text

Turn = AnyTurn[TextInput, Memory]

AT_ONCE = 3
"""Pieces of a long text that are read side by side."""
_FIELDS: dict[Operation, str] = {
    "summarize": "summary",
    "sentiment": "sentiment",
    "key_points": "points",
    "questions": "questions",
    "qa": "answer",
}
_TASKS: dict[Operation, Task[Any, Any]] = {
    "summarize": SUMMARIZE,
    "sentiment": JUDGE,
    "key_points": PUT,
    "questions": ASK,
    "qa": ANSWER,
}
_MOST_NAMED = 6


class TextKind(Delivery):
    """Does what is asked for with a text, and says nothing that the text does not say."""

    name = "text"
    input_type = TextInput
    result_type = TextResult
    memory_type = Memory
    method = Method("text", 1)
    steps = ("reading", "writing")
    tasks = (READ, *_TASKS.values())
    languages = None
    sets = tuple(_FIELDS.values())
    further = (
        Further(Action("ask", input=Ask), "do_ask", works=True),
        Further(Action("also", input=Also), "do_also", works=True),
        Further(Action("shorter"), "do_shorter", works=True),
        Further(Action("longer"), "do_longer", works=True),
    )
    wishes: ClassVar[dict[str, str]] = dict.fromkeys((*LENGTHS, *OPERATIONS), "wish")

    def parse_input(self, raw: Any) -> msgspec.Struct:
        """The typed input. Raises InvalidInput, also where its fields do not go together."""
        given = super().parse_input(raw)
        check(cast(TextInput, given))
        return given

    def input_schema(self) -> dict[str, Any]:
        """That of the input, which says that one of the two is needed."""
        return super().input_schema() | {"anyOf": [{"required": [n]} for n in ("text", "document")]}

    def title_for(self, given: TextInput) -> Said:
        """What is done, and with what."""
        title = self.text(f"titles.{given.operation}")
        about = given.question if given.operation == "qa" else first_words(given.text or "")
        if not about:
            return title
        return Text("delivery.title", title=title, about=clip(one_line(about), 80))

    async def open(self, turn: Turn) -> None:
        """Take the text as it is now. Raises Refused for a document without one, or a long one."""
        text = await self._text(turn)
        if len(text) > MOST_CHARACTERS:
            count, most = f"{len(text):,}", f"{MOST_CHARACTERS:,}"
            raise Refused(self.text("refuses.too_long", count=count, most=most), "too_long")

    async def _text(self, turn: Turn) -> str:
        """The text, from the first look at it on the same."""
        given = turn.input
        if given.document is None:
            return given.text or ""
        material = await turn.document(given.document)
        if material.text is None:
            raise Refused(self.text("refuses.picture", name=material.name), "no_text")
        return material.text

    async def sources(self, turn: Turn) -> dict[str, str]:
        """The text."""
        return {"text": await self._text(turn)}

    async def deliver(self, turn: Turn) -> None:
        """Do what was asked for."""
        given = turn.input
        if given.words is not None:
            turn.memory.words = given.words
        if given.count is not None:
            turn.memory.counts = {**turn.memory.counts, given.operation: given.count}
        turn.memory.asked = given.question or ""
        await self._do(turn, given.operation)
        if given.operation == "qa":
            await self._tell_answer(turn)

    async def _do(self, turn: Turn, operation: Operation) -> None:
        """Do one thing with the text, and fill in the field of it."""
        memory = turn.memory
        self.at(turn, "reading")
        text = await self._text(turn)
        job = Job(
            operation,
            memory.words or None,
            memory.counts.get(operation),
            memory.asked if operation == "qa" else "",
            turn.language,
        )
        own = await turn.compute(found, text, job, slow=True)
        shown = await self._read(turn, text, operation)
        self.at(turn, "writing")
        reason = await self._fill(turn, job, text, shown, own)
        if operation not in {"sentiment", "qa"}:
            memory.last = operation
        field = _FIELDS[operation]
        memory.written = {**memory.written, field: turn.by_model(_TASKS[operation])}
        reasons = {name: why for name, why in memory.reasons.items() if name != field}
        memory.reasons = reasons | ({field: turn.told(reason)} if reason else {})
        self._end(turn)

    async def _read(self, turn: Turn, text: str, operation: Operation) -> str:
        """What a model is to see of the text: all of it, or what was noted of its pieces.

        Nothing of a long one where no model has read its first piece: rules do the rest.
        """
        if len(text) <= MOST_PIECE:
            return text
        known = turn.memory.notes.get(operation)
        if known:
            return "\n\n".join(known)
        parts = pieces(text)
        question = turn.memory.asked if operation == "qa" else ""
        briefs = [
            Piece(part, number, len(parts), operation, question)
            for number, part in enumerate(parts, 1)
        ]
        first = await self._note(turn, briefs[0])
        if not turn.by_model(READ):
            return ""
        others = await turn.each(briefs[1:], self._note, at_once=AT_ONCE)
        notes = list(dict.fromkeys(one for some in (first, *others) for one in some))
        if operation != "qa":
            turn.memory.notes = {**turn.memory.notes, operation: notes}
        return "\n\n".join(notes)

    async def _note(self, turn: Turn, piece: Piece) -> tuple[str, ...]:
        """The passages of a piece that matter; none where nothing usable came of it."""
        label = self.text("progress.piece", number=piece.number, of=piece.of)
        turn.progress(0, len(self.steps), label)
        try:
            return (await turn.ask(READ, piece)).passages
        except RunFailure as error:
            if error.code not in UNUSABLE:
                raise
            return ()

    async def _fill(self, turn: Turn, job: Job, text: str, shown: str, own: Found) -> Said | None:
        """Fill in the field of an operation; why it is null, or has less than was asked for."""
        fill = {
            "summarize": self._summary,
            "sentiment": self._sentiment,
            "key_points": self._points,
            "questions": self._questions,
            "qa": self._answer,
        }[job.operation]
        reason: Said | None = await fill(turn, job, text, shown, own)
        return reason

    async def _asked(self, turn: Turn, task: Task[Any, Any], brief: Any) -> Any:
        """What a task gives; None where nothing of it can be used."""
        try:
            return await turn.ask(task, brief)
        except RunFailure as error:
            if error.code not in UNUSABLE:
                raise
            return None

    async def _summary(
        self, turn: Turn, job: Job, text: str, shown: str, own: Found
    ) -> Said | None:
        turn.memory.words = own.words
        brief = SummaryBrief(shown, own.words, own.summary or "", turn.language)
        made = await self._asked(turn, SUMMARIZE, brief)
        summary = (made.summary if made else own.summary) or None
        turn.fill(summary=summary)
        return None if summary else own.why

    async def _sentiment(
        self, turn: Turn, job: Job, text: str, shown: str, own: Found
    ) -> Said | None:
        made = await self._asked(turn, JUDGE, MoodBrief(shown, own.label, turn.language))
        by_model = made is not None and turn.by_model(JUDGE)
        label = made.label if made else own.label
        if label is None:
            turn.fill(sentiment=None)
            return self.text("not_judged.nobody") if by_model else own.why
        if by_model:
            shows = self._evidence(turn, text, made.quotes)
            why = made.why or self.text(f"moods.{label}")
            turn.fill(sentiment=Sentiment(label, made.confidence, clip(turn.told(why), 400), shows))
            return None
        named = ", ".join(f"“{one}”" for one in own.judged_by[:_MOST_NAMED])
        why = self.text("moods.seen", words=named) if named else self.text("moods.nothing")
        turn.fill(sentiment=Sentiment(label, own.confidence, clip(turn.told(why), 400)))
        return None

    async def _points(self, turn: Turn, job: Job, text: str, shown: str, own: Found) -> Said | None:
        count = job.count or max(1, len(own.quotes))
        mine = tuple(Point(one.quote, one.quote) for one in own.quotes)
        brief = PointsBrief(shown, count, mine, turn.language)
        made = await self._asked(turn, PUT, brief)
        kept = made.points if made else mine
        spans = {one.quote: one for one in own.quotes}
        turn.fill(
            points=[
                Finding(one.text, self._evidence(turn, text, [one.quote], spans)) for one in kept
            ]
        )
        return own.why if len(kept) < count or (own.why and not job.count) else None

    async def _questions(
        self, turn: Turn, job: Job, text: str, shown: str, own: Found
    ) -> Said | None:
        mine = own.questions
        count = job.count or max(5, len(mine))
        brief = QuestionsBrief(shown, count, mine, turn.language)
        made = await self._asked(turn, ASK, brief)
        asked = [one.text for one in made.questions] if made else list(mine)
        turn.fill(questions=asked)
        return own.why if len(asked) < count else None

    async def _answer(self, turn: Turn, job: Job, text: str, shown: str, own: Found) -> Said | None:
        best = own.quotes[0] if own.quotes else None
        mine = best.quote if best else None
        brief = AnswerBrief(shown, job.question, mine, turn.language)
        made = await self._asked(turn, ANSWER, brief)
        by_model = made is not None and turn.by_model(ANSWER)
        if not by_model:
            made = Reply(mine, mine, own.confidence)
        spans = {best.quote: best} if best else {}
        shows = self._evidence(turn, text, [made.quote] if made.quote else [], spans)
        said = made.text if shows else None
        confidence: Confidence = made.confidence if said else "low"
        turn.fill(answer=Answer(job.question, said, shows if said else (), confidence))
        return None if said else self.text("not_judged.answer")

    def _evidence(
        self,
        turn: Turn,
        text: str,
        quotes: Sequence[str],
        known: dict[str, Quoted] | None = None,
    ) -> tuple[Evidence, ...]:
        """Quotes with where they stand; one that the text does not have is left out."""
        source: SourceKind = "document" if turn.input.document else "text"
        shown = []
        for quote in quotes:
            if known and quote in known:
                shown.append(Evidence(quote, source, None, known[quote].span))
            elif place := find_quote(quote, [Source("text", text)]):
                shown.append(Evidence(one_line(quote), source, None, place[1]))
        return tuple(shown)

    def _end(self, turn: Turn) -> None:
        """Fill in what every result has."""
        by_model = set(turn.memory.written.values())
        self.conclude(
            turn,
            judged_by="model" if turn.memory.written.get("sentiment") else "rules",
            written_by="mixed" if len(by_model) > 1 else "model" if True in by_model else "rules",
            not_judged=dict(turn.memory.reasons),
        )

    async def wished(self, turn: Turn, wish: str) -> str | None:
        """The name of what is wished for, or "qa" for a question to the text."""
        package = type(self).__module__.rpartition(".")[0]
        by_words = await turn.compute(wanted, wish, phrases(package))
        turn.scratch["wanted"] = by_words
        if by_words is not None and (by_words.name == QA or len(wish) <= SHORT_WISH):
            return by_words.name
        known = await turn.ask(UNDERSTAND, Wish(wish, self._known(turn)))
        if turn.by_model(UNDERSTAND):
            return None if known.name == NONE else known.name
        return by_words.name if by_words else None

    async def revise(self, turn: Turn, wish: str) -> None:
        """Do with the text what is wished for, or answer what is asked of it."""
        name = await self.wished(turn, wish)
        if name is None:
            await self.reply(turn, wish)
        elif name == QA:
            turn.enter("working")
            await self._answer_to(turn, wish)
        else:
            said: Wanted | None = turn.scratch.get("wanted")
            turn.enter("working")
            await self._wish(turn, name, said if said and said.name == name else Wanted(name))

    async def wish(self, turn: Turn, wish: str) -> None:
        """Do with the text what is wished for."""
        await self.revise(turn, wish)

    async def _wish(self, turn: Turn, name: str, said: Wanted) -> None:
        if name in LENGTHS:
            await self._resize(turn, name, said.number)
            return
        operation = msgspec.convert(name, Operation)
        if said.number and operation == "summarize" and said.is_words:
            turn.memory.words = _within(said.number, LEAST_WORDS, MOST_WORDS)
        elif said.number and operation in {"key_points", "questions"}:
            count = _within(said.number, 1, MOST_COUNT)
            turn.memory.counts = {**turn.memory.counts, operation: count}
        await self._do(turn, operation)
        await turn.say(self.text(f"says.{operation}"))

    async def _resize(self, turn: Turn, name: str, number: int | None) -> None:
        """Make what was made last shorter or longer: half, or twice as long."""
        memory = turn.memory
        last = memory.last
        if last is None:
            await turn.say(self.text("says.no_length"))
            return
        is_summary = last == "summarize"
        low, high = (LEAST_WORDS, MOST_WORDS) if is_summary else (1, MOST_COUNT)
        before = memory.words if is_summary else len(turn.result.get(_FIELDS[last]) or ())
        wished = number or (before // 2 if name == "shorter" else before * 2)
        now = _within(wished, low, high)
        was = turn.result.get(_FIELDS[last])
        if is_summary:
            memory.words = now
        else:
            memory.counts = {**memory.counts, last: now}
        await self._do(turn, last)
        changed = turn.result.get(_FIELDS[last]) != was
        await turn.say(self.text(f"says.{name}" if changed else f"says.no_{name}"))

    async def _answer_to(self, turn: Turn, question: str) -> None:
        turn.memory.asked = clip(one_line(question), 500)
        await self._do(turn, "qa")
        await self._tell_answer(turn)

    async def _tell_answer(self, turn: Turn) -> None:
        """Say the answer, too: in a conversation one looks for it there."""
        said = turn.result["answer"]["text"]
        await turn.say(said or self.text("says.no_answer"))

    async def do_ask(self, turn: Turn) -> str:
        """Answer a question to the text."""
        turn.enter("working")
        await self._answer_to(turn, turn.given.question)
        return "ready"

    async def do_also(self, turn: Turn) -> str:
        """Do another thing with the text."""
        turn.enter("working")
        given: Also = turn.given
        number = given.words or given.count
        await self._wish(turn, given.operation, Wanted(given.operation, number, bool(given.words)))
        return "ready"

    async def do_shorter(self, turn: Turn) -> str:
        """Make what was made last half as long."""
        turn.enter("working")
        await self._resize(turn, "shorter", None)
        return "ready"

    async def do_longer(self, turn: Turn) -> str:
        """Make what was made last twice as long."""
        turn.enter("working")
        await self._resize(turn, "longer", None)
        return "ready"


def _within(number: int, low: int, high: int) -> int:
    return max(low, min(high, number))
