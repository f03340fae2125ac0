"""What a full answer speaks of, and the words by which it can be told that it does."""

import msgspec


class KeyPoint(msgspec.Struct, frozen=True, rename="camel"):
    """Something a full answer speaks of, and words by which it can be told that it does.

    Among the words, `@deed` stands for any deed of the speaker's, `@result` for any result.
    """

    text: str
    terms: tuple[str, ...] = ()


def key_points(lines: list[str]) -> tuple[KeyPoint, ...]:
    """`what is said :: word, other words` as key points."""
    return tuple(_point(line) for line in lines)


def _point(line: str) -> KeyPoint:
    text, _, terms = line.partition("::")
    return KeyPoint(text.strip(), tuple(t.strip() for t in terms.split(",") if t.strip()))
