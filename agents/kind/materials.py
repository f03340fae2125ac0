"""What a session has taken of the things that its user has stored, kept as it was then.

What becomes of them later, edited or deleted, changes nothing in the session. A text is kept with
the session; a picture stays where it is stored, and is had anew for every run that shows it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import accumulate
from typing import Any

import msgspec

from agents.errors import Refused, RunFailure
from agents.kind.references import MOST_JOB, MOST_RESUME, Stored, StoredJobRef, StoredResumeRef
from agents.kind.services import Library, Services, StoredDocument
from agents.models.request import Caller, Image, Line
from protocol.catalogue import Text
from protocol.messages import ActivityMessage, Message

DOCUMENTS = "documents"
"""The type of the activity that says which documents the message before it has brought: `documents`
has for each its `id` and `name`."""

MOST_CHARACTERS = 100_000
"""So many characters all documents of a session may have together: as many as one message."""
MOST_PICTURES = 5
MOST_PICTURE_BYTES = 5_000_000
"""So many pictures a model is shown at once, the newest, and of so many bytes together.

No larger one is taken by every vendor; and to send a megabyte of them takes 8 ms of the event loop.
"""
MOST_NAME = 120
"""Characters of a file's name that are kept."""

TOO_MANY_PICTURES = Text(
    "runs.too_many_pictures", most=MOST_PICTURES, megabytes=f"{MOST_PICTURE_BYTES / 1e6:g}"
)
GONE = "(This picture is not stored any more, and cannot be seen.)"
SHOWN_BEFORE = "(This picture was shown earlier, and is not shown again.)"
SHOWN = "(A picture, which is shown beside this.)"


class Material(msgspec.Struct, frozen=True, omit_defaults=True):
    """A stored thing as it was when the session took it."""

    id: str
    name: str
    text: str | None = None
    """None for a picture; of a job the JSON of its posting."""
    version: int | None = None
    size: int = 0
    """Bytes of a picture."""
    file: Mapping[str, Any] | None = None
    """What was measured of a résumé's file; None where that is not known."""
    media_type: str = ""
    """That of a document's file."""


class Materials:
    """All that a session has taken. One for all turns of a run; `kept` lasts."""

    def __init__(self, kept: Mapping[str, Material] | None = None) -> None:
        self.kept = dict(kept or {})
        self._pictures: dict[str, Image] = {}

    def given(self, given: Stored) -> Material | None:
        """What the input names, where it was taken before."""
        return self.kept.get(_place(given))

    def keep_given(self, given: Stored, material: Material) -> None:
        """Keep it for as long as the session lasts."""
        self.kept[_place(given)] = material

    def document(self, id: str) -> Material | None:
        """The document, as it was when a message named it last."""
        return self.kept.get(id)

    def named_document(self, id: str) -> Material | None:
        """The document that the input names, where it was taken before."""
        return self.kept.get(f"document/{id}")

    def keep_named_document(self, id: str, material: Material) -> None:
        """Keep it for as long as the session lasts: no message has brought it.

        Raises Refused where it is too long.
        """
        count = len(material.text or "")
        if count > MOST_CHARACTERS:
            raise _too_much(count)
        self.kept[f"document/{id}"] = material

    def keep_documents(self, taken: Sequence[Material]) -> None:
        """Keep what a message has brought. Raises Refused where that is too much."""
        kept = self.kept | {material.id: material for material in taken}
        count = sum(len(one.text or "") for id, one in kept.items() if not _is_place(id))
        if count > MOST_CHARACTERS:
            raise _too_much(count)
        pictures = [one for one in taken if one.text is None]
        size = sum(one.size for one in pictures)
        if len(pictures) > MOST_PICTURES or size > MOST_PICTURE_BYTES:
            raise Refused(TOO_MANY_PICTURES, "too_long")
        self.kept = kept

    async def look(self, library: Library, caller: Caller, messages: Sequence[Message]) -> None:
        """Have the newest pictures at hand. One that is gone is left out."""
        if not any(map(self._is_picture, self.kept)):
            return
        for id in self._newest_pictures(messages):
            try:
                found = await library.document(caller, id)
            except RunFailure:
                continue
            if found.image is not None:
                self._pictures[id] = Image(found.media_type, found.image)

    def _newest_pictures(self, messages: Sequence[Message]) -> list[str]:
        named = [id for message in messages for id in _named(message)]
        pictures = [id for id in dict.fromkeys(reversed(named)) if self._is_picture(id)]
        sizes = accumulate(self.kept[id].size for id in pictures)
        shown = [id for id, size in zip(pictures, sizes, strict=True) if size <= MOST_PICTURE_BYTES]
        return shown[:MOST_PICTURES]

    def _is_picture(self, id: str) -> bool:
        return not _is_place(id) and id in self.kept and self.kept[id].text is None

    def lines(self, messages: Sequence[Message]) -> dict[str, list[Line]]:
        """What models are shown of the documents: by the activity that tells of them.

        Each stands where it was named last.
        """
        if not self.kept:
            return {}
        last = {id: message.id for message in messages for id in _named(message)}
        newest = set(self._newest_pictures(messages))
        found: dict[str, list[Line]] = {}
        for id, activity in last.items():
            if id in self.kept:
                found.setdefault(activity, []).append(self._line(id, id in newest))
        return found

    def _line(self, id: str, is_newest: bool) -> Line:
        material = self.kept[id]
        if material.text is not None:
            return Line("user", material.text, label=material.name)
        if id in self._pictures:
            return Line("user", SHOWN, (self._pictures[id],), label=material.name)
        return Line("user", GONE if is_newest else SHOWN_BEFORE, label=material.name)


def _too_much(count: int) -> Refused:
    said = Text("runs.documents_too_much", most=f"{MOST_CHARACTERS:,}", count=f"{count:,}")
    return Refused(said, "too_long")


def _place(given: Stored) -> str:
    """Where a thing of the input is kept: no document has a stroke in its id."""
    if isinstance(given, StoredJobRef):
        return f"job/{given.id or given.url}"
    return f"input/{given.id}/{given.version or ''}"


def _is_place(key: str) -> bool:
    return "/" in key


def _named(message: Message) -> Iterable[str]:
    """The ids of the documents that an activity tells of."""
    if not isinstance(message, ActivityMessage) or message.activity_type != DOCUMENTS:
        return ()
    return [document["id"] for document in message.content["documents"]]


def named(taken: Sequence[Material]) -> dict[str, list[dict[str, str]]]:
    """What the activity says of what a message has brought."""
    return {"documents": [{"id": one.id, "name": one.name} for one in taken]}


Waits = Callable[[str], None]


async def read_resume(
    library: Library, caller: Caller, given: StoredResumeRef, waits: Waits
) -> Material:
    """A résumé as it is now. Raises RunFailure."""
    found = await library.resume(caller, given.id, given.version, waits)
    name = _name(found.title)
    if not found.text.strip():
        raise Refused(Text("runs.no_text", name=name), "no_text")
    if len(found.text) > MOST_RESUME:
        raise Refused(
            Text(
                "runs.too_long_resume",
                name=name,
                count=f"{len(found.text):,}",
                most=f"{MOST_RESUME:,}",
            ),
            "too_long",
        )
    return Material(found.id, name, found.text, found.version, file=found.file)


async def read_job(
    services: Services, caller: Caller, given: StoredJobRef, language: str
) -> Material:
    """A job as it is now, stored or on the web. Raises RunFailure."""
    if given.url is not None:
        page = await services.postings.at(caller, given.url, language)
        return _job("", str(page.posting.get("title", "")), _short(page.posting), None)
    found = await services.library.job(caller, given.id or "")
    return _job(found.id, found.title, found.posting, found.version)


def _job(id: str, title: str, said: Mapping[str, Any], version: int | None) -> Material:
    name, posting = _name(title), msgspec.json.encode(said).decode()
    if len(posting) > MOST_JOB:
        raise Refused(
            Text("runs.too_long_job", name=name, count=f"{len(posting):,}", most=f"{MOST_JOB:,}"),
            "too_long",
        )
    return Material(id, name, posting, version)


def _short(said: Mapping[str, Any]) -> Mapping[str, Any]:
    """A posting, without what asks for nothing where it is too long: nobody can shorten a page."""
    for name in ("benefits", "responsibilities", "keywords"):
        if len(msgspec.json.encode(said)) <= MOST_JOB:
            break
        said = {field: value for field, value in said.items() if field != name}
    return said


async def read_document(
    library: Library, caller: Caller, id: str, waits: Waits, *, unmasked: bool
) -> Material:
    """A document as it is now.

    Raises RunFailure; also for a picture that no model may see: one of which the user has not said
    so, unless the session is `unmasked`.
    """
    found = await library.document(caller, id, waits)
    name = _name(found.name)
    if found.image is not None:
        _check_picture(found, name, unmasked=unmasked)
        return Material(id, name, size=len(found.image), media_type=found.media_type)
    if not (found.text or "").strip():
        raise Refused(Text("runs.no_text", name=name), "no_text")
    return Material(id, name, found.text, media_type=found.media_type)


async def read_picture(library: Library, caller: Caller, id: str) -> Image:
    """A picture as it is now. Raises RunFailure, also where it is none any more."""
    found = await library.document(caller, id)
    if found.image is None:
        raise Refused(Text("runs.no_document"), "not_found")
    return Image(found.media_type, found.image)


def _check_picture(found: StoredDocument, name: str, *, unmasked: bool) -> None:
    size = len(found.image or b"")
    if not (found.may_be_seen or unmasked):
        raise Refused(Text("runs.needs_consent", name=name), "needs_consent")
    if size > MOST_PICTURE_BYTES:
        raise Refused(
            Text(
                "runs.too_large_picture",
                name=name,
                size=f"{size / 1e6:.1f}",
                most=f"{MOST_PICTURE_BYTES / 1e6:g}",
            ),
            "too_large",
        )


def _name(name: str) -> str:
    """A file's name in one line, and not too long."""
    return " ".join(name.split())[:MOST_NAME] or "document"
