"""An answer while it comes in: shown where it is text, collected in any case."""

import asyncio
from collections.abc import Callable

from agents.kind.turn import Show
from agents.models.surrogates import joined
from agents.runtime.partial import Partial
from agents.runtime.stage import Stage
from agents.runtime.streamed_message import Reasoning, Shown, StreamedMessage, Text


class IncomingAnswer:
    """One answer as it comes in: shown where it is text, collected in any case."""

    __slots__ = (
        "_aloud",
        "_half",
        "_message",
        "_now",
        "_partial",
        "_parts",
        "_show",
        "_shown",
        "_stage",
        "say",
    )

    def __init__(self, stage: Stage, aloud: bool, show: Show | None) -> None:
        self._stage = stage
        self._aloud = aloud
        self._show = show
        self._partial = Partial()
        self._half = ""
        self._parts: list[str] = []
        self._shown: list[Shown] = []
        self._message: StreamedMessage | None = None
        self.say: Callable[[str], None] | None = None
        """Takes more of the text where that is being spoken: the short way, for once per token."""
        self._now = asyncio.get_running_loop().time

    @property
    def said(self) -> str:
        """The whole text, once it has ended."""
        if self._aloud:
            return "".join(shown.text for shown in self._shown if shown.form == "text")
        return "".join(self._parts)

    def text(self, text: str) -> None:
        """More of the answer."""
        if self._aloud:
            message = self._start(Text)
            self.say = message.add
            message.add(text)
            return
        text, self._half = joined(self._half, text)
        self._parts.append(text)
        if self._show is not None:
            self._partial.feed(text)
            fields = self._partial.due(self._now())
            if fields:
                self._show(fields)

    def reasoning(self, text: str) -> None:
        """More of the reasoning."""
        message = self._message
        if not isinstance(message, Reasoning):
            message = self._start(Reasoning)
        message.add(text)

    def end(self) -> list[Shown]:
        """What was shown, each message closed."""
        if self._message is not None:
            self._shown.append(self._message.close())
            self._message = None
        self.say = None
        return self._shown

    def _start(self, form: type[StreamedMessage]) -> StreamedMessage:
        self.end()
        self._message = form(self._stage)
        return self._message
