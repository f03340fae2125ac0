"""The sections of a resume, told by their headings in some twenty languages."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Literal, cast

import msgspec

from agents.career.titles import title_words
from agents.data_files import listed, read
from agents.resume import employers, forms, heads
from agents.resume.dates import periods
from agents.resume.lines import Line, Slice, fold
from agents.resume.schools import names_degree, names_school

Section = Literal[
    "head", "experience", "education", "skills", "languages", "summary", "contact", "projects",
    "volunteering", "other",
]  # fmt: skip
"""What a section is of. The head is what stands before the first heading."""

_MOST = 60
"""Characters of a heading."""
_SHORT = 40
"""Characters of a heading that is known by how it is set."""
_BELOW = 3
"""Lines below a heading by which it is told what it is of."""
_JOINED = 7
"""Letters from which on a heading is known wherever blanks stand in it."""
_TOP = 2
"""Lines at the top that say who somebody is."""
_MOST_BELOW = 60
"""Lines below a heading that are looked at."""
_LISTED = 3
"""Items from which on a list below a heading that no list has is one of skills."""
_MAIL = re.compile(r"[\w.+-]@[\w-]{1,63}\.\w")
_BESIDE = 4
"""Lines above and below a mail address that may be of the same cell."""
_BESIDE_WHICH = frozenset({"experience", "education", "skills", "languages", "summary", "projects"})
"""Sections that such a cell may stand beside; in others, it may be a referee's address."""
_MOST_BESIDE = 80
"""Characters of a line in such a cell."""
_ITEM_WORDS = 4
_ITEM_CUTS = re.compile(r"\s{0,9}[,，、;；|·•/]\s{0,9}|\t+| {3,}")
_LEADS = frozenset("[【<〈>»#=~") | {"//", "::"}
"""What headings begin with, and nothing else that stands by itself does."""
_SIGNS = frozenset("■□◆◇▶►▣◎※▪★☆●○❖◼◾⬛")
"""Signs before headings; a list whose items have such signs is rarely one of words."""
_WORD = re.compile(r"[^\W\d_]")
_TABS = re.compile(r"\t+")
_DATED = re.compile(r"\W{0,3}(?:\d{1,2}[./-])?(?:19|20)\d\d")
_MARKUP = re.compile(r"\\[a-z]{2,20}\*?\{([^{}]{0,80})\}")
_SPACED = re.compile(r"(?:\w ){3,40}\w")
_BRACKETS = re.compile(r"[(（\[【<〈].{0,80}?[)）\]】>〉]")
_JOINTS = re.compile(
    r"\s{0,9}(?:[/&+,·・|ㆍ]|\s(?:and|und|et|y|e|og|och|ve|en|i|и|та|és|și|及|与|及び)\s)\s{0,9}|\s및\s"
)
_INLINE = re.compile(r"[^:：\t]{2,40}?\s?[:：](?=\s)\s{0,9}|[^\t]{2,40}?\t+|.{2,40}? {3,}")
_LAST_WORDS: dict[str, Section] = {
    "experience": "experience", "employment": "experience", "skills": "skills",
    "kenntnisse": "skills", "erfahrung": "experience", "projects": "projects",
}  # fmt: skip
"""What a heading of up to four words is of that ends so."""


class Placed(msgspec.Struct, frozen=True):
    """A line, the section that it is in, and what of it is no heading.

    `label` is the heading that stands before it in its line, and holds for this line alone.
    """

    line: Line
    section: Section
    said: Slice
    label: str = ""


class Sections(msgspec.Struct, frozen=True):
    """A resume's lines by sections. `headings` counts the languages of their headings."""

    placed: tuple[Placed, ...]
    headings: Counter[str]
    kinds: frozenset[Section]

    def of(self, *kinds: Section) -> list[Placed]:
        """The lines of these sections, in their order."""
        return [one for one in self.placed if one.section in kinds]

    def runs(self, kind: Section) -> list[list[Placed]]:
        """The lines of each section of that kind."""
        found: list[list[Placed]] = []
        before = -2
        for at, one in enumerate(self.placed):
            if one.section == kind:
                if before != at - 1:
                    found.append([])
                found[-1].append(one)
                before = at
        return found


def sections(lines: list[Line]) -> Sections:
    """The sections of a resume."""
    placed: list[Placed] = []
    headings: Counter[str] = Counter()
    section: Section = "head"
    kinds: set[Section] = set()
    named = [_heading(line) for line in lines]
    if "experience" not in named and (work := _unnamed_work(lines, named)) is not None:
        named[work] = "experience"
    _tell_by_content(lines, named)
    _unname_labels(lines, named)
    for at, line in enumerate(lines):
        whole = named[at]
        if section != "projects" and whole is None and (table := forms.table_of(line.said)):
            section = table
            kinds.add(table)
        if section == "skills" and whole is None and _ends_skills(lines, at):
            section = "other"
            continue
        if whole:
            section = whole
            kinds.add(whole)
            headings.update(_languages(line.text))
            continue
        inline = _inline(line, section)
        if inline is None:
            placed += _cut_at_labels(Placed(line, section, line.said))
            continue
        found, said, stays = inline
        label = line.text[: said.start - line.said.start]
        if stays:
            section = found
            kinds.add(found)
            headings.update(_languages(label))
        placed += _cut_at_labels(Placed(line, found, said, "" if stays else label))
    _tell_contact(placed)
    return Sections(tuple(placed), headings, frozenset(kinds))


def _tell_contact(placed: list[Placed]) -> None:
    """The short lines around a mail address are of the contact where they stand apart, as in a
    cell beside the jobs, and no address is at the top."""
    mailed = [at for at, one in enumerate(placed) if _MAIL.search(one.line.text)]
    if not mailed or any(placed[at].section in {"head", "contact"} for at in mailed):
        return
    first = last = mailed[0]
    while first and mailed[0] - first < _BESIDE and not placed[first].line.gap:
        first -= 1
    while last - first < 2 * _BESIDE and _goes_on(placed, last):
        last += 1
    cell = placed[first : last + 1]
    is_apart = placed[first].line.gap and {one.section for one in cell} <= _BESIDE_WHICH
    is_apart = is_apart and len({one.section for one in cell}) == 1
    if is_apart and all(_may_be_of_cell(one) for one in cell):
        placed[first : last + 1] = [msgspec.structs.replace(one, section="contact") for one in cell]


def _goes_on(placed: Sequence[Placed], at: int) -> bool:
    """Whether the next line stands right below, in the same section."""
    after = next(iter(placed[at + 1 : at + 2]), None)
    return after is not None and not after.line.gap and after.section == placed[at].section


def _may_be_of_cell(one: Placed) -> bool:
    return not (one.label or one.line.item or len(one.line.text) > _MOST_BESIDE)


def heading(text: str) -> Section | None:
    """What the section is of that has this heading; None where it is none that is known."""
    return _kind(_plain(text))


def _heading(line: Line) -> Section | None:
    """What kind of section a line begins that is nothing but its heading."""
    text = line.text
    if len(text) > _MOST or (text[:1].islower() and not line.gap and not line.prominent):
        return None
    if _DATED.match(text):
        return None  # what was at that time
    if line.item and not line.prominent and not text.isupper() and not line.gap:
        return _known(_plain(text)) if line.mark in _SIGNS or not text[0].isascii() else None
    plain = _plain(text)
    return _kind(plain) or (_kind_of_part(plain) if line.prominent and not line.item else None)


def _kind_of_part(text: str) -> Section | None:
    """Of a heading that names two things ("Licences and skills") the kind of the one known."""
    parts = [part for part in _JOINTS.split(text) if part]
    if len(parts) != 2 or title_words(text) or re.search(r"[\d.!?]", text) or len(text) > _SHORT:
        return None
    kind = _first_named(list(map(_known, parts)))
    return None if kind == "other" else kind


def _first_named(kinds: Sequence[Section | None]) -> Section | None:
    """Of the kinds of a heading's parts the first that says the most: "Licences and skills"."""
    known = [kind for kind in kinds if kind]
    return next((kind for kind in known if kind != "other"), next(iter(known), None))


def _unnamed_work(lines: Sequence[Line], named: Sequence[Section | None]) -> int | None:
    """The line that heads the jobs by another name ("Contracts"): set off, above titles with times.

    Of several such lines in a row each would rather be an employer.
    """
    found: list[int] = []
    for at in range(_TOP, len(lines)):
        if found and named[at]:
            break
        if named[at] is None and _is_set_off(lines[at]) and not title_words(lines[at].text):
            below = lines[at + 1 : at + 1 + _BELOW]
            if any(map(_is_dated, below)) and any(title_words(line.text) for line in below):
                found.append(at)
    return found[0] if len(found) == 1 else None


def _tell_by_content(lines: Sequence[Line], named: list[Section | None]) -> None:
    """Headings that no list has, told by being set as headings are, and by what stands below.

    Times with schools or degrees are education, times with titles or companies work, and short
    items skills. A kind that another heading names already is not told in this way.
    """
    forms = Counter(_form(line) for line, kind in zip(lines, named, strict=True) if kind)
    signed = Counter(_lead(line) for line in lines if _lead(line) and line.gap)
    able = [
        at
        for at, line in enumerate(lines)
        if named[at] is None and _may_head(line) and (forms[_form(line)] or signed[_lead(line)] > 1)
    ]
    known = [at for at, kind in enumerate(named) if kind]
    kinds = set(named)
    stops = sorted([*known, *able, len(lines)])
    for at in able:
        is_below = bool(known) and at > known[0]
        until = stops[bisect_right(stops, at)]
        found = _by_content(lines[at + 1 : min(until, at + 1 + _MOST_BELOW)])
        if found == "skills" and not is_below:
            found = None  # what stands below a name
        if found is None or found in kinds:
            goes_on = bisect_right(known, at)
            rest = lines[at : known[goes_on] if goes_on < len(known) else len(lines)]
            is_end = is_below and bool(_lead(lines[at])) and bool(forms[_form(lines[at])])
            found = "other" if is_end and not any(map(_is_dated, rest[:_MOST_BELOW])) else None
        elif at < _TOP:
            found = None
        named[at] = found
        kinds.add(found)


def _unname_labels(lines: Sequence[Line], named: list[Section | None]) -> None:
    """Labels of skills that were read one below the other, before all that they label, head none.

    They are set as text is, below a heading that is set as one, and nothing stands below each.
    """
    last: int | None = None
    for at, line in enumerate(lines):
        if named[at] is None:
            continue
        below = lines[at + 1] if at + 1 < len(lines) else None
        is_bare = not (line.prominent or line.gap or line.text.isupper() or _lead(line))
        is_stacked = is_bare and (below is None or below.gap or named[at + 1] is not None)
        if last is not None and named[last] == "skills" and lines[last].prominent and is_stacked:
            named[at] = "skills"
        else:
            last = at


def _by_content(below: Sequence[Line]) -> Section | None:
    """What lines are of, as far as they say it themselves."""
    top = below[: _BELOW + 1]
    if any(periods(line.said) for line in top):
        if not _names_work(top[0]) and any(
            names_school(line.text) or names_degree(line.text) for line in top
        ):
            return "education"
        works = any(title_words(line.text) or employers.company_score(line.text) for line in top)
        return "experience" if works and any(map(_is_dated, top)) else None
    if any(periods(line.said) for line in below):
        return None
    items = [item for line in below for item in _ITEM_CUTS.split(line.text) if item]
    are_short = all(
        len(item.split()) <= _ITEM_WORDS and not re.search(r"[@.!?:]|\d{3}", item) for item in items
    )
    return "skills" if are_short and len(items) >= _LISTED else None


def _names_work(line: Line) -> bool:
    """Whether a line is the head of a job, whose employer may be a school: it has a title and names
    no degree."""
    return not line.item and title_words(line.text) > 0 and not names_degree(line.text)


def _may_head(line: Line) -> bool:
    """Whether a line could be a heading by how it is set, and names no job, company or school."""
    text = line.text
    is_set = line.prominent or bool(_lead(line)) or (text.isupper() and not line.item)
    return (
        is_set
        and line.gap
        and len(text) <= _SHORT
        and "\t" not in text
        and not re.search(r"[\d@.!?]", text)
        and not (line.item and line.mark not in _SIGNS)
        and not title_words(text)
        and not employers.company_score(text)
        and not names_school(text)
        and not names_degree(text)
    )


def _form(line: Line) -> tuple[str, bool, bool, bool]:
    """How a line is set: its first sign, its type, its letters, and whether it stands apart."""
    return _lead(line), line.prominent, line.text.isupper(), line.gap


def _lead(line: Line) -> str:
    """The sign with which a line begins as headings do; nothing where it has none."""
    if line.mark in _SIGNS:
        return line.mark
    return next((sign for sign in _LEADS if line.text.startswith(sign)), "")


def _ends_skills(lines: Sequence[Line], at: int) -> bool:
    """Whether a line heads something else behind a list of skills: what is below has times."""
    below = lines[at + 1 : at + 1 + _BELOW]
    return _is_set_off(lines[at]) and any(periods(line.said) for line in below[:2])


def _is_set_off(line: Line) -> bool:
    """Whether a line is set as a heading is: by itself, in larger or bold type, without a time."""
    is_short = len(line.text) <= _SHORT and "\t" not in line.text
    return line.prominent and line.gap and not line.item and is_short and not periods(line.said)


def _is_dated(line: Line) -> bool:
    return any(period.ranged for period in periods(line.said))


def _inline(line: Line, section: Section) -> tuple[Section, Slice, bool] | None:
    """The section that a line names before its own text, and whether it goes on after it."""
    marked = _MARKUP.match(line.text)
    lead = marked or _INLINE.match(line.text)
    if not lead or lead.end() == len(line.text):
        return None
    found = _kind(_plain(marked[1] if marked else lead.group()))
    if found is None or (line.item and section != "head"):
        return None
    if found == section == "education" and heads.is_label(_plain(lead.group())):
        return None  # of a form, and not its heading
    if found == "contact" or (section == "contact" and found in {"languages", "other", "skills"}):
        return None
    said = line.said.part(lead.end())
    if section == "experience" and found in {"volunteering", "other"} and _is_time(said):
        return None  # what was at that time, between jobs
    stays = bool(marked) or "\t" in lead.group() or line.gap or section == "head"
    if section == "skills" and found in {"skills", "languages"}:
        return (found, said, False)
    if section == "skills" and _is_row_of_skills(lead.group()):
        return ("skills", said, False)
    if section == "experience" and not line.gap and found in {"skills", "projects", "other"}:
        stays = bool(marked)
    return found, said, stays


def _cut_at_labels(placed: Placed) -> list[Placed]:
    """A row of a form by what its labels name: skills and languages may stand behind others."""
    if "\t" not in placed.said.text or periods(placed.said):
        return [placed]
    cells = placed.said.split(_TABS)
    kinds = [_known(_plain(cell.text)) for cell in cells[:-1]]
    cuts = [at for at, kind in enumerate(kinds) if at and kind in {"skills", "languages"}]
    if not cuts or any(second - first == 1 for first, second in pairwise(cuts)):
        return [placed]
    parts = [msgspec.structs.replace(placed, said=_from_to(placed.said, cells[: cuts[0]]))]
    for at, after in zip(cuts, [*cuts[1:], len(cells)], strict=True):
        said = _from_to(placed.said, cells[at + 1 : after])
        kind = cast("Section", kinds[at])
        parts.append(Placed(placed.line, kind, said, f"{cells[at].text}\t"))
    return parts


def _from_to(whole: Slice, cells: Sequence[Slice]) -> Slice:
    """The part of a line from the first of these cells to the last."""
    return whole.part(cells[0].start - whole.start, cells[-1].end - whole.start)


def _is_time(said: Slice) -> bool:
    found = periods(said)
    return len(found) == 1 and len(found[0].said.text) == len(said.stripped("()").text)


def _is_row_of_skills(label: str) -> bool:
    """Whether a row of a table of skills says by its label that more of them are in it."""
    return fold(_plain(label)) in listed(__package__, "everyday", "rows")


def _plain(text: str) -> str:
    """A heading as it is looked up: no signs around it, no brackets, letters not spaced."""
    text = _MARKUP.sub(r"\1", text)
    if text[:1] in "【[<〈（":
        text = text.strip("【】[]<>〈〉（） ")
    if _SPACED.fullmatch(text.strip(" :：·-–—_")):
        text = text.replace(" ", "")
    elif "  " in text or "\t" in text:
        pieces = re.split(r"\s{2,}|\t", text.strip())
        if all(_SPACED.fullmatch(p) for p in pieces if len(p) > 1) and len(pieces) < 8:
            text = " ".join(piece.replace(" ", "") for piece in pieces)
    text = _BRACKETS.sub(" ", text) if len(text) <= _MOST else text
    begun = _WORD.search(text)
    text = text[begun.start() :] if begun else ""
    return " ".join(text.rstrip(" .:：-–—_|*#=~►▼●■◆↓>)」】\t").split())


def _kind(text: str) -> Section | None:
    if not text or len(text) > _MOST:
        return None
    known = _known(text) or _known(text.replace(" ", "")) or _torn(text)
    if known:
        return known
    parts = [part for part in _JOINTS.split(text) if part]
    kinds = [_known(part) for part in parts]
    if len(parts) > 1 and all(kinds):
        return "experience" if "experience" in kinds else _first_named(kinds)
    words = text.split()
    by_end = _LAST_WORDS.get(fold(words[-1])) or next(
        (kind for end, kind in _LAST_WORDS.items() if len(end) > 9 and fold(text).endswith(end)),
        None,
    )
    is_set_off = all(word[:1].isupper() or len(word) < 4 for word in words)
    if by_end and is_set_off and len(words) <= 4 and not re.search(r"[\d,;.!?]", text):
        return by_end if not title_words(text) else None
    return None


def _known(text: str) -> Section | None:
    found = _headings().get(fold(text))
    return found[0] if found else None


def _torn(text: str) -> Section | None:
    """Of a heading with blanks inside of its words ("EDUCAT ION"), or between none of them."""
    joined = fold(text).replace(" ", "")
    is_long = len(joined) >= (_JOINED if joined.isascii() else _JOINED // 2)
    return _joined_headings().get(joined) if is_long else None


def _languages(text: str) -> tuple[str, ...]:
    found = _headings().get(fold(_plain(text)))
    return found[1] if found else ()


@cache
def _headings() -> dict[str, tuple[Section, tuple[str, ...]]]:
    """Of each heading its kind, and the languages that have it."""
    found: dict[str, tuple[Section, tuple[str, ...]]] = {}
    for kind, by_language in read(__package__, "headings").items():
        for language, names in by_language.items():
            for name in names.split(","):
                text = fold(" ".join(name.split()))
                for written in {text, text.replace("’", "'"), text.replace(" and ", " & ")}:
                    first, languages = found.get(written, (cast("Section", kind), ()))
                    if language not in languages:
                        languages = (*languages, language)
                    found[written] = (first, languages)
    return found


@cache
def _joined_headings() -> dict[str, Section]:
    """The headings without blanks, and the kinds of them."""
    return {name.replace(" ", ""): kind for name, (kind, _) in _headings().items()}
