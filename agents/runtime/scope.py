"""A scope of a run: what one line of its work shows, so that it can be taken back by itself."""

from collections.abc import Collection, Sequence
from copy import deepcopy
from typing import Any, NamedTuple

import msgspec

from agents.kind.places import Path, pointer
from agents.runtime.stage import Room, Stage
from protocol.events import ActivitySnapshotEvent
from protocol.fold import Fold
from protocol.messages import AddOperation, PatchOperation, RemoveOperation, ReplaceOperation
from protocol.patch import diff

_ABSENT = object()


class Change(NamedTuple):
    """What stood at a place before; or that a room is used, which others may use, too."""

    path: Path
    old: Any
    room: Room | None = None


class Point(NamedTuple):
    """A savepoint: how much a scope had shown and changed at some moment."""

    messages: int
    changes: int
    steps: int
    said: int


class Scope:
    """What one line of a run's work shows: messages, steps, changes of the state.

    A run has one, and a child of it for each thing that is done beside others. What a child shows
    is its parents', too. `path` names it, the same in every attempt at the run: message ids and
    step keys begin with it. No message gets an id of those that are `taken`.
    """

    def __init__(
        self,
        stage: Stage,
        path: str = "",
        parent: "Scope | None" = None,
        taken: Collection[str] = (),
    ) -> None:
        self.stage = stage
        self.path = path
        self._taken = taken
        self._parent = parent
        self._steps = 0
        self._said = 0
        self._messages: list[str] = []
        self._open: list[str] = []
        self._changes: list[Change] = []

    @property
    def run_id(self) -> str:
        """The run's id: the same in every attempt at it."""
        return self.stage.run_id

    @property
    def fold(self) -> Fold:
        """All that clients have been told."""
        return self.stage.fold

    @property
    def state(self) -> dict[str, Any]:
        """The session's state, by names as on the wire."""
        return self.stage.state

    def children(self, count: int) -> list["Scope"]:
        """So many scopes for things that are done side by side."""
        self._steps += 1
        paths = [f"{self.path}{self._steps}.{n}/" for n in range(count)]
        return [Scope(self.stage, path, self, self._taken) for path in paths]

    def next_step(self, name: str) -> str:
        """The key of the scope's next step."""
        self._steps += 1
        return f"{self.path}{self._steps}:{name}"

    def next_id(self) -> str:
        """The id of the scope's next message."""
        first = f"{self.run_id}.{self.path.replace('/', '.')}"
        self._said += 1
        while (message := f"{first}{self._said}") in self._taken:
            self._said += 1
        for scope in self._line():
            scope._messages.append(message)  # noqa: SLF001 - a parent's, of the same class
        return message

    def _line(self) -> list["Scope"]:
        """The scope and all those above it."""
        return [self, *(self._parent._line() if self._parent else ())]  # noqa: SLF001 - the same

    def say(self, text: str) -> None:
        """Show a whole message of the assistant."""
        self.stage.message(self.next_id(), "assistant", text)

    def act(self, kind: str, content: dict[str, Any]) -> None:
        """Show an activity: something that happened, and nobody said."""
        self.stage.emit(ActivitySnapshotEvent(self.next_id(), kind, content))

    def start_step(self, name: str) -> None:
        """Show that a step begins."""
        for scope in self._line():
            scope._open.append(name)  # noqa: SLF001 - the same
        self.stage.start_step(name)

    def finish_step(self, name: str) -> None:
        """Show that it has ended."""
        for scope in self._line():
            scope._open.remove(name)  # noqa: SLF001 - the same
        self.stage.finish_step(name)

    async def wait_for_room(self) -> None:
        """Wait where the log cannot keep up (backpressure)."""
        await self.stage.wait_for_room()

    def update(self, fields: dict[str, Any]) -> None:
        """Set fields of the state."""
        operations: list[PatchOperation] = []
        for name, value in _plain(fields).items():
            operations += self._put((name,), value)
        self.stage.patch(operations)

    def put(self, path: Path, value: Any) -> None:
        """Set one place of the state; objects that it lies in are made where they are missing."""
        value = _plain(value)
        if not _same(_found(self.state, path), value):
            self.stage.patch([*self._room(path), *self._put(path, value)])

    def save(self, path: Path) -> None:
        """Remember what stands there, before `grow` changes it or what is in it."""
        old = _found(self.state, path)
        self._note(Change(path, old if old is _ABSENT else deepcopy(old)))

    def _note(self, change: Change) -> None:
        for scope in self._line():
            scope._changes.append(change)  # noqa: SLF001 - the same

    def grow(self, puts: Sequence[tuple[Path, Any]]) -> None:
        """Set places below one that was saved, in one event; the end of a list is past its last."""
        operations: list[PatchOperation] = []
        for path, value in puts:
            operations.append(_add(self.state, path, value))
        self.stage.patch(operations)

    def make_room(self, path: Path) -> None:
        """Make the objects that a place lies in, where they are missing."""
        self.stage.patch(self._room(path))

    def _room(self, path: Path) -> list[PatchOperation]:
        """The same as operations. A room is gone when the last who needed it is taken back."""
        operations: list[PatchOperation] = []
        rooms = self.stage.rooms
        for end in range(1, len(path)):
            place = path[:end]
            if _is_empty(self.state, place):
                rooms[place] = Room(_found(self.state, place))
                operations.append(_add(self.state, place, {}))
            if place in rooms:
                rooms[place].uses += 1
                self._note(Change(place, rooms[place].old, rooms[place]))
        return operations

    def start_filling(self, path: Path, message: str) -> None:
        """Name a message that is a field of the result which grows."""
        entry = {"path": pointer(path[1:]), "message": message}
        if "filling" in self.state:
            place: Path = ("filling", len(self.state["filling"]))
            self.stage.patch([_add(self.state, place, entry)])
        else:
            self.stage.patch([_add(self.state, ("filling",), [entry])])

    def finish_filling(self, path: Path, message: str, value: str) -> None:
        """The message is whole, and its text a field."""
        put = _add(self.state, path, value)
        self.stage.patch([put, *self._unfilled({message})])

    def _unfilled(self, messages: Collection[str]) -> list[PatchOperation]:
        """Take messages off the list of those that grow, and the list away with its last."""
        entries = self.state.get("filling", [])
        left = [entry for entry in entries if entry["message"] not in messages]
        if len(left) == len(entries):
            return []
        if not left:
            del self.state["filling"]
            return [RemoveOperation("/filling")]
        places = [n for n, entry in enumerate(entries) if entry["message"] in messages]
        self.state["filling"] = left
        return [RemoveOperation(f"/filling/{n}") for n in reversed(places)]

    def _put(self, path: Path, value: Any) -> list[PatchOperation]:
        old = _found(self.state, path)
        if _same(old, value):
            return []
        self.save(path)
        if old is _ABSENT or old is None:
            return [_add(self.state, path, value)]
        _add(self.state, path, value)
        before, after = {"": old}, {"": value}
        place = pointer(path)
        return [_below(place, operation) for operation in diff(before, after)]

    def point(self) -> Point:
        """Where the scope is now, to come back to."""
        return Point(len(self._messages), len(self._changes), len(self._open), self._said)

    def withdraw(self, point: Point) -> bool:
        """Take back all that the scope has shown since; whether there was anything."""
        self.stage.flush()
        if self.point()[:2] == point[:2]:
            return False
        changes = self._changes[point.changes :]
        for path, old, room in reversed(changes):
            if room is not None:
                room.uses -= 1
            if room is None or (not room.uses and _found(self.state, path) == {}):
                _restore(self.state, path, old)
        messages, steps = self._messages[point.messages :], self._open[point.steps :]
        self._unfilled(messages)
        # What is shown instead has the same ids, as it has where a take-over replays it alone.
        self._said = point.said
        for scope in self._line():
            scope._forget(messages, steps, changes)  # noqa: SLF001 - the same
        self.stage.withdraw(set(messages), reversed(steps))
        return True

    def _forget(
        self, messages: Sequence[str], steps: Sequence[str], changes: Sequence[Change]
    ) -> None:
        """What is taken back is nobody's any more. A parent has that of others between."""
        said, changed = set(messages), set(map(id, changes))
        self._messages = [message for message in self._messages if message not in said]
        self._changes = [change for change in self._changes if id(change) not in changed]
        for step in steps:
            self._open.remove(step)


def _plain(value: Any) -> Any:
    """The value as JSON holds it: what is a tuple here is a list to clients, and when stored."""
    return msgspec.json.decode(msgspec.json.encode(value))


def _below(place: str, operation: PatchOperation) -> PatchOperation:
    """An operation on the value of the member "", as one on what stands at `place`."""
    moved = {"path": place + operation.path[1:]}
    if hasattr(operation, "from_"):
        moved["from_"] = place + operation.from_[1:]
    return msgspec.structs.replace(operation, **moved)


def _found(value: Any, path: Path) -> Any:
    for part in path:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return _ABSENT
    return value


def _same(old: Any, value: Any) -> bool:
    return old is not _ABSENT and old == value and type(old) is type(value)


def _is_empty(state: Any, path: Path) -> bool:
    """Whether nothing stands there, or a null where an object will."""
    found = _found(state, path)
    return found is _ABSENT or found is None


def _add(state: Any, path: Path, value: Any) -> PatchOperation:
    """Set a place in a state; what tells clients."""
    holder, last = _found(state, path[:-1]), path[-1]
    if not isinstance(holder, list) or not isinstance(last, int):
        holder[last] = deepcopy(value)
        return AddOperation(pointer(path), value)
    if last == len(holder):
        holder.append(deepcopy(value))
        return AddOperation(f"{pointer(path[:-1])}/-", value)
    holder[last] = deepcopy(value)
    return ReplaceOperation(pointer(path), value)


def _restore(state: Any, path: Path, old: Any) -> None:
    """Make a place what it was before, or gone where it was not.

    An item that others have come behind is null instead, as they would else be moved.
    """
    holder, last = _found(state, path[:-1]), path[-1]
    if old is not _ABSENT:
        holder[last] = deepcopy(old)
    elif isinstance(holder, list) and isinstance(last, int):
        holder[last:] = [None, *holder[last + 1 :]] if last + 1 < len(holder) else []
    elif last in holder:
        del holder[last]
