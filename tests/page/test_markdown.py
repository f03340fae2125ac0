"""Answers as they are shown, in a real browser."""

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.page.screen import Screen
from tests.processes import Server

pytestmark = pytest.mark.slow

TABLE = "| Skill | Years |\n|---|--:|\n| **SQL** | 4 |\n| Go | 2 |"
LISTS = "1. One\n   - deep\n     - deeper\n2. Two\n\n   More of two.\n\n- [ ] open\n- [x] done"
LINKS = (
    "[docs](https://example.com/a?b=c), <https://example.org>, www.example.net, me@example.com, "
    "[script](javascript:alert(1)), [data](data:text/html,x), [file](file:///etc/passwd), "
    "[here](/v1/me), ![picture](https://example.com/p.png), [vb]( JaVaScript:x)"
)
REST = "~~gone~~ &amp; &#65;&lt;\n\n---\n\n<b onclick=alert(1)>raw</b>\n\n> quote\n>\n> - item"
SHOW = """async (text) => {
    const { showMarkdown } = await ours("ui/markdown.js");
    const box = document.createElement("div");
    showMarkdown(box, text);
    document.querySelector("main").replaceChildren(box);
    return box.innerHTML;
}"""


def shown(server: Server, context: BrowserContext, text: str) -> Screen:
    screen = Screen(context, server)
    expect(screen.page.get_by_role("heading", level=1)).to_be_visible()
    screen.page.evaluate(SHOW, text)
    return screen


def test_table_has_cells_and_is_scrolled_by_itself(server: Server, context: BrowserContext) -> None:
    main = shown(server, context, TABLE).page.locator("main")
    assert main.get_by_role("columnheader").all_inner_texts() == ["Skill", "Years"]
    assert main.get_by_role("cell").all_inner_texts() == ["SQL", "4", "Go", "2"]
    expect(main.locator("td strong")).to_have_text("SQL")
    expect(main.get_by_role("region", name="Table")).to_have_attribute("tabindex", "0")


def test_lists_are_nested_and_tasks_say_whether_they_are_done(
    server: Server, context: BrowserContext
) -> None:
    main = shown(server, context, LISTS).page.locator("main")
    expect(main.locator("ol > li")).to_have_count(2)
    expect(main.locator("ol > li > ul > li > ul > li")).to_have_text("deeper")
    assert main.locator("ol > li").nth(1).locator("p").all_inner_texts() == ["Two", "More of two."]
    expect(main.get_by_role("img", name="not done")).to_have_count(1)
    expect(main.get_by_role("img", name="done", exact=True)).to_have_count(1)


def test_links_lead_to_the_web_or_to_who_is_written_to_and_nowhere_else(
    server: Server, context: BrowserContext
) -> None:
    screen = shown(server, context, LINKS)
    links: list[Any] = [
        (link.inner_text(), link.get_attribute("href"))
        for link in screen.page.locator("main a").all()
    ]
    assert links == [
        ("docs", "https://example.com/a?b=c"),
        ("https://example.org", "https://example.org/"),
        ("www.example.net", "http://www.example.net/"),
        ("me@example.com", "mailto:me@example.com"),
        ("picture", "https://example.com/p.png"),
    ]
    # What is no link stands there as it was written.
    expect(screen.page.locator("main")).to_contain_text("[script](javascript:alert(1))")
    assert screen.page.locator("main img").count() == 0
    assert screen.errors == []


def test_rest_of_markdown_is_shown_and_html_is_text(
    server: Server, context: BrowserContext
) -> None:
    screen = shown(server, context, REST)
    main = screen.page.locator("main")
    expect(main.locator("del")).to_have_text("gone")
    expect(main.locator("p").first).to_have_text("gone & A<")
    expect(main.locator("hr")).to_have_count(1)
    expect(main.locator("blockquote li")).to_have_text("item")
    expect(main).to_contain_text("<b onclick=alert(1)>raw</b>")
    assert main.locator("b").count() == 0


def test_long_answer_grows_without_a_long_task(server: Server, context: BrowserContext) -> None:
    screen = Screen(context, server)
    expect(screen.page.get_by_role("heading", level=1)).to_be_visible()
    found = screen.page.evaluate(
        """async () => {
            const { showMarkdown } = await ours("ui/markdown.js");
            const part = "## Next\\n\\nSome **bold** words, `code` and a [link](https://a.b).\\n\\n"
                + "- one\\n  - two\\n\\n| a | b |\\n|---|---|\\n| 1 | 2 |\\n\\n";
            const text = part.repeat(Math.ceil(20000 / part.length));
            const steps = Array.from({ length: 300 }, (_, at) => 5000 + 50 * at);
            const growing = () => {
                const box = document.createElement("div");
                document.querySelector("main").replaceChildren(box);
                showMarkdown(box, text.slice(0, 5000));
                const first = box.firstElementChild;
                const spent = steps.map((end) => {
                    const begun = performance.now();
                    showMarkdown(box, text.slice(0, end));
                    return performance.now() - begun;
                });
                return { box, spent, kept: first === box.firstElementChild };
            };
            const times = [growing(), growing(), growing()];
            const [{ box }] = times;
            showMarkdown(box, text);
            const whole = document.createElement("div");
            showMarkdown(whole, text);
            const least = steps.map((_, at) => Math.min(...times.map(({ spent }) => spent[at])));
            least.sort((a, b) => a - b);
            return { same: box.innerHTML === whole.innerHTML,
                     kept: times.every(({ kept }) => kept),
                     median: least[least.length / 2],
                     slowest: least.at(-1) };
        }"""
    )
    assert found["same"]
    assert found["kept"]
    # A task is long from 50 ms on. What a step needs is the least of three times: all else is the
    # machine's, which stops now this step, now that one.
    assert found["median"] < 10
    assert found["slowest"] < 50
