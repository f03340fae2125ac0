"""The HTTP half of the terminal client: who speaks, which kinds there are, what a kind asks for."""

import json
import os
import re
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import msgspec

from server.cli.screen import printable

TOKEN_VARIABLE = "CAREERPILOT_TOKEN"  # noqa: S105 - the variable's name, not a token
TIMEOUT_SECONDS = 10.0
PIECE = 64 * 1024
"""Bytes that are read at a time of what may be large."""
NO_HEADERS: Mapping[str, str] = {}


class ChatError(Exception):
    """The terminal client cannot go on; the message says why, for whoever sits there."""


class NoServer(ChatError):
    """Nobody listens at the address."""


class Body(Protocol):
    """What is sent piece by piece; whoever sends it says in Content-Length how long it is."""

    def read(self, size: int = -1, /) -> bytes:
        """The next piece, empty at the end."""
        ...


@dataclass(frozen=True)
class Api:
    """CareerPilot at `url` (no slash at its end), as the holder of `token` meets it.

    `keep` is where a guest's token is kept; None for a token that was given from outside. It is
    kept under the address `known_as`, where that is not `url`.
    """

    url: str
    token: str = ""
    keep: Path | None = None
    known_as: str = ""
    spoken: str = ""

    @property
    def language(self) -> str:
        """In which language one is spoken to: the one that was asked for, else this terminal's."""
        return self.spoken or language(os.environ)

    def call(self, path: str, body: bytes | None = None) -> Any:
        """The JSON of an answer; POST where there is a body. Raises ChatError."""
        return self.send("GET" if body is None else "POST", path, body).document

    def send(
        self,
        method: str,
        path: str,
        body: bytes | Body | None = None,
        headers: Mapping[str, str] = NO_HEADERS,
        timeout: float = TIMEOUT_SECONDS,
    ) -> "Answer":
        """Do something with what is at `path`, and get the answer. Raises ChatError.

        `timeout` s is how long the server may be silent, or take nothing of the body.
        """
        own = {"Accept-Language": self.language}
        if self.token:
            own["Authorization"] = f"Bearer {self.token}"
        request = urllib.request.Request(  # noqa: S310 - see sign_in
            self.url + path, body, {**headers, **own}, method=method
        )
        try:
            with _OPENER.open(request, timeout=timeout) as answer:
                told = answer.read()
                document = json.loads(told) if told else None
                return Answer(answer.status, answer.headers.get("ETag"), document)
        except urllib.error.HTTPError as exc:
            raise ChatError(_refusal(exc)) from None
        except (OSError, HTTPException, ValueError) as exc:
            raise _unanswered(self.url, exc) from None

    def pieces(self, path: str) -> Iterator[bytes]:
        """What is at `path`, piece by piece, whatever it is. Raises ChatError, also where it ends
        before its end.
        """
        own = {"Accept-Language": self.language, "Authorization": f"Bearer {self.token}"}
        request = urllib.request.Request(self.url + path, headers=own)  # noqa: S310 - see sign_in
        try:
            with _OPENER.open(request, timeout=TIMEOUT_SECONDS) as answer:
                while piece := answer.read(PIECE):
                    yield piece
        except urllib.error.HTTPError as exc:
            raise ChatError(_refusal(exc)) from None
        except (OSError, HTTPException, ValueError) as exc:
            raise _unanswered(self.url, exc) from None


@dataclass(frozen=True)
class Answer:
    """What a server says to a request: its status, the tag of what it shows, and its JSON."""

    status: int
    tag: str | None
    document: Any


def language(environ: Mapping[str, str]) -> str:
    """In which language one is spoken to here (BCP 47), by the first of POSIX' variables that says.

    Any (`*`), where none does or says "C".
    """
    said = (environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    locale = next(filter(None, said), "")
    found = re.fullmatch(r"([a-z]{2,3})(?:_([A-Z]{2}))?(?:[.@].{0,100})?", locale)
    return "-".join(filter(None, found.groups())) if found else "*"


class _Patience:
    """What a connection of HTTP does more: it hears what is said to whoever is cut off in sending.

    A server that takes no more of a body says why, and closes.
    """

    def endheaders(self, *args: Any, **kwargs: Any) -> None:
        """Send what there is, as far as it is taken."""
        with suppress(BrokenPipeError, ConnectionResetError):
            super().endheaders(*args, **kwargs)  # type: ignore[misc]  # of the class beside it


class _Plain(_Patience, HTTPConnection):
    pass


class _Secured(_Patience, HTTPSConnection):
    pass


class _PlainHandler(urllib.request.HTTPHandler):
    def http_open(self, req: urllib.request.Request) -> HTTPResponse:
        return self.do_open(_Plain, req)


class _SecuredHandler(urllib.request.HTTPSHandler):
    def https_open(self, req: urllib.request.Request) -> HTTPResponse:
        return self.do_open(_Secured, req)


_OPENER = urllib.request.build_opener(_PlainHandler, _SecuredHandler)


def _refusal(error: urllib.error.HTTPError) -> str:
    """Why a server refuses: the detail of its problem document (RFC 9457), where it sends one."""
    with error:
        try:
            detail = json.load(error)["detail"]
        except (OSError, HTTPException, ValueError, LookupError, TypeError):
            return f"{error.url} answers {error.code} {error.reason}."
    return printable(str(detail))


def _unanswered(url: str, exc: Exception) -> ChatError:
    """What is wrong where `url` did not answer as CareerPilot does, and what to do."""
    if isinstance(exc, urllib.error.URLError) and isinstance(exc.reason, ConnectionRefusedError):
        return NoServer(
            f"No server listens at {url}. Start one first: careerpilot serve (or make run)."
        )
    return ChatError(f"{url} does not answer as CareerPilot does: {exc}.")


def sign_in(url: str, keep: Path, known_as: str = "") -> Api:
    """Who speaks: the bearer of $CAREERPILOT_TOKEN, else a guest whose token is kept in `keep`.

    Raises ChatError, and NoServer where nobody listens.
    """
    if not _is_address(url):
        raise ChatError(f"{url} is not an http:// or https:// address.")
    url = url.rstrip("/")
    if token := os.environ.get(TOKEN_VARIABLE):
        return Api(url, token)
    known_as = known_as or url
    return renew(Api(url, _kept(keep).get(known_as, ""), keep, known_as))


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and port != 0


def renew(api: Api) -> Api:
    """The same guest for longer; a new one where there was none, or one that came far too late.

    Raises ChatError, also for a token that was given: who gave it has to renew it.
    """
    if api.keep is None:
        raise ChatError(f"The sign-in in {TOKEN_VARIABLE} is not valid, or no longer.")
    renewed = replace(api, token=str(api.call("/v1/auth/guest", b"")["accessToken"]))
    api.keep.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    tokens = _kept(api.keep) | {api.known_as or api.url: renewed.token}
    with open(api.keep, "w", opener=_private) as file:
        json.dump(tokens, file)
    return renewed


def _kept(keep: Path) -> dict[str, str]:
    """The tokens of guests by the address of their server. Raises ChatError."""
    if not keep.exists():
        return {}
    try:
        return msgspec.json.decode(keep.read_bytes(), type=dict[str, str])
    except (OSError, ValueError) as exc:
        raise ChatError(f"{keep} is broken: {exc}. Remove it to become a new guest.") from None


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def answerer(api: Api, provider: str | None) -> str:
    """Who answers, as the server says it: whom it asks first, or the provider that is asked for.

    Nothing where it does not say. Raises ChatError.
    """
    return named_answerer(api.call("/v1/kinds"), provider)


def named_answerer(kinds: dict[str, Any], provider: str | None) -> str:
    """The same, of what `/v1/kinds` says."""
    models = kinds.get("models", [])
    found = (one["text"] for one in models if provider in (None, one["provider"]))
    return printable(next(found, ""))


def takes_resume(api: Api, kind: str) -> bool:
    """Whether the kind's input has a résumé. Raises ChatError."""
    return "resume" in _input_of(api, kind).get("properties", {})


def _input_of(api: Api, kind: str) -> Any:
    """The JSON Schema of a kind's input. Raises ChatError where there is no such kind."""
    kinds = {entry["name"]: entry for entry in api.call("/v1/kinds")["kinds"]}
    if kind not in kinds:
        raise ChatError(f"There is no kind {kind!r}. There are: {', '.join(kinds)}.")
    return kinds[kind]["input"]


def ask_input(api: Api, kind: str, given: dict[str, Any]) -> dict[str, Any]:
    """The input of a new session: what was given, and the required rest asked for line by line.

    Raises ChatError where there is no such kind, or an answer is not what the schema wants.
    """
    schema = _input_of(api, kind)
    asked = [name for name in schema.get("required", []) if name not in given]
    return given | {name: _ask(name, schema["properties"][name]) for name in asked}


def _ask(name: str, schema: dict[str, Any]) -> Any:
    choices = f" ({', '.join(map(str, schema['enum']))})" if "enum" in schema else ""
    try:
        text = input(f"{name}{choices}: ").strip()
    except EOFError:
        raise ChatError(f"{name} is needed: give it with --input.") from None
    if schema.get("type") in {"integer", "number", "boolean", "array", "object"}:
        try:
            return json.loads(text)
        except ValueError:
            raise ChatError(f"{name} must be a JSON {schema['type']}.") from None
    return text
