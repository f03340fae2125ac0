"""Whole conversations full of personal data over all three wires: what leaves, what comes back."""

import json
import re
from itertools import cycle
from typing import Any

import orjson
import pytest
from agents.kinds.interview.rubric import RUBRICS

from agents.privacy.placeholders import PLACEHOLDER
from tests.documents import ROOT
from tests.forms import asks_for, filled, schema_of
from tests.server.talk import Talk, provided
from tests.upstream import Answer, Received, Scene, Upstream

pytestmark = pytest.mark.slow(seconds=60)

DOCUMENTS = ROOT / "tests" / "agents" / "privacy" / "documents"
NAMES = sorted(path.stem for path in DOCUMENTS.glob("*.json"))
PROVIDERS = ("openai", "anthropic", "gemini")
PHONE = "+49 (0)151 2345-6789"
SAID = (
    "When our checkout failed twice a week, I called the supplier at +49 (0)151 2345-6789 myself "
    "and wrote a tracer. As a result failures fell by 95 % within a month."
)
QUOTE = f"I called the supplier at {PHONE} myself"
QUESTION = "What did you do when a release went wrong?"


@pytest.fixture(scope="module")
def settings(port: int) -> dict[str, str]:
    """A key for each of the three vendors; what was answered before is asked again."""
    up = Upstream(port)
    return provided(gemini=up, openai=up, anthropic=up) | {
        "CAREERPILOT_CACHE": "off",
        "CAREERPILOT_GUEST_PROVIDERS": "gemini,openai,anthropic",
    }


def read(name: str) -> tuple[str, list[str]]:
    """A document, and all that is personal in it."""
    text = (DOCUMENTS / f"{name}.txt").read_text(encoding="utf-8")
    listed = json.loads((DOCUMENTS / f"{name}.json").read_text(encoding="utf-8"))
    return text, [one["text"] for one in listed["personal"]]


def received(up: Upstream) -> str:
    """All that came over the wire, as text."""
    return "\n".join(text for call in up.calls for text in texts(call.body))


def texts(value: Any) -> list[str]:
    """Every text in what came, apart from names of fields."""
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for part in parts for text in texts(part)]


def material(call: Received) -> str:
    """What a call gives the model to work on, without what it is told to do."""
    body = {k: v for k, v in call.body.items() if k not in ("system", "systemInstruction")}
    return "\n".join(text for text in texts(body) if "<data-" in text or "<message-" in text)


def placeholders(call: Received) -> list[str]:
    return list(dict.fromkeys(match.group() for match in PLACEHOLDER.finditer(material(call))))


def echo(call: Received) -> Scene:
    """Says every placeholder that it was given, letter by letter."""
    schema = schema_of(call)
    said = "I see " + ", ".join(placeholders(call)) + " and no more."
    if schema is None:
        return Answer(list(said))
    return Answer(
        list(
            orjson.dumps(
                filled(schema, {"text": QUESTION, "spans": [], "groundedIn": None})
            ).decode()
        )
    )


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_chat_gives_a_provider_nothing_personal_and_shows_all_of_it(
    talk: Talk, up: Upstream, provider: str
) -> None:
    up.play(then=echo)
    await talk.start("chat", {"topic": "my CV"}, provider=provider)
    for name in NAMES:
        text, personal = read(name)
        finished = await talk.say(text)
        assert finished["type"] == "RUN_FINISHED", finished
        assert [one for one in personal if one in received(up)] == []
        shown = talk.says[-1]
        assert not PLACEHOLDER.search(shown), shown
        values = [one for one in personal if one in shown]
        assert len(values) >= len(set(personal)) // 2, (personal, shown)
    assert provider in {call.dialect for call in up.calls}


@pytest.mark.parametrize(("name", "provider"), list(zip(NAMES, cycle(PROVIDERS))))
async def test_interview_gives_a_provider_nothing_personal_and_finds_a_quote_with_a_number_in_it(
    talk: Talk, up: Upstream, name: str, provider: str
) -> None:
    resume, personal = read(name)

    def judge(call: Received) -> Scene:
        if not asks_for(call, "verdict"):
            return echo(call)
        said = re.search(r"I called the supplier at (\S+) myself", material(call))
        assert said, material(call)
        scores = [
            {"competency": one.name, "rating": 4, "quote": said.group(), "why": "It says so."}
            for one in RUBRICS["behavioral"]
        ]
        given = {"verdict": "answered", "scores": scores, "followUp": None}
        return Answer(list(orjson.dumps(filled(schema_of(call) or {}, given)).decode()))

    up.play(then=judge)
    given = {"type": "behavioral", "difficulty": "easy", "durationMinutes": 10, "resume": resume}
    await talk.start("interview", given, provider=provider)
    await talk.say(SAID)
    finished = await talk.act("end")
    assert finished["type"] == "RUN_FINISHED", finished
    assert [one for one in [*personal, PHONE] if one in received(up)] == []
    assert talk.state["result"]["competencies"][0]["quotes"] == [QUOTE]
    assert "[PHONE_" in received(up)


async def test_conversation_that_wants_nothing_hidden_gives_all(talk: Talk, up: Upstream) -> None:
    await talk.start("chat", provider="openai", masking=False)
    await talk.say(f"My number is {PHONE}.")
    assert PHONE in received(up)
    assert "[PHONE_" not in received(up)


async def test_strictest_wish_hides_names_too(talk: Talk, up: Upstream) -> None:
    up.play(then=echo)
    await talk.start("chat", provider="openai", masking="strict")
    await talk.say("Name: Jane Quimby\njane.quimby@site.example\nJane Quimby led ten people.")
    assert "Quimby" not in received(up)
    assert "Quimby" in talk.says[-1]
