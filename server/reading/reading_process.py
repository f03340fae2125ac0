"""The process that reads one file, and ends: see `sandbox`.

The order, as JSON in one line, and the bytes of the file come on a socket; what came of it goes
back there, as JSON.
"""

import datetime as dt
import os
import signal
import socket
import traceback
from pathlib import Path
from typing import NoReturn

import msgspec

from agents.reading.document import Document, ReadingWarning
from agents.reading.errors import ReadingCode, ReadingError
from agents.reading.limits import ReadingLimits
from protocol.catalogue import Text
from server.reading.confinement import FONTS, confine

GRACE_S = 2.0
"""So long after the time limit it ends itself: by then the worker, which kills it, is gone."""

OUT_OF_MEMORY = Text("reading.memory")
BROKEN = Text("reading.broken")


NO_RESUME = Text("reading.no_resume_data")


class ReadingOrder(msgspec.Struct):
    """What is to be done with the bytes that follow.

    With `page` that page of a PDF is shown, else the file is read; with facts as of `today`, if
    that is given. With `data`, a media type, a file that may be any text is taken as it is.
    """

    name: str | None
    limits: ReadingLimits
    memory_mb: int
    seconds: float
    today: dt.date | None = None
    page: int | None = None
    data: str | None = None


NO_FACTS = msgspec.Raw(b"null")


class ReadingOutcome(msgspec.Struct):
    """What came of it: a document with its facts, or an image, or why there is none."""

    document: Document | None = None
    facts: msgspec.Raw = NO_FACTS
    resume: msgspec.Raw = NO_FACTS
    """JSON Resume, where there are facts."""
    file: msgspec.Raw = NO_FACTS
    """What was measured of the file, where there are facts."""
    image: bytes | None = None
    code: ReadingCode | None = None
    fault: str = ""
    """Where a reader has failed, by its own fault: nothing of the file."""
    text: str = ""
    """What is said of it, by its key in the catalogue, and its values."""
    values: dict[str, str | int] = {}

    @classmethod
    def failed(cls, code: ReadingCode, text: Text, fault: str = "") -> "ReadingOutcome":
        """That the file can't be read, and why."""
        values = {name: v for name, v in text.values.items() if isinstance(v, str | int)}
        return cls(code=code, fault=fault, text=text.key, values=values)


def read_for(file: socket.socket) -> NoReturn:
    """Be the process that reads a file: answer what is asked on its socket, and end."""
    with file.makefile("rb") as asked:
        order = msgspec.json.decode(asked.readline(), type=ReadingOrder)
        data = asked.read()
    signal.setitimer(signal.ITIMER_REAL, order.seconds + GRACE_S)
    try:
        outcome = _read(data, order) if order.page is None else _shown(data, order.page, order)
    except ReadingError as error:
        outcome = ReadingOutcome.failed(error.code, error.text)
    except MemoryError:
        outcome = ReadingOutcome.failed("too_large", OUT_OF_MEMORY)
    except Exception as error:
        outcome = ReadingOutcome.failed("damaged", BROKEN, _place(error))
    file.sendall(msgspec.json.encode(outcome))
    os._exit(0)  # what a hostile file has made of the libraries' memory is not taken apart


def _place(error: Exception) -> str:
    """The type of an error and the line that it comes from; not its text, which may be personal."""
    places = traceback.extract_tb(error.__traceback__)
    at = f"{Path(places[-1].filename).name}:{places[-1].lineno}" if places else "?"
    return f"{type(error).__name__} in {at}"


def _shown(data: bytes, page: int, order: ReadingOrder) -> ReadingOutcome:
    from agents.reading.pdf.page_image import page_image

    _confine(order)
    try:
        return ReadingOutcome(image=page_image(data, page, order.limits))
    except IndexError:
        return ReadingOutcome()


def _confine(order: ReadingOrder) -> None:
    seconds = int(order.seconds) + 1
    confine(memory_mb=order.memory_mb, seconds=seconds, readable=_readable())


def _read(data: bytes, order: ReadingOrder) -> ReadingOutcome:
    # What will be needed is loaded before the file is looked at, as it can hardly be afterwards.
    from agents.assessment.file_facts import file_facts
    from agents.reading.data_file import read_data
    from agents.reading.media_type import JSON, type_of_bytes
    from agents.reading.read import read, reader_of
    from agents.resume.parse import instruction_warnings, parse

    reader_of(data)
    _confine(order)
    if order.data is not None and type_of_bytes(data) is None:
        document = read_data(data, order.data, order.limits)
    else:
        document = read(data, name=order.name, limits=order.limits)
    if order.today is None:
        return ReadingOutcome(_warned(document, instruction_warnings(document.text)))
    if document.media_type == JSON and document.resume is None:
        raise ReadingError("unsupported", NO_RESUME)
    facts, warnings, resume = parse(
        document.text,
        prominent=document.prominent,
        links=document.links,
        resume=document.resume,
        today=order.today,
    )
    encode = msgspec.json.encode
    file = file_facts(document, order.name, len(data), facts)
    return ReadingOutcome(
        _warned(document, warnings),
        msgspec.Raw(encode(facts)),
        msgspec.Raw(encode(resume)),
        msgspec.Raw(encode(file)),
    )


def _warned(document: Document, warnings: list[ReadingWarning]) -> Document:
    return msgspec.structs.replace(document, warnings=[*document.warnings, *warnings])


def _readable() -> list[Path]:
    """Python's own modules, the libraries' and the lists of `agents`; and fonts."""
    import agents

    places = [Path(os.__file__).parent, Path(msgspec.__file__).parent.parent]
    return [*places, *map(Path, agents.__path__), *map(Path, FONTS)]
