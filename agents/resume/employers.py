"""The employers that a resume names, told from the titles, places and headings beside them.

What is not plainly one is left out: nobody is to be asked about their work at "Career Break".
"""

import re

from agents.career.technologies import technologies
from agents.career.titles import titles
from agents.data_files import listed
from agents.resume.parts import Parts

_DATE = r"(?:19|20)\d\d"
_ORG = r"[A-Z][\w&.'’-]{0,40}(?: (?:of|and|&|de|[A-Z][\w&.'’-]{0,40})){0,4}"
_TITLE = (
    rf"(?:[A-Z][\w/+.-]{{0,40}} (?:of )?){{0,4}}"
    rf"(?:{'|'.join(sorted(titles()))})(?:ing|ship)?\b"
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
_CELL = re.compile(r"(?:^|[|•·\t]|\d\d|(?i:present|now|today|current))\W{0,8}$")
"""What stands before a title that is not in the midst of a sentence."""
_BEGINS_DATED = re.compile(rf"\W{{0,8}}(?:[A-Za-z]{{3,9}}\.? |\d\d[/.])?{_DATE}")
_BEGINS_TITLED = re.compile(rf"\W{{0,8}}{_TITLE}")
_LED = re.compile(rf"{_GAP}(?P<name>{_ORG}(?: {_ORG})?){_GAP}(?:{_BREAK}|$)")
"""A line that begins with a name."""
_SCHOOL = re.compile(r"(?i)universi|college|school|institute of")
_REACH = 160
"""Characters to either side of a name that are looked at."""


def employers(resume: str) -> list[str]:
    """The names of employers, each as the resume has it, in its order."""
    head = _HEAD_END.search(resume)
    parts = Parts(resume)
    hits = _HIT.finditer(resume, head.end() if head else 0)
    found = (_employer(resume, hit) for hit in hits if parts.may_name_employer(hit.start()))
    return [name for name in found if name]


def _employer(resume: str, hit: re.Match[str]) -> str | None:
    """The employer at this place, if it is plainly one."""
    before = resume[max(0, hit.start() - _REACH) : hit.start()].split("\n")[-2:]
    after = resume[hit.end() : hit.end() + _REACH].split("\n")[:2]
    own, beside = f"{before[-1]}{hit.group()}{after[0]}", [*before[:-1], *after[1:]]
    if hit["at"]:
        return _named(hit["at"])
    names = (hit["after"] or hit["before"] or hit["dated"]).split(", ")
    if (hit["after"] and not _CELL.search(before[-1])) or any(map(_is_technology, names)):
        return None
    if hit["after"] and any(map(_names_employer, before[:-1])):
        return None  # what follows the title is a department or a region of theirs
    name = next(filter(None, map(_named, names)), None)
    dated = re.search(_DATE, own) or any(map(_BEGINS_DATED.match, beside))
    titled = not hit["dated"] or _is_titled(after[0], beside)
    return name if name and (_is_company(name) or (dated and titled)) else None


def _is_titled(rest: str, beside: list[str]) -> bool:
    """Whether a title follows in the line, or a line beside it is that of a title."""
    lines = [line for line in beside if not re.search(_DATE, line)]
    return bool(re.search(_TITLE, rest)) or any(map(_BEGINS_TITLED.match, lines))


def _names_employer(line: str) -> bool:
    """Whether a line is that of an employer and its place, which has the titles below it."""
    led = _LED.match(line)
    if not led or line.isupper() or re.search(_TITLE, line) or _is_technology(led["name"]):
        return False
    return _may_be_called(led["name"]) and ("," in line or _is_company(led["name"]))


def _named(text: str) -> str | None:
    """The text without the signs around it, unless it is what no employer is called."""
    name = text.strip(" ,.-–—")
    if len(name) < 2 or re.fullmatch(_TITLE, name) or _SCHOOL.search(name):
        return None
    return name if _may_be_called(name) else None


def _may_be_called(name: str) -> bool:
    """Whether it is neither a place nor made of words of which no name is."""
    words = [word.strip(".,") for word in name.lower().split()]
    if words[0] in _listed("never_first") or words[-1] in _listed("never_last"):
        return False
    is_trade = _listed("trade").issuperset(words)
    return not is_trade and name not in _listed("places")


def _is_company(name: str) -> bool:
    """Whether the name says so itself."""
    words = [word.strip(".,") for word in name.lower().split()]
    return "&" in name or not _listed("company").isdisjoint(words[1:])


def _is_technology(name: str) -> bool:
    return any(technology.pattern().fullmatch(name) for technology in technologies())


def _listed(key: str) -> frozenset[str]:
    return listed(__package__, "resume", key)
