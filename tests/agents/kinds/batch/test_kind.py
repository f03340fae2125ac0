"""The batch: what it begins, what it says of how its items stand, and that nothing upsets it."""

from typing import Any

import msgspec
import pytest

from agents.errors import InvalidInput
from agents.kind import Item, Services
from agents.kind.loader import load
from agents.kinds.batch.kind import TRIES, Batch
from agents.kinds.batch.pace import HOLD_MS
from agents.testing import Conversation, Shelf, every_cut
from protocol.commands import Action
from tests.agents.kinds.batch.items import Fake
from tests.tally import Tally

KINDS = load(["tests.tally"])


class Talk(Conversation):
    """A batch of words."""

    def __init__(self, count: int = 6, *, given: Any = None, **options: Any) -> None:
        self.items = Fake()
        words = [{"word": f"word-{number}"} for number in range(1, count + 1)]
        given = given or {"kind": "tally", "items": words, "concurrency": 2}
        super().__init__(Batch(), given, services=self._lent, options=options)

    def _lent(self, model: Any) -> Services:
        return Services(model=model, kinds=KINDS, items=self.items, library=Shelf())

    async def look(self) -> None:
        """It looks at its items, as its alarm has it, however late."""
        assert self.alarm is not None
        await self.do(self.alarm.command())

    async def through(self) -> None:
        """Let it go on to its end, all items being done as soon as they run."""
        while self.phase != "ready":
            self.items.end_all()
            await self.look()

    @property
    def stand(self) -> str:
        """The first letters of how the items stand."""
        return "".join(item["status"][0] for item in self.found)

    @property
    def found(self) -> list[dict[str, Any]]:
        """The result's items."""
        assert self.result is not None
        items: list[dict[str, Any]] = self.result["items"]
        return items


async def test_batch_begins_as_many_as_may_run_and_others_when_those_have_ended() -> None:
    talk = Talk()
    await talk.start()
    assert (talk.phase, talk.stand) == ("working", "rrwwww")
    talk.items.end(2)
    await talk.look()
    assert (talk.stand, talk.items.begun) == ("rdrwww", [(1, 0), (2, 0), (3, 0)])
    await talk.through()
    assert [(talk.result or {})[name] for name in ("total", "done", "failed")] == [6, 6, 0]
    assert talk.texts[-1] == "All 6 are through: 6 done, 0 failed."
    assert talk.state["progress"] == {"done": 6, "total": 6, "label": "Done"}
    assert sorted(talk.items.begun) == [(number, 0) for number in range(1, 7)]
    assert talk.alarm is None


async def test_result_has_no_rank_and_no_score() -> None:
    talk = Talk(2)
    await talk.start()
    await talk.through()
    assert [set(item) for item in talk.found] == [{"number", "session", "status", "title"}] * 2


async def test_bad_rows_fail_alone_with_their_reason() -> None:
    talk = Talk(given={"kind": "tally", "items": [{"word": "a"}, {"word": ""}, {"word": "c"}, {}]})
    await talk.start()
    await talk.through()
    assert talk.stand == "dfdf"
    bad = talk.found[1]
    assert bad["session"] is None
    assert bad["error"]["code"] == "invalid_input"
    assert "word" in bad["error"]["message"]
    assert set(talk.items.inputs) == {1, 3}


async def test_batch_of_bad_rows_alone_is_ready_at_once() -> None:
    talk = Talk(given={"kind": "tally", "items": [{"word": ""}]})
    await talk.start()
    assert (talk.phase, talk.stand) == ("ready", "f")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"kind": "chat", "items": [{}]}, "“chat” can't be done many at once. These can: "),
        ({"kind": "batch", "items": [{}]}, "“batch” can't be done many at once."),
        ({"kind": "interview", "items": [{}]}, "“interview” can't be done many at once."),
        ({"kind": "novel", "items": [{}]}, "“novel” can't be done many at once."),
        ({"kind": "tally", "items": [{"word": "a"}], "job": "x" * 30}, "“tally” takes no `job`."),
    ],
    ids=["chat", "batch", "interview", "unknown", "job"],
)
async def test_kind_that_can_not_be_batched_is_refused_with_those_that_can(
    given: Any, said: str
) -> None:
    talk = Talk(given=given)
    await talk.start()
    assert talk.error is not None
    assert talk.error.message.startswith(said)
    assert talk.items.inputs == {}
    assert (talk.phase, talk.result) == ("new", None)


@pytest.mark.parametrize(
    "given",
    [
        {"items": [{"word": "a"}] * 501},
        {"items": []},
        {},
        {"items": [{}], "document": "d1"},
        {"items": [{}], "concurrency": 21},
        {"items": ["a"]},
    ],
    ids=["501", "none", "neither", "both", "too-many-at-once", "no-objects"],
)
def test_input_that_does_not_fit_is_refused(given: Any) -> None:
    with pytest.raises(InvalidInput):
        Batch().parse_input({"kind": "tally"} | given)


async def test_paused_batch_begins_none_and_shows_what_comes_to_its_end() -> None:
    talk = Talk()
    await talk.start()
    await talk.act("pause")
    assert talk.phase == "paused"
    talk.items.end_all()
    await talk.look()
    assert (talk.phase, talk.stand) == ("paused", "ddwwww")
    assert talk.alarm is None  # nothing is to be seen until it goes on
    await talk.act("resume")
    assert (talk.phase, talk.stand) == ("working", "ddrrww")


async def test_cancelled_batch_ends_what_runs_and_can_be_taken_up_again() -> None:
    talk = Talk()
    await talk.start()
    talk.items.end(1)
    await talk.look()
    await talk.act("cancel")
    assert talk.items.cancelled == [2, 3]
    assert (talk.phase, talk.stand) == ("ready", "dfffff")
    error = {"code": "cancelled", "message": "It was cancelled."}
    assert talk.found[3]["error"] == error
    await talk.act("cancel")  # twice: there is nothing left to cancel
    assert talk.error is not None
    assert talk.error.code == "not_allowed"
    assert talk.stand == "dfffff"
    await talk.act("retryFailed")
    assert (talk.phase, talk.stand) == ("working", "drrwww")
    await talk.through()
    assert talk.stand == "dddddd"


async def test_failed_items_are_tried_again_and_bad_rows_are_not() -> None:
    talk = Talk(given={"kind": "tally", "items": [{"word": "a"}, {"word": ""}]})
    await talk.start()
    talk.items.end(1, "invalid_input", "It is a bad word.")
    await talk.look()
    assert (talk.phase, talk.stand) == ("ready", "ff")
    assert talk.found[0]["error"]["message"] == "It is a bad word."
    await talk.act("retryFailed")
    assert (talk.stand, talk.items.begun) == ("rf", [(1, 0), (1, 1)])
    await talk.through()
    assert talk.stand == "df"
    assert "retryFailed" not in [action["name"] for action in talk.state["actions"]]


async def test_error_that_passes_is_waited_for_and_then_tried_again() -> None:
    talk = Talk(2)
    await talk.start()
    talk.items.end(1, "rate_limited")
    await talk.look()
    assert (talk.phase, talk.stand) == ("working", "wr")
    assert talk.state["progress"]["label"] == "Waits until there is room again"
    await talk.look()
    assert talk.stand == "wr"
    talk.now_ms += HOLD_MS
    await talk.look()
    assert talk.items.begun == [(1, 0), (2, 0), (1, 1)]
    for _ in range(TRIES):
        talk.items.end(1, "rate_limited", "Too often.")
        talk.now_ms += HOLD_MS
        await talk.look()
        talk.now_ms += HOLD_MS
        await talk.look()
    assert talk.stand[0] == "f"


async def test_batch_pauses_where_the_budget_is_spent_and_says_why() -> None:
    talk = Talk()
    await talk.start()
    talk.items.end(1, "over_budget", "Today's budget is spent.")
    await talk.look()
    assert (talk.phase, talk.stand) == ("paused", "wrwwww")
    assert "Today's budget is spent." in talk.texts[-1]


async def test_items_of_which_redis_has_lost_that_they_were_begun_are_begun_again() -> None:
    talk = Talk(2)
    await talk.start()
    talk.items.begun.clear()
    talk.items.now[2] = Item("waiting")
    await talk.look()
    assert (talk.stand, talk.items.begun) == ("rr", [(2, 0)])


async def test_item_whose_session_was_deleted_has_failed() -> None:
    talk = Talk(1)
    await talk.start()
    talk.items.end(1, "not_found", "")
    await talk.look()
    assert talk.found[0]["error"]["message"] == "Its session was deleted."


@pytest.mark.parametrize(
    ("said", "phase"),
    [("Pause, please", "paused"), ("잠깐 멈춰 주세요", "paused"), ("cancel the rest", "ready")],
    ids=["pause", "pause-ko", "cancel"],
)
async def test_wish_in_words_is_done(said: str, phase: str) -> None:
    talk = Talk()
    await talk.start()
    await talk.say(said)
    assert talk.phase == phase


async def test_question_is_answered_with_how_far_it_is() -> None:
    talk = Talk()
    await talk.start()
    talk.items.end(1)
    await talk.look()
    await talk.say("How far is it?")
    assert talk.phase == "working"
    assert "Of 6, 1 are done, 0 have failed, 2 are under way and 3 wait." in talk.texts
    assert "“pause”" in talk.texts[-1]


async def test_time_left_is_told_by_the_newest_items() -> None:
    talk = Talk(20)
    talk.works_ms = 0
    await talk.start()
    assert talk.state["secondsLeft"] is None
    for _ in range(4):
        talk.now_ms += 6_000
        talk.items.end_all()
        await talk.look()
    assert talk.state["perMinute"] == pytest.approx(20, rel=0.2)
    assert talk.state["secondsLeft"] == pytest.approx(36, rel=0.2)
    assert talk.state["progress"]["label"] == "About 40 s left"


async def test_nobody_is_offered_the_look_of_the_alarm() -> None:
    talk = Talk()
    await talk.start()
    assert [action["name"] for action in talk.state["actions"]] == ["pause", "cancel"]
    assert talk.outcome is not None
    assert "action:look" not in talk.outcome.allows


async def test_cancel_of_a_look_pauses_the_batch() -> None:
    talk = Talk()
    await talk.start()
    alarm = talk.alarm
    assert alarm is not None
    await talk.do(alarm.command(), cancel_after=1)
    assert talk.phase == "paused"
    await talk.act("resume")
    await talk.through()
    assert talk.stand == "dddddd"


async def test_no_command_minds_a_death_at_any_step() -> None:
    talk = Talk(4)
    await talk.start()
    talk.items.end(1)
    alarm = talk.alarm
    assert alarm is not None
    for command in (alarm.command(), Action("p1", "pause"), Action("p2", "resume")):
        await every_cut(talk, command, at="steps")


async def test_patches_of_a_look_are_small_however_many_items_there_are() -> None:
    talk = Talk(500)
    await talk.start()
    talk.items.end(1)
    before = len(talk.log)
    await talk.look()
    sent = sum(len(msgspec.json.encode(event)) for event in talk.log[before:])
    assert sent < 2_000


async def test_batch_speaks_korean_where_one_does() -> None:
    talk = Talk(2, language="ko")
    await talk.start()
    await talk.through()
    assert talk.texts[-1] == "전체 2건이 끝났어요. 완료 2건, 실패 0건이에요."


def test_tally_is_a_kind() -> None:
    assert Tally.batches
