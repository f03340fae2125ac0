"""Puts résumés and documents into a store, as the resources for them do: words for tests."""

import asyncio
import time
from typing import Any

import jwt
import msgspec

from store.holdings.types import Collection, Standing
from store.store import Store
from tests.processes import SECRET


def user_of(token: str) -> str:
    """Whose token it is."""
    claims = jwt.decode(token, SECRET, ["HS256"], audience="careerpilot")
    return str(claims["sub"])


def head(name: str, media_type: str, **more: Any) -> bytes:
    """What listings show of a file."""
    source = {"name": name, "mediaType": media_type, "bytes": 1}
    return msgspec.json.encode({"source": source, "warnings": [], **more})


class Shelf:
    """What one user has stored, in a store that is called from tests without a loop, too."""

    def __init__(self, url: str, user: str) -> None:
        self.url = url
        self.user = user

    async def add(
        self,
        collection: Collection,
        id: str,
        text: str | None,
        *,
        name: str = "cv.pdf",
        status: Standing = "ready",
        image: bytes | None = None,
        measured: Any = None,
        **more: Any,
    ) -> None:
        """Store a thing under an id that nothing has. `measured` is what was so of its file."""
        store = Store(self.url)
        try:
            added = await store.holdings.add(
                collection,
                self.user,
                id,
                title=name,
                hash=id,
                head=head(name, "image/png" if image else "application/pdf", **more),
                body=msgspec.json.encode({"text": text, "measured": measured}),
                data=image,
                status=status,
                now_ms=now(),
                guest=True,
            )
        finally:
            await store.close()
        assert added.status == "created", added

    async def settle(self, collection: Collection, id: str, text: str | None, **more: Any) -> None:
        """What was being read is read, or (with `error`) can't be."""
        store = Store(self.url)
        try:
            done = await store.holdings.settle(
                collection,
                self.user,
                id,
                status="failed" if "error" in more else "ready",
                head=head("cv.pdf", "application/pdf", **more),
                body=msgspec.json.encode({"text": text}),
                now_ms=now(),
                guest=True,
            )
        finally:
            await store.close()
        assert done.status == "replaced", done

    async def replace(self, collection: Collection, id: str, text: str) -> None:
        """A new version of it."""
        store = Store(self.url)
        try:
            done = await store.holdings.replace(
                collection,
                self.user,
                id,
                expected=None,
                head=head("cv.pdf", "application/pdf"),
                body=msgspec.json.encode({"text": text}),
                now_ms=now(),
                guest=True,
            )
        finally:
            await store.close()
        assert done.status == "replaced", done

    async def delete(self, collection: Collection, id: str) -> None:
        """It is no more."""
        store = Store(self.url)
        try:
            assert await store.holdings.delete(collection, self.user, id)
        finally:
            await store.close()

    def now(self, what: str, *given: Any, **more: Any) -> None:
        """One of the above, where no loop runs."""
        asyncio.run(getattr(self, what)(*given, **more))


def now() -> int:
    """Milliseconds since 1970."""
    return time.time_ns() // 1_000_000
