"""`careerpilot batch`: from a file to a file."""

import csv
import json
from pathlib import Path

import pytest

from server.cli.main import main
from server.cli.remote import TOKEN_VARIABLE
from tests.processes import Server, Servers, clean_environ

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server(started: Servers) -> Server:
    """A server of the kind that says words back, without a model."""
    return started.start(CAREERPILOT_KINDS="tests.tally", CAREERPILOT_LEASE_MS="1000")


@pytest.fixture
def here(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which commands find the server."""
    monkeypatch.delenv(TOKEN_VARIABLE, raising=False)
    own = {"CAREERPILOT_DATA_DIR": str(tmp_path / "data"), "CAREERPILOT_PORT": str(server.port)}
    for name, value in (clean_environ() | own).items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_file_of_inputs_becomes_a_file_of_results_in_their_order(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "words.csv").write_text("word;for whom\nb;Ana\n;Ben\na;\n", encoding="utf-8-sig")
    assert main(["batch", "tally", "words.csv", "--output", "out.csv"]) == 1  # one has failed
    with (here / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["said"] for row in rows] == ["You said b.", "", "You said a."]
    assert [row["row"] for row in rows] == ["2", "3", "4"]
    told = capsys.readouterr()
    assert told.out == ""
    assert "[3/3] Done" in told.err
    assert "All 3 are through: 2 done, 1 failed." in told.err

    (here / "words.json").write_text('[{"word": "c"}]')
    assert main(["batch", "tally", "words.json", "--output", "out.json"]) == 0
    whole = json.loads((here / "out.json").read_text())
    assert [one["result"] for one in whole["items"]] == [{"said": "You said c."}]


def test_run_of_a_batch_ends_when_all_its_items_have(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = json.dumps({"kind": "tally", "items": [{"word": "a"}, {"word": "b"}], "concurrency": 1})
    assert main(["run", "batch", "--input", given, "--format", "json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["total"], result["done"]) == (2, 2)


def test_what_can_not_be_done_is_said_and_nothing_is_written(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "words.csv").write_text("word,salary\na,1\n")
    for arguments, status, said in (
        (["chat", "words.csv"], 2, "'chat' can't be done many at once. These can: analysis, "),
        (["tally", "none.csv"], 2, "none.csv"),
        (["tally", "words.csv", "--job", "x"], 2, "tally takes no --job."),
        (["tally", "words.csv"], 1, "columns that are no fields: salary"),
    ):
        assert main(["batch", *arguments, "--output", "out.csv"]) == status
        assert said in capsys.readouterr().err
    assert not (here / "out.csv").exists()
