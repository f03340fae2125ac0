"""How many connections each address has open with this worker, and how many it may have."""

from collections import Counter
from collections.abc import Iterable
from ipaddress import ip_address, ip_network

from protocol.catalogue import Text
from protocol.errors import RateLimited
from server.admission.rate_limits import subscriber


class Peers:
    """A count of open connections for each address, or for each /64 of IPv6 (RFC 6177).

    Those in `proxies` stand for many, and whoever comes by a Unix socket has none: they may have
    any number, and whoever runs them counts there.
    """

    def __init__(self, most: int, proxies: Iterable[str] = ()) -> None:
        self._most = most
        self._proxies = [ip_network(proxy) for proxy in proxies]
        self._open: Counter[str] = Counter()

    def enter(self, address: str | None) -> str | None:
        """One more is open: who is to `leave`. Raises RateLimited where there is no room."""
        if address is None or self._is_proxy(address):
            return None
        peer = subscriber(address)
        if self._open[peer] >= self._most:
            raise RateLimited(Text("errors.rate_limited.address"), retry_ms=2000)
        self._open[peer] += 1
        return peer

    def leave(self, peer: str | None) -> None:
        """One that was entered is closed."""
        if peer is None:
            return
        self._open[peer] -= 1
        if not self._open[peer]:
            del self._open[peer]

    def _is_proxy(self, address: str) -> bool:
        parsed = ip_address(address)
        return any(parsed in network for network in self._proxies)
