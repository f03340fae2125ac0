"""Connections: to the addresses that were looked at, of either family, in pieces, for a while."""

import asyncio
import threading
from ipaddress import ip_address

import httpcore2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.fetching import network as network_module
from server.fetching.allowed import Allowed
from server.fetching.network import (
    LOOKUPS,
    PIECE,
    Flooded,
    Meter,
    Metered,
    Network,
    Resolver,
    Unreachable,
    addresses_of,
    by_turns,
)
from tests.server.fetching.sites import Names, Notes

FOUR, SIX = "93.184.215.14", "2606:4700::6810:84e5"


async def reached(addresses: list[str], notes: Notes) -> list[tuple[str, int]]:
    """Where a connection to a name with these addresses was tried."""
    with pytest.raises(Unreachable):
        await Network(Allowed(), Meter(), Names(www=[addresses]), notes).connect_tcp(
            "www.a.com", 80
        )
    return notes.wanted


async def test_all_addresses_are_tried_those_of_both_families_by_turns() -> None:
    sixes = [SIX, "2606:4700::2", "2606:4700::3"]
    tried = await reached([*sixes, FOUR, "93.184.215.15"], Notes())
    hosts = [SIX, FOUR, "2606:4700::2", "93.184.215.15", "2606:4700::3"]
    assert tried == [(host, 80) for host in hosts]


async def test_name_of_very_many_addresses_is_given_up() -> None:
    tried = await reached([f"93.184.215.{n}" for n in range(200)], Notes())
    assert len(tried) == network_module.MOST_ADDRESSES


async def test_name_and_connections_that_do_not_come_are_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def silent(host: str, port: int) -> list[str]:
        return await asyncio.Event().wait()  # type: ignore[return-value]

    monkeypatch.setattr(network_module, "REACH_S", 0.05)
    with pytest.raises(Unreachable):
        await Network(Allowed(), Meter(), silent, Notes()).connect_tcp("www.a.com", 80)


async def test_no_socket_of_this_machine_is_connected_to() -> None:
    with pytest.raises(Unreachable):
        await Network(Allowed(), Meter(), Names(), Notes()).connect_unix_socket("/run/redis.sock")


@given(st.lists(st.ip_addresses().map(str), max_size=8))
def test_turns_leave_out_nothing_and_begin_with_the_first(texts: list[str]) -> None:
    given_ = [ip_address(text) for text in texts]
    ordered = by_turns(given_)
    assert sorted(map(str, ordered)) == sorted(texts)
    assert ordered[:1] == given_[:1]
    for version in (4, 6):
        assert [a for a in ordered if a.version == version] == [
            a for a in given_ if a.version == version
        ]


async def test_connection_brings_small_pieces_and_no_more_than_is_allowed() -> None:
    meter = Meter()
    stream = Metered(httpcore2.AsyncMockStream([b"x" * PIECE] * 4), meter)
    meter.allow(2 * PIECE)
    for _ in range(2):
        assert len(await stream.read(65_536)) == PIECE
    with pytest.raises(Flooded):
        await stream.read(65_536)


async def test_resolver_gives_what_the_system_knows() -> None:
    assert "127.0.0.1" in await Resolver()("localhost", 80)
    assert addresses_of("a..b", 80) is None
    with pytest.raises(OSError):  # noqa: PT011 - nothing is said
        await Resolver()("a..b", 80)


async def test_names_that_nobody_answers_for_hold_up_no_more_than_their_places(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers = threading.Event()

    def slow(host: str, port: int) -> list[str]:
        answers.wait(10)
        return ["127.0.0.1"]

    monkeypatch.setattr(network_module, "addresses_of", slow)
    resolver = Resolver()
    looked = [asyncio.create_task(resolver(f"n{n}", 80)) for n in range(LOOKUPS)]
    await asyncio.sleep(0)
    with pytest.raises(OSError):  # noqa: PT011 - nothing is said
        await resolver("one more", 80)
    looked[0].cancel()  # whoever waited has gone: the place is taken all the same
    await asyncio.gather(looked[0], return_exceptions=True)
    with pytest.raises(OSError):  # noqa: PT011 - nothing is said
        await resolver("one more", 80)
    answers.set()
    assert await asyncio.gather(*looked[1:]) == [["127.0.0.1"]] * (LOOKUPS - 1)
    assert await resolver("one more", 80) == ["127.0.0.1"]
