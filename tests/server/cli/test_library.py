"""`careerpilot resumes`, `documents`, `jobs` and `practice` against a server, as processes."""

import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from server.cli.library import report, table, version_table
from tests.agents.reading.files import docx, p
from tests.documents import ROOT
from tests.processes import Server, clean_environ

pytestmark = pytest.mark.slow

Ended = subprocess.CompletedProcess[str]
Command = Callable[..., Ended]

NOTHING = "id  version  status  updated  title\n"


@pytest.fixture
def command(server: Server, tmp_path: Path) -> Command:
    """Runs a command to its end, as the same guest each time."""

    def run(*words: str) -> Ended:
        argv = [sys.executable, "-m", "server.cli", *words]
        env = clean_environ() | {"CAREERPILOT_DATA_DIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
        return subprocess.run(
            [*argv, "--url", server.url],
            cwd=tmp_path,
            env=env,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run


@pytest.fixture
def resume(tmp_path: Path) -> Path:
    """A résumé as a file."""
    lines = (
        "Ada Example",
        "ada@example.com",
        "Experience",
        "Engineer, Example Ltd, 2019 - 2023",
        "Built pipelines in Python and PostgreSQL.",
    )
    file = tmp_path / "Ada's résumé.docx"
    file.write_bytes(docx("".join(map(p, lines))))
    return file


def done(ended: Ended) -> str:
    """What a command printed that went well."""
    assert (ended.returncode, ended.stderr) == (0, "")
    return ended.stdout


def id_of(told: str) -> str:
    """Which one a line is about."""
    return told.split()[0]


def test_resume_is_added_listed_shown_edited_renamed_and_deleted(
    command: Command, resume: Path, tmp_path: Path
) -> None:
    assert done(command("resumes", "list")) == NOTHING
    told = done(command("resumes", "add", str(resume)))
    id = id_of(told)
    assert "version 1" in told
    assert done(command("resumes", "add", str(resume))) == told, "the same file is the same résumé"
    listed = done(command("resumes", "list")).splitlines()
    assert len(listed) == 2
    assert listed[1].startswith(id)

    shown = done(command("resumes", "show", id))
    assert "Built pipelines in Python and PostgreSQL." in shown
    assert "email: ada@example.com" in shown
    document = json.loads(done(command("resumes", "show", id, "--json")))
    assert (document["id"], document["version"]) == (id, 1)

    changed = tmp_path / "resume.json"
    changed.write_text(json.dumps(document["resume"] | {"basics": {"name": "Ada Lovelace"}}))
    assert "version 2" in done(command("resumes", "edit", id, "--resume", str(changed)))
    assert "Ada Lovelace" in done(command("resumes", "show", id))
    assert "Ada Example" in done(command("resumes", "show", id, "--version", "1"))
    versions = done(command("resumes", "versions", id)).splitlines()
    assert [line.split()[0] for line in versions] == ["version", "2", "1"]

    assert "For banks" in done(command("resumes", "rename", id, "For banks"))
    assert "For banks" in done(command("resumes", "list"))
    assert done(command("resumes", "delete", id)) == ""
    assert done(command("resumes", "list")) == NOTHING


def test_edit_of_a_version_that_is_not_the_newest_is_refused(
    command: Command, resume: Path, tmp_path: Path
) -> None:
    id = id_of(done(command("resumes", "add", str(resume))))
    for number, name in enumerate(("Ada One", "Ada Two"), 1):
        changed = tmp_path / "resume.json"
        changed.write_text(json.dumps({"basics": {"name": name}}))
        words = ("resumes", "edit", id, "--resume", str(changed), "--version", "1")
        ended = command(*words)
        assert ended.returncode == number - 1
    assert re.search("changed since", ended.stderr)
    assert "Ada One" in done(command("resumes", "show", id))


def test_document_and_job_are_kept_likewise(command: Command, tmp_path: Path) -> None:
    text = tmp_path / "terms.txt"
    text.write_text("Six weeks of notice on either side.\n" * 20)
    id = id_of(done(command("documents", "add", str(text))))
    assert "Six weeks of notice" in done(command("documents", "show", id))
    job = tmp_path / "job.json"
    job.write_text(json.dumps({"title": "Data engineer", "hiringOrganization": "Example Ltd"}))
    other = id_of(done(command("jobs", "add", str(job))))
    assert "Data engineer" in done(command("jobs", "show", other))
    assert id not in done(command("jobs", "list"))
    assert done(command("documents", "delete", id)) == ""
    assert done(command("jobs", "delete", other)) == ""


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("resumes", "add", "broken.pdf"), "."),
        (("resumes", "show", "none"), "no such"),
        (("resumes", "delete", "none"), "no such"),
        (("documents", "add", "missing.txt"), "missing.txt can't be opened: No such file"),
        (("resumes", "edit", "none", "--resume", "missing.json"), "missing.json can't be opened"),
    ],
)
def test_what_is_refused_is_said_in_a_sentence_and_ends_with_status_one(
    command: Command, tmp_path: Path, words: tuple[str, ...], says: str
) -> None:
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7\nthis is none")
    ended = command(*words)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert says in ended.stderr
    assert "Traceback" not in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_file_that_is_cut_off_for_its_size_is_told_why(command: Command, tmp_path: Path) -> None:
    (tmp_path / "large.pdf").write_bytes(bytes(30_000_000))
    ended = command("resumes", "add", "large.pdf")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert re.fullmatch(r".*10 MB.*\n", ended.stderr)


def test_practice_is_shown_and_forgotten(command: Command) -> None:
    assert done(command("practice")) == "Nothing is remembered.\n"
    assert json.loads(done(command("practice", "show", "--json")))["stories"] == []
    assert done(command("practice", "delete")) == ""


def test_terminal_sees_how_far_a_file_is(server: Server, resume: Path, tmp_path: Path) -> None:
    above, below = pty.openpty()
    argv = [sys.executable, "-m", "server.cli", "resumes", "add", str(resume), "--url", server.url]
    env = clean_environ() | {"CAREERPILOT_DATA_DIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    ended = subprocess.run(
        argv, cwd=tmp_path, env=env, stdout=subprocess.PIPE, stderr=below, timeout=60, check=False
    )
    os.close(below)
    seen = os.read(above, 65536).decode()
    os.close(above)
    assert ended.returncode == 0
    assert f"{resume.name}: 100 %" in seen
    assert seen.endswith("\r\x1b[K"), "no line is left behind"
    assert b"%" not in ended.stdout


def test_what_others_wrote_does_not_move_the_cursor() -> None:
    one = {
        "id": "r1",
        "title": "two\nlines \x1b[2J",
        "status": "ready",
        "version": 1,
        "createdAt": 0,
        "updatedAt": 0,
        "text": "text\x1b]0;",
        "facts": {"name": "\x07Ada"},
        "warnings": [{"code": "c", "message": "\x1bm", "quotes": ["\x9bq"]}],
    }
    lines = [*report(one), *table([one]), *version_table([{"version": 1, "at": 0, "bytes": 1000}])]
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", "".join(lines))
    assert not any("\n" in line for line in lines)
    assert "  two lines [2J" in lines[0]
    assert lines[-1].endswith("1,000")
