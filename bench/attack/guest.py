"""A hostile guest: asks in several threads until its time is over, and counts what it is told."""

import contextlib
import http.client
import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from protocol.errors import CloseCode
from tests.server.raw import Raw

MOST = 200_000
"""After so many answers it goes, whatever time is left."""

_PATIENCE_S = 10.0
_CLOSE = 8


class Guest:
    """One of them, on the server at `port`, for so many seconds; without a token, not signed in."""

    def __init__(self, port: int, token: str, seconds: float) -> None:
        self.port = port
        self.token = token
        self.told: Counter[str] = Counter()
        """How often it was told what: an HTTP status or a close code, and the error's code."""
        self._until = time.monotonic() + seconds
        self._own = threading.local()
        self._connections: list[http.client.HTTPConnection] = []
        self._lock = threading.Lock()

    def close(self) -> None:
        """Close the connections that it asked on."""
        for connection in self._connections:
            connection.close()

    @property
    def has_time(self) -> bool:
        """Whether it goes on."""
        return time.monotonic() < self._until and self.told.total() < MOST

    def note(self, told: str) -> None:
        """Count one answer."""
        with self._lock:
            self.told[told] += 1

    def do(self, *acts: Callable[[], object]) -> None:
        """Do all of these at once, each again and again until its time is over."""
        threads = [threading.Thread(target=self._repeat, args=(act,), daemon=True) for act in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _repeat(self, act: Callable[[], object]) -> None:
        while self.has_time:
            try:
                act()
            except (OSError, http.client.HTTPException) as error:
                self.note(type(error).__name__)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        """One request, counted; its status and what it is answered. Raises what http.client does.

        Underscores in a header's name stand for dashes.
        """
        connection = self._connection()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token:
            named = {"Authorization": f"Bearer {self.token}"} | named
        payload = None
        if body is not None:
            payload, named["Content-Type"] = (
                json.dumps(body, ensure_ascii=False).encode(),
                "application/json",
            )
        try:
            connection.request(method, path, payload, named)
            response = connection.getresponse()
            data = response.read()
        except BaseException:
            connection.close()
            raise
        is_json = "json" in (response.headers["Content-Type"] or "")
        document = json.loads(data) if is_json else {}
        self.note(" ".join(filter(None, (str(response.status), _code_of(document)))))
        return response.status, document

    def _connection(self) -> http.client.HTTPConnection:
        """This thread's."""
        if not hasattr(self._own, "connection"):
            self._own.connection = http.client.HTTPConnection(
                "127.0.0.1", self.port, timeout=_PATIENCE_S
            )
            self._connections.append(self._own.connection)
        connection: http.client.HTTPConnection = self._own.connection
        return connection

    def insist(self, *request: Any, **headers: str) -> tuple[int, Any]:
        """As `ask`, and again as soon as it is told that it may, while it has time."""
        while True:
            status, document = self.ask(*request, **headers)
            wait_ms = document.get("retryMs")
            if status != http.HTTPStatus.TOO_MANY_REQUESTS or wait_ms is None or not self.has_time:
                return status, document
            time.sleep(max(0.0, min(wait_ms / 1000, self._until - time.monotonic())))

    @contextlib.contextmanager
    def raw(self, room: int | None = None) -> Iterator[Raw]:
        """A connection for what no client says."""
        with Raw(self, room) as raw:
            yield raw

    def note_end(self, raw: Raw) -> None:
        """Read a WebSocket to its end, and count how it ends."""
        data = b""
        with contextlib.suppress(OSError):
            data = raw.rest()
        code = close_code(data.partition(b"\r\n\r\n")[2])
        names = {int(known): known.name.lower() for known in CloseCode}
        self.note(f"{code} {names.get(code, '')}".strip() if code else "cut off")


def close_code(frames: bytes) -> int | None:
    """The code of the close frame among a server's frames (RFC 6455 §5.2), None without one."""
    at = 0
    while at + 2 <= len(frames):
        size, body = frames[at + 1] & 127, at + 2
        if size == 126:
            size, body = int.from_bytes(frames[at + 2 : at + 4]), at + 4
        elif size == 127:
            size, body = int.from_bytes(frames[at + 2 : at + 10]), at + 10
        if frames[at] & 15 == _CLOSE and body + 2 <= len(frames):
            return int.from_bytes(frames[body : body + 2])
        at = body + size
    return None


def _code_of(document: Any) -> str:
    if not isinstance(document, dict):
        return ""
    error = document.get("error")
    return str(document.get("code") or (error.get("code", "") if isinstance(error, dict) else ""))
