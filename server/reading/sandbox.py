"""Where files are read: each in a process that can do nothing else, and is killed in time."""

import datetime as dt
import signal
from typing import TYPE_CHECKING

import msgspec

from agents.reading.document import Document
from agents.reading.errors import ReadingError
from agents.reading.limits import ReadingLimits
from protocol.catalogue import Text
from protocol.errors import CareerPilotError
from server.fair_queue import FairQueue, QueueFull
from server.logs import get_logger
from server.reading.fork_client import ForkClient
from server.reading.reading_process import BROKEN, NO_FACTS, ReadingOrder, ReadingOutcome
from server.settings.sections import ReadingSettings

if TYPE_CHECKING:
    from agents.resume.facts import Facts

WAITING = 200
WAITING_OF_USER = 20
"""How many files may wait, and how many of one user: a batch."""

TOO_BUSY = Text("reading.busy")
_OUT_OF_TIME = {-signal.SIGXCPU, -signal.SIGALRM}
_OUT_OF_MEMORY = {-signal.SIGKILL}

log = get_logger(__name__)


class ReadingBusy(CareerPilotError):
    """So many files wait to be read that one more would wait too long; says when to try again."""

    def __init__(self, text: Text) -> None:
        super().__init__(text)
        self.text = text


class Reading(msgspec.Struct, frozen=True):
    """A file that was read. Its facts, and the résumé as data, are JSON; null without facts."""

    document: Document
    facts_json: msgspec.Raw = NO_FACTS
    resume_json: msgspec.Raw = NO_FACTS
    file_json: msgspec.Raw = NO_FACTS
    """What was measured of the file, as JSON; null without facts."""

    @property
    def facts(self) -> "Facts | None":
        """The facts; None where none were asked for."""
        if bytes(self.facts_json) == bytes(NO_FACTS):
            return None
        from agents.resume.facts import Facts

        return msgspec.json.decode(self.facts_json, type=Facts)


class Sandbox:
    """Reads files of users, `settings.at_once` at a time, for users by turns.

    Each is read in a process of its own, of low priority, with limits on its memory and its time,
    and without the network and the files of the machine where the kernel can take them away. No
    file that hangs, crashes or eats memory takes anything else with it. `stop` at the end.
    """

    def __init__(self, settings: ReadingSettings) -> None:
        self._settings = settings
        self._queue = FairQueue(WAITING, WAITING_OF_USER, settings.at_once)
        self._processes = ForkClient()
        self._limits = ReadingLimits(
            bytes=settings.bytes,
            unpacked=settings.unpacked,
            pages=settings.pages,
            pages_most=settings.pages_most,
            characters=settings.characters,
            pixels=settings.pixels,
        )

    async def read(
        self,
        user: str,
        data: bytes,
        *,
        name: str | None = None,
        today: dt.date | None = None,
        data_type: str | None = None,
    ) -> Reading:
        """What stands in a file, and with `today` the facts of the résumé that it is.

        With `data_type`, a media type, a file that may be any text is taken as it is. Raises
        ReadingError, ReadingBusy, and OSError where no process can be started.
        """
        order = self._order(name=name, today=today, data_type=data_type)
        outcome = await self._ask(user, data, order)
        if outcome.document is None:
            raise ReadingError("damaged", BROKEN)
        return Reading(outcome.document, outcome.facts, outcome.resume, outcome.file)

    async def page_image(self, user: str, data: bytes, page: int) -> bytes:
        """A page of a PDF, counted from 1, as a PNG of at most `settings.pixels`.

        Raises what `read` does, and IndexError where there is no such page.
        """
        outcome = await self._ask(user, data, self._order(page=page))
        if outcome.image is None:
            raise IndexError(page)
        return outcome.image

    async def stop(self) -> None:
        """Kill what runs."""
        await self._processes.stop()

    def _order(
        self,
        *,
        name: str | None = None,
        today: dt.date | None = None,
        page: int | None = None,
        data_type: str | None = None,
    ) -> ReadingOrder:
        return ReadingOrder(
            name=name,
            limits=self._limits,
            memory_mb=self._settings.memory_mb,
            seconds=self._settings.seconds,
            today=today,
            page=page,
            data=data_type,
        )

    async def _ask(self, user: str, data: bytes, order: ReadingOrder) -> ReadingOutcome:
        """What comes of an order, in its turn. Raises ReadingError and ReadingBusy."""
        self._limits.check_size(len(data))
        try:
            await self._queue.enter(user)
        except QueueFull:
            raise ReadingBusy(TOO_BUSY) from None
        try:
            message = b"".join((msgspec.json.encode(order), b"\n", data))
            raw, status = await self._processes.ask(message, seconds=self._settings.seconds)
        finally:
            self._queue.leave()
        outcome = self._outcome(raw, status, len(data))
        if outcome.fault:
            log.error("reading_failed", error=outcome.fault, bytes=len(data))
        if outcome.code is not None:
            raise ReadingError(outcome.code, _text(outcome))
        return outcome

    def _outcome(self, raw: bytes, status: int | None, size: int) -> ReadingOutcome:
        if status != 0:
            # Only what cannot be personal: how it ended, and how large the file is.
            log.warning("reading_died", status=status, bytes=size)
        if status is None or status in _OUT_OF_TIME:
            raise ReadingError("too_large", self._too_long())
        if status in _OUT_OF_MEMORY:
            raise ReadingError("too_large")
        try:
            return msgspec.json.decode(raw, type=ReadingOutcome)
        except msgspec.DecodeError:
            raise ReadingError("damaged", BROKEN) from None

    def _too_long(self) -> Text:
        return Text("reading.seconds", seconds=f"{self._settings.seconds:g}")


def _text(outcome: ReadingOutcome) -> Text:
    """What the process says of the file. It may be in the hands of the file by then."""
    try:
        return Text(outcome.text, **outcome.values)
    except LookupError:
        return BROKEN
