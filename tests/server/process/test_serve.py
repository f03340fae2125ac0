"""The proxies that a server believes, by whichever form of address they come."""

import socket

import httpx
import pytest

from server.process.serve import believed
from tests.processes import Server, Servers

pytestmark = pytest.mark.slow


def test_proxies_of_ipv4_are_believed_in_the_form_of_ipv6_too() -> None:
    assert believed(["127.0.0.1", "10.0.0.0/8", "::1", "2001:db8::/32"]) == [
        *("127.0.0.1/32", "10.0.0.0/8", "::1/128", "2001:db8::/32"),
        *("::ffff:127.0.0.1/128", "::ffff:10.0.0.0/104"),
    ]


def cookie_behind_tls(server: Server, host: str) -> list[str]:
    """What the cookie of a new guest says, who came to the proxy over TLS."""
    url = f"http://{host}:{server.port}/v1/auth/guest"
    answer = httpx.post(url, headers={"X-Forwarded-Proto": "https"}, trust_env=False)
    return answer.headers["set-cookie"].split("; ")


@pytest.mark.parametrize(
    ("proxies", "believes"),
    [("127.0.0.1,::1", True), ("127.0.0.0/8,::1", True), ("192.0.2.1", False)],
)
def test_server_of_both_families_believes_its_proxies_over_either(
    proxies: str, believes: bool, started: Servers
) -> None:
    if not socket.has_dualstack_ipv6():
        pytest.skip("IPv6 is not enabled here")
    server = started.start(CAREERPILOT_HOST="::", CAREERPILOT_PROXIES=proxies)
    for host in ("127.0.0.1", "[::1]"):
        assert ("Secure" in cookie_behind_tls(server, host)) is believes, host
