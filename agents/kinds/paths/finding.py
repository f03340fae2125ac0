"""Which paths a résumé gives: what it shows, what it does not, and where each could begin.

All of it by rules from the text. Neither name, age, sex nor a break moves anything here; a strength
is something that a passage shows, and what is missing is missing in the text.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from msgspec import Struct

from agents.assessment.concepts import concepts, is_wide, tokens
from agents.assessment.findings import Priority, skill_gaps
from agents.assessment.levels import has_result
from agents.assessment.outline import Context, Point
from agents.assessment.scope import scope_of
from agents.assessment.sheet import Sheet, sheet_of
from agents.assessment.shown import Gap, Shown, evidence_of_point, shown
from agents.assessment.told import accepted, adjacent
from agents.career.resources import resources
from agents.career.roles import Role
from agents.career.skills import skills
from agents.delivery.given import apart, remarks
from agents.evidence.sources import Source, find_quote
from agents.evidence.text import clip, one_line, sentences
from agents.evidence.verbs import rank
from agents.kinds.paths.memory import Bearing, Found, Ground
from agents.kinds.paths.results import RoleNear
from agents.kinds.paths.ways import Spoken, learnt_by
from agents.kinds.paths.wording import text
from agents.postings.asked import Asked
from agents.postings.role_titles import role_of, title_in
from agents.postings.target import NearRole, Target, nearest_roles, target_of
from agents.results.types import Evidence, Finding, Resource
from agents.resume.facts import SkillFact
from agents.resume.lines import Slice
from agents.resume.skills import mentions
from protocol.catalogue import Said, lookup, told

MOST_TOLD = 90
"""Characters of what a path is about."""
MOST_QUOTED = 70
_ENDS, _PAUSES = " .,;:", ",;:(–"
_LEAST_TITLE = 20
"""Characters of a title that is cut where it pauses."""
MOST_PASSAGE = 1_000
MOST_TOGETHER = 2
"""Gaps that one path closes together."""
MOST_FINDINGS = 5
MOST_ITEMS = 8
MOST_MISSING, MOST_HELD = 8, 12
MOST_ROLES, MOST_NEAR = 5, 15
"""Roles that are named, and that are looked at."""
MOST_RESOURCES = 3
_MOST_LOOKED_AT = 400
"""Points that are looked through for skills."""
_STRONG = frozenset({"job", "project"})
_REAL: frozenset[Context] = frozenset({"job", "project", "training"})
_TOLD: frozenset[Context] = _REAL | {"listed"}
_GUIDES = 1
"""The scope of work (see `scope_of`) up to which a first piece of leading is a step."""
_DIGIT = re.compile(r"\d")
_LEAST_HELD = 2
"""Passages of work that show something of a role, from which on it is near."""
_LEAST_WORDS = 2
_LEAST_BARE = 2
"""Points without a result from which on that is told."""
_HALF = 0.5
_OF_STRENGTHS = ("case", "improve", "teach", "lead", "outside", "write_down", "direction")
"""Ways by which a strength is deepened, in the order in which they are given."""
_BY_GAP: dict[Gap, str] = {"unproven": "prove", "stale": "refresh", "below": "deepen"}
_RANKS: dict[Priority, int] = {"high": 0, "medium": 1, "low": 2}


class Item(Struct, frozen=True):
    """Something that a passage shows: what it is called, and the passage."""

    what: str
    evidence: Evidence
    has_result: bool
    rank: int


def found_of(resume: str, target_role: str | None, language: str | None, as_of: str) -> Found:
    """What there is to choose from. `language` is the one to write in, None that of the résumé.

    The same for the same input; the cost grows with the text, and no faster.
    """
    today = dt.date.fromisoformat(as_of)
    sheet = sheet_of(resume, today)
    target = target_of(target_role, None, None, sheet.facts)
    spoken = spoken_of(language or sheet.facts.language)
    return _Finder(sheet, target, spoken, today, is_named=target_role is not None).found()


def spoken_of(language: str | None) -> Spoken:
    """The language in which rules write for somebody who speaks that one."""
    return "ko" if lookup(language or "", ("ko", "en")) == "ko" else "en"


class _Finder:
    def __init__(
        self, sheet: Sheet, target: Target, language: Spoken, today: dt.date, *, is_named: bool
    ) -> None:
        self._sheet, self._language, self._named = sheet, language, is_named
        self._near = [] if is_named else self._near_roles()
        self._assumed: list[Said] = [*target.assumed]
        if not is_named and not target.asked:
            target = self._likeliest(target)
        self._target = target
        self._quoted: Counter[tuple[int, int]] = Counter()
        self._shown = shown(target.asked, sheet, today)
        self._points = [
            point
            for point in sheet.outline.points[:_MOST_LOOKED_AT]
            if point.context in _STRONG
            and not (point.is_head or point.is_empty or point.is_list)
            and not point.text.rstrip().endswith(":")
            and (
                point.path or rank(point.text) is not None or len(point.text.split()) > _LEAST_BARE
            )
            and len(point.text.split()) >= _LEAST_WORDS
        ]
        self._items = self._strong_items()

    def found(self) -> Found:
        assumed: list[Said] = [
            *self._assumed,
            *remarks(self._sheet.text, None, self._sheet.facts),
            *apart(self._target, self._shown, self._sheet.facts, self._language),
        ]
        if self._near:
            assumed.append(text("assumed.roles"))
        grounds = [*self._strength_grounds(), *self._gap_grounds()]
        return Found(
            role=clip(one_line(self._target.title), MOST_TOLD),
            named=self._named,
            known=bool(self._target.asked),
            language=self._language,
            grounds=tuple(grounds),
            strengths=tuple(self._strengths()),
            weaknesses=tuple(self._weaknesses()),
            roles=tuple(self._role(one) for one in self._near),
            able=tuple(dict.fromkeys(fact.name for fact in self._sheet.facts.skills))[:50],
            assumed=tuple(told(one, self._language) for one in dict.fromkeys(assumed)),
        )

    def _likeliest(self, target: Target) -> Target:
        """What is aimed at where no job's title tells it: what the text begins with, or is nearest
        to."""
        named = title_in(self._sheet.text)
        if named is not None:
            name, said = named, text("assumed.head", role=named)
        elif self._near:
            nearest = self._near[0].role
            name = self._role_name(nearest)
            said = text("assumed.nearest", role=name)
        else:
            return target
        found = target_of(name, None, None, self._sheet.facts)
        self._assumed = [said, *found.assumed]
        return found

    def _role_name(self, role: Role) -> str:
        return role.korean if self._language == "ko" else role.name

    def _near_roles(self) -> list[NearRole]:
        """The nearest roles, first of all those of which work shows something, and no list."""
        every = nearest_roles(self._sheet.facts, MOST_NEAR)
        held = {one.role.name for one in every if one.role in self._titles()}
        real = [
            one for one in every if one.role.name in held or len(self._held(one, real=True)) > 1
        ]
        some = [one for one in every if len(one.shown) >= _LEAST_HELD]
        return (real or some or list(every))[:MOST_ROLES]

    def _titles(self) -> list[Role]:
        found = (role_of(job.title) for job in self._sheet.facts.jobs if job.title)
        return [one for one in found if one]

    def _held(self, near: NearRole, *, real: bool = False) -> list[Evidence]:
        """The passages that show what of a role is shown; of work or training only, if `real`."""
        facts = {fact.name: fact for fact in self._sheet.facts.skills}
        found = [self._of_fact(facts[name]) for name in near.shown if name in facts]
        every = list(dict.fromkeys(one for one in found if one))
        return [one for one in every if self._is_real(one)] if real else every

    def _is_real(self, evidence: Evidence) -> bool:
        return self._stands_in(evidence, _REAL)

    def _stands_in(self, evidence: Evidence, contexts: Collection[Context]) -> bool:
        begun, ended = evidence.span or (0, 0)
        return any(
            point.span[0] < ended and begun < point.span[1]
            for point in self._sheet.outline.points
            if point.context in contexts and (point.context == "listed" or not point.is_list)
        )

    def _strong_items(self) -> list[Item]:
        """What passages of jobs and projects show: first what the role asks for, then the rest.

        No passage twice.
        """
        items: list[Item] = []
        spans: set[tuple[int, int] | None] = set()

        def add(what: str, evidence: Evidence) -> None:
            if evidence.span not in spans and len(items) < MOST_ITEMS:
                spans.add(evidence.span)
                said = evidence.quote
                items.append(Item(what, evidence, has_result(said), rank(said) or 0))

        starts = {point.span[0] for point in self._points}
        asked = sorted(self._shown, key=lambda one: (one.asked.kind == "nice", -(one.level or 0)))
        named: set[str] = set()
        for one in asked:
            name = self._name(one.asked)
            best = next(iter(one.evidence), None)
            if one.status != "shown" or best is None or name in named or best.span in spans:
                continue
            if self._is_deed(best, starts) and any(_bears(best.quote, n) for n in one.asked.skills):
                named.add(name)
                add(name, best)
        results = [point for point in self._points if has_result(point.text)]
        deeds = [point for point in self._points if point not in results]
        for point in [*results, *deeds]:
            add(self._what(point, named), evidence_of_point(point))
        return items

    @staticmethod
    def _is_deed(evidence: Evidence, starts: Collection[int]) -> bool:
        return evidence.span is not None and evidence.span[0] in starts

    def _what(self, point: Point, named: set[str]) -> str:
        """What a point is about: a skill that it names, or its own words."""
        for one in mentions([Slice(point.text, point.span[0])], sure=True):
            if one.skill:
                label = self._label(one.skill.name)
                if label not in named:
                    named.add(label)
                    return label
        return _short(point.text)

    def _strength_grounds(self) -> Iterator[Ground]:
        """Each way once, and each about another passage as long as there are such."""
        uses: Counter[int] = Counter()
        for number, way in enumerate(_OF_STRENGTHS):
            at = self._best(way, uses)
            if at is None:
                return
            uses[at] += 1
            item = self._items[at]
            self._quote(item.evidence)
            priority: Priority = "high" if number < 2 else "medium" if uses[at] == 1 else "low"
            evidence = (item.evidence,)
            what = _short(item.evidence.quote) if way == "case" else item.what
            yield Ground(way, "strength", what, priority, "shows", evidence)

    def _best(self, way: str, uses: Counter[int]) -> int | None:
        if not self._items:
            return None
        least = min(uses[at] for at in range(len(self._items)))
        if least >= len(_OF_STRENGTHS) // 2:
            return None

        def worth(at: int) -> tuple[int, bool, int]:
            item = self._items[at]
            fits = (way == "case" and item.has_result) or (way == "lead" and item.rank > 1)
            return (-uses[at], fits, -at)

        return max(range(len(self._items)), key=worth)

    def _gap_grounds(self) -> Iterator[Ground]:
        found = [*self._gaps(), *self._figures(), *self._scope(), *self._unknown()]
        yield from sorted(found, key=lambda one: _RANKS[one.priority])

    def _gaps(self) -> Iterator[Ground]:
        """What the role asks for and the text does not show as it is asked, by how it is closed."""
        by_id = {one.asked.id: one for one in self._shown}
        groups: dict[str, list[tuple[Shown, Priority]]] = {}
        for gap in skill_gaps(self._shown):
            one = by_id[gap.id]
            learnt = learnt_by(self._category(one.asked))
            way = learnt if gap.status == "notShown" else _BY_GAP[gap.status]
            if learnt == "licence" and gap.status != "notShown":
                way = "refresh"
            groups.setdefault(way, []).append((one, gap.priority))
        for way, ones in groups.items():
            together = sorted(ones, key=lambda pair: _RANKS[pair[1]])[:MOST_TOGETHER]
            names = [self._name(one.asked) for one, _ in together]
            evidence, near = self._evidence_for([one for one, _ in together])
            if evidence:
                what = ", ".join(clip(name, MOST_TOLD // MOST_TOGETHER) for name in names)
                yield Ground(
                    way,
                    "weakness",
                    what,
                    together[0][1],
                    near,
                    evidence,
                    tuple(self._resources([one.asked for one, _ in together])),
                )

    def _evidence_for(self, ones: Sequence[Shown]) -> tuple[tuple[Evidence, ...], Bearing]:
        own = tuple(dict.fromkeys(e for one in ones for e in self._told(one)[:1]))
        if own:
            return own[:MOST_TOGETHER], "shows"
        for one in ones:
            near = self._nearest(one.asked)
            if near:
                self._quote(near)
                return (near,), "nearest"
        begin = self._begin()
        return ((begin,), "begin") if begin else ((), "begin")

    def _told(self, one: Shown) -> tuple[Evidence, ...]:
        """What tells of it, but for what somebody only says of oneself, or how to reach them."""
        return tuple(e for e in one.evidence if self._stands_in(e, _TOLD))

    def _quote(self, evidence: Evidence) -> None:
        """Remember that it is quoted, so that the next path goes by another passage."""
        if evidence.span:
            self._quoted[evidence.span] += 1

    def _nearest(self, asked: Asked) -> Evidence | None:
        """The passage that shows what is nearest to something: learnt before it, or beside it."""
        known = skills()
        for name in asked.skills:
            if name not in known:
                continue
            skill = known[name]
            related = [*skill.needs, *sorted(adjacent(name))]
            for fact in self._sheet.facts.skills:
                if fact.name in related and (found := self._real_of(fact)):
                    return found
            for fact in self._sheet.facts.skills:
                if fact.category == skill.category and (found := self._real_of(fact)):
                    return found
        return None

    def _real_of(self, fact: SkillFact) -> Evidence | None:
        found = self._of_fact(fact)
        return found if found and self._is_real(found) else None

    def _of_fact(self, fact: SkillFact) -> Evidence | None:
        """The sentence of its line that names it, or the line."""
        named = (one for one in sentences(fact.evidence) if fact.written in one)
        passage = next(named, fact.evidence)
        found = find_quote(passage, [Source("resume", self._sheet.text)])
        if found is None:
            return None
        return Evidence(clip(one_line(passage), MOST_PASSAGE), "resume", span=found[1])

    def _begin(self) -> Evidence | None:
        """The newest piece of work: where something new could begin."""
        if self._points:
            evidence = evidence_of_point(min(self._points, key=self._order))
            self._quote(evidence)
            return evidence
        every = [
            p for p in self._sheet.outline.points if not p.is_empty and len(p.text.split()) > 1
        ]
        of_work = [p for p in every if p.context in {"job", "project", "training"}]
        return evidence_of_point(of_work[0]) if of_work else None

    def _order(self, point: Point) -> tuple[int, bool, int, int]:
        """What was quoted least first, of that what tells a deed, of that the newest."""
        is_deed = rank(point.text) is not None
        return (self._quoted[point.span], not is_deed, -(point.ends or 0), point.span[0])

    def _bare(self) -> list[Point]:
        """Points that do not say what came of them, those without any number first."""
        bare = [point for point in self._points if not has_result(point.text)]
        return sorted(bare, key=lambda one: (bool(_DIGIT.search(one.text)), *self._order(one)))

    def _figures(self) -> Iterator[Ground]:
        """Points that do not say what came of them, where that is most of them."""
        bare = self._bare()
        if len(bare) < _LEAST_BARE or len(bare) < _HALF * len(self._points):
            return
        evidence = tuple(evidence_of_point(point) for point in bare[:MOST_TOGETHER])
        what = told(text("what.figures", count=len(bare)), self._language)
        yield Ground("figures", "weakness", what, "high", "shows", evidence)

    def _scope(self) -> Iterator[Ground]:
        """Where the role answers for others, and the text shows own tasks only."""
        begin = self._begin()
        shown_scope = scope_of(self._sheet.outline)
        if self._target.scope > shown_scope <= _GUIDES and begin:
            what = told(text("what.scope"), self._language)
            yield Ground("scope", "weakness", what, "medium", "begin", (begin,))

    def _unknown(self) -> Iterator[Ground]:
        """Where nothing says what the role asks for, people do."""
        begin = self._begin()
        if self._named and not self._target.asked and begin:
            what = clip(one_line(self._target.title), MOST_TOLD)
            yield Ground("ask_role", "weakness", what, "high", "begin", (begin,))

    def _strengths(self) -> Iterator[Finding]:
        """What passages show, first that of which they tell what came of it."""
        ordered = sorted(self._items, key=lambda item: not item.has_result)
        for item in ordered[:MOST_FINDINGS]:
            result, deed = (
                text("finding.result", what=item.what),
                text("finding.deed", what=item.what),
            )
            said = told(result if item.has_result else deed, self._language)
            yield Finding(said, (item.evidence,))

    def _weaknesses(self) -> Iterator[Finding]:
        """What the text does not show, or not as it is asked for."""
        by_id = {one.asked.id: one for one in self._shown}
        for gap in skill_gaps(self._shown)[:MOST_FINDINGS]:
            name = self._name(by_id[gap.id].asked)
            said = text("finding.gap", what=name, gap=gap.why)
            yield Finding(clip(told(said, self._language), MOST_PASSAGE), self._told(by_id[gap.id]))
        for one in self._figures():
            said = text("finding.figures", count=len(self._bare()))
            yield Finding(told(said, self._language), one.evidence)

    def _role(self, near: NearRole) -> RoleNear:
        missing = tuple(self._label(name) for name in near.missing[:MOST_MISSING])
        return RoleNear(self._role_name(near.role), tuple(self._held(near)[:MOST_HELD]), missing)

    def _category(self, asked: Asked) -> str | None:
        known = skills()
        return next((known[name].category for name in asked.skills if name in known), None)

    def _resources(self, asked: Sequence[Asked]) -> Iterator[Resource]:
        """What the curated list has on it."""
        names = dict.fromkeys(name for one in asked for name in one.skills)
        found = [one for name in names for one in resources().get(name, ())]
        for one in found[:MOST_RESOURCES]:
            yield Resource(one.title, one.type, one.url, self._label(one.skill))

    def _name(self, asked: Asked) -> str:
        if len(asked.skills) == 1:
            return self._label(asked.skills[0])
        return clip(one_line(asked.text), MOST_TOLD)

    def _label(self, name: str) -> str:
        known = skills().get(name)
        return (self._language == "ko" and known and known.korean) or name


def _short(passage: str) -> str:
    """A passage as a title names it: cut where it pauses, if it is long."""
    whole = one_line(passage).rstrip(_ENDS)
    if len(whole) <= MOST_QUOTED:
        return whole
    head = clip(whole, MOST_QUOTED)
    pause = max(head.rfind(sign) for sign in _PAUSES)
    return head[:pause].rstrip(_ENDS) if pause >= _LEAST_TITLE else f"{head}…"


def _bears(passage: str, skill: str) -> bool:
    """Whether a passage itself has something of a skill, and not only the job that it is of."""
    named = {one.skill.name for one in mentions([Slice(passage, 0)], sure=True) if one.skill}
    if named & accepted(skill):
        return True
    ideas = {one.name for one in concepts(tokens(skill), named=True) if not is_wide(one.name)}
    return bool(ideas & {one.name for one in concepts(tokens(passage), named=True)})
