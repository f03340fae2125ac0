"""A run at a terminal: its questions are asked there, and Ctrl-C cancels it."""

import asyncio
import signal
from collections.abc import Callable
from typing import TYPE_CHECKING

from server.cli.runner import Ask, Ended, Runner
from server.cli.terminal import typed_lines

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop

CANCELS = "\nCancelling the run. Once more, and it is left as it is.\n"


async def attend(
    make: Callable[[Ask | None], Runner], *, attended: bool, write: Callable[[str], object]
) -> Ended:
    """Follow the runner that is made to its end; `attended` says that somebody sits here.

    The first SIGINT cancels the run, which is waited for; the second raises KeyboardInterrupt.
    Raises ChatError.
    """
    loop = asyncio.get_running_loop()
    runner = make(_asking(loop, write) if attended else None)
    following = asyncio.create_task(runner.run())
    interrupts = 0

    def interrupt() -> None:
        nonlocal interrupts
        interrupts += 1
        if interrupts > 1:
            following.cancel()
            return
        write(CANCELS)
        runner.cancel()

    loop.add_signal_handler(signal.SIGINT, interrupt)
    try:
        return await following
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None
    finally:
        loop.remove_signal_handler(signal.SIGINT)


def _asking(loop: "AbstractEventLoop", write: Callable[[str], object]) -> Ask:
    """What has a line typed, empty at the end of the input. It is read from then on only."""
    lines: asyncio.Queue[str | None] | None = None

    async def ask() -> str:
        nonlocal lines
        lines = lines or typed_lines(loop)
        write("> ")
        return (await lines.get() or "").strip()

    return ask
