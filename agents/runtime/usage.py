"""What a run took, summed by provider and model."""

from agents.models.request import Usage
from protocol.messages import TokenUsage


def totals(usage: list[Usage]) -> list[TokenUsage] | None:
    """What the run took, by provider and model; None where no provider counted."""
    return [_total([u for u in usage if _source(u) == key]) for key in _sources(usage)] or None


def _source(usage: Usage) -> tuple[str, str]:
    return usage.provider, usage.model


def _sources(usage: list[Usage]) -> list[tuple[str, str]]:
    return list(dict.fromkeys(map(_source, usage)))


def _total(calls: list[Usage]) -> TokenUsage:
    def add(name: str) -> int | None:
        counted = [n for n in (getattr(call, name) for call in calls) if n is not None]
        return sum(counted) if counted else None

    return TokenUsage(
        provider=calls[0].provider,
        model=calls[0].model,
        input_tokens=add("input_tokens"),
        output_tokens=add("output_tokens"),
        reasoning_tokens=add("reasoning_tokens"),
        cached_input_tokens=add("cached_input_tokens"),
    )
