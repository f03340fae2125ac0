"""What is kept of Redis in a file, and how it comes back into another Redis.

Keys are kept by what they hold, not as RDB, whose version depends on the Redis. A file has
sessions, each with its own keys and with what is known of it, and the keys that are nobody's own:
those of calls of models. Strings that are not UTF-8 are kept as base64.
"""

import base64
import json
import re
import time
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import jwt
import redis

from tests.processes import SECRET

Json = dict[str, Any]

FOLDER = Path(__file__).parent
"""Where the files are: one for each release whose sessions must go on."""

RUNNING = "running"
NOBODYS = ("{gate}:", "c:")
"""How the names of keys begin that belong to no session."""

_MOMENT = re.compile(r"(?<!\d)1\d{12}(?!\d)")
_NEAR_MS = 2 * 86_400_000
"""A number of so many digits is a moment if it is not further than this from when it was kept."""


@dataclass(frozen=True)
class Stored:
    """A session as it was kept at `at_ms`, no worker at work any more.

    `document` is what its owner was shown when it was last at rest (None: it never was), `allows`
    what it took then, and `commands` are all that were accepted. Where runs are still to be ended
    it is not `resting`: `ends` says how the last of them ends, `said` what the user said that is
    not answered, and `kept` what the assistant said that is not said again.
    """

    name: str
    id: str
    owner: str
    at_ms: int
    document: Json | None
    allows: list[str]
    resting: bool
    commands: list[Json]
    kept: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    ends: str | None = None
    keys: list[Json] = field(default_factory=list)

    @property
    def log(self) -> list[Json]:
        """The events that were in the log."""
        return [json.loads(raw) for raw in self._value("log", [])]

    @property
    def epoch(self) -> str:
        """The epoch of its log."""
        return str(self._value("meta", {})["epoch"])

    @property
    def head(self) -> int:
        """The number of the newest event in its log."""
        return int(self._value("meta", {})["head"])

    @property
    def alarm_ms(self) -> int | None:
        """The moment for which its alarm is set, if one is."""
        alarm = self._value("meta", {}).get("alarm")
        return int(alarm.split("\n")[1]) if alarm else None

    def _value(self, name: str, missing: Any) -> Any:
        found = [key["value"] for key in self.keys if key["key"] == f"s:{{{self.id}}}:{name}"]
        return found[0] if found else missing

    def after(self, pause_ms: int) -> "Stored":
        """As it would have been kept, had all of it happened so that the pause ends now."""
        move = time.time_ns() // 1_000_000 - pause_ms - self.at_ms

        def moved(match: re.Match[str]) -> str:
            moment = int(match[0])
            return str(moment + move) if abs(moment - self.at_ms) < _NEAR_MS else match[0]

        return Stored(**json.loads(_MOMENT.sub(moved, _compact(asdict(self)))))

    def copy(self) -> "Stored":
        """The same session of another owner, by another id."""
        text = _compact(asdict(self)).replace(self.id, str(uuid.uuid4()))
        return Stored(**json.loads(text.replace(self.owner, f"g-{uuid.uuid4()}")))

    def token(self) -> str:
        """Its owner's access token, of the form of the release, valid again."""
        now = int(time.time())
        claims = {"sub": self.owner, "guest": True, "aud": "careerpilot", "iat": now}
        return jwt.encode(claims | {"exp": now + 3600}, SECRET, "HS256")


@dataclass(frozen=True)
class Kept:
    """A file: which release made it, its sessions, and the keys that are nobody's own."""

    release: str
    sessions: list[Stored]
    shared: list[Json]

    @classmethod
    def read(cls, path: Path) -> "Kept":
        """What such a file says."""
        document = json.loads(path.read_text(encoding="utf-8"))
        sessions = [Stored(**one) for one in document["sessions"]]
        return cls(document["release"], sessions, document["shared"])

    def text(self) -> str:
        """The file: a line for each session and for each key."""
        sessions = [
            _lines(_compact(asdict(replace(one, keys=[])))[:-2], one.keys) + "}"
            for one in self.sessions
        ]
        head = f'{{"release":{_compact(self.release)},\n"sessions":[\n'
        shared = _lines('"shared":[', self.shared)
        return head + ",\n".join(sessions) + "],\n" + shared + "}\n"


def _lines(opening: str, keys: Iterable[Json]) -> str:
    return opening + "\n" + ",\n".join(map(_compact, keys)) + "]"


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def dump(db: "redis.Redis") -> list[Json]:
    """All keys of a Redis, by name."""
    found = []
    for name in sorted(db.scan_iter()):
        form = db.type(name).decode()
        key: Json = {"key": name.decode(), "type": form, "value": _READ[form](db, name)}
        left_ms = db.pttl(name)
        found.append(key | ({"pttl": left_ms} if left_ms > 0 else {}))
    return found


def load(db: "redis.Redis", keys: Iterable[Json]) -> None:
    """Bring keys back, with as long to live as they had when they were kept.

    What is in Redis already stays: a set of sessions, say, then has more of them.
    """
    with db.pipeline() as pipeline:
        for key in keys:
            _WRITE[key["type"]](pipeline, key["key"], key["value"])
            if "pttl" in key:
                pipeline.pexpire(key["key"], key["pttl"])
        pipeline.execute()


def _text(raw: bytes) -> Any:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(raw).decode()}


def _raw(text: Any) -> bytes:
    return base64.b64decode(text["base64"]) if isinstance(text, dict) else text.encode()


def _raws(texts: Sequence[Any]) -> list[bytes]:
    return [_raw(text) for text in texts]


_READ: dict[str, Any] = {
    "string": lambda db, name: _text(db.get(name)),
    "list": lambda db, name: [_text(raw) for raw in db.lrange(name, 0, -1)],
    "hash": lambda db, name: {f.decode(): _text(v) for f, v in sorted(db.hgetall(name).items())},
    "zset": lambda db, name: [[_text(m), s] for m, s in db.zrange(name, 0, -1, withscores=True)],
}
_WRITE: dict[str, Any] = {
    "string": lambda db, name, value: db.set(name, _raw(value)),
    "list": lambda db, name, value: db.rpush(name, *_raws(value)),
    "hash": lambda db, name, value: db.hset(name, mapping={f: _raw(v) for f, v in value.items()}),
    "zset": lambda db, name, value: db.zadd(name, {_raw(m): s for m, s in value}),
}
