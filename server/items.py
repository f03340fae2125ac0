"""The items of a session: what its state says of them, and what came of each in its own session."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, TypeAlias

import msgspec
from msgspec import UNSET, UnsetType

from server.stored import rest_of
from store.sessions.types import AtRest
from store.store import Store

ItemStatus: TypeAlias = Literal["waiting", "running", "done", "failed"]

AT_ONCE = 10
"""So many sessions are read in one go: they may be large, and tokens wait for them in Redis."""


class ItemError(msgspec.Struct, frozen=True):
    """Why an item has failed: a stable code, and what a person reads."""

    code: str
    message: str


class Item(msgspec.Struct, frozen=True):
    """An item of a session, in the order of the input.

    `row` is where it stands in a CSV file, the heading being row 1. Its `session` is null where its
    input did not fit. `result` is there where it is done, as its kind has it, or null where its
    session came to none, or was deleted.
    """

    number: int
    session: str | None
    status: ItemStatus
    title: str
    row: int | UnsetType = UNSET
    error: ItemError | UnsetType = UNSET
    result: Any = UNSET


class _Result(msgspec.Struct):
    items: list[Item] = []


class _State(msgspec.Struct):
    result: _Result | None = None


def items_of(found: AtRest) -> list[Item]:
    """The items as the session's last run has left them; none of one that has no such."""
    rest = rest_of(found)
    if rest is None or not found.info.items:
        return []
    state = msgspec.convert(rest.checkpoint.state, _State)
    return state.result.items if state.result else []


async def with_results(store: Store, owner: str, items: Sequence[Item]) -> list[Item]:
    """The same with what came of those that are done."""
    done = [item.session for item in items if item.status == "done" and item.session]
    found: dict[str, Any] = {}
    for first in range(0, len(done), AT_ONCE):
        some = done[first : first + AT_ONCE]
        rested = await asyncio.gather(*(store.sessions.at_rest(one, owner) for one in some))
        found |= {one: _result(rest) for one, rest in zip(some, rested, strict=True)}
    return [_with(item, found) for item in items]


def _with(item: Item, found: Mapping[str, Any]) -> Item:
    if item.session is None or item.session not in found:
        return item
    return msgspec.structs.replace(item, result=found[item.session])


def _result(found: AtRest | None) -> Any:
    rest = rest_of(found) if found else None
    return rest.checkpoint.state.get("result") if rest else None


def of_status(items: Iterable[Item], status: str | None) -> list[Item]:
    """Those that stand so, or all."""
    return [item for item in items if status in (None, item.status)]
