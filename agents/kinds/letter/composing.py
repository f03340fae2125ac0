"""A letter by rules, of what there is to say: as long as it was to be, or as far as that reaches.

Pure: the same brief gives the same letter.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from agents.evidence.text import content, one_line
from agents.kinds.letter import english, korean
from agents.kinds.letter.bounds import Bounds
from agents.kinds.letter.drafts import Brief, Draft, Fact, Material, Part, Wanted
from agents.kinds.letter.likeness import share
from agents.kinds.letter.phrasing import phrases, said

USUAL = {"application": 600, "referral": 200, "negotiate": 200}
FEW, SHORTEST = 150, 20
"""The most words of a letter of that purpose, of others `FEW`; only an application needs more than
the `SHORTEST`."""
LEAST_FACTS = 4
"""Facts that an application has, where there are as many."""
QUOTED_UP_TO = 6
"""Facts up to which some are only quoted."""
LEANEST = 3
"""How short of words a letter may be: at 1 and 2 what phrases mark so is left out, at 3 all but one
fact and what it is about."""
_IN_PARAGRAPH = 3
_MOST_ITEMS = 6
_IS_OWN = re.compile(r"I\b")
_CHANGED = re.compile(
    r"\bfrom\b.{0,60}\bto\b|→|->|\d\s?%|에서 .{0,20}(?:로|으로|가 되|이 되)|\bby \d"
)
"""What was measured before and after."""
_ALSO = re.compile(r"^I(?P<aux> (?:am|was|have|had)\b|['’](?:m|ve|d)\b)?\s")
_PLANS = re.compile(
    r"(?i)\bnotice\b|\bstart(?:ing)?\b|\bavailab|\bnights?\b|\bshifts?\b|\brelocat|\bmov(?:e|ing)\b"
    r"|\btravel|\bhours\b|\bvisa\b|\bweekends?\b|\bfrom (?:january|february|march|april|may|june"
    r"|july|august|september|october|november|december)|출근|입사|근무|이사|교대|야간|나이트|통보"
)


def composed(brief: Brief) -> Draft:
    """The letter: with every fact that there is room for, and short of words before short of facts.

    What is open stands in square brackets. What the person wrote is never shortened.
    """
    return _Writer(brief).draft()


def bounds_of(wanted: Wanted) -> Bounds:
    """How long it is to be: never more than a letter of its purpose needs, unless a limit says."""
    bounds = Bounds(min(wanted.words, USUAL.get(wanted.purpose, FEW)), wanted.length)
    if wanted.purpose != "application" and wanted.length is None:
        bounds.least = SHORTEST
    return bounds


class _Writer:
    def __init__(self, brief: Brief) -> None:
        self._material = brief.material
        self._wanted = brief.wanted
        self._country = (brief.country or "").upper()
        self._language = brief.document_language
        self._own = korean if self._is_korean else english
        self._phrases = phrases(self._language)
        self._bounds = bounds_of(brief.wanted)
        self._avoid = tuple(filter(None, map(one_line, brief.wanted.avoid)))
        self._facts = self._chosen()
        self._items = self._listed()

    @property
    def _is_korean(self) -> bool:
        return self._language.split("-")[0].lower() == "ko"

    def draft(self) -> Draft:
        """The fullest letter that is not too long; else the leanest."""
        least = min(LEAST_FACTS, len(self._facts) + len(self._items))
        for level in (0, 1, 2):
            found = self._fitting(level)
            if found is not None and (level == 2 or found[1] >= least):
                return found[0]
        leanest = [self._letter([one], (), LEANEST) for one in self._facts]
        lengths = [self._bounds.of(one.text) for one in leanest]
        fitting = [n for n, length in enumerate(lengths) if length <= self._bounds.most]
        if fitting:
            return leanest[max(fitting, key=lengths.__getitem__)]
        bare = self._letter((), (), LEANEST)
        return bare if bare.paragraphs else leanest[lengths.index(min(lengths))]

    def _fitting(self, level: int) -> tuple[Draft, int] | None:
        """The fullest letter at a level that is not too long, with the number of its facts."""
        best: tuple[Draft, int] | None = None
        worth = (-1, -1)
        there = len(self._items)
        for items in dict.fromkeys((min(there, _MOST_ITEMS), min(there, 2), 0)):
            facts: list[Fact] = []
            made = None
            for fact in self._facts or (None,):
                more = [*facts, fact] if fact else []
                one = self._letter(more, self._items[:items], level)
                if self._bounds.of(one.text) <= self._bounds.most:
                    facts, made = more, one
            count = len(facts) + items
            fuller = (min(count, LEAST_FACTS), min(len(facts), LEAST_FACTS))
            if made and fuller > worth:
                best, worth = (made, count), fuller
        return best

    def _letter(self, facts: Sequence[Fact], items: Sequence[Fact], level: int) -> Draft:
        values, quotes = self._values(facts, items, level)
        parts = []
        for lines in self._phrases["purposes"][self._wanted.purpose]:
            told = [one for line in self._in_order(lines) if (one := said(line, values, level))]
            if text := " ".join(told):
                used = [quotes[name] for line in lines for name in quotes if f"{{{name}}}" in line]
                found = [quote for group in used for quote in group]
                parts.append(Part(text, tuple(dict.fromkeys(found))))
        return Draft(self._salutation(), tuple(parts), self._sign_off())

    def _in_order(self, lines: Sequence[str]) -> Sequence[str]:
        """The lines of a paragraph: a bold letter has what was done in front of what is asked."""
        if self._wanted.tone == "bold" and "{opening}" in lines:
            return ["{carries}", "{story}", "{opening}"]
        return lines

    def _values(
        self, facts: Sequence[Fact], items: Sequence[Fact], level: int
    ) -> tuple[dict[str, str], dict[str, list[str]]]:
        """What fills each place, and the passages that it rests on."""
        material = self._material
        groups = self._groups(facts)
        asked = self._asks(groups)
        plans, mentioned = self._mentions()
        values = {
            "firm": material.firm or "",
            "title": material.title or "",
            "post": self._post(),
            "name": material.name or "",
            "employer": material.employer or "",
            "role": material.role or "",
            "story_ask": asked[0],
            "carries": str(self._phrases["carries"]) if material.no_overlap else "",
            "why": self._why(),
            "mention": mentioned,
            "mention_planning": plans,
            "planning": ""
            if self._is_avoided(material.planning)
            else self._ended(material.planning),
            "closing": str(self._phrases["closing"][self._wanted.tone]),
            "open_date": str(self._phrases["open_date"]),
            "open_planning": str(self._phrases["open_planning"]),
            "limits": " ".join(self._limits()),
            "conditions": " ".join(self._conditions()),
            "missing": self._missing(),
        }
        values["open_why"] = said(self._phrases["open_why"], values)
        key = "short" if level == LEANEST else self._wanted.tone
        values["opening"] = said(self._phrases["opening"][key], values)
        if asked[1]:
            values["also_ask"] = said(self._phrases["also_ask"], {"asks": asked[1]})
        quotes: dict[str, list[str]] = {"limits": [one.quote for one in material.limits]}
        last: Fact | None = None
        for name, group in zip(("story", "facts", "more", "rest"), groups, strict=True):
            values[name], last = self._told(group, last, plain=level >= 2)
            quotes[name] = [fact.quote for fact in group]
        if items:
            listed = str(self._phrases["list"]).join(one.item or f"“{one.raw}”" for one in items)
            values["items"] = said(self._phrases["items"], {"items": listed})
            quotes["items"] = [one.quote for one in items]
        return values, quotes

    def _groups(self, facts: Sequence[Fact]) -> list[Sequence[Fact]]:
        """The story, and three paragraphs of further facts."""
        story = facts[:1]
        entries = list(dict.fromkeys(fact.entry for fact in facts))
        others = sorted(facts[1:], key=lambda fact: entries.index(fact.entry))
        cut = _IN_PARAGRAPH + (len(others) == _IN_PARAGRAPH + 1)
        end = cut + _IN_PARAGRAPH + (len(others) == cut + _IN_PARAGRAPH + 1)
        return [story, others[:cut], others[cut:end], others[end:]]

    def _chosen(self) -> list[Fact]:
        """What can be told in sentences: the story first, which tells what came of it; then what
        the person wants to be mentioned."""
        material = self._material
        featured = [fact for one in self._wanted.mention if (fact := self._known(one))]
        pool = (*material.facts, *self._beside())
        free = {one.sentence: one for one in (*featured, *pool) if self._may_be_told(one)}
        told = list(free.values())
        if not told:
            return []
        # Another version tells another story.
        stories = sorted(told, key=self._as_story)
        story = stories[self._wanted.variation % len(stories)]
        return [story, *(one for one in told if one is not story)]

    def _beside(self) -> Sequence[Fact]:
        """What is told beside what is asked for: everything where that is nothing, and where it is
        little, what has its words."""
        material = self._material
        if material.no_overlap:
            return material.near
        lacks = max(0, LEAST_FACTS - len(material.facts))
        return [one for one in material.near if one.is_related][:lacks]

    def _may_be_told(self, fact: Fact) -> bool:
        if not fact.sentence or fact.quote in self._wanted.dropped:
            return False
        return not self._is_avoided(fact.sentence)

    def _as_story(self, fact: Fact) -> tuple[bool, bool, bool, bool]:
        """How well it begins a letter: with a change that was measured, and that is asked for."""
        return (
            fact.is_role,
            not (fact.has_result and _CHANGED.search(fact.quote)),
            not fact.has_result,
            not self._can_ask(fact),
        )

    def _listed(self) -> list[Fact]:
        """What can stand in a list; words that only can be quoted where there are few others."""
        told = {one.quote for one in self._facts}
        left = [one for one in self._material.facts if one.quote not in told]
        free = [one for one in left if one.quote not in self._wanted.dropped and not one.sentence]
        kept = {
            one.item or one.raw: one for one in free if not self._is_avoided(one.item or one.raw)
        }
        named = [one for one in kept.values() if one.item]
        there = [*(one for one in self._facts if not one.is_role), *named]
        met = {id for one in there for id in one.requirements}
        quoted = [one for one in kept.values() if not one.item]
        quoted.sort(key=lambda one: met.issuperset(one.requirements))
        new = sum(not met.issuperset(one.requirements) for one in quoted)
        room = max(min(new, QUOTED_UP_TO - len(there)), LEAST_FACTS - len(there), 0)
        return [*named, *quoted[:room]]

    def _can_ask(self, fact: Fact) -> bool:
        return any(id in self._material.asks for id in fact.requirements)

    def _asks(self, groups: Sequence[Sequence[Fact]]) -> tuple[str, str]:
        """What is asked for, in its own words: that of the story, and those of the facts after."""
        named: list[str] = []

        def first(facts: Iterable[Fact]) -> Iterator[str]:
            for fact in facts:
                for id in fact.requirements:
                    ask = self._material.asks.get(id)
                    if ask and ask not in named and not self._is_avoided(ask):
                        named.append(ask)
                        yield said(self._phrases["ask"], {"ask": ask})
                        break

        story = next(first(groups[0]), "")
        asks = [one for _, one in zip(range(2), first(groups[1]), strict=False)]
        return story, str(self._phrases["and"]).join(asks)

    def _told(
        self, facts: Sequence[Fact], last: Fact | None, *, plain: bool
    ) -> tuple[str, Fact | None]:
        """Facts in sentences, behind that one: where it was is said when that changes."""
        made: list[str] = []
        alike = 0
        for number, fact in enumerate(facts):
            sentence = fact.sentence
            if self._wanted.tone == "bold" and not self._is_korean:
                sentence = _first_of(sentence)
            placed = sentence if plain and last is None else self._placed(fact, last, sentence)
            if placed != sentence:
                sentence, alike = placed, 0
            elif not self._is_korean and number:
                alike += 1
                sentence = _also(sentence) if alike % 2 else sentence
            last = fact
            made.append(sentence)
        return " ".join(made), last

    def _placed(self, fact: Fact, last: Fact | None, sentence: str) -> str:
        """The sentence with where that was, unless it was where the one before was."""
        if fact.employer:
            if last is not None and fact.employer == last.employer:
                return sentence
            return self._at(fact.employer, sentence)
        if last is None or fact.entry == last.entry:
            return sentence
        return self._led("in_another" if fact.is_work else "apart", sentence)

    def _at(self, employer: str, sentence: str) -> str:
        return sentence if employer in sentence else self._led("at", sentence, employer=employer)

    def _led(self, key: str, sentence: str, **values: str) -> str:
        """A sentence behind words that say where that was."""
        if not self._is_korean:
            sentence = sentence if _IS_OWN.match(sentence) else english.lowered(sentence)
        return said(self._phrases[key], {"sentence": sentence, **values})

    def _post(self) -> str:
        """What is applied for."""
        firm, title = self._material.firm, self._material.title
        if self._is_korean:
            return " ".join(filter(None, (firm, title)))
        return said(self._phrases["post"], {"title": title or ""})

    def _why(self) -> str:
        return self._ended(one_line(self._wanted.why or ""))

    def _mentions(self) -> tuple[str, str]:
        """What is to be mentioned: what they must plan for, and everything else."""
        given = [one for one in map(one_line, self._wanted.mention) if not self._is_avoided(one)]
        plans = [one for one in given if _PLANS.search(one)]
        others = [one for one in given if one not in plans]
        return self._mentioned(plans, plans=True), self._mentioned(others, plans=False)

    def _mentioned(self, given: Sequence[str], *, plans: bool) -> str:
        known = "plans" if plans else "known"
        told = {one: self._own.own(one) for one in given if self._known(one) is None}
        whole = [sentence for sentence in told.values() if sentence]
        pieces = [self._own.piece(one) for one, sentence in told.items() if not sentence]
        if pieces:
            mention = str(self._phrases["list"]).join(pieces)
            whole.append(said(self._phrases[known], {"mention": mention}))
        return " ".join(dict.fromkeys(whole))

    def _known(self, mention: str) -> Fact | None:
        """What the résumé tells of what is to be mentioned, where it has all of it."""
        pool = (*self._material.facts, *self._material.near)
        return next((one for one in pool if one.sentence and share(mention, one.quote) >= 1), None)

    def _limits(self) -> list[str]:
        return [
            said(self._phrases["limit"], {"ask": one.asked, "quote": one.quote})
            for one in self._material.limits
            if not self._is_avoided(one.quote)
        ]

    def _conditions(self) -> list[str]:
        named = [one for one in self._material.conditions if not self._is_avoided(one)]
        mentioned = " ".join(self._wanted.mention)
        return [
            said(self._phrases["condition"], {"condition": one})
            for one in named[:2]
            if not content(one) & content(mentioned)
        ]

    def _missing(self) -> str:
        named = [
            said(self._phrases["ask"], {"ask": one})
            for one in self._material.missing
            if not self._is_avoided(one)
        ]
        if not named or not self._material.no_overlap:
            return ""
        return said(
            self._phrases["missing"], {"missing": str(self._phrases["list"]).join(named[:4])}
        )

    def _salutation(self) -> str:
        wanted, known = self._wanted, self._phrases["salutation"]
        if wanted.addressee:
            addressee = re.sub(r"께$", "", one_line(wanted.addressee).rstrip(" ,"))
            return said(known["named"], {"addressee": addressee})
        key = wanted.purpose if wanted.purpose in known else wanted.tone
        return said(known[key], {"firm": self._material.firm or ""})

    def _sign_off(self) -> str:
        known = self._phrases["sign_off"]
        name = self._material.name or str(self._phrases["open_name"])
        if self._is_korean:
            return said(known[self._wanted.tone], {"name": name})
        key: str = self._wanted.tone
        if key in {"plain", "formal"}:
            opens = self._wanted.addressee or self._wanted.purpose in self._phrases["salutation"]
            key = "american" if self._country in {"US", "CA"} else "named" if opens else key
        return f"{known[key]}\n{name}"

    def _is_avoided(self, text: str) -> bool:
        """Whether a text has all words of something that must not stand in the letter."""
        low = text.casefold()
        return any(one.casefold() in low or share(one, text) >= 1 for one in self._avoid)

    def _ended(self, text: str) -> str:
        if not text or text[-1] in '.!?…。”"]':
            return text
        return f"{text}."


def _also(sentence: str) -> str:
    """A sentence that goes on from the one before: "I also run"."""
    found = _ALSO.match(sentence)
    if found is None or re.match(r"\S+\s(?:\S+\s)?(?:also|then|now|later|first)\s", sentence):
        return sentence
    return f"I{found['aux'] or ''} also {sentence[found.end() :]}"


def _first_of(sentences: str) -> str:
    """The first of several sentences."""
    found = re.match(r".*?[.!?](?=\s[A-Z])", sentences)
    return found.group() if found else sentences


def facts_of(draft: Draft, material: Material) -> list[Fact]:
    """The facts that a letter rests on, in whole or in part, and that the job asks for."""
    used = {quote for part in draft.paragraphs for quote in part.quotes}
    return [
        fact
        for fact in material.facts
        if fact.requirements and any(fact.quote in one or one in fact.quote for one in used)
    ]
