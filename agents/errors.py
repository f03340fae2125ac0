"""What can go wrong in this package.

AgentError
├── MachineError            a kind's table is wrong: our bug, raised when the class is made or left
├── ReadingError            a file cannot be read (agents.reading.errors)
├── InvalidInput            an input does not fit the kind's type
└── RunFailure              ends a run with RUN_ERROR; has a stable code
    ├── NotAllowed          the state takes no such command
    ├── Refused             the handler does not take this command's content
    ├── BadResult           the result of a finished session is not what its kind promises
    ├── Rejected            what was drafted is not fit to be given to anybody
    ├── TimedOut            a rule or check would have taken longer than it may
    ├── SessionFull         the session has all that one may have
    ├── KindChanged         what an earlier version of the kind stored does not fit this one
    └── ModelError          the model cannot, or did not, answer
"""

from collections.abc import Mapping

from protocol.catalogue import Said, Text
from protocol.errors import CareerPilotError


class AgentError(CareerPilotError):
    """Base of all errors of this package. `text` is what people are told; `str()` is English."""

    def __init__(self, text: Said) -> None:
        super().__init__(text)
        self.text = text


class MachineError(AgentError):
    """A kind declares a machine that cannot work."""


class InvalidInput(AgentError):
    """The input does not fit; the text says where and is safe to show."""


class RunFailure(AgentError):
    """A run cannot go on. `code` is stable, the text is plain and safe to show."""

    code = "internal"

    def __init__(self, text: Said, code: str | None = None) -> None:
        super().__init__(text)
        if code is not None:
            self.code = code


class NotAllowed(RunFailure):
    """The state that the session is in takes no such command."""

    code = "not_allowed"


NO_MESSAGE = Text("errors.not_allowed.no_message")
"""Why a `retry` with another text is not allowed."""


class Refused(RunFailure):
    """The command is allowed here, but not with this content."""

    code = "invalid_input"


class BadResult(RunFailure):
    """The result does not fit the type that its kind publishes; says which field."""

    code = "bad_result"


class Rejected(RunFailure):
    """A review has rejected what was drafted; says why. Nothing of the draft stays."""

    code = "rejected"


class TimedOut(RunFailure):
    """What is done by rule, or checked, takes longer than it may; says what would help."""

    code = "timed_out"


class SessionFull(RunFailure):
    """The session has all that one may have. What was said stays; to go on, start a new one."""

    code = "session_full"


class KindChanged(RunFailure):
    """An earlier version of the kind began the session, and this one cannot go on with it."""

    code = "kind_changed"

    def __init__(self, why: str) -> None:
        """`why` is for the operator; what a person reads says what to do."""
        super().__init__(Text("runs.kind_changed"))
        self.why = why


class ModelError(RunFailure):
    """The model failed, gave what cannot be used, or is not able to judge this.

    A code of MODEL_CODES is more exact.
    """

    code = "model_error"


MODEL_CODES: Mapping[str, str] = {
    "needs_model": "No rule of the offline model reaches this.",
    "no_provider": "No provider of models could answer; says what was tried.",
    "bad_output": "The answer is not of the type that was asked for; says which field.",
    "refused": "The model, or its provider, declined; says why.",
    "too_long": "What is to be read does not fit into the model; says what to shorten.",
    "no_vision": "The model cannot look at pictures; says what to do.",
    "over_budget": "What may be spent on models is spent, or set aside; says when to retry.",
    "quota_exceeded": "A plan has too little left for it; says how much, and when there is more.",
    "unsafe_input": "The input seems to give the model instructions, and the settings refuse that.",
}
"""Why a model has not answered."""
