"""What a handler sees of the run that it works for, and all that it may do."""

import random
from collections.abc import Callable, Mapping
from typing import Any, Generic, Protocol, TypeVar, overload

import msgspec

from agents.kind.kind import Kind
from agents.kind.roles import ROLES
from agents.models.request import Caller, Line, Request
from protocol.fold import Fold
from protocol.messages import AssistantMessage, UserMessage

Input = TypeVar("Input")
Memory = TypeVar("Memory")
Output = TypeVar("Output", bound=msgspec.Struct)

Check = Callable[[Any], list[str]]
"""Says what is wrong with an answer, in words that the model can act on.

It sends an answer back; it never makes a step fail. Who asks deals with what is still wrong then.
"""

Show = Callable[[dict[str, Any]], None]
"""Takes fields of the answer while it is being written."""

_NONE: Mapping[str, Any] = {}


class TurnStage(Protocol):
    """What a turn needs of the run's stage: to see what was shown, and to show more."""

    @property
    def run_id(self) -> str:
        """The run's id: the same in every attempt at it."""
        ...

    @property
    def fold(self) -> Fold:
        """All that clients have been told."""
        ...

    @property
    def state(self) -> dict[str, Any]:
        """The session's state, by names as on the wire."""
        ...

    def say(self, text: str) -> None:
        """Show a whole message of the assistant."""
        ...

    def update(self, fields: dict[str, Any]) -> None:
        """Set fields of the state."""
        ...

    async def wait_for_room(self) -> None:
        """Wait where the log cannot keep up (backpressure)."""
        ...


class TurnSteps(Protocol):
    """What a turn needs of the run's steps."""

    async def ask(
        self, request: Request, check: Check | None = None, show: Show | None = None
    ) -> str:
        """The answer to the request, recorded: asked again after a take-over it is the same."""
        ...


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
    title: str | None
    """Set to give the session a title."""
    caller: Caller
    """For whom models are asked."""
    again: bool
    """Whether this run is a retry: what was answered before did not please."""

    def __init__(
        self,
        kind: Kind,
        stage: TurnStage,
        steps: TurnSteps,
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
    ) -> None:
        self._kind = kind
        self._stage = stage
        self._steps = steps
        self._options = options
        self.input = input
        self.memory = memory
        self.phase = phase
        self.now_ms, self.sent_ms = now_ms, sent_ms
        self.text, self.given = text, given
        self.title = None
        self.caller = caller
        self.again = again
        self.random = random.Random(stage.run_id)  # noqa: S311 - variety, not secrecy

    @property
    def language(self) -> str | None:
        """The language to speak: the input's, where the kind has one, or else the options'."""
        return getattr(self.input, "language", None) or self._options.get("language")

    @property
    def conversation(self) -> tuple[Line, ...]:
        """What the user and the assistant have said so far, this run's messages included."""
        return tuple(
            Line("user" if isinstance(message, UserMessage) else "assistant", message.content)
            for message in self._stage.fold.messages
            if isinstance(message, UserMessage | AssistantMessage)
            and isinstance(message.content, str)
            and message.content
        )

    async def say(self, text: str) -> None:
        """A message of the assistant whose words are known."""
        self._stage.say(text)
        await self._stage.wait_for_room()

    @overload
    async def ask(
        self,
        role: str,
        task: str,
        *,
        inputs: Mapping[str, Any] = ...,
        history: bool = ...,
        personal: bool = ...,
    ) -> str: ...

    @overload
    async def ask(
        self,
        role: str,
        task: str,
        *,
        inputs: Mapping[str, Any] = ...,
        output: type[Output],
        check: Check | None = ...,
        history: bool = ...,
        personal: bool = ...,
        into_result: bool = ...,
    ) -> Output: ...

    async def ask(
        self,
        role: str,
        task: str,
        *,
        inputs: Mapping[str, Any] = _NONE,
        output: type[msgspec.Struct] | None = None,
        check: Check | None = None,
        history: bool = False,
        personal: bool = True,
        into_result: bool = False,
    ) -> Any:
        """Ask a role: text is streamed as a message, an `output` is given back typed.

        `history` shows it the conversation. `check` may send an answer back once for revision;
        what is still wrong then is for the handler to drop or mark. What holds nothing that the
        user gave is not `personal`. `into_result` fills the answer's fields into the session's
        result while they are being written.
        Raises ModelError when there is no usable answer.
        """
        request = Request(
            kind=self._kind.name,
            role=role,
            task=task,
            tier=ROLES[role].tier,
            instructions=f"{ROLES[role].prompt}\n\n{self._kind.prompts.get(task, '')}".strip(),
            inputs=inputs,
            messages=self.conversation if history else (),
            output=output,
            options=self._options,
            caller=self.caller,
            personal=personal,
            fresh=self.again,
            keep_s=self._keep_s(role),
        )
        show = self._fill if into_result else None
        answer = await self._steps.ask(request, check, show)
        if output is None:
            return answer
        value = msgspec.json.decode(answer, type=output)
        if into_result:
            self._fill(msgspec.to_builtins(value))
        return value

    def _keep_s(self, role: str) -> int:
        own: int | None = self._kind.keep_s
        return ROLES[role].keep_s if own is None else own

    def _fill(self, fields: dict[str, Any]) -> None:
        self.result(**fields)

    def update(self, **fields: Any) -> None:
        """Set fields of the session's state (names as on the wire)."""
        self._stage.update(fields)

    def enter(self, phase: str) -> None:
        """Show a phase that is only passed through."""
        self.update(phase=phase, actions=self._kind.offered(phase))

    def progress(self, done: int, total: int, label: str) -> None:
        """Say how far the session is."""
        self.update(progress={"done": done, "total": total, "label": label})

    def result(self, **fields: Any) -> None:
        """Fill in fields of the result (names as on the wire)."""
        self.update(result={**(self._stage.state.get("result") or {}), **fields})
