"""Whatever speaks OpenAI's API: Ollama, vLLM, llama.cpp and many more, by URL and model name."""

from collections.abc import Mapping
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlsplit

from agents.models.provider import Prompt
from agents.models.request import Finish, Tier
from agents.models.vendors.compatible.reader import TaggedReader
from agents.models.vendors.openai.adapter import OpenAI
from agents.models.vendors.openai.reader import ChatCompletionReader

if TYPE_CHECKING:
    import openai


class Compatible(OpenAI):
    """A server that speaks chat completions, with or without a key."""

    name = "compatible"
    title = "OpenAI-compatible"
    key_env = ("CAREERPILOT_COMPATIBLE_KEY",)
    url_env = "CAREERPILOT_COMPATIBLE_URL"
    models: ClassVar[Mapping[Tier, str]] = {}
    prices: ClassVar[str | None] = None
    keyless = True
    model_env = "CAREERPILOT_COMPATIBLE_MODEL"
    limit_name: ClassVar[str] = "max_tokens"
    other_end: ClassVar[Finish | None] = Finish("stop")
    reader: ClassVar[type[ChatCompletionReader]] = TaggedReader
    vision: bool = False
    """Whether its models can be shown pictures: it does not tell, so it is set."""

    def sees(self, model: str) -> bool:
        """What is set of the server."""
        return self.vision

    @property
    def is_here(self) -> bool:
        """Whether its host is this machine, by a name or an address that is always its own."""
        host = urlsplit(self.base_url or "").hostname or ""
        try:
            return ip_address(host).is_loopback
        except ValueError:
            return host.lower() == "localhost"

    def conduct(self) -> dict[str, Any]:
        """What is said to it goes to no other: no redirect leads away, and no proxy to itself."""
        return {"follow_redirects": False, "trust_env": not self.is_here}

    def effort(self, prompt: Prompt) -> str | None:
        """Left unsaid: many servers refuse what they do not know."""
        return None

    def _headers(self, key: str) -> "dict[str, openai.Omit]":
        """Tells a stranger nothing of the OpenAI account that the environment may name."""
        import openai

        withheld = ["OpenAI-Organization", "OpenAI-Project", *([] if key else ["Authorization"])]
        return {name: openai.Omit() for name in withheld}

    def new_client(self, key: str) -> "openai.AsyncOpenAI":
        """The SDK with this key, or without any."""
        return super().new_client(key or "none")
