"""A second try: the last question once more, with both tries beside each other."""

from agents.testing import every_cut, every_retry
from protocol.commands import Action
from tests.agents.kinds.interview.notebook import MINUTE, STORY, THIN, interview


def names(talk) -> list[str]:
    return [action["name"] for action in talk.state["actions"]]


async def answered(talk, *answers: str) -> None:
    for answer in answers:
        await talk.say(answer, wait_ms=1_000)
        assert talk.error is None


async def to_the_second(talk) -> None:
    """Start, and answer until the second question stands."""
    await talk.start()
    while talk.state["question"]["number"] == 1:
        assert (await talk.say(THIN, wait_ms=1_000)).status == "success", talk.error


async def test_nothing_is_said_again_before_something_was_said():
    talk = interview()
    await talk.start()
    assert "again" not in names(talk)
    assert talk.outcome
    assert "action:again" not in talk.outcome.allows
    assert (await talk.act("again")).status == "error"
    assert talk.error
    assert talk.error.code == "not_allowed"
    await talk.say("Let me try that again")
    assert (talk.phase, talk.texts[-1]) == (
        "question",
        "There is no answer yet that you could say again.",
    )


async def test_question_that_stands_is_put_back_and_comes_again():
    talk = interview()
    await to_the_second(talk)
    first, second = [one.question.text for one in talk.memory.asked]
    assert "again" in names(talk)
    await talk.act("again")
    shown = talk.state["question"]
    assert (talk.phase, shown["number"], shown["text"], shown["attempt"]) == (
        *("question", 1, first),
        2,
    )
    await talk.say(STORY, wait_ms=1_000)
    assert (talk.phase, talk.state["question"]["number"]) == ("question", 2)
    assert talk.texts[-1] == second
    await talk.act("end")
    looked_back = talk.result["questions"]
    assert [one["number"] for one in looked_back] == [1, 2]
    assert looked_back[0]["answer"] == STORY
    assert [one["answer"] for one in looked_back[0]["attempts"]][1] == STORY


async def test_time_of_the_question_that_is_put_back_is_not_counted():
    talk = interview()
    await to_the_second(talk)
    used = talk.state["clock"]["usedMs"]
    await talk.act("again", wait_ms=3 * MINUTE)
    assert talk.state["clock"]["usedMs"] == used
    await talk.say(STORY, wait_ms=MINUTE)
    assert talk.state["clock"]["usedMs"] == used + MINUTE


async def test_both_tries_stand_beside_each_other():
    talk = interview()
    await to_the_second(talk)
    before = talk.state["feedback"]
    assert before["attempts"] == []
    await talk.act("again")
    await talk.say(STORY)
    tries = talk.state["feedback"]["attempts"]
    assert [one["answer"] for one in tries][1] == STORY
    assert tries[0]["bands"] == before["bands"]
    assert tries[1]["bands"] == talk.state["feedback"]["bands"] != before["bands"]


async def test_better_try_counts_and_the_first_for_the_trend():
    for answers in ((THIN, STORY), (STORY, THIN)):
        talk = interview()
        await talk.start()
        while talk.state["question"]["number"] == 1:
            await talk.say(answers[0], wait_ms=1_000)
        first = talk.state["feedback"]["bands"]
        await talk.act("again")
        await talk.say(answers[1])
        await talk.act("end")
        assert talk.result["questions"][0]["answer"].startswith(STORY)
        book = talk.services.practice.now
        own = {"case": "A real case", "outcome": "What came of it"}
        shown = {one["name"]: one["band"] for one in first}
        assert {own[key]: book.interviews[-1].bands[key] for key in own} == {
            name: shown[name] for name in own.values()
        }


async def test_follow_up_gives_way_to_the_question_itself():
    talk = interview()
    await talk.start()
    question = talk.state["question"]["text"]
    await talk.say(THIN, wait_ms=1_000)
    assert talk.phase == "followUp"
    await talk.act("again")
    assert (talk.phase, talk.texts[-1]) == ("question", question)
    await talk.say(STORY, wait_ms=1_000)
    assert talk.state["question"]["number"] == 2, "a second try is not asked on"


async def test_try_that_is_skipped_leaves_the_first_as_it_was():
    talk = interview()
    await to_the_second(talk)
    await talk.act("again")
    await talk.act("skip")
    assert talk.state["question"]["number"] == 2
    await talk.act("end")
    first = talk.result["questions"][0]
    assert "Skipped" not in first["notes"]
    assert len(first["attempts"]) == 1


async def test_question_is_said_four_times_at_most():
    talk = interview()
    await to_the_second(talk)
    for number in range(3):
        await talk.act("again")
        assert talk.error is None
        await talk.say(f"{STORY} That took {number + 3} days.")
    assert "again" not in names(talk)


async def test_second_try_minds_no_death_at_any_step():
    talk = interview()
    await to_the_second(talk)
    command = Action("again-1", "again")
    await every_cut(talk, command, at="steps")
    await every_retry(talk, command, at="steps")
