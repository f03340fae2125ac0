"""A résumé as data that holds all of its text: what no fact was made of stands in its section.

A text's facts alone are a part of it. Whoever changes a résumé as data, and keeps what came of it,
must lose no line that the person wrote.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from agents.data_files import listed
from agents.resume.dates import periods
from agents.resume.facts import Facts, Reading
from agents.resume.json_resume import resume_of
from agents.resume.lines import Slice, fold
from agents.resume.sections import Placed

_MARK = re.compile(r"^(?:[>•*+·▪◦‣-]\s{1,9}|>)")
_BOLD = re.compile(r"\*\*([^*\n]{1,400})\*\*|__([^_\n]{1,400})__")
_WORD = re.compile(r"[^\W\d_]{2,}")
_LIST_CUTS = re.compile(r"\s{0,9}[,，、;；|·•]\s{0,9}")
_ASIDE = " \t,;:|/·-–—()（）"
_LEAST_REST = 1
"""Words beside a line's names and dates that are left out: as few name what the facts are."""
_SENTENCE = 5
"""Words from which on a line at the top tells something; shorter ones are of an address."""
_MOST_HEAD = 160
"""Characters of the line by which something begins that has a time."""
_MOST_NAMES = 400
"""Names, titles and dates that are looked for in a line."""
_SECTIONS = ("certificates", "awards", "publications", "interests", "references", "volunteer")
"""What a heading that no section has may mean: the lists in `whole.toml`."""
_NAMED = {
    "certificates": "name",
    "awards": "title",
    "publications": "name",
    "interests": "name",
    "references": "reference",
}


def whole_resume(
    text: str,
    today: dt.date,
    resume: Mapping[str, Any] | None = None,
    reading: Reading | None = None,
) -> dict[str, Any]:
    """JSON Resume of a text, or that one (`resume`) with what the text says besides.

    `reading` is the text's, where one has it: it takes most of the time.

    What a line says that nothing in the data says is added where it stands: among the points of
    its job or project, in its section, or, where JSON Resume has no such section, in `other`
    (`{"name": heading, "highlights": [line]}`). Nothing is worded anew but for marks of lists and
    bold type, which are left out. The cost grows with the length of the text.
    """
    reading = reading or Reading(text)
    facts = reading.facts(today)
    if resume is None:
        made = _plain(resume_of(reading, facts))
        made["skills"] = [{"name": name} for name in _written_skills(reading, facts)]
    else:
        made = _plain(resume)
    whole = _Whole(reading, facts, made, own=resume is None)
    whole.complete()
    return {key: part for key, part in whole.made.items() if part}


def _plain(value: Any) -> dict[str, Any]:
    made: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(value))
    return made


def bare(text: str) -> str:
    """A line without the marks of a list and of bold type."""
    plain = _MARK.sub("", text.strip())
    return _BOLD.sub(lambda match: match.group(1) or match.group(2), plain).strip(" \t*")


def _written_skills(reading: Reading, facts: Facts) -> list[str]:
    """The skills of the résumé's own lists, as they are written there."""
    lists = [one.said for one in reading.sections.of("skills")]
    found = list[tuple[int, str]]()
    for at, fact in enumerate(facts.skills):
        place = facts.places.get(f"/skills/{at}")
        if place and any(said.start <= place.span[0] < said.end for said in lists):
            found.append((place.span[0], fact.written))
    return [written for _, written in sorted(found)]


class _Whole:
    """The data as it is completed."""

    def __init__(self, reading: Reading, facts: Facts, made: dict[str, Any], *, own: bool) -> None:
        self.made = made
        self._reading = reading
        self._facts = facts
        self._own = own
        """Whether the data was made of the text, so that its jobs are the text's."""
        self._texts = [bare(text).casefold() for text in _strings(made)]
        self._known = set(self._texts)
        self._told = "\n".join(" ".join(text.split()) for text in self._texts)
        names = {text for text in self._texts if 1 < len(text) <= 120}
        self._names = sorted(names, key=len, reverse=True)[:_MOST_NAMES]
        self._begun = self._beginnings()
        self._named = [
            place.span[0]
            for path, place in facts.places.items()
            if path.endswith(("/employer", "/title", "/institution", "/area"))
        ]
        """Where names of jobs and schools begin."""
        self._below: set[int] = set()
        """Where lines of a summary begin that tell of jobs."""
        self._heading: str | None = None
        self._dated = False

    def complete(self) -> None:
        """Add what is not there."""
        if self._own:
            self._unflatten_summary()
            for work in self.made.get("work", []):
                work["highlights"] = [bare(text) for text in work.get("highlights", ())]
        headings = {line.said.start: line.text for line in self._reading.lines}
        for one in self._reading.sections.placed:
            headings.pop(one.line.said.start, None)
        starts = sorted(headings)
        at, heading = 0, ""
        for one in self._reading.sections.placed:
            while at < len(starts) and starts[at] <= one.said.start:
                heading = headings[starts[at]]
                at += 1
            if rest := self._missing(one):
                self._add(one, one.label.strip(" :\t") or heading, rest)

    def _unflatten_summary(self) -> None:
        """Leave in the summary what stands above the first dated line: what follows that are jobs
        that no heading tells, and which stay lines."""
        said = self._reading.sections.of("summary")
        ends = next((at for at, one in enumerate(said) if _begins(one)), len(said))
        if ends == len(said) or "summary" not in self.made.get("basics", {}):
            return
        summary = " ".join(" ".join(bare(one.said.text) for one in said[:ends]).split())
        self.made["basics"]["summary"] = summary
        self._below = {one.said.start for one in said[ends:]}
        told = bare(self._facts_summary()).casefold()
        self._known.discard(told)
        self._told = self._told.replace(" ".join(told.split()), summary.casefold())

    def _facts_summary(self) -> str:
        return " ".join(one.said.text for one in self._reading.sections.of("summary"))

    def _beginnings(self) -> list[tuple[int, str, int]]:
        """Where each job and each school begins, in the order of the text."""
        found = list[tuple[int, str, int]]()
        for kind, key, count in (
            ("jobs", "work", len(self._facts.jobs)),
            ("education", "education", len(self._facts.education)),
        ):
            for at in range(count):
                names = ("employer", "title", "start", "institution", "area")
                spans = [self._facts.places.get(f"/{kind}/{at}/{name}") for name in names]
                offsets = [place.span[0] for place in spans if place]
                if offsets:
                    found.append((min(offsets), key, at))
        return sorted(found)

    def _missing(self, one: Placed) -> str:
        """What the line says and the data does not; empty where that is nothing."""
        line = bare(one.said.text)
        plain = " ".join(line.casefold().split())
        if not _WORD.search(plain) or plain in self._known or plain in self._told:
            return ""
        rest = " ".join(line.split())
        times = periods(Slice(rest, 0))
        for time in times:
            rest = rest.replace(time.said.text, " ", 1)
        for name in self._names:
            if name in rest.casefold():
                rest = re.sub(rf"(?i)(?<!\w){re.escape(name)}(?!\w)", " ", rest, count=1)
        words = [word for word in _WORD.findall(rest.casefold()) if word not in _small_words()]
        if not words:
            return ""
        is_contact = "@" in line or len(line.split()) < _SENTENCE
        names_entry = bool(times) or any(
            one.said.start <= start < one.said.end for start in self._named
        )
        is_head = (one.section in ("head", "contact") and is_contact) or (
            one.section in ("experience", "education") and not one.line.item and names_entry
        )
        if not is_head or len(rest.split()) == len(line.split()):
            return line
        # What stands beside the names and the dates of an entry, or of a person.
        return " ".join(rest.split()).strip(_ASIDE) if len(words) > _LEAST_REST else ""

    def _add(self, one: Placed, heading: str, line: str) -> None:
        if one.section in ("experience", "education") and self._own:
            entry = self._entry_at(one)
            if entry is not None:
                key = "courses" if one.section == "education" else "highlights"
                entry.setdefault(key, []).append(line)
                self._in_order(entry, key)
                return
        self._dated = one.section == "head" and (self._dated or _begins(one))
        if one.said.start in self._below or self._dated:
            self._elsewhere(one, heading, line)
        elif one.section == "summary" or (
            one.section in ("head", "contact") and len(line.split()) >= _SENTENCE
        ):
            basics = self.made.setdefault("basics", {})
            basics["summary"] = " ".join(filter(None, (basics.get("summary"), line)))
        elif one.section == "skills":
            known = self.made.setdefault("skills", [])
            known += [{"name": part} for part in self._unlisted(line)]
        elif one.section == "projects" or (
            one.section == "volunteering" and not _means(heading.casefold(), "military")
        ):
            self._group(one, "projects" if one.section == "projects" else "volunteer", line)
        else:
            self._elsewhere(one, heading, line)

    def _entry_at(self, one: Placed) -> dict[str, Any] | None:
        """The job or the school that the line stands below."""
        key = "work" if one.section == "experience" else "education"
        before = [at for start, kind, at in self._begun if kind == key and start <= one.said.end]
        entries = self.made.get(key, [])
        return entries[before[-1]] if before and before[-1] < len(entries) else None

    def _in_order(self, entry: dict[str, Any], key: str) -> None:
        """Points in the order in which they stand in the text."""
        text = self._reading.text
        places = {point: text.find(point) for point in entry[key]}
        if all(at >= 0 for at in places.values()):
            entry[key] = sorted(entry[key], key=lambda point: places[point])

    def _unlisted(self, line: str) -> Iterator[str]:
        listed_now = {fold(skill.get("name") or "") for skill in self.made.get("skills", [])}
        for part in _LIST_CUTS.split(line):
            if part and fold(part) not in listed_now and _WORD.search(part):
                yield part

    def _group(self, one: Placed, key: str, line: str) -> None:
        """A project or what was done for nothing: its first line names it."""
        entries = self.made.setdefault(key, [])
        name = "name" if key == "projects" else "organization"
        if entries and (one.line.item or not one.line.gap):
            entries[-1].setdefault("highlights", []).append(line)
        else:
            entries.append({name: line})

    def _elsewhere(self, one: Placed, heading: str, line: str) -> None:
        plain = heading.casefold()
        key = next((key for key in _SECTIONS if _means(plain, key)), None)
        if key in _NAMED:
            self.made.setdefault(key, []).append({_NAMED[key]: line})
        elif key == "volunteer":
            self.made.setdefault(key, []).append({"organization": line})
        else:
            others = self.made.setdefault("other", [])
            title = bare(heading).strip(_ASIDE + "[]【】■#")
            if _begins(one):
                others.append({"name": line, "highlights": []})
            elif not others or self._heading != title:
                others.append({"name": title, "highlights": [line]})
            else:
                others[-1]["highlights"].append(line)
            self._heading = title


def _begins(one: Placed) -> bool:
    """Whether a line begins something that lasted: a short one with a time from and to."""
    line = one.said.text
    if len(line) > _MOST_HEAD or (one.line.item and one.line.mark.isascii()):
        return False
    times = periods(Slice(line, 0))
    lasted = [
        time
        for time in times
        if time.start
        and (time.current or (time.end and time.end.written() != time.start.written()))
    ]
    return bool(lasted)


def _means(heading: str, key: str) -> bool:
    return any(word in heading for word in listed(__package__, "whole", key))


def _small_words() -> frozenset[str]:
    return listed(__package__, "whole", "small")


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _strings(part)
