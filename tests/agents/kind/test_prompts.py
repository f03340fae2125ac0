"""Prompts are read from files, and what the kinds ask for any provider can be asked."""

import importlib
from pathlib import Path

import msgspec
import pytest

from agents.kind.loader import load
from agents.kind.prompts import field_names, misnamed, named, prompts_in
from agents.kind.roles import ROLES
from agents.kinds.interview.inputs import Findings
from agents.models.prompt.build import DATA_RULE, build
from agents.models.request import Request
from agents.safety.injection import suspicions, texts_of
from agents.schemas import schema_of
from agents.testing import Conversation, CountingModel
from tests.agents.answers import GREAT, POOR
from tests.documents import RESUMES

KINDS = load()
RESUME = (RESUMES / "backend.txt").read_bytes().decode()


async def asked(kind: str, given: dict[str, object], *said: str) -> list[Request]:
    listening = CountingModel(*KINDS.values())
    talk = Conversation(KINDS[kind], given, model=listening)
    await talk.start()
    for text in said:
        await talk.say(text, wait_ms=10_000)
    if kind == "interview":
        await talk.act("end")
    return listening.requests


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
        (name, task)
        for name, task in prompted
        # What only models do is asked of nobody else.
        if name in {"chat", "interview"} and task != "criterion"
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


def test_prompt_is_its_file_unwrapped_with_what_several_share(tmp_path: Path):
    (tmp_path / "_tone.md").write_text("Be kind\nand brief.\n")
    (tmp_path / "judge.md").write_text("Say one\nof:\n- yes\n- no\n\n{_tone} Use {braces}.\n")
    (tmp_path / "notes.txt").write_text("for us")
    assert prompts_in(tmp_path) == {
        "judge": "Say one of:\n- yes\n- no\n\nBe kind and brief. Use {braces}."
    }
    assert prompts_in(tmp_path / "nowhere") == {}


def test_kind_has_the_prompts_that_lie_beside_the_module_which_names_its_tasks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "prompts").mkdir()
    (tmp_path / "prompts" / "write.md").write_text("Write\non {topic}.\n")
    (tmp_path / "some_kind.py").write_text(SOURCE)
    monkeypatch.syspath_prepend(str(tmp_path))
    some = importlib.import_module("some_kind").Some

    class Heir(some):
        """It has its tasks from elsewhere."""

    assert some.prompts == Heir.prompts == {"write": "Write on topic."}


SOURCE = """
import msgspec

from agents.kind import Kind, Needs, On, Task


class Given(msgspec.Struct):
    topic: str


WRITE = Task(
    "generator", "write", title="Writes", inputs=Given, output=str, offline=Needs.MODEL
)


class Some(Kind):
    name = "some"
    title = "Some"
    description = ""
    input_type = Given
    initial = "open"
    table = {"open": {"start": On("write", ("open",))}}
    tasks = (WRITE,)

    async def write(self, turn):
        return "open"
"""


def test_braces_name_fields_and_a_model_reads_the_names_alone():
    text = 'Copy {text} to {groundedIn}, as in {"a": 1} or { text }.'
    assert misnamed(text, {"text"}) == ["groundedIn"]
    assert named(text) == 'Copy text to groundedIn, as in {"a": 1} or { text }.'


def test_fields_are_those_of_a_schema_at_any_depth():
    schema = schema_of(Findings)
    assert {"asked", "subject", "points", "terms", "overallScore"} <= field_names(schema)
    assert "overall_score" not in field_names(schema)


async def test_task_has_a_time_to_live_of_its_own_or_its_roles():
    for request in await everything():
        own = {"interview": 2}.get(request.kind, ROLES[request.role].keep_s // 3600)
        assert request.keep_s == own * 3600
