"""What was found in the last texts: a conversation comes again whole with each message."""

from collections import OrderedDict
from hashlib import sha256
from threading import Lock

from agents.privacy.span import Span

TEXTS = 4_096
SPANS = 200_000
"""Of so many texts, and so many spans in them, it is kept what was found."""
_DIGEST = 16
"""Bytes of a digest: so many that no two texts have the same."""


class Known:
    """Spans by the digest of their text. Neither texts nor values outlive their sessions here.

    Threads may share it.
    """

    def __init__(self, texts: int = TEXTS, spans: int = SPANS) -> None:
        self._most_texts = texts
        self._most_spans = spans
        self._spans = 0
        self._found: OrderedDict[bytes, tuple[Span, ...]] = OrderedDict()
        self._lock = Lock()

    @staticmethod
    def name(text: str, label: str, *, strict: bool) -> bytes:
        """What a text, with the name of its field, is known by."""
        whole = f"{strict:d}{label}\0{text}".encode("utf-8", "surrogatepass")
        return sha256(whole).digest()[:_DIGEST]

    def get(self, name: bytes) -> tuple[Span, ...] | None:
        """What was found in it, if that is known."""
        with self._lock:
            spans = self._found.get(name)
            if spans is not None:
                self._found.move_to_end(name)
            return spans

    def add(self, name: bytes, spans: tuple[Span, ...]) -> None:
        """Keep what was found, and forget the texts that were not asked for longest."""
        with self._lock:
            self._spans += len(spans) - len(self._found.pop(name, ()))
            self._found[name] = spans
            while len(self._found) > self._most_texts or self._spans > self._most_spans:
                self._spans -= len(self._found.popitem(last=False)[1])
