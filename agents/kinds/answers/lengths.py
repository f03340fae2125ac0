"""How a limit is spoken of: its unit, and how blanks or letters are counted."""

from typing import TypeAlias

from agents.kinds.answers import wording
from agents.results.types import Length
from protocol.catalogue import Text

Value: TypeAlias = str | int | Text
"""What goes into a place of a text."""


def unit_of(length: Length) -> Text:
    """The unit: "characters"."""
    return wording.text(f"unit.{length.unit}")


def way_of(length: Length) -> Text:
    """How it is counted: "with blanks"."""
    if length.unit == "bytes":
        return wording.text("way.euckr" if length.encoding == "euc-kr" else "way.utf8")
    return wording.text("way.spaces" if length.spaces else "way.plain")


def words_of(length: Length, measured: int) -> dict[str, Value]:
    """The values of a text that says how long something is: `measured`, `max` and `unit`."""
    return {"measured": measured, "max": length.max, "unit": unit_of(length)}
