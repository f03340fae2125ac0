"""The command line, as a process."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from subprocess import PIPE
from typing import IO

import pytest

from tests.documents import ROOT
from tests.processes import (
    SECRET,
    WITH_NOHUP,
    Server,
    Servers,
    clean_environ,
    eventually,
    free_port,
    lines_of,
)
from tests.redis_servers import redis_server, talk
from tests.server.shelving import Shelf, user_of

pytestmark = pytest.mark.slow


def careerpilot(
    *arguments: str, cwd: Path, stdin: str = "", stdout: IO[bytes] | int = PIPE, **env: str
) -> "subprocess.CompletedProcess[str]":
    """Run a subcommand to its end, with nothing in the environment but `env`."""
    return subprocess.run(
        [sys.executable, "-m", "server.cli", *arguments],
        input=stdin,
        stdout=stdout,
        stderr=PIPE,
        text=True,
        timeout=60,
        cwd=cwd,
        env=clean_environ()
        | {"PYTHONPATH": str(ROOT), "CAREERPILOT_DATA_DIR": str(cwd / "data")}
        | env,
        check=False,
    )


def test_help_names_every_command(tmp_path: Path) -> None:
    shown = careerpilot("--help", cwd=tmp_path).stdout
    for command in ("serve", "chat", "run", "kinds", "graph", "doctor"):
        assert f"    {command}" in shown


def test_wrong_settings_are_all_named_and_end_with_status_2(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("CAREERPILOT_WORKERS=many\n")
    ended = careerpilot("serve", "--port", "no", cwd=tmp_path, CAREERPILOT_GUESTS="perhaps")
    assert ended.returncode == 2
    assert "Traceback" not in ended.stderr
    for name in ("CAREERPILOT_WORKERS", "CAREERPILOT_PORT", "CAREERPILOT_GUESTS"):
        assert name in ended.stderr


def test_kinds_lists_every_kind(tmp_path: Path) -> None:
    shown = careerpilot("kinds", cwd=tmp_path).stdout
    names = {line.split()[0] for line in shown.splitlines()}
    assert {"analysis", "chat", "interview", "optimize", "questions"} <= names


@pytest.mark.parametrize("arguments", [["kinds"], ["graph", "interview"], ["doctor"]])
def test_command_whose_reader_has_gone_ends_as_by_sigpipe(
    tmp_path: Path, arguments: list[str]
) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as pipe:
        ended = careerpilot(*arguments, cwd=tmp_path, stdout=pipe)
    assert (ended.returncode, ended.stderr) == (128 + signal.SIGPIPE, "")


def test_command_whose_output_has_no_room_says_so(tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        ended = careerpilot("kinds", cwd=tmp_path, stdout=full)
    assert ended.returncode == 1
    assert ended.stderr == "What this prints is not whole: No space left on device.\n"


def test_command_without_an_output_ends_well(tmp_path: Path) -> None:
    command = ["sh", "-c", f"exec {sys.executable} -m server.cli kinds >&-"]
    env = clean_environ() | {"PYTHONPATH": str(ROOT)}
    ended = subprocess.run(command, stderr=PIPE, cwd=tmp_path, env=env, check=False)
    assert (ended.returncode, ended.stderr) == (0, b"")


def test_graph_prints_a_mermaid_diagram(tmp_path: Path) -> None:
    assert careerpilot("graph", "chat", cwd=tmp_path).stdout.startswith("stateDiagram-v2\n")


def test_graph_of_an_unknown_kind_says_which_there_are(tmp_path: Path) -> None:
    ended = careerpilot("graph", "nonsense", cwd=tmp_path)
    assert ended.returncode == 2
    assert "chat, cv, debrief, interview" in ended.stderr


@pytest.mark.parametrize("arguments", [["kinds"], ["graph", "chat"]])
def test_kinds_that_cannot_be_had_are_a_wrong_setting(tmp_path: Path, arguments: list[str]) -> None:
    ended = careerpilot(*arguments, cwd=tmp_path, CAREERPILOT_KINDS="nope")
    assert ended.returncode == 2
    assert ended.stderr == "CAREERPILOT_KINDS can't be used: No module named 'nope'.\n"


@pytest.mark.parametrize(("command", "status"), [("kinds", 2), ("doctor", 1)])
def test_file_of_settings_that_is_no_text_is_said(
    tmp_path: Path, command: str, status: int
) -> None:
    (tmp_path / ".env").write_bytes(b"CAREERPILOT_HOST=caf\xe9\n")
    ended = careerpilot(command, cwd=tmp_path)
    assert ended.returncode == status
    assert ".env can't be read as UTF-8 text" in ended.stdout + ended.stderr
    assert "Traceback" not in ended.stderr


def test_doctor_finds_nothing_where_all_is_well(tmp_path: Path) -> None:
    ended = careerpilot("doctor", cwd=tmp_path, CAREERPILOT_PORT=str(free_port()))
    assert ended.returncode == 0, ended.stdout
    assert "FAIL" not in ended.stdout
    assert not (tmp_path / "data").exists(), "it is to change nothing"


def test_doctor_says_what_is_wrong_and_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file, not a directory")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        ended = careerpilot(
            "doctor",
            cwd=tmp_path,
            CAREERPILOT_PORT=str(taken.getsockname()[1]),
            CAREERPILOT_KINDS="no.such.module",
        )
    assert ended.returncode == 1
    failed = [line.split()[1] for line in ended.stdout.splitlines() if line.startswith("FAIL")]
    assert failed == ["data", "address:", "kinds:"]
    assert ended.stdout.count("-> ") == len(failed)


def test_doctor_sees_that_others_can_open_the_data_directory(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data").chmod(0o755)
    ended = careerpilot("doctor", cwd=tmp_path, CAREERPILOT_PORT=str(free_port()))
    assert ended.returncode == 1
    assert "has mode 0755" in ended.stdout
    assert "chmod 700" in ended.stdout
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o755, "it is to change nothing"


def test_doctor_says_why_redis_is_away_and_needs_no_directory_beside_it(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file, not a directory")
    with redis_server(settings="--requirepass hunter3") as redis:
        found = {
            url: careerpilot("doctor", cwd=tmp_path, REDIS_URL=url, CAREERPILOT_SECRET=SECRET)
            for url in (
                f"redis://127.0.0.1:{redis.port}",
                f"redis://:hunter2@127.0.0.1:{redis.port}",
                f"redis://127.0.0.1:{free_port()}",
            )
        }
    whys = ("Authentication required", "invalid username-password pair", "Connect call failed")
    for ended, why in zip(found.values(), whys, strict=True):
        (line,) = [line for line in ended.stdout.splitlines() if line.startswith("FAIL  Redis")]
        assert why in line
        assert "hunter" not in ended.stdout + ended.stderr
        assert "data directory: not needed with REDIS_URL" in ended.stdout


def test_doctor_says_what_a_redis_may_lose_and_what_to_set(tmp_path: Path) -> None:
    with redis_server(durable=False, settings="--maxmemory-policy allkeys-lru") as redis:
        ended = careerpilot("doctor", cwd=tmp_path, REDIS_URL=redis.url, CAREERPILOT_SECRET=SECRET)
    assert ended.returncode == 1
    assert "FAIL  Redis: answers" in ended.stdout
    assert "set maxmemory-policy to noeviction" in ended.stdout
    assert "Set appendonly to yes" in ended.stdout


def test_doctor_knows_a_running_server_by_its_answer(servers: Servers, tmp_path: Path) -> None:
    server = servers.start()
    ended = careerpilot("doctor", cwd=tmp_path, CAREERPILOT_PORT=str(server.port))
    assert ended.returncode == 0, ended.stdout
    assert f"address: {server.url}: CareerPilot serves there" in ended.stdout


@pytest.mark.parametrize("answer", [b'{"status": "ok"}', b"[]", b"<html>", b""])
def test_doctor_does_not_take_another_server_for_this_one(tmp_path: Path, answer: bytes) -> None:
    class Other(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.wfile.write(b"HTTP/1.0 200 OK\r\n\r\n" + answer if answer else b"what?\r\n")

    with HTTPServer(("127.0.0.1", 0), Other) as other:
        thread = threading.Thread(target=other.handle_request)
        thread.start()
        ended = careerpilot("doctor", cwd=tmp_path, CAREERPILOT_PORT=str(other.server_port))
        thread.join()
    assert ended.returncode == 1
    assert f"address: http://127.0.0.1:{other.server_port}: Address already in use" in ended.stdout
    assert "-> stop what uses it" in ended.stdout


def test_doctor_says_which_budget_holds_where_nobody_chose_one(tmp_path: Path) -> None:
    ended = careerpilot(
        "doctor", cwd=tmp_path, CAREERPILOT_PORT=str(free_port()), OPENAI_API_KEY="sk-k"
    )
    assert ended.returncode == 0, ended.stdout
    (line,) = [line for line in ended.stdout.splitlines() if line.startswith("warn")]
    assert line.startswith("warn  budget: no budget was chosen: models may cost 5 USD a day")
    assert "CAREERPILOT_GUEST_BUDGET_USD" in line


def test_doctor_says_which_budget_was_chosen(tmp_path: Path) -> None:
    ended = careerpilot(
        "doctor",
        cwd=tmp_path,
        CAREERPILOT_PORT=str(free_port()),
        OPENAI_API_KEY="sk-k",
        CAREERPILOT_BUDGET_USD="40",
    )
    assert ended.returncode == 0, ended.stdout
    assert "ok    budget: models may cost 40 USD a day, those of guests 20 USD" in ended.stdout
    assert "warn" not in ended.stdout


def test_doctor_names_models_that_no_budget_limits(tmp_path: Path) -> None:
    ended = careerpilot(
        "doctor",
        cwd=tmp_path,
        CAREERPILOT_PORT=str(free_port()),
        OPENAI_API_KEY="sk-k",
        CAREERPILOT_BUDGET_USD="40",
        CAREERPILOT_MODELS="openai/best=unheard-of,openai/lite=ours",
        CAREERPILOT_PRICES="openai/ours=1:2",
    )
    assert ended.returncode == 0, ended.stdout
    (line,) = [line for line in ended.stdout.splitlines() if line.startswith("warn")]
    assert line.startswith("warn  budget: no price of openai/unheard-of is known")
    assert ended.stderr == ""


def test_doctor_names_settings_that_are_wrong(tmp_path: Path) -> None:
    ended = careerpilot("doctor", cwd=tmp_path, REDIS_URL="redis://127.0.0.1")
    assert ended.returncode == 1
    assert "CAREERPILOT_SECRET is needed together with REDIS_URL" in ended.stdout


def test_serve_says_that_its_port_is_taken(servers: Servers) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        server = servers.start(port=taken.getsockname()[1], wait=False)
        assert server.wait() == 1
    (line,) = [line for line in lines_of(server.output()) if line["event"] == "cannot_serve"]
    assert "Address already in use" in line["error"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_serve_ends_well_upon_a_signal_and_takes_its_redis_along(
    servers: Servers, number: signal.Signals
) -> None:
    server = servers.start()
    assert server.embedded_redis() is not None
    server.signal(number)
    assert server.wait() == 0
    assert server.embedded_redis() is None
    assert [line["event"] for line in lines_of(server.output())][-1] == "stopped"


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_serve_takes_its_redis_along_however_often_it_is_told_to_end(
    servers: Servers, number: signal.Signals, workers: int
) -> None:
    server = servers.start(workers=workers)

    def told_again() -> bool:
        server.signal(number)
        return server.status is not None

    eventually(told_again, "it ends")
    assert server.status == 0
    assert server.embedded_redis() is None


@pytest.mark.parametrize("workers", [1, 2])
def test_serve_that_was_started_with_nohup_goes_on_when_its_terminal_is_closed(
    servers: Servers, workers: int
) -> None:
    server = servers.start(workers=workers, way=WITH_NOHUP)
    serving = [server.pid, *server.workers()]
    for pid in serving:
        os.kill(pid, signal.SIGHUP)
    assert server.guest()
    assert [server.pid, *server.workers()] == serving
    assert "drained" not in [line["event"] for line in lines_of(server.output())]
    assert server.stop() == 0


def test_serve_replaces_a_worker_that_dies(servers: Servers) -> None:
    server = servers.start(workers=2)
    eventually(lambda: len(server.workers()) == 2, "two workers")
    killed, kept = server.workers()
    subprocess.run(["kill", "-KILL", str(killed)], check=True)
    eventually(lambda: len(set(server.workers()) - {killed, kept}) == 1, "a new worker")
    assert kept in server.workers()
    server.wait_ready()
    assert server.stop() == 0
    assert server.embedded_redis() is None


def test_workers_end_when_their_supervisor_is_killed(servers: Servers) -> None:
    server = servers.start(workers=2)
    eventually(lambda: len(server.workers()) == 2, "two workers")
    workers = server.workers()
    server.kill()
    for pid in workers:
        eventually(lambda pid=pid: not Path(f"/proc/{pid}").exists(), f"worker {pid} ends")  # type: ignore[misc]


@pytest.mark.parametrize("workers", [1, 2])
def test_serve_stops_where_a_worker_cannot_start(servers: Servers, workers: int) -> None:
    server = servers.start(workers=workers, wait=False, CAREERPILOT_KINDS="no.such.module")
    assert server.wait() == 3
    assert server.embedded_redis() is None
    assert "Traceback" not in server.output()
    errors = [line["error"] for line in lines_of(server.output()) if line["level"] == "error"]
    assert set(errors) == {"No module named 'no'"}


@pytest.mark.parametrize("workers", [1, 2])
def test_serve_stops_where_a_kind_has_a_mistake(
    servers: Servers, tmp_path: Path, workers: int
) -> None:
    (tmp_path / "wrong_kind.py").write_text("def broken(:\n")
    path = os.pathsep.join((str(ROOT), str(tmp_path)))
    server = servers.start(
        workers=workers, wait=False, CAREERPILOT_KINDS="wrong_kind", PYTHONPATH=path
    )
    assert server.wait() == 3
    assert "Traceback" not in server.output()
    errors = [line["error"] for line in lines_of(server.output()) if line["level"] == "error"]
    assert set(errors) == {"wrong_kind: SyntaxError: invalid syntax (wrong_kind.py, line 1)"}


def test_serve_with_workers_refuses_connections_while_it_drains(servers: Servers) -> None:
    server = servers.start(workers=2, CAREERPILOT_DRAIN_SECONDS="30")
    with socket.create_connection(("127.0.0.1", server.port)) as slow:
        # A body that does not come holds the drain up.
        slow.sendall(
            b"POST /v1/sessions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %b\r\n"
            b"Content-Length: 9\r\nExpect: 100-continue\r\n\r\n" % server.guest().encode()
        )
        assert slow.recv(100).startswith(b"HTTP/1.1 100"), "it is waited for"
        server.signal(signal.SIGTERM)
        eventually(lambda: not takes_connections(server.port), "it listens no more")
        assert server.workers(), "one still waits"
    assert server.wait() == 0


def takes_connections(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except ConnectionRefusedError:
        return False
    return True


def test_serve_says_which_permission_redis_does_not_give(servers: Servers) -> None:
    with redis_server() as redis:
        words = ("ACL", "SETUSER", "ada", "on", ">pw", "~*", "&*", "+@all", "-info")
        assert talk(redis.port, *words) == "+OK\r\n"
        server = servers.start(redis_url=f"redis://ada:pw@127.0.0.1:{redis.port}", wait=False)
        assert server.wait() == 3
    (line,) = [line for line in lines_of(server.output()) if line["event"] == "cannot_start"]
    assert "no permissions to run the 'info' command" in line["error"]


def test_serve_refuses_a_secret_that_was_lost(servers: Servers, tmp_path: Path) -> None:
    (tmp_path / "secret").touch()
    server = servers.start(data_dir=tmp_path, wait=False, CAREERPILOT_SECRET="")
    assert server.wait() == 3
    (line,) = [line for line in lines_of(server.output()) if line["event"] == "cannot_start"]
    assert line["error"].startswith(f"{tmp_path / 'secret'} must hold at least 32 characters")
    assert "Traceback" not in server.output()


def chat(server: Server, *arguments: str, stdin: str = "") -> "subprocess.CompletedProcess[str]":
    return careerpilot("chat", "--url", server.url, *arguments, cwd=server.data_dir, stdin=stdin)


def test_chat_starts_a_session_and_goes_on_with_it(servers: Servers) -> None:
    server = servers.start()
    first = chat(server, stdin="What do you do?\n")
    assert first.returncode == 0, first.stderr
    session = first.stdout.split()[1].removesuffix(".")
    second = chat(server, "--session", session, stdin="Thank you.\n/retry And pay?\n")
    assert second.returncode == 0, second.stderr
    assert "> What do you do?" in second.stdout
    third = chat(server, "--session", session, stdin="Bye.\n")
    assert "> And pay?" in third.stdout
    assert "> Thank you." not in third.stdout
    kept = server.data_dir / "data" / "terminal.json"
    assert kept.stat().st_mode & 0o077 == 0
    assert set(json.loads(kept.read_text())) == {server.url}


def test_chat_asks_where_the_settings_say_that_a_server_is(tmp_path: Path) -> None:
    port = free_port()
    ended = careerpilot("chat", cwd=tmp_path, CAREERPILOT_HOST="::1", CAREERPILOT_PORT=str(port))
    assert f"at http://[::1]:{port}." in ended.stderr


def test_chat_asks_for_what_a_kind_requires(servers: Servers) -> None:
    server = servers.start()
    answers = "behavioral\neasy\n15\n"
    ended = chat(server, "--kind", "interview", stdin=answers)
    assert ended.returncode == 0, ended.stderr
    assert "type (behavioral" in ended.stdout


def test_chat_works_with_a_stored_resume(servers: Servers) -> None:
    redis = servers.redis()
    server = servers.start(redis_url=redis.url)
    chat(server)
    (token,) = json.loads((server.data_dir / "data" / "terminal.json").read_text()).values()
    text = "- Nurse at Harbour Clinic. Cut waiting from 6 weeks to 9 days by a new form.\n" * 3
    Shelf(redis.url, user_of(token)).now("add", "resumes", "cv", text, name="cv.pdf")
    begun = chat(server, "--kind", "interview", "--input", FITTING_INPUT, "--resume", "cv")
    assert "Some questions come from your résumé" in begun.stdout
    said = chat(server, "--resume", "cv", stdin="Please look at my CV.\nThank you.\n")
    assert said.stdout.count("I looked at each point of “cv.pdf”") == 1
    file = server.data_dir / "Other cv.txt"
    file.write_text(text.replace("Nurse", "Midwife"))
    sent = chat(server, "--resume", str(file), stdin="Please look at my CV.\n")
    assert "Midwife at Harbour Clinic" in sent.stdout, sent.stderr
    unknown = chat(server, "--resume", "nothing", stdin="Please look at my CV.\n")
    assert "You have nothing stored as nothing" in unknown.stdout


FITTING_INPUT = json.dumps({"type": "behavioral", "difficulty": "easy", "durationMinutes": 10})
WRONG_INPUT = json.dumps({"type": "behavioral", "difficulty": "easy", "durationMinutes": 1})


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--kind", "nonsense"], "There is no kind 'nonsense'"),
        (["--kind", "interview"], "type is needed: give it with --input"),
        (["--session", "6f1c9e0e-6f3c-4a51-9f57-3c2b1f0a9d11"], "There is no session"),
        (["--url", "ftp://example.com"], "is not an http:// or https:// address"),
        (["--url", "http://127.0.0.1:abc"], "is not an http:// or https:// address"),
        (["--url", "http://[::1"], "is not an http:// or https:// address"),
        (["--url", "http://127.0.0.1:1"], "Start one first: careerpilot serve (or make run)"),
        (["--kind", "interview", "--input", WRONG_INPUT], "The session was not started.\n! "),
    ],
)
def test_chat_says_why_it_cannot(servers: Servers, arguments: list[str], words: str) -> None:
    ended = chat(servers.start(), *arguments)
    assert ended.returncode == 1
    assert words in ended.stderr
    assert "Traceback" not in ended.stderr


def test_chat_names_a_broken_file_of_tokens(servers: Servers) -> None:
    server = servers.start()
    kept = server.data_dir / "data" / "terminal.json"
    kept.parent.mkdir()
    for broken in (b'{"http://', b"[]", b'{"a": "\xff"}'):
        kept.write_bytes(broken)
        ended = chat(server)
        assert ended.returncode == 1
        assert f"{kept} is broken: " in ended.stderr
        assert "Traceback" not in ended.stderr
        assert kept.read_bytes() == broken


def test_chat_asks_for_the_provider_that_is_wanted(servers: Servers) -> None:
    server = servers.start(CAREERPILOT_GUEST_PROVIDERS="gemini")
    offline = chat(server, "--provider", "offline")
    assert "Hello. I am your career coach." in offline.stdout
    absent = chat(server, "--provider", "gemini")
    assert "there is only the offline model" in absent.stdout


def test_chat_comes_back_when_its_server_does(servers: Servers) -> None:
    redis = servers.redis()
    first = servers.start(redis_url=redis.url)
    out = first.data_dir / "chat.txt"
    with (
        out.open("w") as shown,
        subprocess.Popen(
            [sys.executable, "-m", "server.cli", "chat", "--url", first.url],
            stdin=subprocess.PIPE,
            stdout=shown,
            text=True,
            cwd=first.data_dir,
            env=clean_environ()
            | {"PYTHONPATH": str(ROOT), "CAREERPILOT_DATA_DIR": str(first.data_dir)},
        ) as terminal,
    ):
        assert terminal.stdin is not None
        eventually(lambda: "own case" in out.read_text(), "the whole greeting")
        assert first.stop() == 0
        servers.start(redis_url=redis.url, port=first.port)
        terminal.stdin.write("What do you do?\n")
        terminal.stdin.close()
        assert terminal.wait(20) == 0
    text = out.read_text()
    assert "(drain: connecting again)" in text
    assert text.count("Hello") == 1, "what was shown is not shown again"
    assert len(text.partition("(drain")[2]) > 100, "an answer has come"
