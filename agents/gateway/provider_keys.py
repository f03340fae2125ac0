"""What the gateway may use: a provider with its keys and the models that serve each tier."""

import hashlib
from collections.abc import Mapping, Sequence

from agents.models.provider import Provider
from agents.models.request import Tier

_DIGITS = 8


class Key:
    """A provider's key. Only `secret` shows it; everything else goes by the fingerprint."""

    __slots__ = ("fingerprint", "secret")

    def __init__(self, secret: str) -> None:
        self.secret = secret
        self.fingerprint = fingerprint(secret)

    def __repr__(self) -> str:
        return f"Key({self.fingerprint})"


class ProviderKeys:
    """A configured provider: at least one key (an empty one where it needs none).

    `models` says which model serves which tier; by default the provider's own.
    """

    def __init__(
        self,
        provider: Provider,
        keys: Sequence[str] = (),
        models: Mapping[Tier, str] | None = None,
    ) -> None:
        if not keys and not provider.keyless:
            raise ValueError(f"{provider.name} needs a key")
        self.provider = provider
        self.name = provider.name
        self.title = provider.title
        self.models = dict(models or provider.models)
        self._keys = {key.fingerprint: key for key in map(Key, keys or ("",))}
        self.fingerprints = tuple(self._keys)

    def secret(self, fingerprint: str) -> str:
        """The key of that fingerprint."""
        return self._keys[fingerprint].secret

    def __repr__(self) -> str:
        return f"ProviderKeys({self.name}, keys={list(self.fingerprints)})"


def fingerprint(secret: str) -> str:
    """A name for a key that tells nothing of it: the head of its SHA-256."""
    return hashlib.sha256(secret.encode()).hexdigest()[:_DIGITS] if secret else "keyless"
