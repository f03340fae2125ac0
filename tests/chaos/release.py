"""The code of an older release, for workers that run it beside those of this one."""

import io
import subprocess
import tarfile
from pathlib import Path

from tests.documents import ROOT


def unpack(ref: str, folder: Path) -> Path:
    """Put the files of a commit, a tag or a branch into a new folder; that folder.

    Raises CalledProcessError where the repository has no such thing.
    """
    packed = subprocess.run(
        ["git", "archive", "--format=tar", ref], cwd=ROOT, check=True, stdout=subprocess.PIPE
    ).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as files:
        files.extractall(folder, filter="data")
    return folder
