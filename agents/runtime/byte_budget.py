"""How many bytes the events may have that show an answer while it is being written."""

SHARE = 3
"""At most so many times the answer's own bytes, as compact JSON."""

FLOOR = 2_048
"""An answer that ends up shorter may cost as much as one of so many bytes."""

ADVANCE = 1.2
"""What may be spent ahead for each byte that is missing to the floor.

It is less than SHARE, as such a byte will cost something itself.
"""

RATE = 1_000
"""Or else so many bytes per second, SHARE times what a model of 75 tokens per second writes.

So a model that writes slower is followed as closely, which costs more of its bytes, but no more
in a second.
"""

CREDIT = 4
"""Of what was saved earlier, one spending takes one part in so many.

So a dear answer is shown a little less often from its beginning to its end, not closely at first
and then no more.
"""


class ByteBudget:
    """A budget that grows with what is written, and is never overdrawn.

    What must follow in any case, the reserve, is kept back in it.
    """

    __slots__ = ("_began", "_earned", "_left", "_owed", "_spent")

    def __init__(self, now: float) -> None:
        self._began = now
        self._earned = 0.0
        self._left = FLOOR * ADVANCE
        self._owed = 0
        self._spent = 0

    def spend(self, cost: int, *, reserve: int, written: int, now: float) -> bool:
        """Spend the cost, if after `written` bytes of the answer there is enough; whether it is.

        `reserve` is what will be owed after that, if no more comes. `now` is monotonic, in seconds.
        """
        earned = max(SHARE * written, RATE * (now - self._began))
        budget = earned + ADVANCE * max(0, FLOOR - written)
        owed = self._spent + cost + reserve
        due = earned - self._earned + max(0, self._left) / CREDIT
        if owed > budget or owed - self._owed > due:
            return False
        self._spent += cost
        self._earned, self._owed, self._left = earned, owed, budget - owed
        return True
