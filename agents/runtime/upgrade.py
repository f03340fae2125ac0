"""Brings what an earlier version of a kind has stored of a session up to the present one."""

from collections.abc import Collection
from typing import Any

import msgspec

from agents.errors import InvalidInput, KindChanged
from agents.kind.kind import Kind, Stored
from agents.runtime.checkpoint import Checkpoint, Last, Position


class Session(msgspec.Struct, frozen=True):
    """A session as this version of its kind has it.

    `raw` is its input in builtins where that had to be brought up, else None.
    """

    input: msgspec.Struct
    raw: dict[str, Any] | None
    checkpoint: Checkpoint | None


def brought_up(
    kind: Kind,
    given: bytes,
    given_version: int,
    checkpoint: Checkpoint | None,
    language: str | None = None,
) -> Session:
    """The session, whose input was `given` in that version of the kind, in its language.

    Raises KindChanged where this version cannot go on with it.
    """
    raw = checkpoint.input if checkpoint else None
    version = checkpoint.version if checkpoint else given_version
    if version > kind.version:
        raise KindChanged(f"it is of version {version}, and this is {kind.version}")
    if version < kind.version:
        before = msgspec.json.decode(given) if raw is None else raw
        raw, checkpoint = _upgraded(kind, before, version, checkpoint, language)
    if checkpoint is not None:
        _check(kind, checkpoint)
    try:
        parsed = kind.parse_input(given if raw is None else msgspec.json.encode(raw))
    except InvalidInput as error:
        raise KindChanged(f"its input is another: {error}") from error
    return Session(parsed, raw, checkpoint)


def _check(kind: Kind, checkpoint: Checkpoint) -> None:
    """Raise KindChanged for a position in which no session of the kind can be."""
    for position in _positions(checkpoint):
        if not kind.knows(position.phase):
            raise KindChanged(f"it has no phase {position.phase!r} to rest in")
        try:
            msgspec.convert(position.memory, kind.memory_type)
        except msgspec.ValidationError as error:
            raise KindChanged(f"its memory is another: {error}") from error


def _positions(checkpoint: Checkpoint) -> list[Position]:
    """Every position that the session may have to go on from."""
    return [checkpoint.position, *([checkpoint.last.before] if checkpoint.last else [])]


def _upgraded(
    kind: Kind,
    given: dict[str, Any],
    version: int,
    checkpoint: Checkpoint | None,
    language: str | None,
) -> tuple[dict[str, Any], Checkpoint | None]:
    try:
        if checkpoint is None:
            new = kind.upgrade(Stored(input=given, phase="", memory={}, state={}), version)
            return new.input, None
        raw, position = _moved(kind, given, version, checkpoint.position, language)
        last = checkpoint.last and _last(kind, given, version, checkpoint.last, language)
    except Exception as error:
        raise KindChanged(f"its upgrade from version {version} failed: {error!r}") from error
    return raw, msgspec.structs.replace(
        checkpoint, position=position, last=last, version=kind.version, input=raw
    )


def _last(
    kind: Kind, given: dict[str, Any], version: int, last: Last, language: str | None
) -> Last:
    before = _moved(kind, given, version, last.before, language)[1]
    return msgspec.structs.replace(last, before=before)


def _withheld(kind: Kind, new: Stored) -> Collection[str]:
    """The actions that are not taken there; what does not fit is told by `_check`."""
    try:
        return kind.withheld_from(new.phase, new.memory) if kind.knows(new.phase) else ()
    except msgspec.ValidationError:
        return ()


def _moved(
    kind: Kind, given: dict[str, Any], version: int, position: Position, language: str | None
) -> tuple[dict[str, Any], Position]:
    """The input and the position as `upgrade` has them; it is given copies."""
    stored = Stored(input=given, phase=position.phase, memory=position.memory, state=position.state)
    new = kind.upgrade(msgspec.convert(msgspec.to_builtins(stored), Stored), version)
    alarm = position.alarm
    withheld = _withheld(kind, new)
    return new.input, Position(
        phase=new.phase,
        memory=new.memory,
        state=kind.at_rest(new.state, new.phase, language, withheld),
        alarm=alarm if alarm and kind.knows(new.phase) and kind.wakes(new.phase, alarm) else None,
    )
