"""A kind that begins other sessions of its user, waits for them, and puts their work together."""

from typing import Any, ClassVar

import msgspec

from agents.kind import Kind, NoMemory, On, Table
from agents.kind import Turn as AnyTurn
from agents.kind.services import OtherSession


class BundleInput(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """The inputs of the sessions to begin, of one kind; and sessions to read that there are.

    Of those "self" is the bundle's own.
    """

    kind: str = "reference"
    inputs: tuple[Any, ...] = ()
    others: tuple[str, ...] = ()


class BundleResult(msgspec.Struct):
    """The sessions as they came to rest, and their letters, one below the other."""

    found: list[OtherSession]
    letters: str


Turn = AnyTurn[BundleInput, NoMemory]


class Bundle(Kind):
    """All its work is done in its first run."""

    name = "bundle"
    title = "Bundle"
    description = "Puts the work of other sessions together."
    input_type = BundleInput
    result_type = BundleResult
    initial = "new"
    final = frozenset({"done"})
    table: ClassVar[Table] = {"new": {"start": On("gather", ("done",))}, "done": {}}
    sets = ("found", "letters")

    async def gather(self, turn: Turn) -> str:
        """Begin them side by side, two at once."""
        found = await turn.each(turn.input.inputs, _begun, at_once=2)
        for other in turn.input.others:
            own = turn.caller.session
            found.append(await turn.session(own if other == "self" else other))
        results = [one.result for one in found if one.result is not None]
        turn.fill(found=found, letters="\n\n".join(result.get("letter", "") for result in results))
        return "done"


async def _begun(turn: Turn, given: Any) -> OtherSession:
    """What came of a session with this input."""
    session = await turn.begin_session(turn.input.kind, given)
    return await turn.session(session)
