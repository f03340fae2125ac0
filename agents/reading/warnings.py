"""What is said about a document, beside its text."""

from collections.abc import Mapping, Sequence

from agents.reading.document import HiddenPassage, ReadingWarning, WarningCode
from protocol.catalogue import Text

MAX_QUOTES = 20
MAX_QUOTE = 300
"""Characters of a quote."""


def text_of(code: str, values: Mapping[str, str | int]) -> Text:
    """What a warning says. Raises LookupError for a code or values that no warning has."""
    # Not every file has pages that could be counted.
    return Text(
        f"warnings.{code}_pages" if code == "cut" and values else f"warnings.{code}", **values
    )


def _warning(
    code: WarningCode, quotes: Sequence[str] | None = None, **values: str | int
) -> ReadingWarning:
    cut_quotes = None if quotes is None else [quote[:MAX_QUOTE] for quote in quotes[:MAX_QUOTES]]
    return ReadingWarning(code, str(text_of(code, values)), cut_quotes, values)


COLUMNS = _warning("columns")
DAMAGED_PART = _warning("damaged_part")


def hidden_text(hidden: Sequence[HiddenPassage]) -> ReadingWarning:
    """The document has passages that nobody sees."""
    return _warning("hidden_text", [passage.text for passage in hidden])


def hidden_unknown(unknown: Sequence[str]) -> ReadingWarning:
    """Whether some passages can be seen is not known."""
    return _warning("hidden_unknown", unknown)


def cut(pages: int | None) -> ReadingWarning:
    """Not all of it was read."""
    return _warning("cut", count=pages) if pages else _warning("cut")


def image_only() -> ReadingWarning:
    """The file is a picture, and a model has copied the text."""
    return _warning("image_only")


def script(name: str) -> ReadingWarning:
    """Its letters are of a script in which nothing can be found."""
    return _warning("script", name=name)


def not_a_resume() -> ReadingWarning:
    """It was read, but nobody's résumé is in it."""
    return _warning("not_a_resume")


def totals_differ(stated: int, counted: int) -> ReadingWarning:
    """The months of work that it states are far from those of its jobs."""
    return _warning("totals_differ", stated=stated, counted=counted)


def instructions(quotes: Sequence[str]) -> ReadingWarning:
    """A part that can be seen talks to a model."""
    return _warning("instructions", quotes)
