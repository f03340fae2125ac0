"""Deltas that gather until the log takes them."""

import asyncio
from collections.abc import AsyncGenerator, Callable

from agents.kind import Services
from agents.kinds.chat.kind import Chat
from agents.models.request import Delta, Finish, Request, TextDelta
from agents.runtime.run import Outcome, Run
from agents.runtime.stage import ALLOWANCE
from agents.testing import Conversation, Recorder
from protocol.commands import Message
from protocol.events import Event, TextMessageContentEvent


class BusyLog(Recorder):
    """A log that takes what has gathered only when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.pull: Callable[[], Event | None] = lambda: None

    def follow(self, pull: Callable[[], Event | None]) -> Callable[[], None]:
        self.pull = pull
        return lambda: None

    def collect(self) -> None:
        event = self.pull()
        if event is not None:
            self.emit(event)

    @property
    def deltas(self) -> list[str]:
        return [e.delta for e in self.events if isinstance(e, TextMessageContentEvent)]


class Spring:
    """A model that says one word each time it is asked to, and a whole burst at once if told."""

    def __init__(self) -> None:
        self.words: asyncio.Queue[str | None] = asyncio.Queue()
        self.said = 0

    async def stream(self, request: Request) -> AsyncGenerator[Delta, None]:
        while (word := await self.words.get()) is not None:
            self.said += 1
            yield TextDelta(word)
        yield Finish()

    def say(self, *words: str | None) -> None:
        for word in words:
            self.words.put_nowait(word)


async def settled() -> None:
    """Let every task go as far as it can."""
    for _ in range(20):
        await asyncio.sleep(0)


async def running() -> tuple[BusyLog, Spring, Run, "asyncio.Task[Outcome]"]:
    talk = Conversation(Chat())
    await talk.start()
    log, spring = BusyLog(), Spring()
    run = Run(talk.view(), Message("c2", "Hi"), talk.now_ms, log, Services(model=spring))
    task = asyncio.ensure_future(run.execute())
    await settled()
    return log, spring, run, task


async def test_words_that_come_before_the_log_takes_them_become_one_event() -> None:
    log, spring, _, task = await running()
    spring.say("a ", "b ", "c ")
    await settled()
    log.collect()
    spring.say("d ")
    await settled()
    log.collect()
    spring.say("e", None)
    await task
    assert log.deltas == ["Hi", "a b c ", "d ", "e"]


async def test_model_is_not_listened_to_while_the_log_is_far_behind() -> None:
    log, spring, _, task = await running()
    words = [f"{n} " for n in range(3 * ALLOWANCE)]
    spring.say(*words, None)
    await settled()
    assert spring.said == ALLOWANCE + 1
    while not task.done():
        log.collect()
        await settled()
    assert "".join(log.deltas[1:]) == "".join(words)


async def test_what_had_piled_up_meanwhile_is_taken_in_one_go() -> None:
    log, spring, _, _task = await running()
    spring.say(*("x" for _ in range(10 * ALLOWANCE)))
    await settled()
    log.collect()
    await settled()
    assert spring.said == 10 * ALLOWANCE


async def test_cancel_keeps_what_has_gathered() -> None:
    log, spring, run, task = await running()
    spring.say("half a ")
    await settled()
    run.cancel()
    outcome = await task
    assert outcome.messages[-1].content == "half a "
    assert "".join(log.deltas) == "Hihalf a "
