"""What a handler sees of the run that it works for, and all that it may do."""

import asyncio
import copy
import random
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from hashlib import sha256
from typing import Any, Generic, TypeVar, overload

import msgspec

from agents.errors import MachineError, RunFailure
from agents.kind.kind import Kind
from agents.kind.materials import (
    DOCUMENTS,
    Material,
    Materials,
    Waits,
    named,
    read_document,
    read_job,
    read_picture,
    read_resume,
)
from agents.kind.options import spoken
from agents.kind.places import Path, pointer, state_path
from agents.kind.references import JobRef, ResumeRef, StoredJobRef
from agents.kind.review import Review, reviewed
from agents.kind.roles import ROLES
from agents.kind.run_ports import Asking, TurnScope, TurnSteps
from agents.kind.services import OtherSession, Services
from agents.kind.task import Ask, In, Out, Task
from agents.kind.verdict import Confirm, Reviewed, RoleMessage
from agents.models.request import Caller, Image, Line, Request, ToolCall, ToolResult
from agents.models.request import Tool as OfferedTool
from agents.models.structured_output import arguments
from protocol.catalogue import ENGLISH, Said, Text, told
from protocol.messages import AssistantMessage, UserMessage

Input = TypeVar("Input")
Memory = TypeVar("Memory")
T = TypeVar("T")
Item = TypeVar("Item")
A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")

ROLE_MESSAGE = "role_message"
"""The type of the activity that shows what one role says to another."""

CUT_SHORT = Text("runs.cut_short")
"""What a run says after a text that its model did not end: to people, not to later models."""

_SAID_BY_RUNS = frozenset(["", *map(str, CUT_SHORT.forms.values())])
"""What is no word of the conversation, in whatever language it was said."""

MOST_SESSIONS = 100
"""So many other sessions one line of a run's work may begin."""

_NONE: Mapping[str, Any] = {}


def wall_ms() -> int:
    """What time it is, in ms since 1970."""
    return time.time_ns() // 1_000_000


class Tentative:
    """What is shown for now."""

    def __init__(self) -> None:
        self.kept = False

    def keep(self) -> None:
        """Let it stay."""
        self.kept = True


class Turn(Generic[Input, Memory]):
    """One command's handling.

    A handler that is run again after a take-over is replayed: it must do the same until the first
    step that is not recorded. So time comes from `now_ms`, chance from `random`, and nothing from
    outside.
    """

    input: Input
    memory: Memory
    text: str
    """The message's text, or the first words that came with the start; else empty."""
    given: Any
    """The action's typed input, or None."""
    phase: str
    """The phase that the session was in when the command came."""
    now_ms: int
    """When this run's command was accepted, in ms since 1970."""
    sent_ms: int
    """When the command was accepted first: earlier than `now_ms` only in a retry."""
    caller: Caller
    """For whom models are asked."""
    again: bool
    """Whether this run is a retry: what was answered before did not please."""
    documents: tuple[Material, ...] = ()
    """What this command's message has brought."""
    scratch: dict[str, Any]
    """What a handler has worked out and wants again in this run. Nothing of it lasts."""

    services: Services
    """What the server lends. What is had of it is recorded where it is asked through `once`."""

    def __init__(
        self,
        kind: Kind,
        scope: TurnScope,
        steps: TurnSteps,
        services: Services,
        *,
        input: Input,
        memory: Memory,
        phase: str,
        now_ms: int,
        sent_ms: int,
        text: str = "",
        given: Any = None,
        options: Mapping[str, Any] = _NONE,
        caller: Caller = Caller(),  # noqa: B008 - it is frozen
        again: bool = False,
        materials: Materials | None = None,
        said_in: str | None = None,
        wall: Callable[[], int] = wall_ms,
    ) -> None:
        self._kind = kind
        self._wall = wall
        self._said_in = said_in
        self._scope = scope
        self._steps = steps
        self._options = options
        self._materials = materials or Materials()
        self._noted = Noted()
        self._others = 0
        self.services = services
        self.input = input
        self.memory = memory
        self.phase = phase
        self.now_ms, self.sent_ms = now_ms, sent_ms
        self.text, self.given = text, given
        self.caller = caller
        self.again = again
        self.scratch = {}
        self.random = _random(scope)

    @property
    def title(self) -> str | None:
        """Set to give the session a title."""
        return self._noted.title

    @title.setter
    def title(self, title: str | None) -> None:
        """Give the session this title; None leaves it the one that it has."""
        self._noted.title = title

    @property
    def noted(self) -> "Noted":
        """What the handler has said to the run besides what it has shown."""
        return self._noted

    @property
    def language(self) -> str | None:
        """The language to speak: the input's, where the kind has one, or else the options'."""
        return spoken(self.input, self._options)

    @property
    def said_in(self) -> str | None:
        """The language in which people are told things: `language`, else theirs who began it."""
        return self._said_in

    @property
    def clarify(self) -> bool:
        """Whether a question may be put first: there is somebody who can answer it.

        Else the likeliest answer is taken, and stands in the result's `assumed`.
        """
        return self._options.get("clarify", True) is not False

    @property
    def gentle(self) -> bool | None:
        """Whether the person wants to be spared clock and marks; None where they did not say."""
        wish = self._options.get("gentle")
        return wish if isinstance(wish, bool) else None

    @property
    def answerer(self) -> str:
        """Which model answers in this session, or that rules do, as people are told it.

        It is what this worker is set up with: what is said of it belongs into a step.
        """
        return self.told(self.services.answers(self._options, self.caller))

    def told(self, said: Said) -> str:
        """What people are told, in the language of the session."""
        return told(said, self._said_in)

    def by_model(self, *tasks: Task[Any, Any]) -> bool:
        """Whether a model, and no rule, has answered any of the tasks in this run."""
        return any(self._steps.by_model(task.step) for task in tasks)

    @property
    def conversation(self) -> tuple[Line, ...]:
        """What the user and the assistant have said so far, this run's messages included.

        Documents stand before the message that has brought them, each with its name as a `label`.
        """
        messages = self._scope.fold.messages
        brought = self._materials.lines(messages)
        lines: list[Line] = []
        for message in messages:
            if isinstance(message, UserMessage | AssistantMessage):
                if isinstance(message.content, str) and message.content not in _SAID_BY_RUNS:
                    user = isinstance(message, UserMessage)
                    lines.append(Line("user" if user else "assistant", message.content))
            elif message.id in brought:
                lines[-1:] = [*brought[message.id], *lines[-1:]]
        return tuple(lines)

    def _shown(self, task: Task[Any, Any]) -> tuple[Line, ...]:
        """What the task is shown of the conversation."""
        if task.history:
            return self.conversation
        if task.documents:
            return tuple(line for line in self.conversation if line.label)
        return ()

    async def resume(self, given: ResumeRef | None) -> str | None:
        """The text of a résumé that the input names.

        It is what it was when this was first asked for in the session, whatever becomes of what is
        stored. Where that is still being read it is waited for. Raises RunFailure, whose text says
        what to do, where the user has no such résumé, or it can't be read.
        """
        material = await self.resume_material(given)
        return material.text if material else None

    async def resume_material(self, given: ResumeRef | None) -> Material | None:
        """The résumé, with what was measured of its file: as `resume`, which has its text alone.

        A text that was given has no id.
        """
        if given is None or isinstance(given, str):
            return None if given is None else Material("", "", given)
        material = self._materials.given(given)
        if material is None:
            library, caller = self.services.library, self.caller

            async def read() -> Material:
                return await self._patiently(
                    lambda waits: read_resume(library, caller, given, waits)
                )

            material = await self.once("resume", read, Material)
            self._materials.keep_given(given, material)
        return material

    async def job(self, given: JobRef | None) -> str | Mapping[str, Any] | None:
        """A job that the input names: the text of its posting, or what a stored one says.

        That is in the names of schema.org's JobPosting; so is what stands at an address. It stays
        what it was when this was first asked for in the session. Raises RunFailure, whose text says
        what to do, where the user has no such job, or no posting is had there.
        """
        if not isinstance(given, StoredJobRef):
            return given
        material = self._materials.given(given)
        if material is None:
            services, caller, language = self.services, self.caller, self._said_in or ENGLISH

            async def read() -> Material:
                return await read_job(services, caller, given, language)

            with self._saying(Text("runs.reads_posting") if given.url else None):
                material = await self.once("job", read, Material)
            self._materials.keep_given(given, material)
        posting: Mapping[str, Any] = msgspec.json.decode(material.text or "{}")
        return posting

    async def document(self, id: str) -> Material:
        """A document that the input names, as it was when this was first asked for in the session.

        It has a text, or is a picture: see `picture`. Raises RunFailure, whose text says what to
        do, where the user has none of that id, it can't be read, or no model may look at it.
        """
        material = self._materials.named_document(id)
        if material is None:
            material = await self._document(id)
            self._materials.keep_named_document(id, material)
        return material

    async def picture(self, id: str) -> Image:
        """A picture that `document` has let pass, as it is stored now. Raises RunFailure."""
        return await read_picture(self.services.library, self.caller, id)

    async def take_documents(self, ids: Sequence[str]) -> None:
        """Take the documents that the command's message names, and have pictures at hand.

        For the run, before the handler. What is named again is taken as it is now, but in a retry,
        which takes what it was. Raises RunFailure as `resume` does, and where it is too much.
        """
        if ids:
            taken = tuple([await self._document(id) for id in dict.fromkeys(ids)])
            self._materials.keep_documents(taken)
            self.documents = taken
            self._scope.act(DOCUMENTS, named(taken))
        await self._materials.look(self.services.library, self.caller, self._scope.fold.messages)

    async def _document(self, id: str) -> Material:
        kept = self._materials.document(id) if self.again else None
        if kept is not None:
            return kept
        library, caller = self.services.library, self.caller
        unmasked = self._options.get("masking") is False

        async def read() -> Material:
            return await self._patiently(
                lambda waits: read_document(library, caller, id, waits, unmasked=unmasked)
            )

        return await self.once("document", read, Material)

    async def _patiently(self, read: Callable[[Waits], Awaitable[T]]) -> T:
        """What is had of the library. While it waits for that, `progress` says so."""
        with self._saying(None) as say:
            return await read(lambda title: say(Text("runs.waits_for_reading", title=title)))

    @contextmanager
    def _saying(self, label: Said | None) -> Iterator[Callable[[Said], None]]:
        """For the time of the block, `progress` says what is done; then it is what it was."""
        before = self._scope.state.get("progress")

        def say(label: Said) -> None:
            self.update(progress={**(before or {}), "label": told(label, self._said_in)})

        if label is not None:
            say(label)
        yield say
        self.update(progress=before)

    @property
    def result(self) -> Mapping[str, Any]:
        """The result as it stands, by names as on the wire; empty where there is none."""
        return self._scope.state.get("result") or {}

    async def say(self, text: Said) -> None:
        """A message of the assistant whose words are known."""
        self._scope.say(told(text, self._said_in))
        await self._scope.wait_for_room()

    async def ask(
        self,
        task: Task[In, Out],
        inputs: In,
        *,
        at: Sequence[int | str] = (),
        check: Callable[[Out], list[str]] | None = None,
        images: tuple[Image, ...] = (),
        personal: bool | None = None,
        fresh: bool = False,
    ) -> Out:
        """Ask a role to do a task, once: after a take-over its answer is the same.

        Text is streamed as a message, or to where the task goes in the result; every `*` of that
        place is one of `at`. `check` is the task's own where what it takes to check is no input.
        `fresh` wants another answer than any that is kept. Raises ModelError when there is no
        usable one.
        """
        if self._kind.asked.get(task.name) is not task:
            raise MachineError(f"{self._kind.name}: {task.name!r} is not among its tasks")
        path = None if task.into is None else state_path(task.into, at)
        checking = self._checking(check or task.check, inputs, bound=check is not None)
        unfit = self._checking(task.unfit, inputs)
        call = self._caller_of(task)
        asking = Asking(task.tries, checking, unfit, call, path, task.hidden, self._said_in)
        request = self._request(task, inputs, images, personal, fresh)
        answer = await self._steps.ask(self._scope, request, asking)
        value: Any = answer
        if task.output is not str:
            value = msgspec.json.decode(answer, type=task.output)
        if task.mend is not None:
            value = await self.compute(task.mend, value, inputs)
        if path is not None:
            self._place(path, value)
        return value  # type: ignore[no-any-return]

    def _request(
        self,
        task: Task[In, Out],
        inputs: In,
        images: tuple[Image, ...],
        personal: bool | None,
        fresh: bool,
    ) -> Request:
        role = ROLES[task.role]
        output: Any = None if task.output is str else task.output
        return Request(
            kind=self._kind.name,
            role=task.role,
            task=task.name,
            tier=task.tier or role.tier,
            instructions=f"{role.prompt}\n\n{self._kind.prompts[task.name]}",
            inputs=task.labelled(inputs),
            messages=self._shown(task),
            output=output,
            images=images,
            tools=tuple(OfferedTool(t.name, t.description, t.arguments) for t in task.tools),
            options=self._options,
            caller=self.caller,
            personal=task.personal if personal is None else personal,
            fresh=self.again or fresh,
            max_output=task.max_output,
            keep_s=role.keep_s if task.keep_s is None else task.keep_s,
        )

    def _checking(
        self, check: Callable[..., list[str]] | None, inputs: Any, *, bound: bool = False
    ) -> Callable[[Any], Awaitable[list[str]]]:
        """What says what is wrong with an answer; one that is `bound` knows what it goes by."""
        known = () if bound else (inputs,)

        async def issues(value: Any) -> list[str]:
            return await self.compute(check, value, *known) if check is not None else []

        return issues

    async def compute(self, function: Callable[..., T], *given: Any, slow: bool = False) -> T:
        """What a pure function returns that may take its time: one that looks through texts.

        It is `slow` where it takes more than some milliseconds for a few lines as well.

        Other sessions are not kept waiting where the function is a module's own, or a `partial`
        of one, and what it is given can be pickled. Raises TimedOut where it takes too long.
        """
        return await self.services.compute.call(self.caller, function, *given, slow=slow)

    def _caller_of(self, task: Task[Any, Any]) -> Callable[[ToolCall], Awaitable[ToolResult]]:
        """What does the work of the task's tools, and tells the model where it cannot."""
        tools = {tool.name: tool for tool in task.tools}

        async def call(asked: ToolCall) -> ToolResult:
            tool = tools.get(asked.name)
            if tool is None:
                return ToolResult(asked.id, f"There is no tool {asked.name!r}.")
            try:
                given = msgspec.convert(arguments(asked), tool.arguments)
                return ToolResult(asked.id, await tool.call(self, given))
            except msgspec.ValidationError as error:
                return ToolResult(asked.id, f"The arguments do not fit: {error}.")
            except LookupError as error:
                return ToolResult(asked.id, f"Nothing was found: {error}.")

        return call

    @overload
    async def together(self, one: Ask[Any, A], /) -> tuple[A]: ...

    @overload
    async def together(self, one: Ask[Any, A], two: Ask[Any, B], /) -> tuple[A, B]: ...

    @overload
    async def together(
        self, one: Ask[Any, A], two: Ask[Any, B], three: Ask[Any, C], /
    ) -> tuple[A, B, C]: ...

    @overload
    async def together(self, *asks: Ask[Any, T]) -> tuple[T, ...]: ...

    async def together(self, *asks: Ask[Any, Any]) -> tuple[Any, ...]:
        """Ask several things side by side (`TASK.on(inputs)`); the answers, in their order.

        Each is a step of its own. Where one fails the others are given up, and its error is raised.
        """

        def one(ask: Ask[Any, Any]) -> Callable[["Turn[Input, Memory]"], Awaitable[Any]]:
            return lambda turn: turn.ask(ask.task, ask.inputs, **ask.more)

        return tuple(await self._side_by_side([one(ask) for ask in asks], len(asks)))

    async def each(
        self,
        items: Sequence[Item],
        work: Callable[["Turn[Input, Memory]", Item], Awaitable[T]],
        *,
        at_once: int,
    ) -> list[T]:
        """Do the work for every item, so many at once; what came of it, in the items' order.

        The work has a turn of its own, and leaves memory alone: its steps are taken over one by
        one, so what it would write there has no order. An error is as in `together`.
        """
        if at_once < 1:
            raise ValueError("at least one at once")

        def one(item: Item) -> Callable[["Turn[Input, Memory]"], Awaitable[T]]:
            return lambda turn: work(turn, item)

        return await self._side_by_side([one(item) for item in items], at_once)

    async def _side_by_side(
        self, works: Sequence[Callable[["Turn[Input, Memory]"], Awaitable[T]]], at_once: int
    ) -> list[T]:
        turns = [self._branch(scope) for scope in self._scope.children(len(works))]
        free = asyncio.Semaphore(max(1, at_once))

        async def do(work: Callable[["Turn[Input, Memory]"], Awaitable[T]], turn: Any) -> T:
            async with free:
                return await work(turn)

        try:
            async with asyncio.TaskGroup() as group:
                pairs = zip(works, turns, strict=True)
                tasks = [group.create_task(do(work, turn)) for work, turn in pairs]
        except BaseExceptionGroup as errors:
            raise errors.exceptions[0] from None
        return [task.result() for task in tasks]

    def _branch(self, scope: TurnScope) -> "Turn[Input, Memory]":
        """This turn in a scope of its own."""
        branch = copy.copy(self)
        branch._scope = scope  # noqa: SLF001 - of the same class
        branch._others = 0  # noqa: SLF001 - the same
        branch.random = _random(scope)
        return branch

    @asynccontextmanager
    async def tentative(self) -> AsyncIterator[Tentative]:
        """What is shown, and set in the state, inside is taken back unless `keep` is called."""
        point, shown = self._scope.point(), Tentative()
        try:
            yield shown
        except Exception:
            self._scope.withdraw(point)
            raise
        if not shown.kept:
            self._scope.withdraw(point)

    async def reviewed(
        self, review: Review[In, Out], inputs: In, *, at: Sequence[int | str] = ()
    ) -> Reviewed[Out]:
        """Draft, judge and revise as the review says; see `agents.kind.review.reviewed`."""
        if review not in self._kind.reviews:
            raise MachineError(f"{self._kind.name}: {review.draft.name!r} is not in its reviews")
        return await reviewed(self, review, inputs, at)

    async def put(self, task: Task[Any, Out], value: Out, at: Sequence[int | str] = ()) -> None:
        """Show a value as the task's answer, without asking: where it goes, or as a message."""
        if task.into is not None:
            self._place(state_path(task.into, at), value)
        elif task.output is str and not task.hidden:
            await self.say(str(value))

    def place(self, task: Task[Any, Any], at: Sequence[int | str] = ()) -> str:
        """Where in the result the task's answer goes, as a JSON Pointer; "" where it is all."""
        return pointer(state_path(task.into or "", at)[1:])

    async def tell(self, message: RoleMessage, *, shown: bool = False) -> None:
        """Record what one role says to another; people see it as an activity where it is shown."""

        async def said() -> bytes:
            return msgspec.json.encode(message)

        raw = await self._steps.once(self._scope, f"{message.sender}:tell", said)
        self._noted.told.append(message)
        if shown:
            self._scope.act(ROLE_MESSAGE, msgspec.json.decode(raw))

    async def once(self, name: str, effect: Callable[[], Awaitable[T]], type_: type[T]) -> T:
        """What an effect outside of the run gives: had once, recorded, and after a take-over read.

        The effect may come about twice where a worker dies in the middle of it, so it has to be one
        that may. `type_` is of what it gives, which JSON has to be able to hold.
        """

        async def encoded() -> bytes:
            return msgspec.json.encode(await effect())

        raw = await self._steps.once(self._scope, f"once:{name}", encoded)
        return msgspec.json.decode(raw, type=type_)

    async def moment(self) -> int:
        """What time it is by now, in ms since 1970: later than `now_ms`, as work takes its time.

        It is recorded, so that whoever takes the run over has the same.
        """

        async def read() -> int:
            return self._wall()

        return max(self.now_ms, await self.once("moment", read, int))

    async def begin_session(self, kind: str, given: Any) -> str:
        """Begin another session of the same user; its id. Raises RunFailure where it cannot be."""
        self._others += 1
        if self._others > MOST_SESSIONS:
            raise RunFailure(Text("runs.most_sessions", most=MOST_SESSIONS))
        name = f"{self.caller.session}/{self.caller.run}/{self._scope.path}{self._others}"
        session = str(uuid.UUID(bytes=sha256(name.encode()).digest()[:16], version=4))

        async def create() -> str:
            await self.services.sessions.create(self.caller, session, kind, given)
            return session

        return await self.once("begin_session", create, str)

    async def session(self, session: str, *, wait: bool = True) -> OtherSession:
        """Another session of the same user, once it rests, or as it stands."""
        read = self.services.sessions.rest if wait else self.services.sessions.read
        return await self.once("session", lambda: read(self.caller, session), OtherSession)

    def update(self, **fields: Any) -> None:
        """Set fields of the session's state (names as on the wire)."""
        self._kind.check_state(fields)
        self._scope.update(fields)

    def enter(self, phase: str) -> None:
        """Show a phase that is only passed through."""
        self._noted.entered.add(phase)
        self.update(phase=phase, actions=self._kind.offered(phase, self._said_in))

    def progress(self, done: int, total: int, label: Said) -> None:
        """Say how far the session is."""
        words = told(label, self._said_in)
        self.update(progress={"done": done, "total": total, "label": words})

    def fill(self, **fields: Any) -> None:
        """Set fields of the result (names as on the wire, each one of the kind's `sets`)."""
        for name, value in fields.items():
            if name not in self._kind.sets:
                raise MachineError(f"{self._kind.name}: {name!r} is not in its `sets`")
            self._scope.put(("result", name), value)

    def confirm(self, doubts: Sequence[Confirm]) -> None:
        """Add to what people are to confirm of the result."""
        known = self.result.get("confirm", [])
        self._scope.put(("result", "confirm"), [*known, *msgspec.to_builtins(list(doubts))])

    def _place(self, path: Path, value: Any) -> None:
        """Set a place of the result. What is the result goes beside what else stands in it."""
        if path != ("result",):
            self._scope.put(path, value)
            return
        for name, part in msgspec.to_builtins(value).items():
            self._scope.put((*path, name), part)


class Noted:
    """What a handler says to its run besides what it shows; of all its turns together."""

    def __init__(self) -> None:
        self.title: str | None = None
        self.entered: set[str] = set()
        self.told: list[RoleMessage] = []


def _random(scope: TurnScope) -> random.Random:
    """The same in every attempt at the run, and another in each scope."""
    seed = f"{scope.run_id}/{scope.path}" if scope.path else scope.run_id
    return random.Random(seed)  # noqa: S311 - variety, not secrecy
