"""The HTTP half of the terminal client: who speaks, which kinds there are, what a kind asks for."""

import json
import os
import re
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import msgspec

from server.cli import logins
from server.cli.screen import printable

TOKEN_VARIABLE = "CAREERPILOT_TOKEN"  # noqa: S105 - the variable's name, not a token
TIMEOUT_SECONDS = 10.0
PIECE = 64 * 1024
"""Bytes that are read at a time of what may be large."""
NO_HEADERS: Mapping[str, str] = {}
JSON_BODY = {"Content-Type": "application/json"}
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
"""Hosts that are this machine."""


class ChatError(Exception):
    """The terminal client cannot go on; the message says why, for whoever sits there."""


class NoServer(ChatError):
    """Nobody listens at the address."""


class SignedOut(ChatError):
    """The server takes what one showed for no sign-in, or not for one any more."""


class Body(Protocol):
    """What is sent piece by piece; whoever sends it says in Content-Length how long it is."""

    def read(self, size: int = -1, /) -> bytes:
        """The next piece, empty at the end."""
        ...


@dataclass(frozen=True)
class Api:
    """CareerPilot at `url` (no slash at its end), as the holder of `token` meets it.

    `keep` is where a guest's token is kept, and beside it that of a login; None for a token that
    was given from outside. It is kept under the address `known_as`, where that is not `url`.
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
            is_out = exc.code == HTTPStatus.UNAUTHORIZED
            raise (SignedOut if is_out else ChatError)(_refusal(exc)) from None
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
    """Who speaks: the bearer of $CAREERPILOT_TOKEN (an access token, or an API key), else who has
    signed in here, else a guest whose token is kept in `keep`.

    Raises ChatError, and NoServer where nobody listens.
    """
    url = _address(url)
    if token := os.environ.get(TOKEN_VARIABLE):
        return Api(url, token)
    return renew(Api(url, "", keep, known_as or url))


def _address(url: str) -> str:
    """The address without a slash at its end. Raises ChatError for what is none."""
    if not _is_address(url):
        raise ChatError(f"{url} is not an http:// or https:// address.")
    return url.rstrip("/")


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and port != 0


def renew(api: Api) -> Api:
    """The same login, or guest, for longer; a new guest where there was none, or one that came far
    too late.

    Raises ChatError, also for a login that has ended, and for a token that was given: who gave it
    has to renew it.
    """
    if api.keep is None:
        raise ChatError(f"The sign-in in {TOKEN_VARIABLE} is not valid, or no longer.")
    known_as = api.known_as or api.url
    with _logins(api.keep) as found:
        if known_as in found:
            answer = _refreshed(api, found[known_as], known_as)
            found[known_as] = str(answer["refreshToken"])
            return replace(api, token=str(answer["accessToken"]))
    tokens = _kept(api.keep)
    guest = replace(api, token=api.token or tokens.get(known_as, ""))
    renewed = replace(api, token=str(guest.call("/v1/auth/guest", b"")["accessToken"]))
    _keep(api.keep, tokens | {known_as: renewed.token})
    return renewed


def log_in(url: str, keep: Path, email: str, password: str) -> str:
    """Sign in with an account, which then has what the guest of this terminal has; whose it is.

    Raises ChatError, also where the password would be seen by others on its way.
    """
    url = _address(url)
    parts = urlsplit(url)
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise ChatError(f"{url} is not secured by TLS: a password is sent to https:// alone.")
    guests = _kept(keep)
    body = json.dumps({"email": email, "password": password}).encode()
    answer = Api(url, guests.get(url, "")).send("POST", "/v1/auth/login", body, JSON_BODY).document
    with _logins(keep) as found:
        found[url] = str(answer["refreshToken"])
    if url in guests:
        _keep(keep, {name: token for name, token in guests.items() if name != url})
    return printable(str(answer["user"]["email"]))


def log_out(url: str, keep: Path) -> bool:
    """End the login of this terminal; whether there was one. Raises ChatError."""
    url = _address(url)
    with _logins(keep) as found:
        token = found.get(url)
        if token is None:
            return False
        with suppress(SignedOut):
            body = json.dumps({"refreshToken": token}).encode()
            Api(url).send("POST", "/v1/auth/logout", body, JSON_BODY)
        del found[url]
        return True


def _refreshed(api: Api, token: str, known_as: str) -> Any:
    """What a refresh token is good for. Raises ChatError where it is good for nothing any more."""
    body = json.dumps({"refreshToken": token}).encode()
    try:
        fresh = replace(api, token="")
        return fresh.send("POST", "/v1/auth/refresh", body, JSON_BODY).document
    except SignedOut:
        raise ChatError(
            f"The login at {known_as} has ended. Sign in again: careerpilot login; or go on as a "
            "guest: careerpilot logout."
        ) from None


@contextmanager
def _logins(keep: Path) -> Iterator[dict[str, str]]:
    """The logins that are kept beside the guests. Raises ChatError."""
    try:
        with logins.changing(keep.with_name(logins.NAME)) as found:
            yield found
    except logins.BrokenLogins as exc:
        raise ChatError(str(exc)) from None


def _keep(keep: Path, tokens: Mapping[str, str]) -> None:
    """Keep the tokens of guests."""
    keep.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(keep, "w", opener=logins.private) as file:
        json.dump(tokens, file)


def _kept(keep: Path) -> dict[str, str]:
    """The tokens of guests by the address of their server. Raises ChatError."""
    if not keep.exists():
        return {}
    try:
        return msgspec.json.decode(keep.read_bytes(), type=dict[str, str])
    except (OSError, ValueError) as exc:
        raise ChatError(f"{keep} is broken: {exc}. Remove it to become a new guest.") from None


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
