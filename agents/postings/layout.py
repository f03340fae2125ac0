"""The lines of a posting as they were meant, however it was copied.

Lines that were broken because they were full are put together, and a list that lost its line ends
is taken apart at its marks and labels.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from msgspec.structs import replace

from agents.postings.headings import ENDS_SENTENCE, LABEL, kind_of_heading, says_it
from agents.postings.phrases import pattern
from agents.resume.lines import Line, Slice, lines

_LONG = 55
"""Characters from which on a line may have been broken because it was full."""
_GLUED = 160
"""Characters from which on a line may be several that lost their ends."""
_LEAST_CUTS = 2
_MOST_LABELS = 100
_IS_LABEL = 0.6
_BOLD = re.compile(r"(?:\*\*|__)(.{1,120}?)(?:\*\*|__):?")
_GOES_ON = pattern("goes_on")
_MORE_MARKS = pattern("more_marks")
_WORD = re.compile(r"\S+")
_INNER_MARK = re.compile(r"\s[•●▪◦■‣·✓✔➢]\s")
_INNER_LABEL = pattern("inner_label")


def layout(text: str) -> list[Line]:
    """The lines of a posting."""
    parted = (part for line in lines(text) for part in _parted(line))
    return list(_joined(text, map(_marked, parted)))


def _parted(line: Line) -> Iterator[Line]:
    """The lines that one is made of that lost its ends: cut at marks, and at known labels."""
    if len(line.text) < _GLUED:
        yield line
        return
    marks = [(one.start(), one.end(), False) for one in _INNER_MARK.finditer(line.text)]
    labels = [(start, end, True) for start, end in _labels(line.text)]
    if max(len(marks), len(labels)) < _LEAST_CUTS:
        yield line
        return
    begun, is_item = 0, False
    for start, end, is_label in [*sorted(marks + labels), (len(line.text), None, False)]:
        if start < begun:
            continue
        said = line.said.part(begun, start)
        if said.text:
            yield replace(line, said=said, item=is_item or line.item, gap=line.gap and not begun)
        if is_label:
            name = line.said.part(start, end)
            yield replace(line, said=name, item=False, gap=True, prominent=True, mark="")
        begun, is_item = end or start, not is_label


def _labels(text: str) -> Iterator[tuple[int, int]]:
    """Where labels stand in a line that are known; words before one may look like its own."""
    for match in islice(_INNER_LABEL.finditer(text), _MOST_LABELS):
        for word in _WORD.finditer(match[1]):
            name = match[1][word.start() :].strip()
            kind = kind_of_heading(name)
            if kind is not None and says_it(name, kind, _IS_LABEL):
                yield match.start(1) + word.start(), match.end()
                break


def _joined(text: str, found: Iterable[Line]) -> Iterator[Line]:
    """The lines, those that were broken because they were full put together again."""
    waiting: Line | None = None
    for line in found:
        bold = _BOLD.fullmatch(line.text)
        if bold:
            said = line.said.part(bold.start(1), bold.end(1))
            line = replace(line, said=said, prominent=True)
        if waiting is not None and _continues(text, waiting, line):
            whole = Slice(text[waiting.said.start : line.said.end], waiting.said.start)
            waiting = replace(waiting, said=whole)
            continue
        if waiting is not None:
            yield waiting
        waiting = line
    if waiting is not None:
        yield waiting


def _marked(line: Line) -> Line:
    """A line without the marks of lists that only postings have: "가.", "①", "ㅇ", pictures."""
    mark = _MORE_MARKS.match(line.text)
    if mark is None or mark.end() == len(line.text):
        return line
    said = line.said.part(mark.end())
    return replace(line, said=said, item=True, mark=mark.group().strip())


def _continues(text: str, before: Line, line: Line) -> bool:
    """Whether a line goes on with what stands above it."""
    if line.gap or line.item or line.prominent or before.prominent or "\t" in line.text:
        return False
    last = before.text.rsplit("\n", 1)[-1]
    if ENDS_SENTENCE.search(last) or last.endswith((":", "：")) or "   " in line.text:
        return False
    indent = line.said.start - text.rfind("\n", 0, line.said.start) - 1
    if line.text[:1].islower() and before.text[:1].islower() and not before.item:
        return False  # a list without marks
    if line.text[:1].islower() and (len(last) >= _LONG or before.item):
        return True
    if before.item and indent >= 2 and not LABEL.match(line.text):
        return True
    return len(last) >= _LONG and _GOES_ON.search(last) is not None
