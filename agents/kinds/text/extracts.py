"""What stands for a text: some of its own passages, word for word."""

from collections.abc import Sequence

from agents.evidence.claims import word_count
from agents.evidence.text import one_line
from agents.kinds.text.passages import Passage
from agents.kinds.text.ranking import Weighed, chosen, weighed

LEAST_WORDS, MOST_WORDS = 10, 1_000
_SHARE = 5
"""Without a wish, one word in so many."""
_BOUNDS = (40, 150)
DEFAULT_COUNT = 5
_MOST_SENTENCES = 60
_ENDS = (".", "!", "?", "…", "。", "！", "？", '."', ".”", "!”", "?”", '!"', '?"', "다.")


def default_words(found: Sequence[Passage]) -> int:
    """How many words a summary has where nobody has said it."""
    count = sum(word_count(one.text) for one in found)
    return max(_BOUNDS[0], min(_BOUNDS[1], count // _SHARE))


def summed_up(found: Sequence[Passage], words: int) -> list[Passage]:
    """The passages that stand for the text in at most so many words, in its order."""
    left = words

    def fits(one: Weighed) -> bool:
        nonlocal left
        count = word_count(one.passage.text)
        if count > left:
            return False
        left -= count
        return True

    taken = chosen(weighed(found), _MOST_SENTENCES, fits)
    return [one.passage for one in sorted(taken, key=lambda one: one.number)]


def points(found: Sequence[Passage], count: int) -> list[Passage]:
    """The passages that matter most, the most important first."""
    return [one.passage for one in chosen(weighed(found), count)]


def joined(taken: Sequence[Passage]) -> str:
    """Passages as one text: what does not end as a sentence has a line of its own."""
    parts: list[str] = []
    for one in taken:
        said = one_line(one.text)
        if parts:
            parts.append(" " if parts[-1].endswith(_ENDS) and one.sort == "sentence" else "\n")
        parts.append(said)
    return "".join(parts)
