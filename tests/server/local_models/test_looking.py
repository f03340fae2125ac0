"""Looking for servers of models: the four, what is none, what never answers, and what it sends."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable

import pytest

from server.local_models import looking
from server.local_models.looking import LOOK_S, MOST_BYTES, Place, find, places
from tests.server.fetching.sites import Site, answer, redirect, serving
from tests.server.local_models.lists import LISTS, LM_STUDIO_0, OLLAMA, as_json, four, unused, where


@pytest.fixture
async def sites() -> AsyncIterator[dict[str, Site]]:
    """The four."""
    async with four() as all_of_them:
        yield all_of_them


async def asked(site: Site, sort: str = "ollama") -> tuple[str, ...] | None:
    """The names that are found there; None where nobody is."""
    async with serving(site):
        found = await find([Place(sort, site.port)])
    return tuple(model.name for model in found[0].models) if found else None


async def test_four_sorts_are_found_each_on_its_port(sites: dict[str, Site]) -> None:
    found = await find(where(sites))
    assert [(one.sort, one.title) for one in found] == [
        ("ollama", "Ollama"),
        ("llama.cpp", "llama.cpp"),
        ("lmstudio", "LM Studio"),
        ("vllm", "vLLM"),
    ]
    assert [one.url for one in found] == [f"{site.url('/v1')}" for site in sites.values()]
    assert all(one.models for one in found)


async def test_nothing_is_sent_but_one_plain_request_for_the_list(sites: dict[str, Site]) -> None:
    await find(where(sites))
    for sort, site in sites.items():
        (head,) = site.heads
        first, *fields = head.split("\r\n")
        assert first == f"GET {LISTS[sort][0]} HTTP/1.1"
        names = {field.partition(":")[0].lower() for field in fields if field}
        assert names == {"host", "user-agent", "accept", "connection"}


async def test_older_list_is_asked_for_where_there_is_no_newer_one() -> None:
    site = Site({"/api/v0/models": as_json(LM_STUDIO_0)})
    assert await asked(site, "lmstudio") == ("qwen2-vl-7b-instruct",)
    # Some say 200 to whatever they do not know.
    site = Site({"/api/v1/models": as_json({"error": "Unexpected endpoint"})} | site.paths)
    assert await asked(site, "lmstudio") == ("qwen2-vl-7b-instruct",)


@pytest.mark.parametrize(
    "said",
    [
        answer(b"<html>It works!</html>"),
        answer(b'{"kinds": []}', type="application/json"),
        answer(b"{}", 401),
        as_json(OLLAMA).replace(b"200 So", b"500 So"),
        redirect("http://127.0.0.1:9/elsewhere"),
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"",
        b"\x00" * 4096,
    ],
    ids=["page", "json", "key", "error", "redirect", "ssh", "nothing", "zeros"],
)
async def test_what_is_no_server_of_models_is_none(said: bytes) -> None:
    # In pieces, so that the connection ends after them.
    assert await asked(Site({"/api/tags": iter([said])})) is None


async def test_redirect_is_not_followed(sites: dict[str, Site]) -> None:
    to = sites["ollama"].url("/api/tags")
    assert await asked(Site({"/api/tags": redirect(to)})) is None
    assert sites["ollama"].heads == []


async def test_server_that_goes_away_in_mid_answer_is_none() -> None:
    whole = as_json(OLLAMA)
    assert await asked(Site({"/api/tags": iter([whole[:-40]])})) is None


async def test_port_on_which_nobody_listens_has_none() -> None:
    assert await find([Place("ollama", unused())]) == []


async def test_list_without_end_is_left() -> None:
    def endless() -> Iterable[bytes]:
        yield b"HTTP/1.1 200 So\r\n\r\n"
        while True:
            yield b" " * 65_536

    site = Site({"/api/tags": endless()})
    assert await asked(site) is None
    assert site.sent < 32 * MOST_BYTES


async def test_one_that_never_answers_keeps_the_others_waiting_for_no_longer_than_is_said(
    sites: dict[str, Site], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert LOOK_S <= 2
    monkeypatch.setattr(looking, "LOOK_S", 0.3)
    silent = Site({"/v1/models": as_json({})}, gate=asyncio.Event())
    async with serving(silent):
        begun = time.monotonic()
        found = await find([Place("vllm", silent.port), *where(sites)])
        took = time.monotonic() - begun
    assert [one.sort for one in found] == list(sites)
    assert took < 3


def test_places_are_those_of_the_setting() -> None:
    assert places(("ollama=1", "llama.cpp=65535")) == [
        Place("ollama", 1),
        Place("llama.cpp", 65535),
    ]
