"""The items of a session, for its runs: made, begun, looked at, ended."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any

from agents.errors import Refused
from agents.kind.kind import Kind
from agents.kind.services import Item
from agents.models.request import Caller
from protocol.codec import encode_command, encode_content
from protocol.commands import Cancel, Command, Retry, name_of
from server.runs.patience import patiently
from server.runs.session_service import GONE, SessionMaker
from server.stored import LastRun, fold_of
from store.sessions.items import item_id
from store.sessions.types import Snapshot, Standing
from store.store import Store

AT_ONCE = 20
"""So many are made or read side by side: others' steps come in between."""


Admit = Callable[[Caller, int], Awaitable[None]]
"""Takes so many items of what a user may have, once for a session. Raises Refused."""


async def anybody(caller: Caller, count: int) -> None:
    """Let everybody have as many as they want."""


class ItemService:
    """What `agents.kind.services.Items` says, over the store.

    While Redis is away it waits, as the run does for which it is asked.
    """

    def __init__(
        self,
        store: Store,
        kinds: Mapping[str, Kind],
        full: Callable[[], bool] = lambda: False,
        admit: Admit = anybody,
    ) -> None:
        self._store = store
        self._admit = admit
        self._maker = SessionMaker(store, kinds, full)

    def id(self, caller: Caller, number: int) -> str:
        """The id of the session that is the item of that number."""
        return item_id(caller.session, number)

    async def make(self, caller: Caller, kind: str, inputs: Mapping[int, Any], total: int) -> None:
        """Make items, which wait until they are begun. Again changes nothing."""
        own, announce = await self._maker.own(caller), self._store.items.announce
        await self._admit(caller, len(inputs))
        if not await patiently(lambda: announce(caller.session, caller.user, total)):
            raise Refused(GONE)

        async def make(number: int, given: Any) -> None:
            item = self.id(caller, number)
            await self._maker.make(caller, own, item, kind, given, parent=caller.session)

        waiting = list(inputs.items())
        for first in range(0, len(waiting), AT_ONCE):
            some = [make(*one) for one in waiting[first : first + AT_ONCE]]
            made = await asyncio.gather(*some, return_exceptions=True)
            refused = next((one for one in made if one is not None), None)
            if refused is not None:
                delete = partial(self._store.sessions.delete_items, caller.session, total)
                await patiently(partial(delete, caller.user))
                raise refused

    async def begin(self, caller: Caller, numbers: Sequence[int], attempt: int) -> None:
        """Have them run. What has run before does its last command again, once for an attempt."""
        standing = await self._standing(caller, numbers)
        new = [item for item, one in standing.items() if one and one.status == "waiting"]
        if new:
            begin = partial(self._store.items.begin, new, caller.user, caller.session)
            await patiently(begin)
        ended = {item: one.owner for item, one in standing.items() if one and one.status == "idle"}
        await self._tell(caller, ended, Retry(f"retry-{attempt}"))

    async def cancel(self, caller: Caller, numbers: Sequence[int]) -> None:
        """End what runs of them."""
        standing = await self._standing(caller, numbers)
        there = {item: one.owner for item, one in standing.items() if one}
        await self._tell(caller, there, Cancel(f"cancel-{caller.run}"))

    async def _standing(self, caller: Caller, numbers: Sequence[int]) -> dict[str, Standing | None]:
        """How each item stands, by its id, whoever owns it: one by one they move to another user
        when a guest signs in, and some may have moved before the session of this run, or not yet.
        """
        ids = [self.id(caller, number) for number in numbers]
        items, user, session = self._store.items, caller.user, caller.session
        found = await patiently(lambda: items.standing(ids, user, session))
        return dict(zip(ids, found, strict=True))

    async def _tell(self, caller: Caller, items: Mapping[str, str], command: Command) -> None:
        """Put a command onto the inboxes of items, of which is known whose they are.

        What does not take it just now is left as it is.
        """
        raw, content, name = encode_command(command), encode_content(command), name_of(command)
        guest, now = caller.subscription == "guest", time.time_ns() // 1_000_000
        submit = self._store.sessions.submit
        for item, owner in items.items():
            put = partial(submit, item, owner, command.id, name, raw, now, content, guest=guest)
            await patiently(put)
        if items:
            await patiently(lambda: self._store.items.wake(list(items)))

    async def standing(self, caller: Caller, numbers: Sequence[int]) -> list[Item]:
        """How they stand, in that order."""
        found = list((await self._standing(caller, numbers)).items())
        items = list[Item]()
        for first in range(0, len(found), AT_ONCE):
            some = found[first : first + AT_ONCE]
            items += await asyncio.gather(*(self._item(id, one) for id, one in some))
        return items

    async def _item(self, id: str, standing: Standing | None) -> Item:
        if standing is None:
            return _failed("", "not_found")
        if standing.status != "idle" or not standing.head:
            return Item("waiting" if standing.status == "waiting" else "running", standing.title)
        found = await patiently(lambda: self._store.sessions.at_rest(id, standing.owner))
        if found is None:  # it has moved to another user, or was deleted: the next look says
            return Item("running", standing.title)
        last = LastRun.of(fold_of(Snapshot([], found.checkpoint, None, []), []))
        if last is None:
            return Item("running", standing.title)
        if last.error is not None:
            return _failed(standing.title, last.error.code, last.error.message)
        if last.outcome == "cancelled":
            return _failed(standing.title, "cancelled")
        return Item("done", standing.title)


def _failed(title: str, code: str, message: str = "") -> Item:
    return Item("failed", title, {"code": code, "message": message})
