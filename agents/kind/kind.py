"""The base of every kind of session: its types, and a state machine of what leads where.

The machine is data. It is checked when the class is made, drawn by `graph`, and what
`not_allowed` and the offered actions are computed from.
"""

from collections.abc import Collection, Mapping
from typing import Any, ClassVar

import msgspec

from agents.errors import BadResult, InvalidInput, MachineError
from agents.kind.checks import check, task_prompts
from agents.kind.exports import ALWAYS, Format
from agents.kind.references import check_references
from agents.kind.review import Review
from agents.kind.table import Action, Alarm, On, StateMachine, Table
from agents.kind.task import Task, rules
from agents.kind.wording import NAMES, texts_of, wording
from agents.models.offline import Rules
from agents.schemas import schema_of
from protocol.catalogue import ENGLISH, Catalogue, Said, Text, misfit, told

BASE_STATE = ("kind", "phase", "actions", "progress", "result", "answeredBy", "final", "filling")
"""What every session's state may have; other fields are its kind's own."""


class Stored(msgspec.Struct, kw_only=True):
    """What is stored of a session, as its kind had it, in builtins and by names as stored."""

    input: dict[str, Any]
    phase: str
    memory: dict[str, Any]
    state: dict[str, Any]


class NoMemory(msgspec.Struct):
    """The memory of a kind that keeps nothing but its messages."""


class Kind:
    """One kind of session: a workflow. Subclasses are data and handlers; instances hold nothing."""

    name: ClassVar[str]
    version: ClassVar[int] = 1
    """Counts up when what is stored changes its form or its meaning; see `upgrade`."""
    steps_version: ClassVar[int | None] = None
    """The version since which runs take the same steps in the same order: what that one recorded
    counts. None is the present version: steps of any other are done again."""
    title: ClassVar[str]
    description: ClassVar[str]
    """In English; where the class says neither, its texts do (see `agents.kind.wording`)."""
    input_type: ClassVar[type[msgspec.Struct]]
    result_type: ClassVar[type[msgspec.Struct] | None] = None
    memory_type: ClassVar[type[msgspec.Struct]] = NoMemory
    state_type: ClassVar[type[msgspec.Struct] | None] = None
    """The state's own fields besides those that every session has; made without arguments it is
    what a new session shows."""
    initial: ClassVar[str]
    final: ClassVar[frozenset[str]] = frozenset()
    actions: ClassVar[tuple[Action, ...]] = ()
    table: ClassVar[Table]
    passing: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    """Phases that a session has only during a run, and where each of them leads."""
    tasks: ClassVar[tuple[Task[Any, Any], ...]] = ()
    """Everything that its handlers ask, but for what stands in `reviews`."""
    reviews: ClassVar[tuple[Review[Any, Any], ...]] = ()
    reads: ClassVar[bool] = False
    """Whether messages may bring documents: tasks with `history` or `documents` are shown them."""
    batches: ClassVar[bool] = False
    """Whether many inputs may be done as the items of one session: nobody has to be spoken with."""
    practises: ClassVar[bool] = False
    """Whether one practises in its sessions: they go by what the user has practised before, and
    take the option `gentle`."""
    exports: ClassVar[tuple[Format, ...]] = ()
    """The forms that its result can be had in besides those of every session (`formats`)."""
    sets: ClassVar[tuple[str, ...]] = ()
    """Fields of the result that handlers set themselves (names as on the wire): every other one
    that is required grows from a task's answer."""

    machine: ClassVar[StateMachine]
    """Made of the above when the class is, as are these five."""
    texts: ClassVar[Catalogue | None]
    """What it says in every language: the folder `texts` beside it, if there is one."""
    wording: ClassVar[Mapping[str, Said]]
    """What it is called, and its actions and tasks are: `title`, `description`, `actions.NAME` and
    `tasks.NAME`."""
    asked: ClassVar[Mapping[str, Task[Any, Any]]]
    """Every task, by name."""
    prompts: ClassVar[Mapping[str, str]]
    """What to do, by task, added to the role's own prompt."""
    offline: ClassVar[Rules]
    """How tasks are done without a model, by name."""

    def __init_subclass__(cls, *, abstract: bool = False) -> None:
        """Verify the class. Raises MachineError, whose text says what is wrong and where.

        An `abstract` one is no kind, but what kinds are made from: they have its texts' titles.
        """
        super().__init_subclass__()
        if abstract:
            cls.texts = texts_of(cls)
            cls.wording = wording(cls, cls.texts, cls.actions, cls.tasks)
            return
        cls.machine = StateMachine(cls.initial, cls.final, cls.table, cls.passing)
        reviewing = (task for review in cls.reviews for task in review.tasks)
        asked = tuple(dict.fromkeys((*cls.tasks, *reviewing)))
        cls.texts = texts_of(cls)
        cls.wording = wording(cls, cls.texts, cls.actions, asked)
        check(cls, cls.machine, cls.actions, asked)
        cls.asked = {task.name: task for task in asked}
        for name in NAMES:
            if name in cls.wording:
                setattr(cls, name, str(cls.wording[name]))
        cls.prompts = task_prompts(cls, asked)
        cls.offline = rules(asked)

    @classmethod
    def upgrade(cls, stored: Stored, version: int) -> Stored:
        """What an earlier version has stored, as this one has it. Pure.

        It is asked for sessions of a lower `version` than the kind's, and once for each position
        that is kept of them. What it raises, or gives back that does not fit, ends commands of the
        session in `kind_changed`.
        """
        return stored

    @classmethod
    def text(cls, key: str, /, **values: str | int | Text) -> Text:
        """A text of its own. Raises LookupError unless there is one with just these places."""
        if cls.texts is None:
            raise LookupError(f"{cls.__name__} has no texts")
        return cls.texts.text(key, **values)

    def prepare(self) -> None:
        """Load what its rules look things up in, ahead of the first session that needs it.

        Called in the process beside a worker, when that has nothing to do yet.
        """

    def words(self, key: str, language: str | None = ENGLISH) -> str:
        """What it is called, or an action or task of it is, by the key in `wording`."""
        return told(self.wording[key], language)

    def knows(self, phase: str) -> bool:
        """Whether a session can rest in `phase`: what an earlier version stored may be unknown."""
        return phase in self.table

    def rule(self, phase: str, command: str) -> On | None:
        """What `phase` does with the command, or None where it does not take it."""
        return self.table[phase].get(command)

    def withheld(self, phase: str, memory: Any) -> Collection[str]:
        """The names of actions that `phase` takes, but not with such a memory."""
        return ()

    def withheld_from(self, phase: str, stored: Any) -> Collection[str]:
        """The same with a memory as it is stored, which is read only where a kind withholds any.

        Raises msgspec.ValidationError for a memory that is another's.
        """
        if type(self).withheld is Kind.withheld:
            return ()
        return self.withheld(phase, msgspec.convert(stored, self.memory_type))

    def wakes(self, phase: str, alarm: Alarm) -> bool:
        """Whether `phase` takes what the alarm does."""
        return self.rule(phase, f"action:{alarm.action}") is not None

    def allows(self, phase: str, *, retry: bool, withheld: Collection[str] = ()) -> list[str]:
        """The names of the commands that a session at rest in `phase` takes."""
        inner = (action.name for action in self.actions if action.inner)
        left_out = {"start", *(f"action:{name}" for name in (*inner, *withheld))}
        return [name for name in self.table[phase] if name not in left_out] + ["retry"] * retry

    def offered(
        self, phase: str, language: str | None = ENGLISH, withheld: Collection[str] = ()
    ) -> list[dict[str, Any]]:
        """The state's `actions` in `phase`, but for what is `withheld`."""
        rules = self.table.get(phase, {})
        return [
            action.describe(self.words(f"actions.{action.name}", language))
            for action in self.actions
            if f"action:{action.name}" in rules and action.name not in withheld and not action.inner
        ]

    def at_rest(
        self,
        state: Mapping[str, Any],
        phase: str,
        language: str | None = ENGLISH,
        withheld: Collection[str] = (),
    ) -> dict[str, Any]:
        """The state of a session that rests in `phase`; `final` stands where that takes nothing."""
        ended = {} if self.table.get(phase) else {"final": True}
        # Nothing grows at rest: what still does is of an answer that was given up.
        passing = ("final", "filling")
        others = {name: value for name, value in state.items() if name not in passing}
        actions = self.offered(phase, language, withheld)
        return {**others, "phase": phase, "actions": actions, **ended}

    @property
    def formats(self) -> tuple[Format, ...]:
        """Every form that a session of it can be had in."""
        return (*ALWAYS, *self.exports)

    def action(self, name: str) -> Action:
        """The declared action of that name."""
        return next(a for a in self.actions if a.name == name)

    def first_state(self, language: str | None = ENGLISH) -> dict[str, Any]:
        """What clients see of a new session as its state, by names as on the wire."""
        own = msgspec.to_builtins(self.state_type()) if self.state_type else {}
        return {
            "kind": self.name,
            "phase": self.initial,
            "actions": self.offered(self.initial, language),
            "progress": {"done": 0, "total": 0, "label": ""},
            "result": None,
            **own,
        }

    def title_for(self, given: Any) -> Said:
        """A session's title as long as nobody gave it another."""
        return self.wording["title"]

    def alarm(self, phase: str, memory: Any) -> Alarm | None:
        """When a session that rests in `phase` is to be woken, and by which of its actions."""
        return None

    def parse_input(self, raw: Any) -> msgspec.Struct:
        """The typed input. Raises InvalidInput, whose text says what does not fit and where."""
        try:
            if isinstance(raw, bytes | msgspec.Raw):
                given = msgspec.json.decode(raw, type=self.input_type)
            else:
                given = msgspec.convert({} if raw is None else raw, self.input_type)
        except (msgspec.DecodeError, msgspec.ValidationError) as error:
            raise InvalidInput(misfit(error)) from error
        check_references(given)
        return given

    def input_schema(self) -> dict[str, Any]:
        """Self-contained JSON Schema of the input."""
        return schema_of(self.input_type)

    def result_schema(self) -> dict[str, Any] | None:
        """JSON Schema of the finished result, or None for a kind that has none."""
        return schema_of(self.result_type) if self.result_type else None

    def state_schema(self) -> dict[str, Any] | None:
        """JSON Schema of the state's own fields, or None for a kind that adds none."""
        return schema_of(self.state_type) if self.state_type else None

    def check_state(self, fields: Mapping[str, Any]) -> None:
        """Raise MachineError where these are not fields of the state, or not of their type."""
        own = msgspec.structs.fields(self.state_type) if self.state_type else ()
        types = {field.encode_name: field.type for field in own}
        for name, value in fields.items():
            if name in BASE_STATE:
                continue
            if name not in types:
                raise MachineError(f"{self.name}: its state_type has no field {name!r}")
            try:
                msgspec.convert(msgspec.to_builtins(value), types[name])
            except msgspec.ValidationError as error:
                raise MachineError(f"{self.name}: {name!r} in the state: {error}") from error

    def check_result(self, result: Any, *, final: bool = False) -> None:
        """Raise BadResult where `result`, by names as on the wire, is not of the result's type.

        A kind that promises a result has one when its session ends (`final`).
        """
        if self.result_type is None:
            if result is not None:
                raise BadResult(Text("runs.bad_result.not_promised"))
            return
        if result is None:
            if final:
                raise BadResult(Text("runs.bad_result.missing"))
            return
        known = {field.encode_name for field in msgspec.structs.fields(self.result_type)}
        if unknown := sorted(set(result) - known):
            raise BadResult(Text("runs.bad_result.unknown", name=repr(unknown[0])))
        try:
            msgspec.convert(result, self.result_type)
        except msgspec.ValidationError as error:
            raise BadResult(Text("runs.bad_result.misfit", reason=misfit(error))) from error

    def ends(self, on: On) -> set[str]:
        """The phases that a run under this rule may end in."""
        return self.machine.ends(on)

    def graph(self) -> str:
        """The state machine as a Mermaid state diagram."""
        return self.machine.graph()
