"""What the kinds ask for: such that any provider can be asked it."""

from collections.abc import AsyncGenerator

import msgspec

from agents.kind.roles import ROLES
from agents.kinds.interview.feedback import Summary, founded
from agents.kinds.interview.rubric import RUBRICS
from agents.kinds.interview.scores import score
from agents.models.offline import OfflineModel
from agents.models.prompt.build import DATA_RULE, build
from agents.models.request import Delta, Request
from agents.safety.injection import suspicions, texts_of
from agents.schemas import schema_of
from tests.agents.answers import GREAT, POOR
from tests.agents.recorder import KINDS, Conversation
from tests.documents import RESUMES

RESUME = (RESUMES / "backend.txt").read_bytes().decode()


class Listening:
    """The offline model, with all that it is asked."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        rules = {kind.name: kind.offline for kind in KINDS.values()}
        self._model = OfflineModel(rules, token_delay_ms=0)

    def stream(self, request: Request) -> AsyncGenerator[Delta, None]:
        self.requests.append(request)
        return self._model.stream(request)


async def asked(kind: str, given: dict[str, object], *said: str) -> list[Request]:
    talk = Conversation(kind, given)
    talk.model = listening = Listening()
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


async def test_task_has_a_time_to_live_of_its_own():
    for request in await everything():
        own = {"interview": 2}.get(request.kind, ROLES[request.role].keep_s // 3600)
        assert request.keep_s == own * 3600


async def test_whoever_writes_to_the_person_is_told_in_which_language():
    for request in await everything():
        if request.kind == "interview" and request.task != "resume":
            given = msgspec.to_builtins(request.inputs)
            assert "de" in {given.get("language"), given.get("wish", {}).get("language")}


async def test_ordinary_conversation_raises_no_suspicion():
    found = [s for request in await everything() for s in suspicions(texts_of(request))]
    assert found == []


def test_strengths_that_no_rating_bears_out_are_dropped():
    scores = score([], RUBRICS["behavioral"], behavioral=True)
    told = Summary(strengths=["Brilliant"], improvements=["Answer something"])
    assert founded(told, scores, []) == Summary(strengths=[], improvements=["Answer something"])
