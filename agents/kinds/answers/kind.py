"""Application forms with questions and limits: the person's own answers, looked at and fitted."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import Any, ClassVar, NamedTuple

import msgspec
from msgspec.structs import replace

from agents.delivery.kind import UNUSABLE, Delivery, Further
from agents.delivery.next_steps import NextStep
from agents.errors import RunFailure
from agents.evidence.counting import counts, normalised
from agents.evidence.text import clip, one_line
from agents.kind import Action, Refused, Task
from agents.kind import Turn as AnyTurn
from agents.kinds.answers import making
from agents.kinds.answers.comparing import Answered, Comparing
from agents.kinds.answers.cutting import cut, length_of
from agents.kinds.answers.drafting import Asked, Coached, Written, added, limit_in_words
from agents.kinds.answers.inputs import (
    MOST_TEXT,
    AnswersInput,
    FormItem,
    OneItem,
    ShortenAnswer,
    WriteAnswer,
)
from agents.kinds.answers.lengths import words_of
from agents.kinds.answers.making import Seen, View, seen
from agents.kinds.answers.material import form_of
from agents.kinds.answers.memory import MOST_BEFORE, Memory, Suggested
from agents.kinds.answers.ordering import first
from agents.kinds.answers.outline import fitting
from agents.kinds.answers.results import AnswersResult, FormAnswer
from agents.kinds.answers.sorts import sorts_of
from agents.kinds.answers.tasks import COACH, COMPARE, DRAFT
from agents.kinds.answers.telling import Sentence, joined
from agents.kinds.answers.wishes import meant
from agents.results.types import Method, Writer
from protocol.catalogue import Said, Text

AT_ONCE = 3
MOST_PASSED = 20_000
"""Characters of the résumé that a model is told with each item."""
MOST_TOLD = 5
"""Warnings that are said in one answer; all of them stand beside the texts."""
FEWEST = 2
"""Texts that can be compared."""
_MOST_LEFT = 400
_FIRM = frozenset(("wrong_firm", "firm_word", "wrong_post"))
"""Codes that are told before anything else."""

Turn = AnyTurn[AnswersInput, Memory]


class Answers(Delivery):
    """Looks at the answers of a form, one by one, and at all of them together."""

    name = "answers"
    input_type = AnswersInput
    result_type = AnswersResult
    memory_type = Memory
    exports = ("html", "docx")
    method = Method("answers", 1)
    tasks: ClassVar[tuple[Task[Any, Any], ...]] = (COACH, DRAFT, COMPARE)
    steps = ("reading", "answers", "checking")
    sets = ("items", "overlap", "blind", "note")
    further = (
        Further(Action("write", input=WriteAnswer), "write", works=True),
        Further(Action("shorten", input=ShortenAnswer), "shorten"),
        Further(Action("order", input=OneItem), "order"),
        Further(Action("draft", input=OneItem), "draft", works=True),
        Further(Action("take", input=OneItem), "take"),
        Further(Action("undo", input=OneItem), "undo"),
    )
    wishes: ClassVar = {
        "count": "wish_count",
        "check": "wish_check",
        "other": "wish_other",
        "less": "wish_less",
        "draft": "wish_draft",
        "shorter": "wish_shorter",
        "first": "wish_first",
        "missing": "wish_missing",
        "same": "wish_same",
        "take": "wish_take",
        "undo": "wish_undo",
    }

    async def open(self, turn: Turn) -> None:
        """Look at what was given. Raises Refused for a form that can't be what was meant."""
        given = turn.input
        ids = [item.id for item in given.items]
        for item in given.items:
            if ids.count(item.id) > 1:
                raise Refused(self.text("refused.same_id", id=item.id), "invalid_input")
            if item.length.encoding and item.length.unit != "bytes":
                raise Refused(self.text("refused.encoding", id=item.id), "invalid_input")
        told = Counter[str]()
        for one in given.material:
            self._item(turn, one.item)
            told[one.item] += len(one.text) + 1
            if told[one.item] > MOST_TEXT + 1:
                said = self.text("refused.too_much", id=one.item, most=MOST_TEXT)
                raise Refused(said, "invalid_input")
        await super().open(turn)

    async def deliver(self, turn: Turn) -> None:
        """Read what was given, and look at each item; in a draft also write it."""
        given, memory = turn.input, turn.memory
        self.at(turn, "reading")
        resume, job = await turn.resume(given.resume), await turn.job(given.job)
        memory.form = await turn.compute(
            form_of,
            resume or "",
            job,
            given.target_role,
            given.blind,
            dt.date.fromisoformat(memory.as_of),
            slow=True,
        )
        self._assume(turn)
        told: dict[str, list[str]] = {}
        for one in given.material:
            told.setdefault(one.item, []).append(one.text)
        memory.material = await turn.compute(making.gathered, told)
        self.at(turn, "answers")
        if given.mode == "draft":
            await self._draft(turn, given.items)
            memory.before = {}
        else:
            memory.texts = {id: text for id, text in memory.material.items() if text}
            await self._coach(turn, [item for item in given.items if item.id in memory.texts])
        self.at(turn, "checking")
        await self._compare(turn)
        shown = await self._show(turn)
        first_of_all = [
            one.text for item in shown.items for one in item.warnings if one.code in _FIRM
        ]
        for text in first_of_all[:3]:
            await turn.say(text)
        await turn.say(self.text("says.done", count=len(given.items)))

    def _assume(self, turn: Turn) -> None:
        """Remember what nobody said."""
        given, form = turn.input, turn.memory.form
        if form.blind_told:
            self.assume(turn, self.text("assumed.blind"))
        if any(one.length.unit == "bytes" and not one.length.encoding for one in given.items):
            self.assume(turn, self.text("assumed.bytes"))
        if form.firm is None:
            self.assume(turn, self.text("assumed.no_firm"))

    async def _draft(self, turn: Turn, items: Sequence[FormItem]) -> None:
        """Write these from what was given, else from what stands there; why one stays empty is
        remembered.
        """
        memory, wanted = turn.memory, turn.input.document_language
        form = memory.form

        async def write(branch: AnyTurn[Any, Any], item: FormItem) -> _Made:
            whole = memory.material.get(item.id) or memory.texts.get(item.id, "")
            material, left = await branch.compute(making.handed_in, whole, form, slow=True)
            ruled, why = await branch.compute(making.drafted, item, material, wanted, slow=True)
            try:
                asked = await self._asked(branch, item, ruled, material)
                draft = await branch.ask(DRAFT, asked)
            except RunFailure as error:
                if error.code not in UNUSABLE:
                    raise
                await branch.say(self.text("says.rejected", id=item.id))
                draft = Written(ruled)
            missing = "" if draft.text is not None else why or "text"
            return _Made(draft.text, ruled, missing, left)

        for item, made in zip(items, await turn.each(items, write, at_once=AT_ONCE), strict=True):
            without = [id for id in memory.drafted if id != item.id]
            by_model = made.text != made.ruled and turn.by_model(DRAFT)
            memory.drafted = [*without, item.id] if by_model else without
            memory.left_out = memory.left_out | {item.id: made.left}
            memory.unwritten = memory.unwritten | {item.id: made.why}
            if made.text is not None:
                self._put(turn, item.id, made.text)

    async def _coach(self, turn: Turn, items: Sequence[FormItem]) -> None:
        """Ask a model, where there is one, what it would say of these texts."""
        memory = turn.memory

        async def look(branch: AnyTurn[Any, Any], item: FormItem) -> Coached:
            text = memory.texts[item.id]
            ruled = await branch.compute(making.arranged, item, text, slow=True)
            try:
                return await branch.ask(COACH, await self._asked(branch, item, ruled, text))
            except RunFailure as error:
                if error.code not in UNUSABLE:
                    raise
                return Coached()

        found = await turn.each(items, look, at_once=AT_ONCE) if items else []
        if not turn.by_model(COACH):
            return
        for item, one in zip(items, found, strict=True):
            text = memory.texts[item.id]
            new = await turn.compute(added, one.proposal, text) if one.proposal else ()
            memory.suggested[item.id] = Suggested(text, one.comments, one.proposal, new)

    async def _compare(self, turn: Turn) -> None:
        """Ask a model, where there is one, which texts tell the same in other words."""
        texts = turn.memory.texts
        told = tuple(
            Answered(item.id, item.question, texts[item.id])
            for item in turn.input.items
            if texts.get(item.id)
        )
        if len(told) < FEWEST:
            return
        try:
            found = await turn.ask(COMPARE, Comparing(told, turn.said_in))
        except RunFailure as error:
            if error.code not in UNUSABLE:
                raise
            return
        turn.memory.same = list(found.pairs)
        turn.memory.is_compared = turn.by_model(COMPARE)

    async def _asked(
        self, turn: AnyTurn[Any, Any], item: FormItem, ruled: str | None, material: str
    ) -> Asked:
        """What a model is told of an item."""
        memory: Memory = turn.memory
        given: AnswersInput = turn.input
        form = memory.form
        sorts = await turn.compute(sorts_of, item.question)
        return Asked(
            question=item.question,
            asks=tuple(
                str(self.text(f"asks.{sort.key}.{number}"))
                for sort in sorts
                for number in range(1, making.ASKS + 1)
            ),
            limit=limit_in_words(item.length),
            length=item.length,
            material=material,
            resume=(await turn.resume(given.resume) or "")[:MOST_PASSED],
            firm=form.firm,
            role=form.title,
            employers=form.employers,
            ruled=ruled,
            keeps_out=form.blind,
            document_language=given.document_language,
            language=turn.said_in,
        )

    async def _show(self, turn: Turn) -> Seen:
        """Set what follows from the texts as they stand."""
        given, memory = turn.input, turn.memory
        view = View(
            items=given.items,
            texts=memory.texts,
            form=memory.form,
            document_language=given.document_language,
            language=turn.said_in,
            warned=frozenset(memory.warned),
            left_out=memory.left_out if given.mode == "draft" else {},
            same=tuple(memory.same),
            proposes=given.mode == "coach",
        )
        found: Seen = await turn.compute(seen, view, slow=True)
        memory.short = sorted(found.short)
        items = [self._suggested(memory, answer) for answer in found.items]
        turn.fill(
            items=_plain(items),
            overlap=_plain(found.overlap),
            blind=memory.form.blind,
            note=turn.told(self._note(turn)),
        )
        self._end(turn)
        return msgspec.structs.replace(found, items=tuple(items))

    def _suggested(self, memory: Memory, answer: FormAnswer) -> FormAnswer:
        """An item with what a model has said of its text, as long as that stands."""
        one = memory.suggested.get(answer.id)
        if one is None or one.of != answer.text:
            return answer
        comments = (*answer.comments, *one.comments)
        return replace(answer, comments=comments, proposal=one.proposal, added=one.added)

    def _note(self, turn: Turn) -> Text:
        memory = turn.memory
        if turn.input.mode == "draft":
            return self.text("note.draft_model" if memory.drafted else "note.draft")
        return self.text("note.coach_model" if memory.suggested else "note.coach")

    def _end(self, turn: Turn) -> None:
        given, memory = turn.input, turn.memory
        written: Writer = "rules"
        if memory.drafted:
            written = "model" if len(memory.drafted) == len(memory.texts) else "mixed"
        elif memory.suggested:
            written = "mixed"
        known = {"resume": given.resume, "targetRole": given.target_role, "job": given.job}
        practice = {
            "resume": given.resume,
            "job": given.job,
            "targetRole": given.target_role,
            "type": "behavioral",
            "difficulty": "medium",
            "durationMinutes": 20,
            "language": given.language,
        }
        self.conclude(
            turn,
            written_by=written,
            not_judged=self._unjudged(turn),
            then=[
                NextStep("interview", practice, self.text("next.practise")),
                NextStep("questions", known),
            ],
        )

    def _unjudged(self, turn: Turn) -> dict[str, Said]:
        """Why items have no text in a draft, and what of the texts only a model could tell."""
        reasons = self._unwritten(turn)
        told = [text for text in turn.memory.texts.values() if text]
        if len(told) >= FEWEST and not turn.memory.is_compared:
            reasons["overlap"] = self.text("not_judged.overlap")
        return reasons

    def _unwritten(self, turn: Turn) -> dict[str, Said]:
        """Why items have no text in a draft."""
        memory = turn.memory
        reasons: dict[str, Said] = {}
        for why in ("text", "language", "no_room"):
            ids = [
                id
                for id, told in memory.unwritten.items()
                if told == why and id not in memory.texts
            ]
            if ids:
                key = "text" if not reasons else f"text.{why}"
                reasons[key] = self.text(f"not_judged.{why}", ids=clip(", ".join(ids), 60))
        return reasons

    async def write(self, turn: Turn) -> str:
        """Take what the person has written for an item, as it is."""
        given: WriteAnswer = turn.given
        item = self._item(turn, given.id)
        turn.enter("working")
        text = normalised(given.text).strip()
        self._put(turn, item.id, text)
        turn.memory.drafted = [id for id in turn.memory.drafted if id != item.id]
        if text and turn.input.mode == "coach":
            await self._coach(turn, [item])
        await self._compare(turn)
        shown = await self._show(turn)
        if not text:
            await turn.say(self.text("says.emptied", id=item.id))
            return "ready"
        values = words_of(item.length, length_of(text, item.length))
        await turn.say(self.text("says.written", id=item.id, **values))
        answer = next(one for one in shown.items if one.id == item.id)
        for warning in [one for one in answer.warnings if one.code in _FIRM][:1]:
            await turn.say(warning.text)
        return "ready"

    async def shorten(self, turn: Turn) -> str:
        """Cut an item's text to a length, sentence by sentence."""
        given: ShortenAnswer = turn.given
        await self._shorten(turn, self._item(turn, given.id), given.to)
        return "ready"

    async def order(self, turn: Turn) -> str:
        """Put the conclusion of an item's text first."""
        await self._order(turn, self._item(turn, turn.given.id))
        return "ready"

    async def take(self, turn: Turn) -> str:
        """Put the proposal of an item in the place of its text."""
        await self._take(turn, self._item(turn, turn.given.id))
        return "ready"

    async def undo(self, turn: Turn) -> str:
        """Put back the text that an item had before."""
        await self._undo(turn, self._item(turn, turn.given.id))
        return "ready"

    async def draft(self, turn: Turn) -> str:
        """Write an item's text from what was given for it."""
        item = self._item(turn, turn.given.id)
        turn.enter("working")
        await self._write_for(turn, item)
        return "ready"

    async def wish_shorter(self, turn: Turn, wish: str) -> None:
        """Cut the item that is named, to the length that is named."""
        item, to = await self._meant(turn, wish)
        if item is not None:
            await self._shorten(turn, item, to)

    async def wish_first(self, turn: Turn, wish: str) -> None:
        """Put the conclusion first in the item that is named."""
        item, _ = await self._meant(turn, wish)
        if item is not None:
            await self._order(turn, item)

    async def wish_take(self, turn: Turn, wish: str) -> None:
        """Take the proposal of the item that is named."""
        item, _ = await self._meant(turn, wish)
        if item is not None:
            await self._take(turn, item)

    async def wish_undo(self, turn: Turn, wish: str) -> None:
        """Put back the earlier text of the item that is named."""
        item, _ = await self._meant(turn, wish)
        if item is not None:
            await self._undo(turn, item)

    async def wish_draft(self, turn: Turn, wish: str) -> None:
        """Write the item that is named from what was given for it."""
        item, _ = await self._meant(turn, wish)
        if item is not None:
            await self._write_for(turn, item)

    async def wish_count(self, turn: Turn, wish: str) -> None:
        """Say how long the item that is named is, in every unit."""
        item, _ = await self._meant(turn, wish)
        if item is not None:
            found = counts(turn.memory.texts.get(item.id, ""))
            values = {"spaces": found.characters, "plain": found.characters_no_spaces}
            sizes = {"utf8": found.bytes_utf8, "euckr": found.bytes_euc_kr}
            told = self.text("says.counts", id=item.id, words=found.words, **values, **sizes)
            await turn.say(told)

    async def wish_other(self, turn: Turn, wish: str) -> None:
        """Say what of the résumé another story could be made of: nobody makes one up."""
        item, _ = await self._meant(turn, wish)
        if item is None:
            return
        used = [one["quote"] for other in turn.result["items"] for one in other["evidence"]]
        form = turn.memory.form
        lines = await turn.compute(fitting, item.question, form, used, slow=True)
        if not lines:
            await turn.say(self.text("says.no_other_story", id=item.id))
            return
        quotes = " / ".join(clip(one.quote, 120) for one in lines)
        write = self.text("actions.write")
        await turn.say(self.text("says.other_story", id=item.id, lines=quotes, write=write))

    async def wish_less(self, turn: Turn, wish: str) -> None:
        """Leave out of the item that is named what is told of others without an own deed."""
        item, _ = await self._meant(turn, wish)
        text = turn.memory.texts.get(item.id) if item is not None else None
        if item is None or not text:
            return
        sentences = await turn.compute(making.sentences_of, item, text, slow=True)
        kept = await turn.compute(making.less_about, sentences, wish)
        if len(kept) == len(sentences):
            await turn.say(self.text("says.no_less", id=item.id))
            return
        self._put(turn, item.id, joined(kept))
        await self._show(turn)
        left = _left_out(sentences, kept)
        ask = self.text("ask.own")
        await turn.say(self.text("says.less", id=item.id, left=left, ask=ask))

    async def wish_missing(self, turn: Turn, wish: str) -> None:
        """Say what the item that is named still lacks."""
        item, _ = await self._meant(turn, wish)
        if item is None:
            return
        answer = next(one for one in turn.result["items"] if one["id"] == item.id)
        asks = " ".join(one["ask"] for one in answer["open"])
        if asks:
            await turn.say(self.text("says.missing", id=item.id, asks=asks))
        else:
            await turn.say(self.text("says.nothing_missing", id=item.id))

    async def wish_check(self, turn: Turn, wish: str) -> None:
        """Say what to look at in the item that is named, or in all of them."""
        id, _ = await turn.compute(meant, wish, [item.id for item in turn.input.items])
        found = [
            self.text("says.of_item", id=one["id"], text=warning["text"])
            for one in turn.result["items"]
            if id in (None, one["id"])
            for warning in one["warnings"]
        ]
        for said in found[:MOST_TOLD]:
            await turn.say(said)
        if len(found) > MOST_TOLD:
            await turn.say(self.text("says.more_beside", count=len(found) - MOST_TOLD))
        if not found:
            await turn.say(self.text("says.nothing_wrong"))

    async def wish_same(self, turn: Turn, wish: str) -> None:
        """Say which items tell the same story."""
        found = turn.result["overlap"]
        for one in found[:5]:
            await turn.say(one["text"])
        if not found:
            await turn.say(self.text("says.no_overlap"))

    async def _meant(self, turn: Turn, wish: str) -> tuple[FormItem | None, int | None]:
        """The item that a wish names, and the length; asks which one where it names none."""
        ids = [item.id for item in turn.input.items]
        id, to = await turn.compute(meant, wish, ids)
        if id is None:
            await turn.say(self.text("says.which", ids=clip(", ".join(ids), 200)))
            return None, to
        return self._item(turn, id), to

    async def _write_for(self, turn: Turn, item: FormItem) -> None:
        """Draft one item, and say what came of it."""
        await self._draft(turn, [item])
        if turn.memory.unwritten[item.id]:
            await turn.say(self.text("says.nothing_to_draft", id=item.id))
            return
        await self._compare(turn)
        await self._show(turn)
        await turn.say(self.text("says.drafted", id=item.id))

    async def _shorten(self, turn: Turn, item: FormItem, to: int | None) -> None:
        text = turn.memory.texts.get(item.id)
        if not text:
            await turn.say(self.text("says.no_text", id=item.id))
            return
        length = replace(item.length, max=to or item.length.max)
        before = length_of(text, length)
        values = words_of(length, before)
        if before <= length.max:
            del values["max"]
            await turn.say(self.text("says.short_already", id=item.id, **values))
            return
        sentences = await turn.compute(making.sentences_of, item, text, slow=True)
        kept = await turn.compute(cut, sentences, length, slow=True)
        if kept is None:
            least = min(length_of(one.text, length) for one in sentences)
            values = {"max": length.max, "unit": values["unit"], "least": least}
            await turn.say(self.text("says.not_cut", id=item.id, **values))
            return
        made = joined(kept)
        self._put(turn, item.id, made)
        await self._show(turn)
        told = {"measured": length_of(made, length), "unit": values["unit"], "before": before}
        left = _left_out(sentences, kept)
        await turn.say(self.text("says.shortened", id=item.id, left=left, **told))

    async def _order(self, turn: Turn, item: FormItem) -> None:
        text = turn.memory.texts.get(item.id)
        if not text:
            await turn.say(self.text("says.no_text", id=item.id))
            return
        sentences = await turn.compute(making.sentences_of, item, text, slow=True)
        ordered = first(sentences)
        made = joined(ordered)
        if made == text:
            await turn.say(self.text("says.in_order", id=item.id))
            return
        self._put(turn, item.id, made)
        await self._show(turn)
        moved = next(one for one in ordered if one not in sentences[:1])
        quote = clip(one_line(moved.text), 120)
        await turn.say(self.text("says.ordered", id=item.id, quote=quote))

    async def _take(self, turn: Turn, item: FormItem) -> None:
        answer = next(one for one in turn.result["items"] if one["id"] == item.id)
        if not answer["proposal"]:
            await turn.say(self.text("says.no_proposal", id=item.id))
            return
        self._put(turn, item.id, answer["proposal"])
        await self._show(turn)
        await turn.say(self.text("says.taken", id=item.id))

    async def _undo(self, turn: Turn, item: FormItem) -> None:
        before = turn.memory.before.get(item.id, [])
        if not before:
            await turn.say(self.text("says.nothing_before", id=item.id))
            return
        turn.memory.before = turn.memory.before | {item.id: before[:-1]}
        self._set(turn, item.id, before[-1])
        await self._show(turn)
        await turn.say(self.text("says.undone", id=item.id))

    def _put(self, turn: Turn, id: str, text: str) -> None:
        """Change an item's text; the one before can be brought back."""
        memory = turn.memory
        if memory.texts.get(id, "") == text:
            return
        earlier = memory.before.get(id, [])
        kept = [*earlier, memory.texts.get(id, "")][-MOST_BEFORE:]
        memory.before = memory.before | {id: kept}
        self._set(turn, id, text)

    def _set(self, turn: Turn, id: str, text: str) -> None:
        memory = turn.memory
        others = {other: said for other, said in memory.texts.items() if other != id}
        memory.texts = others | ({id: text} if text else {})
        memory.same = [one for one in memory.same if id not in (one.first, one.second)]
        memory.is_compared = False
        if id in memory.short and id not in memory.warned:
            memory.warned = [*memory.warned, id]

    def _item(self, turn: Turn, id: str) -> FormItem:
        """The item of that id. Raises Refused, which says which there are."""
        for item in turn.input.items:
            if item.id == id:
                return item
        ids = clip(", ".join(item.id for item in turn.input.items), 300)
        raise Refused(self.text("refused.no_item", id=clip(id, 64), ids=ids), "invalid_input")

    async def sources(self, turn: Turn) -> dict[str, str]:
        """The texts that the result was made of, each under its name."""
        told = "\n".join(turn.memory.material.values())
        return await super().sources(turn) | ({"answer": told} if told else {})


class _Made(NamedTuple):
    """What a draft came to: the text, what rules make of the same, why there is none ("" for one
    that is there), and how many sentences have no place in it."""

    text: str | None
    ruled: str | None
    why: str
    left: int


def _left_out(sentences: Sequence[Sentence], kept: Sequence[Sentence]) -> str:
    """The sentences that were left out, quoted in a row."""
    left = [one.text for one in sentences if one not in kept]
    return clip(" / ".join(map(one_line, left)), _MOST_LEFT)


def _plain(values: Sequence[msgspec.Struct]) -> list[Any]:
    """Values as the state has them, once they were stored."""
    plain: list[Any] = msgspec.json.decode(msgspec.json.encode(values))
    return plain
