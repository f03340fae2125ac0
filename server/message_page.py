"""A session's messages as its document shows them: all where they are few, else the newest."""

import re
from collections.abc import Sequence

import msgspec

from protocol.catalogue import Text
from protocol.errors import Malformed
from protocol.messages import Message
from server.stored import encode_message

MAX_BYTES = 1_000_000
"""How many bytes of messages one document holds, as JSON; a longer message comes alone."""

MAX_MESSAGES = 1000
"""How many messages may be asked for at once."""


class MessagePage(msgspec.Struct, frozen=True):
    """Messages that follow each other, oldest first, each as JSON.

    `before` is what to ask with for the page of those that came before; None: there are none.
    """

    messages: list[msgspec.Raw]
    before: str | None

    @classmethod
    def of(
        cls, messages: Sequence[Message], most: int | None = None, before: str | None = None
    ) -> "MessagePage":
        """The newest of `messages`, or of those older than the one with the id `before`.

        No more than `most`, and than MAX_BYTES. Raises Malformed where no message has that id: a
        retry may have withdrawn it.
        """
        end = len(messages)
        if before is not None:
            end = next((n for n, m in enumerate(messages) if m.id == before), -1)
            if end < 0:
                raise Malformed(Text("errors.malformed.before"))
        start, size = end, 0
        page: list[msgspec.Raw] = []
        while start and (most is None or len(page) < most):
            raw = encode_message(messages[start - 1])
            size += len(raw)
            if page and size > MAX_BYTES:
                break
            start -= 1
            page.append(msgspec.Raw(raw))
        page.reverse()
        return cls(page, messages[start].id if start else None)


def most_of(value: str | None) -> int | None:
    """How many messages a document is to have at most; None: as many as it may.

    Raises Malformed.
    """
    if value is None:
        return None
    if not re.fullmatch(r"[0-9]{1,9}", value) or not 1 <= int(value) <= MAX_MESSAGES:
        raise Malformed(Text("errors.malformed.messages", most=MAX_MESSAGES))
    return int(value)
