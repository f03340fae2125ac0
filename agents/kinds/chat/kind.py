"""A career coach to talk with freely."""

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import accumulate, islice
from typing import Annotated, Any, ClassVar

import msgspec

from agents.coaching import danger
from agents.evidence.text import clip, one_line
from agents.handbook.entries import Language
from agents.kind import Kind, On, Stored, Table
from agents.kind import Turn as AnyTurn
from agents.kinds.chat.grounding import invented, wrong
from agents.kinds.chat.inputs import Asked, Subject
from agents.kinds.chat.lookup import STRAINED, Looked, language_of, lent, look_up, title_of
from agents.kinds.chat.memory import Memory
from agents.kinds.chat.pasted import LEAST_PASTED
from agents.kinds.chat.state import ChatState, ShownEntry
from agents.kinds.chat.tasks import GREETING, REPLY
from agents.models.request import Line
from protocol.catalogue import Said

TITLE_LENGTH = 60
MOST_DOUBTS = 8
"""How many things are named that should be checked: more than one looks up."""

MOST_LINES, MOST_OF_A_LINE = 20, 5_000
"""Messages that tell what the next one is about, and characters of each."""
MOST_LOOKED_AT = 200_000
"""Characters of the newest messages and documents that an answer is held against: more than most
models are shown."""


class ChatInput(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """What to talk about, if that is known already."""

    topic: Annotated[str, msgspec.Meta(min_length=1, max_length=2_000)] | None = None


Turn = AnyTurn[ChatInput, Memory]


class Chat(Kind):
    """Answers whatever is asked about work and careers, knowing all that was said before."""

    name = "chat"
    version = 3
    steps_version = 1
    input_type = ChatInput
    memory_type = Memory
    state_type = ChatState
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

    @classmethod
    def upgrade(cls, stored: Stored, version: int) -> Stored:
        """Before version 3 nothing was known of the handbook."""
        shown = {**msgspec.to_builtins(ChatState()), **stored.state}
        return msgspec.structs.replace(stored, state=shown, memory=msgspec.to_builtins(Memory()))

    def prepare(self) -> None:
        """Read the handbook, and make the index by which it is found."""
        look_up("", "en")
        look_up("", "ko")

    async def greet(self, turn: Turn) -> str:
        """Say hello, and begin with the topic; who has spoken already is answered instead."""
        if turn.text:
            return await self.answer(turn)
        turn.enter("answering")
        topic = turn.input.topic
        looked = await self._looked(turn, topic) if topic else Looked()
        language = turn.language or (None if topic else turn.said_in)
        if looked.danger:
            await self._turn_to_people(turn, topic or "")
            return "listening"
        given = Subject(topic, language, turn.answerer, looked.handbook)
        text = await turn.ask(GREETING, given, personal=topic is not None)
        await self._introduce(turn, text)
        self._show(turn, looked)
        return "listening"

    async def answer(self, turn: Turn) -> str:
        """Answer what was said, knowing all that was said before."""
        turn.enter("answering")
        lines = turn.conversation
        if turn.input.topic is None and _is_first(lines):
            turn.title = clip(one_line(turn.text), TITLE_LENGTH) or None
        looked = await self._looked(turn, turn.text)
        if looked.danger:
            await self._turn_to_people(turn, turn.text)
            return "listening"
        documents, said = _given(lines)
        today = dt.datetime.fromtimestamp(turn.now_ms / 1000, dt.UTC).date()
        pages = lent([page.id for page in looked.handbook.pages])
        check = partial(wrong, documents=documents, said=said, today=today, lent=pages)
        asked = Asked(turn.input.topic, turn.language, looked.handbook)
        begins = not any(line.role == "assistant" for line in lines)
        answer = await turn.ask(REPLY, asked, check=check if documents else None)
        if documents:
            found = await turn.compute(invented, answer, documents, said, today, pages, slow=True)
            if found:
                quoted = ", ".join(f'"{what}"' for what in found[:MOST_DOUBTS])
                await turn.say(self.text("says.check", quoted=quoted))
        if begins:
            await self._introduce(turn, answer)
        self._show(turn, looked)
        return "listening"

    async def _looked(self, turn: Turn, text: str) -> Looked:
        """What the handbook has on a text, and whether somebody is in danger."""
        memory, earlier = turn.memory, _words_of(turn)[:-1]
        return await turn.compute(
            look_up, text, turn.language, earlier, memory.entry, memory.near, slow=True
        )

    async def _turn_to_people(self, turn: Turn, text: str) -> None:
        """Say whom to turn to now: no model is asked, and nothing else is spoken of.

        What is said next goes on with that, and not with what was spoken of before.
        """
        await turn.say(danger().to(_language(turn, text)))
        turn.memory.entry, turn.memory.near = STRAINED, ()
        turn.update(entry=None, near=[])

    async def _introduce(self, turn: Turn, text: str) -> None:
        """Say which model answers, where its first words don't. Rules say it themselves."""
        model = turn.answerer
        if turn.by_model(GREETING, REPLY) and model.casefold() not in text.casefold():
            await turn.say(self.text("says.answered_by", model=model))

    def _show(self, turn: Turn, looked: Looked) -> None:
        """Show which entry the answer is from, and what may be meant else; and remember both.

        A message that is on nothing leaves the entry that was spoken of, and one that may be on
        several leaves none.
        """
        language = _language(turn, turn.text)

        def shown(id: str) -> ShownEntry:
            return ShownEntry(id, title_of(id, language))

        memory = turn.memory
        if looked.entry or looked.near:
            memory.entry, memory.near = looked.entry, looked.near
        turn.update(
            entry=shown(looked.entry) if looked.entry else None,
            near=[shown(id) for id in looked.near],
        )


def _words_of(turn: Turn) -> list[str]:
    """What the person has said last, without documents: this message is the last."""
    lines = reversed(turn.conversation)
    said = (line.text[:MOST_OF_A_LINE] for line in lines if line.role == "user" and not line.label)
    return list(islice(said, MOST_LINES))[::-1]


def _language(turn: Turn, text: str) -> Language:
    return language_of(text, turn.language, [turn.input.topic or "", *_words_of(turn)])


def _newest(lines: Sequence[Line]) -> list[Line]:
    """The newest of them that are not too long together, in their order."""
    sizes = accumulate(len(line.text) for line in reversed(lines))
    count = sum(size <= MOST_LOOKED_AT for size in sizes)
    return list(lines[len(lines) - count :])


def _given(conversation: Sequence[Line]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The documents of the conversation, and what the person has said.

    What is as long as a résumé may be one that was pasted: it is among the documents.
    """
    lines = _newest([line for line in conversation if line.role == "user"])
    given = [bool(line.label) or len(line.text) >= LEAST_PASTED for line in lines]
    documents = tuple(line.text for line, one in zip(lines, given, strict=True) if one)
    said = tuple(line.text for line, one in zip(lines, given, strict=True) if not one)
    return documents, said


def _is_first(lines: Sequence[Line]) -> bool:
    return sum(line.role == "user" and not line.label for line in lines) == 1
