"""A text cut into passages: sentences, items of lists, rows of tables, headings, lines of a chat.

Each passage is a verbatim part of the text. Nothing here depends on a language, but for the names
of an e-mail's headers. Linear in the length of the text.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple, TypeAlias

from agents.evidence.sentences import sentence_spans
from agents.kinds.text.lists import pattern

Sort: TypeAlias = Literal["sentence", "item", "row", "heading", "question", "code", "meta"]
"""`question` is one that the text itself puts, `meta` the head of a letter."""

LONGEST = 900
"""Characters of a passage: a longer sentence is cut between words."""
MOST_HEADING, MOST_HEADING_WORDS = 90, 12
_LEAST_ROWS = 3
"""Lines in a row with as many cells are a table."""
_LEAST_TURNS = 3
"""Lines that begin with a name and a colon are a chat where there are so many."""
_WRAPPED = 55
"""Characters from which on a line may be broken because it was full."""

_LINE = re.compile(r"[^\n]*\n?")
_FENCE = re.compile(r"\s{0,3}(?:```|~~~)")
_RULE_SIGNS = frozenset("-=_*~#·—")
_LEAST_RULE = 3
_MARK = re.compile(
    r"[ \t]{0,40}(?:[•●○▪■□◦‣·*–—+-][ \t]{1,9}(?:\[[ xX✓]?\][ \t]{1,9})?|\[[ xX✓]?\][ \t]{1,9}"
    r"|[☐☑✓✔✗][ \t]{0,9}|\(?(?:\d{1,3}(?:\.\d{1,3}){0,3}|[a-zA-Z]|[ivx]{1,5})[.)][ \t]{1,9}"
    r"|[①-⑳][ \t]{0,9}|[가-하][.)][ \t]{1,9})"
)
_NUMBERED = re.compile(
    r"(?:§{1,2}[ \t]{0,3}\d{1,4}|(?:\d{1,2}\.){1,4}\d{0,2}|\d{1,2}\)|[IVX]{1,5}\."
    r"|제\s?\d{1,3}\s?[조장항])[ \t]{0,9}"
)
_MARKDOWN = re.compile(r"\s{0,3}#{1,6}[ \t]{1,9}")
_BOLD = re.compile(r"(\*\*|__)[^*_\n]{1,80}\1:?")
_QUOTED = re.compile(r"\s{0,3}(?:>\s?){1,9}")
_ENDS = re.compile(r"[.!?…。！？;,][\"'”’»)\]]*$")
_STOPS = re.compile(r"[.!?…。]$")
_ASKS = re.compile(r"[?？][\"'”’»)\]]*$")
_LABEL = re.compile(
    r"(?:Q|A|질문|답변?|문|답|F|Frage|Antwort|Question|Answer)\s?\d{0,3}\s?[.:)]\s{0,9}"
)
_CLOCK = r"\d{1,2}[:.]\d\d(?:[:.]\d\d)?\s?(?:[ap]\.?m\.?)?"
_SPEAKER = re.compile(
    rf"(?P<time>[ \t]{{0,9}}[\[(]?(?:\d{{4}}-\d\d-\d\d[ T,]{{0,3}})?{_CLOCK}[\])]?[ \t]{{0,3}}"
    r"[-–—,]?[ \t]{0,3}|[ \t]{0,9}(?:오전|오후)\s?\d{1,2}:\d\d,?[ \t]{0,3})?"
    r"(?:<(?P<nick>[^<>\n]{1,30})>[ \t]{1,3}|(?P<name>[^\W\d_][\w .'’@-]{0,29}?)"
    rf"(?P<late>[ \t]{{0,3}}[\[(]{_CLOCK}[\])])?\s?:[ \t]{{1,9}})(?=\S)",
    re.IGNORECASE,
)
_CODE = re.compile(r"(?: {4}|\t)\S")
_DELIMITERS = ("\t", "|", ";", ",")


class Passage(NamedTuple):
    """A part of a text that says something, as it stands there.

    `headings` are the numbers of the passages it stands below, the nearest last; `paragraph` counts
    paragraphs, and `head` is the number of a table's first row. `speaker` is who says it.
    """

    text: str
    start: int
    sort: Sort
    paragraph: int
    headings: tuple[int, ...] = ()
    head: int | None = None
    speaker: str = ""
    quoted: bool = False
    opens: bool = False
    """Whether it is the first of its paragraph."""
    label: int = 0
    """How many characters say who speaks, and when."""

    @property
    def said(self) -> str:
        """What it says, without who says it."""
        return self.text[self.label :]

    @property
    def end(self) -> int:
        """The offset behind its last character."""
        return self.start + len(self.text)


class _Line(NamedTuple):
    text: str
    start: int
    blank: bool
    quoted: bool


class _Block(NamedTuple):
    """Lines that belong together."""

    sort: Sort
    text: str
    start: int
    level: int = 0
    speaker: str = ""
    quoted: bool = False
    is_head: bool = False
    label: int = 0


def passages(text: str) -> tuple[Passage, ...]:
    """The passages of a text, in its order."""
    found: list[Passage] = []
    headings: list[tuple[int, int]] = []
    head: int | None = None
    for paragraph, block in enumerate(_blocks(_lines(text))):
        below = tuple(number for _, number in headings)
        if block.sort == "heading":
            while headings and headings[-1][0] >= block.level:
                headings.pop()
            below = tuple(number for _, number in headings)
            headings.append((block.level, len(found)))
        if block.sort != "row":
            head = None
        elif block.is_head:
            head = len(found)
        for at, (start, said) in enumerate(_said(block)):
            sort = block.sort
            if sort in {"sentence", "item"} and _ASKS.search(said):
                sort = "question"
            above = head if head != len(found) else None
            found.append(
                Passage(
                    said,
                    start,
                    sort,
                    paragraph,
                    below,
                    above,
                    block.speaker,
                    block.quoted,
                    at == 0,
                    block.label if at == 0 and block.label < len(said) else 0,
                )
            )
    return tuple(found)


def _said(block: _Block) -> Iterator[tuple[int, str]]:
    """The sentences of a block; a row, a heading and a line of code are one each."""
    if block.sort in {"row", "heading", "code", "meta"}:
        yield from _cut(block.start, block.text)
        return
    # A line that is broken because it was full ends no sentence.
    for start, sentence in sentence_spans(block.text.replace("\n", " ")):
        if any(char.isalnum() for char in sentence):
            verbatim = block.text[start : start + len(sentence)]
            yield from _cut(block.start + start, verbatim)


def _cut(start: int, said: str) -> Iterator[tuple[int, str]]:
    at = 0
    while len(said) - at > LONGEST:
        cut = said.rfind(" ", at + LONGEST // 2, at + LONGEST)
        cut = cut if cut > 0 else at + LONGEST
        yield start + at, said[at:cut]
        at = cut + (said[cut] == " ")
    if at < len(said):
        yield start + at, said[at:]


def _lines(text: str) -> list[_Line]:
    """The lines from the first on that is not blank."""
    found: list[_Line] = []
    for match in _LINE.finditer(text):
        if not match.group():
            break
        line, start = match.group().rstrip("\n"), match.start()
        mark = _QUOTED.match(line)
        if mark:
            line, start = line[mark.end() :], start + mark.end()
        if found or line.strip():
            found.append(_Line(line, start, not line.strip(), mark is not None))
    return found


def _blocks(lines: Sequence[_Line]) -> Iterator[_Block]:
    speakers = _speakers(lines)
    tables = _tables(lines)
    at, fenced = 0, False
    while at < len(lines):
        line = lines[at]
        if _FENCE.match(line.text):
            fenced = not fenced
            at += 1
        elif fenced or (_CODE.match(line.text) and _is_code(lines, at)):
            if not line.blank:
                yield _one("code", line)
            at += 1
        elif line.blank or _is_rule(line.text):
            at += 1
        elif at in tables:
            if not _is_rule(line.text.replace("|", "").replace(":", "-")):
                yield _one("row", line)._replace(is_head=tables[at])
            at += 1
        elif pattern("meta").match(line.text) and not speakers.get(_speaker(line.text)):
            yield _one("meta", line)
            at += 1
        elif level := _heading(lines, at):
            yield _one("heading", line)._replace(level=level)
            at += 1
        else:
            end = _block_end(lines, at, speakers)
            yield _joined(lines[at:end], speakers)
            at = end


def _one(sort: Sort, line: _Line) -> _Block:
    lead = len(line.text) - len(line.text.lstrip())
    if sort == "heading" and (mark := _MARKDOWN.match(line.text)):
        lead = mark.end()
    return _Block(sort, line.text[lead:].rstrip(), line.start + lead, quoted=line.quoted)


def _joined(lines: Sequence[_Line], speakers: Counter[str]) -> _Block:
    first, last = lines[0], lines[-1]
    text = "\n".join(line.text for line in lines)
    if len(lines) > 1 and last.start + len(last.text) - first.start != len(text):
        # Marks of a quoted letter stand between: each line is for itself where they can't be read
        # over, which only what is verbatim can be.
        lines = lines[:1]
        text = first.text
    mark = _MARK.match(text)
    start = mark.end() if mark else len(text) - len(text.lstrip())
    label = _LABEL.match(text, start)
    start = label.end() if label and text[label.end() :].strip() else start
    speaker = _speaker(first.text)
    named = speaker if speakers.get(speaker) else ""
    sort: Sort = "item" if mark else "sentence"
    body = text[start:].rstrip()
    match = _SPEAKER.match(text, start) if named else None
    spoken = match.end() - start if match else 0
    begun = first.start + start
    return _Block(sort, body, begun, speaker=named, quoted=first.quoted, label=spoken)


def _block_end(lines: Sequence[_Line], at: int, speakers: Counter[str]) -> int:
    """Where the paragraph ends that begins there: lines that were broken where they were full."""
    end = at + 1
    while end < len(lines) and not lines[end].blank:
        before, line = lines[end - 1], lines[end]
        apart = (
            line.quoted
            or before.quoted
            or _MARK.match(line.text)
            or _FENCE.match(line.text)
            or _is_rule(line.text)
            or _MARKDOWN.match(line.text)
            or pattern("meta").match(line.text)
            or speakers.get(_speaker(line.text))
        )
        if apart or not _goes_on(before.text, line.text):
            break
        end += 1
    return end


def _goes_on(before: str, line: str) -> bool:
    """Whether a line is the rest of the one above it."""
    first = line.strip()[:1]
    if first.islower() or before.rstrip().endswith((",", "-", "–")):
        return True
    return len(before.rstrip()) >= _WRAPPED and (
        not _ENDS.search(before.rstrip()) or len(line) >= _WRAPPED // 2
    )


def _heading(lines: Sequence[_Line], at: int) -> int:
    """The level of the heading that a line is, from 1 on; 0 where it is none."""
    line = lines[at]
    said = line.text.strip()
    if mark := _MARKDOWN.match(line.text):
        return mark.group().count("#") if said.lstrip("# ") else 0
    scale = 2 if at == 0 else 1
    if len(said) > scale * MOST_HEADING or len(said.split()) > scale * MOST_HEADING_WORDS:
        return 0
    following = lines[at + 1] if at + 1 < len(lines) else None
    if following and re.fullmatch(r"\s{0,3}(?:={3,}|-{3,})\s*", following.text):
        return 1 if "=" in following.text else 2
    alone = at == 0 or lines[at - 1].blank or _is_rule(lines[at - 1].text)
    below = next((lines[at] for at in range(at + 1, len(lines)) if not lines[at].blank), None)
    if not alone or below is None or following is None or line.quoted:
        return 0
    if not any(char.isalpha() for char in said) or _ASKS.search(said):
        return 0
    return _titled(line.text, following, below, first=at == 0)


def _titled(text: str, following: _Line, below: _Line, *, first: bool) -> int:
    """The level of a short line with nothing above it, by how it is written."""
    said = text.strip()
    if _BOLD.fullmatch(said):
        return 4
    if numbered := _NUMBERED.match(said):
        rest = said[numbered.end() :]
        is_title = bool(rest) and not _ENDS.search(rest) and not rest[0].islower()
        # Of a list of short items each is one, and a heading has something below it.
        again = _NUMBERED.match(below.text)
        return 3 + min(2, numbered.group().count(".") // 2) if is_title and not again else 0
    if _MARK.match(text) or _ENDS.search(said):
        return 0
    if said.endswith((":", "：")):
        return 6 if not following.blank or _MARK.match(below.text) else 0
    if said.isupper() and len(said) > 3:
        return 3
    return 5 if following.blank or first or len(following.text) > len(said) else 0


def _is_code(lines: Sequence[_Line], at: int) -> bool:
    """Whether an indented line stands in a block of its own; in prose the first line may be so."""
    before = at == 0 or lines[at - 1].blank or bool(_CODE.match(lines[at - 1].text))
    text = lines[at].text
    return before and not _MARK.match(text) and re.search(r"[=(){}<>$/_]|--", text) is not None


def _is_rule(line: str) -> bool:
    """Whether a line only divides: "---", "* * *"."""
    signs = line.replace(" ", "").strip()
    return len(signs) >= _LEAST_RULE and len(set(signs)) == 1 and signs[0] in _RULE_SIGNS


def _speaker(line: str) -> str:
    match = _SPEAKER.match(line)
    return ((match["nick"] or match["name"] or "").strip()) if match else ""


def _speakers(lines: Sequence[_Line]) -> Counter[str]:
    """Who speaks in a chat, and how often; nobody where it is none."""
    found = Counter(name for line in lines if (name := _speaker(line.text)))
    matches = filter(None, (_SPEAKER.match(line.text) for line in lines))
    timed = sum(1 for match in matches if match["time"] or match["late"])
    turns = sum(found.values())
    said = sum(1 for line in lines if not line.blank)
    again = sum(count for count in found.values() if count > 1)
    is_chat = turns >= _LEAST_TURNS and 2 * turns >= said and (2 * again >= turns or timed >= 2)
    return found if is_chat else Counter()


def _tables(lines: Sequence[_Line]) -> dict[int, bool]:
    """The lines that are rows of tables, and whether they are the first of theirs."""
    found: dict[int, bool] = {}
    for sign in _DELIMITERS:
        begun = 0
        while begun < len(lines):
            count = _cells(lines[begun].text, sign)
            end = begun + 1
            if count:
                while end < len(lines) and _cells(lines[end].text, sign) == count:
                    end += 1
                if end - begun >= _LEAST_ROWS and _is_table(lines[begun:end], sign):
                    for at in range(begun, end):
                        found.setdefault(at, at == begun)
            begun = end
    return found


def _cells(line: str, sign: str) -> int:
    """How many delimiters a line has, those between quotation marks not counted."""
    if sign == "," and '"' in line:
        line = re.sub(r'"[^"]*"', "", line)
    return line.count(sign)


def _is_table(lines: Sequence[_Line], sign: str) -> bool:
    """Whether cells are short: commas also stand in prose."""
    if sign == "\t":
        return True
    if sign == "|":
        return True
    if sum(bool(_STOPS.search(line.text.strip())) for line in lines) > len(lines) // 4:
        return False
    return _cells(lines[0].text, sign) >= 2 or all(len(line.text) < 60 for line in lines)
