"""What the operator allows to fetch from although it is not public: their own places. Pure."""

from collections.abc import Iterable
from ipaddress import ip_address, ip_network

from msgspec import Struct

from server.fetching.addresses import Address, Network, is_public

PORTS = frozenset({80, 443})
"""Where pages are; others only where a place names them."""


class Allowed(Struct, frozen=True):
    """Networks that may be asked at the usual ports, and places (host, port) wherever they are."""

    networks: tuple[Network, ...] = ()
    places: frozenset[tuple[str, int]] = frozenset()

    @classmethod
    def of(cls, words: Iterable[str]) -> "Allowed":
        """Of texts such as `10.0.0.0/8`, `10.1.2.3`, `wiki.corp:8080` and `[fd00::1]:80`."""
        networks, places = [], set()
        for word in words:
            try:
                networks.append(ip_network(word))
            except ValueError:
                host, _, port = word.rpartition(":")
                places.add((_in_one_form(host.strip("[]").lower()), int(port)))
        return cls(tuple(networks), frozenset(places))

    def names(self, host: str, port: int) -> bool:
        """Whether this is one of the places: it may be at whatever address."""
        return (host, port) in self.places

    def has_port(self, host: str, port: int) -> bool:
        """Whether this port of a host may be asked."""
        return port in PORTS or self.names(host, port)

    def has(self, address: Address) -> bool:
        """Whether this address may be asked: it is public, or in one of the networks."""
        return is_public(address) or any(address in network for network in self.networks)


def _in_one_form(host: str) -> str:
    try:
        return str(ip_address(host))
    except ValueError:
        return host
