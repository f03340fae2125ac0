"""Reads the chat completions of servers that leave a model's thoughts in its text."""

from collections.abc import Iterable

from agents.models.request import Delta, Finish
from agents.models.vendors.compatible.thoughts import Thoughts
from agents.models.vendors.openai.reader import ChatCompletionReader


class TaggedReader(ChatCompletionReader):
    """Reads thoughts between tags as reasoning (see `thoughts`)."""

    def __init__(
        self, provider: str, model: str, key: str, otherwise: Finish | None = None
    ) -> None:
        super().__init__(provider, model, key, otherwise)
        self._thoughts = Thoughts()

    def text(self, text: str) -> Iterable[Delta]:
        """What the text of a chunk says, so far as it is certain."""
        return self._thoughts.feed(text)

    def rest(self) -> Iterable[Delta]:
        """What might have been the beginning of a tag, and was none."""
        return self._thoughts.rest()
