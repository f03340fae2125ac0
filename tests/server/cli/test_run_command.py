"""`careerpilot run`: from files to a result, on a server that runs, dies, or is its own."""

import asyncio
import json
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.cli.main import main
from server.cli.remote import TOKEN_VARIABLE
from tests.asking import FAILING, LIKELIEST, QUESTION
from tests.deliveries import TRIED, delivered, given
from tests.documents import ROOT
from tests.processes import (
    Server,
    Servers,
    clean_environ,
    command_of,
    embedded_redis,
    eventually,
    free_port,
)

pytestmark = pytest.mark.slow

KINDS = "tests.asking"
TOPIC = json.dumps({"topic": "travel"})
SLOW = json.dumps({"topic": "travel", "tokens": 30, "perSecond": 20})
STEP = "· Writes it down\n"
PATIENCE_S = 60


@pytest.fixture(scope="module")
def running(started: Servers) -> Server:
    """A server of the kind that asks."""
    return started.start(CAREERPILOT_KINDS=KINDS)


def environ(folder: Path, port: int) -> dict[str, str]:
    """Where a command finds its server, and keeps what is its own."""
    return clean_environ() | {
        "PYTHONPATH": str(ROOT),
        "CAREERPILOT_DATA_DIR": str(folder / "data"),
        "CAREERPILOT_PORT": str(port),
        "CAREERPILOT_KINDS": KINDS,
        "CAREERPILOT_LEASE_MS": "1000",
    }


@pytest.fixture
def here(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which commands are given that find the server."""
    monkeypatch.delenv(TOKEN_VARIABLE, raising=False)
    for name, value in environ(tmp_path, server.port).items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    return tmp_path


class Command:
    """A `careerpilot run` as a process, whose words are read as they come."""

    def __init__(self, folder: Path, port: int, *arguments: str, stdin: int | None = None) -> None:
        self._errors = folder / "errors"
        self._output = folder / "output"
        terminal = stdin is not None
        with self._output.open("wb") as output, self._errors.open("wb") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "server.cli", "run", "asking", *arguments],
                stdin=subprocess.DEVNULL if stdin is None else stdin,
                stdout=output,
                stderr=stdin if terminal else errors,
                env=environ(folder, port),
                cwd=folder,
            )

    @property
    def errors(self) -> str:
        """What it has said so far."""
        return self._errors.read_text()

    def until(self, words: str) -> None:
        """Wait until it has said this."""
        eventually(lambda: words in self.errors or self.process.poll() is not None, words)
        assert words in self.errors

    def ended(self) -> tuple[int, str]:
        """Its exit status, and what it has printed."""
        try:
            return self.process.wait(PATIENCE_S), self._output.read_text()
        finally:
            self.process.kill()


def test_result_is_printed_as_markdown_and_the_way_to_it_on_standard_error(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", "asking", "--input", TOPIC]) == 0
    told = capsys.readouterr()
    assert told.out.startswith("# Asking\n\n- **Town:** Seoul\n")
    assert "\n[0/1] Under way\n· Writes it down\n[1/1] Done\n" in told.err
    assert QUESTION not in told.err


def test_files_go_into_the_input_and_the_result_is_json_in_the_language(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "in.json").write_text(json.dumps({"topic": "travel", "job": "is overridden"}))
    (here / "cv.txt").write_text(
        "Ana Lima\nana@example.com\n\nNurse, City Hospital, 2019 to 2024\n"
    )
    (here / "job.md").write_text("# Nurse\n\nThree years of experience in a ward.\n")
    given = ["--input", "in.json", "--resume", "cv.txt", "--job", "job.md"]
    assert main(["run", "asking", *given, "--format", "json", "--language", "ko"]) == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["town"] == LIKELIEST
    assert main(["run", "asking", "--input", TOPIC, "--language", "ko"]) == 0
    assert ":** 예\n" in capsys.readouterr().out


@pytest.mark.parametrize("kind", TRIED)
def test_people_get_what_they_get_with_no_server(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr("server.cli.following.new_id", lambda: "c1")
    for name in TRIED[kind]:
        (here / "in.json").write_text(json.dumps(given(name, kind)), encoding="utf-8")
        assert main(["run", kind, "--input", "in.json", "--format", "json"]) == 0
        told = capsys.readouterr()
        result, session = json.loads(told.out), told.err.split()[1]
        assert result == asyncio.run(delivered(kind, name, session, "c1", result["asOf"])), name
    fields = given(name, kind)
    files = []
    for file in {"resume", "job"} & fields.keys():
        (here / f"{file}.txt").write_text(fields.pop(file), encoding="utf-8")
        files += [f"--{file}", f"{file}.txt"]
    assert main(["run", kind, "--input", json.dumps(fields), *files]) == 0
    assert capsys.readouterr().out.startswith("# ")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nonsense"], "There is no kind 'nonsense'. There are: "),
        (["chat"], "chat gives no result. Talk to it: careerpilot chat --kind chat"),
        (["asking", "--input", "none.json"], "none.json can't be opened"),
        (["asking", "--input", "{"], "is not JSON"),
        (["asking", "--input", "list.json"], "list.json is not a JSON object"),
        (["asking", "--input", "latin.json"], "is not a text in UTF-8"),
        (["asking", "--input", "{}"], "topic"),
        (["asking", "--input", TOPIC, "--provider", "nobody"], "provider"),
        (["chat", "--job", "in.json"], "chat gives no result"),
        (["interview", "--input", "{}", "--resume", "no such id!"], "The session was not started."),
    ],
)
def test_what_is_asked_for_wrongly_ends_with_status_2_and_says_why(
    here: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    (here / "list.json").write_text("[1]")
    (here / "latin.json").write_bytes(b'{"topic": "caf\xe9"}')
    assert main(["run", *arguments]) == 2
    told = capsys.readouterr()
    assert (told.out, says in told.err) == ("", True), told.err
    assert "Traceback" not in told.err


def test_run_that_fails_or_has_no_result_yet_ends_with_status_1(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", "asking", "--input", json.dumps({"topic": FAILING})]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    talk = json.dumps({"type": "behavioral", "difficulty": "easy", "durationMinutes": 10})
    assert main(["run", "interview", "--input", talk]) == 1
    assert "careerpilot chat --session" in capsys.readouterr().err


def test_server_that_is_named_and_not_there_is_not_replaced(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", "asking", "--url", f"http://127.0.0.1:{free_port()}"]) == 1
    assert "No server listens at" in capsys.readouterr().err


def test_first_interrupt_cancels_the_run_and_says_so(server: Server, tmp_path: Path) -> None:
    endless = json.dumps({"topic": "travel", "tokens": 100_000, "perSecond": 10})
    command = Command(tmp_path, server.port, "--input", endless)
    command.until(STEP)
    command.process.send_signal(signal.SIGINT)
    assert command.ended() == (128 + signal.SIGINT, "")
    assert command.errors.endswith("Cancelled.\n")


def test_run_is_followed_over_the_death_of_its_server(servers: Servers, tmp_path: Path) -> None:
    settings = {"CAREERPILOT_KINDS": KINDS, "CAREERPILOT_LEASE_MS": "1000"}
    server = servers.start(**settings)
    command = Command(tmp_path, server.port, "--input", SLOW, "--format", "json")
    command.until(STEP)
    server.kill()
    servers.start(port=server.port, data_dir=server.data_dir, **settings)
    status, printed = command.ended()
    assert status == 0, command.errors
    assert len(json.loads(printed)["text"].split(";")) == 31


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[Servers]:
    """Starts servers for one test."""
    with Servers(tmp_path / "servers") as one:
        yield one


def _children(process: int) -> list[int]:
    return [
        int(one) for one in Path(f"/proc/{process}/task/{process}/children").read_text().split()
    ]


def test_server_of_its_own_is_started_again_where_it_dies_and_ended_with_the_run(
    tmp_path: Path,
) -> None:
    command = Command(tmp_path, free_port(), "--input", SLOW, "--format", "json")
    try:
        command.until(STEP)
        serving = [
            one for one in _children(command.process.pid) if b"spawn_main" in command_of(one)
        ]
        for one in serving:
            os.kill(one, signal.SIGKILL)
        status, printed = command.ended()
        assert status == 0, command.errors
        assert json.loads(printed)["town"] == LIKELIEST
    finally:
        command.process.kill()
    eventually(lambda: embedded_redis(tmp_path / "data") is None, "its Redis has ended")


def test_server_of_its_own_ends_with_a_run_that_is_killed(tmp_path: Path) -> None:
    command = Command(tmp_path, free_port(), "--input", SLOW)
    command.until(STEP)
    assert embedded_redis(tmp_path / "data") is not None
    command.process.kill()
    command.process.wait()
    eventually(lambda: embedded_redis(tmp_path / "data") is None, "its Redis has ended")


@pytest.mark.parametrize(("typed", "town"), [("Jeju\n", "Jeju"), ("\n", LIKELIEST)])
def test_question_is_put_at_a_terminal_and_answered_there(
    server: Server, tmp_path: Path, typed: str, town: str
) -> None:
    person, terminal = pty.openpty()
    command = Command(tmp_path, server.port, "--input", TOPIC, "--format", "json", stdin=terminal)
    os.close(terminal)
    shown = b""
    with os.fdopen(person, "r+b", buffering=0) as screen:
        while not shown.endswith(b"> "):
            shown += screen.read(1)
        assert QUESTION.encode() in shown
        screen.write(typed.encode())
        while STEP.strip().encode() not in shown:
            shown += screen.read(1)
        status, printed = command.ended()
    assert status == 0
    assert json.loads(printed)["town"] == town
