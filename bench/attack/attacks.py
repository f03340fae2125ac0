"""The attacks: what a hostile guest does, over and over, until its time is over."""

import itertools
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bench.attack.guest import Guest

MIB = 1024 * 1024

REFUSALS = frozenset({"session_full", "storage_full", "quota_exceeded", "rate_limited"})
"""Of these a guest is told one of, who wants more than its share of what costs."""


@dataclass(frozen=True)
class Attack:
    """What is tried, and by whose doing: `act` does it until the guest has no more time.

    `settings` are those of its server which are not the defaults. With `models` two providers have
    keys there. One of `refusals` must have come, where there are any.
    """

    tried: str
    act: Callable[[Guest], None]
    settings: Mapping[str, str] = field(default_factory=dict)
    models: bool = False
    refusals: frozenset[str] = frozenset()


PATIENT = {
    "CAREERPILOT_COMMANDS_PER_SECOND": "1000",
    "CAREERPILOT_COMMANDS_BURST": "1000",
    "CAREERPILOT_COMMAND_BYTES_PER_SECOND": "100000000",
    "CAREERPILOT_COMMAND_BYTES_BURST": "100000000",
}
"""A guest who brought in a day what these let it bring in seconds."""

IMPATIENT = {"CAREERPILOT_HEARTBEAT_MS": "2000"}
"""What ends after two heartbeats ends while the attack is on."""

SMALL = {"CAREERPILOT_GUEST_BYTES": str(16 * MIB), "CAREERPILOT_SITE_GUESTS_BURST": "40"}
"""Shares that are used up in seconds."""

PIECES = ("I led a team. ", "저는 팀을 이끌었습니다. ", "a", "(((", "1.", "😀 ", "a.b/", "\n- ")
"""What long texts are made of: words, other scripts, and what is made for who looks closely."""


def long_text(piece: str, size: int) -> str:
    """So many bytes of it as UTF-8, about."""
    return piece * (size // len(piece.encode()))


def _new_id() -> str:
    return str(uuid.uuid4())


def _create(guest: Guest, kind: str, given: Any, **more: Any) -> str:
    """A new session; its id, whether or not it was refused."""
    session = _new_id()
    guest.insist("POST", "/v1/sessions", {"id": session, "kind": kind, "input": given} | more)
    return session


def _say(guest: Guest, session: str, text: str) -> None:
    command = {"type": "message", "id": _new_id(), "text": text}
    guest.insist("POST", f"/v1/sessions/{session}/commands", command)


def long_messages(guest: Guest) -> None:
    """Twenty of 99 kB to the coach that works by rules, and then something short."""
    pieces = itertools.cycle(PIECES)

    def converse() -> None:
        session = _create(guest, "chat", {}, options={"provider": "offline"})
        for piece in itertools.islice(pieces, 20):
            if guest.has_time:
                _say(guest, session, "How do I write a CV? " + long_text(piece, 99_000))
        _say(guest, session, "go on")

    guest.do(converse)


_PACE_S = 0.05


def _paced(act: Callable[[], object]) -> Callable[[], None]:
    """Slow enough for Redis to take it in as it comes: its speed is not what is tried."""

    def once() -> None:
        act()
        time.sleep(_PACE_S)

    return once


def stored(guest: Guest) -> None:
    """Sessions with long inputs, messages as long as may be, and an inbox that nobody empties."""
    said = long_text("저는 팀을 이끌었습니다. ", 240_000)
    interview = {
        "type": "behavioral",
        "difficulty": "hard",
        "durationMinutes": 60,
        "resume": long_text("경력 ", 110_000),
    }
    talk = _create(guest, "pulse", {"tokens": 1, "perSecond": 0})
    busy = _create(guest, "pulse", {"tokens": 100, "perSecond": 1})
    guest.do(
        _paced(lambda: _create(guest, "interview", interview)),
        _paced(lambda: _say(guest, talk, said)),
        _paced(lambda: _say(guest, busy, said)),
    )


def listings(guest: Guest) -> None:
    """Twelve at once that look at many sessions and show none, and some that show all."""
    wanted = 200
    _, listed = guest.ask("GET", f"/v1/sessions?limit={wanted}")
    for _ in range(wanted - len(listed.get("sessions", ()))):
        _create(guest, "pulse", {"tokens": 1, "perSecond": 0})
    none = lambda: guest.ask("GET", f"/v1/sessions?limit={wanted}&kind=zzz")  # noqa: E731
    all_ = lambda: guest.ask("GET", f"/v1/sessions?limit={wanted}")  # noqa: E731
    guest.do(*[none] * 9, *[all_] * 3)


def unread(guest: Guest) -> None:
    """Forty answers of some MB each, as JSON, SSE and frames, of which nothing is ever taken."""
    session = _create(guest, "pulse", {"tokens": 1, "perSecond": 0})
    for _ in range(40):
        _say(guest, session, long_text("x", 99_000))

    def ask(path: str, accept: str) -> None:
        with guest.raw(room=4096) as raw:
            raw.ask("GET", f"/v1/sessions/{session}{path}", guest, f"Accept: {accept}")
            _hold(guest, raw)

    def follow() -> None:
        with guest.raw(room=4096) as raw:
            raw.ask(
                "GET", f"/v1/sessions/{session}/ws?after=0", guest,
                "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            )  # fmt: skip
            _hold(guest, raw)

    guest.do(
        *[lambda: ask("", "application/json")] * 14,
        *[lambda: ask("/events?after=0", "text/event-stream")] * 13,
        *[follow] * 13,
    )


def _hold(guest: Guest, raw: Any) -> None:
    """Keep it open, unread, until it is cut off or the time is over."""
    while guest.has_time:
        if raw.was_cut_off(0.1):
            guest.note("cut off")
            return
    guest.note("held to the end")


def frame(opcode: int, payload: bytes = b"", *, last: bool = True) -> bytes:
    """A masked frame of less than 126 bytes (RFC 6455 §5.2)."""
    return bytes([0x80 * last | opcode, 0x80 | len(payload)]) + bytes(4) + payload


_TEXT, _CONTINUATION, _PING = 1, 0, 9


def fragments(guest: Guest) -> None:
    """A message in millions of pieces, of nothing and of a byte."""
    guest.do(
        lambda: _pour(guest, frame(_CONTINUATION, last=False)),
        lambda: _pour(guest, frame(_CONTINUATION, b"a", last=False)),
    )


def pings(guest: Guest) -> None:
    """Pings whose answers are never read, of nothing and as long as may be."""
    guest.do(lambda: _pour(guest, frame(_PING)), lambda: _pour(guest, frame(_PING, bytes(125))))


def _pour(guest: Guest, flood: bytes) -> None:
    """Send it until the server has enough, or takes no more."""
    blob = flood * (MIB // len(flood))
    with guest.raw(room=4096) as raw:
        raw.shake_hands(guest, _new_id())
        raw.socket.sendall(frame(_TEXT, b"a", last=False))
        raw.socket.settimeout(1)
        try:
            for _ in range(8):
                raw.socket.sendall(blob)
        except TimeoutError:
            guest.note("not read any more")
        except OSError:
            guest.note_end(raw)
        else:
            guest.note("8 MiB taken")


def pipelined(guest: Guest) -> None:
    """Requests of nobody, thousands at a time, of whose answers the first few are read."""
    guest.token = ""
    request = b"GET /v1/sessions HTTP/1.1\r\nHost: localhost\r\n\r\n"
    blob = request * (MIB // 4 // len(request))

    def pour() -> None:
        with guest.raw(room=4096) as raw:
            raw.socket.settimeout(0.5)
            try:
                raw.socket.sendall(blob)
            except TimeoutError:
                guest.note("not read any more")
            guest.note(raw.socket.recv(4096)[9:12].decode())

    guest.do(*[pour] * 4)


def newcomers(guest: Guest) -> None:
    """One /48, of which every /64 brings a new guest, and each asks the dearest model."""
    networks = itertools.count()
    spoken = long_text("I led a team. ", 20_000)

    def arrive() -> None:
        address = f"2001:db8:1:{next(networks) % 65536:x}::1"
        guest.token = ""
        status, document = guest.ask("POST", "/v1/auth/guest", X_Forwarded_For=address)
        if status >= 300:
            return
        told = {"Authorization": f"Bearer {document['accessToken']}", "X_Forwarded_For": address}
        new = {"kind": "chat", "input": {}, "message": {"id": _new_id(), "text": spoken}}
        dearest = new | {"options": {"provider": "anthropic"}}
        status, _ = guest.ask("POST", "/v1/sessions", dearest, **told)
        if status >= 300:
            guest.ask("POST", "/v1/sessions", new, **told)

    guest.do(*[arrive] * 3)


SIGNED_UP = {"CAREERPILOT_SIGN_IN_ATTEMPTS": "10000", "CAREERPILOT_GUESTS_BURST": "100000"}
"""As if each sign-in came from somewhere else, and were of another account."""


def logins(guest: Guest) -> None:
    """Two hundred at once who sign in, over and over."""
    account = {"email": f"{_new_id()}@example.com", "password": "seven tall giraffes"}
    guest.ask("POST", "/v1/auth/signup", account)
    guest.do(*[lambda: guest.ask("POST", "/v1/auth/login", account)] * 200)


ATTACKS: dict[str, Attack] = {
    "long_messages": Attack("20 messages of 99 kB to the offline coach, go on", long_messages),
    "stored": Attack(
        "sessions, messages and an inbox, of 110 to 240 kB",
        stored,
        PATIENT | SMALL,
        refusals=REFUSALS,
    ),
    "listings": Attack("12 listings of 200 sessions at once", listings, PATIENT),
    "unread": Attack("40 answers of 4 MB unread: GET, SSE, WebSocket", unread, PATIENT | IMPATIENT),
    "fragments": Attack("one message in millions of pieces", fragments),
    "pings": Attack("pings whose pongs are not read", pings),
    "pipelined": Attack("thousands of requests at once, not signed in", pipelined),
    "newcomers": Attack(
        "a guest from each /64, each asks the dearest",
        newcomers,
        SMALL,
        models=True,
        refusals=REFUSALS,
    ),
    "logins": Attack("200 sign-ins at once", logins, SIGNED_UP, refusals=REFUSALS),
}
"""By name; in the order of the table."""
