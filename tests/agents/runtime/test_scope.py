"""Things done side by side, and things shown for now: each can be taken back by itself."""

import asyncio

import pytest

from agents.errors import ModelError
from agents.kind import Kind, NoMemory, Turn
from agents.models.request import ReasoningDelta, TextDelta, Withdraw
from agents.runtime.port import LogLost
from agents.runtime.run import Run
from agents.runtime.scope import Scope
from agents.runtime.stage import Stage
from agents.testing import (
    Conversation,
    Deltas,
    Pause,
    Recorder,
    ScriptedModel,
    assert_agui_accepts,
    event_types,
    every_cancel,
    every_cut,
    every_retry,
)
from protocol.commands import Message, Start
from protocol.fold import Fold
from tests.agents.runtime.workshop import CARD, ONE, SAY, TITLE, Card, NoInput, Subject, workshop

AnyTurn = Turn[NoInput, NoMemory]
START = Start("c1", "workshop", {})


def talk(kind: Kind, answers: dict) -> Conversation:
    return Conversation(kind, {}, model=ScriptedModel(answers))


async def _both(turn: AnyTurn) -> None:
    said, card = await turn.together(SAY.on(Subject("a")), CARD.on(Subject("b")))
    await turn.say(f"{len(said)} {card.title}")


async def test_answers_come_back_in_the_order_of_what_was_asked() -> None:
    one = talk(workshop(_both), {"generator:say": "Hello there.", "extractor:card": Card("A")})
    await one.start()
    assert one.texts == ["Hello there.", "12 A"]
    assert sorted(one.steps) == ["1.0/1:generator:say", "1.1/1:extractor:card"]
    assert_agui_accepts(one.log)


async def test_texts_side_by_side_lose_no_word_and_are_valid() -> None:
    async def two(turn: AnyTurn) -> None:
        await turn.together(SAY.on(Subject("a")), SAY.on(Subject("b")))

    first, second = Pause(), Pause()
    script = [
        Deltas(TextDelta("t1a "), first, TextDelta("t1b "), TextDelta("t1c")),
        Deltas(TextDelta("t2a "), second, TextDelta("t2b")),
    ]
    one = talk(workshop(two), {"generator:say": script})
    run = asyncio.create_task(one.start())
    await asyncio.gather(first.reached(), second.reached())
    second.end()
    first.end()
    await run
    assert one.texts == ["t1a t1b t1c", "t2a t2b"]
    assert event_types(one.log).count("STEP_STARTED") == 1  # by one name at a time
    assert_agui_accepts(one.log)


async def test_answer_that_is_withdrawn_takes_nothing_from_the_one_beside_it() -> None:
    async def two(turn: AnyTurn) -> None:
        await turn.together(SAY.on(Subject("a")), SAY.on(Subject("b")))

    shown = Pause()
    script = [
        Deltas(ReasoningDelta("Hm."), TextDelta("kept "), shown, TextDelta("whole")),
        Deltas(TextDelta("half"), Withdraw(), TextDelta("anew")),
    ]
    one = talk(workshop(two), {"generator:say": script})
    run = asyncio.create_task(one.start())
    await shown.reached()
    shown.end()
    await run
    assert one.texts == ["kept whole", "anew"]
    assert "half" not in str(one.messages)
    assert_agui_accepts(one.log)


async def test_items_are_worked_at_most_so_many_at_once_and_given_back_in_order() -> None:
    running = most = 0

    async def one(turn: AnyTurn, word: str) -> str:
        nonlocal running, most
        running += 1
        most = max(most, running)
        said = await turn.ask(SAY, Subject(word))
        running -= 1
        return said

    async def work(turn: AnyTurn) -> None:
        found = await turn.each(["a", "b", "c", "d", "e"], one, at_once=2)
        await turn.say(",".join(found))

    each = talk(workshop(work), {"generator:say": ["1", "2", "3", "4", "5"]})
    await each.start()
    assert each.texts[-1] == "1,2,3,4,5"
    assert most == 2
    assert_agui_accepts(each.log)


async def test_items_fill_their_own_places_of_the_result() -> None:
    async def one(turn: AnyTurn, place: int) -> None:
        await turn.ask(ONE, Subject(str(place)), at=(place,))

    async def work(turn: AnyTurn) -> None:
        turn.fill(cards=[Card(""), Card("")])
        await turn.each([0, 1], one, at_once=2)

    each = talk(workshop(work), {"extractor:one": [Card("A", ["x"]), Card("B")]})
    await each.start()
    assert each.result == {"cards": [{"title": "A", "points": ["x"]}, {"title": "B", "points": []}]}


async def test_error_of_one_gives_up_the_others_and_is_raised() -> None:
    async def work(turn: AnyTurn) -> None:
        with pytest.raises(ModelError, match="away"):
            await turn.together(SAY.on(Subject("a")), CARD.on(Subject("b")))
        await turn.say("It goes on.")

    held = Pause()
    script = {
        "generator:say": Deltas(TextDelta("half "), held),
        "extractor:card": ModelError("away"),
    }
    one = talk(workshop(work), script)
    await one.start()
    assert one.outcome
    assert one.outcome.status == "success"
    assert one.texts[-1] == "It goes on."
    assert_agui_accepts(one.log)


async def test_what_is_not_kept_is_taken_back_with_what_it_has_set() -> None:
    async def work(turn: AnyTurn) -> None:
        turn.progress(1, 2, "before")
        async with turn.tentative():
            await turn.ask(SAY, Subject("a"))
            await turn.ask(TITLE, Subject("b"))
            turn.progress(2, 2, "inside")
        async with turn.tentative() as shown:
            await turn.say("kept")
            shown.keep()

    one = talk(workshop(work), {"generator:say": "gone", "extractor:title": Card("T", ["p"])})
    await one.start()
    assert one.texts == ["kept"]
    assert one.result is None
    assert one.state["progress"]["label"] == "before"
    assert_agui_accepts(one.log)


async def test_what_is_not_kept_in_one_branch_leaves_the_other_alone() -> None:
    async def one(turn: AnyTurn, place: int) -> None:
        async with turn.tentative() as shown:
            await turn.ask(ONE, Subject("x"), at=(place,))
            if place:
                shown.keep()

    async def work(turn: AnyTurn) -> None:
        turn.fill(cards=[Card("old"), Card("old")])
        await turn.each([0, 1], one, at_once=2)

    each = talk(workshop(work), {"extractor:one": [Card("A"), Card("B")]})
    await each.start()
    assert each.result
    assert [card["title"] for card in each.result["cards"]] == ["old", "B"]


async def _everything(turn: AnyTurn) -> None:
    """Steps, branches and something that is taken back, one after the other and side by side."""
    await turn.ask(SAY, Subject("first"))

    async def one(branch: AnyTurn, place: int) -> str:
        async with branch.tentative() as shown:
            said = await branch.ask(SAY, Subject(f"item {place}"))
            await branch.ask(ONE, Subject("card"), at=(place,))
            if place != 1:
                shown.keep()
        return said

    turn.fill(cards=[Card("")] * 3)
    found = await turn.each([0, 1, 2], one, at_once=3)
    await turn.together(CARD.on(Subject("c")), TITLE.on(Subject("t")))
    await turn.say(" / ".join(found))


def _everything_talk() -> Conversation:
    answers = {
        "generator:say": "Some words are said.",
        "extractor:one": Card("One", ["p", "q"]),
        "extractor:card": Card("Hidden"),
        "extractor:title": Card("Title", ["r"]),
    }
    return talk(workshop(_everything), answers)


async def test_run_is_taken_over_at_every_point_of_what_is_done_side_by_side() -> None:
    assert await every_cut(_everything_talk(), START) > 20


async def test_run_is_cancelled_and_retried_at_every_point() -> None:
    assert await every_cancel(_everything_talk(), START) > 20
    begun = _everything_talk()
    await begun.start()
    assert await every_retry(begun, Message("c2", "Again."), at="steps") > 5


def test_message_gets_no_id_that_another_has() -> None:
    stage = Stage("c1", Recorder(), Fold(), {}, None)
    scope = Scope(stage, taken={"c1.1", "c1.2", "c1.1.0.1"})
    assert [scope.next_id(), scope.next_id()] == ["c1.3", "c1.4"]
    (child,) = scope.children(1)
    assert [child.next_id(), child.next_id()] == ["c1.1.0.2", "c1.1.0.3"]


class Lost(Recorder):
    """A log that another worker writes by now."""

    async def record(self, step: str, result: bytes) -> None:
        """Say so."""
        raise LogLost


async def test_run_that_has_lost_its_log_side_by_side_ends_and_reports_no_fault(
    caplog: pytest.LogCaptureFixture,
) -> None:
    told = _everything_talk()
    run = Run(told.view(), START, told.now_ms, Lost(), told.services)
    with pytest.raises(LogLost):
        await run.execute()
    assert [one.message for one in caplog.records if one.levelname == "ERROR"] == []
