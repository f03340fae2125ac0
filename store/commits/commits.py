"""The hot path: what actors write, many sessions in one round trip (group commit)."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

import msgspec

from store import keys
from store.commits.types import Cancelled, Commit, Committed, Finish, Lost, Result
from store.leases.types import Fenced
from store.redis.route import Route
from store.redis.scripts import Call, Word, load, pack_words
from store.sessions.types import Queued
from store.steps.steps import SESSION, on_session

APPEND = load("commits/log.lua", "commits/append.lua")
RECORD = load(*SESSION, "commits/log.lua", "commits/record.lua")
FINISH = load(*SESSION, "commits/log.lua", "commits/finish.lua")

REFUSALS: dict[int, Fenced | Lost | Cancelled] = {-1: Fenced(), -2: Lost(), -3: Cancelled()}
"""What a script says in place of a head, where it has written nothing."""

FULL = -10
"""From here on down it has written, and the session is full now (see `as_full` in log.lua)."""

_encode = msgspec.msgpack.Encoder().encode


class Commits:
    """Writing onto logs, as the holder of a lease.

    A log keeps its newest `log_events`, and is dropped when its session was idle for `log_ttl_ms`.
    A commit after which a session takes more than `session_bytes` of memory (0: no limit) says so.
    """

    def __init__(
        self, route: Route, *, log_events: int, log_ttl_ms: int, session_bytes: int = 0
    ) -> None:
        self._route = route
        self._log_events = log_events
        self._log_ttl_ms = log_ttl_ms
        self._session_bytes = session_bytes

    async def commit(self, items: Sequence[Commit]) -> list[Result]:
        """Write each item in one atomic step, all in one round trip; results in the same order.

        Events are published when they are on the log. At most one item for each session.
        Idempotent: after StoreUnavailable send exactly the same items again, and what was done is
        not done twice, as an item's token (fencing) and expected head (an optimistic check) say
        where it stands.
        """
        await self._route.look()
        groups = self._groups(items)
        replies = await self._route.run([self._call(group) for group in groups], urgent=True)
        if len(groups) == 1:
            return _results(groups[0], replies[0])
        found: dict[int, Result] = {}
        for group, reply in zip(groups, replies, strict=True):
            found.update(zip(map(id, group), _results(group, reply), strict=True))
        return [found[id(item)] for item in items]

    def _groups(self, items: Sequence[Commit]) -> list[list[Commit]]:
        """What goes into one call each: all that only append, where one node has all sessions."""
        if self._route.cluster:
            return [[item] for item in items]
        # `_is_plain`, spelt out: this is once per token.
        plain = [i for i in items if i.step is None and i.mark is None and i.finish is None]
        rest = [[item] for item in items if not _is_plain(item)] if len(plain) < len(items) else []
        return [plain, *rest] if plain else rest

    def _call(self, group: Sequence[Commit]) -> Call:
        item = group[0]
        if _is_plain(item):
            return self._append(group)
        return self._record(item) if item.finish is None else self._finish(item, item.finish)

    def _append(self, items: Sequence[Commit]) -> Call:
        parts = [(item.token, item.expected, len(item.events)) for item in items]
        words: tuple[Word, ...] = (
            self._route.publish,
            self._log_events,
            self._session_bytes,
            _encode(parts),
            *chain.from_iterable([item.events for item in items]),
        )
        names = b"".join([_logged(item.session) for item in items])
        first = keys.meta(items[0].session)
        return Call(first, words, APPEND, names, 2 * len(items))

    def _record(self, item: Commit) -> Call:
        name, result = item.step or (None, b"")
        header = {
            "token": item.token,
            "expected": item.expected,
            "step": name,
            "marked": item.mark is not None,
            "most": self._session_bytes,
        }
        return on_session(
            RECORD,
            item.session,
            self._route.publish,
            self._log_events,
            _encode(header),
            result,
            item.mark or b"",
            *item.events,
        )

    def _finish(self, item: Commit, finish: Finish) -> Call:
        header = {
            "token": item.token,
            "expected": item.expected,
            "events": len(item.events),
            "command": finish.command_id,
            "keep": finish.keep,
            "allows": finish.allows,
            "title": finish.title,
            "unless_cancelled": finish.unless_cancelled,
            "idle_ms": self._log_ttl_ms,
        }
        return on_session(
            FINISH,
            item.session,
            self._route.publish,
            self._log_events,
            _encode(header),
            finish.checkpoint,
            finish.alarm.for_inbox() if finish.alarm else b"",
            finish.record,
            *item.events,
            *finish.messages,
        )


@lru_cache(maxsize=4096)
def _logged(session: str) -> bytes:
    """The keys that appending to a session's log touches, in the script's order, packed."""
    return pack_words((keys.meta(session), keys.log(session)))


def _is_plain(item: Commit) -> bool:
    return item.step is None and item.mark is None and item.finish is None


def _results(group: Sequence[Commit], reply: Any) -> list[Result]:
    if isinstance(reply, int):
        return [_result(reply)]
    if group[0].finish is not None:
        return [_finished(reply)]
    return [Committed(head) if head >= 0 else _unusual(head) for head in reply]


def _result(head: int) -> Result:
    return Committed(head) if head >= 0 else _unusual(head)


def _unusual(head: int) -> Result:
    return Committed(FULL - head, full=True) if head <= FULL else REFUSALS[head]


def _finished(reply: list[Any]) -> Result:
    result = _result(reply[0])
    if not isinstance(result, Committed):
        return result
    following = Queued.from_inbox(reply[2]) if len(reply) > 2 and reply[2] else None
    return Committed(result.head, following, released=bool(reply[1]))
