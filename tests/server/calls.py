"""A caller of a server's HTTP resources and WebSockets: words for the tests of the server."""

import json
import time
import uuid
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import jwt
from websockets.exceptions import ConnectionClosed
from websockets.frames import CloseCode as LibraryCode
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from protocol.frames import SUBPROTOCOL
from protocol.sse import SSEParser
from tests import openapi
from tests.processes import SECRET, Server

PATIENCE_S = 10.0

Json = dict[str, Any]


def new_id() -> str:
    """A session's id that nobody has used."""
    return str(uuid.uuid4())


class Caller:
    """Somebody with a token, or (with "") nobody. Every answer is held against what is declared."""

    def __init__(self, server: Server, token: str | None = None) -> None:
        self.server = server
        self.token = server.guest() if token is None else token
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        self.http = httpx.Client(
            base_url=server.url,
            headers=headers,
            trust_env=False,
            timeout=PATIENCE_S,
            event_hooks={"response": [openapi.check]},
        )
        # For those that are made in mid-test, with no block around them.
        weakref.finalize(self, self.http.close)

    def create(self, kind: str = "pulse", input: Json | None = None, **body: Any) -> Json:
        """A new session, its first run over; of the quickest kind unless another is given."""
        input = input or ({"tokens": 3, "perSecond": 0} if kind == "pulse" else {})
        answer = self.http.post(
            "/v1/sessions",
            json={"kind": kind, "input": input} | body,
            headers={"Prefer": "wait"},
        )
        assert answer.status_code == 201, answer.text
        document: Json = answer.json()
        return document

    def session(self, session: str) -> Json:
        """The session's document."""
        answer = self.http.get(f"/v1/sessions/{session}")
        assert answer.status_code == 200, answer.text
        document: Json = answer.json()
        return document

    def say(self, session: str, **command: Any) -> httpx.Response:
        """Send a command over HTTP."""
        return self.http.post(f"/v1/sessions/{session}/commands", json=command)

    def poll(self, session: str, wait: float = 0, **query: Any) -> list[Json]:
        """One long-poll's frames."""
        answer = self.http.get(
            f"/v1/sessions/{session}/events",
            params=query | {"wait": wait},
            headers={"Accept": "application/json"},
        )
        assert answer.status_code == 200, answer.text
        frames: list[Json] = answer.json()
        return frames

    @contextmanager
    def listen(self, session: str, last: str = "", **query: Any) -> Iterator["Sse"]:
        """An SSE stream of the session."""
        headers = {"Accept": "text/event-stream"} | ({"Last-Event-ID": last} if last else {})
        path = f"/v1/sessions/{session}/events"
        with self.http.stream("GET", path, params=query, headers=headers) as answer:
            yield Sse(answer)

    @contextmanager
    def dial(self, session: str, query: str = "", **options: Any) -> Iterator["Ws"]:
        """A WebSocket on the session."""
        headers = options.pop("additional_headers", {})
        if self.token:
            headers = {"Authorization": f"Bearer {self.token}"} | headers
        with connect(
            f"ws://127.0.0.1:{self.server.port}/v1/sessions/{session}/ws{query}",
            subprotocols=[Subprotocol(SUBPROTOCOL)],
            additional_headers=headers,
            compression=None,
            ping_interval=None,
            close_timeout=2,
            max_size=None,
            proxy=None,
            **options,
        ) as socket:
            yield Ws(socket)


class Ws:
    """A WebSocket, frame by frame. It answers pings, unless `answers` is made False."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.frames: list[Json] = []
        self.answers = True

    def send(self, frame: Any) -> None:
        """Send a frame: text and bytes as they are, anything else as JSON."""
        self.socket.send(frame if isinstance(frame, str | bytes) else json.dumps(frame))

    def next(self, seconds: float = PATIENCE_S) -> Json:
        """The next frame."""
        raw = self.socket.recv(timeout=seconds)
        frame: Json = json.loads(raw)
        self.frames.append(frame)
        if frame["type"] == "ping" and self.answers:
            self.send({"type": "pong", "t": frame["t"]})
        return frame

    def until(self, type: str, **fields: Any) -> Json:
        """The next frame of that type, and of those fields."""
        while True:
            frame = self.next()
            if frame["type"] == type and fields.items() <= frame.items():
                return frame

    def until_run_ends(self, runs: int = 1) -> None:
        """Read on until so many runs have ended."""
        while runs > 0:
            frame = self.next()
            ended = [e for e in frame.get("events", ()) if e["type"] in RUN_ENDS]
            runs -= len(ended) if frame["type"] == "events" else 0

    def events(self) -> list[Json]:
        """All events of the `events` frames so far."""
        return [e for f in self.frames if f["type"] == "events" for e in f["events"]]

    def closed(self) -> int:
        """Read to the end; the close code."""
        try:
            while True:
                self.next()
        except ConnectionClosed as end:
            code = end.rcvd.code if end.rcvd else LibraryCode.ABNORMAL_CLOSURE
            return int(code)


class Sse:
    """An SSE stream, event by event."""

    def __init__(self, answer: httpx.Response) -> None:
        self.answer = answer
        self.raw = b""
        self._chunks = answer.iter_raw()
        self._events = self._read()

    def _read(self) -> Iterator[tuple[str | None, Json]]:
        parser = SSEParser()
        for chunk in self._chunks:
            self.raw += chunk
            for event in parser.feed(chunk):
                yield event.id, json.loads(event.data)

    def next(self) -> tuple[str | None, Json]:
        """The next event: its id and its frame."""
        return next(self._events)

    def rest(self) -> list[tuple[str | None, Json]]:
        """All events until the server ends the stream."""
        return list(self._events)

    def wait_for(self, piece: bytes) -> None:
        """Read until the piece has come, events or not."""
        for chunk in self._chunks:
            self.raw += chunk
            if piece in self.raw:
                return
        raise AssertionError(f"ended without {piece!r}: {self.raw!r}")


RUN_ENDS = ("RUN_FINISHED", "RUN_ERROR")


def assert_problem(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """A problem document (RFC 9457) that says no more than it should."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = answer.json()
    assert document["status"] == status
    assert document["code"] == code
    assert document["title"]
    assert document["detail"]
    assert document["requestId"] == answer.headers["x-request-id"]
    known = {"title", "status", "detail", "code", "retryMs", "details", "requestId"}
    assert set(document) <= known
    for inner in ("Traceback", "server/", ".py", "msgspec", "edis"):
        assert inner not in document["detail"]
    return document


def short_lived(caller: Caller, seconds: float) -> Caller:
    """The same user with a token that runs out soon."""
    claims = jwt.decode(caller.token, SECRET, ["HS256"], audience="careerpilot")
    claims["exp"] = int(time.time() + seconds) + 1
    return Caller(caller.server, jwt.encode(claims, SECRET, "HS256"))
