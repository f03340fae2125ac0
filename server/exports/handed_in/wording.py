"""What a document that is handed in calls things, and how it writes times, in its own language.

Times are ISO 8601, as precise as they are known (`2019`, `2019-03`, `2019-03-31`); what is none is
written as it stands there. First and last month of a time both count.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from agents.data_files import read
from server.exports.characters import one_line

FALLBACK = "en"

NAMED: Mapping[str, Sequence[str]] = {
    "work": ("position", "name"),
    "volunteer": ("position", "organization"),
    "education": ("studyType", "area", "institution"),
    "projects": ("name",),
}
"""By what fields of JSON Resume entries are called, where a language has no other order."""

_ISO = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:T.{0,40})?")


@dataclass(frozen=True)
class Wording:
    """The words of one language."""

    words: Mapping[str, Any]
    country: str = ""

    @classmethod
    def of(cls, language: str, country: str | None = None) -> "Wording":
        """Those of a language tag (BCP 47): where there are none, of English with dates in
        figures, which all can read.
        """
        found = _languages().get(language.partition("-")[0].lower())
        known = found or {**_languages()[FALLBACK], "date": "{month}/{year}", "day": ""}
        there = country or language.partition("-")[2] or known.get("country", "")
        return cls(known, there.upper())

    def title(self, form: str) -> str:
        """What a document of that form is called; nothing where it has no title of its own."""
        return str(self.words["titles"].get(form, ""))

    def named(self, section: str) -> Sequence[str]:
        """By which fields an entry of a section is called, in this order."""
        own = self.words.get("named", {}).get(section)
        return str(own).split() if own else NAMED.get(section, ())

    def section(self, name: str) -> str:
        """What a section of JSON Resume is called."""
        return str(self.words["sections"].get(name, name))

    def detail(self, name: str) -> str:
        """What is said before a part of who somebody is."""
        return str(self.words["details"][name])

    def grade(self, value: str) -> str:
        """How well something was finished."""
        return str(self.words["grade"]).format(value=value)

    def unwritten(self) -> str:
        """What stands where there is no text yet."""
        return str(self.words["counts"]["unwritten"])

    def count(self, unit: str, count: int, most: int) -> str:
        """How long a text is, and how long it may be."""
        return str(self.words["counts"][unit]).format(count=count, max=most)

    def date(self, iso: str) -> str:
        """A month or a year."""
        match _ISO.fullmatch(iso):
            case None:
                return one_line(iso)
            case found if found[2] is None or not 1 <= int(found[2]) <= 12:
                return found[1]
            case found:
                return self._written("date", found[1], int(found[2]), 1)

    def day(self, iso: str) -> str:
        """The date of a letter, by the custom of the country where that is known."""
        found = _ISO.fullmatch(iso)
        if found is None or found[3] is None or not 1 <= int(found[2]) <= 12:
            return self.date(iso)
        own = self.words.get("countries", {}).get(self.country, {})
        form = str(own.get("day") or self.words["day"])
        if not form:
            return f"{found[1]}-{found[2]}-{found[3]}"
        return self._filled(form, found[1], int(found[2]), int(found[3]))

    def time(self, start: str, end: str, today: str | None = None) -> str:
        """A time. Where `today` is given it is of work: without an end it goes on until then, and
        how long it was is said where that is custom.
        """
        if not start:
            return self.date(end) if end else ""
        if not end and today is None:
            return self.date(start)
        if start == end:
            return self._with_length(self.date(start), start, end, today)
        form = "range" if end else "running"
        said = str(self.words[form]).format_map({"from": self.date(start), "to": self.date(end)})
        return self._with_length(said, start, end, today)

    def _with_length(self, said: str, start: str, end: str, today: str | None) -> str:
        """How long it was behind it, where that is custom and both months are known."""
        first, last = _month(start), _month(end or today or "")
        if (
            today is None
            or "years" not in self.words
            or first is None
            or last is None
            or last < first
        ):
            return said
        years, months = divmod(last - first + 1, 12)
        form = "both" if years and months else "years" if years else "months"
        length = str(self.words[form]).format(years=years, months=months)
        return f"{said} ({length})"

    def _written(self, form: str, year: str, month: int, day: int) -> str:
        return self._filled(str(self.words[form]), year, month, day)

    def _filled(self, form: str, year: str, month: int, day: int) -> str:
        names = str(self.words.get("names", "")).split()
        name = names[month - 1] if names else f"{month:02}"
        shorts = str(self.words.get("shorts", "")).split()
        return form.format(
            year=year,
            month=f"{month:02}",
            number=month,
            name=name,
            short=shorts[month - 1] if shorts else name,
            day=day,
        )


def _month(iso: str) -> int | None:
    """How many months that is from the year 0; None where the month is not known."""
    found = _ISO.fullmatch(iso)
    known = found is not None and found[2] is not None and 1 <= int(found[2]) <= 12
    return int(found[1]) * 12 + int(found[2]) - 1 if found is not None and known else None


@cache
def _languages() -> Mapping[str, Any]:
    return read("server.exports.handed_in", "words")
