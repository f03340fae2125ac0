"""A résumé as it is assessed: its text, its facts, what each line of it tells, and its file."""

import datetime as dt

import msgspec
from msgspec import Struct

from agents.assessment.file_facts import FileFacts
from agents.assessment.outline import Outline, outline_of
from agents.resume.facts import Facts, Reading


class Sheet(Struct, frozen=True):
    """A résumé to be assessed.

    `file` is what was measured when its file was read; None for a text that was pasted, and for one
    that was stored before such things were measured.
    """

    text: str
    facts: Facts
    file: FileFacts | None = None
    pasted: bool = True
    outline: Outline = Outline()


def sheet_of(text: str, today: dt.date, file: FileFacts | None = None) -> Sheet:
    """The sheet of a text, as of a day. Any text has one; the cost grows with its length."""
    prominent = frozenset(file.prominent) if file else frozenset()
    reading = Reading(text, prominent=prominent, links=file.links if file else ())
    facts = reading.facts(today)
    return Sheet(
        reading.text, facts, file, file is None or file.pasted, outline_of(reading, facts, today)
    )


def with_facts(sheet: Sheet, facts: Facts) -> Sheet:
    """The sheet with other facts of the same text."""
    return msgspec.structs.replace(sheet, facts=facts)
