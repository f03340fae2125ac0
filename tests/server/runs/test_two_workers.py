"""A connection on one worker to a session whose actor lives on another."""

from collections.abc import Iterator

import pytest

from tests.processes import Server, Servers
from tests.server.calls import Caller, new_id
from tests.server.conftest import KINDS

PACED = {"tokens": 30, "perSecond": 100}


@pytest.fixture(scope="module")
def pair(started: Servers) -> tuple[Server, Server]:
    """Two servers over one Redis."""
    redis = started.redis()
    one, other = (started.start(redis_url=redis.url, **KINDS) for _ in range(2))
    return one, other


@pytest.fixture
def here(pair: tuple[Server, Server]) -> Iterator[Caller]:
    with (one := Caller(pair[0])).http:
        yield one


@pytest.fixture
def there(pair: tuple[Server, Server], here: Caller) -> Iterator[Caller]:
    """The same user on the other worker."""
    with (one := Caller(pair[1], here.token)).http:
        yield one


@pytest.mark.slow(seconds=7.8)
def test_connection_on_a_new_id_hears_another_worker_begin_it(here: Caller, there: Caller) -> None:
    session = new_id()
    with here.dial(session) as ws, here.listen(session) as stream:
        assert ws.next()["status"] == "new"
        assert stream.next()[1]["status"] == "new"
        document = there.create(input=PACED, id=session)
        ws.until_run_ends()
        welcome = ws.frames[1]
        assert welcome["type"] == "welcome"
        assert welcome["epoch"] == document["epoch"]
        assert len(ws.events()) == document["head"]
        assert stream.next()[1]["type"] == "welcome"
        assert stream.next()[0].startswith(f"{document['epoch']}:")


def test_stranger_who_waits_on_an_id_sees_nothing_of_what_comes_to_be_there(
    here: Caller, pair: tuple[Server, Server]
) -> None:
    session = new_id()
    stranger = Caller(pair[0])
    owner = Caller(pair[1])
    with stranger.http, owner.http, stranger.dial(session) as ws:
        assert ws.next()["status"] == "new"
        owner.create(input=PACED, id=session)
        assert ws.closed() == 4404
        assert [frame["type"] for frame in ws.frames] == ["welcome", "error"]


def test_events_of_another_workers_actor_come_once_and_in_order(
    here: Caller, there: Caller
) -> None:
    session = there.create()["id"]
    with here.dial(session, "?after=0") as near, there.dial(session, "?after=0") as far:
        near.until_run_ends()
        far.until_run_ends()
        for worker, n in ((near, 1), (far, 2), (near, 3)):
            worker.send({"type": "message", "id": f"m{n}", "text": "x"})
            near.until_run_ends()
            far.until_run_ends()
        assert near.events() == far.events()
        assert len(near.events()) == here.session(session)["head"]
