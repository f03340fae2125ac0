"""Answers that are given again."""

import zlib

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.gateway.cache import COMPRESSED_ABOVE, Cache, Kept
from agents.models.request import Caller, Image, Request, Tool
from store.model_gate.model_gate import ModelGate
from tests.agents.gateway.lab import request
from tests.redis_servers import RedisServer, talk

HOUR_MS = 3_600_000
KEPT = Kept("An answer.", "openai", "gpt-6-luna")


class Verdict(msgspec.Struct):
    """A type of answers."""

    good: bool


def asked(**changes: object) -> Request:
    return request("The same?", **changes)


@pytest.fixture
def cache(gate: ModelGate) -> Cache:
    """A cache on an empty Redis."""
    return Cache(gate)


def test_answer_that_may_not_be_given_again_has_no_name(cache: Cache) -> None:
    assert cache.name(asked(keep_s=0)) is None


def test_how_long_it_is_kept_makes_no_other_request(cache: Cache) -> None:
    assert cache.name(asked(keep_s=60)) == cache.name(asked())


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "interview"},
        {"role": "extractor"},
        {"task": "title"},
        {"tier": "best"},
        {"instructions": "Answer in two sentences."},
        {"inputs": {"resume": "Ada"}},
        {"messages": ()},
        {"images": (Image("image/png", b"png"),)},
        {"output": Verdict},
        {"tools": (Tool("look", "Looks.", Verdict),)},
        {"options": {"provider": "openai"}},
        {"issues": ("Too long.",)},
        {"max_output": 300},
        {"caller": Caller(user="bob", subscription="pro")},
        {"caller": Caller(user="ada", subscription="guest")},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_request_that_differs_in_anything_is_another(
    cache: Cache, changes: dict[str, object]
) -> None:
    assert cache.name(asked(**changes)) != cache.name(asked())


def test_same_request_of_another_session_is_the_same(cache: Cache) -> None:
    again = asked(caller=Caller(user="ada", subscription="pro", session="s9", run="r9"), fresh=True)
    assert cache.name(again) == cache.name(asked())


def test_order_of_inputs_makes_no_difference(cache: Cache) -> None:
    one, two = {"a": "1", "b": "2"}, {"b": "2", "a": "1"}
    assert cache.name(asked(inputs=one)) == cache.name(asked(inputs=two))


def test_answer_without_personal_data_is_everybodys(cache: Cache) -> None:
    names = {
        cache.name(asked(personal=False, caller=Caller(user=user, subscription="pro")))
        for user in ("ada", "bob", "")
    }
    assert len(names) == 1


def test_personal_answer_is_everybodys_where_the_settings_say_so(gate: ModelGate) -> None:
    shared = Cache(gate, share_personal=True)
    bobs = asked(caller=Caller(user="bob", subscription="pro"))
    assert shared.name(asked()) == shared.name(bobs)


def test_personal_answer_of_nobody_in_particular_is_not_kept(cache: Cache) -> None:
    assert cache.name(asked(caller=Caller())) is None


async def test_answer_is_recalled(cache: Cache) -> None:
    assert await cache.recall("n") is None
    await cache.remember("n", KEPT, asked())
    assert await cache.recall("n") == KEPT


async def test_long_answer_is_kept_compressed(cache: Cache, gate: ModelGate) -> None:
    kept = Kept("Long. " * 1000, "openai", "gpt-6-luna")
    await cache.remember("n", kept, asked())
    raw = await gate.recall("n")
    assert raw is not None
    assert len(raw) < COMPRESSED_ABOVE
    assert await cache.recall("n") == kept


@pytest.mark.parametrize(
    ("text", "is_kept"),
    [('{"good":true}', True), ('```json\n{"good": true}\n```', True), ('{"good":"maybe"}', False)],
)
async def test_answer_is_kept_where_it_fits_the_type_that_was_asked_for(
    cache: Cache, text: str, is_kept: bool
) -> None:
    await cache.remember("n", Kept(text, "openai", "m"), asked(output=Verdict))
    assert (await cache.recall("n") is not None) == is_kept


async def test_answer_is_kept_for_as_long_as_the_request_says(
    cache: Cache, redis: RedisServer
) -> None:
    await cache.remember("n", KEPT, asked(keep_s=12 * 3600))
    left = int(talk(redis.port, "PTTL", "c:n").removeprefix(":"))
    assert 11.9 * HOUR_MS < left <= 12 * HOUR_MS


@pytest.mark.parametrize(
    "value",
    [b"0{}", b"0not json", b"1not zlib", b"1" + zlib.compress(b"0" * 20_000_000)],
    ids=["other type", "no JSON", "no zlib", "a bomb"],
)
async def test_broken_entry_is_none(cache: Cache, gate: ModelGate, value: bytes) -> None:
    await gate.remember("n", value, ttl_ms=HOUR_MS)
    assert await cache.recall("n") is None


@given(st.text())
def test_words_of_an_answer_are_the_answer(text: str) -> None:
    assert "".join(Kept(text, "", "").words()) == text


def test_answer_comes_back_word_by_word() -> None:
    assert list(Kept("One two\n three.", "", "").words()) == ["One ", "two\n ", "three."]
