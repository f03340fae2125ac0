"""`careerpilot export`: a session as a file, on standard output or where it is to go."""

import json
from pathlib import Path

import pytest

from server.cli.main import main
from server.cli.remote import TOKEN_VARIABLE
from tests.processes import Server
from tests.server.calls import Caller, new_id

pytestmark = pytest.mark.slow


@pytest.fixture
def session(server: Server, caller: Caller, monkeypatch: pytest.MonkeyPatch) -> str:
    """A chat of the caller, who is known to the command as well."""
    monkeypatch.setenv(TOKEN_VARIABLE, caller.token)
    monkeypatch.setenv("CAREERPILOT_PORT", str(server.port))
    said = {"id": new_id(), "text": "How do I \u202eask\x1b[31m for a raise?"}
    return str(caller.create("chat", message=said)["id"])


def test_session_is_printed_and_written(
    session: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", session]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("# ")
    assert "### You\n\nHow do I ask\\[31m for a raise?" in shown
    target = tmp_path / "session.json"
    assert main(["export", session, "--format", "json", "--output", str(target)]) == 0
    assert json.loads(target.read_text())["id"] == session
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("form", ["html", "resume.json"])
def test_what_there_is_not_is_said_and_leaves_the_file_as_it_was(
    session: str, form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "mine"
    target.write_text("before")
    assert main(["export", session, "--format", form, "--output", str(target)]) == 1
    assert "json, md" in capsys.readouterr().err
    assert target.read_text() == "before"
    assert list(tmp_path.iterdir()) == [target]
    assert main(["export", session, "--output", str(tmp_path / "no" / "where")]) == 1
    assert "can't be opened" in capsys.readouterr().err
