"""Files that were sent, read and kept: at once where that is quick, else behind the answer."""

import asyncio
import contextvars
import uuid
from typing import NamedTuple, Protocol

from agents.reading.errors import ReadingError
from protocol.catalogue import Text
from protocol.errors import Overloaded, RemoteProtocolError, TooLarge
from server.admission.tokens import Identity
from server.holdings.holdings import SEEING_S, WAIT_S, Contents, Failure
from server.http.languages import current_language
from server.intake.files import SentFile
from server.intake.keeper import Keeper
from server.intake.refusals import not_kept, not_read
from server.intake.turns import Turns
from server.intake.uploads import Upload
from server.logs import get_logger
from server.reading.sandbox import ReadingBusy
from store.errors import StoreUnavailable
from store.holdings.types import Added, Collection, Holding, Standing

TRIES = 3
"""How often something is kept that another request changes at the same moment."""

BUSY_MS = 30_000
"""When to try again where too many files wait to be read."""

TOO_LARGE = Text("errors.too_large.file")
NO_TURN = Text("errors.overloaded.reading")
NO_PROCESS = Text("errors.overloaded.no_reader")

log = get_logger(__name__)


class Form(Protocol):
    """How files of a collection are read, and what is kept of them."""

    async def read(self, file: SentFile) -> Contents:
        """What is in a file. Raises ReadingError, ReadingBusy, OSError."""
        ...

    def unread(self, file: SentFile, failure: Failure | None = None) -> Contents:
        """One that is still being read or, with a reason, could not be."""
        ...

    def renewed(self, same: Holding) -> Contents | None:
        """What is to be kept in place of the same file, which was sent again; mostly nothing."""
        ...


class Order(NamedTuple):
    """A file that is to be read and kept: whose it is, where it goes, and how it is read."""

    caller: Identity
    collection: Collection
    file: SentFile
    form: Form


class Taken(NamedTuple):
    """What became of a file: 201, 200 where it is there already, 202 where it is being read."""

    id: str
    status: int


class Readings:
    """Reads files, and keeps what is in them. `stop` at the end.

    One that takes longer than `patience_s` is kept as one that is being read, and settled when it
    has been: after `reading_s` at most, WAIT_S for its turn, and SEEING_S for a model that looks.
    """

    def __init__(self, keeper: Keeper, reading_s: float, patience_s: float) -> None:
        self.keeper = keeper
        self._patience_s = patience_s
        self._longest_s = reading_s + WAIT_S + SEEING_S
        self.turns = Turns()
        self._behind: dict[asyncio.Task[None], asyncio.Task[Contents]] = {}

    async def read_now(self, order: Order) -> Contents:
        """What is in a file, as soon as it is known. Raises what its sender is told."""
        if order.file.too_large:
            raise TooLarge(TOO_LARGE)
        try:
            async with asyncio.timeout(self._longest_s):
                return await order.form.read(order.file)
        except ReadingError as error:
            raise not_read(error) from None
        except ReadingBusy as error:
            raise Overloaded(error.text, retry_ms=BUSY_MS) from None
        except TimeoutError:
            raise Overloaded(NO_TURN, retry_ms=BUSY_MS) from None
        except OSError as error:
            log.warning("reading_impossible", error=type(error).__name__)
            raise Overloaded(NO_PROCESS, retry_ms=BUSY_MS) from None

    async def take(self, order: Order, upload: Upload) -> Taken:
        """Read a file, and keep what is in it. Raises what its sender is told.

        Nothing is kept then. The upload's bytes are needed until it was read.
        """
        reading = asyncio.create_task(self.read_now(order))
        try:
            done, _ = await asyncio.wait({reading}, timeout=self._patience_s)
            await self.turns.next()
            if done:
                return await self._keep(order, reading.result(), "ready")
            taken = await self._keep(order, order.form.unread(order.file), "reading")
            if taken.status == 201:
                self._read_behind(order, taken.id, reading, upload)
                return Taken(taken.id, 202)
        except BaseException:
            await _end(reading)
            raise
        await _end(reading)
        return taken

    async def _keep(self, order: Order, contents: Contents, status: Standing) -> Taken:
        for _ in range(TRIES):
            added = await self._add(order, contents, status)
            if added.status == "created":
                return Taken(added.id, 201)
            same = await self.keeper.find(order.caller, order.collection, added.id)
            if same is None:
                continue  # it was deleted just now
            standing = self.keeper.standing(same.entry)
            if standing == "failed":
                # Nobody reads that one any more. As a failed one it is in nobody's way.
                language = current_language()
                lost = order.form.unread(order.file, Failure.lost(language))
                await self._settle(order, added.id, lost, "failed", language)
                continue
            if renewed := order.form.renewed(same):
                await self.keeper.keep_version(
                    order.caller, order.collection, added.id, None, renewed
                )
            return Taken(added.id, 200 if standing == "ready" else 202)
        raise not_kept("storage")

    async def _add(self, order: Order, contents: Contents, status: Standing) -> Added:
        caller, collection, file, _ = order
        id = str(uuid.uuid4())
        return await self.keeper.keep_new(caller, collection, id, file.hash, contents, status)

    def _read_behind(
        self, order: Order, id: str, reading: asyncio.Task[Contents], upload: Upload
    ) -> None:
        # It outlives the request, so it must not log under that one's id.
        task = asyncio.get_running_loop().create_task(
            self._finish(order, id, reading, upload.keep(), current_language()),
            context=contextvars.Context(),
        )
        self._behind[task] = reading
        task.add_done_callback(self._behind.pop)

    async def _finish(
        self,
        order: Order,
        id: str,
        reading: asyncio.Task[Contents],
        upload: Upload,
        language: str,
    ) -> None:
        """Settle a file that is being read, whatever comes of it."""
        status: Standing = "failed"
        try:
            contents, status = await reading, "ready"
        except RemoteProtocolError as error:
            contents = order.form.unread(order.file, Failure.of(error, language))
        except asyncio.CancelledError:
            contents = order.form.unread(order.file, Failure.lost(language))
        except Exception:
            log.exception("reading_failed")
            contents = order.form.unread(order.file, Failure.lost(language))
        finally:
            upload.end()
        try:
            await self._settle(order, id, contents, status, language)
        except StoreUnavailable as error:
            log.warning("reading_not_settled", error=error.reason)

    async def _settle(
        self, order: Order, id: str, contents: Contents, status: Standing, language: str
    ) -> None:
        """Write down what came of a file; where there is no room for that, so much."""
        caller, collection, file, form = order
        settled = await self.keeper.settle(caller, collection, id, contents, status)
        if settled.status in ("quota", "storage") and status == "ready":
            refusal = not_kept(settled.status)
            contents = form.unread(file, Failure.of(refusal, language))
            await self.keeper.settle(caller, collection, id, contents, "failed")

    async def stop(self) -> None:
        """End what is still being read, and say of it that it is lost."""
        for reading in self._behind.values():
            reading.cancel()
        await asyncio.gather(*self._behind, return_exceptions=True)


async def _end(reading: asyncio.Task[Contents]) -> None:
    reading.cancel()
    await asyncio.gather(reading, return_exceptions=True)
