"""client.js on a page of another origin, in a real browser."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import BrowserContext

from tests.processes import Servers

pytestmark = pytest.mark.slow

TALK = """async (url) => {
    const { CareerPilotClient } = await import(`${url}/client.js`);
    const client = new CareerPilotClient({ url });
    const first = await client.signIn();
    const { id } = await client.create({ kind: "chat", input: {} });
    const connection = client.connect(id);
    const transports = new Set();
    await new Promise((done) => {
        connection.addEventListener("change", () => {
            transports.add(connection.status.transport);
            if (connection.fold.run?.status === "finished") done();
        });
    });
    connection.close();
    const again = await client.signIn();
    const { sessions } = await client.sessions();
    await client.delete(id);
    return {
        same: first.user.id === again.user.id,
        listed: sessions.map((session) => session.id === id),
        transports: [...transports],
    };
}"""


WITH_TOKEN = """async (url) => {
    const { CareerPilotClient } = await import(`${url}/client.js`);
    const asked = await fetch(`${url}/v1/auth/guest`, { method: "POST", credentials: "omit" });
    const { accessToken: token } = await asked.json();
    const client = new CareerPilotClient({ url, token });
    const said = client.start("chat", {}, { message: { text: "What do you do?" } });
    await new Promise((done) => {
        said.addEventListener("change", () => said.fold.run?.status === "finished" && done());
    });
    const { transport } = said.status;
    said.close();
    return { transport, messages: said.fold.messages.length };
}"""


class Empty(BaseHTTPRequestHandler):
    """An empty page, whatever is asked for."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", "0")
        self.end_headers()


@pytest.fixture
def origin() -> Iterator[str]:
    """Where a page of somebody else comes from: another port of this machine."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Empty) as others:
        thread = threading.Thread(target=others.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{others.server_port}"
        others.shutdown()
        thread.join()


def test_page_of_an_allowed_origin_of_the_same_site_uses_the_cookie(
    servers: Servers, context: BrowserContext, origin: str
) -> None:
    server = servers.start(CAREERPILOT_ORIGINS=origin)
    context.pages[0].goto(origin)
    done: dict[str, Any] = context.pages[0].evaluate(TALK, server.url)
    assert done == {"same": True, "listed": [True], "transports": ["websocket"]}


def test_page_of_another_site_opens_a_websocket_by_a_ticket(
    servers: Servers, context: BrowserContext, origin: str
) -> None:
    elsewhere = origin.replace("127.0.0.1", "localhost")
    server = servers.start(CAREERPILOT_ORIGINS=elsewhere)
    context.pages[0].goto(elsewhere)
    done: dict[str, Any] = context.pages[0].evaluate(WITH_TOKEN, server.url)
    assert done == {"transport": "websocket", "messages": 2}
    assert "ticket=" not in server.output()


ASK = """async (url) => {
    const asked = fetch(`${url}/v1/kinds`, { credentials: "include" });
    return asked.then(({ status }) => status, ({ message }) => message);
}"""


@pytest.mark.parametrize("allowed", [True, False])
def test_page_of_another_origin_reads_answers_where_it_is_allowed(
    servers: Servers, context: BrowserContext, origin: str, allowed: bool
) -> None:
    server = servers.start(CAREERPILOT_ORIGINS=origin if allowed else "http://elsewhere.test")
    context.pages[0].goto(origin)
    asked = context.pages[0].evaluate(ASK, server.url)
    assert asked == (200 if allowed else "Failed to fetch")
