"""By which names the server may be called, and none of them in what it answers.

A page of another's is kept out by its origin, but one whose own name is pointed at this server's
address (DNS rebinding) is of the same origin: only the name tells it from ours.
"""

import ipaddress
from collections.abc import Iterable
from http import HTTPStatus
from urllib.parse import urlsplit, urlunsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from protocol.catalogue import Text
from server.http.host_field import name_of
from server.http.refusals import refusal


class Hosts:
    """ASGI middleware: answers only requests to names of this server, and redirects to paths.

    Loopback names and all IP addresses are allowed, as nobody can point them elsewhere, and those
    in `names`; `*.example.com` is every name below that. Others get 421. What is no Host, or more
    than one, gets 400, and so does none with HTTP/1.1 (RFC 9112 §3.2).
    """

    def __init__(self, app: ASGIApp, names: Iterable[str]) -> None:
        self.app = app
        self._names = frozenset(names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).getlist("host")
        name = name_of(given[0]) if len(given) == 1 else None
        if name is None and (given or scope["http_version"] != "1.0"):
            detail = Text("http.host")
            await refusal(scope, HTTPStatus.BAD_REQUEST, detail)(scope, receive, send)
        elif name is not None and not self._allows(name):
            detail = Text("http.not_called", name=name)
            await refusal(scope, HTTPStatus.MISDIRECTED_REQUEST, detail)(scope, receive, send)
        else:
            send = _redirecting_to_paths(send) if scope["type"] == "http" else send
            await self.app(scope, receive, send)

    def _allows(self, name: str) -> bool:
        labels = name.split(".")
        # RFC 6761 §6.3: all of these are this machine, for whoever asks.
        if labels[-1] == "localhost" or name in self._names or _is_address(name):
            return True
        return any("*." + ".".join(labels[n:]) in self._names for n in range(1, len(labels)))


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return True


def _redirecting_to_paths(send: Send) -> Send:
    """`send`, but what a redirect leads to is on this server, whatever that is called."""

    async def send_with_path(message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] // 100 == 3:
            headers = MutableHeaders(scope=message)
            if "location" in headers:
                headers["location"] = _path_of(headers["location"])
        await send(message)

    return send_with_path


def _path_of(location: str) -> str:
    _, _, path, query, fragment = urlsplit(location)
    # Two slashes at the beginning would name another host.
    return urlunsplit(("", "", "/" + path.lstrip("/"), query, fragment))
