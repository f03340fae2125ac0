"""The employers that a resume names, told from the titles, places and headings beside them.

What is not plainly one is left out: nobody is to be asked about their work at "Career Break".
"""

import re
from bisect import bisect

from agents.coaching.bank import listed, tools

_DATE = r"(?:19|20)\d\d"
_ORG = r"[A-Z][\w&.'’-]{0,40}(?: (?:of|and|&|de|[A-Z][\w&.'’-]{0,40})){0,4}"
_TITLE = (
    rf"(?:[A-Z][\w/+.-]{{0,40}} (?:of )?){{0,4}}"
    rf"(?:{'|'.join(sorted(listed('resume', 'titles')))})(?:ing|ship)?\b"
)
_BREAK = r"(?:,|\||[–—-]|\t)"
_GAP = r"\s{0,8}"
_HIT = re.compile(
    rf"(?m){_TITLE}{_GAP}(?:(?:@|\bat\b){_GAP}(?P<at>{_ORG})"
    rf"|{_BREAK}{_GAP}(?P<after>{_ORG}(?:, {_ORG}){{0,2}}))"
    rf"|^[^\w\n]{{0,8}}(?!{_TITLE})(?:(?P<before>{_ORG}){_GAP}{_BREAK}[ \t]{{0,8}}{_TITLE}"
    rf"|(?P<dated>{_ORG}){_GAP}(?:,[^\n|]{{2,40}})?(?:\||[–—-]|\(|\t){_GAP}"
    rf"(?:\w{{3,9}}\.? )?{_DATE})"
)
_HEAD_END = re.compile(r"\n|\|\||(?i:experience|employment|work history)")
"""Before this stand the person's name, title and town, none of which is an employer."""
_HEADING = re.compile(
    r"(?m)(?:^|\|\|)[^\w\n|]{0,8}(?P<text>[A-Za-z][^\n|]{1,30}?)[^\w\n|]{0,8}(?=$|\|\|)"
)
_CELL = re.compile(r"(?:^|[|•·\t]|\d\d|(?i:present|now|today|current))\W{0,8}$")
"""What stands before a title that is not in the midst of a sentence."""
_BEGINS_DATED = re.compile(rf"\W{{0,8}}(?:[A-Za-z]{{3,9}}\.? |\d\d[/.])?{_DATE}")
_BEGINS_TITLED = re.compile(rf"\W{{0,8}}{_TITLE}")
_SCHOOL = re.compile(r"(?i)universi|college|school|institute of")
_REACH = 160
"""Characters to either side of a name that are looked at."""


def employers(resume: str) -> list[str]:
    """The names of employers, each as the resume has it, in its order."""
    head = _HEAD_END.search(resume)
    works = _Parts(resume)
    hits = _HIT.finditer(resume, head.end() if head else 0)
    found = (_employer(resume, hit) for hit in hits if works.may_hold(hit.start()))
    return [name for name in found if name]


class _Parts:
    """Where the parts of a resume begin, and which of them may hold an employer."""

    def __init__(self, resume: str) -> None:
        headings = [(match.start(), match["text"]) for match in _HEADING.finditer(resume)]
        known = [(at, _may_hold(text)) for at, text in headings]
        self.starts = [at for at, may_hold in known if may_hold is not None]
        self.kinds = [may_hold for _, may_hold in known if may_hold is not None]

    def may_hold(self, at: int) -> bool:
        """Whether an employer can be named at this place."""
        part = bisect(self.starts, at)
        return part == 0 or self.kinds[part - 1]


def _may_hold(heading: str) -> bool | None:
    """Whether an employer can stand under a heading; None where it does not look like one."""
    text = heading.lower()
    if text in listed("resume", "other_parts"):
        return False
    if heading.isupper() or not listed("resume", "work_parts").isdisjoint(text.split()):
        return True
    return None


def _employer(resume: str, hit: re.Match[str]) -> str | None:
    """The employer at this place, if it is plainly one."""
    before = resume[max(0, hit.start() - _REACH) : hit.start()].split("\n")[-2:]
    after = resume[hit.end() : hit.end() + _REACH].split("\n")[:2]
    own, beside = f"{before[-1]}{hit.group()}{after[0]}", [*before[:-1], *after[1:]]
    if hit["at"]:
        return _named(hit["at"])
    names = (hit["after"] or hit["before"] or hit["dated"]).split(", ")
    if (hit["after"] and not _CELL.search(before[-1])) or any(map(_is_tool, names)):
        return None
    name = next(filter(None, map(_named, names)), None)
    dated = re.search(_DATE, own) or any(map(_BEGINS_DATED.match, beside))
    titled = not hit["dated"] or _is_titled(after[0], beside)
    return name if name and (_is_company(name) or (dated and titled)) else None


def _is_titled(rest: str, beside: list[str]) -> bool:
    """Whether a title follows in the line, or a line beside it is that of a title."""
    lines = [line for line in beside if not re.search(_DATE, line)]
    return bool(re.search(_TITLE, rest)) or any(map(_BEGINS_TITLED.match, lines))


def _named(text: str) -> str | None:
    """The text without the signs around it, unless it is what no employer is called."""
    name = text.strip(" ,.-–—")
    words = [word.strip(".,") for word in name.lower().split()]
    if len(name) < 2 or re.fullmatch(_TITLE, name) or _SCHOOL.search(name):
        return None
    if words[0] in listed("resume", "never_first") or words[-1] in listed("resume", "never_last"):
        return None
    if name in listed("resume", "places") or listed("resume", "trade").issuperset(words):
        return None
    return name


def _is_company(name: str) -> bool:
    """Whether the name says so itself."""
    words = [word.strip(".,") for word in name.lower().split()]
    return "&" in name or not listed("resume", "company").isdisjoint(words[1:])


def _is_tool(name: str) -> bool:
    return any(tool.pattern().fullmatch(name) for tool in tools())
