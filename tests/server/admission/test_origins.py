"""Which pages may use the server."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.errors import Forbidden
from server.admission.origins import check_origin
from tests.server.admission.requests import bearer, cookies, origin, request

FRIENDS = frozenset({"https://friend.example", "http://localhost:5173"})


@pytest.mark.parametrize(
    ("scheme", "host", "page"),
    [
        ("http", "pilot.example:8000", "http://pilot.example:8000"),
        ("ws", "pilot.example:8000", "http://pilot.example:8000"),
        ("https", "pilot.example", "https://pilot.example"),
        ("wss", "pilot.example", "https://pilot.example"),
        ("https", "Pilot.Example:443", "https://pilot.example"),
        ("http", "pilot.example:80", "http://pilot.example"),
        ("http", "pilot.example", "http://pilot.example:80"),
        ("https", "pilot.example:80", "https://pilot.example:80"),
        ("http", "[::1]:8000", "http://[::1]:8000"),
        ("https", "[::1]", "https://[::1]"),
        ("http", "pilot.example", "https://friend.example"),
        ("https", "pilot.example", "http://localhost:5173"),
    ],
)
@pytest.mark.parametrize("safe", [True, False])
def test_page_of_the_same_origin_or_of_the_list_may_pass(
    scheme: str, host: str, page: str, safe: bool
) -> None:
    check_origin(request(origin(page), scheme=scheme, host=host), FRIENDS, safe=safe)


@pytest.mark.parametrize(
    "page",
    [
        "https://evil.example",
        "null",
        "http://pilot.example",
        "http://pilot.example:8000.evil",
        "http://pilot.example:8001",
        "http://pilot.example:80:8000",
        "http://pilot.example:8000/",
        "http://user@pilot.example:8000",
        "http://pilot.example:8000, http://pilot.example:8000",
        "https://pilot.example:8000",
        "ws://pilot.example:8000",
        "file://pilot.example:8000",
        "chrome-extension://pilot.example:8000",
        "pilot.example:8000",
        "//pilot.example:8000",
        "http:pilot.example:8000",
        "http://friend.example",
        "https://friend.example:8443",
        "https://localhost:5173",
        "https://xfriend.example",
        "",
        "\xe9",
    ],
)
@pytest.mark.parametrize("safe", [True, False])
@pytest.mark.parametrize("scheme", ["http", "ws"])
def test_page_of_another_origin_is_refused(page: str, safe: bool, scheme: str) -> None:
    with pytest.raises(Forbidden):
        check_origin(request(origin(page), scheme=scheme), FRIENDS, safe=safe)


SCHEMES = st.sampled_from(["http", "https"])
HOSTS = st.sampled_from(["pilot.example", "evil.example", "127.0.0.1", "[::1]", "localhost"])
PORTS = st.sampled_from([80, 443, 8000, 8443])
ORIGINS = st.tuples(SCHEMES, HOSTS, PORTS)


@given(own=ORIGINS, page=ORIGINS)
def test_page_passes_where_scheme_host_and_port_are_those_that_were_asked_and_not_else(
    own: tuple[str, str, int], page: tuple[str, str, int]
) -> None:
    scheme, host, port = own
    asked = request(
        origin(f"{page[0]}://{page[1]}:{page[2]}"), scheme=scheme, host=f"{host}:{port}"
    )
    if own == page:
        check_origin(asked, frozenset())
    else:
        with pytest.raises(Forbidden):
            check_origin(asked, frozenset())


def test_page_is_refused_where_nobody_knows_what_was_asked() -> None:
    for page in ("http://", "https://", "null", "http://pilot.example"):
        with pytest.raises(Forbidden):
            check_origin(request(origin(page), host=""), FRIENDS)


def test_operator_is_told_what_to_set_where_only_the_scheme_differs() -> None:
    behind = request(origin("https://pilot.example"), host="pilot.example")
    with pytest.raises(Forbidden, match="CAREERPILOT_URL"):
        check_origin(behind, FRIENDS)
    with pytest.raises(Forbidden) as refused:
        check_origin(request(origin("https://evil.example"), host="pilot.example"), FRIENDS)
    assert "CAREERPILOT" not in refused.value.message


@pytest.mark.parametrize("name", ["careerpilot", "__Host-careerpilot"])
def test_cookie_without_an_origin_may_read_but_not_write(name: str) -> None:
    asked = request(cookies(f"other=1; {name}=token"))
    check_origin(asked, frozenset(), safe=True)
    with pytest.raises(Forbidden):
        check_origin(asked, frozenset())


def test_bearer_without_an_origin_may_write_whatever_cookie_stands_beside() -> None:
    check_origin(request(bearer("token")), frozenset())
    check_origin(request(bearer("token"), cookies("careerpilot=token")), frozenset())
