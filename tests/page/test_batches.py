"""A batch in a real browser: from a file, by status, and into an item."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.page.screen import Screen, assert_no_overflow
from tests.processes import Server, Servers

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def running(started: Servers) -> Server:
    return started.start(CAREERPILOT_KINDS="tests.tally", CAREERPILOT_LEASE_MS="1000")


def test_file_of_inputs_becomes_a_table_by_status_of_which_each_row_opens_its_session(
    running: Server, context: BrowserContext, tmp_path: Path
) -> None:
    file = tmp_path / "words.csv"
    file.write_text("word,for whom\nhello,Ana\n,Ben\ngoodbye,Cho\n")
    screen = Screen(context, running)
    card = screen.card("Many at once")
    expect(card.locator('[name="kind"] option')).to_contain_text(["Analysis", "Tally"])
    card.get_by_role("group", name="Document").locator("input[type=file]").set_input_files(file)
    expect(card.get_by_role("button", name="Take another")).to_be_visible()
    card.locator('[name="kind"]').select_option("tally")
    screen.start("Many at once")
    result = screen.page.locator(".result")
    expect(result.get_by_text("2 of 3 are done, 1 have failed.")).to_be_visible(timeout=30_000)
    rows = result.locator("tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.nth(1)).to_contain_text(re.compile("^3.*required field.*Failed$", re.DOTALL))
    result.get_by_label("Show").select_option("failed")
    expect(rows.filter(visible=True)).to_have_count(1)
    result.get_by_label("Show").select_option("")
    assert_no_overflow(screen.page)
    rows.nth(2).get_by_role("link", name="goodbye").click()
    expect(screen.page.get_by_text("You said goodbye.").filter(visible=True)).not_to_have_count(0)
    assert screen.errors == []
