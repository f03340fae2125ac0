"""A career coach to talk with freely."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

import msgspec

from agents.evidence.text import clip, one_line
from agents.kind import Kind, NoMemory, On, Table
from agents.kind import Turn as AnyTurn
from agents.kinds.chat.inputs import Subject
from agents.kinds.chat.tasks import GREETING, REPLY
from protocol.catalogue import Said

TITLE_LENGTH = 60


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
        await turn.ask(REPLY, _subject(turn))
        return "listening"


def _subject(turn: Turn) -> Subject:
    return Subject(turn.input.topic, turn.language)


def _is_first(turn: Turn) -> bool:
    return sum(line.role == "user" and not line.label for line in turn.conversation) == 1
