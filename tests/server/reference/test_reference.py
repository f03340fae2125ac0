"""The reference documents, as far as they are more than what they are made from."""

import subprocess
import sys

import pytest

from protocol.errors import CloseCode, Gap
from server.reference import reference
from tests.documents import ROOT, rows


def test_errors_document_has_every_close_code_and_what_a_client_does() -> None:
    told = {row[0]: row[2] for row in rows(reference.errors()) if len(row) == 3}
    assert set(told) == {str(int(code)) for code in CloseCode}
    assert told["1012"] == "reconnects at once"


def test_errors_document_leaves_out_what_is_never_sent() -> None:
    assert f"`{Gap.code}`" not in reference.errors()


@pytest.mark.parametrize("words", [[], ["nonsense"], ["kinds", "errors"]])
def test_command_says_what_it_takes(words: list[str]) -> None:
    argv = [sys.executable, "-m", "server.reference", *words]
    done = subprocess.run(argv, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 2
    assert done.stderr == "usage: python -m server.reference kinds|errors|frames\n"
    assert done.stdout == ""
