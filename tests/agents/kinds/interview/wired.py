"""A model over a provider's wire, without what stands between them in a server."""

from collections.abc import AsyncGenerator

from agents.errors import ModelError
from agents.models.faults import Fault
from agents.models.prompt.build import build
from agents.models.registry import providers
from agents.models.request import Delta, Request
from protocol.catalogue import Text
from tests.upstream import Upstream

KEY = "sk-canary-4f1b9e7d2c8a5063"
WINDOW = 128_000


class Wired:
    """Asks the played provider of that name, once for each request."""

    def __init__(self, name: str, upstream: Upstream) -> None:
        self._provider = providers()[name](upstream.url(name))

    async def stream(self, request: Request) -> AsyncGenerator[Delta, None]:
        """The answer as it comes over the wire. Raises ModelError."""
        prompt = build(request, "m", WINDOW)
        try:
            async for delta in self._provider.stream(prompt, KEY):
                yield delta
        except Fault as fault:
            raise ModelError(Text("models.no_answer"), "unavailable") from fault

    async def close(self) -> None:
        """Close what is open."""
        await self._provider.close()
