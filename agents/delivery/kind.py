"""The base of kinds that deliver: work is begun, perhaps after a question, and ends in a result.

The result then stays open: what one says of it is answered, or changes it in place.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar, TypeAlias

import msgspec

from agents.delivery.given import LEAST_LETTERS, fault
from agents.delivery.inputs import DeliveryInput
from agents.delivery.memory import DeliveryMemory
from agents.delivery.next_steps import NextStep, next_steps
from agents.delivery.plan import PLAN, Plan, Work
from agents.delivery.wishes import (
    NONE,
    REPLY,
    UNDERSTAND,
    Known,
    Remark,
    Wish,
    invented,
    phrases,
    understood,
)
from agents.evidence.text import clip, one_line
from agents.kind import Action, Kind, On, Refused, Table, Task
from agents.kind import Turn as AnyTurn
from agents.results.types import Judge, Method, Score, Writer
from protocol.catalogue import Said, Text

COMMON = (
    "judgedBy",
    "writtenBy",
    "method",
    "asOf",
    "notJudged",
    "assumed",
    "confirm",
    "next",
    "ranges",
)
"""Fields of `agents.results.types.Result`, by their names on the wire."""

UNUSABLE = frozenset({"rejected", "bad_output"})
"""Codes of errors after which rules go on: a model answered, and nothing of it can be used."""

MOST_REASON = 200
"""Characters of a line in a result."""
MOST_WISHES = 20
"""So many of the newest wishes are remembered."""
MOST_DOUBTS = 5
"""So many things are named that should be checked: more than one looks up."""
MOST_QUOTED = 80
"""Characters of one of them."""
SHORT_WISH = 80
"""Up to so many characters words tell what is wished for; of more a model is asked first."""
TITLE_LENGTH = 80

Turn: TypeAlias = AnyTurn[Any, Any]


@dataclass(frozen=True)
class Question:
    """What is asked before the work, and what is taken for the answer where nobody can give one.

    `likeliest` is a whole sentence: it stands in the result's `assumed`.
    """

    text: Said
    likeliest: Said


@dataclass(frozen=True)
class Further:
    """What a finished result takes besides messages: an action, and the method that does it.

    The method is a handler, and returns "ready". Where it `works`, it passes through `working`:
    it calls `turn.enter("working")` first.
    """

    action: Action
    handler: str
    works: bool = False


class Delivery(Kind, abstract=True):
    """What is the same in all kinds that deliver.

    A kind sets `name`, `input_type` (made from DeliveryInput), `result_type` (made from
    `agents.results.types.Result`), `method`, its tasks and reviews, and writes `deliver`. Its
    memory is made from DeliveryMemory. Table and actions follow from `further`; `sets` has the
    fields that are common by itself.

    Texts that it brings: `progress.NAME` for each of `steps`, and `wishes.NAME` for each of
    `wishes`: what people say who want that, as it stands between quotation marks. What else tells
    a wish are the phrases of the group NAME in its `data/wishes.toml`, or in the one here.
    """

    initial = "new"
    batches = True
    input_type: ClassVar[type[msgspec.Struct]] = DeliveryInput
    memory_type: ClassVar[type[msgspec.Struct]] = DeliveryMemory
    actions: ClassVar[tuple[Action, ...]] = (Action("proceed"),)
    tasks: ClassVar[tuple[Task[Any, Any], ...]] = (PLAN, UNDERSTAND, REPLY)
    method: ClassVar[Method]
    """What its scores are computed by; counts up when they are computed otherwise."""
    steps: ClassVar[tuple[str, ...]] = ()
    """What `deliver` does, one after the other: see `at`."""
    further: ClassVar[tuple[Further, ...]] = ()
    wishes: ClassVar[Mapping[str, str]] = {}
    """What can be wished for in words: by its name the method `(turn, wish) -> None` that does it,
    and says what it has changed."""
    languages: ClassVar[frozenset[str] | None] = frozenset({"en", "ko"})
    """The languages (ISO 639-1) of what it can read; None is any."""
    planned: ClassVar[bool] = False
    """Whether a strategist plans the work first where it is not `small`."""

    def __init_subclass__(cls, *, abstract: bool = False) -> None:
        """Make the table of what the class declares, and verify it. Raises MachineError."""
        own = cls.tasks if "tasks" in vars(cls) else ()
        shared: tuple[Task[Any, Any], ...] = (PLAN,) if cls.planned else ()
        cls.tasks = tuple(dict.fromkeys((*own, *shared, UNDERSTAND, REPLY)))
        cls.actions = (Action("proceed"), *(more.action for more in cls.further))
        cls.table = _table(cls.further)
        cls.passing = {"working": ("ready",)}
        cls.sets = tuple(dict.fromkeys((*cls.sets, *COMMON)))
        super().__init_subclass__(abstract=abstract)

    def about(self, given: Any) -> str | None:
        """What a session is about, for its title: the role that its input names."""
        return getattr(given, "target_role", None)

    def title_for(self, given: Any) -> Said:
        """What the kind is called, and what it is about."""
        title, about = super().title_for(given), self.about(given)
        if not about:
            return title
        return Text("delivery.title", title=title, about=clip(one_line(about), TITLE_LENGTH))

    async def open(self, turn: Turn) -> None:
        """Look at what was given before anything else: a résumé and a job, where it names them.

        From now on they are what they are now, whatever becomes of them. Raises Refused for what
        can't be read, which says what to do.
        """
        resume = await turn.resume(getattr(turn.input, "resume", None))
        if resume is not None:
            await self.check_text(turn, resume, "resume", LEAST_LETTERS)
        job = await turn.job(getattr(turn.input, "job", None))
        if isinstance(job, str):
            await self.check_text(turn, job, "job", 1)

    async def check_text(self, turn: Turn, text: str, what: str, least: int) -> None:
        """Raise Refused where a text has fewer letters, or is in a language that can't be read.

        `what` is "resume" or "job".
        """
        found = await turn.compute(fault, text, least, self.languages)
        if found is not None:
            raise Refused(Text(f"delivery.{found}.{what}"), found)

    def small(self, turn: Turn) -> bool:
        """Whether the work needs no plan."""
        return False

    def work(self, turn: Turn) -> Work:
        """What a strategist is told of the work."""
        given = msgspec.to_builtins(turn.input)
        return Work(self.words("description"), given, self.steps, turn.said_in)

    async def question(self, turn: Turn) -> Question | Said | None:
        """The one thing to ask first; None where nothing essential is missing.

        Without a person who can answer, or offline where rules go on, it is not asked: what is
        likeliest is then taken.
        """
        planned: str | None = turn.memory.plan.question
        return planned

    async def deliver(self, turn: Turn) -> None:
        """Make the result, field by field, and end with `conclude`."""
        raise NotImplementedError

    async def begin(self, turn: Turn) -> str:
        """Plan the work, ask what has to be asked, and do it."""
        memory = turn.memory
        memory.as_of = day_of(turn.now_ms)
        await self.open(turn)
        if self.planned and not self.small(turn):
            memory.plan = await turn.ask(PLAN, self.work(turn))
        else:
            memory.plan = Plan(steps=self.steps)
        asked = await self.question(turn)
        if asked is None:
            return await self._work(turn)
        question = asked if isinstance(asked, Question) else Question(asked, unanswered(asked))
        memory.question = turn.told(question.text)
        if turn.clarify:
            memory.assumed = [turn.told(question.likeliest)]
            await turn.say(question.text)
            return "clarifying"
        self.assume(turn, question.likeliest)
        return await self._work(turn)

    async def go_on(self, turn: Turn) -> str:
        """Do the work, with the answer to what was asked, or else with what is likeliest."""
        if turn.text:
            turn.memory.answer, turn.memory.assumed = turn.text, []
        return await self._work(turn)

    async def _work(self, turn: Turn) -> str:
        turn.enter("working")
        await self.deliver(turn)
        if self.steps:
            total = len(self.steps)
            turn.progress(total, total, Text("delivery.done"))
        return "ready"

    async def change(self, turn: Turn) -> str:
        """Do what a message about the result wishes for."""
        turn.memory.wishes = [*turn.memory.wishes, turn.text][-MOST_WISHES:]
        await self.revise(turn, turn.text)
        return "ready"

    async def revise(self, turn: Turn, wish: str) -> None:
        """Answer what is said of the result, or change it in place and say what was changed.

        A wish that words or a model can tell goes to the method that `wishes` names for it; any
        other is answered. What is set again as it was is no change, and is sent to nobody.
        """
        name = await self.wished(turn, wish)
        if name is None:
            await self.reply(turn, wish)
        else:
            await getattr(self, self.wishes[name])(turn, wish)

    async def wished(self, turn: Turn, wish: str) -> str | None:
        """The name of what is wished for, of those that `wishes` has; None for anything else."""
        if not self.wishes:
            return None
        package = type(self).__module__.rpartition(".")[0]
        by_words = understood(wish, phrases(package), tuple(self.wishes))
        if by_words is not None and len(wish) <= SHORT_WISH:
            return by_words
        found = await turn.ask(UNDERSTAND, Wish(wish, self._known(turn)))
        if turn.by_model(UNDERSTAND):
            return None if found.name == NONE else found.name
        return by_words

    async def reply(self, turn: Turn, wish: str) -> None:
        """Answer a remark that asks for no change; rules say what they would understand.

        What an answer still invents when it was asked for again is named.
        """
        sources = await self.sources(turn)
        possible = turn.told(self._possible())
        result = dict(turn.result)
        given = Remark(wish, result, sources, possible, turn.said_in)
        answer = await turn.ask(REPLY, given)
        found = await turn.compute(invented, answer, given, slow=True)
        if found:
            quoted = [Text("delivery.quoted", words=clip(what, MOST_QUOTED)) for what in found]
            await turn.say(Text("delivery.check", quoted=listed(quoted[:MOST_DOUBTS])))

    async def sources(self, turn: Turn) -> dict[str, str]:
        """The texts that the result was made of, each under its name."""
        resume = await turn.resume(getattr(turn.input, "resume", None))
        return {} if resume is None else {"resume": resume}

    def _known(self, turn: Turn) -> tuple[Known, ...]:
        return tuple(Known(name, str(self.text(f"wishes.{name}"))) for name in self.wishes)

    def _possible(self) -> Text:
        """What would be understood: what to say, and which actions there are."""
        wishes: list[Said] = [self.text(f"wishes.{name}") for name in self.wishes]
        actions: list[Said] = [
            Text("delivery.quoted", words=self.wording[f"actions.{more.action.name}"])
            for more in self.further
            if more.action.name not in self.wishes
        ]
        quoted = [Text("delivery.quoted", words=wish) for wish in wishes]
        return Text("delivery.understood", wishes=listed([*quoted, *actions]))

    def at(self, turn: Turn, step: str) -> None:
        """Say that a step begins: one of `steps`."""
        label = self.text(f"progress.{step}")
        turn.progress(self.steps.index(step), len(self.steps), label)

    def assume(self, turn: Turn, said: Said) -> None:
        """Remember what was taken for granted: it stands in the result."""
        words = clip(turn.told(said), MOST_REASON)
        if words not in turn.memory.assumed:
            turn.memory.assumed.append(words)

    def conclude(
        self,
        turn: Turn,
        *,
        judged_by: Judge = "rules",
        writers: Sequence[Task[Any, Any]] = (),
        written_by: Writer | None = None,
        not_judged: Mapping[str, Said] | None = None,
        then: Iterable[NextStep] = (),
        ranges: Mapping[str, tuple[Score, Score]] | None = None,
    ) -> None:
        """Fill in what every result has.

        `writers` are the tasks whose words stand in the result: it is written by rules, by a model,
        or mixed, by who has answered them in this run; or as `written_by` says.
        """
        reasons = (not_judged or {}).items()
        turn.fill(
            judgedBy=judged_by,
            writtenBy=written_by or _writer(turn, writers),
            method=self.method,
            asOf=turn.memory.as_of,
            notJudged={name: clip(turn.told(why), MOST_REASON) for name, why in reasons},
            assumed=turn.memory.assumed,
            next=next_steps(then, turn.told),
            ranges=dict(ranges or {}),
        )
        if "confirm" not in turn.result:
            turn.fill(confirm=[])


def _table(further: Sequence[Further]) -> Table:
    work = On("go_on", ("working",))
    return {
        "new": {"start": On("begin", ("clarifying", "working"))},
        "clarifying": {"message": work, "action:proceed": work},
        "ready": {"message": On("change", ("ready", "working"))}
        | {f"action:{more.action.name}": _taken(more) for more in further},
    }


def _taken(more: Further) -> On:
    return On(more.handler, ("working",) if more.works else ("ready",))


def _writer(turn: Turn, writers: Sequence[Task[Any, Any]]) -> Writer:
    by_model = [turn.by_model(task) for task in writers]
    if not any(by_model):
        return "rules"
    return "model" if all(by_model) else "mixed"


def unanswered(question: Said) -> Text:
    """What is assumed where a question was not asked, and nothing is likeliest."""
    return Text("delivery.unanswered", question=question)


def listed(said: Sequence[Said]) -> Said:
    """Several things in a row: "a, b or c". Of none it says that there is none."""
    if not said:
        return Text("lists.none")
    first, *others = said
    return Text("lists.or", first=first, second=listed(others)) if others else first


def day_of(now_ms: int) -> str:
    """The date of a moment (ms since 1970), in UTC: `YYYY-MM-DD`."""
    return datetime.fromtimestamp(now_ms / 1000, UTC).date().isoformat()
