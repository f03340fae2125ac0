"""client.js alone in a real browser, against a real server, over each of its transports."""

from typing import Any

import pytest
from playwright.sync_api import BrowserContext

from protocol.client import Transport
from tests.processes import Server

pytestmark = pytest.mark.slow

ALL: list[Transport] = ["websocket", "sse", "poll"]

SAY_THEN_EDIT = """
async (transport) => {
  const { CareerPilotClient } = await import("/client.js");
  const client = new CareerPilotClient();
  await client.signIn();
  const message = { text: "How do I write a CV?" };
  const connection = client.start("chat", {}, { message, transports: [transport] });
  const acks = [];
  connection.addEventListener("ack", ({ detail }) => acks.push(detail.status));
  const runs = new Set();
  const ended = (count) => new Promise((done) => {
    const look = () => {
      const { run, running } = connection.fold;
      if (run && !running) runs.add(run.id);
      if (runs.size === count) done();
    };
    connection.addEventListener("change", look);
    look();
  });
  const messages = () => connection.fold.messages.map(({ id, role, content }) =>
    ({ id, role, content }));
  await ended(1);
  const before = messages();
  const edit = connection.send({ type: "retry", text: "How do I write a cover letter?" });
  await ended(2);
  const { messages: stored, epoch, head } = await client.session(connection.session);
  const found = { before, after: messages(), edit, acks, stored, waits: connection.outbox.dump() };
  connection.close();
  return { ...found, positions: [[connection.epoch, connection.seq], [epoch, head]] };
}
"""


@pytest.mark.parametrize("transport", ALL)
def test_client_starts_with_first_words_and_edits_them(
    transport: Transport, server: Server, context: BrowserContext
) -> None:
    page = context.pages[0]
    page.goto(f"{server.url}/client.js")
    found: dict[str, Any] = page.evaluate(SAY_THEN_EDIT, transport)
    assert [message["role"] for message in found["before"]] == ["user", "assistant"], found
    assert found["before"][0]["content"] == "How do I write a CV?"
    words, answer = found["after"]
    assert words == {
        "id": found["edit"],
        "role": "user",
        "content": "How do I write a cover letter?",
    }
    assert "How do I start the letter?" in answer["content"]
    assert found["after"] == found["stored"]
    assert found["acks"] == ["accepted", "accepted"]
    assert found["waits"] == []
    held, stored = found["positions"]
    assert held == stored
