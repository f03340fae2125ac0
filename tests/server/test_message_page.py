"""Pages of a session's messages follow each other without a gap, within their limits."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.errors import Malformed
from protocol.messages import AssistantMessage, UserMessage
from server.message_page import MAX_BYTES, MAX_MESSAGES, MessagePage, most_of
from server.stored import decode_message, encode_message

LENGTHS = st.lists(st.integers(0, 450_000) | st.integers(0, 50), max_size=12)


def conversation(lengths: list[int]) -> list[UserMessage | AssistantMessage]:
    kinds = (UserMessage, AssistantMessage)
    return [kinds[n % 2](id=f"m{n}", content="가" * length) for n, length in enumerate(lengths)]


@given(LENGTHS, st.none() | st.integers(1, 5))
def test_pages_from_the_newest_on_are_the_whole_conversation(
    lengths: list[int], most: int | None
) -> None:
    messages = conversation(lengths)
    page = MessagePage.of(messages, most)
    pages = [page]
    while page.before is not None:
        page = MessagePage.of(messages, most, page.before)
        pages.append(page)
    shown = [decode_message(bytes(raw)) for page in reversed(pages) for raw in page.messages]
    assert shown == messages
    for page in pages:
        assert len(page.messages) <= (most or MAX_MESSAGES)
        assert len(page.messages) == 1 or sum(map(len, page.messages)) <= MAX_BYTES
    if most is None and sum(len(encode_message(message)) for message in messages) <= MAX_BYTES:
        assert len(pages) == 1


def test_page_before_a_message_that_is_not_there_is_refused() -> None:
    with pytest.raises(Malformed):
        MessagePage.of(conversation([1, 2]), before="m7")


@pytest.mark.parametrize("value", ["0", "-1", "1001", "", "x", "1.5", "٣", "9" * 400])
def test_number_of_messages_that_is_none_is_refused(value: str) -> None:
    with pytest.raises(Malformed):
        most_of(value)


def test_page_is_encoded_as_its_messages_are() -> None:
    messages = conversation([3, 4])
    page = MessagePage.of(messages)
    assert msgspec.json.encode(page.messages) == msgspec.json.encode(messages)
