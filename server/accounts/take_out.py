"""All that a person has, as one ZIP file, for themselves."""

import mimetypes
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from typing import Any

import msgspec

from agents.kind.kind import Kind
from protocol.catalogue import LANGUAGES, Text, lookup
from protocol.errors import RemoteProtocolError
from server.accounts.archive import Archive
from server.holdings.holdings import shown
from server.practice.record import decoded
from server.practice.record import shown as practice_shown
from server.runs.helper import Helper
from server.session_files import Changed, Export, SessionFiles, each
from server.stored import language_of
from store.holdings.types import Holding
from store.keys import COLLECTIONS, Collection
from store.store import Store

PAGE = 50
"""So many are listed in one trip."""

LONGEST_NAME = 60
"""Characters of a title that stand in a file's name."""

More = Callable[[str], Awaitable[bytes | None]]
"""A file more of a user, by their id; None where there is nothing to say."""

PARTS = ("sessions", *COLLECTIONS, "practice", "questions", "account", "usage")
"""What the archive may have, as its README tells it."""


class _Text(msgspec.Struct):
    """What a holding has as text."""

    text: str | None = None


class _Source(msgspec.Struct, frozen=True, rename="camel"):
    media_type: str = ""


class _Head(msgspec.Struct):
    """What a holding's head says of its file."""

    source: _Source = _Source()


class TakeOut:
    """Makes the archives."""

    def __init__(
        self,
        store: Store,
        kinds: Iterable[Kind],
        helper: Helper,
    ) -> None:
        self._store = store
        self._kinds = {kind.name: kind for kind in kinds}
        self._files = SessionFiles(store, self._kinds, helper)
        self._more: Mapping[str, More] = {"account.json": self._account, "usage.json": self._usage}

    async def pieces(self, user: str, language: str) -> AsyncIterator[bytes]:
        """The archive of all that a user has now, piece by piece.

        A session that changes while it is written is cut off there, and named in INCOMPLETE.txt.
        """
        archive, cut = Archive(), list[str]()
        files = self._all(user, language, cut)
        async for name, pieces in files:
            async for piece in archive.add(name, pieces):
                yield piece
        yield archive.end()

    async def _all(
        self, user: str, language: str, cut: list[str]
    ) -> AsyncIterator[tuple[str, AsyncIterator[bytes]]]:
        yield "README.txt", each(_readme(language))
        async for one in self._sessions(user, language, cut):
            yield one
        for collection in COLLECTIONS:
            async for name, data in self._holdings(user, collection, language):
                yield name, each(data)
        practice = await self._store.practice.get(user)
        document = practice_shown(decoded(practice.record), practice.asked, practice.version)
        yield "practice.json", each(_json(document))
        asked = await self._store.asked.all(user)
        yield "questions.json", each(_json([{"question": one.text} for one in asked]))
        for name, make in self._more.items():
            made = await make(user)
            if made is not None:
                yield name, each(made)
        if cut:
            yield "INCOMPLETE.txt", each(_lines([Text("take_out.incomplete").to(language), *cut]))

    async def _account(self, user: str) -> bytes | None:
        account = await self._store.accounts.get(user)
        if account is None:
            return None
        shown = ("id", "email", "name", "language", "country", "time_zone", "plan", "created")
        return _json({name: getattr(account, name) for name in shown})

    async def _usage(self, user: str) -> bytes | None:
        used = await self._store.usage.everything(user)
        return _json(used) if used else None

    async def _sessions(
        self, user: str, language: str, cut: list[str]
    ) -> AsyncIterator[tuple[str, AsyncIterator[bytes]]]:
        """Each session as JSON and as Markdown; a batch has its items in it."""
        cursor, number = None, 0
        while True:
            listed = await self._store.sessions.list(user, None, PAGE, cursor)
            for summary in listed.sessions:
                number += 1
                found = await self._store.sessions.at_rest(summary.id, user)
                if found is None:
                    continue
                spoken = lookup(language_of(found.info) or language, LANGUAGES) or language
                export = Export.of(found, self._kinds.get(found.info.kind), spoken)
                name = f"sessions/{_name(number, summary.title)}"
                for file, pieces in (
                    (f"{name}.json", self._files.json(export, user)),
                    (f"{name}.md", self._markdown(export, user)),
                ):
                    yield file, self._whole(file, pieces, cut)
            cursor = listed.cursor
            if cursor is None:
                return

    async def _markdown(self, export: Export, user: str) -> AsyncIterator[bytes]:
        async for piece in await self._files.markdown(export, user):
            yield piece

    @staticmethod
    async def _whole(
        name: str, pieces: AsyncIterator[bytes], cut: list[str]
    ) -> AsyncIterator[bytes]:
        """The pieces, as many as there are: of one that ends before its time it is noted."""
        try:
            async for piece in pieces:
                yield piece
        except (Changed, RemoteProtocolError):
            cut.append(name)

    async def _holdings(
        self, user: str, collection: Collection, language: str
    ) -> AsyncIterator[tuple[str, bytes]]:
        """Each thing in all of its versions, with its text, and its file where that is kept."""
        cursor, number = None, 0
        while True:
            listed = await self._store.holdings.list(collection, user, PAGE, cursor)
            for entry in listed.entries:
                number += 1
                place = f"{collection}/{_name(number, entry.title)}"
                versions = await self._store.holdings.versions(collection, user, entry.id) or []
                for version in versions:
                    of = (collection, user, entry.id, version.version)
                    found = await self._store.holdings.get(*of)
                    if found is not None:
                        newest = version is versions[0]
                        for ending, data in _files_of(found, language, newest=newest):
                            yield f"{place}/version {version.version}{ending}", data
            cursor = listed.cursor
            if cursor is None:
                return


def _files_of(found: Holding, language: str, *, newest: bool) -> list[tuple[str, bytes]]:
    """A version of a holding as files, by how their names end; what came with it once."""
    entry = found.entry
    document = shown(entry, entry.status, entry.head, found.body, language=language)
    files = [(".json", _json(document))]
    text = msgspec.json.decode(found.body, type=_Text).text
    if text:
        files.append((".txt", text.encode()))
    if found.data is not None and newest:
        media_type = msgspec.json.decode(entry.head, type=_Head).source.media_type
        files.append((f" original{mimetypes.guess_extension(media_type) or ''}", found.data))
    return files


def _readme(language: str) -> bytes:
    told = [Text("take_out.readme").to(language), ""]
    return _lines([*told, *(Text(f"take_out.has.{part}").to(language) for part in PARTS)])


def _lines(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\r\n" for line in lines).encode()


def _json(document: Any) -> bytes:
    return msgspec.json.format(msgspec.json.encode(document)) + b"\n"


def _name(number: int, title: str) -> str:
    """How a thing's files are called: by its place in the list, and its title."""
    words = "".join(char if char.isalnum() or char in " -_" else " " for char in title)
    return f"{number:04d} {' '.join(words.split())[:LONGEST_NAME]}".rstrip()
