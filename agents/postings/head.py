"""Who hires, and for what: what stands at the top of a posting."""

import re
from collections.abc import Sequence

from agents.career.titles import title_words
from agents.postings.phrases import phrases
from agents.postings.sections import kind_of_heading
from agents.resume.employers import company_score
from agents.resume.lines import Line, Slice
from agents.resume.places import place
from agents.resume.schools import names_school

_CELLS = re.compile(
    r"\t+| {3,}|\s{1,4}[/|·•∙]\s{1,4}(?![^()]{0,80}\))|\s{1,4}[–—]\s{1,4}|\s{1,4}-\s{1,4}"
)
_AT = re.compile(r"(?i)\s(?:at|@|bei|chez)\s(?=[A-ZÀ-Ž])")
_BOLD = re.compile(r"\*\*|__")
_TAG = re.compile(
    r"^[\[【(〈<]\s?(?:채용|모집|구인|공고|정규직|신입|경력|hiring|we['’]?re hiring|job|vacancy)[^\])】〉>]{0,12}[\])】〉>]\s?",
    re.IGNORECASE,
)
_HIRING = re.compile(
    r"\s{0,3}(?:모집|채용|구인)(?:\s?공고)?[!.]?$|^(?:wanted|we are hiring|we're hiring|hiring|now hiring|vacancy)[:!]?\s{1,3}",
    re.IGNORECASE,
)
_GENDERS = re.compile(r"\s{0,3}[(\[](?:[mwfdxh*/|\s]{2,9}|all genders?|gn)[)\]]", re.IGNORECASE)
_PHRASE_PLACES = re.compile(
    r"(?i)\d|£|€|\$|remote|hybrid|full[- ]time|part[- ]time|permanent|contract|office"
)
_KOREAN_NAME = re.compile(
    r"((?:\S{1,20}\s){0,2}?\S{0,20}(?:병원|대학교|학교|공사|공단|재단|은행|센터|주식회사|연구원|유치원|어린이집|요양원|시청|구청|군청|도청))\s(?=.*(?:모집|채용|구인|공고))"
)
_CONTRACT = re.compile(
    r"\s{0,3}[(\[][^()\[\]]{0,60}(?:contract|permanent|temporary|temp|full[- ]time|part[- ]time|months?|maternity|fixed[- ]term|remote|hybrid|onsite|on-site|urgent|"
    r"정규직|계약직|경력|신입|급구|재택|unbefristet|befristet|vollzeit|teilzeit|cdi|cdd)[^()\[\]]{0,60}[)\]]$",
    re.IGNORECASE,
)
_MOST_TEAM = 4
_MOST_TITLE = 120
_WORD = re.compile(r"[^\W\d_]+")


def title_of(head: Sequence[Line], text: str) -> str | None:
    """What the job is called, as it is written; None where nothing at the top is a title.

    Not of it are who hires, and what is said of the contract, the place and the pay.
    """
    for line in head:
        if (said := _labelled(line, "title")) is not None:
            return _clean(said)
    for line in head[:6]:
        cells = _cells(line)
        for at, cell in enumerate(cells):
            if _is_title(cleaned := _clean(cell)):
                return cleaned + _team(line, cells[at : at + 2], text)
    first = _clean(_cells(head[0])[0]) if head else ""
    return first if 0 < len(first) <= _MOST_TITLE and not re.search(r"[.!?]$", first) else None


def employer_of(head: Sequence[Line], text: str) -> str | None:
    """Who hires, as it is written; None where the posting keeps it to itself."""
    for line in head:
        if (said := _labelled(line, "employer")) is not None:
            said = re.split(r"\.\s", said)[0].strip(" .")
            return said if _is_name(said) else None
    for line in head[:5]:
        plain = _BOLD.sub("", line.text)
        if (at := _AT.search(plain)) and len(plain) <= _MOST_TITLE:
            return plain[at.end() :].strip(" .")
    for line in head[:5]:
        for cell in _cells(line):
            if found := _name_in(cell, text):
                return found
    return None


def _labelled(line: Line, what: str) -> str | None:
    """What a line says behind a label for it ("Employer: …"), wherever in the line it stands."""
    match = phrases("head", what).match(line.text)
    if match is None:
        match = next(
            (
                m
                for m in phrases("head", what).finditer(line.text)
                if line.text[: m.start()].rstrip().endswith(".")
            ),
            None,
        )
    if match is None:
        return None
    rest = re.match(r"\s?[:：]\s{0,3}(.{1,200})", line.text[match.end() :])
    return rest[1].strip() if rest else None


def _cells(line: Line) -> list[str]:
    plain = _BOLD.sub("", line.text)
    return [cell for cell in (part.strip(" .") for part in _CELLS.split(plain)) if cell] or [plain]


def _clean(text: str) -> str:
    text = _TAG.sub("", _BOLD.sub("", text)).strip()
    text = _CONTRACT.sub("", _HIRING.sub("", _GENDERS.sub("", text)))
    if korean := _KOREAN_NAME.match(f"{text} 모집"):
        text = text[korean.end(1) :]
    if at := _AT.search(text):
        text = text[: at.start()]
    return text.strip(" .:-–—|·")


def _team(line: Line, cells: Sequence[str], text: str) -> str:
    """What a dash behind a title adds to it: the team. Nothing where it adds something else."""
    if len(cells) < 2:
        return ""
    title, team = cells
    joint = re.search(
        rf"{re.escape(title)}[ .]?(\s[–—-]\s){re.escape(team)}$", _BOLD.sub("", line.text)
    )
    is_team = (
        joint is not None
        and len(team.split()) <= _MOST_TEAM
        and not _PHRASE_PLACES.search(team)
        and not place(Slice(team, 0))
        and _name_in(team, text) is None
    )
    return joint[1] + team if joint and is_team else ""


def _is_title(text: str) -> bool:
    if len(text) > _MOST_TITLE or re.search(r"[.!?]$", text):
        return False
    return title_words(text) > 0 and len(text.split()) <= 14


def _name_in(cell: str, text: str) -> str | None:
    """The employer's name in a part of a line at the top, if it has one."""
    name = cell.strip(" .")
    if (korean := _KOREAN_NAME.match(name)) and " " in name:
        return korean[1]
    if company_score(name) or names_school(name):
        return _without_place(name)
    if title_words(name) or not _is_name(name) or place(Slice(name, 0)):
        return None
    bare = _without_place(name)
    return bare if _is_told_of(bare, text) else None


def _without_place(name: str) -> str:
    """A name without the town that stands behind it: "Thornbeck Cold Storage, Goole"."""
    before, comma, after = name.rpartition(",")
    return before.strip() if comma and len(after.split()) <= 3 else name


def _is_told_of(name: str, text: str) -> bool:
    """Whether the text goes on to tell of whoever has that name."""
    words = _WORD.findall(name)
    if not words:
        return False
    return len(re.findall(rf"\b{re.escape(words[0])}\b", text[:20_000])) > 1


def _is_name(text: str) -> bool:
    """Whether a text may be somebody's name: it begins with a capital, or has none."""
    if not 2 <= len(text) <= 100 or kind_of_heading(text) == "apply" or _PHRASE_PLACES.search(text):
        return False
    return text[0].isupper() or text[0].isdigit() or text[0] > "\u1100"
