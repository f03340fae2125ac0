"""The hot path: what actors write, many sessions in one round trip."""

from collections.abc import Sequence
from typing import Any

from store import keys, scripts
from store.engine import Engine, entry, on_session, queued
from store.scripts import Call, Word
from store.types import Commit, Committed, Fenced, Finish, Lost

FENCED, LOST = -1, -2

Result = Committed | Fenced | Lost


class Commits(Engine):
    """Writing onto logs, as the holder of a lease."""

    async def commit(self, items: Sequence[Commit]) -> list[Result]:
        """Write each item in one atomic step, all in one round trip; results in the same order.

        Events are published when they are on the log. At most one item for each session. After
        StoreUnavailable send exactly the same items again: what was done is not done twice.
        """
        await self.route.look()
        results: list[Result] = [Fenced()] * len(items)
        plain = [i for i, item in enumerate(items) if _is_plain(item)]
        cold = [i for i, item in enumerate(items) if not _is_plain(item)]
        groups = [[i] for i in plain] if self.route.cluster else [plain] if plain else []
        calls = [self._append([items[i] for i in group]) for group in groups]
        calls += [self._cold(items[i]) for i in cold]
        replies = await self.route.run(calls, urgent=True)
        for group, reply in zip(groups, replies, strict=False):
            for i, head in zip(group, reply, strict=True):
                results[i] = _result(head)
        for i, reply in zip(cold, replies[len(groups) :], strict=True):
            results[i] = _finished(reply) if items[i].finish else _result(reply)
        return results

    def _append(self, items: Sequence[Commit]) -> Call:
        names: list[str] = []
        words: list[Word] = [self.route.publish, self.log_events]
        for item in items:
            names += (keys.meta(item.session), keys.log(item.session))
            words += (item.token, item.expected, len(item.events))
            words += item.events
        return scripts.run(scripts.APPEND, names, *words)

    def _cold(self, item: Commit) -> Call:
        return self._record(item) if item.finish is None else self._finish(item, item.finish)

    def _record(self, item: Commit) -> Call:
        name, result = item.step or ("", b"")
        return on_session(
            scripts.RECORD,
            item.session,
            self.route.publish,
            self.log_events,
            item.token,
            item.expected,
            name,
            result,
            int(item.mark is not None),
            item.mark or b"",
            *item.events,
        )

    def _finish(self, item: Commit, finish: Finish) -> Call:
        return on_session(
            scripts.FINISH,
            item.session,
            self.route.publish,
            self.log_events,
            self.log_ttl_ms,
            item.token,
            item.expected,
            len(item.events),
            finish.command_id,
            finish.checkpoint,
            finish.keep,
            finish.allows,
            int(finish.title is not None),
            finish.title or "",
            entry(finish.alarm) if finish.alarm else b"",
            *item.events,
            *finish.messages,
        )


def _is_plain(item: Commit) -> bool:
    return item.step is None and item.mark is None and item.finish is None


def _result(head: int) -> Result:
    if head == FENCED:
        return Fenced()
    if head == LOST:
        return Lost()
    return Committed(head)


def _finished(reply: list[Any]) -> Result:
    result = _result(reply[0])
    if not isinstance(result, Committed):
        return result
    following = queued(reply[2]) if len(reply) > 2 and reply[2] else None
    return Committed(result.head, following, released=bool(reply[1]))
