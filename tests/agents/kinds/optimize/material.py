"""Résumés and postings of many fields for tests of the kind."""

import datetime as dt
from functools import cache
from typing import Any

from agents.resume.whole import whole_resume
from tests.documents import ROOT

TODAY = dt.date(2026, 11, 30)
MATERIAL = ROOT / "tests/material"
RESUMES = {path.stem: path.read_text(encoding="utf-8") for path in (MATERIAL / "resumes").iterdir()}
POSTINGS = {
    path.stem: path.read_text(encoding="utf-8") for path in (MATERIAL / "postings").iterdir()
}


@cache
def resume_of(name: str) -> dict[str, Any]:
    """The résumé of that name as data. Not to be changed."""
    return whole_resume(RESUMES[name], TODAY)
