"""Web addresses as people, pages and redirects give them, taken apart once and for all. Pure.

What is not clear is refused: programs that read an address in two ways are how checks are evaded.
"""

import re
from ipaddress import IPv4Address, IPv6Address
from typing import Final
from urllib.parse import quote, urljoin

import idna
from msgspec import Struct

from agents.errors import Refused
from server.fetching.addresses import Address, is_special
from server.fetching.allowed import Allowed
from server.fetching.refusals import bad_address, led_away, unreachable

LONGEST: Final = 2000
"""So many characters an address may have, in either form."""

DEFAULT_PORTS = {"http": 80, "https": 443}

_WHOLE = re.compile(r"(https?)://([^/?#]+)([^?#]*)(\?[^#]*)?(?:#.*)?", re.IGNORECASE)
_AUTHORITY = re.compile(r"(\[[0-9A-Fa-f:.]{2,45}\]|[^\[\]:@%]{1,255})(?::(\d{0,5}))?", re.ASCII)
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*")
_UNCLEAR = re.compile(r"[\x00-\x20\x7f-\xa0\xad\\\u2028\u2029\ufeff\ud800-\udfff]")
"""Characters that some drop, or read as others: controls, blanks, `\\`, halves of pairs."""

PATH_KEEPS: Final = "/:@!$&'()*+,;=~%"
QUERY_KEEPS: Final = PATH_KEEPS + "?[]"


class WebAddress(Struct, frozen=True):
    """An address in one form: what is asked, and where."""

    scheme: str
    host: str
    """In small ASCII letters, without a dot at its end; of IPv6 without brackets."""
    port: int
    target: str
    """Path and query, as they go into the request: ASCII, without dot segments."""
    literal: Address | None = None
    """The host, where it is an address itself."""

    @property
    def authority(self) -> str:
        """Host and port as they stand in an address, and in the field Host."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme, host and port (RFC 6454, section 6.2)."""
        return f"{self.scheme}://{self.authority}"

    @property
    def url(self) -> str:
        """The whole, without a fragment."""
        return self.origin + self.target

    def at(self, target: str) -> "WebAddress":
        """Another page of the same origin."""
        return WebAddress(self.scheme, self.host, self.port, target, self.literal)


def taken(text: str, allowed: Allowed) -> WebAddress:
    """The address that a text is. Raises Refused, which says what to do.

    http and https only, without user and password, at the ports of the web and those of `allowed`.
    A name of other letters is taken in its form of IDNA 2008 (UTS 46); an address of IPv4 in four
    decimal numbers only. Names that are not public are unreachable, as are addresses.
    """
    found = _WHOLE.fullmatch(text.strip())
    if len(text) > LONGEST or found is None or _UNCLEAR.search(text.strip()):
        raise bad_address()
    scheme, authority, path, query = found.groups()
    parts = _AUTHORITY.fullmatch(authority)
    if parts is None:
        raise bad_address()
    scheme = scheme.lower()
    host, literal = _host(parts[1])
    port = int(parts[2]) if parts[2] else DEFAULT_PORTS[scheme]
    if not allowed.has_port(host, port):
        raise bad_address()
    target = _without_dots(quote(path or "/", PATH_KEEPS)) + quote(query or "", QUERY_KEEPS)
    # Where a network is allowed its names are looked up, whatever they are; what they lead to is
    # looked at when it is connected to.
    may_be = allowed.has(literal) if literal else bool(allowed.networks) or not is_special(host)
    if not (may_be or allowed.names(host, port)):
        raise unreachable()
    address = WebAddress(scheme, host, port, target, literal)
    if len(address.url) > LONGEST:
        raise bad_address()
    return address


def followed(address: WebAddress, location: bytes, allowed: Allowed) -> WebAddress:
    """Where a redirect leads. Raises Refused.

    It goes through all checks again, and never from https to http: what was asked for protected is
    not had from anybody on the way.
    """
    try:
        text = location.decode()
    except UnicodeDecodeError:
        text = location.decode("latin-1")
    if _UNCLEAR.search(text) or len(text) > LONGEST:
        raise led_away()
    try:
        there = taken(urljoin(address.url, text), allowed)
    except ValueError:
        raise led_away() from None
    except Refused as refused:
        raise (led_away() if refused.code == Refused.code else refused) from None
    if address.scheme == "https" and there.scheme != "https":
        raise led_away()
    return there


def _host(text: str) -> tuple[str, Address | None]:
    """A host in its one form, and the address that it is, if it is one."""
    if text.startswith("["):
        try:
            six = IPv6Address(text[1:-1])
        except ValueError:
            raise bad_address() from None
        return str(six), six
    name = _name(text)
    last = name.rpartition(".")[2]
    if not _NUMBER.fullmatch(last):
        return name, None
    # What ends in a number is an address, or nothing (WHATWG URL, "ends in a number checker");
    # numbers in another base, or fewer of them, are written by nobody who means well.
    try:
        return name, IPv4Address(name)
    except ValueError:
        raise bad_address() from None


def _name(text: str) -> str:
    name = text.lower() if text.isascii() else _in_ascii(text)
    name = name.removesuffix(".")
    if len(name) > 253 or not all(map(_LABEL.fullmatch, name.split("."))):
        raise bad_address()
    return name


def _in_ascii(text: str) -> str:
    try:
        return idna.encode(text, uts46=True, std3_rules=True).decode().lower()
    except (idna.IDNAError, UnicodeError):
        raise bad_address() from None


def _without_dots(path: str) -> str:
    """A path without its segments `.` and `..`, however they are written (RFC 3986, 5.2.4)."""
    segments = path.split("/")[1:]
    kept: list[str] = []
    plain = ""
    for segment in segments:
        plain = segment.replace("%2e", ".").replace("%2E", ".")
        if plain == "..":
            del kept[-1:]
        elif plain != ".":
            kept.append(segment)
    return "/" + "/".join([*kept, ""] if plain in (".", "..") else kept)
