"""Conversations by rule: the entry stays, the sentence is given, and nothing told is asked for."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from agents.handbook import by_id
from agents.kinds.chat.kind import Chat
from agents.kinds.chat.lookup import lent
from agents.testing import Conversation

DIALOGUES = tomllib.loads((Path(__file__).parent / "dialogues.toml").read_text(encoding="utf-8"))
SENTENCE, STEP, AVOID = "> ", "- ", ("**Better not**", "**피하면 좋은 것**")


def given(reply: str) -> str:
    """What a reply begins with: a sentence to say, a step, or what to avoid."""
    title, _, rest = reply.partition("\n\n")
    if title in AVOID:
        return "avoid"
    return "sentence" if rest.startswith(SENTENCE) else "step" if rest.startswith(STEP) else "?"


def own(reply: str) -> str:
    """A reply without what stands in the handbook."""
    for text in sorted((*lent(by_id()), *(one.en.title for one in by_id().values())), key=len):
        reply = reply.replace(text, "")
    return "\n".join(line for line in reply.splitlines() if not line.startswith(SENTENCE))


@pytest.mark.parametrize(
    "dialogue", DIALOGUES["dialogue"], ids=lambda one: one["turns"][0]["entries"][0]
)
async def test_conversation_stays_with_what_it_is_about(dialogue: Any) -> None:
    talk = Conversation(Chat())
    await talk.start()
    for turn in dialogue["turns"]:
        await talk.say(turn["text"])
        reply, entry = talk.texts[-1], talk.state["entry"]
        assert entry, turn["text"]
        assert entry["id"] in turn["entries"], turn["text"]
        wanted = ("sentence", "step") if turn["gives"] == "next" else (turn["gives"],)
        assert given(reply) in wanted, turn["text"]
        assert turn.get("holds", "") in reply, turn["text"]
        assert "?" not in own(reply), turn["text"]
