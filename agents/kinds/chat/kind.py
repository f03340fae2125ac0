"""A career coach to talk with freely."""

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import accumulate
from typing import Annotated, Any, ClassVar

import msgspec

from agents.evidence.text import clip, one_line
from agents.kind import Kind, NoMemory, On, Table
from agents.kind import Turn as AnyTurn
from agents.kinds.chat.grounding import invented, wrong
from agents.kinds.chat.inputs import Subject
from agents.kinds.chat.tasks import GREETING, REPLY
from agents.models.request import Line
from protocol.catalogue import Said

TITLE_LENGTH = 60
MOST_DOUBTS = 8
"""How many things are named that should be checked: more than one looks up."""

LEAST_PASTED = 200
"""Characters of a message from which on it is looked at as what was handed in."""
MOST_LOOKED_AT = 200_000
"""Characters of the newest messages and documents that an answer is held against: more than most
models are shown."""


class ChatInput(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """What to talk about, if that is known already."""

    topic: Annotated[str, msgspec.Meta(min_length=1, max_length=2_000)] | None = None


Turn = AnyTurn[ChatInput, NoMemory]


class Chat(Kind):
    """Answers whatever is asked about work and careers, knowing all that was said before."""

    name = "chat"
    version = 2
    steps_version = 1
    input_type = ChatInput
    initial = "listening"
    passing: ClassVar[Mapping[str, tuple[str, ...]]] = {"answering": ("listening",)}
    table: ClassVar[Table] = {
        "listening": {
            "start": On("greet", ("answering",), cancelled="listening"),
            "message": On("answer", ("answering",), cancelled="listening"),
        }
    }
    tasks = (GREETING, REPLY)
    reads = True

    def title_for(self, given: Any) -> Said:
        """The topic, if there is one."""
        if given.topic:
            return clip(one_line(given.topic), TITLE_LENGTH)
        return super().title_for(given)

    async def greet(self, turn: Turn) -> str:
        """Say hello, and begin with the topic; who has spoken already is answered instead."""
        if turn.text:
            return await self.answer(turn)
        turn.enter("answering")
        personal = turn.input.topic is not None
        await turn.ask(GREETING, _subject(turn), personal=personal)
        return "listening"

    async def answer(self, turn: Turn) -> str:
        """Answer what was said, knowing all that was said before."""
        turn.enter("answering")
        if turn.input.topic is None and _is_first(turn):
            turn.title = clip(one_line(turn.text), TITLE_LENGTH) or None
        documents, said, today = _given(turn)
        check = partial(wrong, documents=documents, said=said, today=today)
        answer = await turn.ask(REPLY, _subject(turn), check=check if documents else None)
        if documents:
            found = await turn.compute(invented, answer, documents, said, today, slow=True)
            if found:
                quoted = ", ".join(f'"{what}"' for what in found[:MOST_DOUBTS])
                await turn.say(self.text("says.check", quoted=quoted))
        return "listening"


def _subject(turn: Turn) -> Subject:
    return Subject(turn.input.topic, turn.language)


def _newest(lines: Sequence[Line]) -> list[Line]:
    """The newest of them that are not too long together, in their order."""
    sizes = accumulate(len(line.text) for line in reversed(lines))
    count = sum(size <= MOST_LOOKED_AT for size in sizes)
    return list(lines[len(lines) - count :])


def _given(turn: Turn) -> tuple[tuple[str, ...], tuple[str, ...], dt.date]:
    """The documents of the conversation, what the person has said, and what day it is.

    What is as long as a résumé may be one that was pasted: it is among the documents.
    """
    lines = _newest([line for line in turn.conversation if line.role == "user"])
    given = [bool(line.label) or len(line.text) >= LEAST_PASTED for line in lines]
    documents = tuple(line.text for line, one in zip(lines, given, strict=True) if one)
    said = tuple(line.text for line, one in zip(lines, given, strict=True) if not one)
    return documents, said, dt.datetime.fromtimestamp(turn.now_ms / 1000, dt.UTC).date()


def _is_first(turn: Turn) -> bool:
    return sum(line.role == "user" and not line.label for line in turn.conversation) == 1
