"""Sessions as their owners see them."""

import asyncio
import re
from collections import Counter

import pytest

from store import keys
from store.sessions.types import Created, Foreign, Opened, Submitted
from store.store import Store
from tests.store.writers import OWNER, Sessions, raw


async def create(store: Store, owner: str = "ada", **changes: object) -> Created:
    part = {"kind": "chat", "input": b"{}", "options": b"{}", "command_id": "c1"} | changes
    return await store.sessions.create("one", owner, **part, title="", raw=b"start", now_ms=5)  # type: ignore[arg-type]


async def test_create_again_with_the_same_input_is_the_same_session(store: Store) -> None:
    assert await create(store) == Created("created")
    assert await create(store) == Created("exists")
    assert await raw(store, "LLEN", keys.inbox("one")) == 1


async def test_create_with_other_input_or_kind_is_a_conflict(store: Store) -> None:
    await create(store)
    assert await create(store, input=b'{"topic":1}') == Created("conflict")
    assert await create(store, kind="interview") == Created("conflict")


async def test_create_under_anothers_id_is_foreign_and_leaves_no_trace(store: Store) -> None:
    await create(store)
    assert await create(store, "eve") == Created("foreign")
    assert (await store.sessions.list("eve", None, 10, None)).sessions == []
    assert await store.sessions.get("one", "eve") is None
    assert (await store.sessions.get("one", "ada")).owner == "ada"


async def test_create_at_once_from_everywhere_makes_one_session(store: Store) -> None:
    found = await asyncio.gather(*(create(store) for _ in range(20)))
    assert Counter(one.status for one in found) == {"created": 1, "exists": 19}
    assert await raw(store, "LLEN", keys.inbox("one")) == 1


async def test_session_that_names_what_there_is_not_is_not_made(store: Store) -> None:
    assert await create(store, unknown=True) == Created("unknown")
    assert await store.sessions.get("one", "ada") is None
    assert (await store.sessions.list("ada", None, 10, None)).sessions == []
    assert await create(store) == Created("created")
    assert await create(store, unknown=True) == Created("exists")


async def test_start_command_sent_again_is_a_duplicate(sessions: Sessions) -> None:
    await sessions.start()
    assert (await sessions.say("one", "c1")).status == "duplicate"


async def test_command_under_the_id_of_the_first_words_is_a_duplicate(
    store: Store, sessions: Sessions
) -> None:
    await create(store, message_id="m0")
    assert (await sessions.say("one", "m0")).status == "duplicate"
    assert (await sessions.say("one", "m1")).status == "accepted"
    assert await raw(store, "LLEN", keys.inbox("one")) == 2


async def test_id_with_other_content_is_a_conflict_and_with_the_same_a_duplicate(
    store: Store, sessions: Sessions
) -> None:
    await sessions.idle(content=b"begin")
    assert (await sessions.say("one", "c2", content=b"yes")).status == "accepted"
    for command_id, content, status in [
        ("c2", b"yes", "duplicate"),
        ("c2", b"no", "conflict"),
        ("c1", b"begin", "duplicate"),
        ("c1", b"yes", "conflict"),
    ]:
        assert (await sessions.say("one", command_id, content=content)).status == status
    assert (await sessions.say("one", "c2", "cancel", b"cancel")).status == "conflict"
    assert await raw(store, "LLEN", keys.inbox("one")) == 1
    assert await store.leases.cancelled("one") is None


async def test_create_again_with_other_first_words_is_a_conflict(store: Store) -> None:
    begun = {"content": b"begin", "message_id": "m0", "message_content": b"yes"}
    await create(store, **begun)
    for changes, status in [
        ({}, "exists"),
        ({"content": b"begin otherwise"}, "conflict"),
        ({"command_id": "c9"}, "exists"),
        ({"command_id": "c9", "message_content": b"no"}, "conflict"),
        ({"command_id": "c9", "message_id": "m9"}, "conflict"),
        ({"command_id": "c9", "message_id": "", "message_content": b""}, "exists"),
        ({"command_id": "m0", "message_id": "", "message_content": b""}, "conflict"),
    ]:
        assert await create(store, **(begun | changes)) == Created(status)
    assert await raw(store, "LLEN", keys.inbox("one")) == 1


async def test_first_words_said_otherwise_later_are_a_conflict(
    store: Store, sessions: Sessions
) -> None:
    await create(store, message_id="m0", message_content=b"yes")
    assert (await sessions.say("one", "m0", content=b"yes")).status == "duplicate"
    assert (await sessions.say("one", "m0", content=b"no")).status == "conflict"


async def test_id_that_an_earlier_release_remembered_is_a_duplicate_whatever_it_says(
    store: Store, sessions: Sessions
) -> None:
    await sessions.idle()
    await raw(store, "HDEL", keys.meta("one"), "commands")
    await raw(store, "DEL", keys.seen("one"))
    for command_id in ("c1", "old-1", "old-2"):
        place = await raw(store, "HINCRBY", keys.meta("one"), "commands", 1)
        await raw(store, "ZADD", keys.seen("one"), place, command_id)
    assert (await sessions.say("one", "c2", content=b"yes")).status == "accepted"
    place = await raw(store, "HINCRBY", keys.meta("one"), "commands", 1)
    await raw(store, "ZADD", keys.seen("one"), place, "old-3")
    assert (await sessions.say("one", "c3", content=b"yes")).status == "accepted"
    for command_id in ("old-1", "old-2", "old-3"):
        assert (await sessions.say("one", command_id, content=b"any")).status == "duplicate"
    order = await raw(store, "ZRANGE", keys.seen("one"), 0, -1)
    assert order.index(b"c1") < order.index(b"c2") < order.index(b"c3")
    assert order.index(b"old-1") < order.index(b"old-2") < order.index(b"old-3")
    assert order[-1] == b"c3"


@pytest.mark.parametrize("ids", [100, 1000])
async def test_digest_costs_at_most_sixteen_bytes_an_id(
    store: Store, sessions: Sessions, monkeypatch: pytest.MonkeyPatch, ids: int
) -> None:
    monkeypatch.setattr("store.sessions.sessions.INBOX_LIMIT", 2 * ids)

    async def used(session: str) -> int:
        return int(await raw(store, "MEMORY", "USAGE", keys.seen(session), "SAMPLES", 0))

    for place in range(1, ids + 1):
        await raw(store, "ZADD", keys.seen("plain"), place, f"{place:036}")
    await sessions.writer()
    await raw(store, "DEL", keys.seen("one"))
    for place in range(1, ids + 1):
        said = f"{place:036}"
        assert (await sessions.say("one", said, content=said.encode())).status == "accepted"
    assert await used("one") - await used("plain") <= 16 * ids


async def test_submit_at_once_from_everywhere_accepts_one(store: Store, sessions: Sessions) -> None:
    await sessions.idle()
    found = await asyncio.gather(*(sessions.say("one", "c2") for _ in range(20)))
    assert Counter(one.status for one in found) == {"accepted": 1, "duplicate": 19}
    assert await raw(store, "LLEN", keys.inbox("one")) == 1


async def test_submit_of_a_command_that_was_handled_is_a_duplicate(sessions: Sessions) -> None:
    await sessions.idle()
    assert (await sessions.say("one", "c1", "message")).status == "duplicate"


async def test_submit_remembers_the_last_thousand_ids(store: Store, sessions: Sessions) -> None:
    writer = await sessions.idle()
    for i in range(1005):
        await sessions.say("one", f"n{i}")
        writer = await sessions.take("one")
        await writer.finish(f"n{i}", b"e")
    assert await raw(store, "ZCARD", keys.seen("one")) == 1000
    assert (await sessions.say("one", "n5")).status == "duplicate"
    assert (await sessions.say("one", "n4")).status == "accepted"


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("message", "accepted"),
        ("action:hint", "accepted"),
        ("action:hin", "rejected"),
        ("action:hint action:skip", "rejected"),
        ("", "rejected"),
        (" ", "rejected"),
        (".*", "rejected"),
        ("%S+", "rejected"),
        ("cancel", "rejected"),
        ("retry", "rejected"),
    ],
)
async def test_idle_session_takes_only_what_its_state_allows(
    sessions: Sessions, name: str, status: str
) -> None:
    writer = await sessions.writer()
    await writer.finish("c1", b"e1", allows="message action:hint action:skip")
    answer = await sessions.say("one", "c2", name)
    assert (answer.status, answer.allows) == (status, "message action:hint action:skip")
    assert answer.status_now == ("running" if status == "accepted" else "idle")


async def test_rejected_command_may_come_again_when_it_is_allowed(sessions: Sessions) -> None:
    writer = await sessions.idle()
    assert (await sessions.say("one", "c2", "action:hint")).status == "rejected"
    await sessions.say("one", "c3")
    writer = await sessions.take("one")
    await writer.finish("c3", b"e2", allows="action:hint")
    assert (await sessions.say("one", "c2", "action:hint")).status == "accepted"


async def test_running_session_takes_everything_and_names_its_worker(sessions: Sessions) -> None:
    await sessions.writer("one", "w1")
    assert await sessions.say("one", "c2", "nonsense") == Submitted("accepted", "", "running", "w1")


async def test_submit_to_a_missing_or_foreign_session_is_missing(
    store: Store, sessions: Sessions
) -> None:
    await sessions.idle()
    assert await store.sessions.submit("one", "eve", "c2", "message", b"m", 7) == Submitted(
        "missing"
    )
    assert await store.sessions.submit("two", "ada", "c2", "message", b"m", 7) == Submitted(
        "missing"
    )
    assert await raw(store, "LLEN", keys.inbox("one")) == 0


async def test_command_that_names_what_there_is_not_is_taken_only_if_it_was_before(
    store: Store, sessions: Sessions
) -> None:
    await sessions.idle()

    async def say(unknown: bool, text: bytes = b"m") -> str:
        found = await store.sessions.submit(
            "one", "ada", "c2", "message", b"m", 7, text, unknown=unknown
        )
        return found.status

    assert await say(True) == "unknown"
    assert await raw(store, "LLEN", keys.inbox("one")) == 0
    assert await say(False) == "accepted"
    assert await say(True) == "duplicate"
    assert await say(True, b"other") == "conflict"


async def test_submit_stops_where_the_inbox_is_full(
    sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.sessions.sessions.INBOX_LIMIT", 3)
    await sessions.start()
    found = [(await sessions.say("one", f"c{i}")).status for i in range(2, 6)]
    assert found == ["accepted", "accepted", "full", "full"]


async def test_cancel_is_taken_where_the_inbox_is_full(
    store: Store, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.sessions.sessions.INBOX_LIMIT", 1)
    await sessions.writer()
    assert (await sessions.say("one", "c2")).status == "full"
    assert (await sessions.say("one", "c3", "cancel")).status == "accepted"
    assert await store.leases.cancelled("one") == "c1"


async def test_commands_may_hold_any_bytes(sessions: Sessions) -> None:
    await sessions.start(raw=b"\n\x00\xff\n")
    assert (await sessions.take("one")).acquired.command.raw == b"\n\x00\xff\n"


async def test_open_inside_the_log_gives_the_events_after_the_cursor(
    store: Store, sessions: Sessions
) -> None:
    writer = await sessions.writer()
    await writer.append(b"e1", b"e2", b"e3")
    for after, limit, events in [(0, 9, [b"e1", b"e2", b"e3"]), (1, 1, [b"e2"]), (3, 9, [])]:
        opened = await store.sessions.open("one", "ada", after, writer.epoch, limit)
        assert isinstance(opened, Opened)
        assert (opened.events, opened.snapshot, opened.base) == (events, None, 0)
        assert (opened.info.head, opened.info.status) == (3, "running")


@pytest.mark.parametrize("cursor", ["none", "trimmed away", "other epoch", "no epoch"])
async def test_open_elsewhere_gives_the_material_of_a_snapshot(
    store: Store, sessions: Sessions, cursor: str
) -> None:
    writer = await sessions.writer()
    await sessions.say("one", "c2")
    await writer.append(*[b"e%d" % i for i in range(1, 41)])
    await writer.finish("c1", b"e41", messages=[b"m1"])
    await writer.append(b"e42", mark=b"fold at 42")
    await writer.append(b"e43")
    after, epoch = {
        "none": (None, None),
        "trimmed away": (5, writer.epoch),
        "other epoch": (42, "other"),
        "no epoch": (42, None),
    }[cursor]
    opened = await store.sessions.open("one", "ada", after, epoch, 10)
    assert isinstance(opened, Opened)
    assert (opened.events, opened.info.head, opened.base) == (None, 43, 22)
    assert opened.info.epoch == writer.epoch
    snapshot = opened.snapshot
    assert (snapshot.messages, snapshot.checkpoint) == ([b"m1"], b"checkpoint")
    assert (snapshot.mark, snapshot.tail) == (b"fold at 42", [b"e43"])


async def test_cursor_one_event_before_what_is_kept_gets_no_events(
    store: Store, sessions: Sessions
) -> None:
    writer = await sessions.writer()
    await writer.append(*[b"e%d" % i for i in range(1, 41)], mark=b"fold at 40")
    await writer.append(b"e41")
    kept = await sessions.log()
    base = 41 - len(kept)
    assert base > 0
    for after, events in ((base, kept), (base - 1, None)):
        opened = await store.sessions.open("one", "ada", after, writer.epoch, 100)
        page = await store.sessions.read("one", after, 100)
        assert isinstance(opened, Opened)
        assert (opened.events, page and page.events) == (events, events or [])


async def test_open_tells_the_missing_from_the_foreign(store: Store, sessions: Sessions) -> None:
    await sessions.start()
    assert await store.sessions.open("one", "eve", None, None, 10) == Foreign()
    assert await store.sessions.open("two", "eve", None, None, 10) is None


async def test_open_is_one_atomic_read(store: Store, sessions: Sessions) -> None:
    """While a writer appends, every answer is the log as it stood at its head."""
    writer = await sessions.writer()
    log = [b"e%d" % i for i in range(1, 201)]

    async def write() -> None:
        for event in log:
            await writer.append(event)

    async def read(after: int | None) -> None:
        while not writing.done():
            opened = await store.sessions.open("one", "ada", after, writer.epoch, 1000)
            events = opened.snapshot.tail if after is None else opened.events
            assert events == log[: opened.info.head]

    writing = asyncio.create_task(write())
    await asyncio.gather(writing, read(None), read(0))


async def test_session_that_many_open_at_once_holds_up_no_writer(
    store: Store, sessions: Sessions
) -> None:
    """Redis copies one of some megabytes at a time, and has others' steps between."""
    writer = await sessions.writer()
    await writer.finish("c1", b"e1", messages=[b"x" * 100_000] * 40)
    opened = list[object]()

    async def open_it() -> None:
        opened.append(await store.sessions.open("one", "ada", None, None, 10))

    openings = [asyncio.create_task(open_it()) for _ in range(40)]
    await asyncio.wait(openings, return_when=asyncio.FIRST_COMPLETED)
    await store.sessions.list("ben", None, 10, None)
    assert len(opened) <= 4
    await asyncio.gather(*openings)
    assert all(isinstance(one, Opened) for one in opened)


async def test_read_pages_through_the_log(store: Store, sessions: Sessions) -> None:
    writer = await sessions.writer()
    await writer.append(b"e1", b"e2", b"e3")
    page = await store.sessions.read("one", 1, 1)
    assert (page.epoch, page.head, page.base, page.events) == (writer.epoch, 3, 0, [b"e2"])
    assert (page.owner, page.status) == ("ada", "running")
    assert (await store.sessions.read("one", 3, 10)).events == []
    assert (await store.sessions.read("one", 9, 10)).events == []
    assert await store.sessions.read("two", 0, 10) is None


async def test_read_before_what_is_kept_gives_no_events(store: Store, sessions: Sessions) -> None:
    writer = await sessions.writer()
    await writer.append(*[b"e"] * 30, mark=b"fold")
    await writer.append(b"e")
    page = await store.sessions.read("one", 5, 10)
    assert (page.base, page.events) == (11, [])


async def test_sessions_lists_newest_first_page_by_page(store: Store, sessions: Sessions) -> None:
    for i in range(7):
        await sessions.start(f"s{i}", now_ms=1000 + i // 3, kind="chat" if i % 2 else "interview")
    await sessions.start("other", owner="eve")
    pages, cursor = [], None
    while True:
        listed = await store.sessions.list("ada", None, 2, cursor)
        pages.append([one.id for one in listed.sessions])
        cursor = listed.cursor
        if cursor is None:
            break
    assert [one for page in pages for one in page] == [f"s{i}" for i in range(6, -1, -1)]
    assert max(map(len, pages)) == 2
    only = await store.sessions.list("ada", "chat", 10, None)
    assert [one.id for one in only.sessions] == ["s5", "s3", "s1"]


@pytest.mark.parametrize("kind", ["chat", "interview", "zzz", None])
async def test_sessions_moves_nothing_of_what_they_were_started_with(
    store: Store, sessions: Sessions, kind: str | None
) -> None:
    for i in range(20):
        await sessions.start(
            f"s{i}",
            now_ms=1000 + i,
            kind="chat" if i % 2 else "interview",
            input=b"i" * 50_000,
            title="t" * 200,
        )
    before = await moved(store)
    listed = await store.sessions.list("ada", kind, 3, None)
    assert len(listed.sessions) == (0 if kind == "zzz" else 3)
    # What is counted includes an answer of INFO.
    assert await moved(store) - before < 20_000


@pytest.mark.parametrize("kind", ["chat", "zzz"])
async def test_sessions_of_a_rare_kind_reads_so_many_at_once_and_finds_all(
    store: Store, sessions: Sessions, kind: str
) -> None:
    for i in range(40):
        await sessions.start(
            f"s{i:02}", now_ms=1000 + i // 3, kind="chat" if i < 2 else "interview"
        )
    found, cursor, pages = [], None, 0
    while cursor is not None or not pages:
        listed = await store.sessions.list("ada", kind, 1, cursor)
        found += [one.id for one in listed.sessions]
        cursor, pages = listed.cursor, pages + 1
    assert found == (["s01", "s00"] if kind == "chat" else [])
    assert pages > 1


async def moved(store: Store) -> int:
    """The bytes that Redis has sent to all of its clients."""
    stats = await raw(store, "INFO", "stats")
    found = re.search(rb"total_net_output_bytes:(\d+)", stats)
    assert found is not None
    return int(found[1])


async def test_sessions_leaves_out_what_expired(store: Store, sessions: Sessions) -> None:
    await sessions.start("one")
    await sessions.start("two")
    await raw(store, "DEL", *keys.all_of("one"))
    assert [one.id for one in (await store.sessions.list("ada", None, 10, None)).sessions] == [
        "two"
    ]


@pytest.mark.parametrize("cursor", ["", "x", "1", "1.", ".a", "-1.a", "1e9.a", "9" * 40 + ".a"])
async def test_sessions_refuses_a_cursor_that_is_none(store: Store, cursor: str) -> None:
    with pytest.raises(ValueError, match="cursor"):
        await store.sessions.list("ada", None, 10, cursor)


async def test_rename_is_the_owners(store: Store, sessions: Sessions) -> None:
    await sessions.start()
    assert await store.sessions.rename("one", "ada", "Neu ✓", 99)
    assert not await store.sessions.rename("one", "eve", "Mine", 99)
    assert not await store.sessions.rename("two", "ada", "None", 99)
    info = await store.sessions.get("one", "ada")
    assert (info.title, info.updated) == ("Neu ✓", 99)


async def left_ms(store: Store, session: str) -> dict[str, int]:
    """In how many ms each key of a session runs out that runs out at all, and their index."""
    names = [*keys.all_of(session), keys.sessions("ada")]
    found = {name: int(await raw(store, "PTTL", name)) for name in names}
    return {name: left for name, left in found.items() if left >= 0}


@pytest.mark.parametrize("at_rest", [True, False])
async def test_session_of_a_guest_that_is_kept_lives_as_long_again(
    store: Store, sessions: Sessions, at_rest: bool
) -> None:
    writer = await sessions.writer(ttl_ms=60_000)
    await writer.append(b"e", step=("s", b"r"), mark=b"m")
    if at_rest:
        await writer.finish("c1", b"e2", messages=[b"m"])
    lasting = set(await left_ms(store, "one")) - {keys.lease("one")}
    assert keys.meta("one") in lasting
    for name in lasting:
        await raw(store, "PEXPIRE", name, 5000)
    assert await store.sessions.keep({"one": "ada"}) == {"one": 60_000}
    left = await left_ms(store, "one")
    assert lasting <= set(left)
    # The log of a session at rest has a time of its own.
    short = {keys.log("one")} if at_rest else set()
    assert {name for name in lasting if left[name] > 50_000} == lasting - short
    assert all(0 < left[name] <= 5000 for name in short)


async def test_session_of_a_guest_that_has_just_been_used_is_kept_as_it_is(
    store: Store, sessions: Sessions
) -> None:
    await sessions.start(ttl_ms=60_000)
    for name in await left_ms(store, "one"):
        await raw(store, "PEXPIRE", name, 50_000)
    assert await store.sessions.keep({"one": "ada"}) == {"one": 60_000}
    assert await raw(store, "PTTL", keys.meta("one")) <= 50_000


async def test_session_without_an_end_is_kept_as_it_is(store: Store, sessions: Sessions) -> None:
    await sessions.idle()
    before = await left_ms(store, "one")
    assert await store.sessions.keep({"one": "ada"}) == {"one": None}
    assert set(await left_ms(store, "one")) == set(before)


async def test_session_that_is_gone_is_not_kept_and_does_not_come_back(
    store: Store, sessions: Sessions
) -> None:
    await sessions.start("one", ttl_ms=60_000)
    await sessions.start("two", ttl_ms=60_000)
    await raw(store, "DEL", *keys.all_of("one"))
    assert await store.sessions.keep({"one": "ada", "two": "ada"}) == {"two": 60_000}
    assert await raw(store, "EXISTS", *keys.all_of("one")) == 0
    assert await store.sessions.keep({}) == {}


async def test_delete_is_the_owners_and_leaves_nothing(store: Store, sessions: Sessions) -> None:
    writer = await sessions.writer(ttl_ms=60_000)
    await writer.append(b"e", step=("s", b"r"), mark=b"m")
    await sessions.say("one", "x", "cancel")
    assert not await store.sessions.delete("one", "eve")
    assert await store.sessions.delete("one", "ada")
    assert await raw(store, "KEYS", "*") == []
    assert not await store.sessions.delete("one", "ada")


async def test_id_that_an_earlier_commands_message_may_have_is_reserved(
    store: Store, sessions: Sessions
) -> None:
    await sessions.idle()
    for command_id, status in [
        ("c1.1", "reserved"),
        ("c1.3.0.1", "reserved"),
        ("c2.1", "accepted"),
        ("c2", "reserved"),
        ("c2.2", "accepted"),
        ("c2.1.7", "reserved"),
        ("c3", "accepted"),
        ("c2.1", "duplicate"),
        ("c2.", "accepted"),
        (".1", "accepted"),
        ("c1.1x", "accepted"),
        ("c1.1-1", "accepted"),
    ]:
        assert (await sessions.say("one", command_id)).status == status, command_id


async def test_id_like_a_messages_is_reserved_once_ids_are_forgotten(
    store: Store, sessions: Sessions
) -> None:
    await sessions.writer()
    await raw(store, "ZADD", keys.seen("one"), *(w for n in range(998) for w in (n, f"n{n}")))
    assert (await sessions.say("one", "0.25")).status == "accepted"
    assert await raw(store, "ZCARD", keys.seen("one")) == 1000
    assert (await sessions.say("one", "0.5")).status == "reserved"
    assert (await sessions.say("one", "c2")).status == "accepted"


async def test_messages_that_ended_runs_left_are_read_page_by_page(
    store: Store, sessions: Sessions
) -> None:
    writer = await sessions.writer()
    nothing = await store.sessions.at_rest("one", OWNER)
    assert nothing is not None
    assert (nothing.checkpoint, nothing.count) == (None, 0)
    said = [b"m%d" % number * size for number, size in enumerate((1, 1, 400, 1, 1))]
    await writer.finish("c1", b"e1", messages=said)
    rest = await store.sessions.at_rest("one", OWNER)
    assert rest is not None
    assert (rest.checkpoint, rest.count) == (b"checkpoint", 5)

    async def read(first: int, before: bytes | None, most: int = 9, size: int = 100) -> object:
        return await store.sessions.messages("one", OWNER, first, before, most, size)

    assert await read(0, None) == said[:2]
    assert await read(2, said[1]) == said[2:3], "a long one comes alone"
    assert await read(3, said[2], most=1) == said[3:4]
    assert await read(5, said[4]) == []
    assert await store.sessions.at_rest("one", "eve") is None
    assert await store.sessions.messages("one", "eve", 0, None, 9, 100) is None


async def test_messages_that_were_withdrawn_meanwhile_are_noticed(
    store: Store, sessions: Sessions
) -> None:
    writer = await sessions.writer()
    await writer.finish("c1", b"e1", messages=[b"one", b"two", b"three"])
    await sessions.say("one", "c2")
    writer = await sessions.take("one")
    await writer.finish("c2", b"e2", keep=1, messages=[b"other"])
    assert await store.sessions.messages("one", OWNER, 2, b"two", 9, 100) is None
    assert await store.sessions.messages("one", OWNER, 1, b"one", 9, 100) == [b"other"]
