"""Key names."""

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


def test_all_that_counts_for_a_user_shares_one_slot_and_so_does_all_of_all_guests() -> None:
    of_user = (*keys.account("ada"), keys.sessions("ada"))
    assert len({key_slot(name.encode()) for name in of_user}) == 1
    assert len({key_slot(name.encode()) for name in keys.GUESTS}) == 1
