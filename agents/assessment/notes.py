"""What in a résumé counts for nothing, and that it does: hidden text, the posting's own words, long
lists, and what is said over and over."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from agents.assessment.sheet import Sheet
from agents.assessment.told import Told
from agents.postings.asked import Asked
from protocol.catalogue import Text

_MOST_ITEMS = 40
"""Items of one list from which on it is told that it shows nothing."""
_MOST_SAID = 8
"""How often a skill may be named before that is told."""
_MOST_PRAISE = 3
"""Sentences of praise from which on that is told."""
_MOST_QUOTE = 80
_ITEM = re.compile(r"[,，、;·|•/]")


def notes(asked: Sequence[Asked], sheet: Sheet) -> tuple[Text, ...]:
    """What is told of such things, each sort once."""
    told = Told(sheet, [one.quote for one in asked if one.quote])
    return (*_hidden(sheet), *_copied(told), *_stuffed(told), *_praised(told), *_repeated(told))


def _hidden(sheet: Sheet) -> Iterator[Text]:
    if sheet.file and sheet.file.hidden:
        yield Text("assessment.note.hidden", quote=_short(sheet.file.hidden[0]))


def _copied(told: Told) -> Iterator[Text]:
    if told.copied:
        yield Text("assessment.note.copied", quote=_short(told.copied[0].text))


def _stuffed(told: Told) -> Iterator[Text]:
    for point in told.outline.points:
        if point.is_empty and len(_ITEM.findall(point.text)) + 1 >= _MOST_ITEMS:
            yield Text("assessment.note.stuffed", quote=_short(point.text))
            return


def _praised(told: Told) -> Iterator[Text]:
    praise = [
        point
        for point in told.outline.points
        if point.is_empty and len(_ITEM.findall(point.text)) + 1 < _MOST_ITEMS
    ]
    if len(praise) >= _MOST_PRAISE:
        yield Text("assessment.note.praise", quote=_short(praise[0].text))


def _repeated(told: Told) -> Iterator[Text]:
    counts = Counter(name for one in told.points for name in one.skills)
    for name, count in counts.most_common(1):
        if count > _MOST_SAID:
            yield Text("assessment.note.repeated", word=name, count=count)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _MOST_QUOTE else line[: _MOST_QUOTE - 1].rstrip() + "…"
