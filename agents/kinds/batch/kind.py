"""Many inputs of one kind: each an item with a session of its own, which any worker takes.

A batch does its work in short runs: one that begins it, and then one after the other, at its alarm,
that looks at the items which run and begins others. So it hears at once what one says meanwhile,
and nothing is done twice, whichever worker goes on.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, ClassVar, cast

import msgspec

from agents.delivery.kind import day_of
from agents.delivery.wishes import phrases, understood
from agents.kind import Action, Alarm, Item, Kind, On, Refused, StoredResumeRef, Table
from agents.kind import Turn as AnyTurn
from agents.kinds.batch.inputs import SHARED, BatchInput, Given, check
from agents.kinds.batch.memory import MOST_TIMES, Memory
from agents.kinds.batch.pace import HOLD_MS, next_look, per_minute, seconds_left
from agents.kinds.batch.results import BatchItem, BatchItemError, BatchResult, BatchState
from agents.kinds.batch.rows import Row, Unread, read
from agents.results.types import Method
from protocol.catalogue import Said

METHOD = Method("batch", 1)

TRIES = 5
TRANSIENT = {"rate_limited": TRIES, "overloaded": TRIES, "no_provider": TRIES, "timed_out": 2}
"""Codes of errors that pass, and how often an item is tried that has ended so: what takes too long
may do so by itself."""
SPENT = frozenset({"over_budget", "quota_exceeded", "storage_full"})
"""Codes of errors that every other item would have as well: the batch stops and says so."""
OWN_WORDS = frozenset({"cancelled", "not_found"})
"""Codes of errors for which the batch itself has the words."""

WISHES = ("pause", "resume", "cancel", "retryFailed")

Turn = AnyTurn[BatchInput, Memory]
Entries = list[dict[str, Any]]
"""The result's items, by names as on the wire."""


class Made(msgspec.Struct, frozen=True):
    """What was made of the inputs: an item for each that fits."""

    rows: list[Row] = []
    refused: str = ""


ENDS = ("working", "paused", "ready")
"""Where whatever is done may lead: the last item may just have ended, or what all need be spent."""


def _goes_on(more: Mapping[str, On]) -> dict[str, On]:
    """What can be done with a batch that is not through."""
    return {
        "message": On("tell", ENDS),
        "action:look": On("look", ENDS, cancelled="paused"),
        **more,
        "action:cancel": On("cancel", ENDS),
        "action:retryFailed": On("retry_failed", ENDS),
    }


class Batch(Kind):
    """Has many inputs done, and says how they stand. It ranks nothing, and knows no scores."""

    name = "batch"
    input_type = BatchInput
    memory_type = Memory
    result_type = BatchResult
    state_type = BatchState
    exports = ("csv",)
    initial = "new"
    actions = (
        Action("pause"),
        Action("resume"),
        Action("cancel"),
        Action("retryFailed"),
        Action("look", inner=True),
    )
    table: ClassVar[Table] = {
        "new": {"start": On("begin", ENDS)},
        "working": _goes_on({"action:pause": On("pause", ENDS)}),
        "paused": _goes_on({"action:resume": On("resume", ENDS)}),
        "ready": {"message": On("tell", ENDS), "action:retryFailed": On("retry_failed", ENDS)},
    }
    sets = (
        *("total", "done", "failed", "items"),
        *("judgedBy", "writtenBy", "method", "asOf"),
    )

    def parse_input(self, raw: Any) -> msgspec.Struct:
        """The typed input. Raises InvalidInput, also where its fields do not go together."""
        given = super().parse_input(raw)
        check(cast(BatchInput, given))
        return given

    def input_schema(self) -> dict[str, Any]:
        """That of the input, which says that one of the two is needed."""
        either = [{"required": [name]} for name in ("document", "items")]
        return super().input_schema() | {"anyOf": either}

    def title_for(self, given: Any) -> Said:
        """What is done many times."""
        return self.text("titles.batch", kind=given.kind)

    def withheld(self, phase: str, memory: Any) -> tuple[str, ...]:
        """Nothing that is ending is paused, and nothing tried again that has not failed."""
        ending = ("pause", "cancel") if memory.cancelled and phase == "working" else ()
        return ending if memory.retryable else (*ending, "retryFailed")

    def alarm(self, phase: str, memory: Memory) -> Alarm | None:
        """The next look, as long as there is something to be seen."""
        return None if memory.look_ms is None else Alarm(memory.look_ms, "look")

    async def begin(self, turn: Turn) -> str:
        """Read the inputs, make an item of each, and begin the first."""
        kind = self._kind_of(turn)
        shared = await self._shared(turn, kind)
        made = await turn.once("items", partial(self._made, turn, kind, shared), Made)
        if made.refused:
            raise Refused(made.refused)
        items = [self._entry(turn, row) for row in made.rows]
        turn.fill(judgedBy="rules", writtenBy="rules", method=METHOD, asOf=day_of(turn.now_ms))
        return await self._go_on(turn, items, "working")

    def _kind_of(self, turn: Turn) -> Kind:
        """The kind of the items. Raises Refused for one that can't be batched; it names others."""
        name, kinds = turn.input.kind, turn.services.kinds
        kind = kinds.get(name)
        if kind is None or not kind.batches:
            known = ", ".join(sorted(one.name for one in kinds.values() if one.batches))
            raise Refused(self.text("refuses.kind", name=f"“{name}”", known=known or "–"))
        return kind

    async def _shared(self, turn: Turn, kind: Kind) -> Given:
        """What holds for all items, as it is now. Raises Refused for what they do not take."""
        given = cast(Given, msgspec.to_builtins(turn.input))
        found = {name: given[name] for name in SHARED if given.get(name) is not None}
        takes = kind.input_schema().get("properties", {})
        for name in ("resume", "job"):
            if name in found and name not in takes:
                raise Refused(
                    self.text("refuses.not_taken", name=f"“{kind.name}”", field=f"`{name}`")
                )
        resume = turn.input.resume
        if isinstance(resume, StoredResumeRef) and resume.version is None:
            library, id = turn.services.library, resume.id

            async def version() -> int:
                return (await library.resume(turn.caller, id)).version

            # However long the batch takes, all items have the same one.
            found["resume"] = {"id": id, "version": await turn.once("version", version, int)}
        return {name: value for name, value in found.items() if name in takes}

    async def _made(self, turn: Turn, kind: Kind, shared: Given) -> Made:
        """Make an item for each input that fits. Again changes nothing."""
        source, media_type = await self._source(turn)
        rows = await turn.compute(read, kind, source, media_type, shared, turn.said_in, slow=True)
        if isinstance(rows, Unread):
            return Made(refused=rows.why)
        inputs = {row.number: {**shared, **row.given} for row in rows if row.given is not None}
        if inputs:
            await turn.services.items.make(turn.caller, kind.name, inputs, len(rows))
        return Made([msgspec.structs.replace(row, given=None) for row in rows])

    async def _source(self, turn: Turn) -> tuple[str | Sequence[Given], str]:
        """The inputs as they were given: a file's text and media type, or the inputs themselves."""
        given = turn.input
        if given.document is None:
            return given.items or (), ""
        found = await turn.services.library.document(turn.caller, given.document)
        if found.text is None:
            raise Refused(self.text("refuses.picture", name=found.name), "no_text")
        return found.text, found.media_type

    def _entry(self, turn: Turn, row: Row) -> dict[str, Any]:
        error = BatchItemError("invalid_input", row.error) if row.error else msgspec.UNSET
        session = None if row.error else turn.services.items.id(turn.caller, row.number)
        entry = BatchItem(
            row.number,
            session,
            "failed" if row.error else "waiting",
            row.title,
            row.row or msgspec.UNSET,
            error,
        )
        return cast(dict[str, Any], msgspec.to_builtins(entry))

    async def look(self, turn: Turn) -> str:
        """Begin others in place of the items that have ended meanwhile."""
        return await self._go_on(turn, self._items(turn), turn.phase)

    async def pause(self, turn: Turn) -> str:
        """Begin no more; what runs comes to its end."""
        await turn.say(self.text("says.paused"))
        return await self._go_on(turn, self._items(turn), "paused")

    async def resume(self, turn: Turn) -> str:
        """Begin others again."""
        turn.memory.hold_ms, turn.memory.ended = 0, []
        await turn.say(self.text("says.resumed"))
        return await self._go_on(turn, self._items(turn), "working")

    async def cancel(self, turn: Turn) -> str:
        """Begin no more, and end what runs."""
        items = self._items(turn)
        turn.memory.cancelled = True
        for item in items:
            if item["status"] == "waiting":
                self._fail(turn, item, {"code": "cancelled", "message": ""})
        running = _numbers(items, "running")

        async def tell() -> bool:
            await turn.services.items.cancel(turn.caller, running)
            return True

        if running:
            await turn.once("cancel", tell, bool)
        await turn.say(self.text("says.cancelled"))
        return await self._go_on(turn, items, "working")

    async def retry_failed(self, turn: Turn) -> str:
        """Have those done again that have failed and have an input that fits."""
        items, memory = self._items(turn), turn.memory
        again = [one for one in items if one["status"] == "failed" and one["session"]]
        if not again:
            await turn.say(self.text("says.none_failed"))
            return turn.phase
        memory.cancelled, memory.hold_ms = False, 0
        for item in again:
            item["status"] = "waiting"
            item.pop("error", None)
            number = str(item["number"])
            memory.attempts[number] = memory.attempts.get(number, 0) + 1
            memory.tries.pop(number, None)
        await turn.say(self.text("says.retrying", count=len(again)))
        return await self._go_on(turn, items, "paused" if turn.phase == "paused" else "working")

    async def tell(self, turn: Turn) -> str:
        """Do what is wished for, where words tell that; else say how far it is."""
        package = type(self).__module__.rpartition(".")[0]
        wish = understood(turn.text, phrases(package), WISHES)
        rule = self.rule(turn.phase, f"action:{wish}")
        if rule is not None and wish not in self.withheld(turn.phase, turn.memory):
            return cast(str, await getattr(self, rule.handler)(turn))
        items = self._items(turn)
        await turn.say(self.text("says.standing", **_counts(items)))
        if turn.phase == "ready":
            return "ready"
        await turn.say(self.text("says.possible"))
        return await self._go_on(turn, items, turn.phase)

    def _items(self, turn: Turn) -> Entries:
        return [dict(item) for item in turn.result["items"]]

    async def _go_on(self, turn: Turn, items: Entries, phase: str) -> str:
        """Take in what has ended, begin others where that is wanted, and show how all stand."""
        now, memory = await turn.moment(), turn.memory
        reason = await self._take_in(turn, items, now)
        if reason is not None and phase == "working" and not memory.cancelled:
            await turn.say(self.text("says.paused_because", reason=reason))
            phase = "paused"
        if phase == "working" and not memory.cancelled and now >= memory.hold_ms:
            await self._begin(turn, items, now)
        counts = _counts(items)
        if not counts["waiting"] and not counts["running"]:
            phase = "ready"
        elif phase == "paused" and memory.cancelled:
            phase = "working"
        over = phase == "ready" or (phase == "paused" and not counts["running"])
        memory.look_ms = None if over else next_look(now, memory.look_ms, memory.took)
        memory.retryable = any(one["status"] == "failed" and one["session"] for one in items)
        self._show(turn, items, phase, now)
        if phase == "ready" and turn.phase != "ready":
            said = {name: counts[name] for name in ("total", "done", "failed")}
            await turn.say(self.text("says.ready", **said))
        return phase

    async def _take_in(self, turn: Turn, items: Entries, now: int) -> str | None:
        """Show what has become of the items that run.

        Returns why no other should be begun, where one has ended for want of what all need.
        """
        numbers = _numbers(items, "running")
        if not numbers:
            return None
        standing = turn.services.items.standing
        found = await turn.once("standing", lambda: standing(turn.caller, numbers), list[Item])
        reason, lost = None, list[int]()
        for number, one in zip(numbers, found, strict=True):
            item = items[number - 1]
            if one.status == "waiting":
                lost.append(number)  # Redis has lost that it was begun
            elif one.status != "running":
                reason = self._ended(turn, item, one, now) or reason
        if lost:
            await self._start(turn, lost)
        return reason

    def _ended(self, turn: Turn, item: dict[str, Any], found: Item, now: int) -> str | None:
        """Take in that an item has ended. Returns why all should wait, where that is so."""
        memory, number = turn.memory, str(item["number"])
        began = memory.began.pop(number, now)
        if found.status == "done":
            item["status"] = "done"
            memory.tries.pop(number, None)
            memory.took = [*memory.took, now - began][-MOST_TIMES:]
            memory.ended = [*memory.ended, now][-MOST_TIMES:]
            return None
        error = dict(found.error or {})
        code, tried = error.get("code", ""), memory.tries.get(number, 0) + 1
        passes = tried < TRANSIENT.get(code, 0)
        spent = code in SPENT or code == "no_provider"
        if memory.cancelled or not (passes or spent):
            self._fail(turn, item, error)
            memory.tries.pop(number, None)
            memory.ended = [*memory.ended, now][-MOST_TIMES:]
            return None
        item["status"] = "waiting"
        memory.attempts[number] = memory.attempts.get(number, 0) + 1
        memory.tries[number] = tried if passes else 0
        memory.hold_ms = now + HOLD_MS
        return None if passes else error.get("message", "")

    def _fail(self, turn: Turn, item: dict[str, Any], error: Mapping[str, str]) -> None:
        code, message = error.get("code", ""), error.get("message", "")
        if code in OWN_WORDS:
            message = turn.told(self.text(f"errors.{code}"))
        item["status"] = "failed"
        item["error"] = {"code": code, "message": message}

    async def _begin(self, turn: Turn, items: Entries, now: int) -> None:
        """Begin as many as may run at once."""
        free = turn.input.concurrency - len(_numbers(items, "running"))
        numbers = _numbers(items, "waiting")[: max(0, free)]
        if not numbers:
            return
        await self._start(turn, numbers)
        if not turn.memory.ended:
            turn.memory.ended = [now]  # from here on others are counted
        for number in numbers:
            items[number - 1]["status"] = "running"
            turn.memory.began[str(number)] = now

    async def _start(self, turn: Turn, numbers: Sequence[int]) -> None:
        """Have items run: each at its own attempt."""
        attempts = {number: turn.memory.attempts.get(str(number), 0) for number in numbers}

        async def start() -> bool:
            for attempt in sorted(set(attempts.values())):
                some = [number for number in numbers if attempts[number] == attempt]
                await turn.services.items.begin(turn.caller, some, attempt)
            return True

        await turn.once("begin", start, bool)

    def _show(self, turn: Turn, items: Entries, phase: str, now: int) -> None:
        """Show how all stand. What is as it was is sent to nobody."""
        counts = _counts(items)
        turn.fill(total=counts["total"], done=counts["done"], failed=counts["failed"], items=items)
        rate = per_minute(turn.memory.ended, now) if phase == "working" else None
        left = seconds_left(rate, counts["waiting"] + counts["running"])
        turn.update(perMinute=rate and round(rate, 1), secondsLeft=left)
        through = counts["done"] + counts["failed"]
        turn.progress(through, counts["total"], self._label(turn.memory, phase, left, now))

    def _label(self, memory: Memory, phase: str, left: int | None, now: int) -> Said:
        if phase == "ready":
            return self.text("progress.all")
        if memory.cancelled:
            return self.text("progress.stopping")
        if phase == "paused":
            return self.text("progress.paused")
        if now < memory.hold_ms:
            return self.text("progress.held")
        if left is None:
            return self.text("progress.working")
        if left < 90:
            time = self.text("times.seconds", count=max(1, -(-left // 10)) * 10)
        else:
            time = self.text("times.minutes", count=-(-left // 60))
        return self.text("progress.left", time=time)


def _numbers(items: Entries, status: str) -> list[int]:
    """The numbers of the items that stand so."""
    return [item["number"] for item in items if item["status"] == status]


def _counts(items: Entries) -> dict[str, int]:
    """How many there are, and how many of each status."""
    found = Counter(item["status"] for item in items)
    names = ("done", "failed", "running", "waiting")
    return {"total": len(items)} | {name: found[name] for name in names}
