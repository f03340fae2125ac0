"""What a handler sees of the run that it works for, and all that it may do."""

import random
from collections.abc import Mapping
from typing import Any, Generic, TypeVar, overload

import msgspec

from agents.kind.roles import ROLES
from agents.models.request import Caller, Line, Request
from agents.runtime.stage import Stage
from agents.runtime.step import Check, Steps
from protocol.messages import AssistantMessage, UserMessage

Input = TypeVar("Input")
Memory = TypeVar("Memory")
Output = TypeVar("Output", bound=msgspec.Struct)

_NONE: Mapping[str, Any] = {}


class Turn(Generic[Input, Memory]):
    """One command's handling.

    A handler that is run again after a take-over must do the same until the first step that
    is not recorded: time comes from `now_ms`, chance from `random`, and nothing from outside.
    """

    input: Input
    memory: Memory
    text: str
    """The message's text; empty for other commands."""
    given: Any
    """The action's typed input, or None."""
    phase: str
    """The phase that the session was in when the command came."""
    now_ms: int
    """When this run's command was accepted, in ms since 1970."""
    sent_ms: int
    """When the command was accepted first: earlier than `now_ms` only in a retry."""
    title: str | None = None
    """Set to give the session a title."""
    caller: Caller = Caller()
    """For whom models are asked."""
    again: bool = False
    """Whether this run is a retry: what was answered before did not please."""

    def __init__(self, kind: Any, stage: Stage, steps: Steps, options: Mapping[str, Any]) -> None:
        self._kind = kind
        self._stage = stage
        self._steps = steps
        self._options = options
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
        await self._stage.breathe()

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
        """Set fields of the state document (names as on the wire)."""
        self._stage.update(fields)

    def enter(self, phase: str) -> None:
        """Show a phase that is only passed through."""
        self.update(phase=phase, actions=self._kind.offered(phase))

    def progress(self, done: int, total: int, label: str) -> None:
        """Say how far the session is."""
        self.update(progress={"done": done, "total": total, "label": label})

    def result(self, **fields: Any) -> None:
        """Fill in fields of the result (names as on the wire)."""
        self.update(result={**(self._stage.document.get("result") or {}), **fields})
