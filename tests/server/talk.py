"""A conversation with a server whose models are played by an `Upstream`."""

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import msgspec
import orjson

from agents.models.registry import providers
from agents.testing import assert_agui_accepts, assert_log_is_valid
from protocol.codec import decode_event
from protocol.commands import Action, Cancel, Message, Retry, Start
from protocol.fold import Fold
from tests.clients import Client, guest, new_http
from tests.processes import Server
from tests.upstream import Upstream

Json = dict[str, Any]

CANARY = "canary"
KEYS = {
    "gemini": f"AIza-{CANARY}-4f1b9e7d2c8a5063",
    "openai": f"sk-{CANARY}-77aa10c3e5d94b26",
    "anthropic": f"sk-ant-{CANARY}-c3e5d94b2677aa10",
}
RUN_S = 20.0

_SETTINGS = {
    "gemini": {"GEMINI_API_KEY": KEYS["gemini"]},
    "openai": {"OPENAI_API_KEY": KEYS["openai"]},
    "anthropic": {"ANTHROPIC_API_KEY": KEYS["anthropic"]},
    "compatible": {"CAREERPILOT_COMPATIBLE_MODEL": "llama"},
}

WHO_ANSWERS = "You are talking with "
"""How a chat says which model answers, where the model's own first words don't."""


def provided(**upstreams: Upstream) -> dict[str, str]:
    """The settings of a server that may use each of these providers, and where they are."""
    return {
        name: value
        for provider, upstream in upstreams.items()
        for name, value in (
            *_SETTINGS[provider].items(),
            (providers()[provider].url_env, upstream.url(provider)),
        )
    }


class Talk:
    """A session of a guest, followed over a WebSocket from its first event on."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self._runs = 0

    async def start(self, kind: str, input: Json | None = None, **options: Any) -> Json:
        """Begin it; how the run ended."""
        await self.send(Start(self._id(), kind, input or {}, options or None))
        return await self.ended()

    async def say(self, text: str, *documents: str) -> Json:
        """A message of the user, with these documents; how the run ended."""
        await self.send(self.message(text, *documents))
        return await self.ended()

    async def act(self, name: str) -> Json:
        """An action; how the run ended."""
        await self.send(Action(self._id(), name))
        return await self.ended()

    async def retry(self) -> Json:
        """The last run once more; how it ended."""
        await self.send(Retry(self._id()))
        return await self.ended()

    async def cancel(self) -> Json:
        """End the run that goes on; how it ended."""
        assert (await self.client.send(Cancel(self._id()))).status == "accepted"
        return await self.ended()

    def message(self, text: str, *documents: str) -> Message:
        """What the user says."""
        return Message(self._id(), text, list(documents) or None)

    async def send(self, command: Start | Message | Action | Retry) -> None:
        """Have a run begin."""
        self._runs += 1
        ack = await self.client.send(command)
        assert ack.status == "accepted", ack

    async def ended(self) -> Json:
        """The last event of the run that goes on."""
        await self.client.until(lambda: self.client.history.runs_ended == self._runs, RUN_S)
        assert self.client.failures == []
        log = [decode_event(orjson.dumps(event)) for event in self.log]
        assert_log_is_valid(log)
        assert_agui_accepts(log)
        return self.log[-1]

    def _id(self) -> str:
        return uuid.uuid4().hex

    @property
    def token(self) -> str:
        """The guest's access token."""
        return self.client.place.token

    @property
    def log(self) -> list[Json]:
        """All events so far."""
        return self.client.history.events

    @property
    def run(self) -> list[Json]:
        """The events of the last run."""
        starts = [n for n, event in enumerate(self.log) if event["type"] == "RUN_STARTED"]
        return self.log[starts[-1] :] if starts else []

    @property
    def deltas(self) -> list[str]:
        """What the last run has said, as it came."""
        return [e["delta"] for e in self.run if e["type"] == "TEXT_MESSAGE_CONTENT"]

    @property
    def says(self) -> list[str]:
        """The assistant's messages, as they stand now, but for that which says who answers."""
        messages = msgspec.to_builtins(self._fold().messages)
        said = [m["content"] for m in messages if m["role"] == "assistant"]
        return [text for text in said if not text.startswith(WHO_ANSWERS)]

    @property
    def said(self) -> dict[str, str]:
        """What the user has said, by the messages' ids, as it stands now."""
        messages = msgspec.to_builtins(self._fold().messages)
        return {m["id"]: m["content"] for m in messages if m["role"] == "user"}

    @property
    def state(self) -> Json:
        """The session's state."""
        state: Json = self._fold().state
        return state

    def _fold(self) -> Fold:
        fold = Fold()
        for event in self.log:
            fold.apply_raw(orjson.dumps(event))
        return fold


@asynccontextmanager
async def talking(server: Server) -> AsyncIterator[Talk]:
    """A new session of a new guest."""
    async with new_http() as http:
        client = Client(str(uuid.uuid4()), await guest(server.url, http), http)
        await client.connect(server.url)
        try:
            yield Talk(client)
        finally:
            await client.close()
