"""What was measured of a file when it was read, as far as the file check needs it."""

from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

import msgspec
from msgspec import Struct

from agents.reading.document import Document
from agents.reading.media_type import DOCX, JSON, PDF
from agents.resume.facts import Facts

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


MOST_HIDDEN, MOST_QUOTE, MOST_LINKS = 20, 300, 50
"""Passages, characters of each, and addresses that are kept."""
_MOST_BOXED = 20
"""Words in boxes from which on it is not known when a program reads them."""


def file_facts(document: Document, name: str | None, size: int, facts: Facts) -> FileFacts:
    """What was measured of a file of this name and size when it was read as a résumé.

    Data (JSON) is no file that anybody is sent: what is made of it counts as pasted.
    """
    if document.media_type == JSON or document.resume is not None:
        return FileFacts(media_type=document.media_type, pasted=True)
    pages = document.pages or 1
    return FileFacts(
        media_type=document.media_type,
        bytes=size,
        name=name,
        pages=document.pages,
        text_share=1 - document.picture_pages / pages,
        switches=_switches(document),
        hidden=tuple(one.text[:MOST_QUOTE] for one in document.hidden[:MOST_HIDDEN]),
        contact=_elsewhere(document, facts),
        prominent=tuple(document.prominent),
        links=tuple(document.links[:MOST_LINKS]),
    )


def facts_kept(kept: Mapping[str, Any] | None) -> FileFacts | None:
    """What was kept beside a stored résumé; None where that was not measured yet."""
    if kept is None:
        return None
    try:
        return msgspec.convert(kept, FileFacts)
    except msgspec.ValidationError:  # of another release
        return None


def _switches(document: Document) -> int | None:
    """The most column switches of a page, as far as the type tells of them: 0, or too many."""
    if document.media_type == PDF:
        return 2 if any(one.code == "columns" for one in document.warnings) else 0
    if document.media_type == DOCX:
        return 2 if len(document.boxes.split()) > _MOST_BOXED else 0
    return 0 if document.media_type.startswith("text/") else None


def _elsewhere(document: Document, facts: Facts) -> dict[Part, Where]:
    """The parts of the contact that stand nowhere in the body."""
    known: dict[Part, str | None] = {"name": facts.name, "email": facts.email}
    if place := facts.places.get("/phone"):
        known["phone"] = document.text[slice(*place.span)]
    found: dict[Part, Where] = {}
    for part, value in known.items():
        if value and (where := _where(document, value)):
            found[part] = where
    schemes: dict[Part, str] = {"email": "mailto:", "phone": "tel:"}
    for part, scheme in schemes.items():
        is_told = bool(facts.email if part == "email" else facts.phone)
        if not is_told and any(link.lower().startswith(scheme) for link in document.links):
            found[part] = "link"
    return found


def _where(document: Document, value: str) -> Where | None:
    """Where a value stands if it does not stand in the body."""
    count, folded = document.text.casefold().count, value.casefold()
    in_header = document.header.casefold().count(folded)
    in_boxes = document.boxes.casefold().count(folded)
    if not in_header + in_boxes or count(folded) > in_header + in_boxes:
        return None
    return "header" if in_header else "textbox"
