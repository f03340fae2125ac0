"""Hostile addresses: whatever they are, nothing inside is connected to, and nobody learns why."""

from collections.abc import AsyncIterator

import httpcore2
import pytest

from agents.errors import Refused
from agents.models.request import Caller
from server.fetching import allowed
from tests.server.fetching.conftest import NewDoor
from tests.server.fetching.sites import Names, Notes, Site, redirect, serving

PUBLIC = "93.184.215.14"

EVE = Caller(user="eve")

BAD = [
    "http://user@example.com/", "http://user:pass@example.com/", "http://example.com@127.0.0.1/",
    "http://example.com:6379/", "http://example.com:22/",
    "http://example.com:0/", "http://example.com:65616/", "http://example.com:8080/",
    "http://0x7f.1/", "http://0x7f000001/", "http://2130706433/", "http://127.1/",
    "http://0177.0.0.1/", "http://127.0.0.01/", "http://0/", "http://127.0.0.1.1/",
    "http://[::1%25lo]/", "http://[::1%lo]/", "http://[127.0.0.1]/", "http://[::1",
    "http://exa%6dple.com/", "http://127。1/", "http://１２７．１/", "http://example.com\\@127.0.0.1/",
    "http:/example.com/", "http:example.com", "//example.com/", "ftp://example.com/",
    "file:///etc/passwd", "gopher://127.0.0.1:6379/_x", "data:text/html,x", "javascript:alert(1)",
    "unix:///run/redis.sock", "http://", "http://./", "http://..example.com/",
    "http://-example.com/", "http://a..b/", "http://℀.example.com/", "http://example.com：80/",
    "jar:http://example.com!/", "http://127.0.0.1:80:80/", "http://[::ffff:127.0.0.1]x/",
]  # fmt: skip

CONTROLS = [
    "http://example.com/\r\nX: y", "http://exam\nple.com/", "http://example.com\t/",
    "http://ex am.com/", "http://example.com\x00.internal/", "http://exa\xadmple.com/",
    "http://\ufeffexample.com/", "http://example.com/\ud800",
]  # fmt: skip

INSIDE = [
    "http://127.0.0.1#@example.com/@",
    "http://localhost/", "http://LOCALHOST./", "http://a.localhost/", "http://redis/",
    "http://metadata/", "http://metadata.google.internal/", "http://printer.local/",
    "http://x.home.arpa/", "http://127.0.0.1/", "http://127.0.0.1./", "http://127.0.0.1:443/",
    "http://１２７．０．０．１/", "http://127。0。0。1/", "http://①②⑦.0.0.1/", "http://0.0.0.0/",
    "http://10.0.0.1/", "http://172.16.0.1/", "http://192.168.0.1/",
    "http://169.254.169.254/latest/meta-data/", "http://168.63.129.16/", "http://100.100.100.200/",
    "http://192.0.0.192/", "http://198.18.0.1/", "http://224.0.0.1/", "http://255.255.255.255/",
    "http://203.0.113.9/", "http://[::]/", "http://[::1]/", "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/", "http://[::127.0.0.1]/", "http://[64:ff9b::127.0.0.1]/",
    "http://[64:ff9b:1::7f00:1]/", "http://[2002:7f00:1::]/", "http://[2001:0:7f00:1::]/",
    "http://[fe80::1]/", "http://[fd00:ec2::254]/", "http://[ff02::1]/", "http://[2001:db8::1]/",
    "http://[2606:4700::5efe:7f00:1]/",
]  # fmt: skip

NAMES = {
    "loopback": ["127.0.0.1"],
    "private": ["10.0.0.5"],
    "metadata": ["169.254.169.254"],
    "carrier": ["100.64.0.1"],
    "mixed": [PUBLIC, "127.0.0.1"],
    "mixed6": [PUBLIC, "::1"],
    "mapped": ["::ffff:127.0.0.1"],
    "compatible": ["::127.0.0.1"],
    "sixtofour": ["2002:7f00:1::"],
    "teredo": ["2001:0:7f00:1::"],
    "nat64": ["64:ff9b::7f00:1"],
    "nat64local": ["64:ff9b:1::7f00:1"],
    "isatap": ["2a00:1450:4001:830:0:5efe:7f00:1"],
    "zone": ["fe80::1%2"],
    "global-zone": ["2606:4700::1%2"],
    "multicast": ["239.1.1.1"],
    "unspecified": ["0.0.0.0"],
    "azure": ["168.63.129.16"],
    "nothing": [],
    "nonsense": ["not an address"],
}


async def refusal(door: NewDoor, notes: Notes, names: Names, url: str) -> Refused:
    """How a door refuses an address."""
    shut = door(parts={"outside": notes, "resolve": names})
    with pytest.raises(Refused) as refused:
        await shut.fetch(EVE, url)
    return refused.value


@pytest.mark.parametrize("url", [*BAD, *CONTROLS])
async def test_what_is_no_clear_address_is_not_even_looked_up(door: NewDoor, url: str) -> None:
    notes, names = Notes(), Names()
    refused = await refusal(door, notes, names, url)
    assert (refused.code, notes.wanted, names.asked) == ("invalid_input", [], [])


@pytest.mark.parametrize("url", INSIDE)
async def test_address_inside_is_not_connected_to(door: NewDoor, url: str) -> None:
    notes, names = Notes(), Names()
    refused = await refusal(door, notes, names, url)
    assert (refused.code, notes.wanted, names.asked) == ("not_found", [], [])


@pytest.mark.parametrize("name", NAMES)
async def test_name_that_leads_inside_is_not_connected_to(door: NewDoor, name: str) -> None:
    notes, names = Notes(), Names(**{name: [NAMES[name]]})
    refused = await refusal(door, notes, names, f"https://{name}.example.com/")
    assert notes.wanted == []
    # Names are looked up as they are, and not below those of our own network.
    assert names.asked == [f"{name}.example.com."]
    away = await refusal(door, notes, Names(), "https://away.example.com/")
    assert (refused.code, str(refused)) == (away.code, str(away))


async def test_public_host_that_takes_no_connection_is_told_from_none_inside(door: NewDoor) -> None:
    notes, names = Notes(), Names(www=[[PUBLIC]])
    closed = await refusal(door, notes, names, "https://www.example.com/")
    inside = await refusal(door, notes, names, "https://10.0.0.1/")
    assert notes.wanted == [(PUBLIC, 443)]
    assert (closed.code, str(closed)) == (inside.code, str(inside))


@pytest.mark.parametrize("name", ["wiki", "wiki.corp", "wiki.example.com"])
async def test_name_in_a_network_that_is_allowed_leads_nowhere_else(
    door: NewDoor, name: str
) -> None:
    notes, names = Notes(), Names(wiki=[["10.1.2.3"], ["10.2.2.3"], ["127.0.0.1"]])
    open_ = door("10.1.0.0/16", parts={"outside": notes, "resolve": names})
    for _ in range(3):
        with pytest.raises(Refused):
            await open_.fetch(EVE, f"http://{name}/")
    assert len(names.asked) == 3
    assert notes.wanted == [("10.1.2.3", 80)]


@pytest.fixture
async def trap(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Site]:
    """Something inside that listens on a port that may be asked: nobody must connect to it."""
    async with serving(Site()) as inside:
        monkeypatch.setattr(allowed, "PORTS", frozenset({80, 443, inside.port}))
        yield inside


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "127.1", "0x7f.1", "2130706433", "0.0.0.0", "localhost", "[::ffff:127.0.0.1]",
        "１２７.0.0.1", "127.0.0.1.", "inside.example.com", "both.example.com",
    ],
)  # fmt: skip
async def test_nobody_connects_to_what_listens_inside(door: NewDoor, trap: Site, host: str) -> None:
    names = Names(inside=[["127.0.0.1"]], both=[["127.0.0.1", PUBLIC]])
    with pytest.raises(Refused):
        await door(parts={"resolve": names}).fetch(EVE, f"http://{host}:{trap.port}/")
    assert trap.connections == 0


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirect_does_not_lead_inside(door: NewDoor, trap: Site, status: int) -> None:
    ways = [f"http://127.0.0.1:{trap.port}/", f"//localhost:{trap.port}/", "http://[::1]/"]
    ways += [f"http://inside.example.com:{trap.port}/", f"http://2130706433:{trap.port}/"]
    paths = {f"/{way}": redirect(to, status) for way, to in enumerate(ways)}
    async with serving(Site(paths)) as site:
        open_ = door(site, parts={"resolve": Names(inside=[["127.0.0.1"]])})
        for path in paths:
            with pytest.raises(Refused) as refused:
                await open_.fetch(EVE, site.url(path))
            assert refused.value.code == "not_found"
        assert site.asked == list(paths)
    assert trap.connections == 0


class Rebound(httpcore2.AnyIOBackend):
    """Public addresses are those of a site on loopback; notes what was connected to."""

    def __init__(self, port: int) -> None:
        self.wanted: list[str] = []
        self._port = port

    async def connect_tcp(
        self, host: str, port: int, *rest: object, **more: object
    ) -> httpcore2.AsyncNetworkStream:
        self.wanted.append(host)
        return await super().connect_tcp("127.0.0.1", self._port)


async def test_name_whose_address_changes_between_check_and_connection_is_not_followed(
    door: NewDoor,
) -> None:
    site = Site({"/": redirect("http://www.example.com:443/b"), "/b": redirect("/")})
    async with serving(site):
        network = Rebound(site.port)
        names = Names(www=[[PUBLIC], ["127.0.0.1"]])
        parts = {"resolve": names, "outside": network}
        with pytest.raises(Refused) as refused:
            await door(parts=parts).fetch(EVE, "http://www.example.com/")
        # One look for each connection, and what was looked up is what is connected to.
        assert refused.value.code == "not_found"
        assert network.wanted == [PUBLIC]
        assert len(names.asked) == 2
        assert site.asked == ["/"]


async def test_rules_do_not_lead_inside(door: NewDoor, trap: Site) -> None:
    site = Site({"/robots.txt": redirect(f"http://127.0.0.1:{trap.port}/robots.txt")})
    async with serving(site):
        with pytest.raises(Refused) as refused:
            await door(site).fetch(EVE, site.url("/page"))
    assert refused.value.code == "forbidden"
    assert (trap.connections, site.asked) == (0, [])
