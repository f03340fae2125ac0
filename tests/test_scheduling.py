"""How the tests are run on several processes, seen from outside: pytest in pytest."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.documents import ROOT

pytestmark = pytest.mark.slow

CONFTEST = """
from tests.conftest import (
    pytest_collection_modifyitems, pytest_collectreport, pytest_runtest_logreport,
    pytest_sessionfinish, pytest_terminal_summary, pytest_xdist_make_scheduler,
)
"""
MODULE = """
import os, pathlib, time
import pytest

def note(word):
    with pathlib.Path("NOTES").open("a") as file:
        file.write(f"{os.getpid()} NAME {word}\\n")

@pytest.mark.timing
def test_measures():
    note("measures")

@pytest.mark.parametrize("number", range(4))
def test_works(number):
    time.sleep(SECONDS)
    note("works")
"""
SKIPS = {
    "one": "import pytest\n\ndef test_skips(): pytest.skip('planted')\n",
    "whole": "import pytest\n\npytest.skip('planted', allow_module_level=True)\n",
}


def ran(folder: Path, *options: str, **env: str) -> "subprocess.CompletedProcess[str]":
    """What pytest says of the tests in a folder."""
    (folder / "conftest.py").write_text(CONFTEST)
    asked = [sys.executable, "-m", "pytest", "-q", "-c", str(ROOT / "pyproject.toml")]
    environ = {name: value for name, value in os.environ.items() if "PYTEST" not in name}
    return subprocess.run(
        [*asked, f"--rootdir={folder}", *options, str(folder)],
        env=environ | {"CI": "", "PYTHONPATH": str(ROOT)} | env,
        cwd=folder,
        capture_output=True,
        text=True,
    )


def test_what_measures_time_comes_last_in_one_process_when_nothing_else_runs(
    tmp_path: Path,
) -> None:
    notes = tmp_path / "notes"
    for name, seconds in (("short", "0.05"), ("long", "0.3"), ("longer", "0.4")):
        text = MODULE.replace("NOTES", str(notes)).replace("NAME", name)
        (tmp_path / f"test_{name}.py").write_text(text.replace("SECONDS", seconds))
    done = ran(tmp_path, "-n", "2", "--dist", "loadfile")
    assert done.returncode == 0, done.stdout
    assert re.search(r"^15 passed", done.stdout, re.MULTILINE), "one closing line for all"
    lines = [line.split() for line in notes.read_text().splitlines()]
    assert [word for _, _, word in lines] == ["works"] * 12 + ["measures"] * 3
    assert len({process for process, _, word in lines if word == "measures"}) == 1
    for name in ("short", "long", "longer"):
        assert len({p for p, module, word in lines if (module, word) == (name, "works")}) == 1
    assert len({process for process, *_ in lines}) == 2


@pytest.mark.parametrize("options", [(), ("-n", "2", "--dist", "loadfile")], ids=["one", "two"])
def test_skipped_test_or_file_is_a_failure_where_ci_is_set(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    (tmp_path / "test_fine.py").write_text("def test_fine(): pass\n")
    for name, text in SKIPS.items():
        (tmp_path / f"test_{name}.py").write_text(text)
    done = ran(tmp_path, *options, CI="1")
    assert done.returncode == 1
    forbidden = done.stdout.partition("skipped, which CI forbids")[2]
    assert all(f"test_{name}.py" in forbidden for name in SKIPS)
    assert "1 passed, 2 skipped" in done.stdout
