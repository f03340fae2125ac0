"""What every kind that delivers remembers between two commands."""

import msgspec

from agents.delivery.plan import Plan


class DeliveryMemory(msgspec.Struct, kw_only=True):
    """How the work was planned, what was asked before it, and what was wished for since.

    `as_of` is the date that "today" was when the result was made (ISO 8601); what is computed for
    it later is computed as of that day, so that a wish changes nothing but what it asks for.
    `assumed` are sentences in the language of the session.
    """

    as_of: str = ""
    plan: Plan = Plan()
    question: str | None = None
    answer: str | None = None
    wishes: list[str] = []
    assumed: list[str] = []
