"""A kind of session that has the worker read a file, as what takes files does, in its sandbox."""

import datetime as dt
from functools import cache
from pathlib import Path
from typing import ClassVar

import msgspec

from agents.kind import Kind, NoMemory, On, Table
from agents.kind import Turn as AnyTurn
from server.reading.sandbox import Sandbox
from server.settings.sections import ReadingSettings

CORPUS = Path(__file__).parents[1] / "tests/agents/reading/corpus"
TWO_PAGES = (CORPUS / "documents/en_operations_two_pages.pdf").read_bytes()
"""A résumé of two pages, in PDF."""
TODAY = dt.date(2026, 11, 30)


@cache
def sandbox() -> Sandbox:
    """That of the process, with the settings that hold where nobody sets any."""
    return Sandbox(ReadingSettings())


class NoInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All read the same."""


class ReadFile(Kind):
    """Reads a file, and the facts in it, at every start."""

    name = "read-file"
    title = "Read a file"
    description = "Reads a résumé of two pages from its bytes to its facts."
    input_type = NoInput
    initial = "resting"
    table: ClassVar[Table] = {"resting": {"start": On("read", ("resting",))}}

    async def read(self, turn: AnyTurn[NoInput, NoMemory]) -> str:
        """One file."""
        reading = await sandbox().read("bench", TWO_PAGES, today=TODAY)
        if reading.facts is None or not reading.facts.jobs:
            raise RuntimeError("the file was not read")
        return "resting"
