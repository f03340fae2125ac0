"""The page's modules under node's own test runner, so that `make test` runs them, too."""

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_page_modules_pass_their_own_tests() -> None:
    node = shutil.which("node")
    assert node is not None, "node is needed"
    files = sorted(str(path) for path in Path(__file__).parent.rglob("*.test.mjs"))
    assert files
    done = subprocess.run([node, "--test", *files], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
