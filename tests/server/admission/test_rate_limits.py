"""Token buckets on a clock that the test moves, and what a server limits with them."""

from collections.abc import Iterator
from contextlib import suppress
from ipaddress import IPv6Address

import httpx
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed

from protocol.connection import MAX_WAITING
from server.admission.rate_limits import Buckets, TokenBucket, site, subscriber
from tests.processes import Server, Servers
from tests.server.calls import Caller


@given(st.lists(st.floats(0, 2), min_size=1, max_size=200))
def test_bucket_never_lets_more_pass_than_burst_plus_rate(gaps: list[float]) -> None:
    bucket = TokenBucket(rate=5, burst=10, now=0)
    now = 0.0
    passed = 0
    for gap in gaps:
        now += gap
        passed += bucket.take(now) == 0
    assert passed <= 10 + 5 * now + 1e-6


def test_caller_who_waits_as_long_as_told_may_pass() -> None:
    bucket = TokenBucket(rate=2, burst=1, now=0)
    assert bucket.take(0) == 0
    wait_ms = bucket.take(0)
    assert wait_ms > 0
    assert bucket.take(wait_ms / 1000 + 0.001) == 0


def test_callers_do_not_share_a_bucket() -> None:
    buckets = Buckets(rate=1, burst=1)
    assert buckets.take("a", 0) == 0
    assert buckets.take("a", 0) > 0
    assert buckets.take("b", 0) == 0


def test_many_callers_do_not_grow_memory() -> None:
    buckets = Buckets(rate=1, burst=1)
    for number in range(3 * Buckets.FORGET_AT):
        buckets.take(f"user-{number}", now=number / 1000)
    assert len(buckets) <= Buckets.FORGET_AT


@pytest.mark.parametrize(
    ("address", "whose", "where"),
    [
        ("203.0.113.7", "203.0.113.7", None),
        ("::ffff:203.0.113.7", "203.0.113.7", None),
        ("64:ff9b::203.0.113.7", "203.0.113.7", None),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::", "2001:db8:1::"),
        ("2001:DB8:1:2:ffff::", "2001:db8:1:2::", "2001:db8:1::"),
        ("2001:db8:1:3::1", "2001:db8:1:3::", "2001:db8:1::"),
        ("2001:db8:2:3::1", "2001:db8:2:3::", "2001:db8:2::"),
        ("fe80::1%eth0", "fe80::", "fe80::"),
        ("testclient", "", None),
        ("_hidden", "", None),
        ("203.0.113.7:80", "", None),
        ("", "", None),
    ],
)
def test_address_stands_for_its_subscriber_and_its_site(
    address: str, whose: str, where: str | None
) -> None:
    assert (subscriber(address), site(address)) == (whose, where)


@given(st.ip_addresses(v=6), st.integers(0, 2**64 - 1), st.integers(0, 2**80 - 1))
def test_addresses_of_one_network_stand_for_one_subscriber_and_one_site(
    address: IPv6Address, below_64: int, below_48: int
) -> None:
    near = IPv6Address(int(address) & ~(2**64 - 1) | below_64)
    far = IPv6Address(int(address) & ~(2**80 - 1) | below_48)
    assume(site(str(address)) and site(str(near)) and site(str(far)))  # none is of IPv4
    assert subscriber(str(near)) == subscriber(str(address))
    assert site(str(near)) == site(str(far)) == site(str(address))


@pytest.fixture(scope="module")
def settings() -> dict[str, str]:
    return {
        "CAREERPILOT_GUESTS_BURST": "5",
        "CAREERPILOT_GUESTS_PER_SECOND": "1",
        "CAREERPILOT_COMMANDS_BURST": "5",
        "CAREERPILOT_COMMANDS_PER_SECOND": "1",
    }


@pytest.fixture(scope="module")
def exposed(started: Servers, settings: dict[str, str]) -> Server:
    """A server whose clients, we among them, are none of its proxies."""
    return started.start(CAREERPILOT_PROXIES="192.0.2.1", **settings)


@pytest.fixture
def newcomer(server: Server) -> Iterator[httpx.Client]:
    """Somebody who has no token, and keeps none."""
    with httpx.Client(base_url=server.url, trust_env=False) as http:
        yield http


def guest_from(address: str, http: httpx.Client) -> httpx.Response:
    """What is answered to a new guest of whom the proxy says that address."""
    http.cookies.clear()
    return http.post("/v1/auth/guest", headers={"X-Forwarded-For": address})


def refusal(*addresses: str, http: httpx.Client) -> httpx.Response:
    """The first answer, to guests from all of those in turn, that makes none of them."""
    answers = (guest_from(addresses[n % len(addresses)], http) for n in range(1000))
    return next(answer for answer in answers if answer.status_code != 200)


def assert_told_to_wait(answer: httpx.Response) -> None:
    """Refused for a second at most, as a second's wait is what one more costs."""
    assert answer.status_code == 429
    problem = answer.json()
    assert problem["code"] == "rate_limited"
    assert 0 < problem["retryMs"] <= 1000
    assert answer.headers["retry-after"] == "1"


@pytest.mark.slow(seconds=2.5)
def test_address_that_makes_many_guests_is_told_to_wait(newcomer: httpx.Client) -> None:
    assert_told_to_wait(refusal("203.0.113.7", http=newcomer))


def test_guests_of_other_addresses_are_not_limited_with_it(newcomer: httpx.Client) -> None:
    refusal("203.0.113.8", http=newcomer)
    assert guest_from("203.0.113.9", newcomer).status_code == 200
    assert refusal("2001:db8::1", "2001:db8::2", http=newcomer).status_code == 429


def test_guest_who_renews_is_not_limited(server: Server, newcomer: httpx.Client) -> None:
    token = guest_from("203.0.113.10", newcomer).json()["accessToken"]
    refusal("203.0.113.10", http=newcomer)
    known = Caller(server, token)
    answers = [guest_from("203.0.113.10", known.http) for _ in range(20)]
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["user"]["id"] for answer in answers}) == 1


def test_address_that_a_stranger_says_it_has_is_not_believed(exposed: Server) -> None:
    with httpx.Client(base_url=exposed.url, trust_env=False) as http:
        made_up = [f"203.0.113.{n}" for n in range(1, 200)]
        assert refusal(*made_up, http=http).status_code == 429


def test_commands_faster_than_allowed_are_told_when_to_come_again(server: Server) -> None:
    caller = Caller(server)
    session = caller.create()["id"]
    answers = (caller.say(session, type="cancel", id=f"c{n}") for n in range(1000))
    assert [next(answers).status_code for _ in range(4)] == [409] * 4, "with the start, a burst"
    assert_told_to_wait(next(answer for answer in answers if answer.status_code == 429))


def test_callers_commands_do_not_limit_anothers(server: Server) -> None:
    hasty, calm = Caller(server), Caller(server)
    theirs = hasty.create()["id"]
    answers = (hasty.say(theirs, type="cancel", id=f"c{n}") for n in range(1000))
    next(answer for answer in answers if answer.status_code == 429)
    calm.create()


def test_caller_who_goes_on_far_too_fast_is_closed(server: Server) -> None:
    caller = Caller(server)
    with caller.dial(caller.create()["id"]) as ws:
        # Fewer than may wait unread, which is a flood of another sort.
        with suppress(ConnectionClosed):
            for n in range(MAX_WAITING - 1):
                ws.send({"type": "cancel", "id": f"c{n}"})
        assert ws.closed() == 4429
    assert ws.frames[-1]["code"] == "rate_limited"
