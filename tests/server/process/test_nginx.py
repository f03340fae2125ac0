"""The nginx.conf that is shipped, in the real nginx, with two workers behind it."""

import json
import os
import re
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from socket import create_connection
from typing import Any, NamedTuple

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from server.api.events import MAX_WAIT_S
from server.api.sessions import WAIT_S
from server.intake.files import BATCH, FORM_BYTES
from server.settings.settings import Settings
from tests.documents import ROOT, read
from tests.processes import Process, Server, Servers, clean_environ, eventually, free_port

pytestmark = pytest.mark.slow

CONF = ROOT / "nginx.conf"


class Site(NamedTuple):
    """nginx at `url`, its workers, and somebody signed in there."""

    url: str
    nginx: Process
    workers: list[Server]
    http: httpx.Client


BALANCER = {
    "# 10.0.0.0/8 1;": "127.0.0.1 1;",
    "# set_real_ip_from 10.0.0.0/8;": "set_real_ip_from 127.0.0.1;",
}
"""What an operator changes where a balancer stands in front: here, whoever asks from loopback."""


def configured(port: int, ports: list[int], folder: Path, changes: dict[str, str]) -> Path:
    """The shipped file with other addresses; each replacement must find its place."""
    text = CONF.read_text()
    servers = " ".join(f"server 127.0.0.1:{p} max_fails=2 fail_timeout=2s;" for p in ports)
    for shipped, ours in {
        "server careerpilot:8000 max_fails=2 fail_timeout=2s;": servers,
        "listen 8080;": f"listen 127.0.0.1:{port};",
        "/tmp/nginx": f"{folder}/nginx",
        "access_log /dev/stdout": f"access_log {folder}/access.log",
        **changes,
    }.items():
        assert shipped in text
        text = text.replace(shipped, ours)
    conf = folder / "nginx.conf"
    conf.write_text(text)
    return conf


@pytest.fixture
def changes() -> dict[str, str]:
    """What else is changed in the shipped file: a test's own parameter."""
    return {}


@pytest.fixture
def settings() -> dict[str, str]:
    """What the workers are set to: a test's own parameter."""
    return {}


@pytest.fixture
def site(
    servers: Servers, tmp_path: Path, changes: dict[str, str], settings: dict[str, str]
) -> Iterator[Site]:
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        pytest.skip("nginx is not installed")
    redis = servers.redis()
    workers = [servers.start(redis_url=redis.url, **settings) for _ in range(2)]
    port = free_port()
    conf = configured(port, [worker.port for worker in workers], tmp_path, changes)
    # Its own workers would be `nobody`, who cannot open a test's directory.
    flags = "daemon off; user root;" if os.geteuid() == 0 else "daemon off;"
    argv = [program, "-c", str(conf), "-g", flags]
    nginx = Process(argv, tmp_path / "nginx.log", clean_environ(), tmp_path)
    servers.adopt(nginx)
    url = f"http://127.0.0.1:{port}"
    with httpx.Client(base_url=url, timeout=20) as http:
        eventually(lambda: nginx.status is not None or answers(http), f"{url} answers")
        assert nginx.status is None, nginx.output()
        token = http.post("/v1/auth/guest").json()["accessToken"]
        http.headers["Authorization"] = f"Bearer {token}"
        http.cookies.clear()
        yield Site(url, nginx, workers, http)
    nginx.stop()


def answers(http: httpx.Client) -> bool:
    try:
        return http.get("/health/ready").status_code == 200
    except httpx.TransportError:
        return False


def open_socket(site: Site, session: str, query: str = "") -> ClientConnection:
    return connect(
        f"ws{site.url.removeprefix('http')}/v1/sessions/{session}/ws{query}",
        additional_headers={"Authorization": site.http.headers["Authorization"]},
        subprotocols=[Subprotocol("careerpilot.v1")],
        compression=None,
        proxy=None,
    )


def frames_until(socket: ClientConnection, event: str) -> list[dict[str, Any]]:
    """The frames up to the one that holds an event of this type."""
    frames = []
    while True:
        frames.append(json.loads(socket.recv(timeout=10)))
        if any(e["type"] == event for e in frames[-1].get("events", ())):
            return frames


def start(site: Site) -> str:
    """A session whose first run has ended."""
    session = str(uuid.uuid4())
    with open_socket(site, session) as socket:
        command = {"type": "start", "id": "c1", "kind": "chat", "input": {}}
        socket.send(json.dumps(command))
        frames_until(socket, "RUN_FINISHED")
    return session


def say(site: Site, session: str, command: str) -> httpx.Response:
    body = {"type": "message", "id": command, "text": "What do you do?"}
    return site.http.post(f"/v1/sessions/{session}/commands", json=body)


def test_nginx_waits_longer_than_a_worker_is_ever_silent() -> None:
    found = re.search(r"proxy_read_timeout (\d+)s;", CONF.read_text())
    assert found is not None
    assert int(found[1]) > 5 + max(2 * Settings().sessions.heartbeat_ms / 1000, MAX_WAIT_S, WAIT_S)


def test_limit_on_an_address_is_written_down() -> None:
    found = re.search(r"limit_conn per_client (\d+);", CONF.read_text())
    assert found is not None
    assert f"{int(found[1]):,} (`limit_conn`)" in read("docs/operations.md")


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil"])
def test_request_to_a_strangers_name_reaches_no_worker(
    site: Site, tmp_path: Path, host: str
) -> None:
    assert site.http.get("/v1/kinds", headers={"Host": host}).status_code == 421
    log = tmp_path / "access.log"
    eventually(lambda: ',"status":421,' in log.read_text(), "the request is logged")
    (line,) = [line for line in log.read_text().splitlines() if '"status":421' in line]
    assert json.loads(line)["upstream"] == ""


@pytest.mark.parametrize("host", ["localhost", "localhost:8080", "pilot.localhost", "[::1]:8080"])
def test_request_to_a_name_of_this_machine_is_answered(site: Site, host: str) -> None:
    assert site.http.get("/v1/kinds", headers={"Host": host}).status_code == 200


def asked_over_tls(site: Site, **headers: str) -> httpx.Response:
    """What a new guest is answered whose request says that it came over TLS, from far away."""
    said = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"} | headers
    return httpx.post(f"{site.url}/v1/auth/guest", headers=said, trust_env=False)


def test_client_that_says_of_itself_that_it_came_over_tls_is_not_believed(
    site: Site, tmp_path: Path
) -> None:
    answer = asked_over_tls(site)
    assert answer.headers["set-cookie"].startswith("careerpilot=")
    assert "Secure" not in answer.headers["set-cookie"]
    assert "strict-transport-security" not in answer.headers
    assert asked_over_tls(site, Origin=site.url).status_code == 200
    assert asked_over_tls(site, Origin=site.url.replace("http", "https")).status_code == 403
    log = tmp_path / "access.log"
    eventually(lambda: log.read_text().count("/v1/auth/guest") >= 4, "the requests are logged")
    assert "203.0.113.9" not in log.read_text()


@pytest.mark.parametrize("changes", [BALANCER])
def test_balancer_that_is_named_is_believed_that_the_client_came_over_tls(
    site: Site, tmp_path: Path
) -> None:
    answer = asked_over_tls(site)
    assert answer.headers["set-cookie"].startswith("__Host-careerpilot=")
    assert "Secure" in answer.headers["set-cookie"].split("; ")
    assert "strict-transport-security" in answer.headers
    assert asked_over_tls(site, Origin=site.url).status_code == 403
    assert asked_over_tls(site, Origin=site.url.replace("http", "https")).status_code == 200
    for said in ("http", "gopher", "https, http", ""):
        answer = asked_over_tls(site, **{"X-Forwarded-Proto": said})
        assert "Secure" not in answer.headers["set-cookie"]
    log = tmp_path / "access.log"
    eventually(lambda: '"client":"203.0.113.9"' in log.read_text(), "the client is logged")


def test_page_loads_while_three_hundred_others_of_the_address_are_connected(site: Site) -> None:
    address = httpx.URL(site.url)
    with ExitStack() as stack:
        for _ in range(300):
            place = (address.host, address.port or 80)
            other = stack.enter_context(create_connection(place, timeout=10))
            # nginx answers this when it has let the request in and waits for its body.
            other.sendall(
                b"POST /v1/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n"
                b"Expect: 100-continue\r\n\r\n"
            )
            assert other.recv(100).startswith(b"HTTP/1.1 100 ")
        assert site.http.get("/").status_code == 200


def test_files_of_the_page_come_compressed_and_are_kept_while_streams_are_as_they_are(
    site: Site,
) -> None:
    takes = {"Accept-Encoding": "gzip"}
    page = site.http.get("/", headers=takes)
    named = re.findall(r'href="(/page/[^"]+)"', page.text)
    assert named
    encodings = set()
    for path in named:
        # From either worker: both name the same files in the same way.
        file = site.http.get(path, headers=takes)
        assert (file.status_code, file.headers["cache-control"]) == (
            200,
            "public, max-age=31536000, immutable",
        )
        encodings.add(file.headers.get("content-encoding"))
    assert "gzip" in encodings
    headers = takes | {"Accept": "text/event-stream"}
    with site.http.stream("GET", f"/v1/sessions/{start(site)}/events", headers=headers) as stream:
        assert stream.status_code == 200
        assert "content-encoding" not in stream.headers


def test_websocket_streams_a_run(site: Site) -> None:
    session = start(site)
    with open_socket(site, session, "?after=0") as socket:
        frames = frames_until(socket, "RUN_FINISHED")
    assert frames[0]["type"] == "welcome"
    assert socket.subprotocol == "careerpilot.v1"


def test_sse_brings_events_as_they_come_while_the_answer_is_open(site: Site) -> None:
    session = start(site)
    with site.http.stream(
        "GET", f"/v1/sessions/{session}/events", headers={"Accept": "text/event-stream"}
    ) as response:
        assert response.status_code == 200
        lines = (line for line in response.iter_lines() if line.startswith("data:"))
        assert '"welcome"' in next(lines)
        assert say(site, session, "c2").status_code == 202
        assert any('"RUN_FINISHED"' in line and '"c2"' in line for line in lines)


def test_long_poll_waits_through_nginx(site: Site) -> None:
    session = start(site)
    head = site.http.get(f"/v1/sessions/{session}").json()
    query = {"after": head["head"], "epoch": head["epoch"], "wait": 2}
    begun = time.monotonic()
    response = site.http.get(
        f"/v1/sessions/{session}/events", params=query, headers={"Accept": "application/json"}
    )
    assert response.status_code == 200
    assert time.monotonic() - begun >= 1.5
    assert not [frame for frame in response.json() if frame["type"] == "events"]


def test_client_of_a_worker_that_stops_reconnects_to_the_other_and_misses_nothing(
    site: Site,
) -> None:
    session = start(site)
    with ExitStack() as stack:
        # least_conn puts one connection on each worker.
        sockets = [stack.enter_context(open_socket(site, session, "?after=0")) for _ in range(2)]
        for socket in sockets:
            frames_until(socket, "RUN_FINISHED")
        held = site.http.get(f"/v1/sessions/{session}").json()
        assert site.workers[0].stop() == 0
        assert sorted(goaway(socket) for socket in sockets) == [False, True]
    with open_socket(site, session, f"?after={held['head']}&epoch={held['epoch']}") as again:
        assert json.loads(again.recv(timeout=10))["after"] == held["head"]
        for number in range(4):
            assert site.http.get("/v1/kinds").status_code == 200
            assert say(site, session, f"c{number + 2}").status_code == 202
        seq = held["head"]
        for frame in frames_until_run(again, "c5"):
            seq += len(frame["events"])
            assert frame["seq"] == seq


def goaway(socket: ClientConnection) -> bool:
    """Whether the connection is sent away, and closed as drained."""
    try:
        while json.loads(socket.recv(timeout=2))["type"] != "goaway":
            continue
        socket.recv(timeout=5)
    except ConnectionClosed as exc:
        return exc.rcvd is not None and exc.rcvd.code == 1012
    except TimeoutError:
        return False
    raise AssertionError("frames after goaway")


def frames_until_run(socket: ClientConnection, run: str) -> list[dict[str, Any]]:
    frames: list[dict[str, Any]] = []
    ended: set[str] = set()
    while run not in ended:
        frame = json.loads(socket.recv(timeout=10))
        frames += [frame] if frame["type"] == "events" else []
        ended |= {e["runId"] for e in frame.get("events", ()) if e["type"] == "RUN_FINISHED"}
    return frames


def test_body_over_the_limit_is_refused(site: Site) -> None:
    response = site.http.post("/v1/sessions", content=b"x" * 600_000)
    assert response.status_code == 413


def test_files_may_be_as_large_as_the_workers_take_them() -> None:
    location = CONF.read_text().partition("(resumes|documents)")[2]
    found = re.search(r"client_max_body_size (\d+)m;", location)
    assert found is not None
    most = BATCH * Settings().reading.bytes + FORM_BYTES
    assert most < int(found[1]) * 1024 * 1024 < 1.2 * most
    assert f"may have {found[1]} MB" in read("docs/operations.md")


def test_file_goes_through_to_a_worker_which_says_how_large_it_may_be(site: Site) -> None:
    line = b"Ada Example built bridges.\n"
    answer = site.http.post("/v1/resumes?name=cv.txt", content=line * 100_000)
    assert answer.status_code in (201, 202), answer.text
    answer = site.http.post("/v1/resumes", content=b"x" * 10_000_001)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    files = [("file", (f"{n}.txt", line * n)) for n in range(1, 4)]
    assert site.http.post("/v1/resumes:batch", files=files).status_code == 207


@pytest.mark.parametrize("settings", [{"CAREERPILOT_UPLOAD_PACE_SECONDS": "1"}])
def test_client_that_stops_sending_a_file_is_told_so_by_its_worker(site: Site) -> None:
    address = httpx.URL(site.url)
    with create_connection((address.host, address.port or 80), timeout=10) as client:
        client.sendall(
            b"POST /v1/resumes HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n"
            b"Authorization: %s\r\n\r\n" % site.http.headers["Authorization"].encode()
        )
        client.sendall(b"x" * 100_000)
        assert client.recv(100).startswith(b"HTTP/1.1 408 ")


def test_access_log_holds_no_query(site: Site, tmp_path: Path) -> None:
    site.http.get("/v1/kinds?ticket=hunter2")
    log = tmp_path / "access.log"
    eventually(lambda: '"/v1/kinds"' in log.read_text(), "the request is logged")
    assert "hunter2" not in log.read_text() + site.nginx.output()


def test_request_id_of_nginx_is_the_workers(site: Site, tmp_path: Path) -> None:
    request_id = site.http.get("/v1/kinds").headers["X-Request-ID"]
    log = tmp_path / "access.log"
    eventually(lambda: request_id in log.read_text(), "the id is logged")
