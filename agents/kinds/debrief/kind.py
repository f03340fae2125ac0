"""After a real interview: what was asked and how it went, what to send, and what to practise."""

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any, ClassVar

from msgspec import UNSET
from msgspec.structs import replace

from agents.coaching import danger, theme
from agents.delivery.kind import Delivery, Further
from agents.delivery.next_steps import NextStep
from agents.evidence.distress import is_in_danger
from agents.evidence.sources import Source, find_quote
from agents.evidence.text import clip, one_line
from agents.kind import (
    Action,
    AppliedFor,
    InterviewEntry,
    PracticeQuestion,
    PracticeWeakPoint,
    Refused,
)
from agents.kind import Turn as AnyTurn
from agents.kinds.debrief import outcome
from agents.kinds.debrief.days import day_in
from agents.kinds.debrief.inputs import Add, DebriefInput, Remove, Save, Set
from agents.kinds.debrief.looking import NEVER, Looked, looked_at
from agents.kinds.debrief.memory import Heard, Memory, Passage
from agents.kinds.debrief.people import people_in
from agents.kinds.debrief.reading import MOST_LEARNED, MOST_SAID, Asked, Known, Reading, Told
from agents.kinds.debrief.recalling import recall
from agents.kinds.debrief.results import DebriefResult
from agents.kinds.debrief.signs import LANGUAGES
from agents.kinds.debrief.sorts import feels, held_on, private_in, type_of
from agents.kinds.debrief.tasks import READ
from agents.results.types import Evidence, Finding, Method, Open
from agents.telling.languages import language_of
from protocol.catalogue import Said

Turn = AnyTurn[DebriefInput, Memory]

MOST_KNOWN = 80
"""Questions that one session comes to have."""
MOST_TEXT = 60_000
"""Characters of all that is told in one."""
LONGEST_NOTE, LONGEST_NAMED, LONGEST_STEP, LONGEST_LINE = 2_000, 90, 400, 200
MINUTES_A_QUESTION, LEAST_MINUTES = 5, 10
_NUMBER = re.compile(r"\d{1,2}")


class Debrief(Delivery):
    """Reads what somebody remembers of an interview. It makes no guess on how it ends."""

    name = "debrief"
    input_type = DebriefInput
    result_type = DebriefResult
    memory_type = Memory
    method = Method("debrief", 1)
    steps = ("reading", "looking")
    tasks = (READ,)
    languages = None
    further = (
        Further(Action("add", input=Add), "do_add", works=True),
        Further(Action("set", input=Set), "do_set", works=True),
        Further(Action("remove", input=Remove), "do_remove", works=True),
        Further(Action("save", input=Save), "do_save", works=True),
    )
    wishes: ClassVar = {
        "add": "wish_add",
        "remove": "wish_remove",
        "save": "wish_save",
        "chance": "wish_chance",
    }
    sets = (
        "first", "date", "questions", "said", "learned", "send", "practise", "open", "saved",
    )  # fmt: skip

    async def open(self, turn: Turn) -> None:
        """Look at what was given, an application among it, before anything else."""
        await super().open(turn)
        if turn.input.application is not None:
            applied = await self._find(turn, turn.input.application)
            turn.memory.role = applied.title

    async def _find(self, turn: Turn, id: str) -> AppliedFor:
        """The user's application. Raises Refused."""
        applications, caller = turn.services.applications, turn.caller
        return await turn.once("application", lambda: applications.find(caller, id), AppliedFor)

    async def deliver(self, turn: Turn) -> None:
        """Read what was told, say something human, and give what follows from it."""
        given, memory = turn.input, turn.memory
        memory.danger = is_in_danger(given.text)
        if memory.danger:
            await turn.say(danger())
        self.at(turn, "reading")
        today = dt.date.fromisoformat(memory.as_of)
        held = given.date or held_on(given.text, today)
        memory.date = held.isoformat() if held else None
        job = await turn.job(given.job)
        if job is not None:
            title, memory.posting = await turn.compute(outcome.posted, job, slow=True)
            memory.role = title or memory.role
        new, _ = await self._read(turn, given.text)
        if not turn.by_model(READ) and language_of(given.text) not in ("", *LANGUAGES):
            raise Refused(self.text("refused.language"), "language")
        self.at(turn, "looking")
        await self._show(turn)
        if not memory.danger:
            await turn.say(str(turn.result["first"]))
        await self._practised(turn, new)
        if given.application is not None and not memory.danger:
            await self._save(turn, given.application)
        self._end(turn)

    async def _read(self, turn: Turn, text: str) -> tuple[list[Heard], bool]:
        """The questions that a text tells of anew, and whether it says anything at all."""
        memory = turn.memory
        earlier = tuple(Known(one.id, one.text) for one in memory.questions)
        told = Told(text, earlier, turn.said_in)
        found = await turn.ask(READ, told)
        memory.pieces = [*memory.pieces, text]
        memory.by_model = memory.by_model or turn.by_model(READ)
        return _merged(memory, found)

    # What is shown

    async def _show(self, turn: Turn) -> None:
        """Fill in all that was read, and what follows from it."""
        memory = turn.memory
        looked = await turn.compute(looked_at, memory.questions, slow=True)
        learned = await turn.compute(outcome.news, memory.learned, memory.posting)
        held = dt.date.fromisoformat(memory.date) if memory.date else None
        turn.fill(
            first=self._first(turn),
            date=memory.date,
            questions=[
                self._question(turn, one, seen)
                for one, seen in zip(memory.questions, looked, strict=True)
            ],
            said=[
                {
                    "text": one_line(one.quote),
                    "by": day.isoformat() if (day := day_in(one.quote, held)) else None,
                    "quote": self._evidence(turn, one),
                }
                for one in memory.said
            ],
            learned=[Finding(one_line(one.quote), (self._evidence(turn, one),)) for one in learned],
            saved={"application": memory.application} if memory.application else None,
        )
        self._follow(turn, looked, held)

    def _follow(self, turn: Turn, looked: Sequence[Looked], held: dt.date | None) -> None:
        """What to send and to practise, and what is open: nothing where somebody is in danger."""
        memory = turn.memory
        if memory.danger:
            turn.fill(send=[], practise=[], open=[])
            return
        today = dt.date.fromisoformat(memory.as_of)
        mention = self._mention(turn)
        by_id = {one.id: seen for one, seen in zip(memory.questions, looked, strict=True)}
        turn.fill(
            send=[
                {
                    "purpose": one.purpose,
                    "when": turn.told(self.text(f"send.{one.when}")),
                    "by": one.by.isoformat() if one.by else None,
                    "mention": mention if one.purpose == "thanks" else [],
                }
                for one in outcome.due(memory.said, held, today)
            ],
            practise=[
                {
                    "question": one.id,
                    "competency": self._competency(turn, one, by_id[one.id]),
                    "why": self._why(turn, one, by_id[one.id]),
                }
                for one in outcome.practised(memory.questions, looked)
            ],
            open=[
                Open(one.path, turn.told(self._ask(one)))
                for one in outcome.open_places(
                    memory.questions, memory.said, memory.date, self._people(turn)
                )
            ],
        )

    def _first(self, turn: Turn) -> str:
        memory = turn.memory
        if memory.danger:
            return turn.told(danger())
        told = "\n".join(memory.pieces)
        mood = outcome.mood(told, memory.questions)
        said = [turn.told(self.text(f"first.{mood}"))]
        if feels(told, "rude"):
            said.append(turn.told(self.text("first.rude")))
        return " ".join(said)

    def _question(self, turn: Turn, one: Heard, seen: Looked) -> dict[str, Any]:
        topic = private_in(one.text)
        keep, change = seen.reaction.keep, seen.reaction.change
        return {
            "id": one.id,
            "text": one.text,
            "type": type_of(one.text),
            "answer": one.answer or None,
            "went": one.went,
            "quote": self._evidence(turn, Passage(one.quote, one.piece)),
            "keep": turn.told(keep) if keep else None,
            "change": turn.told(change) if change else None,
            "put": one.put or turn.told(self.text("put.reported", question=one.text)),
            "careful": turn.told(self.text(f"careful.{topic}")) if topic else None,
        }

    def _evidence(self, turn: Turn, passage: Passage) -> Evidence:
        """A passage of what was told first, or of what was added to it."""
        if passage.piece:
            return Evidence(passage.quote, "answer")
        found = find_quote(passage.quote, [Source("text", turn.memory.pieces[0])])
        return Evidence(passage.quote, "text", span=found[1] if found else None)

    def _competency(self, turn: Turn, one: Heard, seen: Looked) -> str | None:
        if seen.theme:
            return turn.told(theme(seen.theme))
        type_ = type_of(one.text)
        return turn.told(self.text(f"types.{type_}")) if type_ else None

    def _why(self, turn: Turn, one: Heard, seen: Looked) -> str:
        if one.went is None and seen.reaction.change:
            return turn.told(seen.reaction.change)
        if not one.went_quote:
            return turn.told(self.text(f"practise.{one.went}_plain"))
        quote = outcome.shortened(one.went_quote, LONGEST_LINE).rstrip(".!")
        return turn.told(self.text(f"practise.{one.went}", quote=quote))

    def _ask(self, one: outcome.Ask) -> Said:
        question = outcome.shortened(one.question, LONGEST_NAMED)
        return (
            self.text(f"open.{one.name}", question=question)
            if question
            else self.text(f"open.{one.name}")
        )

    def _mention(self, turn: Turn) -> list[str]:
        said = [
            turn.told(self.text("mention.reported", what=what))
            for what in outcome.mentioned(turn.memory.questions)
        ]
        return [one for one in said if len(one) <= LONGEST_LINE]

    def _people(self, turn: Turn) -> list[str]:
        given = list(turn.input.interviewers)
        return given or people_in("\n".join(turn.memory.pieces))

    def _end(self, turn: Turn) -> None:
        reasons = {} if turn.memory.questions else {"questions": self.text("not_judged.questions")}
        self.conclude(
            turn,
            written_by="model" if turn.memory.by_model else "rules",
            not_judged=reasons,
            then=[] if turn.memory.danger else self._then(turn),
        )

    def _then(self, turn: Turn) -> list[NextStep]:
        """The thanks letter, practice of what went badly, and a plan where something is missing."""
        given, memory = turn.input, turn.memory
        role = given.target_role or memory.role or None
        common = {"resume": given.resume, "job": given.job, "language": given.language}
        people = self._people(turn)
        letter = common | {
            "purpose": "thanks",
            "mention": self._mention(turn) or None,
            "addressee": people[0] if people else None,
            "documentLanguage": given.document_language,
            "country": given.country,
        }
        steps = [NextStep("letter", letter, self.text("next.thanks"))]
        ids = [one["question"] for one in turn.result["practise"]]
        again = [one for one in memory.questions if one.id in ids]
        if again:
            known = sum(type_of(one.text) in ("knowledge", "situation") for one in again)
            practice = common | {
                "type": "technical" if 2 * known > len(again) else "behavioral",
                "difficulty": "medium",
                "durationMinutes": max(LEAST_MINUTES, MINUTES_A_QUESTION * len(again)),
                "targetRole": role,
                "questions": {"session": turn.caller.session, "ids": ids},
            }
            steps.append(NextStep("interview", practice, self.text("next.practise")))
        if role and any(map(outcome.is_gap, again)):
            steps.append(NextStep("plan", common | {"targetRole": role}, self.text("next.plan")))
        return steps

    # What is remembered elsewhere

    async def _practised(self, turn: Turn, new: Sequence[Heard]) -> None:
        """Have it remembered what was asked, and what did not go as they wanted."""
        memory, practice, caller = turn.memory, turn.services.practice, turn.caller
        if memory.danger:
            return
        fitting = [one for one in new if type_of(one.text) not in NEVER]
        asked = [PracticeQuestion(one.put or one.text, turn.now_ms) for one in fitting]
        weak = [
            PracticeWeakPoint(
                one["competency"] or turn.told(self.text("title")),
                turn.told(self.text("weak.point", question=self._named(memory, one["question"]))),
                caller.session,
            )
            for one in turn.result["practise"]
        ]

        async def remember() -> bool:
            for one in asked:
                await practice.asked(caller, one)
            await practice.debriefed(caller, weak)
            return True

        await turn.once("practised", remember, bool)

    def _named(self, memory: Memory, id: str) -> str:
        found = next((one.text for one in memory.questions if one.id == id), "")
        return outcome.shortened(found, LONGEST_NAMED)

    async def _save(self, turn: Turn, id: str) -> None:
        """Add the interview to an application, in place of what was added there before."""
        memory, applications, caller = turn.memory, turn.services.applications, turn.caller
        same = memory.application == id
        text, day = self._next(turn)
        entry = InterviewEntry(
            note=self._note(turn),
            date=memory.date,
            instead=memory.noted if same else "",
            next=text,
            next_date=day,
            next_instead=memory.noted_next if same else "",
        )

        async def add() -> bool:
            await applications.add(caller, id, entry)
            return True

        await turn.once("saved", add, bool)
        memory.application, memory.noted, memory.noted_next = id, entry.note, text
        turn.fill(saved={"application": id})

    def _next(self, turn: Turn) -> tuple[str, str | None]:
        """What is to be done next: what they said, or to ask how things stand."""
        said = turn.result["said"]
        dated = [one for one in said if one["by"]] or said
        if dated:
            quote = outcome.shortened(dated[0]["text"], LONGEST_STEP)
            return turn.told(self.text("application.next", said=quote)), dated[0]["by"]
        follow = [one["by"] for one in turn.result["send"] if one["purpose"] == "followUp"]
        if not follow:
            return "", None
        return turn.told(self.text("application.follow")), follow[0]

    def _note(self, turn: Turn) -> str:
        memory = turn.memory
        people = self._people(turn)
        head = (
            self.text("note.head", date=memory.date)
            if memory.date
            else self.text("note.head_undated")
        )
        lines = [turn.told(head)]
        if people:
            lines.append(turn.told(self.text("note.people", names=", ".join(people))))
        for name, place, found in (
            ("asked", "questions", [one.text for one in memory.questions]),
            ("learned", "facts", [one["text"] for one in _plain(turn.result["learned"])]),
            ("said", "said", [one["text"] for one in turn.result["said"]]),
        ):
            if found:
                listed = "; ".join(one_line(one) for one in found)
                lines.append(turn.told(self.text(f"note.{name}", **{place: listed})))
        return clip("\n".join(lines), LONGEST_NOTE)

    # What is said of it afterwards

    async def revise(self, turn: Turn, wish: str) -> None:
        """Take more of what they remember, and what they wish for; danger goes before all."""
        memory = turn.memory
        if is_in_danger(wish):
            memory.danger = True
            await turn.say(danger())
            await self._shown_anew(turn, [])
            return
        if memory.danger:
            memory.danger = False
            await self._shown_anew(turn, memory.questions)
        earlier = tuple(Known(one.id, one.text) for one in memory.questions)
        found = await turn.compute(recall, Told(wish, earlier, turn.said_in), slow=True)
        if found.questions or found.said or found.learned:
            await self._add(turn, wish)
        else:
            await super().revise(turn, wish)

    async def do_add(self, turn: Turn) -> str:
        """Take more of what they remember."""
        turn.enter("working")
        await self._add(turn, turn.given.text)
        return "ready"

    async def wish_add(self, turn: Turn, wish: str) -> None:
        """Take more of what they remember, as the action does."""
        await self._add(turn, wish)

    async def _add(self, turn: Turn, text: str) -> None:
        memory = turn.memory
        if is_in_danger(text):
            memory.danger = True
            await turn.say(danger())
        if sum(map(len, memory.pieces)) + len(text) > MOST_TEXT:
            raise Refused(self.text("refused.full"), "too_large")
        new, told = await self._read(turn, text)
        held = held_on(text, dt.date.fromisoformat(memory.as_of))
        if held and memory.date is None:
            memory.date, told = held.isoformat(), True
        await self._shown_anew(turn, new)
        if memory.danger:
            return
        if new:
            await turn.say(self.text("says.added", count=len(new)))
        else:
            await turn.say(self.text("says.known" if told else "says.nothing_found"))

    async def do_set(self, turn: Turn) -> str:
        """Take how a question went, or what was answered to it."""
        turn.enter("working")
        given: Set = turn.given
        if given.went is UNSET and given.answer is UNSET:
            raise Refused(self.text("refused.nothing"), "invalid_input")
        one = self._known_question(turn, given.id)
        if given.went is not UNSET:
            one = replace(one, went=given.went, went_quote="")
        if given.answer is not UNSET:
            one = replace(one, answer=given.answer.strip())
        turn.memory.questions = [
            one if each.id == one.id else each for each in turn.memory.questions
        ]
        await self._shown_anew(turn, [])
        await turn.say(self.text("says.set", question=outcome.shortened(one.text, LONGEST_NAMED)))
        return "ready"

    async def do_remove(self, turn: Turn) -> str:
        """Leave a question out that was not asked."""
        turn.enter("working")
        await self._remove(turn, turn.given.id)
        return "ready"

    async def wish_remove(self, turn: Turn, wish: str) -> None:
        """Leave out the question whose number is named."""
        number = _NUMBER.search(wish)
        known = turn.memory.questions
        if number is None or not 0 < int(number.group()) <= len(known):
            await turn.say(self.text("says.which_question"))
            return
        await self._remove(turn, known[int(number.group()) - 1].id)

    async def _remove(self, turn: Turn, id: str) -> None:
        one = self._known_question(turn, id)
        turn.memory.questions = [each for each in turn.memory.questions if each.id != id]
        await self._shown_anew(turn, [])
        named = outcome.shortened(one.text, LONGEST_NAMED)
        await turn.say(self.text("says.removed", question=named))

    async def do_save(self, turn: Turn) -> str:
        """Add the interview to an application."""
        turn.enter("working")
        given: Save = turn.given
        id = given.application or turn.memory.application or turn.input.application
        if id is None:
            raise Refused(self.text("refused.which"), "invalid_input")
        await self._find(turn, id)
        await self._save(turn, id)
        await turn.say(self.text("says.saved"))
        return "ready"

    async def wish_save(self, turn: Turn, wish: str) -> None:
        """Add the interview to the application that is known."""
        id = turn.memory.application or turn.input.application
        if id is None:
            await turn.say(self.text("says.save_which"))
            return
        await self._save(turn, id)
        await turn.say(self.text("says.saved"))

    async def wish_chance(self, turn: Turn, wish: str) -> None:
        """Say that nobody can tell from here how it ends."""
        await turn.say(self.text("says.chance"))

    def _known_question(self, turn: Turn, id: str) -> Heard:
        """Raises Refused where there is none of that id."""
        for one in turn.memory.questions:
            if one.id == id:
                return one
        known = ", ".join(one.id for one in turn.memory.questions) or "–"
        raise Refused(self.text("refused.question", id=id, known=known), "not_found")

    async def _shown_anew(self, turn: Turn, new: Sequence[Heard]) -> None:
        """All of it as it is now, here and where it was added."""
        await self._show(turn)
        await self._practised(turn, new)
        if turn.memory.application is not None and not turn.memory.danger:
            await self._save(turn, turn.memory.application)
        self._end(turn)

    async def sources(self, turn: Turn) -> dict[str, str]:
        """What was told, and the résumé where there is one."""
        return await super().sources(turn) | {"text": "\n\n".join(turn.memory.pieces)}


def _merged(memory: Memory, found: Reading) -> tuple[list[Heard], bool]:
    """Take over what was read in the last text: the questions that are new, and whether any is."""
    piece, new = len(memory.pieces) - 1, list[Heard]()
    by_id = {one.id: one for one in memory.questions}
    by_text = {one.text: one.id for one in memory.questions}
    for asked in found.questions:
        id = asked.known or by_text.get(asked.text)
        if id in by_id:
            by_id[id] = _with(by_id[id], asked)
        elif len(by_id) < MOST_KNOWN:
            memory.count += 1
            one = _heard(f"q{memory.count}", asked, piece)
            by_id[one.id] = one
            by_text[one.text] = one.id
            new.append(one)
    memory.questions = [*by_id.values()]
    said = [Passage(one, piece) for one in found.said]
    learned = [Passage(one, piece) for one in found.learned]
    memory.said = [*memory.said, *said][: 2 * MOST_SAID]
    memory.learned = [*memory.learned, *learned][: 2 * MOST_LEARNED]
    return new, bool(found.questions or said or learned)


def _heard(id: str, asked: Asked, piece: int) -> Heard:
    return Heard(
        id=id,
        text=asked.text,
        quote=asked.quote,
        piece=piece,
        put=asked.put or "",
        went=asked.went,
        went_quote=asked.went_quote or "",
        answer=asked.answer or "",
    )


def _with(one: Heard, asked: Asked) -> Heard:
    """A question with what is said of it since: the newer word counts."""
    if asked.went:
        one = replace(one, went=asked.went, went_quote=asked.went_quote or "")
    return replace(one, answer=asked.answer) if asked.answer else one


def _plain(findings: Any) -> list[dict[str, Any]]:
    return [one if isinstance(one, dict) else {"text": one.text} for one in findings]
