"""Key names."""

import inspect
from collections.abc import Iterator
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis.crc import key_slot

from store import keys

SESSION = "0190f0c4-7d5a-7000-8000-000000000001"


def test_all_of_a_session_shares_one_slot() -> None:
    names = (*keys.all_of(SESSION), keys.events_channel(SESSION))
    assert len({key_slot(name.encode()) for name in names}) == 1
    assert len(set(names)) == len(names)


def test_channel_tells_its_session() -> None:
    assert keys.session_of(keys.events_channel(SESSION)) == SESSION
    assert keys.meta(SESSION).removesuffix(":meta") == keys.events_channel(SESSION)


def test_all_that_a_call_is_admitted_by_and_settled_in_shares_one_slot() -> None:
    scopes = ("day:2026-11-21", "user:{ada}:2026-11-21")
    admission = keys.admission("id", "openai", "gpt-{6}", 29, scopes)
    settlement = keys.settlement("id", "openai", "gpt-{6}", "2026-11-21", scopes)
    assert len({key_slot(name.encode()) for name in admission + settlement}) == 1
    assert len(set(admission + settlement)) == 9
    assert admission[:3] + admission[4:] == settlement[:3] + settlement[4:]


def test_all_rate_limits_of_a_group_share_one_slot() -> None:
    names = [keys.rate_limit("guests:2001:db8:1::", name) for name in ("site", "2001:db8:1:2::")]
    assert len({key_slot(name.encode()) for name in names}) == 1
    assert len(set(names)) == 2


PREFIXES = st.from_regex(keys.PREFIX, fullmatch=True)


@pytest.fixture(autouse=True)
def without_prefix() -> Iterator[None]:
    yield
    keys.use_prefix("")


def all_names(prefix: str) -> list[str]:
    """Whatever the module gives a name to, for one session, user, provider and so on."""
    keys.use_prefix(prefix)
    given = {"session": SESSION, "user": "ada", "worker": "w1", "number": 29, "scopes": ("day",)}
    found: list[str] = []
    for name, function in inspect.getmembers(keys, inspect.isfunction):
        if not name.startswith("_") and name not in ("use_prefix", "session_of"):
            wanted = inspect.signature(function).parameters
            named = function(*(given.get(parameter, "x") for parameter in wanted))
            found += [named] if isinstance(named, str) else named
    return found


@given(PREFIXES)
def test_every_name_begins_with_the_prefix_and_is_else_what_it_was(prefix: str) -> None:
    plain = all_names("")
    assert len(set(plain)) > 20
    assert all_names(prefix) == [prefix + name for name in plain]
    assert keys.session_of(keys.events_channel(SESSION)) == SESSION


@given(PREFIXES)
def test_prefix_leaves_what_shares_a_slot_together(prefix: str) -> None:
    keys.use_prefix(prefix)
    names = (*keys.all_of(SESSION), keys.events_channel(SESSION))
    assert len({key_slot(name.encode()) for name in names}) == 1
    admission = keys.admission("id", "openai", "m", 29, ("day",))
    assert len({key_slot(name.encode()) for name in admission}) == 1


@given(st.sets(PREFIXES, min_size=2, max_size=4))
def test_no_two_prefixes_have_a_name_in_common(prefixes: set[str]) -> None:
    names = [set(all_names(prefix)) for prefix in prefixes]
    assert len(set(chain.from_iterable(names))) == sum(map(len, names))


@pytest.mark.parametrize("prefix", ["{a}", "a b", "a\n", "x" * 65, "*"])
def test_prefix_that_could_be_more_than_a_name_is_refused(prefix: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - it is the value that is wrong
        keys.use_prefix(prefix)


def test_all_that_counts_for_a_user_shares_one_slot_and_so_does_all_of_all_guests() -> None:
    of_user = {*keys.account("ada"), keys.sessions("ada")}
    for collection in keys.COLLECTIONS:
        of_user |= set(keys.all_of_holding("ada", collection, "one"))
    of_user |= set(keys.all_of_practice("ada"))
    assert len(of_user) == 5 + 3 * len(keys.COLLECTIONS)
    assert len({key_slot(name.encode()) for name in of_user}) == 1
    assert len({key_slot(name.encode()) for name in keys.guests()}) == 1
