"""The cache: answers given again to the very same request (deduplication by digest)."""

import hashlib
import logging
import re
import zlib
from collections.abc import Iterator
from functools import cache
from typing import Any

import msgspec

from agents.gateway.shared_state import SharedState
from agents.models.request import Request, Tool
from agents.models.structured_output import decoded
from agents.schemas import schema_of
from protocol.errors import Unavailable

COMPRESSED_ABOVE = 1024
MAX_BYTES = 1_000_000
"""No answer is larger: what unpacks to more was not put there by us."""

_PLAIN, _PACKED = b"0", b"1"
_WORDS = re.compile(r"\s*\S+\s*|\s+")
_log = logging.getLogger(__name__)


class Kept(msgspec.Struct, frozen=True):
    """An answer, and who gave it."""

    text: str
    provider: str
    model: str

    def words(self) -> Iterator[str]:
        """The answer word by word."""
        return (match[0] for match in _WORDS.finditer(self.text))


class Cache:
    """Whole answers by the hash of all that the request says.

    An answer into which a user's data went is kept for that user alone, unless `share_personal`.
    While the storage is away nothing is found, and nothing is kept.
    """

    def __init__(self, shared: SharedState, share_personal: bool = False) -> None:
        self._shared = shared
        self._share = share_personal

    def name(self, request: Request) -> str | None:
        """What the answer to this request is kept as; None where it is not to be kept."""
        user = "" if self._share or not request.personal else request.caller.user
        owned = user or self._share or not request.personal
        return _digest(request, user) if owned and request.keep_s else None

    async def recall(self, name: str) -> Kept | None:
        """The answer that is kept, if there is one."""
        try:
            value = await self._shared.recall(name)
            return _unpacked(value) if value else None
        except Unavailable:
            return None
        except (msgspec.DecodeError, zlib.error, ValueError) as error:
            _log.warning("cached_answer_broken", extra={"entry": name, "error": str(error)})
            return None

    async def remember(self, name: str, kept: Kept, request: Request) -> None:
        """Keep a whole answer; one that does not fit the type that was asked for is none."""
        try:
            if request.output is not None:
                decoded(kept.text, request.output)
            user = request.caller.user if request.personal else ""
            ttl_ms = request.keep_s * 1000
            await self._shared.remember(name, _packed(kept), ttl_ms=ttl_ms, user=user)
        except (msgspec.DecodeError, Unavailable) as error:
            _log.info("answer_not_cached", extra={"entry": name, "reason": str(error)})


def _digest(request: Request, user: str) -> str:
    said = {name: getattr(request, name) for name in _SAID}
    types = [request.output and _type(request.output), [_tool(tool) for tool in request.tools]]
    whole = [said, types, request.caller.subscription, user]
    return hashlib.sha256(msgspec.json.encode(whole, order="deterministic")).hexdigest()


_SAID = sorted(
    set(Request.__struct_fields__) - {"output", "tools", "caller", "personal", "fresh", "keep_s"}
)


def _tool(tool: Tool) -> list[Any]:
    return [tool.name, tool.description, _type(tool.parameters)]


@cache
def _type(type_: type[msgspec.Struct]) -> bytes:
    return msgspec.json.encode([type_.__qualname__, schema_of(type_)])


def _packed(kept: Kept) -> bytes:
    raw = msgspec.json.encode(kept)
    return _PACKED + zlib.compress(raw) if len(raw) > COMPRESSED_ABOVE else _PLAIN + raw


def _unpacked(value: bytes) -> Kept:
    raw = value[1:]
    if value[:1] == _PACKED:
        raw = zlib.decompressobj().decompress(raw, MAX_BYTES)
    return msgspec.json.decode(raw, type=Kept)
