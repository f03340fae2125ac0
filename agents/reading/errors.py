"""Why a file is not read."""

from typing import Literal, get_args

from agents.errors import AgentError
from protocol.catalogue import Text

ReadingCode = Literal[
    "too_large", "unsupported", "encrypted", "damaged", "no_text", "too_many_pages"
]
READING_CODES: frozenset[str] = frozenset(get_args(ReadingCode))
"""All codes that a ReadingError may have."""


class ReadingError(AgentError):
    """A file can't be read. `code` is stable; the text is safe to show, and says what to do.

    It is what is said of the code, where a reader knows nothing better. `seers` are the providers,
    as people know them, whose models could look at the file if its owner allowed that.
    """

    text: Text

    def __init__(
        self, code: ReadingCode, text: Text | None = None, *, seers: tuple[str, ...] = ()
    ) -> None:
        super().__init__(text or Text(f"reading.{code}"))
        self.code: ReadingCode = code
        self.seers = seers
