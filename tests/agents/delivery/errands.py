"""A kind that delivers, as small as one can be."""

from typing import Annotated, Any, ClassVar

import msgspec

from agents.delivery.inputs import DeliveryInput
from agents.delivery.kind import Delivery, Further, Question, Turn
from agents.delivery.memory import DeliveryMemory
from agents.delivery.next_steps import NextStep
from agents.delivery.roles import Criterion, claims_check, evaluator, resolver, validator
from agents.evidence.sources import Source
from agents.kind import Action, JobRef, ResumeRef, Review, Revision, Task
from agents.results.types import Method, Result
from protocol.catalogue import Said

Words = Annotated[str, msgspec.Meta(max_length=2_000)]


class ErrandInput(DeliveryInput, frozen=True, kw_only=True, forbid_unknown_fields=True):
    target_role: str
    resume: ResumeRef | None = None
    job: JobRef | None = None
    asks: str | None = None


class Errand(Result, kw_only=True):
    text: Words
    points: Annotated[tuple[Words, ...], msgspec.Meta(max_length=9)] = ()


class Subject(msgspec.Struct, frozen=True):
    about: str
    resume: str = ""
    revision: Revision | None = None


class Memory(DeliveryMemory, kw_only=True):
    count: int = 0


def write(given: Subject) -> str:
    return f"About {given.about}."


def texts(draft: str) -> dict[str, str]:
    return {"": draft}


def sources(given: Subject) -> list[Source]:
    return [Source("text", given.about), Source("resume", given.resume)]


WRITE = Task(
    "generator",
    "write",
    title="Writes",
    inputs=Subject,
    output=str,
    offline=write,
    prompt="Write.",
    into="/text",
)
CLEAR = Criterion("clear", "Every sentence says one thing.")
REVIEW = Review(
    WRITE,
    checks=(claims_check(texts, sources),),
    judges=(validator(), evaluator(CLEAR)),
    resolver=resolver(),
    told=True,
)


class Errands(Delivery):
    """Does what it is told."""

    name = "errands"
    input_type = ErrandInput
    result_type = Errand
    memory_type = Memory
    method = Method("errand", 1)
    steps = ("read", "write")
    reviews = (REVIEW,)
    sets = ("points",)
    planned: ClassVar[bool] = True
    further = (Further(Action("more"), "more", works=True), Further(Action("count"), "count"))
    wishes: ClassVar[dict[str, str]] = {"shorter": "shorten", "hum": "hum"}

    def small(self, turn: Turn) -> bool:
        return bool(turn.input.target_role == "Gardener")

    async def question(self, turn: Turn) -> Question | Said | None:
        asks = turn.input.asks
        return Question(asks, "Then it is roses.") if asks else await super().question(turn)

    async def deliver(self, turn: Turn) -> None:
        self.at(turn, "read")
        self.at(turn, "write")
        about = turn.memory.answer or turn.input.target_role
        resume = await turn.resume(turn.input.resume)
        await turn.reviewed(REVIEW, Subject(about, resume or ""))
        turn.fill(points=["one", "two"])
        self.conclude(
            turn,
            writers=(WRITE,),
            not_judged={"score": self.text("says.why")},
            then=[NextStep("interview", {"type": "behavioral"}), NextStep("nothing", {})],
        )

    async def more(self, turn: Turn) -> str:
        turn.enter("working")
        turn.fill(points=[*turn.result["points"], "three"])
        return "ready"

    async def count(self, turn: Turn) -> str:
        turn.memory.count += 1
        await turn.say(f"{turn.memory.count}")
        return "ready"

    async def shorten(self, turn: Turn, wish: str) -> None:
        turn.fill(points=turn.result["points"][:1])
        await turn.say(self.text("says.shorter"))

    async def hum(self, turn: Turn, wish: str) -> None:
        await turn.say("Hm.")


def errands(**given: Any) -> dict[str, Any]:
    return {"targetRole": "Florist", **given}
