"""Other sessions of the same user, for runs: begun, looked at, waited for."""

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from agents.errors import InvalidInput, Refused
from agents.kind.kind import Kind
from agents.kind.options import spoken
from agents.kind.services import OtherSession
from agents.models.request import Caller
from protocol.catalogue import Text, misfit, told
from protocol.codec import encode_command, encode_content
from protocol.commands import Start
from server.runs.patience import patiently, pauses
from server.stored import LastRun, folded
from store.sessions.types import Info, Opened
from store.store import Store

GONE = Text("errors.not_found.session")
ITSELF = Text("runs.itself")

REFUSALS: Mapping[str, tuple[str, Text]] = {
    "too_many": ("quota_exceeded", Text("runs.too_many")),
    "quota": ("quota_exceeded", Text("runs.quota")),
    "storage": ("storage_full", Text("runs.storage")),
}
"""Why a session is not made, by the store's word for it: a code, and what a person reads."""


class SessionMaker:
    """Makes sessions for runs. `full` says whether there is no room for anything new in the store.

    While Redis is away it waits, as the run does for which it is asked.
    """

    def __init__(
        self, store: Store, kinds: Mapping[str, Kind], full: Callable[[], bool] = lambda: False
    ) -> None:
        self._store = store
        self._full = full
        self._kinds = kinds

    async def own(self, caller: Caller) -> Info:
        """The session of the run. Raises Refused where it was deleted."""
        sessions = self._store.sessions
        own = await patiently(lambda: sessions.get(caller.session, caller.user))
        if own is None:
            raise Refused(GONE)
        return own

    async def make(
        self, caller: Caller, own: Info, session: str, kind: str, given: Any, parent: str = ""
    ) -> None:
        """Make a session that lives as long as the run's `own`. Again changes nothing.

        With a `parent` it is an item of that one. Raises Refused for a kind or an input that there
        is not, and where the user may have no more sessions, or there is no room for any.
        """
        known = self._kinds.get(kind)
        if known is None:
            raise Refused(Text("runs.no_kind", name=repr(kind)))
        try:
            parsed = known.parse_input(given)
            start = Start("start", kind=kind, input=msgspec.to_builtins(parsed))
        except (InvalidInput, ValueError) as error:
            reason = error.text if isinstance(error, InvalidInput) else misfit(error)
            raise Refused(Text("runs.action_input", name=repr(kind), reason=reason)) from error
        options = msgspec.json.decode(own.options)
        language = spoken(parsed, options) or own.language
        created = await patiently(
            lambda: self._store.sessions.create(
                session,
                caller.user,
                kind,
                msgspec.json.encode(parsed, order="sorted"),
                # A run can answer no question. Whether a person could, was said of its own session.
                msgspec.json.encode({**options, "clarify": False}, order="sorted"),
                title=told(known.title_for(parsed), language),
                command_id=start.id,
                raw=encode_command(start),
                now_ms=time.time_ns() // 1_000_000,
                ttl_ms=own.ttl,
                version=known.version,
                content=encode_content(start),
                full=self._full(),
                language=own.language,
                parent=parent,
                plan=own.plan,
            )
        )
        if created.status in REFUSALS:
            code, why = REFUSALS[created.status]
            raise Refused(why, code)
        if created.status not in ("created", "exists"):
            raise Refused(Text("runs.not_begun", status=created.status))


class SessionService:
    """What `agents.kind.services.Sessions` says, over the store. `wake` has a session worked.

    `full` says whether there is no room for anything new in the store.

    While Redis is away it waits, as the run does for which it is asked.
    """

    def __init__(
        self,
        store: Store,
        kinds: Mapping[str, Kind],
        wake: Callable[[str], None],
        full: Callable[[], bool] = lambda: False,
    ) -> None:
        self._store = store
        self._maker = SessionMaker(store, kinds, full)
        self._wake = wake

    async def create(self, caller: Caller, session: str, kind: str, given: Any) -> None:
        """Begin a session that lives as long as the one that begins it. Again changes nothing.

        Raises Refused for a kind or an input that there is not, and where the user may have no
        more sessions, or there is no room for any.
        """
        await self._maker.make(caller, await self._maker.own(caller), session, kind, given)
        self._wake(session)

    async def read(self, caller: Caller, session: str) -> OtherSession:
        """The session as it stands. Raises Refused where the user has none of that id."""
        sessions = self._store.sessions
        opened = await patiently(lambda: sessions.open(session, caller.user, None, None, 0))
        if not isinstance(opened, Opened):
            raise Refused(GONE)
        info = opened.info
        if opened.snapshot is None:
            return OtherSession(session, info.kind, info.status)
        fold = await folded(opened.snapshot)
        last, state = LastRun.of(fold), fold.state
        failure = last.error if last else None
        return OtherSession(
            session,
            info.kind,
            info.status,
            None if last is None or last.outcome == "running" else last.outcome,
            {"code": failure.code, "message": failure.message} if failure else None,
            state.get("result") if isinstance(state, dict) else None,
        )

    async def rest(self, caller: Caller, session: str) -> OtherSession:
        """The session once it rests.

        Raises Refused where the user has none of that id, and for the very session of the run.
        """
        if session == caller.session:
            raise Refused(ITSELF)
        sessions = self._store.sessions
        waits = pauses()
        while True:
            info = await patiently(lambda: sessions.get(session, caller.user))
            if info is None:
                raise Refused(GONE)
            if info.status == "idle" and info.head:
                found = await self.read(caller, session)
                if found.status == "idle":  # nobody has spoken to it in between
                    return found
            await asyncio.sleep(next(waits))
