"""People with something of everything, for the tests of what becomes of it."""

import time
import uuid
from typing import Any

import msgspec

from agents.gateway.policy import Breaker
from server.practice.record import KeptInterview, KeptStory, Record
from store.asked.asked import Entry
from store.commits.types import Commit, Finish
from store.leases.types import Acquired
from store.redis.scripts import command
from store.sessions.items import item_id
from store.store import Store
from store.usage.types import Used

GUEST_MS = 3_600_000


def now_ms() -> int:
    """Milliseconds since the Unix epoch."""
    return time.time_ns() // 1_000_000


class Person:
    """A guest, unless said otherwise; `mark` is in every text of theirs."""

    def __init__(self, store: Store, *, guest: bool = True) -> None:
        self.store = store
        self.guest = guest
        self.id = ("g-" if guest else "u-") + str(uuid.uuid4())
        self.mark = f"secret-{uuid.uuid4().hex}"
        self.sessions: list[str] = []
        self.items: list[str] = []
        self.holdings: dict[str, str] = {}

    async def session(self, *, parent: str = "", id: str = "", **more: Any) -> str:
        """A session that runs."""
        id = id or str(uuid.uuid4())
        part: dict[str, Any] = {
            "title": self.mark,
            "command_id": "c1",
            "raw": self.mark.encode(),
            "now_ms": now_ms(),
            "ttl_ms": GUEST_MS if self.guest else None,
            "content": b'["start"]',
            "parent": parent,
        } | more
        given = msgspec.json.encode({"text": self.mark})
        made = await self.store.sessions.create(id, self.id, "chat", given, b"{}", **part)
        assert made.status == "created"
        (self.items if parent else self.sessions).append(id)
        return id

    async def rested(self, **more: Any) -> str:
        """A session whose first run has ended, with a message."""
        id = await self.session(**more)
        taken = await self.store.leases.acquire(id, "w1")
        assert isinstance(taken, Acquired)
        text = self.mark.encode()
        end = Finish(command_id="c1", checkpoint=text, keep=0, messages=[text], allows="message")
        await self.store.commits.commit([Commit(id, taken.token, 0, [text], finish=end)])
        await self.store.leases.set_aside(id)
        return id

    async def batch(self, count: int = 3) -> str:
        """A session at rest with items that wait."""
        id = await self.rested()
        assert await self.store.items.announce(id, self.id, count)
        for number in range(1, count + 1):
            await self.session(parent=id, id=item_id(id, number))
        return id

    async def keeps(self, collection: Any, hash: str = "") -> str:
        """Something kept, in two versions."""
        id, text = str(uuid.uuid4()), self.mark.encode()
        ends = now_ms() + GUEST_MS if self.guest else None
        who: dict[str, Any] = {"guest": self.guest, "ends_ms": ends}
        head = msgspec.json.encode({"text": self.mark})
        await self.store.holdings.add(
            collection,
            self.id,
            id,
            title=self.mark,
            hash=hash or f"hash-{id}",
            head=head,
            body=head,
            data=text,
            now_ms=now_ms(),
            **who,
        )
        await self.store.holdings.replace(
            collection, self.id, id, expected=1, head=head, body=head, now_ms=now_ms(), **who
        )
        self.holdings[collection] = id
        return id

    async def practises(self, session: str = "s") -> None:
        """A record and two questions."""
        story = KeptStory(f"story-{self.mark}", "Title", self.mark, {})
        interview = KeptInterview(session, "2026-11-30", "hr", "easy", "rules", "", 3, {})
        record = Record(stories=(story,), interviews=(interview,))
        ends = now_ms() + GUEST_MS if self.guest else None
        await self.store.practice.write(
            self.id, 0, msgspec.json.encode(record), guest=self.guest, ends_ms=ends
        )
        for at in (1, 2):
            question = msgspec.json.encode({"text": f"{self.mark} {at}", "at": at, "key": ""})
            await self.store.practice.ask(self.id, question, at, guest=self.guest, ends_ms=ends)

    async def was_asked(self) -> None:
        """A question that is not to come twice."""
        entry = Entry(f"hash-{self.mark}", "", "key", self.mark, "owner")
        ttl = GUEST_MS if self.guest else None
        assert await self.store.asked.record(self.id, [entry], 0, now_ms(), ttl)

    async def spends(self) -> None:
        """A call of a model, and an answer that is kept."""
        gate = self.store.model_gate
        record = {"call": "c", "user": self.id, "session": self.mark, "run": "r", "cost": 7}
        await gate.settle(
            uuid.uuid4().hex,
            now_ms=now_ms(),
            provider="p",
            model="m",
            breaker=Breaker(share=50, minimum=5, window_ms=1000, cooldown_ms=30_000, probes=1),
            outcome="ok",
            cost=7,
            record=msgspec.json.encode(record),
        )
        day = time.strftime("%Y-%m-%d", time.gmtime())
        used = Used(day, self.mark, "m", 1, 2, 3)
        assert await self.store.usage.count(self.id, uuid.uuid4().hex, used, guest=self.guest)
        assert await self.store.audit.key_of(self.id, b"key", GUEST_MS) or not self.guest
        await gate.remember(uuid.uuid4().hex, self.mark.encode(), ttl_ms=GUEST_MS, user=self.id)

    async def has_everything(self) -> None:
        """Something of each: two sessions, a batch, and all that is kept."""
        await self.session()
        await self.rested()
        await self.batch()
        for collection in ("resumes", "documents", "jobs", "applications"):
            await self.keeps(collection)
        await self.practises()
        await self.was_asked()
        await self.spends()


async def everything(store: Store) -> dict[str, str]:
    """All that Redis has, every name and value, as one text for each key."""
    found: dict[str, str] = {}
    (names,) = await store.route.run([command("", "KEYS", "*")])
    for name in names:
        (kind,) = await store.route.run([command("", "TYPE", name)])
        how: dict[bytes, tuple[Any, ...]] = {
            b"string": ("GET", name),
            b"hash": ("HGETALL", name),
            b"list": ("LRANGE", name, 0, -1),
            b"set": ("SMEMBERS", name),
            b"zset": ("ZRANGE", name, 0, -1),
        }
        (value,) = await store.route.run([command("", *how[kind])])
        text = value if isinstance(value, bytes) else b"\n".join(value or [])
        found[name.decode()] = text.decode(errors="replace")
    return found
