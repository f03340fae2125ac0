"""What a change must not do: claim more, add what nobody said, or praise."""

from collections.abc import Sequence

from agents.evidence.hollow import hollow
from agents.evidence.sources import Source
from agents.evidence.support import unsupported
from agents.evidence.verbs import raises
from agents.kinds.optimize.applying import settled

_NAMES = ("employer", "tool", "degree", "certificate", "language")


def objection(
    before: str | None,
    after: str,
    language: str | None = None,
    *,
    sources: Sequence[Source] = (),
) -> str | None:
    """Why a text must not stand in place of another, in English; None where it may.

    Open places, in brackets, claim nothing. `sources` hold what the person has said besides
    `before`. Hollow words that stood there
    before may stay.
    """
    plain = settled(before, after)
    if not plain:
        return None
    if before and (raised := raises(before, plain.replace("\n", ". "))):
        return f"{raised!r} claims more than {before!r}. Keep the rank of its verb."
    known = [*sources, Source("resume", before)] if before else list(sources)
    # What is named in the same place was named before, whatever tells it apart.
    named = f" {before or ''} ".casefold()
    new_claims = [
        claim
        for claim in unsupported(plain, known)
        if claim.kind not in _NAMES or claim.quote.casefold() not in named
    ]
    if new_claims:
        return new_claims[0].why
    was = {word.casefold() for word in hollow(before or "", language)}
    new = [word for word in hollow(plain, language) if word.casefold() not in was]
    if new:
        return f"{new[0]!r} is hollow: say what was done instead."
    return None
