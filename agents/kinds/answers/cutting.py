"""A text cut to a length, sentence by sentence: deed and result stay, background goes first.

Nothing is cut inside of a sentence, and nothing is written.
"""

from collections.abc import Sequence

from agents.evidence.counting import measure
from agents.kinds.answers.ordering import conclusion
from agents.kinds.answers.telling import BACKGROUND, Sentence, joined
from agents.results.types import Length

AIM = 0.98
"""The share of a limit that is filled at most, where the text has to be cut anyway."""
LITTLE = 0.7
"""Below this share of the limit a text is short."""
_MOST_SUMS = 20_000


def length_of(text: str, length: Length) -> int:
    """How long a text is in the unit of a limit."""
    return measure(text, length.unit, spaces=length.spaces, encoding=length.encoding)


def fits(text: str, length: Length) -> bool:
    """Whether a text keeps to a limit."""
    return length_of(text, length) <= length.max


def cut(sentences: Sequence[Sentence], length: Length) -> tuple[Sentence, ...] | None:
    """The sentences that have room, in their order; None where not one of them has.

    All of them where they fit. Else the conclusion is kept first, then what is worth more, and of
    what is worth the same as much as there is room for. What is kept fills the limit to 98 % at
    most, or all of it where less would leave a sentence out that is worth more than background.
    """
    if fits(joined(sentences), length):
        return tuple(sentences)
    most = max(1, int(length.max * AIM))
    costs = [_cost(one, length) for one in sentences]
    ended = conclusion(sentences)
    kept = {ended} if ended is not None and costs[ended] <= most else set[int]()
    left = most - sum(costs[at] for at in kept)
    for rank in sorted({one.rank for one in sentences}, reverse=True):
        same = [at for at, one in enumerate(sentences) if one.rank == rank and at not in kept]
        chosen = _fullest(same, costs, left)
        kept |= chosen
        left -= sum(costs[at] for at in chosen)
    # What a blank costs less at the beginning may be what one more sentence needs.
    for at in sorted(set(range(len(sentences))) - kept, key=lambda at: -sentences[at].rank):
        limit = length.max if sentences[at].rank > BACKGROUND else most
        if length_of(_of(sentences, kept | {at}), length) <= limit:
            kept.add(at)
    while kept and not fits(_of(sentences, kept), length):
        kept.remove(min(kept, key=lambda at: (at == ended, sentences[at].rank, -at)))
    return tuple(sentences[at] for at in sorted(kept)) or None


def without_background(sentences: Sequence[Sentence]) -> Sentence | None:
    """The first sentence that can go: the one that is worth least, if it is background at most."""
    least = min(sentences, key=lambda one: one.rank, default=None)
    return least if least is not None and least.rank <= BACKGROUND else None


def _of(sentences: Sequence[Sentence], kept: set[int]) -> str:
    return joined([sentences[at] for at in sorted(kept)])


def _cost(one: Sentence, length: Length) -> int:
    gap = one.gap if length.spaces and length.unit != "words" else ""
    return length_of(one.text, length) + len(gap)


def _fullest(places: Sequence[int], costs: Sequence[int], room: int) -> frozenset[int]:
    """Those of the sentences that fill the room best; of equal ones those that come first."""
    if sum(costs[at] for at in places) <= room:
        return frozenset(places)
    sums: dict[int, tuple[int, ...]] = {0: ()}
    for at in places:
        for total, chosen in list(sums.items()):
            more = total + costs[at]
            if more <= room and more not in sums and len(sums) < _MOST_SUMS:
                sums[more] = (*chosen, at)
    return frozenset(sums[max(sums)])
