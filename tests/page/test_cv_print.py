"""A CV that the kind made, out of a printer: the same facts."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from msgspec.json import encode
from playwright.sync_api import Browser

from agents.reading.read import read
from agents.resume.facts import Reading
from server.exports.session import Head, handed_page
from tests.server.exports.test_cv_read_back import MADE, TODAY, assert_same_facts, made

pytestmark = pytest.mark.slow


def test_cv_out_of_a_printer_says_the_same(browser: Browser) -> None:
    printer = browser.new_page()
    for resume, posting, form in MADE[:2]:
        # The browser's own loop runs in this thread.
        with ThreadPoolExecutor(1) as other:
            found = other.submit(asyncio.run, made(resume, posting, form)).result()
        head = Head("A title", "cv", "CV", TODAY.isoformat(), "en")
        page = handed_page(head, found, encode({"style": {"form": form}}), "a4").data.decode()
        printer.goto("about:blank")
        printer.set_content(page)
        document = read(printer.pdf(prefer_css_page_size=True, tagged=True))
        assert_same_facts(Reading(document.text).facts(TODAY), found["resume"])
    printer.close()
