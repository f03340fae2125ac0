"""What was measured of a file when it was read, as far as the file check needs it."""

from typing import Literal, TypeAlias

from msgspec import Struct

Where: TypeAlias = Literal["body", "header", "textbox", "picture", "link"]
"""In which part of the file something stands; `link`: only behind a sign or a word."""
Part: TypeAlias = Literal["name", "email", "phone"]


class FileFacts(Struct, frozen=True, rename="camel", omit_defaults=True):
    """A file as it was read. What is None was not measured, and is not judged."""

    media_type: str = ""
    bytes: int | None = None
    name: str | None = None
    pages: int | None = None
    text_share: float | None = None
    """The share of the visible words that are text and not pictures, 0–1."""
    switches: int | None = None
    """The most column switches of a page: places where the reading order jumps back up."""
    torn_rows: int | None = None
    """Rows of tables whose cells the order of reading tears apart."""
    hidden: tuple[str, ...] | None = None
    """The passages that nobody sees."""
    contact: dict[Part, Where] = {}
    """Where the contact stands that is not in the body."""
    prominent: tuple[int, ...] = ()
    """Numbers of the lines in larger or bold type."""
    links: tuple[str, ...] = ()
    """Addresses behind the text."""
    pasted: bool = False
    """Whether it is no file, but a text that was typed or pasted."""
