"""What is asked for and not yet there: gaps in the order in which a plan closes them."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Literal, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from agents.assessment.sheet import Sheet, sheet_of
from agents.assessment.shown import Shown, shown
from agents.assessment.wanted import wanted
from agents.career.skills import Skill, skills
from agents.data_files import listed
from agents.delivery.given import apart, remarks
from agents.evidence.text import clip, one_line
from agents.kinds.plan.routes import Route, route_of
from agents.kinds.plan.wording import TEXTS
from agents.postings.asked import Asked, Posting
from agents.postings.read import posting_of, read_posting
from agents.postings.scale import seniority_of_title
from agents.postings.target import Target, target_of
from agents.resume.lines import Slice
from agents.resume.skills import mentions, skill_of
from protocol.catalogue import Said, lookup, told

Status: TypeAlias = Literal["notShown", "unproven", "stale", "below", "new"]
"""`new` is what nothing says that it is there, where there is no résumé that could."""

ORDER: dict[Status, int] = {"unproven": 1, "stale": 2, "below": 3, "notShown": 4, "new": 4}
"""In which order gaps are worked on. What is not shown is written down before all others, if it is
there; only then it is learnt."""
_HAS = 25
"""The level from which on somebody has what is learnt before."""
MOST_LABEL = 70
MOST_CONDITION = 45
MOST_GAPS = 100
_MOST_CONDITIONS = 3
_PERHAPS = 0.7
_BEGUN = 30
"""The level of what somebody says they know the basics of."""
_WAY_IN: dict[Route, int] = {"degree": 60, "training": 40, "course": 30}
"""How much of a plan finding the way into such work is: see `works`."""
_MOST, _MUCH = 0.6, 0.4
"""Of what must be, so much is named by, or shown of, somebody who does such work."""
_PREREQUISITE = 40
"""How well something is learnt that is only needed for something else."""
_YEARS = frozenset({"experience"})
_PAPERS = frozenset({"education"})


class Given(Struct, frozen=True):
    """What gaps are found in. `today` is a date (ISO 8601), `language` that of what is told."""

    target_role: str
    skills: tuple[str, ...]
    resume: str | None
    job: str | Mapping[str, Any] | None
    today: str
    language: str | None


class Gap(Struct, frozen=True):
    """Something to be closed. `skill` is its name in the list of skills, None where it has none.

    `have` and `need` are levels (0–100). `needs` are the keys of gaps that come before it. `write`:
    perhaps it is there, and only nobody wrote it down. `is_role`: it is a role of which nothing is
    known.
    """

    key: str
    label: str
    skill: str | None
    status: Status
    need: int
    have: int = 0
    is_must: bool = True
    needs: tuple[str, ...] = ()
    write: bool = False
    is_prerequisite: bool = False
    is_role: bool = False


class Beyond(Struct, frozen=True):
    """What no plan of some weeks reaches, and why, as a key of the texts."""

    label: str
    why: str


class Found(Struct, frozen=True):
    """What there is to plan for: gaps in order, what can't be planned, and what is there.

    `known` are the names of skills that are not taught, `shown` labels of what is asked for and
    there. `route` is what stands before such work by law. `knows_role`: something says what is
    asked.
    """

    role: str
    route: Route | None = None
    gaps: tuple[Gap, ...] = ()
    beyond: tuple[Beyond, ...] = ()
    conditions: tuple[str, ...] = ()
    shown: tuple[tuple[str, str | None], ...] = ()
    known: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    knows_role: bool = True
    has_job: bool = False


def found(given: Given) -> Found:
    """What there is to plan for; the same for the same input."""
    return _Finder(given).found()


class _Finder:
    def __init__(self, given: Given) -> None:
        self.given = given
        self.korean = lookup(given.language or "", ("ko", "en")) == "ko"
        self.posting = _posting(given.job)
        self.sheet: Sheet | None = None
        today = dt.date.fromisoformat(given.today)
        if given.resume is not None:
            self.sheet = sheet_of(given.resume, today)
        self.assumed: list[Said] = []
        self.target = self._target(None)
        named, begun, self.own_words = _named(given.skills)
        self.said = _with_implied(named)
        self.begun = begun - self.said
        self.known = {*self.said, *self.begun}
        self.shown: tuple[Shown, ...] = ()
        if self.sheet is not None:
            self.shown = shown(self.target.asked, self.sheet, today)
            self.known |= _with_implied(fact.name for fact in self.sheet.facts.skills)
        self.does_it = self._does_it()
        if self.sheet is not None and not self.does_it and not self._says_level():
            # How far up somebody is elsewhere says nothing of where they begin here.
            self.target = self._target("junior")
            self.shown = shown(self.target.asked, self.sheet, today)
        self.keys: dict[str, str] = {}

    def _target(self, level: str | None) -> Target:
        facts = self.sheet.facts if self.sheet else None
        if facts is None and not self._says_level():
            level = "junior"
        if level is not None:
            self.assumed.append(TEXTS.text("assumed.junior"))
        return target_of(self.given.target_role, level, self.posting, facts)

    def _says_level(self) -> bool:
        """Whether the title or the posting says how far up it is."""
        titles = (self.given.target_role, self.posting.title if self.posting else None)
        is_said = any(seniority_of_title(one) for one in titles if one)
        return is_said or bool(self.posting and self.posting.years)

    def _does_it(self) -> bool:
        """Whether the résumé is of somebody who does such work: much of it is shown."""
        counted = [one for one in self.shown if not one.asked.knockout]
        musts = [one for one in counted if one.asked.kind == "must"] or counted
        there = [one for one in musts if one.status in ("shown", "partly") and not one.is_soft]
        return len(there) >= _MUCH * len(musts) if musts else False

    def _is_in_it(self) -> bool:
        """Whether somebody has much of what is asked, by their résumé or their own words."""
        musts = {name for one in self.target.asked if one.kind == "must" for name in one.skills}
        return self.does_it or (bool(musts) and len(musts & self.said) >= _MOST * len(musts))

    def found(self) -> Found:
        target, given = self.target, self.given
        gaps, beyond, conditions, there = self._sorted()
        gaps = self._with_prerequisites(gaps[:MOST_GAPS])
        route = None if self._is_in_it() else route_of(given.target_role, target.role)
        role = self._line(given.target_role)
        if route is not None or not target.asked:
            need = _WAY_IN[route] if route else 60
            gaps.insert(0, Gap(self._key(role), role, None, "new", need, is_role=True))
        if route is not None:
            self.assumed.append(TEXTS.text(f"assumed.{route}", role=role))
            label = told(TEXTS.text("labels.way_in", role=role), given.language)
            beyond.insert(0, Beyond(label, route))
        if not target.asked:
            self.assumed.append(TEXTS.text("assumed.general"))
        unknown = [gap.label for gap in gaps if gap.skill is None and not gap.is_role]
        if unknown:
            self.assumed.append(TEXTS.text("assumed.unknown", skill=clip(unknown[0], 60)))
        if self.sheet is None and not given.skills:
            self.assumed.append(TEXTS.text("assumed.from_zero"))
        self.assumed += target.assumed
        if self.sheet is not None:
            self.assumed += remarks(self.sheet.text, self.posting, self.sheet.facts)
            self.assumed += apart(target, self.shown, self.sheet.facts, given.language)
        return Found(
            role=role,
            route=route,
            gaps=tuple(gaps),
            beyond=tuple(beyond),
            conditions=tuple(conditions),
            shown=tuple(there),
            known=tuple(sorted(self.said)),
            assumed=tuple(told(one, given.language) for one in self.assumed),
            knows_role=bool(target.asked),
            has_job=self.posting is not None,
        )

    def _line(self, text: str) -> str:
        line = one_line(text).rstrip(".;,")
        return line if len(line) <= MOST_LABEL else f"{clip(line, MOST_LABEL - 1)}…"

    def label(self, skill: Skill | None, text: str) -> str:
        """What somebody is told of a skill."""
        if skill is None:
            return self._line(text)
        return (self.korean and skill.korean) or skill.name

    def _sorted(
        self,
    ) -> tuple[list[Gap], list[Beyond], list[str], list[tuple[str, str | None]]]:
        gaps: dict[str, Gap] = {}
        beyond: list[Beyond] = []
        conditions: list[str] = []
        there: list[tuple[str, str | None]] = []
        of = {one.asked.id: one for one in self.shown}
        for asked in sorted(self.target.asked, key=lambda one: one.kind == "nice"):
            one = of.get(asked.id)
            is_there = one is not None and one.status == "shown" and one.gap is None
            why = _unplannable(asked)
            if is_there:
                there += self._there(asked) if why is None else ()
                continue
            if why is not None:
                label = self._line(asked.text)
                beyond.append(Beyond(label, why))
                if why == "condition":
                    conditions.append(label)
                continue
            for name in self._parts(asked):
                known = skills().get(name) if name else None
                label = self.label(known, asked.text)
                if self._is_said(name, label):
                    there.append((label, name))
                elif label not in gaps:
                    gaps[label] = self._gap(asked, one, name, label)
        ordered = sorted(gaps.values(), key=lambda gap: (ORDER[gap.status], not gap.is_must))
        named = [clip(one, MOST_CONDITION) for one in conditions[:_MOST_CONDITIONS]]
        return ordered, beyond, named, there

    def _there(self, asked: Asked) -> Iterator[tuple[str, str | None]]:
        for name in self._parts(asked):
            yield self.label(skills().get(name) if name else None, asked.text), name

    def _is_said(self, name: str | None, label: str) -> bool:
        """Whether somebody has named it among what they can do."""
        return name in self.said or label.casefold() in self.own_words

    def _parts(self, asked: Asked) -> list[str | None]:
        """The skills of a requirement, one for each of its groups; None: it has none."""
        groups = [group.skills for group in wanted(asked).groups if group.skills]
        if not groups and asked.skills:
            groups = [asked.skills]
        chosen = [
            next((name for name in names if name in self.known), names[0])
            for names in groups
            if any(name in skills() for name in names)
        ]
        chosen = [name for name in chosen if name in skills()]
        return list(dict.fromkeys(chosen)) or [None]

    def _gap(self, asked: Asked, one: Shown | None, name: str | None, label: str) -> Gap:
        need = asked.level or 60
        key = self._key(label)
        must = asked.kind == "must"
        if name in self.begun:
            have = max(_BEGUN, (one.level if one else None) or 0)
            return Gap(key, label, name, "below", need, have, must)
        if one is None:
            return Gap(key, label, name, "new", need, is_must=must)
        in_resume = name is not None and name in self.known
        status: Status = one.gap or "notShown"
        if status == "notShown" and in_resume:
            status = "unproven"
        if status != "notShown" and not in_resume and name is not None and one.is_soft:
            status = "notShown"
        write = status == "notShown" and self.does_it
        # Of somebody who does such work, what is not written down is there in part.
        have = int(need * _PERHAPS) if write else 0 if status == "notShown" else one.level or 0
        return Gap(key, label, name, status, need, have, must, write=write)

    def _key(self, label: str) -> str:
        return self.keys.setdefault(label, f"s{len(self.keys) + 1}")

    def _with_prerequisites(self, gaps: Sequence[Gap]) -> list[Gap]:
        """The gaps, each after what is learnt before it and is not there."""
        by_skill = {gap.skill: gap for gap in gaps if gap.skill}
        made: dict[str, Gap] = {}
        begun: set[str] = set()

        def add(gap: Gap) -> None:
            if gap.key in begun:
                return
            begun.add(gap.key)
            before: list[str] = []
            # What is only to be written down or shown is there.
            known = skills().get(gap.skill or "")
            is_taught = gap.status not in ("unproven", "stale") and gap.have < _HAS
            if known is None or not is_taught:
                made[gap.key] = gap
                return
            # What it includes comes first as well, where that is asked for by itself.
            included = [name for name in known.implies if name in by_skill]
            for name in dict.fromkeys((*known.needs, *included)):
                if name in self.known and name not in by_skill:
                    continue
                first = by_skill.get(name) or self._prerequisite(name, gap)
                by_skill.setdefault(name, first)
                add(first)
                if first.key in made:  # and not in a circle of them
                    before.append(first.key)
            made[gap.key] = replace(gap, needs=tuple(before))

        for gap in gaps:
            add(gap)
        return list(made.values())

    def _prerequisite(self, name: str, of: Gap) -> Gap:
        known = skills()[name]
        label = self.label(known, name)
        return Gap(
            self._key(label), label, name, "new", _PREREQUISITE, 0, of.is_must, is_prerequisite=True
        )


def _unplannable(asked: Asked) -> str | None:
    """Why no plan of weeks gets it; None where one may."""
    if asked.topic in _YEARS and asked.years:
        return "years"
    if asked.topic in _PAPERS:
        return "education"
    if asked.knockout or asked.topic in ("licence", "permit", "place", "hours", "clearance"):
        return "condition"
    return None


def _posting(job: str | Mapping[str, Any] | None) -> Posting | None:
    if job is None:
        return None
    return read_posting(job) if isinstance(job, str) else posting_of(job)


def _named(said: Iterable[str]) -> tuple[set[str], set[str], frozenset[str]]:
    """The skills that somebody names, those that they have begun with, and their own words."""
    names: set[str] = set()
    begun: set[str] = set()
    words: set[str] = set()
    for line in said:
        text = one_line(line)
        whole = skill_of(text)
        found = {one.name for one in mentions([Slice(text, 0)], sure=True) if one.skill}
        if whole is None and _is_begun(text):
            begun |= found
            continue
        words.add(text.casefold())
        names |= found | ({whole.name} if whole else set())
    return names, begun, frozenset(words)


def _is_begun(text: str) -> bool:
    folded = text.casefold()
    return any(
        word in folded if "가" <= word[0] <= "힣" else f" {word} " in f" {folded} "
        for word in listed(__package__, "said", "begun")
    )


def _with_implied(names: Iterable[str]) -> frozenset[str]:
    """Skills with those that whoever has them has too."""
    reached: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += _implied(name)
    return frozenset(reached)


@cache
def _implied(name: str) -> tuple[str, ...]:
    known = skills().get(name)
    return known.implies if known else ()
