"""Compares what is made of whole postings with what somebody else expects of them.

Whoever wrote the postings and the expectations had seen no code. Each case is a text, or what the
web has at some addresses: a page, the data of a recruiting system, or both. It is read offline as
the product reads it. `python -m tests.agents.postings.whole.measure [-v] [NAME …]` prints it.
"""

import asyncio
import datetime as dt
import json
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from agents.errors import RunFailure
from agents.kind.services import Fetched, FoundPosting
from agents.models.compute import Direct
from agents.models.request import Caller
from agents.postings.details import details_of
from agents.postings.finding import WebPostings
from agents.testing.pages import Pages
from tests.documents import ROOT

MATERIAL = ROOT / "tests/material/web_postings"
TODAY = dt.date(2026, 11, 30)
REFUSED = {"login": "login", "gone": "gone", "list": "list", "not_a_posting": "other"}
"""The names of the expectations, and the ends of the texts' keys."""
ONE = ("remote", "blind")
"""Fields with one value; those with several in them are compared by themselves."""


class Case(NamedTuple):
    """A posting and what is expected of it."""

    name: str
    folder: Path
    given: Mapping[str, Any]

    @property
    def expect(self) -> Mapping[str, Any]:
        """The fields that it states: all others are null or empty."""
        return self.given.get("expect") or {}


class Verdict(NamedTuple):
    """What is right of a case, field by field, what was made up, and each fault in words."""

    right: Counter[str]
    of: Counter[str]
    invented: list[str]
    faults: list[str]


@cache
def cases(set_: str) -> dict[str, Case]:
    """The cases of a set, by name."""
    found = {}
    for file in sorted((MATERIAL / set_).glob("*/case.json")):
        given = json.loads(file.read_text(encoding="utf-8"))
        found[file.parent.name] = Case(file.parent.name, file.parent, given)
    return found


@cache
def found(set_: str, name: str) -> FoundPosting | str:
    """What the product finds in a case: a job and its text, or the key of what refuses it."""
    case = cases(set_)[name]
    if case.given["via"] == "text":
        text = (case.folder / case.given["text"]).read_text(encoding="utf-8")
        return FoundPosting(msgspec.to_builtins(details_of(text, TODAY)), text)
    pages = Pages(dict(_fetched(case)))
    postings = WebPostings(pages, Direct(), lambda: TODAY)
    try:
        return asyncio.run(postings.at(Caller(user="ada"), case.given["url"], "en"))
    except RunFailure as failed:
        return getattr(failed.text, "key", str(failed.text))


def made(set_: str, name: str) -> dict[str, Any] | str:
    """The job that is found in a case, or the key of what refuses it."""
    what = found(set_, name)
    return what if isinstance(what, str) else dict(what.posting)


def _fetched(case: Case) -> Iterator[tuple[str, Fetched]]:
    for url, file in case.given["files"].items():
        kind, _, charset = file["type"].partition(";")
        body = (case.folder / file["file"]).read_bytes()
        encoding = charset.partition("=")[2].strip() or None
        yield url, Fetched(url, file["status"], kind.strip(), body, encoding, 0)


def judged(set_: str, name: str) -> Verdict:
    """What is right of a case."""
    return _Judge(cases(set_)[name], made(set_, name)).verdict()


class _Judge:
    def __init__(self, case: Case, found: Mapping[str, Any] | str) -> None:
        self._case = case
        self._found = found
        self._right: Counter[str] = Counter()
        self._of: Counter[str] = Counter()
        self._invented: list[str] = []
        self._faults: list[str] = []

    def verdict(self) -> Verdict:
        refused = self._case.given["refused"]
        if refused is not None or isinstance(self._found, str):
            wanted = f"postings.page.{REFUSED[refused]}" if refused else "a posting"
            got = self._found if isinstance(self._found, str) else "a posting"
            self._count("refused", wanted == got, f"{wanted}, not {got}")
            if not refused:
                self._missed()
        else:
            self._fields(self._found)
        return Verdict(self._right, self._of, self._invented, self._faults)

    def _missed(self) -> None:
        self._of.update(["title", "organization", "salary"])
        self._of["must_expected"] += len(self._case.expect.get("mustHave") or ())

    def _count(self, what: str, is_right: bool, told: object) -> None:
        self._of[what] += 1
        self._right[what] += is_right
        if not is_right:
            self._faults.append(f"{what}: {told}")

    def _invent(self, what: str, told: object) -> None:
        self._invented.append(f"{what}: {told}")

    def _fields(self, job: Mapping[str, Any]) -> None:
        expect = self._case.expect
        self._name("title", job["title"], expect.get("title"), expect.get("titleAccepts"))
        self._name(
            "organization", job["hiringOrganization"],
            expect.get("hiringOrganization"), expect.get("organizationAccepts"),
        )  # fmt: skip
        self._pay(job)
        for field in ("datePosted", "validThrough"):
            self._value("dates", field, job[field], expect.get(field))
        for field in ONE:
            self._value("others", field, job[field], expect.get(field))
        self._value(
            "others", "employmentType", sorted(job["employmentType"]),
            sorted(expect.get("employmentType") or ()),
        )  # fmt: skip
        self._numbers(job)
        self._places(job["jobLocation"])
        self._asked("must", job["mustHave"], expect.get("mustHave") or ())
        self._asked("nice", job["niceToHave"], expect.get("niceToHave") or ())
        for field in ("responsibilities", "benefits"):
            self._passages(field, job[field])
        self._apply(job["apply"])
        self._warnings(job["warnings"])
        self._hidden(job)

    def _name(
        self, what: str, found: str | None, wanted: str | None, accepted: Iterable[str] | None
    ) -> None:
        names = {_plain(one) for one in (*(accepted or ()), *([wanted] if wanted else []))}
        is_right = _plain(found) in names if names else found is None
        self._count(what, is_right, f"{found!r}, not {wanted!r}")
        if found is not None and not names:
            self._invent(what, found)

    def _value(self, what: str, field: str, found: object, wanted: object) -> None:
        self._count(what, found == wanted, f"{field} {found!r}, not {wanted!r}")
        if found not in (None, []) and wanted in (None, []):
            self._invent(field, found)

    def _pay(self, job: Mapping[str, Any]) -> None:
        self._value("salary", "baseSalary", job["baseSalary"], self._case.expect.get("baseSalary"))
        wanted, found = self._case.expect.get("salaryText"), job["salaryText"]
        allowed = [*([wanted] if wanted else []), *self._tolerated("salaryText")]
        if wanted:
            is_right = found is not None and _overlap(found, wanted)
            self._count("salary_text", is_right, f"{found!r}, not {wanted!r}")
        if found and not any(_overlap(found, one) for one in allowed):
            self._invent("salaryText", found)

    def _numbers(self, job: Mapping[str, Any]) -> None:
        wanted = self._case.expect.get("experience")
        found = job["experience"]
        years = [found["minYears"], found["maxYears"]] if found else None
        self._value(
            "others", "experience", years,
            [wanted.get("minYears"), wanted.get("maxYears")] if wanted else None,
        )  # fmt: skip
        asked = self._case.expect.get("education")
        told = job["education"]["requiredBy"] if job["education"] else None
        self._value("others", "education", told, asked["requiredBy"] if asked else None)

    def _places(self, found: list[str]) -> None:
        wanted = self._case.expect.get("jobLocation") or []
        for place in wanted:
            is_right = any(_plain(place) in _plain(one) for one in found)
            self._count("places", is_right, f"{found}, not {place!r}")
        for one in found:
            if not any(_plain(place) in _plain(one) for place in wanted):
                self._invent("jobLocation", one)

    def _asked(self, what: str, found: list[dict[str, Any]], wanted: Iterable[Any]) -> None:
        phrases = [(_plain(one["phrase"]), one) for one in wanted]
        texts = [_plain(f"{one['quote'] or ''} {one['text']}") for one in found]
        for phrase, one in phrases:
            at = next((n for n, text in enumerate(texts) if phrase in text), None)
            self._of[f"{what}_expected"] += 1
            self._right[f"{what}_expected"] += at is not None
            if at is None:
                self._faults.append(f"{what}: missed {one['phrase']!r}")
            elif what == "must":
                is_right = found[at]["knockout"] == one["knockout"]
                self._count("knockout", is_right, f"{one['phrase']!r} is {one['knockout']}")
        for text, one in zip(texts, found, strict=True):
            is_right = any(phrase in text for phrase, _ in phrases)
            self._count(f"{what}_found", is_right, f"{one['text']!r}")

    def _passages(self, field: str, found: list[str]) -> None:
        wanted = self._case.expect.get(field) or []
        texts = [_plain(one) for one in found]
        for phrase in wanted:
            is_right = any(_plain(phrase) in text for text in texts)
            self._count(field, is_right, f"missed {phrase!r}")
        allowed = [*wanted, *self._tolerated(field)]
        for text, one in zip(texts, found, strict=True):
            is_right = any(_overlap(text, phrase) for phrase in allowed)
            self._count(f"{field}_found", is_right, f"{one!r}")

    def _apply(self, found: Mapping[str, Any] | None) -> None:
        wanted = self._case.expect.get("apply") or {}
        documents = _plain(" ".join(found["documents"])) if found else ""
        for one in wanted.get("documents") or ():
            self._count("documents", _plain(one) in documents, f"{documents!r} without {one!r}")
        form = [_question(one) for one in (found["form"] if found else ())]
        asked = [_expected_question(one) for one in wanted.get("form") or ()]
        if form or asked:
            is_right = [one[:3] for one in form] == [one[:3] for one in asked] and all(
                a[3] is None or a[3] == b[3] for a, b in zip(asked, form, strict=False)
            )
            self._count("form", is_right, f"{form}, not {asked}")

    def _warnings(self, found: list[dict[str, Any]]) -> None:
        wanted = [one["code"] for one in self._case.expect.get("warnings") or ()]
        tolerated = {one["code"] for one in self._tolerated("warnings") if isinstance(one, dict)}
        codes = {one["code"] for one in found}
        for code in dict.fromkeys(wanted):
            self._count("warnings", code in codes, f"missed {code}")
        for one in found:
            if one["code"] not in {*wanted, *tolerated}:
                self._invent("warnings", f"{one['code']} {one.get('quote')!r}")

    def _hidden(self, job: Mapping[str, Any]) -> None:
        told = _plain(json.dumps({**job, "source": None}, ensure_ascii=False))
        for phrase in self._case.given["hidden"]:
            if _plain(phrase) in told:
                self._invent("hidden", phrase)

    def _tolerated(self, field: str) -> list[Any]:
        found = (self._case.given.get("tolerated") or {}).get(field) or []
        return found if isinstance(found, list) else []


def _question(one: Mapping[str, Any]) -> tuple[Any, ...]:
    length = one.get("length") or {}
    return (_plain(one["question"]), length.get("max"), length.get("unit"), length.get("spaces"))


def _expected_question(one: Mapping[str, Any]) -> tuple[Any, ...]:
    spaces = one.get("spaces") if one.get("unit") == "characters" else None
    return (_plain(one["question"]), one.get("max"), one.get("unit"), spaces)


def _overlap(one: str, other: str) -> bool:
    return _plain(one) in _plain(other) or _plain(other) in _plain(one)


def _plain(text: str | None) -> str:
    """A text to be compared: small letters, white space folded, signs of one kind alike."""
    plain = unicodedata.normalize("NFKC", text or "").casefold()
    plain = plain.replace("’", "'").replace("–", "-").replace("—", "-")
    return re.sub(r"\s+", " ", plain).strip(" .:;,")


class Total(NamedTuple):
    """What is right of a whole set."""

    right: Counter[str]
    of: Counter[str]
    invented: list[str]

    def share(self, what: str) -> float:
        """The share that is right; 1 where there is nothing."""
        return self.right[what] / self.of[what] if self.of[what] else 1.0

    def f1(self, what: str) -> float:
        """The harmonic mean of how much is found and how much of what is found is right."""
        recall, precision = self.share(f"{what}_expected"), self.share(f"{what}_found")
        return 2 * recall * precision / (recall + precision) if recall + precision else 0.0


def total(set_: str, names: Iterable[str] | None = None) -> Total:
    """What is right of all cases."""
    right: Counter[str] = Counter()
    of: Counter[str] = Counter()
    invented = []
    for name in names or cases(set_):
        verdict = judged(set_, name)
        right += verdict.right
        of += verdict.of
        invented += [f"{name}: {one}" for one in verdict.invented]
    return Total(right, of, invented)


def main(argv: list[str]) -> None:
    """Print what is right of a set, and with -v every fault."""
    names = [one for one in argv if not one.startswith("-")]
    set_ = names.pop(0) if names else "first"
    for name in names or cases(set_):
        verdict = judged(set_, name)
        if "-v" in argv and (verdict.faults or verdict.invented):
            print(f"== {name}")
            for fault in verdict.faults:
                print("  ", fault)
            for one in verdict.invented:
                print("   INVENTED", one)
    whole = total(set_, names)
    for what in sorted(whole.of):
        print(f"{what:24} {whole.right[what]:4} / {whole.of[what]:4} = {whole.share(what):.3f}")
    print(f"must F1 {whole.f1('must'):.3f}, nice F1 {whole.f1('nice'):.3f}")
    print(f"invented {len(whole.invented)}")


if __name__ == "__main__":
    main(sys.argv[1:])
