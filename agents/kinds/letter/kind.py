"""A letter to an employer, of what the résumé says that the job asks for; versions side by side."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, get_args

import msgspec
from msgspec import UNSET
from msgspec.structs import replace

from agents.delivery.kind import UNUSABLE, Delivery, Further
from agents.delivery.next_steps import NextStep
from agents.errors import InvalidInput, RunFailure
from agents.evidence.brackets import brackets
from agents.evidence.counting import measure
from agents.evidence.sources import Source, find_quote
from agents.evidence.text import clip, one_line
from agents.kind import Action, Confirm, Issue, Refused
from agents.kind import Turn as AnyTurn
from agents.kinds.letter.checking import least_of, settled
from agents.kinds.letter.checks import Checked, checks
from agents.kinds.letter.composing import LEAST_FACTS, bounds_of, composed, facts_of
from agents.kinds.letter.drafts import Brief, Draft, Part, Wanted
from agents.kinds.letter.inputs import Adjust, Another, Choose, LetterInput, Purpose, Tone
from agents.kinds.letter.likeness import likest, nearest
from agents.kinds.letter.material import Told, told_of
from agents.kinds.letter.memory import Memory
from agents.kinds.letter.phrasing import LANGUAGES
from agents.kinds.letter.results import LetterCheck, LetterResult, Paragraph
from agents.kinds.letter.tasks import REVIEW, WRITE
from agents.kinds.letter.telling import (
    ASKS,
    LEAST_WORDS,
    MOST_WORDS,
    WHY,
    addressed,
    avoided,
    bare,
    mentioned,
    named_length,
    paragraph,
)
from agents.results.types import Evidence, Length, Method, Open
from protocol.catalogue import Said, Text

Turn = AnyTurn[LetterInput, Memory]

SHORTER, LONGER = 0.75, 1.35
"""By how much a letter is shortened, or lengthened."""
MOST_MENTIONED = 50
MOST_DETAIL = 200
_ENOUGH = 0.5
"""The share of the words of a wish that a line of the résumé has which it means."""
_SOME = 0.3
"""The same of a question."""
_MOST_NAMED = 120
_LETTER = ("text", "paragraphs", "words", "checks", "open", "confirm")
"""Fields of the result that belong to a version."""


class Letter(Delivery):
    """Writes a letter, and keeps several versions of it."""

    name = "letter"
    input_type = LetterInput
    result_type = LetterResult
    memory_type = Memory
    exports = ("html", "docx")
    method = Method("letter", 1)
    steps = ("reading", "writing", "checking")
    reviews = (REVIEW,)
    further = (
        Further(Action("another", input=Another), "another", works=True),
        Further(Action("choose", input=Choose), "choose"),
        Further(Action("adjust", input=Adjust), "adjust", works=True),
    )
    wishes: ClassVar = {
        "shorter": "wish_shorter",
        "longer": "wish_longer",
        "length": "wish_length",
        "warmer": "wish_warmer",
        "formal": "wish_formal",
        "bolder": "wish_bolder",
        "plainer": "wish_plainer",
        "mention": "wish_mention",
        "avoid": "wish_avoid",
        "addressee": "wish_addressee",
        "reword": "wish_reword",
        "another": "wish_another",
    }
    sets = (*_LETTER, "requirements", "versions")

    def parse_input(self, raw: Any) -> msgspec.Struct:
        """The typed input; who names a tone or a purpose that there is not is told of those."""
        given = raw
        if isinstance(raw, bytes | msgspec.Raw):
            try:
                given = msgspec.json.decode(raw)
            except msgspec.DecodeError:
                return super().parse_input(raw)
        for name, known in (("tone", Tone), ("purpose", Purpose)):
            value = given.get(name) if isinstance(given, Mapping) else None
            if isinstance(value, str) and value not in get_args(known):
                there = ", ".join(get_args(known))
                raise InvalidInput(
                    self.text(f"refused.{name}", value=clip(one_line(value), 80), known=there)
                )
        return super().parse_input(raw)

    async def deliver(self, turn: Turn) -> None:
        """Read what was given, write the letter, and verify it."""
        given, memory = turn.input, turn.memory
        self.at(turn, "reading")
        told = await self._told(turn)
        for said in told.remarks:
            self.assume(turn, said)
        about = told.material.title or told.material.firm
        if about:
            title = Text("delivery.title", title=self.wording["title"], about=clip(about, 80))
            turn.title = turn.told(title)
        wanted = Wanted(
            purpose=given.purpose,
            tone=given.tone,
            words=given.words,
            length=given.length,
            why=given.why,
            mention=given.mention,
            avoid=given.avoid,
            addressee=given.addressee,
        )
        self.at(turn, "writing")
        fields = await self._written(turn, wanted)
        self.at(turn, "checking")
        memory.versions = memory.versions.added(self._title(turn, wanted), fields)
        memory.wanted[memory.versions.current] = wanted
        self._show(turn)
        if turn.result["open"]:
            await turn.say(self.text("says.open", count=len(turn.result["open"])))

    async def another(self, turn: Turn) -> str:
        """Add a version beside the others: in another tone, or with another story."""
        given: Another = turn.given
        await self._another(turn, given.title, given.tone)
        return "ready"

    async def choose(self, turn: Turn) -> str:
        """Show another of the versions."""
        memory = turn.memory
        found = memory.versions.find(turn.given.id)
        if found is None:
            known = ", ".join(one.id for one in memory.versions.kept)
            raise Refused(
                self.text("refused.version", id=turn.given.id, known=known), "invalid_input"
            )
        memory.versions = memory.versions.chosen(found.id)
        self._show(turn)
        await turn.say(self.text("says.chosen", title=found.title))
        return "ready"

    async def adjust(self, turn: Turn) -> str:
        """Change what is named in the version that is shown, and nothing else."""
        given: Adjust = turn.given
        changes: dict[str, Any] = {
            name: value
            for name in ("tone", "addressee", "why")
            if (value := getattr(given, name)) is not UNSET
        }
        if given.words is not UNSET:
            changes |= {"words": given.words, "length": None}
        wanted = self._wanted(turn)
        if given.mention is not UNSET:
            changes["mention"] = _with(wanted.mention, given.mention)
        if given.avoid is not UNSET:
            changes["avoid"] = _with(wanted.avoid, given.avoid)
            changes.setdefault("mention", _without(wanted.mention, given.avoid))
        if not changes:
            raise Refused(self.text("refused.nothing"), "invalid_input")
        await self._again(turn, changes, "")
        await turn.say(self.text("says.adjusted", count=turn.result["words"]))
        return "ready"

    async def revise(self, turn: Turn, wish: str) -> None:
        """Change the letter as is wished, or answer; a question about it changes nothing."""
        if WHY.match(wish) and (known := await self._reason(turn, wish)):
            await turn.say(known)
        elif ASKS.match(wish):
            await self.reply(turn, wish)
        else:
            await super().revise(turn, wish)

    async def _reason(self, turn: Turn, wish: str) -> Text | None:
        """Why something stands in the letter that a question names: what the job asks."""
        told = await self._told(turn)
        shown = [one["quote"] for part in turn.result["paragraphs"] for one in part["evidence"]]
        facts = {one.quote: one for one in told.material.facts if one.quote in shown}
        quote = likest(bare(wish), facts, _SOME)
        asks = (told.material.asks.get(id) for id in facts[quote].requirements) if quote else ()
        ask = next(filter(None, asks), None)
        if ask is None:
            return None
        return self.text("says.why", quote=clip(quote, _MOST_NAMED), ask=ask)

    async def wish_shorter(self, turn: Turn, wish: str) -> None:
        """Say it in fewer words."""
        await self._resize(turn, wish, SHORTER)

    async def wish_longer(self, turn: Turn, wish: str) -> None:
        """Say more, where there is more to say."""
        await self._resize(turn, wish, LONGER)

    async def wish_length(self, turn: Turn, wish: str) -> None:
        """So many words, or characters."""
        if named_length(wish) is None:
            await turn.say(self.text("says.length_how"))
        else:
            await self._resize(turn, wish, 1)

    async def wish_warmer(self, turn: Turn, wish: str) -> None:
        """The same in a warmer tone."""
        await self._retone(turn, wish, "warm")

    async def wish_formal(self, turn: Turn, wish: str) -> None:
        """The same in a more formal tone."""
        await self._retone(turn, wish, "formal")

    async def wish_bolder(self, turn: Turn, wish: str) -> None:
        """The same with the result first, in shorter sentences."""
        await self._retone(turn, wish, "bold")

    async def wish_plainer(self, turn: Turn, wish: str) -> None:
        """The same in a plain tone."""
        await self._retone(turn, wish, "plain")

    async def wish_mention(self, turn: Turn, wish: str) -> None:
        """Say something more that the person names."""
        what = mentioned(wish)
        if not what:
            await turn.say(self.text("says.mention_what"))
            return
        wanted, told = self._wanted(turn), await self._told(turn)
        pool = (*told.material.facts, *told.material.near)
        # What the résumé tells of it goes before the few words of a wish.
        known = likest(what, (one.quote for one in pool if one.sentence), _ENOUGH)
        changes = {
            "mention": _with(wanted.mention, known or what),
            "avoid": _without(wanted.avoid, what),
            "dropped": tuple(one for one in wanted.dropped if one != known),
        }
        before = turn.result["text"]
        await self._again(turn, changes, wish)
        said = clip(known or what, _MOST_NAMED)
        same = turn.result["text"] == before
        await turn.say(self.text("says.already" if same else "says.mentioned", what=said))

    async def wish_avoid(self, turn: Turn, wish: str) -> None:
        """Leave out what the person names."""
        if (number := paragraph(wish)) is not None:
            await self._cut(turn, number)
            return
        what = avoided(wish)
        if not what:
            await turn.say(self.text("says.avoid_what"))
            return
        wanted, before = self._wanted(turn), turn.result["text"]
        if what.casefold() not in before.casefold():
            what = nearest(what, before) or what
        changes = {
            "avoid": _with(wanted.avoid, what),
            "mention": _without(wanted.mention, what),
        }
        await self._again(turn, changes, wish)
        same = turn.result["text"] == before
        await turn.say(self.text("says.not_there" if same else "says.avoided", what=what))

    async def _cut(self, turn: Turn, number: int) -> None:
        """Take a paragraph out, counted from the first behind the salutation."""
        parts, memory = turn.result["paragraphs"], turn.memory
        body = parts[1:-1]
        at = number - 1 if number > 0 else len(body) - 1
        if not 0 <= at < len(body) or len(body) == 1:
            await turn.say(self.text("says.no_paragraph", count=len(body)))
            return
        turn.enter("working")
        wanted = self._wanted(turn)
        gone = tuple(one["quote"] for one in body[at].get("evidence", ()))
        wanted = replace(wanted, dropped=tuple(dict.fromkeys((*wanted.dropped, *gone)))[-50:])
        draft = Draft(
            parts[0]["text"],
            tuple(_part(one) for place, one in enumerate(body) if place != at),
            parts[-1]["text"],
        )
        told = await self._told(turn)
        shown = next(one for one in memory.versions.kept if one.id == memory.versions.current)
        by_model = shown.fields["writer"] == "model"
        fields = await self._fields(turn, self._brief(turn, told, wanted), draft, (), by_model)
        memory.versions = memory.versions.changed(fields)
        memory.wanted[memory.versions.current] = wanted
        self._show(turn)
        await turn.say(self.text("says.cut", number=at + 1))

    async def wish_addressee(self, turn: Turn, wish: str) -> None:
        """Send it to somebody else."""
        whom = addressed(wish)
        if not whom:
            await turn.say(self.text("says.addressee_who"))
            return
        await self._again(turn, {"addressee": whom}, wish)
        await turn.say(self.text("says.addressed", whom=whom))

    async def wish_reword(self, turn: Turn, wish: str) -> None:
        """Put it differently: by rules that begins with another story."""
        before = turn.result["text"]
        await self._again(turn, {"variation": self._wanted(turn).variation + 1}, wish)
        same = turn.result["text"] == before
        await turn.say(self.text("says.no_other" if same else "says.reworded"))

    async def wish_another(self, turn: Turn, wish: str) -> None:
        """Add another version."""
        await self._another(turn, None, None, wish)

    async def _another(
        self, turn: Turn, title: str | None, tone: Tone | None, wish: str = ""
    ) -> None:
        memory = turn.memory
        if memory.versions.full:
            raise Refused(
                self.text("refused.full", count=len(memory.versions.kept)), "invalid_input"
            )
        turn.enter("working")
        now = self._wanted(turn)
        used = [one.variation for one in memory.wanted.values() if one.tone == (tone or now.tone)]
        variation = max(used, default=-1) + 1
        wanted = replace(now, tone=tone or now.tone, variation=variation)
        fields = await self._written(turn, wanted, wish, turn.result["text"])
        named = title or self._title(turn, wanted)
        memory.versions = memory.versions.added(named, fields)
        memory.wanted[memory.versions.current] = wanted
        self._show(turn)
        await turn.say(self.text("says.another", title=named))

    async def _resize(self, turn: Turn, wish: str, share: float) -> None:
        wanted, before = self._wanted(turn), turn.result["words"]
        named = named_length(wish)
        changes: dict[str, Any]
        if isinstance(named, Length):
            changes = {"length": named}
        elif wanted.length is not None and named is None:
            most = max(1, round(wanted.length.max * share))
            changes = {"length": replace(wanted.length, max=most)}
        else:
            words = named or min(MOST_WORDS, max(LEAST_WORDS, round(before * share)))
            changes = {"words": words, "length": None}
        await self._again(turn, changes, wish)
        after = turn.result["words"]
        if after == before:
            await turn.say(self.text("says.no_shorter" if share < 1 else "says.no_longer"))
        else:
            await turn.say(self.text("says.resized", before=before, after=after))

    async def _retone(self, turn: Turn, wish: str, tone: Tone) -> None:
        same = self._wanted(turn).tone == tone
        await self._again(turn, {"tone": tone}, wish)
        name = self.text(f"tones.{tone}")
        await turn.say(self.text("says.same_tone" if same else "says.retoned", tone=name))

    async def _again(self, turn: Turn, changes: Mapping[str, Any], wish: str) -> None:
        """Write the version that is shown anew, with these changes of what it is to be."""
        turn.enter("working")
        memory = turn.memory
        wanted = replace(self._wanted(turn), **changes)
        title = self._title(turn, wanted) if "tone" in changes else None
        fields = await self._written(turn, wanted, wish, turn.result["text"])
        memory.versions = memory.versions.changed(fields, title)
        memory.wanted[memory.versions.current] = wanted
        self._show(turn)

    def _wanted(self, turn: Turn) -> Wanted:
        return turn.memory.wanted[turn.memory.versions.current]

    def _title(self, turn: Turn, wanted: Wanted) -> str:
        name = turn.told(self.text(f"tones.{wanted.tone}"))
        return name if not wanted.variation else f"{name} {wanted.variation + 1}"

    async def _told(self, turn: Turn) -> Told:
        """What there is to say: the same each time, as of the day of the session."""
        if "told" not in turn.scratch:
            given = turn.input
            resume, job = await turn.resume(given.resume) or "", await turn.job(given.job)
            turn.scratch["told"] = await turn.compute(
                told_of,
                resume,
                job or "",
                given.document_language,
                turn.memory.as_of,
                turn.said_in,
                slow=True,
            )
        return turn.scratch["told"]  # type: ignore[no-any-return]

    async def _written(
        self, turn: Turn, wanted: Wanted, wish: str = "", letter: str = ""
    ) -> dict[str, Any]:
        """The fields of a version: by a model where there is one, and by rules where that fails."""
        told = await self._told(turn)
        brief = self._brief(turn, told, wanted, wish, letter)
        draft, doubts = await self._draft(turn, brief)
        by_model = draft is not None and turn.by_model(WRITE)
        if draft is None:
            draft = await turn.compute(composed, brief, slow=True)
        code = brief.document_language.split("-")[0].lower()
        if not by_model and code not in LANGUAGES:
            said = self.text("assumed.language", language=brief.document_language)
            self.assume(turn, said)
            await turn.say(said)
        return await self._fields(turn, brief, draft, doubts, by_model)

    def _brief(
        self, turn: Turn, told: Told, wanted: Wanted, wish: str = "", letter: str = ""
    ) -> Brief:
        return Brief(
            resume=told.resume,
            job=told.job,
            wanted=wanted,
            material=told.material,
            document_language=told.material.language,
            country=turn.input.country,
            wish=wish,
            letter=letter,
        )

    async def _fields(
        self, turn: Turn, brief: Brief, draft: Draft, doubts: Sequence[Issue], by_model: bool
    ) -> dict[str, Any]:
        """What stands in the result of a letter."""
        verified: Verified = await turn.compute(verified_of, draft, brief, by_model, slow=True)
        return {
            "text": draft.text,
            "paragraphs": _plain(verified.paragraphs),
            "words": measure(draft.text, "words"),
            "checks": _plain([self._check(turn, one) for one in verified.checks]),
            "open": _plain(verified.open),
            "confirm": _plain(
                [
                    Confirm(one.where, one.quote or one.what, turn.told(self.text("confirm.why")))
                    for one in doubts
                ]
            ),
            "writer": "model" if by_model else "rules",
            "short": self._short(verified, brief.wanted),
            "few": self._few(draft, brief),
        }

    async def _draft(self, turn: Turn, brief: Brief) -> tuple[Draft | None, Sequence[Issue]]:
        """A draft that may stand, with what is to be confirmed of it; None where there is none."""
        try:
            reviewed = await turn.reviewed(REVIEW, brief)
        except RunFailure as error:
            if error.code not in UNUSABLE:
                raise
            await turn.say(self.text("says.rejected"))
            return None, ()
        may_stand, doubts = await turn.compute(settled, reviewed.value, brief, slow=True)
        if not may_stand and turn.by_model(WRITE):
            await turn.say(self.text("says.rejected"))
        return (reviewed.value if may_stand else None), doubts

    def _short(self, verified: "Verified", wanted: Wanted) -> str:
        """Why it is shorter, or longer, than it was to be, by name; "" where it is not."""
        if verified.long:
            return "own"
        if not verified.short:
            return ""
        return "words" if wanted.purpose == "application" else "purpose"

    def _few(self, draft: Draft, brief: Brief) -> list[Any]:
        """Why an application has fewer facts than it should, by name, and how many; [] where it
        has enough, or needs none."""
        count = len(facts_of(draft, brief.material))
        if brief.wanted.purpose != "application" or count >= LEAST_FACTS:
            return []
        there = len([one for one in brief.material.facts if one.requirements])
        return ["facts" if there < LEAST_FACTS else "room", count]

    def _check(self, turn: Turn, one: Checked) -> LetterCheck:
        detail = turn.told(self.text(f"checks.{one.key}", **one.values))
        return LetterCheck(one.check, one.passed, clip(detail, MOST_DETAIL))

    def _show(self, turn: Turn) -> None:
        """Fill in the version that is shown, and what every result has."""
        memory = turn.memory
        shown = (one for one in memory.versions.kept if one.id == memory.versions.current)
        fields = next(shown).fields
        told: Told = turn.scratch["told"] if "told" in turn.scratch else Told()
        if told.material.requirements or "requirements" not in turn.result:
            turn.fill(requirements=_plain(told.material.requirements))
        turn.fill(
            **{name: fields[name] for name in _LETTER}, versions=_plain(memory.versions.shown())
        )
        not_judged: dict[str, Said] = {}
        if reason := fields["short"]:
            not_judged["words"] = self.text(f"not_judged.{reason}")
        if few := fields.get("few"):  # sessions from before this was told have none
            not_judged["paragraphs"] = self.text(f"not_judged.{few[0]}", facts=few[1])
        self.conclude(
            turn,
            written_by=fields["writer"],
            not_judged=not_judged,
            then=self._then(turn),
        )

    def _then(self, turn: Turn) -> list[NextStep]:
        """The résumé for the same job, what one may be asked, and what the résumé shows of it."""
        given = turn.input
        about = {"resume": given.resume, "job": given.job, "language": given.language}
        named: list[tuple[str, Said | None]] = [
            ("cv", self.text("next.cv")),
            ("questions", None),
            ("interview", self.text("next.interview")),
        ]
        more = {"interview": {"type": "behavioral", "difficulty": "medium", "durationMinutes": 20}}
        return [NextStep(kind, about | more.get(kind, {}), title) for kind, title in named]


class Verified(msgspec.Struct, frozen=True):
    """What code found of a letter: its paragraphs with evidence, its open places, its checks."""

    paragraphs: tuple[Paragraph, ...]
    open: tuple[Open, ...]
    checks: tuple[Checked, ...]
    short: bool
    long: bool


def verified_of(draft: Draft, brief: Brief, by_model: bool) -> Verified:
    """The parts of a result that follow from a letter. Pure."""
    bounds = bounds_of(brief.wanted)
    asked_for = bounds_of(replace(brief.wanted, purpose="application"))
    count = bounds.of(draft.text)
    least = least_of(brief, bounds) if by_model else count
    is_short = min(least, bounds.least) <= count < asked_for.least
    is_long = not by_model and count > bounds.most
    found = checks(draft, brief, bounds, short=is_short and count < bounds.least)
    opened = [
        Open(f"/paragraphs/{number}/text", clip(place.strip("[]"), MOST_DETAIL))
        for number, part in enumerate(draft.parts)
        for place in brackets(part.text)
    ]
    source = Source("resume", brief.resume)
    paragraphs = []
    for part in draft.parts:
        held = ((one_line(quote), find_quote(quote, [source])) for quote in part.quotes)
        evidence = [
            Evidence(quote[:1_000], "resume", span=found[1]) for quote, found in held if found
        ]
        paragraphs.append(Paragraph(part.text, tuple(evidence)))
    return Verified(tuple(paragraphs), tuple(opened[:20]), tuple(found), is_short, is_long)


def _part(shown: Mapping[str, Any]) -> Part:
    """A paragraph of a result as a part of a draft."""
    return Part(shown["text"], tuple(one["quote"] for one in shown.get("evidence", ())))


def _with(there: tuple[str, ...], what: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*there, what)))[-MOST_MENTIONED:]


def _without(there: tuple[str, ...], what: str) -> tuple[str, ...]:
    low = what.casefold()
    return tuple(one for one in there if low not in one.casefold() and one.casefold() not in low)


def _plain(values: Sequence[msgspec.Struct]) -> list[Any]:
    """Values as the state has them, once they were stored."""
    plain: list[Any] = msgspec.json.decode(msgspec.json.encode(values))
    return plain
