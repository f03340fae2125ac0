"""A CV: a résumé (JSON Resume) in the form of a country, in the document's language.

Nothing is in it that the résumé does not say. A photo, a birth date or a family are never taken.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from agents.data_files import read
from agents.evidence.brackets import brackets, without_brackets
from agents.resume.contact import written_phone
from server.exports.characters import address_of, one_line
from server.exports.document import (
    Block,
    Emphasis,
    Facts,
    Heading,
    Items,
    Line,
    Link,
    Paragraph,
    Strong,
    Timeline,
    Words,
    plain,
    words,
)
from server.exports.handed_in.doubts import Doubts
from server.exports.handed_in.wording import NAMED, Wording

STANDARD = "standard"
ROOT = "/resume"

_WORD = re.compile(r"\w+")
_BETWEEN = " · "
_BRIEF: Mapping[str, tuple[tuple[str, ...], str]] = {
    "certificates": (("name", "issuer"), "date"),
    "awards": (("title", "awarder"), "date"),
    "publications": (("name", "publisher"), "releaseDate"),
}
"""Sections whose entries are a line each, and their date."""
_GOES_ON = {"work", "volunteer"}
"""Sections in which what has no end goes on."""


def forms() -> Mapping[str, Mapping[str, Any]]:
    """The forms that a CV has, by name."""
    return _forms()


@cache
def _forms() -> Mapping[str, Mapping[str, Any]]:
    return read("server.exports.handed_in", "forms")


@dataclass(frozen=True)
class _Cv:
    resume: Mapping[str, Any]
    form: str
    wording: Wording
    doubts: Doubts
    day: str

    @property
    def custom(self) -> Mapping[str, Any]:
        return _forms()[self.form]

    def text(self, path: str, *names: str, between: str = ", ") -> Line:
        """The texts of an object that there are, one behind the other."""
        found: list[Any] = []
        for name in names:
            value = _at(self.resume, f"{path}/{name}")
            said = self.doubts.line(value, f"{ROOT}{path}/{name}") if value else ()
            found += [Words(between), *said] if found and said else said
        return tuple(found)


def cv_blocks(
    resume: Mapping[str, Any],
    form: str,
    wording: Wording,
    doubts: Doubts,
    day: str,
    sections: Sequence[str] = (),
) -> tuple[Block, ...]:
    """The document, as of that day. `sections` are in which order they stand, where it says so."""
    one = _Cv(resume, form, wording, doubts, day)
    first = () if "summary" in sections else ("summary",)
    ordered = [*first, *sections, *str(one.custom["order"]).split(), "other"]
    found = list(_head(one))
    for name in dict.fromkeys(ordered):
        found += _section(one, name)
    found += [Paragraph(point) for point in _bare(one) if _is_open(point)]
    return tuple(found)


def _head(one: _Cv) -> Iterator[Block]:
    """Who it is of, and how to reach them."""
    name, label = one.text("/basics", "name"), one.text("/basics", "label")
    title = one.wording.title(one.form)
    ways = list(_ways(one))
    if one.custom["details"]:
        yield Heading(1, words(title))
        pairs = [("name", name), ("label", label), *ways]
        yield Facts(tuple((words(one.wording.detail(key)), said) for key, said in pairs if said))
        return
    yield Heading(1, name or words(title or one.wording.title("lebenslauf")))
    if title and name:
        yield Paragraph((Strong(words(title)),))
    if label:
        yield Paragraph((Strong(label),))
    if ways:
        yield Paragraph(_joined([said for _, said in ways]))


def _ways(one: _Cv) -> Iterator[tuple[str, Line]]:
    yield "address", one.text("/basics/location", *_address(one))
    yield "email", _linked(one.text("/basics", "email"), "mailto:")
    phone = written_phone(_at(one.resume, "/basics/phone"), one.wording.country)
    yield "phone", one.doubts.line(phone, f"{ROOT}/basics/phone")
    yield "url", _linked(one.text("/basics", "url"))
    for path, profile in _objects(one.resume, "/basics/profiles"):
        name = "url" if profile.get("url") else "username"
        network = _text(profile.get("network"))
        said = _linked(one.text(path, name))
        yield "url", said or words(network)


def _address(one: _Cv) -> Iterator[str]:
    """The parts of an address that say more than those before them, and than where it is read."""
    said = f" {one.wording.country.lower()} "
    for name in ("address", "postalCode", "city", "region", "countryCode"):
        part = " ".join(_WORD.findall(_at(one.resume, f"/basics/location/{name}").lower()))
        if part and f" {part} " not in said:
            said += f"{part} "
            yield name


def _section(one: _Cv, name: str) -> Iterator[Block]:
    """A section with its heading, if there is anything in it."""
    match name:
        case "summary":
            said = one.doubts.lines(_at(one.resume, "/basics/summary"), f"{ROOT}/basics/summary")
            found: list[Block] = [Paragraph(said)] if said else []
        case "other":
            yield from _others(one)
            return
        case "skills":
            found = list(_skills(one))
        case "languages":
            found = list(_languages(one))
        case "interests":
            found = list(_interests(one))
        case "references":
            found = [
                Paragraph(said)
                for path, _ in _objects(one.resume, "/references")
                if (said := one.text(path, "name", "reference"))
            ]
        case _ if name in _BRIEF:
            found = list(_brief(one, name))
        case _ if name in NAMED:
            found = list(_entries(one, name))
        case _:
            return
    if found:
        yield Heading(2, words(one.wording.section(name)))
        yield from found


def _entries(one: _Cv, section: str) -> Iterator[Block]:
    """What took time: called so, when and where, and what was done."""
    beside = one.custom["times"] == "beside"
    rows: list[tuple[Line, tuple[Block, ...]]] = []
    for path, entry in _objects(one.resume, f"/{section}"):
        named = one.text(path, *one.wording.named(section), between=_BETWEEN)
        where = _joined([one.text(path, "location"), one.text(path, "entity")])
        when = words(_time(one, section, entry))
        told = list(_told(one, path, section))
        if beside:
            said = [Paragraph((Strong(named),))] if named else []
            said += [Paragraph(where)] if where else []
            if plain(when) or said or told:
                rows.append((when, (*said, *told)))
            continue
        if named:
            yield Heading(3, named)
        if below := _joined([when if plain(when) else (), where]):
            yield Paragraph((Emphasis(below),))
        yield from told
    if rows:
        yield Timeline(tuple(rows))


def _told(one: _Cv, path: str, section: str) -> Iterator[Block]:
    for name in ("description", "summary"):
        if said := one.doubts.lines(_at(one.resume, f"{path}/{name}"), f"{ROOT}{path}/{name}"):
            yield Paragraph(said)
    if section == "education":
        if score := _at(one.resume, f"{path}/score"):
            graded = score if ":" in score else one.wording.grade(score)
            yield Paragraph(one.doubts.line(graded, f"{ROOT}{path}/score"))
        if courses := _listed(one, f"{path}/courses"):
            yield Paragraph(_joined(courses, ", "))
    if points := _listed(one, f"{path}/highlights"):
        yield Items(tuple((Paragraph(point),) for point in points))
    for name in ("roles", "keywords"):
        if listed := _listed(one, f"{path}/{name}"):
            yield Paragraph(_joined(listed, ", "))
    if address := _linked(one.text(path, "url")):
        yield Paragraph(address)


def _time(one: _Cv, section: str, entry: Mapping[str, Any]) -> str:
    today = one.day if section in _GOES_ON else None
    return one.wording.time(_text(entry.get("startDate")), _text(entry.get("endDate")), today)


def _brief(one: _Cv, section: str) -> Iterator[Block]:
    """What is a line each, with its date where the form has dates."""
    names, dated = _BRIEF[section]
    rows: list[tuple[Line, tuple[Block, ...]]] = []
    for path, entry in _objects(one.resume, f"/{section}"):
        said = one.text(path, *names)
        date = one.wording.date(_text(entry.get(dated))) if entry.get(dated) else ""
        below = [Paragraph(text)] if (text := one.text(path, "summary")) else []
        if said and one.custom["times"] == "beside":
            rows.append((words(date), (Paragraph(said), *below)))
        elif said:
            dates = (Words(f" ({date})"),) if date else ()
            rows.append(((), (Paragraph((*said, *dates)), *below)))
    if not rows:
        return
    if one.custom["times"] == "beside" and any(plain(when) for when, _ in rows):
        yield Timeline(tuple(rows))
    else:
        yield Items(tuple(blocks for _, blocks in rows))


def _skills(one: _Cv) -> Iterator[Block]:
    """Those that stand by themselves in a line; each group in its own."""
    alone: list[Line] = []
    groups: list[tuple[Line, Line]] = []
    for path, skill in _objects(one.resume, "/skills"):
        name, level = one.text(path, "name"), _text(skill.get("level"))
        said: Line = (*name, Words(f" ({level})")) if name and level else name
        if listed := _listed(one, f"{path}/keywords"):
            groups.append((said, _joined(listed, ", ")))
        elif said:
            alone.append(said)
    if groups:
        yield Facts(tuple(pair for pair in groups if pair[0]))
        alone += [said for name, said in groups if not name]
    if alone:
        yield Paragraph(_joined(alone, ", "))


def _languages(one: _Cv) -> Iterator[Block]:
    found = []
    for path, _ in _objects(one.resume, "/languages"):
        name, fluency = one.text(path, "language"), one.text(path, "fluency")
        if name:
            found.append((*name, Words(": "), *fluency) if fluency else name)
    if found:
        yield Items(tuple((Paragraph(said),) for said in found))


def _interests(one: _Cv) -> Iterator[Block]:
    found = []
    for path, _ in _objects(one.resume, "/interests"):
        found += [one.text(path, "name"), *_listed(one, f"{path}/keywords")]
    if said := _joined(found, ", "):
        yield Paragraph(said)


def _others(one: _Cv) -> Iterator[Block]:
    """Lines below a heading that JSON Resume has no section for, and those without one."""
    found = [
        (name, _listed(one, f"{path}/highlights"))
        for path, _ in _objects(one.resume, "/other")
        if (name := one.text(path, "name"))
    ]
    bare = [point for point in _bare(one) if not _is_open(point)]
    for name, points in [*found, (words(one.wording.section("other")), bare)]:
        if points:
            yield Heading(2, name)
            yield Items(tuple((Paragraph(point),) for point in points))


def _bare(one: _Cv) -> list[Line]:
    """Lines that stand below no heading."""
    return [
        point
        for path, entry in _objects(one.resume, "/other")
        if not _text(entry.get("name"))
        for point in _listed(one, f"{path}/highlights")
    ]


def _is_open(line: Line) -> bool:
    """Whether a line is but places that are open: such a one, as of place and date, is the last."""
    text = plain(line)
    return bool(brackets(text)) and not any(map(str.isalnum, without_brackets(text)))


def _listed(one: _Cv, path: str) -> list[Line]:
    found = _value(one.resume, path)
    texts = found if isinstance(found, list) else []
    lines = (one.doubts.line(_text(text), f"{ROOT}{path}/{n}") for n, text in enumerate(texts))
    return [line for line in lines if line]


def _objects(resume: Mapping[str, Any], path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The objects of a list, each with its path."""
    found = _value(resume, path)
    for number, one in enumerate(found if isinstance(found, list) else ()):
        if isinstance(one, Mapping):
            yield f"{path}/{number}", one


def _value(resume: Mapping[str, Any], path: str) -> Any:
    found: Any = resume
    for step in path.split("/")[1:]:
        if isinstance(found, Mapping):
            found = found.get(step)
        elif isinstance(found, list) and step.isdecimal() and int(step) < len(found):
            found = found[int(step)]
        else:
            return None
    return found


def _at(resume: Mapping[str, Any], path: str) -> str:
    found = _value(resume, path)
    return found.strip() if isinstance(found, str) else ""


def _text(value: Any) -> str:
    return one_line(value) if isinstance(value, str) else ""


def _linked(line: Line, scheme: str = "") -> Line:
    """The line as a link to where it says, if that is an address."""
    address = address_of(f"{scheme}{plain(line)}")
    return (Link(address, line),) if address else line


def _joined(parts: Sequence[Line], between: str = _BETWEEN) -> Line:
    found: list[Any] = []
    for part in filter(None, parts):
        found += [Words(between), *part] if found else part
    return tuple(found)
