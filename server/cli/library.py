"""`careerpilot resumes`, `documents` and `jobs`: what one keeps on a server, from a terminal."""

import json
import mimetypes
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any
from urllib.parse import quote, urlencode

from server.cli.reading import entries
from server.cli.remote import Answer, Api, ChatError
from server.cli.screen import printable

UPLOAD_SECONDS = 60.0
"""So long the server may take nothing of a file, or not say what became of it."""

LOOK_SECONDS = 0.5
"""How often it is asked whether it has read a file."""

PATIENCE_SECONDS = 300.0
"""After so long without an answer to that nobody waits any more."""

HEAD = ("id", "version", "status", "updated", "title")
VERSIONS_HEAD = ("version", "written", "bytes")

JSON_TYPE = "application/json"

FRAME = ("id", "title", "status", "hash", "version", "createdAt", "updatedAt")
"""What all things have."""

APART = (*FRAME, "source", "resume", "text", "facts", "warnings", "error")
"""What a report shows in a place of its own, or leaves to JSON."""


@dataclass(frozen=True)
class Library:
    """A collection on a server (`resumes`, say). All methods raise ChatError."""

    api: Api
    name: str

    def entries(self) -> Iterator[Mapping[str, Any]]:
        """All there is, newest first, as listings show it."""
        cursor: str | None = None
        while True:
            query = f"?{urlencode({'cursor': cursor})}" if cursor else ""
            page = self.api.call(f"/v1/{self.name}{query}")
            yield from page[self.name]
            cursor = page.get("cursor")
            if cursor is None:
                return

    def add(
        self, file: IO[bytes], name: str, *, vision: bool, told: Callable[[str], object]
    ) -> Mapping[str, Any]:
        """Send a file, and wait until it has been read; `told` hears how far that is."""
        query = {"name": name} | ({"vision": "true"} if vision else {})
        size = os.fstat(file.fileno()).st_size
        headers = {
            "Content-Type": mimetypes.guess_type(name)[0] or "application/octet-stream",
            "Content-Length": str(size),
        }
        path = f"/v1/{self.name}?{urlencode(query)}"
        body = _Progress(file, size, told)
        answer = self.api.send("POST", path, body, headers, UPLOAD_SECONDS)
        return self._read(answer.document, told)

    def _read(
        self, document: Mapping[str, Any], told: Callable[[str], object]
    ) -> Mapping[str, Any]:
        """What became of something that is being read. Raises ChatError where it can't be."""
        given_up = time.monotonic() + PATIENCE_SECONDS
        while document["status"] == "reading":
            if time.monotonic() > given_up:
                raise ChatError(f"{document['id']} is still being read. Look again later.")
            told("reading")
            time.sleep(LOOK_SECONDS)
            document = self.get(document["id"])
        if document["status"] == "failed":
            raise ChatError(printable(document["error"]["message"]))
        return document

    def get(self, id: str, version: int | None = None) -> Any:
        """One of them, as it is, or as it was in an earlier version."""
        return self._get(id, version).document

    def _get(self, id: str, version: int | None = None) -> Answer:
        query = "" if version is None else f"?{urlencode({'version': version})}"
        return self.api.send("GET", self._path(id) + query)

    def edit(self, id: str, document: bytes, version: int | None) -> Any:
        """Replace one by what is in `document`; `version` is the one that this was made of.

        Without one it replaces what is there now, unless another change comes in between.
        """
        tag = self._get(id).tag if version is None else f'"{version}"'
        headers = {"Content-Type": JSON_TYPE} | ({"If-Match": tag} if tag else {})
        return self.api.send("PUT", self._path(id), document, headers, UPLOAD_SECONDS).document

    def rename(self, id: str, title: str) -> Any:
        """Give one another title."""
        body = json.dumps({"title": title}).encode()
        return self.api.send("PATCH", self._path(id), body, {"Content-Type": JSON_TYPE}).document

    def versions(self, id: str) -> Sequence[Mapping[str, Any]]:
        """The versions of one that are kept, newest first."""
        found: Sequence[Mapping[str, Any]] = self.api.call(f"{self._path(id)}/versions")["versions"]
        return found

    def delete(self, id: str) -> None:
        """Delete one."""
        self.api.send("DELETE", self._path(id))

    def _path(self, id: str) -> str:
        return f"/v1/{self.name}/{quote(id, safe='')}"


class _Progress:
    """A file that says how much of it was read, in percent."""

    def __init__(self, file: IO[bytes], size: int, told: Callable[[str], object]) -> None:
        self._file, self._size, self._told = file, size, told
        self._sent = 0

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        piece = self._file.read(size)
        self._sent += len(piece)
        if self._size:
            self._told(f"{min(100, 100 * self._sent // self._size)} %")
        return piece


def table(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """A line for each thing of a collection."""
    cells = [
        (
            one["id"],
            str(one["version"]),
            one["status"],
            moment(one["updatedAt"]),
            _in_a_line(one["title"]),
        )
        for one in rows
    ]
    yield from aligned([HEAD, *cells])


def version_table(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """A line for each version."""
    cells = [(str(one["version"]), moment(one["at"]), f"{one['bytes']:,}") for one in rows]
    yield from aligned([VERSIONS_HEAD, *cells])


def line(document: Mapping[str, Any]) -> str:
    """What one is called, in a line."""
    return f"{document['id']}  version {document['version']}  {_in_a_line(document['title'])}"


def report(document: Mapping[str, Any]) -> Iterator[str]:
    """All of one for people: what it is called, what it says, what is known of it, warnings."""
    yield line(document)
    yield f"Updated: {moment(document['updatedAt'])}"
    for name, value in (document.get("source") or {}).items():
        yield printable(f"{name}: {value}")
    if document["status"] != "ready":
        yield printable(f"Status: {document['status']}")
    if error := document.get("error"):
        yield printable(f"Error ({error['code']}): {error['message']}")
    if text := document.get("text"):
        yield ""
        yield printable(text)
    known = document.get("facts") or {n: v for n, v in document.items() if n not in APART}
    if known:
        yield ""
        yield from map(printable, entries(known))
    yield from warnings(document)


def warnings(document: Mapping[str, Any]) -> Iterator[str]:
    """What whoever sent it should know of it."""
    for warning in document.get("warnings") or ():
        yield ""
        yield printable(f"Warning ({warning['code']}): {warning['message']}")
        yield from (printable(f"  “{one}”") for one in warning.get("quotes") or ())


def moment(ms: int) -> str:
    """A time in ms since 1970, as the clock here has it."""
    return datetime.fromtimestamp(ms / 1000).astimezone().strftime("%Y-%m-%d %H:%M")


def aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Lines of a table whose columns are as wide as they need to be."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()


def _in_a_line(text: str) -> str:
    return " ".join(printable(text).split())
