"""What a résumé gives to ask about: its own words, and what each passage shows."""

import re
from collections.abc import Iterable, Iterator
from typing import Literal, TypeAlias

import msgspec

from agents.data_files import listed
from agents.evidence.hollow import hollow
from agents.evidence.instructions import is_instruction
from agents.kinds.questions import bank
from agents.resume.dates import periods
from agents.resume.facts import Reading
from agents.resume.lines import Slice
from agents.resume.results import is_measured
from agents.resume.sections import Placed, Section
from agents.resume.skills import mentions

Shape: TypeAlias = Literal["result", "change", "choice", "team", "duty", "claim", "listed", "stay"]

MOST = 60
"""Passages that are kept of a résumé."""
LONGEST = 160
"""Characters of a passage: what one can say in one breath before a question."""
_LEAST, _LEAST_WITHOUT_BLANKS = 12, 6
_LEAST_WORDS = 3
_TELLING: tuple[Section, ...] = ("experience", "projects", "volunteering")
"""Sections whose sentences tell of work."""
_BESIDE: tuple[Section, ...] = ("summary", "other", "head", "education")
"""Those that do where there is no section of work, or in sentences about oneself."""
_SENTENCE = re.compile(
    r"(?<=[.!?])(?<!\b[A-Z]\.)(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bapprox\.)(?<!\bca\.)\s{1,9}(?=[^\W\d_a-z])"
    r"|;\s{1,9}|\s{1,9}[–—]\s{1,9}|(?<=다\.)\s{1,9}"
)
_CUT = re.compile(r",\s|\s\(|\sand\s|\swith\s|\swhich\s|\swhile\s|\sso\s(?:that\s)?")
_MARKS = " \t\r\n-–—*·▪●○>.,;:/|#"
_QUOTES = re.compile('["“”„«»?？「」『』]')
_BRACKETS = re.compile(r"[(\[][^()\[\]]{0,80}[)\]]")
_LATIN = re.compile(r"[^\W\d_가-힣][\w'’&.-]*")
_SMALL = frozenset({"of", "the", "and", "de", "in", "at", "for", "y", "et", "und", "von"})
_NEAR = 12
"""Characters from either end of a sentence within which a time is what it says."""
_FEW = 6
"""With fewer passages all skills count as listed, wherever they stand."""
_LISTED = 4
"""Parts from which on a row of short ones is a list."""
_HANGUL = re.compile(r"[가-힣]")
_MARKUP = re.compile(r"\*\*|__|`|\]\(|\t")
_SHORT_STAY = (1, 11)
"""Months of a stay that readers ask about; of what lasted a month or a summer they know why."""


class Passage(msgspec.Struct, frozen=True):
    """Words of a résumé, where they stand in it, what they show, and a tool that they name.

    `quote` is `text[slice(*span)]`. `months` is how long a stay was.
    """

    quote: str
    span: tuple[int, int]
    shapes: tuple[Shape, ...]
    tool: str | None = None
    months: int | None = None


def passages(text: str) -> tuple[Passage, ...]:
    """The passages of a résumé that a question can be built on, in its order.

    What nobody has to speak of in an interview (family, health, faith, origin, service) is left
    out, and so is what talks to a model.
    """
    reading = Reading(text)
    told = [*_told(reading), *_stays(reading)]
    found = [*told, *_listed(reading, anywhere=len(told) < _FEW)]
    kept = {one.quote.casefold(): one for one in reversed(found)}
    return tuple(sorted(kept.values(), key=lambda one: one.span))[:MOST]


def may_be_asked(quote: str) -> bool:
    """Whether a question may be built on these words."""
    return not (
        bank.shape("protected").search(quote)
        or _QUOTES.search(quote)
        or _MARKUP.search(quote)
        or is_instruction(quote)
    )


def shapes_of(quote: str) -> tuple[Shape, ...]:
    """What the words show, of those shapes that words alone can tell."""
    if not is_measured(quote) and bank.shape("expertise").search(quote):
        return ("listed",)
    if not is_measured(quote) and bank.shape("claim").search(quote):
        return ("claim",)  # words about oneself are no deed
    names: tuple[Shape, ...] = ("result", "change", "team")
    found = tuple(name for name in names if bank.shape(name).search(quote))
    return found or (("duty",) if bank.shape("duty").search(quote) else ())


def _told(reading: Reading) -> Iterator[Passage]:
    """The sentences that tell of work."""
    placed = [one for one in reading.sections.of(*_TELLING, *_BESIDE) if not one.label]
    heads = [part for job in reading.jobs for part in (job.employer, job.title) if part]
    dated = False
    for one, said in _joined(placed, reading.text):
        for part in said.split(_SENTENCE):
            is_time = _is_time(part)
            dated = dated or is_time
            cut = _short(part)
            if cut is None or (is_time and len(part.text) <= LONGEST) or _is_head(one, part, heads):
                continue
            if not _tells(one, part, reading, dated=dated):
                continue
            shapes = shapes_of(cut.text)
            if part.start > said.start and cut.text[:1].islower() and "result" not in shapes:
                continue  # it goes on with what is before it
            is_hollow = one.section not in _TELLING and bool(hollow(cut.text))
            if is_hollow and "listed" not in shapes and not is_measured(cut.text):
                shapes = ("claim",)
            tool = None if {"claim", "listed"} & {*shapes} else _tool(cut)
            if tool:
                shapes = (*(shape for shape in shapes if shape != "duty"), "choice")
            if shapes:
                yield Passage(cut.text, (cut.start, cut.end), shapes, tool)


def _tells(one: Placed, part: Slice, reading: Reading, *, dated: bool) -> bool:
    """Whether a sentence tells of work where it stands; `dated`: a time of work is above it."""
    if one.section in _TELLING:
        return True
    if bank.shape("self").search(part.text):
        return True
    if one.section == "education":
        return one.said.start < part.start and bank.shape("change").search(part.text) is not None
    if one.section == "head" and one.line.item:
        return True
    return dated and "experience" not in reading.sections.kinds


def _joined(lines: Iterable[Placed], text: str) -> Iterator[tuple[Placed, Slice]]:
    """Each line with those that go on with it."""
    begun: tuple[Placed, Slice] | None = None
    for one in lines:
        if begun and _goes_on(begun[1], one, text):
            begun = (begun[0], Slice(text[begun[1].start : one.said.end], begun[1].start))
            continue
        if begun:
            yield begun
        begun = (one, one.said)
    if begun:
        yield begun


def _goes_on(before: Slice, one: Placed, text: str) -> bool:
    between = text[before.end : one.said.start]
    plain = not (one.line.item or one.line.gap or "|" in between) and between.count("\n") == 1
    return plain and one.said.text[:1].islower() and before.text[-1:] not in ".!?"


def _is_time(part: Slice) -> bool:
    """Whether it says from when to when something was."""
    times = periods(_unbracketed(part))
    whole = [time.said for time in times if time.ranged or time.current]
    return any(
        said.start - part.start <= _NEAR
        or part.end - said.end <= _NEAR
        or len(said.text) * 3 > len(part.text)
        for said in whole
    )


def _is_head(one: Placed, part: Slice, heads: Iterable[Slice]) -> bool:
    """Whether it says where or as what somebody worked, rather than what they did."""
    named = (
        head
        for head in heads
        if part.start <= head.start < part.end and 3 * len(head.text) >= len(part.text)
    )
    if not one.line.item and next(named, None) is not None:
        return True
    return _is_name_only(part.text)


def _unbracketed(said: Slice) -> Slice:
    """The same with blanks for what stands in brackets."""
    return Slice(_BRACKETS.sub(lambda found: " " * len(found.group()), said.text), said.start)


def _is_name_only(text: str) -> bool:
    """Whether all words begin with a capital, as those of a title or a place do."""
    words = [word for word in _LATIN.findall(text) if word.casefold() not in _SMALL]
    return len(words) > 1 and not _HANGUL.search(text) and all(word[0].isupper() for word in words)


def _is_list(text: str) -> bool:
    """Whether it is a row of names and no more."""
    parts = re.split(r"[,·/]\s?", text)
    return len(parts) >= _LISTED and sum(len(part.split()) for part in parts) <= 2 * len(parts)


def _short(said: Slice) -> Slice | None:
    """The passage as it can be quoted; None where it is none."""
    said = said.stripped(_MARKS)
    if len(said.text) > LONGEST and (colon := said.text.find(": ")) > 0:
        said = said.part(colon + 1).stripped(_MARKS)
    if len(said.text) > LONGEST:
        cuts = [m.start() for m in _CUT.finditer(said.text) if 30 <= m.start() <= LONGEST]
        if not cuts:
            return None
        said = said.part(0, cuts[-1]).stripped(_MARKS)
    said = _balanced(said)
    korean = _HANGUL.search(said.text) is not None
    least = _LEAST_WITHOUT_BLANKS if korean else _LEAST
    if len(said.text) < least or "\n" in said.text:
        return None
    least_words = _LEAST_WORDS if said.text[:1].isupper() else _LEAST_WORDS + 1
    if not korean and len(said.text.split()) < least_words:
        return None
    for name in ("no_deed", "papers"):
        if bank.shape(name).search(said.text):
            return None
    if _is_list(said.text) or not may_be_asked(said.text):
        return None
    return said


def _balanced(said: Slice) -> Slice:
    """Without a bracket at its end that is not closed, or was not opened."""
    if said.text.count("(") > said.text.count(")"):
        said = said.part(0, said.text.rindex("("))
    if said.text.count(")") > said.text.count("(") and said.text.endswith(")"):
        said = said.part(0, len(said.text) - 1)
    return said.stripped(_MARKS)


def _tool(said: Slice) -> str | None:
    """A skill that is named with a name of its own: "Kafka", "MES"; as it is written."""
    tools = listed(__package__, "tools", "tools")
    found = (one for one in mentions([said]) if one.skill and one.skill.category in tools)
    named = [one.said.text for one in found if _is_name(one.said.text)]
    return max(named, key=len, default=None)


def _is_name(written: str) -> bool:
    return bool(re.search(r"[A-Z]", written)) and len(written) >= 2


def _listed(reading: Reading, *, anywhere: bool) -> Iterator[Passage]:
    """Skills of a list that no line shows in use."""
    beside = () if anywhere else _BESIDE
    told = " ".join(one.said.text for one in reading.sections.of(*_TELLING, *beside)).casefold()
    untold = listed(__package__, "tools", "untold")
    for mention in reading.skills():
        said, skill = mention.said, mention.skill
        if skill is None or skill.category in untold or said.text.casefold() in told:
            continue
        listed_here = anywhere or _section(reading, said.start) == "skills"
        if listed_here and may_be_asked(said.text):
            yield Passage(said.text, (said.start, said.end), ("listed",), said.text)


def _section(reading: Reading, at: int) -> str | None:
    placed = (one for one in reading.sections.placed if one.said.start <= at < one.said.end)
    return next((one.section for one in placed), None)


def _stays(reading: Reading) -> Iterator[Passage]:
    """Employers with whom somebody was for some months only, and who are in the past."""
    for job in reading.jobs:
        time = job.period
        if not (job.employer and time and time.start and time.end and not time.current):
            continue
        months = time.end.ends - time.start.begins + 1
        said = job.employer
        brief = bank.shape("brief").search(f"{said.text} {job.title.text if job.title else ''}")
        if _SHORT_STAY[0] < months <= _SHORT_STAY[1] and not brief and may_be_asked(said.text):
            yield Passage(said.text, (said.start, said.end), ("stay",), months=months)
