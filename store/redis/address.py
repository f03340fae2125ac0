"""Where Redis is: the forms of REDIS_URL.

    redis://[user:password@]host[:port][/db]      TCP; a cluster is recognised when it answers
    rediss://…                                    the same over TLS
    unix:///path/to/socket[?db=0]                 a Unix socket
    redis+sentinel://[user:password@]host[:port],host[:port],…/service[/db]
    redis+cluster://[user:password@]host[:port],host[:port],…
    rediss+sentinel://…, rediss+cluster://…       the same over TLS

Options stand in the query as redis-py names them (`ssl_ca_certs`, `ssl_check_hostname`, …).
Sentinels with a password of their own take `sentinel_username` and `sentinel_password` there.
"""

from collections.abc import Mapping
from typing import Any, Literal
from urllib.parse import urlsplit, urlunsplit

from msgspec import Struct
from redis.asyncio.connection import AbstractConnection, Connection, parse_url

from store.errors import BadAddress

Host = tuple[str, int]

PORTS = {"single": 6379, "cluster": 6379, "sentinel": 26379}


class Address(Struct, frozen=True):
    """What a URL says. `options` are those of a redis-py connection, credentials included."""

    form: Literal["single", "sentinel", "cluster"]
    connection: type[AbstractConnection]
    hosts: tuple[Host, ...]
    service: str
    options: Mapping[str, Any]
    sentinel_options: Mapping[str, Any]

    def __repr__(self) -> str:
        return f"Address({self.form}, {self.hosts}, {self.service!r})"


def parse(url: str) -> Address:
    """Understand a REDIS_URL. Raises BadAddress, whose message shows no password."""
    scheme = url.partition("://")[0][:40]
    try:
        return _parse(url)
    except _Wrong as exc:
        raise BadAddress(f"not an address of Redis: {scheme}://… ({exc})") from None
    except (ValueError, TypeError):  # these repeat parts of it
        raise BadAddress(f"not an address of Redis: {scheme}://…") from None


class _Wrong(ValueError):
    """In words of ours."""


def _parse(url: str) -> Address:
    parts = urlsplit(url)
    base, _, form = parts.scheme.partition("+")
    if form not in ("", "sentinel", "cluster"):
        raise _Wrong("after the + comes sentinel or cluster")
    userinfo, at, hosts = parts.netloc.rpartition("@")
    service, _, path = parts.path.lstrip("/").partition("/")
    if form != "sentinel":
        service, path = "", parts.path.lstrip("/")
    elif not service:
        raise _Wrong("a sentinel address ends in the name of the service")
    if base != "unix":
        parts = parts._replace(netloc=f"{userinfo}{at}{hosts.split(',')[0]}", path=path)
    options: dict[str, Any] = dict(parse_url(urlunsplit(parts._replace(scheme=base))))
    connection = options.pop("connection_class", Connection)
    own = {name: options.pop(f"sentinel_{name}", None) for name in ("username", "password")}
    options.pop("host", None)
    options.pop("port", None)
    sentinel = {k: v for k, v in options.items() if k.startswith("ssl_")}
    return Address(
        form or "single",  # type: ignore[arg-type]
        connection,
        ()
        if base == "unix"
        else tuple(_host(h, PORTS[form or "single"]) for h in hosts.split(",")),
        service,
        options,
        sentinel | {k: v for k, v in own.items() if v},
    )


def _host(text: str, port: int) -> Host:
    parts = urlsplit(f"//{text}")
    return parts.hostname or "localhost", parts.port or port
