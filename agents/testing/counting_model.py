"""The offline model, which says how often it was asked for what."""

from collections.abc import AsyncGenerator

from agents.kind import Kind
from agents.models.offline import OfflineModel
from agents.models.request import Delta, Request


class CountingModel:
    """Answers at once by the rules of the kinds (`Kind.offline`), and keeps what it was asked."""

    def __init__(self, *kinds: Kind) -> None:
        self.requests: list[Request] = []
        rules = {kind.name: kind.offline for kind in kinds}
        self._model = OfflineModel(rules, token_delay_ms=0)

    @property
    def asked(self) -> list[str]:
        """The tasks that it was asked for, as `role:task`, in their order."""
        return [f"{request.role}:{request.task}" for request in self.requests]

    def stream(self, request: Request) -> AsyncGenerator[Delta, None]:
        """The rule's answer. Raises ModelError (`needs_model`) where the task has no rule."""
        self.requests.append(request)
        return self._model.stream(request)
