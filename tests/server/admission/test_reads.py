"""Limits on what a user reads, by what it costs."""

import httpx
import pytest

from protocol.errors import RateLimited
from server.admission.reads import ANSWER_BYTES, SCANNED_SESSIONS, Reads
from server.admission.tokens import Identity
from server.settings.sections import LimitSettings
from tests.processes import Server, Servers
from tests.server.calls import Caller, assert_problem

ADA = Identity("ada", True, 0.0)
EVE = Identity("eve", True, 0.0)


@pytest.fixture(scope="module")
def running(started: Servers) -> Server:
    """A server that lets little be read."""
    return started.start(CAREERPILOT_READS_PER_SECOND="1", CAREERPILOT_READS_BURST="10")


def passes(reads: Reads, identity: Identity) -> bool:
    try:
        reads.admit(identity)
    except RateLimited:
        return False
    return True


@pytest.mark.parametrize(
    "cost", [{"size": 100 * ANSWER_BYTES}, {"scanned": 100 * SCANNED_SESSIONS}]
)
def test_user_who_had_much_read_waits_and_others_do_not(cost: dict[str, int]) -> None:
    reads = Reads(LimitSettings(reads_per_second=1, reads_burst=50))
    reads.admit(ADA)
    reads.charge(ADA, **cost)
    assert not passes(reads, ADA)
    assert passes(reads, EVE)


def test_three_answers_read_by_long_poll_at_once_are_no_more_than_may_be() -> None:
    limits = LimitSettings()
    assert limits.reads_per_second > 3 * 77


def test_session_of_twenty_megabytes_may_be_read_again_and_again() -> None:
    reads = Reads(LimitSettings())
    for _ in range(5):
        reads.admit(ADA)
        reads.charge(ADA, size=20_000_000)


@pytest.mark.slow(seconds=2)
@pytest.mark.parametrize("path", ["", "/{}", "/{}/events?wait=0"])
def test_reads_faster_than_allowed_are_told_when_to_come_again(path: str, server: Server) -> None:
    caller = Caller(server)
    url = f"/v1/sessions{path.format(caller.create('chat')['id'])}"
    refused = refusal(caller, url)
    document = assert_problem(refused, 429, "rate_limited")
    assert 0 < document["retryMs"] <= 1000
    assert refused.headers["retry-after"] == "1"
    # It is one limit for all that is read, and the user's own.
    assert caller.http.get("/v1/sessions").status_code == 429
    assert Caller(server).http.get("/v1/sessions").status_code == 200


def refusal(caller: Caller, url: str) -> httpx.Response:
    """The first answer that refuses."""
    accept = {"Accept": "application/json"}
    answers = (caller.http.get(url, headers=accept) for _ in range(1000))
    return next(answer for answer in answers if answer.status_code != 200)
