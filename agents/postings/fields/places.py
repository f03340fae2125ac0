"""Where the job is: behind a label, at the top, or in a sentence that says where somebody works."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from agents.career.titles import title_words
from agents.postings.clauses import sentences
from agents.postings.fields.labels import Fact, said_of
from agents.postings.headings import kind_of_heading
from agents.postings.phrases import language_spoken, pattern, phrases
from agents.postings.sections import Block
from agents.resume.employers import company_score, is_department, is_legal_form
from agents.resume.lines import Line, Slice
from agents.resume.places import country_of, place

_CELLS = re.compile(r"\t+| {3,}|\s{1,4}[/|·•∙–—]\s{1,4}|\s-\s|[|｜]|;")
_SEVERAL = re.compile(r"\s?[;/|]\s|\s(?:or|oder|ou|lub|eller)\s|または|および")
_ENDS = re.compile(r"(?<=[^\W\d]{3})[.!?]\s(?=[A-ZÀ-ÞŁŚŻŹĆ\d])|[。！？]")
_AT_HOME = re.compile(r"\s{0,2}[(（\[]([^()（）\[\]]{2,60})[)）\]]$")
_BRACKET = re.compile(r"[(（\[]([^()（）\[\]]{2,60})[)）\]]")
_SCOPE = re.compile(r"\s{0,2}(?:[(（][^()（）]{1,40}[)）]|\s\d{2,5}$)\s{0,2}$")
"""What stands behind a town: its district, its department."""
_IN_TOWN = pattern("in_town")
_IN_A_TOWN = re.compile(
    r"\s(?:in|à|en|em|i|w|te|a)\s([A-ZÀ-ŽŁŚŻ][\w'’-]{2,24}(?:[\s-][A-ZÀ-ŽŁŚŻ][\w'’-]{1,24}){0,2})(?=[.,;]|\s[a-z])"
)
"""Where somebody who is named in a sentence is: "to join Tarn Outdoor in Kendal"."""
_AT_PLACE = pattern("works_at")
_ADDRESS = pattern("address")
_ANYWHERE = pattern("anywhere")
_OF_TOWN = pattern("of_town")
_POSTCODE = re.compile(r"\b\d{4,5}\s+[A-ZÄÖÜ][\wäöüß-]+")
_BEHIND = re.compile(
    r"\s{0,2}(?:[,·|•(]|[–—-](?=\s))\s{0,3}|\s(?:in|à|en|em|i|w|te)\s(?=[A-ZÀ-ŽŁŚŻ])"
)
_FORM_ENDS = re.compile(r"\s{1,3}[·•|–—-]\s|\t|,\s|$")
_POSTAL = re.compile(r"^(?:[A-Z]{1,2}-)?\d{2,5}(?:-\d{2,4})?\s(?=[A-ZÀ-Ž])")
_STATE = re.compile(r"\b([A-Z][\w.'’-]{2,20}(?:\s[A-Z][\w.'’-]{2,20}){0,2},\s[A-Z]{2})\b(?!['’])")
_ENDS_NAME = pattern("seeks_here")
_TOP = 4
_OFFERED = frozenset({"benefits", "other", "head"})
_MOST_WORDS = 6
_FEW_WORDS = 3
_TOWN_AND_STATE = pattern("town_and_state")
_NO_TOWN = (
    ("employment", "FULL_TIME"), ("employment", "PART_TIME"), ("pay", "says"),
    ("topics", "hours"),
)  # fmt: skip
_SOUGHT_IN = pattern("sought_in")
_SEEKS = pattern("seeks")
_SOUGHT = pattern("sought")
_CAPITAL_NOUNS = frozenset({"de", "en", None})
"""Languages in which other words than names have capitals behind "in"."""
_REMOTE = ("remote", "hybrid", "onsite")
_MOST = 200
_MOST_PLACES = 20
_LOOKED_AT = 12_000


def places_of(
    told: Sequence[Fact],
    head: Sequence[Line],
    found: Sequence[Block],
    text: str,
    employer: str | None,
) -> list[str]:
    """The places, as they are written; none where the posting names no place."""
    labelled = [one for fact in said_of(told, "place") for one in _listed(fact.value.text)]
    if labelled:
        return list(dict.fromkeys(labelled))[:_MOST_PLACES]
    beside = _beside_employer(head, employer) if employer else iter(())
    for said in (chain(beside, _in_head(head, employer)), _in_sentences(head, text, employer)):
        if names := list(dict.fromkeys(said)):
            return names[:_MOST_PLACES]
    items = (one for one in found if one.item and one.part in _OFFERED)
    offered = [one.said.text for one in items if place(one.said)][:1]
    return offered or list(islice(chain(_anywhere(text), town_of(employer or "")), 1))


def _anywhere(text: str) -> Iterator[str]:
    """The country from anywhere in which one may work."""
    for match in _ANYWHERE.finditer(text[:_LOOKED_AT]):
        if country_of(match[1].removeprefix("the ")):
            yield match[1].removeprefix("the ")


def town_of(employer: str) -> list[str]:
    """The town whose office hires: it is there, whatever else the posting leaves unsaid."""
    match = _OF_TOWN.fullmatch(employer)
    return list(filter(None, match.groups() if match else ()))


def _listed(value: str) -> Iterator[str]:
    """The places that stand behind a label; not what it says of working at home."""
    for part in _SEVERAL.split(_ENDS.split(value, maxsplit=1)[0]):
        bare = part.strip(" ,.;:–—-")
        bracket = _AT_HOME.search(bare)
        if bracket and any(phrases("remote", kind).in_(bracket[1]) for kind in _REMOTE):
            bare = bare[: bracket.start()]
        if bare and not _is_remote(bare) and any(map(str.isalpha, bare)):
            yield bare[:_MOST]


def _is_remote(text: str) -> bool:
    return any(phrases("remote", kind).share(text) > 0.5 for kind in _REMOTE)


def _in_head(head: Sequence[Line], employer: str | None) -> Iterator[str]:
    """Parts of the top lines that are places, or end in one behind a name."""
    for line in head:
        if _TOWN_AND_STATE.fullmatch(line.text):
            yield line.text
            continue
        for cell in line.said.split(_CELLS):
            bare = cell.stripped(" ,.;:[]")
            label, colon, _ = bare.text.partition(": ")
            if colon and len(label.split()) <= _FEW_WORDS:
                bare = bare.part(len(label) + 2)
            bracket = _AT_HOME.search(bare.text)
            if bracket and any(phrases("remote", kind).in_(bracket[1]) for kind in _REMOTE):
                bare = bare.part(0, bracket.start())
            if _is_place(bare) or _ADDRESS.fullmatch(bare.text):
                yield bare.text[:_MOST]
                continue
            before, comma, behind = bare.text.partition(", ")
            tail = Slice(behind, 0)
            if comma and len(before) < 80 and not _ends_sentence(bare.text) and _is_place(tail):
                is_town = employer is not None and employer not in bare.text and _is_town(before)
                yield (bare.text if is_town else behind)[:_MOST]
                continue
            for bracket in _BRACKET.finditer(cell.text):
                if _is_place(Slice(bracket[1], 0)):
                    yield bracket[1]


def _is_town(name: str) -> bool:
    """Whether what stands before a region, and is not who hires, may be a town of few words."""
    return len(name.split()) <= _FEW_WORDS and _may_be_town(name) and not company_score(name)


def _beside_employer(head: Sequence[Line], employer: str) -> Iterator[str]:
    """What stands behind whoever hires, in a line of nothing else: "Lisheen Dairy · Mallow"."""
    for line in head[:_TOP]:
        before, found, behind = line.text.partition(employer)
        behind = _without_form(behind)
        joint = _BEHIND.match(behind) if found else None
        if joint and before.strip():
            named = _IN_A_TOWN.match(behind)
            if named and language_spoken() not in _CAPITAL_NOUNS - {"en"}:
                yield named[1]
            continue
        name = _CELLS.split(behind[joint.end() :])[0].strip(" .") if joint else ""
        name = _ENDS_NAME.split(name)[0]
        name = name if "(" in name else name.rstrip(")")
        unit, comma, town = name.partition(", ")
        name = town if comma and is_department(unit) else name
        if name and _may_be_town(name):
            yield name[:_MOST]


def _without_form(behind: str) -> str:
    """What stands behind a name, without the form of the firm that goes on with it."""
    parts = _FORM_ENDS.split(behind.lstrip(" ,."), maxsplit=1)
    if parts[0] and is_legal_form(parts[0]):
        return behind[behind.index(parts[0]) + len(parts[0]) :]
    return behind.removeprefix(".")


def _may_be_town(name: str) -> bool:
    """Whether what stands where a place is to be expected may be one that no list has."""
    first = _POSTAL.sub("", name)
    is_set = first[:1].isupper() or country_of(first[:2]) is not None
    is_short = len(first.split()) <= _MOST_WORDS and is_set
    is_else = title_words(first) or any(phrases(*path).in_(first) for path in _NO_TOWN)
    return is_short and not is_else and not _ends_sentence(name) and kind_of_heading(first) is None


def _is_place(said: Slice) -> bool:
    if not 2 <= len(said.text) <= 90 or title_words(said.text):
        return False
    if place(said) is not None or _POSTCODE.fullmatch(said.text):
        return True
    plain = _SCOPE.sub("", said.text)
    return plain != said.text and place(Slice(plain, 0)) is not None


def _ends_sentence(text: str) -> bool:
    return text.endswith((".", "!", "?", "。"))


def _in_sentences(head: Sequence[Line], text: str, employer: str | None) -> Iterator[str]:
    """Towns in which a sentence says that one works, or that the firm looks for somebody."""
    for line in head:
        for match in islice(_STATE.finditer(line.text), _MOST_PLACES):
            if place(Slice(match[1], 0)):
                yield match[1]
                return
        for match in _IN_TOWN.finditer(line.text):
            if name := _town(match[1]):
                yield name
        if language_spoken() not in _CAPITAL_NOUNS:
            yield from _sought_in(line, employer)
    for match in _AT_PLACE.finditer(text[:_LOOKED_AT]):
        if name := _town(match[1]):
            yield name


def _sought_in(line: Line, employer: str | None) -> Iterator[str]:
    """Where a sentence says that somebody is sought, known or not."""
    for sentence in sentences(line.said):
        text = sentence.text
        is_sought = _SOUGHT.search(text) or _SEEKS.search(text) or (employer and employer in text)
        if not is_sought:
            continue
        for match in islice(_SOUGHT_IN.finditer(sentence.text), _MOST_PLACES):
            if not any(phrases(*path).in_(match[1]) for path in _NO_TOWN):
                yield match[1]
                return


def _town(words: str) -> str | None:
    """The known town that these words begin with: the longest."""
    parts = words.split()
    for count in range(min(4, len(parts)), 0, -1):
        name = " ".join(parts[:count]).strip(" ,.;:()")
        if name and country_of(name):
            return name
    return None
