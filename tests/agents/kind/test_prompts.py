"""Prompts are read from files, and what the kinds ask for any provider can be asked."""

from pathlib import Path

import msgspec
import pytest

from agents.kind.loader import load
from agents.kind.prompts import prompts_of
from agents.kind.roles import ROLES
from agents.models.prompt.build import DATA_RULE, build
from agents.models.request import Request
from agents.safety.injection import suspicions, texts_of
from agents.schemas import schema_of
from agents.testing import Conversation
from tests.agents.answers import GREAT, POOR
from tests.documents import RESUMES

KINDS = load()
RESUME = (RESUMES / "backend.txt").read_bytes().decode()


async def asked(kind: str, given: dict[str, object], *said: str) -> list[Request]:
    talk = Conversation(KINDS[kind], given)
    await talk.start()
    for text in said:
        await talk.say(text, wait_ms=10_000)
    if kind == "interview":
        await talk.act("end")
    requests: list[Request] = talk.model.requests
    return requests


async def everything() -> list[Request]:
    interview = {
        "type": "behavioral",
        "difficulty": "medium",
        "durationMinutes": 10,
        "resume": RESUME,
        "language": "de",
    }
    return [
        *await asked("interview", interview, GREAT["behavioral"], POOR["behavioral"]),
        *await asked("chat", {"topic": "Pay"}, "How do I ask for more?"),
    ]


async def test_every_task_of_every_kind_makes_a_prompt_that_any_provider_takes():
    requests = await everything()
    prompted = {(kind.name, task) for kind in KINDS.values() for task in kind.prompts}
    assert {(request.kind, request.task) for request in requests} == {
        (name, task) for name, task in prompted if name in {"chat", "interview"}
    }
    for request in requests:
        prompt = build(request, "m", 128_000)
        assert DATA_RULE in prompt.system
        assert KINDS[request.kind].prompts[request.task] in prompt.system
        assert RESUME not in prompt.system
        if request.output is not None:
            assert issubclass(request.output, msgspec.Struct)
            assert schema_of(request.output)["type"] == "object"
        assert prompt.turns[-1].role == "user"


async def test_whoever_writes_to_the_person_is_told_in_which_language():
    for request in await everything():
        if request.kind == "interview" and request.task != "resume":
            given = msgspec.to_builtins(request.inputs)
            assert "de" in {given.get("language"), given.get("wish", {}).get("language")}


async def test_ordinary_conversation_raises_no_suspicion():
    found = [s for request in await everything() for s in suspicions(texts_of(request))]
    assert found == []


def test_prompt_is_its_file_unwrapped_with_what_several_share(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    folder = tmp_path / "some_kind" / "prompts"
    folder.mkdir(parents=True)
    (tmp_path / "some_kind" / "__init__.py").write_text("")
    (folder / "_tone.md").write_text("Be kind\nand brief.\n")
    (folder / "judge.md").write_text("Say one\nof:\n- yes\n- no\n\n{_tone} Use {braces}.\n")
    (folder / "notes.txt").write_text("for us")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert prompts_of("some_kind") == {
        "judge": "Say one of:\n- yes\n- no\n\nBe kind and brief. Use {braces}."
    }


async def test_task_has_a_time_to_live_of_its_own():
    for request in await everything():
        own = {"interview": 2}.get(request.kind, ROLES[request.role].keep_s // 3600)
        assert request.keep_s == own * 3600
