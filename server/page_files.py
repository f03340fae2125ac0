"""The files of the page as they go out: made once, compressed, under names that last.

A file is at its own name, where it is asked for anew each time, as pages of others do it with the
client (`/client.js`). The page names its own by `/page/VERSION/…`, of which browsers keep what they
have: another release is another version, by all that is in the files. Between two releases a worker
may be asked for the other's: it gives its own, which is not to be kept.
"""

import hashlib
import mimetypes
import posixpath
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket

from server.http.encodings import Encoded

ENTRY = "index.html"
STYLES = "ui/all.css"
"""All style sheets of the entry in one file, in their order."""

KEPT = {"Cache-Control": "public, max-age=31536000, immutable"}
ASKED_FOR = {"Cache-Control": "no-cache"}

_VERSIONED = re.compile(r"page/([0-9a-f]+)/(.+)")
_SHEET = re.compile(r'[ \t]{0,20}<link rel="stylesheet" href="/([^"]+)">\n')
_SCRIPT = re.compile(r'<script type="module" src="/([^"]+)">')
_NAMED = re.compile(r'((?:href|src)=")/([^"#][^"]*)(")')
_IMPORT = re.compile(
    r"""^(?:import|export)\b[^;"'(]{0,900}?["'](\.[^"']*)["']|\bimport\("(?P<later>[^"]*)"\)""",
    re.MULTILINE,
)

_TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".ts": "text/plain"}
"""Whatever this machine says of them."""


class PageFiles:
    """An ASGI application: what is in a folder when it is made."""

    def __init__(self, folder: Path) -> None:
        files = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
        entry = files.pop(ENTRY).decode()
        files[STYLES] = b"\n".join(files[name] for name in _SHEET.findall(entry))
        self.version = _version(
            [entry.encode(), *(name.encode() for name in files), *files.values()]
        )
        self._files = {name: Encoded(body, _type_of(name)) for name, body in files.items()}
        page = _named(entry, self.version, files).encode()
        self._entry = Encoded(page, "text/html; charset=utf-8")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request for a file."""
        if scope["type"] == "websocket":
            await WebSocket(scope, receive, send).close()
            return
        if scope["method"] not in ("GET", "HEAD"):
            raise HTTPException(405)
        path: str = scope["path"].removeprefix(scope.get("root_path", ""))
        found, heads = self._find(path.removeprefix("/"))
        await found.answer(Request(scope, receive), heads)(scope, receive, send)

    def _find(self, path: str) -> tuple[Encoded, Mapping[str, str]]:
        if path in ("", ENTRY):
            return self._entry, ASKED_FOR
        versioned = _VERSIONED.fullmatch(path)
        found = self._files.get(versioned[2] if versioned else path)
        if found is None:
            raise HTTPException(404)
        return found, KEPT if versioned and versioned[1] == self.version else ASKED_FOR


def _version(parts: list[bytes]) -> str:
    whole = hashlib.sha256()
    for part in parts:
        whole.update(b"%d:%b" % (len(part), part))
    return whole.hexdigest()[:16]


def _type_of(name: str) -> str:
    """Text is UTF-8 in all of our files."""
    guessed = _TYPES.get(Path(name).suffix) or mimetypes.guess_type(name)[0] or "text/plain"
    return f"{guessed}; charset=utf-8" if guessed.startswith("text/") else guessed


def _named(entry: str, version: str, files: Mapping[str, bytes]) -> str:
    """The entry with its files by the names that last, and all what it needs asked for at once."""
    script = _SCRIPT.search(entry)
    first, later = _modules(script[1], files) if script else ([], [])
    at_once = "".join(f'    <link rel="modulepreload" href="/{one}">\n' for one in first)
    # Beside the first view they would take the line from it: the page's script puts them to use.
    kept = "".join(f'      <link rel="prefetch" href="/{one}">\n' for one in later)
    template = f'    <template id="later">\n{kept}    </template>\n'
    sheet = f'    <link rel="stylesheet" href="/{STYLES}">\n'
    entry = _joined(entry, sheet + at_once + template)
    prefix = f"/page/{version}/"
    return _NAMED.sub(
        lambda at: f"{at[1]}{prefix}{at[2]}{at[3]}" if at[2] in files else at[0], entry
    )


def _joined(entry: str, links: str) -> str:
    """The entry with these links where its first style sheet was, and without the others."""
    sheets = iter([links])
    return _SHEET.sub(lambda _: next(sheets, ""), entry)


def _modules(entry: str, files: Mapping[str, bytes]) -> tuple[list[str], list[str]]:
    """What the module needs at once, whether it names it itself or another does; what may come."""
    first: set[str] = set()
    later: set[str] = set()
    waiting = [(entry, first)]
    while waiting:
        one, whose = waiting.pop()
        for named, at_once in _imports(one, files[one].decode()):
            into = whose if at_once else later
            if named in files and named not in into:
                into.add(named)
                waiting.append((named, into))
    return sorted(first - {entry}), sorted(later - first - {entry})


def _imports(module: str, code: str) -> Iterator[tuple[str, bool]]:
    """The files that a module names, and whether it needs them to begin with."""
    for found in _IMPORT.finditer(code):
        named = found[1] or found["later"]
        yield posixpath.normpath(posixpath.join(posixpath.dirname(module), named)), bool(found[1])
