"""One client a key."""

import asyncio
import threading

import pytest

from agents.models.vendors.clients import Clients


async def test_client_is_made_once_for_all_who_ask_and_off_the_loop() -> None:
    threads = []

    def make(key: str) -> list[str]:
        threads.append(threading.current_thread())
        return [key]

    clients = Clients(make)
    found = await asyncio.gather(*(clients.of(key) for key in ("a", "b", "a", "a")))
    assert found == [["a"], ["b"], ["a"], ["a"]]
    assert found[0] is found[2] is await clients.of("a")
    assert len(threads) == 2
    assert threading.current_thread() not in threads


async def test_failed_making_is_tried_again() -> None:
    answers = [OSError("no CA bundle"), None]

    def make(key: str) -> str:
        if error := answers.pop(0):
            raise error
        return key

    clients = Clients(make)
    with pytest.raises(OSError, match="no CA bundle"):
        await clients.of("a")
    assert await clients.of("a") == "a"


async def test_one_who_is_cancelled_takes_nothing_from_the_others() -> None:
    go = threading.Event()

    def make(key: str) -> str:
        go.wait(5)
        return key

    clients = Clients(make)
    first, second = (asyncio.create_task(clients.of("a")) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    go.set()
    assert await second == "a"
    assert first.cancelled()


async def test_drained_clients_are_not_given_again() -> None:
    clients = Clients(lambda key: [key])
    first = await clients.of("a")
    assert await clients.drain() == [first]
    assert await clients.drain() == []
    assert await clients.of("a") is not first
