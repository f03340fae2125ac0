"""A transcript: who said what, in its order, read in a hurry or at leisure."""

import msgspec
import pytest

from protocol.messages import (
    ActivityMessage,
    AssistantMessage,
    ReasoningMessage,
    SystemMessage,
    TextPart,
    UserMessage,
)
from server.exports.session import transcript, transcript_as_written

MESSAGES = [
    SystemMessage(id="0", content="Never shown"),
    UserMessage(id="1", content=[TextPart("*My* CV"), TextPart("<b>here</b>")]),
    ActivityMessage(
        id="2", activity_type="documents", content={"documents": [{"id": "d", "name": "cv_*.pdf"}]}
    ),
    ReasoningMessage(id="3", content="Not said"),
    AssistantMessage(id="4", content="# Well\n\nIt is **good**, [see](javascript:x)."),
    AssistantMessage(id="5", content=None),
]
RAW = [msgspec.json.encode(message) for message in MESSAGES]
USER = "\n### You\n\n\\*My\\* CV\\\n\\<b>here\\</b>\n\n*With: cv\\_\\*.pdf*\n"


def test_transcript_has_what_was_said_and_by_whom() -> None:
    said = "#### Well\n\nIt is **good**, \\[see\\](javascript:x)."
    assert transcript(RAW, "en").decode() == f"{USER}\n### CareerPilot\n\n{said}\n"


def test_transcript_in_a_hurry_has_the_texts_as_they_were_written() -> None:
    said = "\\# Well\n\nIt is \\*\\*good\\*\\*, \\[see\\](javascript:x)."
    assert transcript_as_written(RAW, "en").decode() == f"{USER}\n### CareerPilot\n\n{said}\n"


@pytest.mark.parametrize("language", ["en", "ko"])
def test_messages_without_words_come_to_nothing(language: str) -> None:
    assert transcript([RAW[0], RAW[3], RAW[5]], language) == b""
