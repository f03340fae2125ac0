"""The codec of what the store keeps: its bytes, and the values that agents and the protocol know.

Whoever reads a session, to run it or to show it, comes through here.
"""

import asyncio
from collections.abc import Sequence
from typing import Any, Literal, cast

import msgspec

from agents.kind.options import spoken
from agents.runtime.checkpoint import Checkpoint
from protocol.codec import decode_command
from protocol.commands import Command
from protocol.events import RunErrorEvent, RunFinishedEvent
from protocol.fold import Fold
from protocol.messages import Message, RunFinishedCancelledOutcome
from store.leases.types import Acquired
from store.sessions.types import AtRest, Info, Queued, Snapshot

PIECE = 1024 * 1024
"""So many bytes are decoded in one go: some milliseconds."""

_messages = msgspec.json.Decoder(Message)
encode_message = msgspec.json.Encoder().encode


class Rest(msgspec.Struct, frozen=True):
    """What a finished run leaves in the store: where its kind goes on from, and how it ended."""

    checkpoint: Checkpoint
    run_id: str
    terminal: RunFinishedEvent | RunErrorEvent


_rests = msgspec.json.Decoder(Rest)


def rest_of(stored: Snapshot | Acquired | AtRest) -> Rest | None:
    """What the last run left; None before the first one has ended."""
    return _rests.decode(stored.checkpoint) if stored.checkpoint else None


def decode_message(raw: bytes) -> Message:
    """A finished message, as `finish` stored it."""
    message: Message = _messages.decode(raw)
    return message


def command_of(queued: Queued) -> Command:
    """The command that stands in an inbox: it was checked before it was put there."""
    return cast(Command, decode_command(queued.raw))


async def messages_of(stored: Snapshot | Acquired) -> list[Message]:
    """The finished messages. Others have their turn meanwhile: there may be tens of megabytes."""
    found, size = list[Message](), 0
    for raw in stored.messages:
        found.append(decode_message(raw))
        size += len(raw)
        if size > PIECE:
            size = 0
            await asyncio.sleep(0)
    return found


def fold_of(stored: Snapshot | Acquired, messages: Sequence[Message] | None = None) -> Fold:
    """The session as of its newest event: from its last mark, else from its last checkpoint.

    Its finished `messages` need not be decoded again where that is done.
    """
    if stored.mark is not None:
        fold = Fold.load(stored.mark)
    else:
        if messages is None:
            messages = [decode_message(raw) for raw in stored.messages]
        rest = rest_of(stored)
        fold = Fold(messages, rest.checkpoint.state if rest else None)
        if rest is not None:
            fold.run_id, fold.terminal = rest.run_id, rest.terminal
    for raw in stored.tail:
        fold.apply_raw(raw)
    return fold


async def folded(stored: Snapshot | Acquired) -> Fold:
    """As fold_of; others have their turn meanwhile."""
    return fold_of(stored, await messages_of(stored) if stored.mark is None else None)


class _Given(msgspec.Struct):
    """What an input says of where and in which language somebody is, whatever else it holds."""

    language: Any = None
    country: Any = None


def language_of(info: Info) -> str | None:
    """The language of a session: its input's, else its options', else that of who began it."""
    given = msgspec.json.decode(info.input, type=_Given)
    options = msgspec.json.decode(info.options) if info.options else {}
    language = spoken(given, options) or info.language
    return language if isinstance(language, str) else None


def country_of(info: Info) -> str | None:
    """The country (ISO 3166) that a session's input names, if any."""
    country = msgspec.json.decode(info.input, type=_Given).country
    return country if isinstance(country, str) else None


class RunFailure(msgspec.Struct):
    """Why a run ended in an error."""

    code: str
    message: str


class LastRun(msgspec.Struct, omit_defaults=True):
    """What became of the session's newest run."""

    id: str
    outcome: Literal["running", "success", "cancelled", "error"]
    error: RunFailure | None = None

    @classmethod
    def of(cls, fold: Fold) -> "LastRun | None":
        """The newest run of a session's fold; None before the first."""
        end = fold.terminal
        if fold.run_id is None:
            return None
        if fold.running or end is None:
            return cls(fold.run_id, "running")
        if isinstance(end, RunErrorEvent):
            return cls(fold.run_id, "error", RunFailure(end.code or "internal", end.message))
        stopped = isinstance(end.outcome, RunFinishedCancelledOutcome)
        return cls(fold.run_id, "cancelled" if stopped else "success")
