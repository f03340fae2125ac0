"""A CV of a résumé, for what is asked for: what stands in it, in which order, and what does not.

One pure function of the résumé as it was read and of what was chosen. No text is worded anew but
for the endings of Korean points, where the form has nouns.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from agents.assessment.wanted import NAMED_TOOLS
from agents.evidence.sentences import sentence_spans
from agents.kinds.cv import extent, fitting
from agents.kinds.cv.endings import points_of
from agents.kinds.cv.forms import forms, in_language, sections_of
from agents.kinds.cv.grouping import groups, is_about
from agents.kinds.cv.memory import Choice, Read
from agents.kinds.cv.personal import is_image, is_personal, may_be_personal, says_nothing
from agents.kinds.cv.pieces import HISTORY, LINES, Piece, called, lines_of, pieces
from agents.resume.dates import periods
from agents.resume.lines import Slice
from agents.resume.pointers import Key
from agents.resume.results import is_measured
from agents.resume.skills import mentions

_HANGUL = re.compile(r"[가-힣]")
SUMMARY = "/basics/summary"
IN_RESULT = "/resume"
"""Where the CV stands in the result."""


class Left(Struct, frozen=True):
    """Something that is left out: its place in the résumé as it was read, and why.

    `why` is the end of a key of the kind's texts, which has these `values`.
    """

    path: str
    text: str
    why: str
    values: dict[str, str | int] = {}


class Document(Struct, frozen=True):
    """A CV. `origins` has the places of the résumé as it was read, by those in the result.

    `lines` are about how many it has, `fits` whether these are as few as was wished for. `closing`
    is where its open place at the end stands.
    """

    resume: dict[str, Any]
    sections: list[str]
    left: list[Left]
    lines: int
    fits: bool
    origins: dict[str, str]
    closing: str | None = None


def arranged(read: Read, choice: Choice) -> Document:
    """The CV. The same for the same; its cost grows with the length of the résumé."""
    return _Arranging(read, choice).document()


class _Arranging:
    def __init__(self, read: Read, choice: Choice) -> None:
        self._read = read
        self._choice = choice
        self._form = forms()[choice.form]
        self._pieces = pieces(read.base)
        self._lines: dict[Key, list[Piece]] = {}
        for piece in self._pieces:
            if piece.is_line:
                self._lines.setdefault(piece.key[:3], []).append(piece)
        self._out: dict[str, Left] = {}

    def document(self) -> Document:
        """Leave out what does not belong there, lay out the rest, and make it fit."""
        for piece in self._pieces:
            why = self._named(piece) or self._unfit(piece)
            if why:
                self._leave(why)
        for section in self._read.base:
            if why := self._section(section):
                self._leave(why)
        self._leave_schools()
        made = self._made()
        limit = self._limit()
        while made.lines > limit:
            # Only to fit on its pages it goes without anything that is asked for.
            spares = made.lines <= self._room()
            going = fitting.going(self._candidates(spares=spares), made.lines - limit)
            if not going:
                break
            for piece in going:
                pages = extent.pages_of(limit, self._choice.paper)
                self._leave(Left(piece.path, piece.text, "space", {"count": pages}))
            made = self._made()
        return made

    def _limit(self) -> int:
        """The most lines that it may have."""
        limit = self._room()
        return min(limit, self._choice.lines or limit)

    def _room(self) -> int:
        """The lines of its pages."""
        pages = self._choice.pages or self._form.pages
        return pages * extent.LINES[self._choice.paper]

    def _leave(self, left: Left) -> None:
        self._out.setdefault(left.path, left)

    def _is_out(self, piece: Piece) -> bool:
        places = (piece.path, piece.of, f"/{piece.section}")
        return any(place in self._out for place in places)

    def _is_kept(self, piece: Piece) -> bool:
        """Whether the person wants it there."""
        wanted = (*self._choice.kept, *self._choice.first)
        return any(place in wanted for place in (piece.path, piece.of, f"/{piece.section}"))

    def _named(self, piece: Piece) -> Left | None:
        """What the person wants out. Of a job or a school it is said which time is then empty."""
        if piece.path not in self._choice.out:
            return None
        entry = self._entry(piece)
        start, end = entry.get("startDate"), entry.get("endDate")
        if piece.section in HISTORY and not piece.is_line and start:
            if end:
                return Left(piece.path, piece.text, "asked_time", {"start": start, "end": end})
            return Left(piece.path, piece.text, "asked_since", {"start": start})
        return Left(piece.path, piece.text, "asked")

    def _unfit(self, piece: Piece) -> Left | None:
        """What stands in no CV by itself, or a model has proposed to leave out."""
        if self._is_kept(piece):
            return None
        if is_image(piece):
            return Left(piece.path, "", "photo")
        if says_nothing(piece.text):
            return Left(piece.path, piece.text, "references")
        is_text = piece.is_line or not lines_of(self._entry(piece))
        is_told = piece.section != "basics" and is_text and may_be_personal(piece)
        if is_told and is_personal(piece.text):
            return Left(piece.path, piece.text, "personal")
        is_spare = piece.is_line and not self._read.worth.get(piece.path)
        if is_spare and piece.path in self._choice.proposal.out:
            return Left(piece.path, piece.text, "proposed")
        return None

    def _section(self, section: str) -> Left | None:
        """A section that the person wants out, or that the form has not."""
        entries = self._read.base[section]
        place = f"/{section}"
        text = "; ".join(map(called, entries)) if isinstance(entries, list) else ""
        if place in self._choice.out:
            return Left(place, text, "asked")
        is_kept = any(one == place or one.startswith(f"{place}/") for one in self._choice.kept)
        if section in self._form.without and entries and not is_kept:
            return Left(place, text, "form")
        return None

    def _leave_schools(self) -> None:
        """Where applications are read blind, no school is named."""
        for at, entry in enumerate(self._read.base.get("education", [])):
            place = f"/education/{at}/institution"
            if self._read.blind and entry.get("institution") and place not in self._choice.kept:
                self._leave(Left(place, entry["institution"], "blind"))

    def _entry(self, piece: Piece) -> Mapping[str, Any]:
        part = self._read.base.get(piece.section)
        return part[piece.entry] if isinstance(part, list) and piece.entry is not None else {}

    def _candidates(self, *, spares: bool) -> list[fitting.Candidate]:
        """What may go where there is no room, what is missed least first; with `spares` nothing
        that shows what is asked for."""
        there = [piece for piece in self._pieces if not self._is_out(piece)]
        marks = self._marks(there)
        return fitting.candidates(
            [
                piece
                for piece in there
                if not self._is_kept(piece) and not (spares and self._read.worth.get(piece.path))
            ],
            there,
            self._read,
            is_head=lambda piece: piece.path in marks,
        )

    def _marks(self, there: Sequence[Piece]) -> frozenset[str]:
        """Lines that head others which are still there: these go first."""
        paths = {piece.path for piece in there}
        lists = ([one for one in lines if one.path in paths] for lines in self._lines.values())
        return frozenset(
            group[0].path
            for lines in lists
            for group in groups(lines, self._read.marks)
            if len(group) > 1
        )

    def _made(self) -> Document:
        """The document of what is not left out."""
        base, choice = self._read.base, self._choice
        made: dict[str, Any] = {}
        origins = dict[str, str]()
        for section in base:
            if isinstance(base[section], list) and f"/{section}" not in self._out:
                entries = list(self._entries(section, origins))
                if entries:
                    made[section] = entries
                    origins[f"{IN_RESULT}/{section}"] = f"/{section}"
        sections = sections_of(choice.form, made, self._read.sections, choice.emphasis)
        first = [one.strip("/") for one in reversed(choice.first) if one.count("/") == 1]
        sections = [*(one for one in first if one in sections), *sections]
        sections = list(dict.fromkeys(sections))
        for one, other in choice.before:
            if one in sections and other in sections:
                sections.remove(one)
                sections.insert(sections.index(other), one)
        closing = in_language(self._form.closing, self._read.language)
        place = None
        if closing:
            made.setdefault("other", []).append({"name": "", "highlights": [closing]})
            sections = [*(one for one in sections if one != "other"), "other"]
            place = f"{IN_RESULT}/other/{len(made['other']) - 1}/highlights/0"
        resume = {"basics": self._basics(origins)} | {name: made[name] for name in sections}
        lines = extent.lines_of(resume, sections)
        return Document(
            resume, sections, [*self._out.values()], lines, lines <= self._limit(), origins, place
        )

    def _basics(self, origins: dict[str, str]) -> dict[str, Any]:
        basics = dict(self._read.base.get("basics") or {})
        if "/basics/image" in self._out:
            basics.pop("image", None)
        proposed, own = self._choice.proposal.summary, str(basics.pop("summary", "") or "")
        if SUMMARY in self._out:
            return basics
        if proposed and SUMMARY not in self._choice.kept:
            if own:
                self._leave(Left(SUMMARY, own, "summary"))
            return basics | {"summary": proposed}
        if own:
            origins[f"{IN_RESULT}{SUMMARY}"] = SUMMARY
            basics["summary"] = own if SUMMARY in self._choice.kept else self._impersonal(own)
        return {name: one for name, one in basics.items() if one}

    def _impersonal(self, summary: str) -> str:
        """The person's own summary without sentences of what stands in no CV by itself."""
        said = [text for _, text in sentence_spans(summary)]
        kept = [text for text in said if not is_personal(text)]
        if len(kept) == len(said):
            return summary
        gone = " ".join(text for text in said if is_personal(text))
        self._leave(Left(f"{SUMMARY}/0", gone, "personal"))
        return " ".join(kept)

    def _entries(self, section: str, origins: dict[str, str]) -> Iterator[dict[str, Any]]:
        """The entries of a section in their order, each with its lines in theirs."""
        numbers = list(range(len(self._read.base[section])))
        if section not in HISTORY:
            numbers.sort(key=lambda at: (self._first(f"/{section}/{at}"), self._rank(section, at)))
        at = 0
        for number in numbers:
            place = f"/{section}/{number}"
            if place in self._out:
                continue
            there = f"{IN_RESULT}/{section}/{at}"
            found = dict[str, str]()
            entry = self._laid_out(section, number, there, found)
            if entry is not None:
                origins |= found | {there: place}
                at += 1
                yield entry

    def _first(self, path: str) -> int:
        """What the person wants first, the last wish before the others."""
        return -self._choice.first.index(path) - 1 if path in self._choice.first else 0

    def _rank(self, section: str, at: int) -> float:
        """By what it shows, its lines included; what has a time in `other` first, as jobs do."""
        place = f"/{section}/{at}"
        lines = [one for path, one in self._read.worth.items() if path.startswith(f"{place}/")]
        return -max([self._read.worth.get(place, 0.0), *lines])

    def _laid_out(
        self, section: str, number: int, there: str, origins: dict[str, str]
    ) -> dict[str, Any] | None:
        """An entry without what is left out; None where only a heading of that would be left."""
        entry = dict(self._read.base[section][number])
        if f"/{section}/{number}/institution" in self._out:
            del entry["institution"]
        had = bool(lines_of(entry))
        for name in LINES:
            if not isinstance(entry.get(name), list):
                continue
            every = self._lines.get((section, number, name), [])
            ordered = self._ordered([piece for piece in every if piece.path not in self._out])
            said = [(text, piece.path) for piece in ordered for text in self._said(piece)]
            entry[name] = [text for text, _ in said]
            origins |= {f"{there}/{name}/{at}": path for at, (_, path) in enumerate(said)}
        is_bare = section == "other" and had and not lines_of(entry)
        if is_bare and not periods(Slice(str(entry.get("name") or ""), 0)):
            return None
        if section == "work" and self._form.tools and (tools := self._tools(section, number)):
            entry["highlights"] = [*entry.get("highlights", []), tools]
        return {name: one for name, one in entry.items() if one} or None

    def _said(self, piece: Piece) -> list[str]:
        """A line as it stands there: in forms that want nouns each sentence as a point."""
        is_told = piece.section in ("work", "projects") and _HANGUL.search(piece.text)
        return points_of(piece.text) if self._form.nouns and is_told else [piece.text]

    def _ordered(self, lines: Sequence[Piece]) -> list[Piece]:
        """Lines that show what is asked for first; a line stays with those that it heads, and one
        that says what the entry is of before all."""
        first = list(lines[:1]) if is_about(lines, self._read.marks) else []
        ranked = enumerate(groups(lines[len(first) :], self._read.marks))
        rest = [piece for _, group in sorted(ranked, key=self._line_rank) for piece in group]
        return [*first, *rest]

    def _line_rank(self, numbered: tuple[int, Sequence[Piece]]) -> tuple[float, ...]:
        at, group = numbered
        worth = max(self._read.worth.get(piece.path, 0.0) for piece in group)
        first = min(self._first(piece.path) for piece in group)
        measured = any(is_measured(piece.text) for piece in group)
        proposed = self._choice.proposal.first
        places = [proposed.index(piece.path) for piece in group if piece.path in proposed]
        place = min(places, default=len(proposed))
        if self._choice.emphasis == "results":
            return (first, -measured, -worth, place, at)
        return (first, -worth, place, -measured, at)

    def _tools(self, section: str, number: int) -> str | None:
        """The tools that an entry's own lines name, as they are written there."""
        lines = lines_of(self._read.base[section][number])
        found = [
            one.said.text
            for one in mentions([Slice(line, 0) for line in lines], sure=True)
            if one.skill and one.skill.category in NAMED_TOOLS
        ]
        label = in_language(self._form.tools, self._read.language)
        return f"{label}: {', '.join(dict.fromkeys(found))}" if found and label else None
