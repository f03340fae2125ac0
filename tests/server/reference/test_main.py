"""The command that prints the reference documents."""

import subprocess
import sys

import pytest

from tests.documents import ROOT


@pytest.mark.slow(seconds=1.7)
@pytest.mark.parametrize("words", [[], ["nonsense"], ["kinds", "errors"]])
def test_command_says_what_it_takes(words: list[str]) -> None:
    argv = [sys.executable, "-m", "server.reference", *words]
    done = subprocess.run(argv, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 2
    assert done.stderr == "usage: python -m server.reference kinds|errors|frames|openapi\n"
    assert done.stdout == ""
