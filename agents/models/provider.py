"""What a provider of models is to the gateway: a prompt and a key in, deltas or a fault out."""

from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Mapping
from typing import Any, ClassVar

import msgspec

from agents.models.request import Delta, Line, Tier, Tool


class Prompt(msgspec.Struct, frozen=True, kw_only=True):
    """A request as every provider takes it.

    `turns` begin and end with the user's. `schema` is JSON Schema (of an object) that the answer
    must fit. An answer that begins with `prefill` is to be continued from there; the prefill
    itself is not given again.
    """

    model: str
    tier: Tier
    system: str
    turns: tuple[Line, ...]
    schema: Mapping[str, Any] | None = None
    tools: tuple[Tool, ...] = ()
    max_output_tokens: int
    prefill: str = ""


class Provider(ABC):
    """One provider's wire. Bound to one event loop; makes no connection before it is needed.

    To add one takes a subclass, in the `adapter.py` of a folder in `agents.models.vendors`. Its
    vendor's SDK is imported when it is first used.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    key_env: ClassVar[tuple[str, ...]]
    """Environment variables that may hold keys, several by commas. The first is the one to name."""
    url_env: ClassVar[str]
    """Environment variable with the base URL, where it is not the vendor's own."""
    models: ClassVar[Mapping[Tier, str]]
    """The default model of each tier."""
    prices: ClassVar[str | None] = None
    """What `genai-prices` calls the provider."""
    keyless: ClassVar[bool] = False
    """Whether the provider can be used with no key, by its URL alone."""
    model_env: ClassVar[str | None] = None
    """Environment variable with the one model that serves all tiers, where there is no default."""

    def __init__(self, base_url: str | None = None) -> None:
        self.base_url = base_url

    @abstractmethod
    def stream(self, prompt: Prompt, key: str) -> AsyncGenerator[Delta, None]:
        """The answer's deltas, with a Usage where the provider counted, and Finish as the last.

        Raises `agents.models.faults.Fault`, and nothing else, for all that can go wrong; an
        answer without the provider's own end is one such. Closing the generator, or cancelling
        who waits for it, closes the upstream connection.
        """

    def prefills(self, model: str) -> bool:
        """Whether the model takes the beginning of its answer and goes on from there."""
        return False

    def sees(self, model: str) -> bool:
        """Whether the model can be shown pictures."""
        return True

    @abstractmethod
    async def warm(self, key: str) -> None:
        """Make ready for a first call with the key: import the SDK. No connection is made."""

    @abstractmethod
    async def close(self) -> None:
        """Close the connections that are kept open."""
