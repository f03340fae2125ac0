"""Which addresses are of the public internet. Pure."""

from collections.abc import Iterable
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import TypeAlias

from agents.data_files import listed, read

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network

_TABLE = read(__package__, "addresses")
GLOBAL = ip_network(_TABLE["global"])
REFUSED: tuple[Network, ...] = tuple(map(ip_network, _TABLE["refused"]))
SPECIAL = listed(__package__, "addresses", "special")

ISATAP, UNIQUE = 0x0000_5EFE, 0x0200_0000
"""How an interface's identifier begins that has an address of IPv4 in it, and the bit that says
whether that one is unique (RFC 5214, section 6.1)."""


def is_public(address: Address) -> bool:
    """Whether it is a host of the public internet, and no other is meant by it.

    Addresses of IPv6 that have one of IPv4 in them (mapped, compatible, translated, 6to4, Teredo,
    NAT64, ISATAP) are none: what is connected to would be another. Nor are those with a zone.
    """
    if not address.is_global or any(address in network for network in REFUSED):
        return False
    if isinstance(address, IPv4Address):
        return True
    return address in GLOBAL and address.scope_id is None and not _is_isatap(address)


def is_special(name: str) -> bool:
    """Whether a name, in small letters, is one that the public DNS does not have."""
    return "." not in name or name.rpartition(".")[2] in SPECIAL


def parsed(texts: Iterable[str]) -> list[Address]:
    """The addresses that a resolver gave; one with a zone keeps it. Raises ValueError."""
    return list(map(ip_address, texts))


def is_address(text: str) -> bool:
    """Whether a text is an address itself, in its own form."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _is_isatap(address: IPv6Address) -> bool:
    return int(address) >> 32 & 0xFFFF_FFFF & ~UNIQUE == ISATAP
