"""What was read of a file."""

from typing import Any, Literal

import msgspec

Reason = Literal[
    "colour", "covered", "transparent", "off_page", "tiny", "no_ink", "marked", "style"
]
"""Why nobody sees a passage: it has the colour of its ground, lies under something or is clipped
away, is transparent, outside of the page, too small to read, drawn without ink, marked as hidden by
the word processor, or hidden by a style of the page."""

WarningCode = Literal[
    "hidden_text", "hidden_unknown", "columns", "cut", "script", "damaged_part",
    "not_a_resume", "totals_differ", "instructions", "image_only",
]  # fmt: skip


class HiddenPassage(msgspec.Struct, frozen=True):
    """A passage that the file has and its readers do not see. It is no part of the text."""

    text: str
    reason: Reason
    page: int | None = None
    """Counted from 1; None where the file has no pages."""


class ReadingWarning(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something that whoever sent the file should know.

    `message` is English; `agents.reading.warnings.text_of` has it in other languages.
    """

    code: WarningCode
    message: str
    quotes: list[str] | None = None
    values: dict[str, str | int] = {}
    """Those of the message's places."""


class Document(msgspec.Struct, frozen=True, rename="camel"):
    """A file that was read.

    `text` is in reading order: paragraphs are separated by blank lines, items of lists begin with
    "• ", a wide gap inside of a line and the cells of a table's row are a tab. It is NFC and has no
    control characters but those two. `prominent` are the numbers of its lines, from 0, that are
    headings, or in larger or bold type.
    """

    media_type: str
    text: str
    pages: int | None = None
    """None where the file does not say."""
    prominent: list[int] = []
    links: list[str] = []
    """Addresses behind the text, in their order, each once."""
    hidden: list[HiddenPassage] = []
    warnings: list[ReadingWarning] = []
    builder: str | None = None
    """The program that made it, in its own words."""
    tagged: bool | None = None
    """Whether a PDF says to screen readers what its parts are; None for other types."""
    header: str = ""
    """What of the text stands in headers and footers, where the file tells them from its pages."""
    boxes: str = ""
    """What of the text stands in boxes beside it."""
    picture_pages: int = 0
    """Pages that are pictures, with no text to speak of."""
    resume: dict[str, Any] | None = None
    """JSON Resume, where the source has a structure of its own; the text is made from it."""
