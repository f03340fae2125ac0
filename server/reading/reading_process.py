"""The process that reads one file, and ends: see `sandbox`.

The order, as JSON in one line, and the bytes of the file come on standard input; what came of it
goes to what was standard output, as JSON.
"""

import datetime as dt
import os
import signal
import sys
from pathlib import Path

import msgspec

from agents.reading.document import Document
from agents.reading.errors import ReadingCode, ReadingError
from agents.reading.limits import ReadingLimits
from server.reading.confinement import FONTS, confine, end_with_parent

NICENESS = 10
"""How far it stands back behind the workers: behind their helpers as well, as a file can wait."""
GRACE_S = 2.0
"""So long after the time limit it ends itself: by then the worker, which kills it, is gone."""

OUT_OF_MEMORY = (
    "The file needs too much memory to be read. Remove pictures or pages, or save it anew, and try "
    "again."
)


class ReadingOrder(msgspec.Struct):
    """What is to be done with the bytes that follow; facts as of `today`, if it is given."""

    name: str | None
    limits: ReadingLimits
    memory_mb: int
    seconds: float
    today: dt.date | None


NO_FACTS = msgspec.Raw(b"null")


class ReadingOutcome(msgspec.Struct):
    """What came of it: a document with its facts, or why there is none."""

    document: Document | None = None
    facts: msgspec.Raw = NO_FACTS
    code: ReadingCode | None = None
    message: str = ""


def main() -> None:
    """Be the process."""
    end_with_parent()
    os.nice(NICENESS)
    answers = os.dup(1)
    os.dup2(2, 1)  # what a library prints is no answer
    order = msgspec.json.decode(sys.stdin.buffer.readline(), type=ReadingOrder)
    data = sys.stdin.buffer.read()
    signal.setitimer(signal.ITIMER_REAL, order.seconds + GRACE_S)
    try:
        outcome = _read(data, order)
    except ReadingError as error:
        outcome = ReadingOutcome(code=error.code, message=str(error))
    except MemoryError:
        outcome = ReadingOutcome(code="too_large", message=OUT_OF_MEMORY)
    raw = memoryview(msgspec.json.encode(outcome))
    while raw:
        raw = raw[os.write(answers, raw) :]
    os._exit(0)  # what a hostile file has made of the libraries' memory is not taken apart


def _read(data: bytes, order: ReadingOrder) -> ReadingOutcome:
    # What will be needed is loaded before the file is looked at, as it can hardly be afterwards.
    from agents.reading.read import read, reader_of

    reader_of(data)

    if order.today is not None:
        from agents.resume.facts import facts_of
    confine(memory_mb=order.memory_mb, seconds=int(order.seconds) + 1, readable=_readable())
    document = read(data, name=order.name, limits=order.limits)
    if order.today is None:
        return ReadingOutcome(document)
    facts = facts_of(
        document.text,
        prominent=frozenset(document.prominent),
        links=document.links,
        today=order.today,
    )
    return ReadingOutcome(document, msgspec.Raw(msgspec.json.encode(facts)))


def _readable() -> list[Path]:
    """Python's own modules, the libraries' and the lists of `agents`; and fonts."""
    import agents

    places = [Path(os.__file__).parent, Path(msgspec.__file__).parent.parent]
    return [*places, *map(Path, agents.__path__), *map(Path, FONTS)]
