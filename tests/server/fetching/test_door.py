"""What comes through the door from sites on loopback that the operator allows, with Redis."""

import asyncio
import itertools
import shutil
import ssl
import subprocess
import time
import tracemalloc
import zlib
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from agents.errors import RunFailure
from agents.models.request import Caller
from server.fetching import door as door_module
from server.fetching import visit
from server.fetching.door import Door, user_agent
from tests.server.fetching.conftest import NewDoor
from tests.server.fetching.sites import Names, Site, answer, redirect, serving, zipped

ANA, BEN = Caller(user="ana"), Caller(user="ben")

PAGE = b"<h1>Nurse</h1>"


async def code_of(door: Door, url: str, caller: Caller = ANA) -> str:
    """With which code an address is refused; "" where it is not."""
    try:
        await door.fetch(caller, url)
    except RunFailure as failure:
        return failure.code
    return ""


async def test_page_comes_with_its_type_charset_place_and_time(door: NewDoor) -> None:
    page = answer(PAGE, type='Text/HTML; Charset="EUC-KR"')
    async with serving(Site({"/a?b=%ED": page})) as site:
        found = await door(site).fetch(ANA, site.url("/a?b=%ED#part"))
    assert (found.url, found.status, found.body) == (site.url("/a?b=%ED"), 200, PAGE)
    assert (found.media_type, found.charset) == ("text/html", "euc-kr")
    assert found.fetched_at > 1_790_000_000_000


async def test_we_say_who_asks_and_nothing_of_who_wonders(door: NewDoor) -> None:
    async with serving(Site({"/": answer(PAGE)})) as site:
        await door(site, parts={"url": "https://pilot.example.com"}).fetch(ANA, site.url())
    fields = dict(line.split(": ", 1) for line in site.heads[-1].strip().split("\r\n")[1:])
    assert fields.pop("User-Agent") == user_agent("https://pilot.example.com")
    assert fields.pop("Accept").startswith("text/html")
    assert fields == {"Host": site.place, "Accept-Encoding": "gzip, deflate"}


def test_user_agent_names_program_version_and_place() -> None:
    agent = user_agent("https://pilot.example.com")
    assert agent.startswith("CareerPilot/")
    assert agent.endswith(" (+https://pilot.example.com)")
    assert " " not in user_agent(None)


def test_user_agent_of_a_checkout_that_is_not_installed_names_the_program(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def missing(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(door_module, "version", missing)
    assert user_agent(None) == "CareerPilot"


@pytest.mark.parametrize(
    "type_",
    [
        "text/html", "application/xhtml+xml", "application/json", "application/ld+json",
        "application/xml", "text/xml", "application/rss+xml", "text/plain", "application/pdf",
        "image/png", "image/jpeg", "image/webp",
    ],
)  # fmt: skip
async def test_types_that_are_read_come_as_they_are(door: NewDoor, type_: str) -> None:
    body = b"%PDF-1.7 \x00\xff"
    async with serving(Site({"/": answer(body, type=type_)})) as site:
        found = await door(site).fetch(ANA, site.url())
    assert (found.media_type, found.body, found.charset) == (type_, body, None)


@pytest.mark.parametrize(
    "type_",
    [
        "application/octet-stream",
        "application/zip",
        "video/mp4",
        "image/svg+xml",
        "text",
        "",
        "a/b/c",
    ],
)
async def test_other_types_are_refused_before_they_come(door: NewDoor, type_: str) -> None:
    async with serving(Site({"/": answer(b"x" * 100, type=type_)})) as site:
        assert await code_of(door(site), site.url()) == "unsupported"


@pytest.mark.parametrize("status", [401, 403, 404, 410, 429, 500, 503])
async def test_error_is_an_answer_too_with_what_can_be_read_of_it(
    door: NewDoor, status: int
) -> None:
    site = Site({"/a": answer(PAGE, status), "/b": answer(b"?", status, type="video/mp4")})
    async with serving(site):
        open_ = door(site)
        found = await open_.fetch(ANA, site.url("/a"))
        assert (found.status, found.body) == (status, PAGE)
        assert (await open_.fetch(ANA, site.url("/b"))).body == b""


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("gzip", zipped(PAGE).partition(b"\r\n\r\n")[2]),
        ("x-gzip", zipped(PAGE).partition(b"\r\n\r\n")[2]),
        ("deflate", zlib.compress(PAGE)),
        ("deflate", zlib.compress(PAGE, wbits=-15)),
        ("identity", PAGE),
    ],
    ids=["gzip", "x-gzip", "deflate", "deflate without a head", "identity"],
)
async def test_compressed_page_is_decoded(door: NewDoor, coding: str, packed: bytes) -> None:
    site = Site({"/": answer(packed, Content_Encoding=coding)})
    async with serving(site):
        assert (await door(site).fetch(ANA, site.url())).body == PAGE


@pytest.mark.parametrize(
    "said",
    [
        answer(PAGE, Content_Encoding="br"),
        answer(PAGE, Content_Encoding="gzip"),
        answer(PAGE, Content_Encoding="gzip, gzip"),
        answer(zlib.compress(PAGE * 99)[:-9], Content_Encoding="deflate"),
        b"HTTP/1.1 200 OK\r\nno field\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.9\r\n\r\n",
        [b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9\r\n\r\nshort"],
    ],
)
async def test_answer_that_is_damaged_is_refused(
    door: NewDoor, said: bytes | Iterable[bytes]
) -> None:
    async with serving(Site({"/": said})) as site:
        assert await code_of(door(site), site.url()) == "damaged"


async def test_three_redirects_are_followed_and_a_fourth_is_not(door: NewDoor) -> None:
    paths = {f"/{n}": redirect(f"{n - 1}") for n in range(1, 5)}
    async with serving(Site(paths | {"/0": answer(PAGE), "/round": redirect("round")})) as site:
        open_ = door(site)
        assert (await open_.fetch(ANA, site.url("/3"))).url == site.url("/0")
        assert await code_of(open_, site.url("/4")) == "not_found"
        assert site.asked == ["/3", "/2", "/1", "/0", "/4", "/3", "/2", "/1"]
        site.heads.clear()
        assert await code_of(open_, site.url("/round")) == "not_found"
        assert site.asked == ["/round"] * 4


async def test_cookies_are_not_sent_back_nor_is_where_we_came_from(door: NewDoor) -> None:
    cookie = {"Set_Cookie": "id=1; Path=/", "WWW_Authenticate": "Basic"}
    paths = {"/": redirect("/in", **cookie), "/in": answer(PAGE, 200, **cookie)}
    async with serving(Site(paths)) as site:
        open_ = door(site, keep_seconds=0)
        for _ in range(2):
            await open_.fetch(ANA, site.url())
    assert len(site.asked) == 4
    heads = "".join(site.heads).lower()
    assert not any(field in heads for field in ("cookie:", "authorization:", "referer:"))


def endless(piece: bytes) -> Iterable[bytes]:
    """A body without end."""
    head = answer(Content_Length="").removesuffix(b"\r\n") + b"Connection: close\r\n\r\n"
    return itertools.chain([head], itertools.repeat(piece))


async def test_answer_that_says_to_be_large_is_refused_before_it_comes(door: NewDoor) -> None:
    body = answer(b"x" * 10_001)
    site = Site({"/": body, "/said": [answer(Content_Length="50000000")]})
    async with serving(site):
        open_ = door(site, bytes=10_000)
        assert await code_of(open_, site.url("/said")) == "too_large"
        assert await code_of(open_, site.url()) == "too_large"


async def test_fifty_megabytes_are_cut_off_early_and_take_no_memory(door: NewDoor) -> None:
    pieces = itertools.islice(endless(b"x" * 65_536), 800)
    async with serving(Site({"/": pieces})) as site:
        tracemalloc.start()
        assert await code_of(door(site), site.url()) == "too_large"
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert site.sent < 16_000_000  # what systems hold between two processes included
    assert peak < 8_000_000


async def test_bomb_is_cut_off_and_takes_no_memory(door: NewDoor) -> None:
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join([*(packer.compress(bytes(1_000_000)) for _ in range(60)), packer.flush()])
    async with serving(Site({"/": answer(bomb, Content_Encoding="gzip")})) as site:
        tracemalloc.start()
        assert await code_of(door(site), site.url()) == "too_large"
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < 10_000_000


@pytest.mark.parametrize(
    "said",
    [
        itertools.chain([b"HTTP/1.1 200 OK\r\n"], itertools.repeat(b"X: " + b"y" * 500 + b"\r\n")),
        itertools.repeat(b"HTTP/1.1 100 Continue\r\n\r\n" * 99),
        itertools.chain([b"HTTP/1.1 200 OK\r\nX: "], itertools.repeat(b"y" * 5000)),
        itertools.chain(
            [answer(Content_Length="", Transfer_Encoding="chunked")],
            itertools.repeat(b"1\r\nx\r\n" * 999),
        ),
    ],
    ids=["fields", "continues", "field", "chunks"],
)  # fmt: skip
async def test_head_without_end_and_body_of_crumbs_are_cut_off(
    door: NewDoor, said: Iterable[bytes]
) -> None:
    async with serving(Site({"/": said})) as site:
        assert await code_of(door(site), site.url()) == "too_large"


SLOW_RULES = b"User-agent: *\n" + b"Disallow: /*a*a*b\n" * 30_000


async def test_nothing_that_a_site_sends_holds_the_event_loop(
    door: NewDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visit, "MOST_PIECES", 5000)
    crumbs = [answer(Content_Length="", Transfer_Encoding="chunked")]
    paths = {
        "/robots.txt": answer(SLOW_RULES),
        "/crumbs": itertools.chain(crumbs, itertools.repeat(b"1\r\nx\r\n" * 999)),
        "/zeros": zipped(bytes(30_000_000)),
        "/page": answer(b"x" * 1_999_000),
    }
    gaps = [0.0]

    async def tick() -> None:
        last = time.thread_time()  # what others do on the machine is not counted
        while True:
            await asyncio.sleep(0)
            now = time.thread_time()
            gaps.append(now - last)
            last = now

    async with serving(Site(paths)) as site:
        ticking = asyncio.create_task(tick())
        codes = [await code_of(door(site), site.url(path)) for path in list(paths)[1:]]
        ticking.cancel()
    assert codes == ["too_large", "too_large", ""]
    assert max(gaps) < 0.1


@pytest.mark.parametrize("path", ["/silent", "/head", "/body"])
async def test_answer_that_only_drips_is_given_up_in_time(door: NewDoor, path: str) -> None:
    starts = {"/silent": b"", "/head": b"HTTP/1.1 200 OK\r\nContent-Type: te"}
    starts["/body"] = answer(Content_Length="1000")

    class Dripping(Site):
        async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self.writers.append(writer)
            while b"robots.txt" in await reader.readuntil(b"\r\n\r\n"):
                writer.write(answer(status=404))
            writer.write(starts[path])
            while not writer.is_closing():
                writer.write(b"x")
                await asyncio.sleep(0.02)  # slower than anybody waits, and never silent

    async with serving(Dripping()) as site:
        assert await code_of(door(site, seconds=0.3), site.url(path)) == "timed_out"


RULES = {
    "named": b"User-agent: *\nAllow: /\n\nUser-agent: careerpilot\nDisallow: /jobs",
    "all": b"User-agent: *\nDisallow: /jobs/\nAllow: /other",
    "pattern": b"User-agent: *\nDisallow: /*.html$",
    "cut": b"User-agent: *\nDisallow: /jobs\n" + b"#" * 600_000,
}


@pytest.mark.parametrize("rules", RULES.values(), ids=RULES)
async def test_page_that_a_sites_rules_forbid_is_not_asked_for(door: NewDoor, rules: bytes) -> None:
    paths = {"/robots.txt": answer(rules, type="text/plain"), "/a": redirect("/jobs/1.html")}
    async with serving(Site(paths | {"/jobs/1.html": answer(PAGE), "/b": answer(PAGE)})) as site:
        open_ = door(site)
        for path in ("/jobs/1.html", "/x/../jobs/%2e/1.html", "/a"):
            assert await code_of(open_, site.url(path)) == "forbidden"
        assert (await open_.fetch(ANA, site.url("/b"))).body == PAGE
    # The rules were had once.
    assert site.all_asked == ["/robots.txt", "/a", "/b"]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (answer(status=404), ""),
        (answer(status=403), ""),
        (redirect("/robots.txt"), ""),
        (redirect("/elsewhere"), "forbidden"),
        (answer(status=500), "forbidden"),
        (answer(b"User-agent: *\nDisallow: /", 503), "forbidden"),
        (b"nonsense\r\n\r\n", "forbidden"),
        (answer(b"<html>Disallow: /", type="text/html"), ""),
        (answer(b"\xff\xfe\x00", type=""), ""),
    ],
)
async def test_rules_that_are_missing_allow_and_rules_that_cannot_be_had_forbid(
    door: NewDoor, said: bytes, code: str
) -> None:
    other = answer(b"User-agent: *\nDisallow: /", type="text/plain")
    paths = {"/robots.txt": said, "/elsewhere": other, "/": answer(PAGE)}
    async with serving(Site(paths)) as site:
        assert await code_of(door(site), site.url()) == code


async def test_rules_that_do_not_come_forbid(door: NewDoor) -> None:
    class Silent(Site):
        async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self.writers.append(writer)
            await reader.read()

    async with serving(Silent()) as site:
        assert await code_of(door(site, seconds=0.2), site.url()) == "forbidden"


async def test_page_is_kept_for_everybody_with_the_time_when_it_was_had(door: NewDoor) -> None:
    async with serving(Site({"/": answer(PAGE), "/a": redirect("/")})) as site:
        first = await door(site).fetch(ANA, site.url())
        assert await door(site).fetch(BEN, site.url() + "#x") == first
        assert site.asked == ["/"]
        assert (await door(site).fetch(BEN, site.url("/a"))).url == first.url
        assert await door(site).fetch(ANA, site.url("/a"))
        assert site.asked == ["/", "/a", "/"]


@pytest.mark.parametrize(
    ("said", "settings"),
    [(answer(PAGE, Cache_Control="private, No-Store"), {}), (answer(PAGE), {"keep_seconds": 0})],
)
async def test_page_that_may_not_be_kept_is_not(
    door: NewDoor, said: bytes, settings: dict[str, int]
) -> None:
    async with serving(Site({"/": said})) as site:
        for _ in range(2):
            await door(site, **settings).fetch(ANA, site.url())
    assert site.asked == ["/", "/"]


async def test_those_who_ask_for_the_same_at_once_share_one_fetch(door: NewDoor) -> None:
    site = Site({"/": answer(PAGE, Cache_Control="no-store")}, gate=asyncio.Event())
    async with serving(site):
        open_ = door(site, per_minute=1)
        tasks = [asyncio.create_task(open_.fetch(ANA, site.url())) for _ in range(5)]
        await site.came.wait()
        tasks[0].cancel()  # the others have theirs all the same
        assert site.gate
        site.gate.set()
        found = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(one).__name__ for one in found] == ["CancelledError", *["Fetched"] * 4]
    assert site.asked == ["/"]


async def test_fetch_for_which_nobody_waits_any_longer_is_ended(door: NewDoor) -> None:
    site = Site({"/": answer(PAGE)}, gate=asyncio.Event())
    async with serving(site):
        open_ = door(site, at_once=1)
        task = asyncio.create_task(open_.fetch(ANA, site.url()))
        await site.came.wait()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert site.gate
        site.gate.set()
        # Its place is free again.
        assert (await open_.fetch(ANA, site.url())).body == PAGE


async def test_user_has_so_many_pages_fetched_in_a_minute(door: NewDoor) -> None:
    async with serving(Site({"/1": answer(PAGE), "/2": answer(PAGE)})) as site:
        open_ = door(site, per_minute=2)
        for path in ("/1", "/2", "/1", "/2"):
            await open_.fetch(ANA, site.url(path))
        assert await code_of(open_, site.url("/3")) == "rate_limited"
        assert (await open_.fetch(ANA, site.url("/1"))).body == PAGE  # it is kept
        assert await code_of(open_, site.url("/3"), BEN) == ""


async def test_site_is_not_asked_too_often_by_all_together(
    door: NewDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door_module, "SITE_WAIT_MS", 600)
    async with serving(Site()) as site:
        open_ = door(site)
        users = [Caller(user=f"u{n}") for n in range(16)]
        asked = [code_of(open_, site.url(f"/{n}"), one) for n, one in enumerate(users)]
        codes = await asyncio.gather(*asked)
    assert set(codes) == {"", "rate_limited"}
    assert len(site.asked) == codes.count("") < 16


async def test_those_who_wait_are_let_in_fairly_and_too_many_are_refused(door: NewDoor) -> None:
    site = Site(gate=asyncio.Event())
    async with serving(site):
        open_ = door(site, at_once=1)
        tasks = [asyncio.create_task(code_of(open_, site.url(f"/{n}"))) for n in range(12)]
        await site.came.wait()
        busy, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        assert {task.result() for task in busy} == {"overloaded"}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate of `jobs.example.com` that nobody but this test trusts, and its key."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("tls")
    cert, key = folder / "cert.pem", folder / "key.pem"
    words = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=x"
    named = ["-addext", "subjectAltName=DNS:jobs.example.com"]
    argv = [openssl, *words.split(), *named, "-keyout", str(key), "-out", str(cert)]
    subprocess.run(argv, check=True, capture_output=True)
    return cert, key


async def test_certificate_is_that_of_the_name_though_an_address_is_connected_to(
    door: NewDoor, certificate: tuple[Path, Path]
) -> None:
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(*certificate)
    trusting = ssl.create_default_context(cafile=str(certificate[0]))
    names = Names(jobs=[["127.0.0.1"]], other=[["127.0.0.1"]])
    site = Site({"/": answer(PAGE), "/out": redirect("http://jobs.example.com/")})
    async with serving(site, served):
        places = [f"{name}.example.com:{site.port}" for name in ("jobs", "other")]
        open_ = door(*places, parts={"resolve": names, "tls": trusting})
        found = await open_.fetch(ANA, f"https://{places[0]}/")
        assert (found.url, found.body) == (f"https://{places[0]}/", PAGE)
        # Another's name, a certificate that nobody trusts, and no TLS after all.
        assert await code_of(open_, f"https://{places[1]}/") == "not_found"
        untrusting = door(*places, parts={"resolve": names})
        assert await code_of(untrusting, f"https://{places[0]}/x") == "not_found"
        assert await code_of(open_, f"https://{places[0]}/out") == "not_found"
    assert site.asked == ["/", "/out"]
