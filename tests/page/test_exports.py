"""A session as a file, from the page's menu and out of a printer: what is read there again."""

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from agents.reading.limits import ReadingLimits
from agents.reading.read import read
from tests.agents.kinds.analysis.cases import CASES, given
from tests.page.screen import ANSWER, Screen
from tests.processes import Server
from tests.server.calls import Caller

pytestmark = pytest.mark.slow

CASE = {case.name: case for case in CASES}
SIZES = {"a4": (595, 842), "letter": (612, 792)}
"""In points."""


def letters(text: str) -> str:
    """What is left of a text however its lines were broken."""
    return re.sub(r"[\W_]+", "", text)


def printed(page: Page, server: Server, caller: Caller, session: str, **query: str) -> Any:
    """What our own reader reads of the page as it comes out of a printer."""
    answer = caller.http.get(f"/v1/sessions/{session}/export", params={"format": "html"} | query)
    assert answer.status_code == 200, answer.text
    page.set_content(answer.text)
    return page.pdf(prefer_css_page_size=True, tagged=True)
