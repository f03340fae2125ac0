"""Which addresses are public: nothing that the standard library doubts, and less than that."""

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.fetching.addresses import REFUSED, is_public, is_special

FOURS = st.ip_addresses(v=4)
SIXES = st.ip_addresses(v=6)
BITS = st.integers(0, 2**64 - 1)
REFUSED_ONES = st.sampled_from(REFUSED).flatmap(lambda network: st.ip_addresses(network=network))


@given(FOURS | SIXES | REFUSED_ONES)
def test_address_that_is_not_global_is_never_public(address: IPv4Address | IPv6Address) -> None:
    if is_public(address):
        assert address.is_global
        assert not address.is_multicast
        assert not any(address in network for network in REFUSED)


@given(FOURS, st.sampled_from(["::ffff:0:0", "::", "::ffff:0:0:0", "64:ff9b::"]))
def test_address_of_ipv4_in_the_end_of_one_of_ipv6_is_not_public(
    inside: IPv4Address, prefix: str
) -> None:
    assert not is_public(IPv6Address(int(IPv6Address(prefix)) | int(inside)))


@given(FOURS, BITS)
def test_address_of_ipv4_in_a_tunnel_is_not_public(inside: IPv4Address, rest: int) -> None:
    six_to_four = 0x2002 << 112 | int(inside) << 80 | rest
    teredo = 0x2001_0000 << 96 | int(inside) << 64 | rest
    nat64 = int(IPv6Address("64:ff9b:1::")) | rest
    isatap = 0x2A00_1450_4001_0830 << 64 | 0x5EFE << 32 | int(inside)
    unique = isatap | 0x0200_0000 << 32
    for number in (six_to_four, teredo, nat64, isatap, unique):
        assert not is_public(IPv6Address(number))


@pytest.mark.parametrize("text", ["8.8.8.8", "93.184.215.14", "2606:4700::6810:84e5"])
def test_host_of_the_internet_is_public(text: str) -> None:
    assert is_public(ip_address(text))


@pytest.mark.parametrize(
    "text",
    [
        "0.0.0.0", "10.0.0.1", "100.64.0.1", "127.0.0.1", "168.63.129.16", "169.254.169.254",
        "172.31.255.255", "192.0.0.9", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1",
        "203.0.113.7", "224.0.0.1", "239.255.255.255", "255.255.255.255", "::", "::1", "fe80::1",
        "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "ff0e::1", "2001:db8::1", "2001:10::1",
        "3fff::1", "100::1", "4000::1", "2606:4700::6810:84e5%eth0",
    ],
)  # fmt: skip
def test_address_of_something_else_is_not_public(text: str) -> None:
    assert not is_public(ip_address(text))


@pytest.mark.parametrize("name", ["localhost", "redis", "a.localhost", "x.internal", "nas.local"])
def test_name_that_the_public_dns_does_not_have_is_special(name: str) -> None:
    assert is_special(name)
    assert not is_special(f"{name}.example.com")
