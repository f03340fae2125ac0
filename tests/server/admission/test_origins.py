"""Which pages may use the server."""

import pytest

from protocol.errors import Forbidden
from server.admission.credentials import COOKIE
from server.admission.key_ring import KeyRing
from server.admission.origins import check_origin
from server.admission.tokens import Tokens

SECRET = "a-secret-of-the-tests-with-many-characters"


HOST = (b"host", b"pilot.example:8000")


@pytest.fixture
def tokens() -> Tokens:
    return Tokens(KeyRing(SECRET), ttl_s=60, guest_s=600)


def bearer(token: str) -> list[tuple[bytes, bytes]]:
    return [(b"authorization", f"Bearer {token}".encode())]


def cookie(token: str) -> list[tuple[bytes, bytes]]:
    return [(b"cookie", f"other=1; {COOKIE}={token}".encode())]


@pytest.mark.parametrize("origin", [b"http://pilot.example:8000", b"https://friend.example"])
def test_page_of_this_host_or_of_the_list_may_pass(origin: bytes) -> None:
    check_origin([HOST, (b"origin", origin)], frozenset({"https://friend.example"}))


@pytest.mark.parametrize(
    "origin",
    [
        b"https://evil.example",
        b"null",
        b"http://pilot.example",
        b"http://pilot.example:8000.evil",
        b"",
    ],
)
@pytest.mark.parametrize("safe", [True, False])
def test_page_of_another_host_is_refused(origin: bytes, safe: bool) -> None:
    with pytest.raises(Forbidden):
        check_origin([HOST, (b"origin", origin)], frozenset({"https://friend.example"}), safe=safe)


def test_cookie_without_an_origin_may_read_but_not_write(tokens: Tokens) -> None:
    headers = [HOST, *cookie(tokens.guest().token)]
    check_origin(headers, frozenset(), safe=True)
    with pytest.raises(Forbidden):
        check_origin(headers, frozenset())


def test_bearer_without_an_origin_may_write_whatever_cookie_stands_beside(tokens: Tokens) -> None:
    token = tokens.guest().token
    check_origin([HOST, *bearer(token)], frozenset())
    check_origin([HOST, *bearer(token), *cookie(token)], frozenset())
