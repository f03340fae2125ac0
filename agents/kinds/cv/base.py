"""The résumé as data to choose from: every line of it in its place, and each text as it was given.

Reading a text leaves some of its lines beside the facts that were made of them. Here they become
entries of their own where their words tell what they are; nothing is worded anew.
"""

import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from agents.career.titles import ends_in_title, title_words
from agents.data_files import listed
from agents.kinds.cv.job_lines import apart, job_of, on_own_account
from agents.resume.dates import periods
from agents.resume.facts import Reading
from agents.resume.lines import Line, Slice, fold
from agents.resume.whole import bare, whole_resume

_GOES_ON = "9999"
_MOST_EMPLOYER = 60
"""Characters of a line that names an employer."""
_MOST_LANGUAGES, _MOST_LANGUAGE = 8, 40
_MOST_ADDRESS = 8
"""Words of an address in one line."""
_MOST_TOP = 12
"""Lines at the top of a résumé in which it is."""
_APART = re.compile(r"[|·•\t]|\s{3,9}")
_MOST_LABEL = 6
_MOST_PLACE = 60
_MOST_ALIKE = 4
"""Lines that are looked at of those that begin alike."""
_MOST_CUT = 4
"""Words that may have been cut off a line."""
_LEAST_HEADING, _MOST_HEADING = 6, 4
"""Characters, and words, of a heading in capitals; shorter ones may be the name of a thing."""
_LEAST_WORD = re.compile(r"[^\W_]{2,}")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_NO_NAME = re.compile(r"@|\b(?:I|my|we)\b|[.!?]$|(?:니다|어요|아요)$")
_SENTENCE = re.compile(r"(?<=[.!?])\s{1,9}|\s?\|\s?")
_BETWEEN = re.compile(r"[,;/]")
_ASIDE = re.compile(r"[(（]([^()（）]{2,120})[)）]")
_SIGNS = " \t,;:|/·-–—*.()（）"
_LISTS = ("highlights", "courses", "keywords")
_REPAIRED = {
    "certificates": "name",
    "awards": "title",
    "publications": "name",
    "interests": "name",
    "references": "reference",
    "volunteer": "organization",
    "projects": "name",
}


def base_of(text: str, today: dt.date, data: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The résumé of a text as JSON Resume; with `data` that one, and what the text says besides.

    Names, titles, dates and numbers stand as they were given; jobs and schools newest first, where
    all have a date. The cost grows with the length of the text.
    """
    reading = Reading(text)
    made = whole_resume(text, today, data, reading)
    base = _Base(made, reading, today)
    if data is None:
        base.restore()
        base.settle()
    for section in ("work", "education"):
        if section in made:
            made[section] = newest_first(made[section])
    return {name: part for name, part in made.items() if part}


def newest_first(entries: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Entries by when they ended, and began; as they stand where one has no date."""
    if not all(one.get("startDate") or one.get("endDate") for one in entries):
        return list(entries)

    def time(one: Mapping[str, Any]) -> tuple[str, str]:
        start, end = one.get("startDate"), one.get("endDate")
        return str(end or _GOES_ON), str(start or end or "")

    return sorted(entries, key=time, reverse=True)


class _Base:
    """The data as it is put in order."""

    def __init__(self, made: dict[str, Any], reading: Reading, today: dt.date) -> None:
        self._made = made
        self._reading = reading
        self._places = reading.facts(today).places
        self._folded = " ".join(reading.text.split())
        self._lines = [" ".join(bare(one.said.text).split()) for one in reading.sections.placed]
        self._numbered = {line.number: line for line in reading.lines}
        self._sorted = sorted(set(self._lines))
        self._words = [frozenset(_LEAST_WORD.findall(line)) for line in self._lines]

    def restore(self) -> None:
        """Give each text that reading has cut the words that stand there."""
        self._restore_basics()
        for section, entry in self._entries():
            name = _REPAIRED.get(section)
            if name and isinstance(entry.get(name), str):
                entry[name] = self._whole(entry[name])
            for lines in _LISTS:
                if lines in entry:
                    entry[lines] = list(dict.fromkeys(map(self._whole, entry[lines])))
            for name in ("name", "position") if section == "work" else ():
                if "*" in entry.get(name, ""):
                    entry[name] = " ".join(entry[name].replace("*", "").split())

    def _entries(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """The entries of all sections that are lists."""
        for section, part in self._made.items():
            for entry in part if isinstance(part, list) else ():
                yield section, entry

    def _restore_basics(self) -> None:
        basics = self._made.get("basics", {})
        place = self._places.get("/phone")
        if place and basics.get("phone"):
            basics["phone"] = " ".join(self._reading.text[slice(*place.span)].split())
        if basics.get("summary"):
            basics["summary"] = self._summary(basics["summary"])
        if len(str(basics.get("location", {}).get("city") or "")) > _MOST_PLACE:
            del basics["location"]  # a sentence, which stands in its section as well

    def settle(self) -> None:
        """Put what stands apart where it belongs."""
        self._settle_false_jobs()
        self._settle_titles()
        self._settle_headings()
        self._settle_skills()
        for entry in self._made.get("education", []):
            if str(entry.get("startDate", "")) > str(entry.get("endDate", _GOES_ON)):
                # Two dates of one line that are no time; the line itself has them.
                del entry["startDate"], entry["endDate"]
        self._settle_labels()
        self._settle_head()
        self._settle_jobs()
        self._settle_training()
        self._settle_courses()
        self._settle_languages()
        for section in self._others():
            # A line that heads nothing is a line.
            if section.get("name") and not section.get("highlights"):
                section |= {"name": "", "highlights": [section["name"]]}

    def _whole(self, text: str) -> str:
        """The text as it stands in the source: the line that it was taken from where it is cut."""
        plain = " ".join(text.split()).lstrip(".,;) ")
        if plain in self._folded and plain == " ".join(text.split()):
            is_cut = plain.count("(") > plain.count(")") and f"{plain})" in self._folded
            begun = f"{plain})" if is_cut else plain
            first = bisect_left(self._sorted, begun)
            ahead = self._sorted[first : first + _MOST_ALIKE]
            return next((line for line in ahead if _goes_on(begun, line)), begun)
        wanted = frozenset(_LEAST_WORD.findall(plain))
        at = next((n for n, words in enumerate(self._words) if wanted and wanted <= words), None)
        return plain if at is None else self._lines[at]

    def _summary(self, text: str) -> str:
        """What of a summary is one: its sentences as they stand, without rests of other lines."""
        basics = self._made["basics"]
        reach = [str(basics[name]) for name in ("phone", "email") if basics.get(name)]
        if not any(one in text for one in reach) and " ".join(text.split()) in self._folded:
            return text
        parts = (one for one in _SENTENCE.split(text) if not any(each in one for each in reach))
        said = [one for one in parts if len(_LETTERS.findall(one)) > 1]
        return " ".join(one for one in said if " ".join(one.split()) in self._folded)

    def _others(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._made.get("other", [])
        return found

    def _settle_head(self) -> None:
        """What stands at the top without a heading: a title of the document, of the person, an
        address."""
        basics = self._made.setdefault("basics", {})
        where = basics.get("location") or {}
        town = str(where.get("city") or "").split(",")[0]
        if town and "address" not in where and (address := self._address(town)):
            where["address"] = address
        for section in self._others():
            if section.get("name"):
                continue
            kept = []
            for line in section.get("highlights", []):
                words = line.split()
                if fold(line.replace(" ", "")) in listed(__package__, "words", "documents"):
                    continue
                address = where.get("address")
                if address and line.startswith(address) and line in f"{address}, {town}":
                    continue
                if len(words) <= _MOST_LABEL and ends_in_title(line):
                    basics["label"] = line
                else:
                    kept.append(line)
            section["highlights"] = kept
        self._made["other"] = [
            one for one in self._others() if one.get("name") or one["highlights"]
        ]

    def _address(self, town: str) -> str | None:
        """What stands before the town in its part of a line at the top, where that has a number."""
        for one in self._reading.sections.placed[:_MOST_TOP]:
            if one.section not in ("head", "contact"):
                continue
            for part in _APART.split(one.said.text):
                before, found, _ = part.partition(town)
                words = before.split()
                is_one = found and 1 < len(words) <= _MOST_ADDRESS and re.search(r"\d", before)
                if is_one and "@" not in before:
                    return before.rpartition(":")[2].strip(" ,")
        return None

    def _settle_false_jobs(self) -> None:
        """Give a point that was read as a job back to the job that it is of, and what is below a
        heading that was read as an employer a section of its own."""
        jobs: list[dict[str, Any]] = self._made.get("work", [])
        heads = [self._head_line(at) for at in range(len(jobs))]
        are_items = sum(line.item for line in heads if line) * 2 > len(jobs)
        kept = list[dict[str, Any]]()
        for job, line in zip(jobs, heads, strict=True):
            told = job.get("highlights", [])
            if kept and line and line.item and not are_items:
                kept[-1].setdefault("highlights", []).extend([bare(line.text), *told])
            elif _is_loud(job.get("name", "")) and not job.get("position"):
                others = self._made.setdefault("other", [])
                others.append({"name": job["name"], "highlights": told})
            else:
                kept.append(job)
        self._made["work"] = kept

    def _settle_titles(self) -> None:
        """Give a job the title that stands above its employer, where reading has taken a part of
        the line of its time for one; that line then is the first of its points, and it began when
        the first of its dates says."""
        numbers = self._numbered
        named = {line.text: line.number for line in reversed(self._reading.lines)}
        for job in self._made.get("work", []):
            head = named.get(job.get("name", ""))
            above = numbers.get(head - 1) if head is not None else None
            holder = next((o for o in self._others() if above and above.text in _lines(o)), None)
            old = job.get("position", "")
            self._settle_aside(job)
            if above is None or holder is None or above.item or title_words(old):
                continue
            holder["highlights"].remove(above.text)
            job["position"] = above.text
            if old and self._made["basics"].get("label") == old:
                self._made["basics"]["label"] = above.text
            below = numbers.get((head or 0) + 1)
            if old and below and old in below.text:
                job["highlights"] = [below.text, *_lines(job)]
                dates = [one.start for one in periods(below.said) if one.start]
                job["startDate"] = min(one.written() for one in dates)

    def _settle_aside(self, job: dict[str, Any]) -> None:
        """What stands in brackets behind a job is no employer: that is what follows its title."""
        name, position = str(job.get("name") or ""), str(job.get("position") or "")
        title, comma, rest = position.partition(", ")
        if not name or not comma or f"({name})" not in self._folded or not title_words(title):
            return
        if f"{position}, {name}" not in self._folded:
            job |= {"position": title, "name": rest, "highlights": [name, *_lines(job)]}

    def _head_line(self, at: int) -> Line | None:
        """The line of the text that names the title of a job, or else its time."""
        paths = (f"/jobs/{at}/{name}" for name in ("title", "start", "employer"))
        place = next((self._places[path] for path in paths if path in self._places), None)
        return self._numbered.get(place.line) if place else None

    def _settle_headings(self) -> None:
        """Give what stands below a heading that reading has not seen a section of its own."""
        for job in self._made.get("work", []):
            lines = job.get("highlights", [])
            heading = next((line for line in lines if self._heads(line)), None)
            if heading is None or all(map(_is_loud, lines)):
                continue
            begun = self._folded.find(heading)
            below = [line for line in lines if self._folded.find(line) > begun]
            job["highlights"] = [line for line in lines if line != heading and line not in below]
            section = {"name": heading.rstrip(" :"), "highlights": below}
            self._made.setdefault("other", []).append(section)

    def _heads(self, line: str) -> bool:
        """Whether a line of a job is a heading, and what follows is of no job: it is in capitals,
        or ends in a colon and stands apart from what is above."""
        if _is_loud(line):
            return True
        if not line.endswith((":", "：")) or len(line.split()) > _MOST_HEADING:
            return False
        placed = self._reading.sections.placed
        at = next((n for n, one in enumerate(self._lines) if one == line), None)
        return at is not None and placed[at].line.gap and not placed[at].line.item

    def _settle_labels(self) -> None:
        """What has a label before it is no school: its line stands below that label. Nor is what
        is certified."""
        words = listed(__package__, "words", "certified")
        for entry in list(self._made.get("education", [])):
            called = str(entry.get("institution") or "")
            whole = next((one for one in self._lines if called and called in one), None)
            if whole and any(word in called.casefold() for word in words):
                self._made["education"].remove(entry)
                self._made.setdefault("certificates", []).insert(0, {"name": whole})
                continue
            label, colon, _ = str(entry.get("institution") or "").partition(":")
            line = next((one for one in self._lines if one.startswith(f"{label}:")), None)
            if not colon or line is None:
                continue
            del entry["institution"]
            entry["courses"] = [one for one in entry.get("courses", []) if one not in line]
            section = {"name": label, "highlights": [line.partition(":")[2].strip()]}
            self._made.setdefault("other", []).append(section)

    def _settle_skills(self) -> None:
        """Join what was cut within brackets; what is then named twice is named once. A sentence
        among them is none."""
        said = [one for one in self._made.get("skills", []) if _is_sentence(one.get("name"))]
        if said:
            self._made["skills"] = [one for one in self._made["skills"] if one not in said]
            told = [str(one["name"]) for one in said]
            self._made.setdefault("other", []).append({"name": "", "highlights": told})
        joined = list[str]()
        for skill in self._made.get("skills", []):
            name = str(skill.get("name") or "")
            last = joined[-1] if joined else ""
            if last.count("(") > last.count(")") and f"{last}, {name}" in self._folded:
                joined[-1] = f"{last}, {name}"
            else:
                joined.append(name)
        if not any(skill.get("keywords") for skill in self._made.get("skills", [])):
            longer = {one.partition("(")[0].strip() for one in joined if "(" in one}
            self._made["skills"] = [{"name": one} for one in joined if one not in longer]

    def _settle_jobs(self) -> None:
        """Jobs that no heading has told: a line with a title and a time, and what is below it."""
        jobs: list[dict[str, Any]] = self._made.setdefault("work", [])
        kept = []
        for section in self._others():
            found = job_of(section.get("name", ""))
            if found is None:
                kept.append(section)
                continue
            told = section.get("highlights", [])
            is_own = on_own_account(section["name"])
            if "name" not in found and not is_own and (employer := self._above(section["name"])):
                found = self._employed(found, employer)
            known = next((job for job in jobs if _is_same(job, found)), None)
            if known is not None:
                there = known.setdefault("highlights", [])
                there += [line for line in told if line not in there]
            else:
                jobs.append(found | {"highlights": [*found.get("highlights", []), *told]})
        self._made["other"] = kept

    def _above(self, line: str) -> str | None:
        """The line above one, where it may be an employer's: short, and no sentence."""
        at = next((n for n, one in enumerate(self._lines) if one == " ".join(line.split())), 0)
        above = self._lines[at - 1] if at else ""
        if at and self._reading.sections.placed[at].line.gap:
            return None  # the end of what is above
        is_one = 0 < len(above) <= _MOST_EMPLOYER and not _NO_NAME.search(above)
        return (
            above if is_one and not above.endswith(".") and not periods(Slice(above, 0)) else None
        )

    def _employed(self, job: dict[str, Any], employer: str) -> dict[str, Any]:
        """The job with its employer, of whose name what the firm does stands apart.

        Where the line stood before, it stands no more.
        """
        for entry in (*self._others(), *self._made["work"]):
            if employer in entry.get("highlights", []):
                entry["highlights"].remove(employer)
        name, about = apart(employer)
        told = {"description": about} if about and "description" not in job else {}
        return {"name": name} | job | told

    def _settle_training(self) -> None:
        """Courses that name no school are no schooling."""
        kept = []
        for entry in self._made.get("education", []):
            courses = entry.get("courses", [])
            if entry.get("institution") or not courses:
                kept.append(entry)
                continue
            self._made.setdefault("certificates", []).extend({"name": one} for one in courses)
            told = " ".join(courses)
            if not all(str(entry.get(name, "")) in told for name in ("area", "studyType")):
                kept.append({name: one for name, one in entry.items() if name != "courses"})
        self._made["education"] = kept

    def _settle_courses(self) -> None:
        """Courses below a heading of their own are not those of the last school."""
        headings = self._headings()
        for entry in self._made.get("education", []):
            school = str(entry.get("institution") or "")
            apart = [
                one
                for one in entry.get("courses", [])
                if _is_training(headings.get(one, "")) and not (school and school in one)
            ]
            if apart:
                entry["courses"] = [one for one in entry["courses"] if one not in apart]
                self._made.setdefault("certificates", []).extend({"name": one} for one in apart)

    def _headings(self) -> dict[str, str]:
        """The heading above each line, in small letters."""
        placed = {one.line.number for one in self._reading.sections.placed}
        found, heading = dict[str, str](), ""
        for line in self._reading.lines:
            if line.number in placed:
                found.setdefault(" ".join(bare(line.text).split()), heading)
            else:
                heading = line.text.casefold()
        return found

    def _settle_languages(self) -> None:
        """A line that lists the languages, of which reading knew some: all of it is the list."""
        known = self._made.get("languages", [])
        for section in self._others() if known else ():
            for line in section.get("highlights", []):
                parts = [part.strip() for part in _BETWEEN.split(line.strip(" ."))]
                holds = [
                    next((one for one in known if one["language"] in part), None) for part in parts
                ]
                if len(parts) > _MOST_LANGUAGES or not all(one in holds for one in known):
                    continue
                if any(len(part) > _MOST_LANGUAGE for part in parts) or len(known) < len(parts) / 2:
                    continue
                self._made["languages"] = [
                    one or {"language": part} for one, part in zip(holds, parts, strict=True)
                ]
                section["highlights"].remove(line)
                if not self.is_line(section["name"]):
                    section["name"] = ""
                break
        self._made["other"] = [
            one for one in self._others() if one.get("highlights") or not _is_heading(one, self)
        ]

    def is_line(self, text: str) -> bool:
        """Whether a section's text is what a line of the text says."""
        return " ".join(text.split()) in self._lines


def _is_training(heading: str) -> bool:
    """Whether a heading is of certificates or courses, with or without schools."""
    return any(word in heading for word in listed("agents.resume", "whole", "certificates"))


def _lines(entry: Mapping[str, Any]) -> list[str]:
    return list(entry.get("highlights", ()))


def _is_sentence(text: Any) -> bool:
    return isinstance(text, str) and text.endswith(".") and len(text.split()) > _MOST_HEADING


def _goes_on(text: str, line: str) -> bool:
    """Whether a line says a little more behind a text: a date that reading has cut off."""
    rest = line[len(text) :]
    return line.startswith(text) and 0 < len(rest.split()) <= _MOST_CUT and rest[0] in " ,("


def _is_loud(line: str) -> bool:
    """Whether a line is written as headings are: a few words in capitals."""
    is_short = len(line) >= _LEAST_HEADING and len(line.split()) <= _MOST_HEADING
    return is_short and line.isupper() and not re.search(r"\d", line)


def _is_heading(section: Mapping[str, Any], base: _Base) -> bool:
    """Whether a section without lines is only the heading of what has gone elsewhere."""
    return not base.is_line(section.get("name", ""))


def _is_same(job: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two entries are of one job: one time, and a name that the other has."""
    if job.get("startDate") != other.get("startDate"):
        return False
    told = fold(" ".join(str(job.get(name) or "") for name in ("name", "position")))
    names = [fold(str(other[name])) for name in ("name", "position") if other.get(name)]
    return any(name in told or told in name for name in names)
