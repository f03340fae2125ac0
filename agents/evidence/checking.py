"""A draft checked for kinds: what its texts claim that nothing holds, and hollow words.

The same list serves a task's `check` (words for the model) and the result's `confirm`.
"""

import datetime as dt
from collections.abc import Mapping, Sequence

from agents.evidence.hollow import hollow
from agents.evidence.sources import Source
from agents.evidence.support import Unsupported, unsupported
from agents.kind import Confirm, Issue

_WHAT, _QUOTE = 500, 500
"""Characters of an issue, and of its passage."""


def issues(
    texts: Mapping[str, str],
    sources: Sequence[Source],
    language: str | None = None,
    *,
    today: dt.date | None = None,
    style: bool = True,
) -> list[Issue]:
    """What is wrong with the texts of a draft, by their JSON Pointers, in words for a model.

    Statements about the person that no source holds, and with `style` hollow words that none has.
    """
    found = []
    for where, text in texts.items():
        found += [
            Issue(where, one.why[:_WHAT], one.quote[:_QUOTE])
            for one in unsupported(text, sources, today)
        ]
        words = hollow(text, language) if style else []
        found += [
            Issue(where, f"{word!r} is hollow: say what was done instead.", word)
            for word in dict.fromkeys(words)
            if not any(word in source.text for source in sources)
        ]
    return found


def unheld(text: str, sources: Sequence[Source], today: dt.date | None = None) -> list[Unsupported]:
    """What a text that talks to the person says of them, and nothing that was given holds.

    Deeds are left out: what is said of an answer, or advised, is told in the same words.
    """
    found = unsupported(text, sources, today, to_person=True)
    return [one for one in found if one.kind != "deed"]


def told(found: Sequence[Issue]) -> list[str]:
    """The issues as a task's `check` gives them to a model."""
    return [f"{issue.where or 'The text'}: {issue.what}" for issue in found]


def doubts(found: Sequence[Issue], place: str = "") -> list[Confirm]:
    """The issues as a result's `confirm`, `place` being where in the result the draft stands."""
    return [
        Confirm(f"{place}{issue.where}", issue.quote or issue.what, issue.what) for issue in found
    ]
