"""The HTTP half of the terminal client: who speaks, which kinds there are, what a kind asks for."""

import json
import os
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

TOKEN_VARIABLE = "CAREERPILOT_TOKEN"  # noqa: S105 - the variable's name, not a token
TIMEOUT_SECONDS = 10.0


class ChatError(Exception):
    """The terminal client cannot go on; the message says why, for whoever sits there."""


class RefusedError(ChatError):
    """The server answered with an error."""

    def __init__(self, where: str, status: int, reason: str) -> None:
        super().__init__(f"{where} answers {status} {reason}.")
        self.status = status


@dataclass(frozen=True)
class Api:
    """CareerPilot at `url` (no slash at its end), as the holder of `token` meets it."""

    url: str
    token: str = ""

    def call(self, path: str, body: bytes | None = None) -> Any:
        """The JSON of an answer; POST where there is a body. Raises RefusedError or ChatError."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        request = urllib.request.Request(self.url + path, body, headers)  # noqa: S310 - see sign_in
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310
                return json.load(answer)
        except urllib.error.HTTPError as exc:
            raise RefusedError(self.url + path, exc.code, exc.reason) from None
        except (OSError, ValueError) as exc:
            raise ChatError(f"{self.url} does not answer as CareerPilot does: {exc}.") from None


def sign_in(url: str, keep: Path) -> Api:
    """Who speaks: the bearer of $CAREERPILOT_TOKEN, else a guest whose token is kept in `keep`.

    Raises ChatError.
    """
    if urlsplit(url).scheme not in {"http", "https"}:
        raise ChatError(f"{url} is not an http:// or https:// address.")
    url = url.rstrip("/")
    if token := os.environ.get(TOKEN_VARIABLE):
        return Api(url, token)
    tokens = json.loads(keep.read_text()) if keep.exists() else {}
    if not _is_valid(Api(url, tokens.get(url, ""))):
        tokens[url] = str(Api(url).call("/v1/auth/guest", b"")["accessToken"])
        keep.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open(keep, "w", opener=_private) as file:
            json.dump(tokens, file)
    return Api(url, tokens[url])


def _is_valid(api: Api) -> bool:
    if not api.token:
        return False
    try:
        api.call("/v1/sessions?limit=1")
    except RefusedError as exc:
        if exc.status != 401:
            raise
        return False
    return True


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def ask_input(api: Api, kind: str, given: dict[str, Any]) -> dict[str, Any]:
    """The input of a new session: what was given, and the required rest asked for line by line.

    Raises ChatError where there is no such kind, or an answer is not what the schema wants.
    """
    kinds = {entry["name"]: entry for entry in api.call("/v1/kinds")["kinds"]}
    if kind not in kinds:
        raise ChatError(f"There is no kind {kind!r}. There are: {', '.join(kinds)}.")
    schema = kinds[kind]["input"]
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
