"""Questions that were given in another session, to be practised in this one."""

from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from agents.evidence.key_points import KeyPoint
from agents.evidence.text import content, one_line
from agents.kinds.interview.asked_question import MAX_TOPIC, AskedQuestion
from agents.telling.types import Style
from protocol.commands import Id

MOST = 50
_HINTS = 2


class QuestionsRef(
    msgspec.Struct, frozen=True, rename="camel", omit_defaults=True, forbid_unknown_fields=True
):
    """The questions of a session of the user, in its order; or those of them with these ids."""

    session: Id
    ids: Annotated[tuple[Annotated[str, Meta(max_length=64)], ...], Meta(max_length=MOST)] = ()


class _Ground(msgspec.Struct, frozen=True):
    """What is used of what a question is built on."""

    quote: str | None = None


class Planned(msgspec.Struct, frozen=True, rename="camel"):
    """A question that is to be asked: what it says, what a good answer has, and what is asked on
    an answer; "" is nothing. What was told in other words than it was asked in is `put` so."""

    id: str
    text: str
    looks_for: tuple[str, ...] = ()
    follow_up: str = ""
    put: str = ""
    grounded_in: _Ground = _Ground()

    def question(self, style: Style) -> AskedQuestion:
        """It as it is asked. What a good answer has is told by no word, so nothing is counted."""
        quote = self.grounded_in.quote
        topic = sorted(content(quote or self.text), key=lambda word: (-len(word), word))
        return AskedQuestion(
            text=self.put or self.text,
            key_points=tuple(KeyPoint(point) for point in self.looks_for),
            hints=self.looks_for[:_HINTS],
            outline="; ".join(self.looks_for),
            topic=tuple(topic[:MAX_TOPIC]),
            grounded_in=one_line(quote) if quote else None,
            style=style,
        )


class _Questions(msgspec.Struct):
    """What is used of another session's result."""

    questions: tuple[Planned, ...]


def planned(result: Any, ids: Sequence[str]) -> tuple[Planned, ...]:
    """The questions of a result, of which those with the `ids` where there are any, in their order.

    None where it has no questions. Raises LookupError, with the ids, where some are not there.
    """
    try:
        found = msgspec.convert(result, _Questions).questions[:MOST]
    except msgspec.ValidationError:
        return ()
    by_id = {one.id: one for one in found}
    if missing := [id for id in ids if id not in by_id]:
        raise LookupError(", ".join(missing))
    return tuple(by_id[id] for id in dict.fromkeys(ids)) if ids else found
