"""Scans and pictures of documents: a model copies their text, where their owner allows it."""

import asyncio
import datetime as dt
import re
from contextlib import aclosing
from functools import cache
from pathlib import Path
from typing import Protocol

import msgspec

from agents.assessment.file_facts import FileFacts
from agents.errors import ModelError
from agents.kind.prompts import prompts_in
from agents.kind.roles import ROLES
from agents.models.request import Caller, Finish, Image, Model, Request, TextDelta, Withdraw
from agents.reading.document import Document
from agents.reading.errors import ReadingError
from agents.reading.media_type import PDF, type_of_bytes
from agents.reading.pictures import PICTURES, size_of
from agents.reading.warnings import cut, image_only
from protocol.catalogue import Text
from server.admission.tokens import Identity
from server.intake.files import SentFile
from server.reading.sandbox import Reading, Sandbox
from server.settings.sections import UploadSettings

MOST_PAGES = 10
"""So many pages of a scan are shown to a model; the rest is left out, which is said."""

AT_ONCE = 3
"""So many of them at a time."""

TRANSCRIBED = "transcript.txt"
"""What the sandbox is told that a copied text is called."""

TRANSCRIBE = "transcribe"
NOTHING = "NOTHING"
"""What a model says of a page without text."""

MAY_BE_SEEN = Text("reading.may_be_seen")
NOBODY_SEES = Text("reading.nobody_sees")
IMAGE_TOO_LARGE = Text("reading.image_too_large")

_BLIND = frozenset({"no_vision", "no_provider", "needs_model"})
"""Codes of models' errors that say that there is none to look at a picture."""

_FENCE = re.compile(r"\A```\w*\n(.*?)\n?```\Z", re.DOTALL)


class Seeing(Model, Protocol):
    """The models of this process."""

    @property
    def seers(self) -> tuple[str, ...]:
        """The providers, as people know them, that have one which can look at pictures."""
        ...


class Scans:
    """Reads files in the sandbox, and what has no text there by a model that sees."""

    def __init__(self, sandbox: Sandbox, models: Seeing, settings: UploadSettings) -> None:
        self._sandbox = sandbox
        self._models = models
        self._settings = settings

    async def read(
        self,
        caller: Identity,
        file: SentFile,
        *,
        vision: bool,
        today: dt.date | None = None,
        data_type: str | None = None,
    ) -> Reading:
        """What stands in a file, as `Sandbox.read` says it.

        A scan or a picture is shown to a model where `vision` says that it may be, and there is one
        that sees. Raises what that does; ReadingError says what to do where it is not shown.
        """
        try:
            return await self._sandbox.read(
                caller.user, file.data, name=file.name, today=today, data_type=data_type
            )
        except ReadingError as error:
            media_type = type_of_bytes(file.data) or ""
            if error.code != "no_text" or media_type not in {PDF, *PICTURES}:
                raise
            if not vision:
                seers = self._models.seers
                raise (
                    ReadingError("no_text", MAY_BE_SEEN, seers=seers) if seers else error
                ) from None
            if not self._models.seers:
                raise ReadingError("no_text", NOBODY_SEES) from None
        return await self._seen(caller, file, media_type, today)

    async def _seen(
        self, caller: Identity, file: SentFile, media_type: str, today: dt.date | None
    ) -> Reading:
        images, more = await self._images(caller, file, media_type)
        free = asyncio.Semaphore(AT_ONCE)

        async def copied(image: Image) -> str:
            async with free:
                return await self._transcribe(caller, file, image)

        try:
            async with asyncio.TaskGroup() as group:
                copying = [group.create_task(copied(image)) for image in images]
        except BaseExceptionGroup as errors:
            raise errors.exceptions[0] from None
        text = "\n\n".join(filter(None, (task.result() for task in copying)))
        if not text:
            raise ReadingError("no_text")
        reading = await self._sandbox.read(
            caller.user, text.encode(), name=TRANSCRIBED, today=today
        )
        known = [image_only(), *([cut(len(images))] if more else [])]
        document = _of_scan(reading.document, media_type, len(images))
        document = msgspec.structs.replace(document, warnings=[*known, *document.warnings])
        reading = msgspec.structs.replace(reading, document=document)
        return reading if today is None else _measured(reading, file)

    async def _images(
        self, caller: Identity, file: SentFile, media_type: str
    ) -> tuple[list[Image], bool]:
        """The file's pages as pictures, and whether there are more of them."""
        if media_type in PICTURES:
            return [self._checked(Image(media_type, file.data))], False
        images: list[Image] = []
        for page in range(1, MOST_PAGES + 2):
            try:
                data = await self._sandbox.page_image(caller.user, file.data, page)
            except IndexError:
                return images, False
            images.append(Image("image/png", data))
        return images[:MOST_PAGES], True

    def _checked(self, image: Image) -> Image:
        size = size_of(image.data, image.media_type)
        if size is None:
            raise ReadingError("damaged")
        many = size.pixels > self._settings.image_pixels
        if many or len(image.data) > self._settings.image_bytes:
            raise ReadingError("too_large", IMAGE_TOO_LARGE)
        return image

    async def _transcribe(self, caller: Identity, file: SentFile, image: Image) -> str:
        """The text on a page; empty where there is none."""
        role = ROLES["extractor"]
        request = Request(
            kind="intake",
            role="extractor",
            task=TRANSCRIBE,
            tier="standard",
            instructions=f"{role.prompt}\n\n{_prompt()}",
            images=(image,),
            caller=Caller(
                user=caller.user,
                subscription="guest" if caller.guest else "free",
                run=f"upload-{file.hash[:16]}",
            ),
        )
        said: list[str] = []
        try:
            async with aclosing(self._models.stream(request)) as deltas:
                async for delta in deltas:
                    if isinstance(delta, TextDelta):
                        said.append(delta.text)
                    elif isinstance(delta, Withdraw):
                        said.clear()
                    elif isinstance(delta, Finish):
                        break
        except ModelError as error:
            if error.code in _BLIND:
                raise ReadingError("no_text", NOBODY_SEES) from None
            raise ReadingError("no_text", Text("reading.not_seen", reason=error.text)) from None
        text = "".join(said).strip()
        if fenced := _FENCE.match(text):
            text = fenced[1].strip()
        return "" if text.strip(".") == NOTHING else text


def _of_scan(document: Document, media_type: str, pages: int) -> Document:
    return msgspec.structs.replace(
        document, media_type=media_type, pages=pages if media_type == PDF else None
    )


def _measured(reading: Reading, file: SentFile) -> Reading:
    """The same, with what there is to say of the file: none of its words are text."""
    document = reading.document
    facts = FileFacts(
        media_type=document.media_type,
        bytes=len(file.data),
        name=file.name,
        pages=document.pages,
        text_share=0.0,
    )
    return msgspec.structs.replace(reading, file_json=msgspec.Raw(msgspec.json.encode(facts)))


@cache
def _prompt() -> str:
    return prompts_in(Path(__file__).parent / "prompts")[TRANSCRIBE]
