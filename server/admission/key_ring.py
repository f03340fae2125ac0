"""The secrets of access tokens: one that signs, and those before it, which only verify."""

import hashlib
import hmac
from collections.abc import Iterator, Sequence

_ID_BYTES = 8


class KeyRing:
    """The secrets by their key ids (`kid`, RFC 7515 §4.1.4), the signing one first.

    A key's id follows from its secret: every worker that has the secret knows it by the same id,
    and nobody can tell the secret from it.
    """

    def __init__(self, secret: str, older: Sequence[str] = ()) -> None:
        self.signing_id = _id_of(secret)
        self._secrets = {_id_of(one): one for one in (secret, *older)}

    @property
    def signing(self) -> str:
        """The secret that signs."""
        return self._secrets[self.signing_id]

    def find(self, key_id: str) -> str | None:
        """The secret of that id, if it is on the ring."""
        return self._secrets.get(key_id)

    def __iter__(self) -> Iterator[str]:
        """All secrets, the signing one first."""
        return iter(self._secrets.values())


def _id_of(secret: str) -> str:
    digest = hmac.digest(secret.encode(), b"careerpilot key id", hashlib.sha256)
    return digest[:_ID_BYTES].hex()
