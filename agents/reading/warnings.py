"""What is said about a document, beside its text."""

from collections.abc import Sequence

from agents.reading.document import HiddenPassage, ReadingWarning

MAX_QUOTES = 20
MAX_QUOTE = 300
"""Characters of a quote."""

COLUMNS = ReadingWarning(
    "columns",
    "The document is laid out in columns. It was read one after the other, as people do; programs "
    "of employers often read across them.",
)
DAMAGED_PART = ReadingWarning(
    "damaged_part", "A part of the file is damaged and was left out. What is here is the rest."
)


def hidden_text(hidden: Sequence[HiddenPassage]) -> ReadingWarning:
    """The document has passages that nobody sees."""
    return ReadingWarning(
        "hidden_text",
        "The document has text that nobody sees. It was left out, and should not be in it: "
        "many employers reject who hides text.",
        _quotes([passage.text for passage in hidden]),
    )


def hidden_unknown(unknown: Sequence[str]) -> ReadingWarning:
    """Whether some passages can be seen is not known."""
    return ReadingWarning(
        "hidden_unknown",
        "Whether parts of the text can be seen cannot be judged here: their fonts are not in the "
        "file, they lie over a scan, or the page is too large. They were read as if they could be.",
        _quotes(unknown),
    )


def cut(pages: int | None) -> ReadingWarning:
    """Not all of it was read."""
    read = f"the first {pages} pages" if pages else "the beginning"
    return ReadingWarning("cut", f"The document is long: only {read} of it was read.")


def script(name: str) -> ReadingWarning:
    """Its letters are of a script in which nothing can be found."""
    return ReadingWarning(
        "script",
        f"Most of the text is in a script ({name}) that can be read, but in which facts such as "
        "employers, dates and skills are not found by rules.",
    )


def not_a_resume() -> ReadingWarning:
    """It was read, but nobody's résumé is in it."""
    return ReadingWarning(
        "not_a_resume",
        "This does not look like a résumé: there are no jobs, schools or skills of somebody in it. "
        "If it is one, give each part a heading and each job its dates.",
    )


def totals_differ(stated: int, counted: int) -> ReadingWarning:
    """The months of work that it states are far from those of its jobs."""
    return ReadingWarning(
        "totals_differ",
        f"It states {stated} months of experience, but the dates of its jobs come to {counted}, "
        "with time that overlaps counted once. The dates are what counts here.",
    )


def instructions(quotes: Sequence[str]) -> ReadingWarning:
    """A part that can be seen talks to a model."""
    return ReadingWarning(
        "instructions",
        "A part of the text gives instructions to a program that reads it. They are not followed, "
        "and should not be in it: who reads it can see them.",
        _quotes(quotes),
    )


def _quotes(texts: Sequence[str]) -> list[str]:
    return [text[:MAX_QUOTE] for text in texts[:MAX_QUOTES]]
