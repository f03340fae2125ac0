"""The forms of REDIS_URL."""

import pytest
from redis.asyncio.connection import SSLConnection, UnixDomainSocketConnection

from store.errors import BadAddress
from store.redis.address import parse


def test_address_of_one_redis() -> None:
    found = parse("redis://user:p%40ss@example.org:6380/3")
    assert (found.form, found.hosts) == ("single", (("example.org", 6380),))
    assert found.options == {"username": "user", "password": "p@ss", "db": 3}


def test_address_over_tls_keeps_its_options() -> None:
    found = parse("rediss://example.org?ssl_check_hostname=false")
    assert found.connection is SSLConnection
    assert found.options == {"ssl_check_hostname": False}
    assert found.hosts == (("example.org", 6379),)


def test_address_of_a_unix_socket() -> None:
    found = parse("unix:///run/redis.sock?db=2")
    assert found.connection is UnixDomainSocketConnection
    assert (found.hosts, found.options) == ((), {"path": "/run/redis.sock", "db": 2})


def test_address_through_sentinels() -> None:
    found = parse("rediss+sentinel://u:secret@a,[::1]:2,c:3/main/4?sentinel_password=other")
    assert (found.form, found.service) == ("sentinel", "main")
    assert found.hosts == (("a", 26379), ("::1", 2), ("c", 3))
    assert found.options == {"username": "u", "password": "secret", "db": 4}
    assert found.sentinel_options == {"password": "other"}


def test_address_of_a_cluster() -> None:
    found = parse("redis+cluster://a:1,b")
    assert (found.form, found.hosts) == ("cluster", (("a", 1), ("b", 6379)))


def test_address_hides_its_password() -> None:
    assert "secret" not in repr(parse("redis://u:secret@a"))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "localhost:6379",
        "http://u:secret@a",
        "redis://u:secret@a:port",
        "redis+other://u:secret@a",
        "redis+sentinel://u:secret@a",
        "redis://u:secret@a?db=x",
        "redis+cluster://u:secret@a,b:999999",
        "redis://:secret#more@a",
    ],
)
def test_address_that_is_none_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(BadAddress) as caught:
        parse(url)
    assert "secret" not in str(caught.value)
