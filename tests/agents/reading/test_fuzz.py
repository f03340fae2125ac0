"""Whatever a file is, it is read, or refused for a reason that is one of those known."""

import subprocess
import sys

import pytest

from tests.agents.reading.files import At, pdf
from tests.agents.reading.fuzzing import file_of, wrong
from tests.documents import ROOT
from tests.soak import at_length

FILES = at_length(1_000, 10_000)
TO_A_PROCESS = 500


@pytest.mark.slow(seconds=30)
@pytest.mark.soak
@pytest.mark.parametrize("first", range(0, FILES, TO_A_PROCESS))
def test_file_that_is_nearly_right_is_read_or_refused(first: int):
    command = [sys.executable, "-m", "tests.agents.reading.fuzzing", str(first), str(TO_A_PROCESS)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (done.stdout, done.stderr.split("\n")[-2])


def test_files_of_a_number_are_always_the_same():
    assert file_of(7) == file_of(7)
    assert file_of(7) != file_of(8)


def test_file_that_is_right_has_nothing_wrong():
    assert wrong(pdf([At(50, 700, "Ada")])) is None
