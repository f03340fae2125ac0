"""Texts that were looked at and stand in the repository: what becomes different shows in review.

With `CAREERPILOT_GOLDEN=write` in the environment they are written anew.
"""

import difflib
import os

from tests.documents import ROOT


def golden(path: str, text: str) -> None:
    """Raise AssertionError, with the difference, unless the file below `tests` says the text."""
    file = ROOT / "tests" / path
    if os.environ.get("CAREERPILOT_GOLDEN") == "write":
        file.write_text(text, encoding="utf-8")
    known = file.read_text(encoding="utf-8") if file.exists() else ""
    lines = difflib.unified_diff(
        known.splitlines(), text.splitlines(), str(path), "now", lineterm="", n=1
    )
    assert known == text, "\n".join(lines)
