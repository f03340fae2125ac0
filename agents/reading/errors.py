"""Why a file is not read."""

from collections.abc import Mapping
from typing import Literal, get_args

from agents.errors import AgentError

ReadingCode = Literal[
    "too_large", "unsupported", "encrypted", "damaged", "no_text", "too_many_pages"
]
READING_CODES: frozenset[str] = frozenset(get_args(ReadingCode))
"""All codes that a ReadingError may have."""

WORDS: Mapping[ReadingCode, str] = {
    "too_large": "The file is too large to be read. Remove pictures or pages, and try again.",
    "unsupported": "Files of this type are not read. Save it as DOCX or PDF, and try again.",
    "encrypted": "The file needs a password. Save it without one, and try again.",
    "damaged": "The file is damaged or not whole. Save it anew, or as another type, and try again.",
    "no_text": (
        "There is no text in the file: it is a picture, a scan, or empty. Send a file whose text "
        "can be selected, or paste the text."
    ),
    "too_many_pages": "The file has too many pages. Send the pages that matter as a file.",
}
"""What is said where a reader knows nothing better."""


class ReadingError(AgentError):
    """A file can't be read. `code` is stable; the text is safe to show, and says what to do."""

    def __init__(self, code: ReadingCode, message: str | None = None) -> None:
        super().__init__(message or WORDS[code])
        self.code: ReadingCode = code
