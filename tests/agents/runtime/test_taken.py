"""What is known of a run's steps when it has ended: all of them, whoever has done them."""

import asyncio
from typing import Any

import pytest

from agents.errors import ModelError
from agents.kind import Services
from agents.kinds.chat.kind import Chat
from agents.models.request import Finish, TextDelta, Usage
from agents.runtime.run import Run
from agents.runtime.taken import StepTaken
from agents.testing import Conversation, Deltas, Pause, Recorder, ScriptedModel
from docs.examples.reference.kind import ReferenceKind
from protocol.catalogue import Text
from protocol.commands import Start

INPUT = {"colleague": "Ana", "targetRole": "Nurse", "facts": "She kept a ward calm. She led. Yes."}
USE = Usage("p", "m", input_tokens=3, output_tokens=4, cost=500)
NO = {"decision": "revise", "score": 40, "issues": [{"where": "", "what": "Vague."}]}
YES = {"decision": "approve", "score": 90}


def bare(taken: StepTaken) -> dict[str, Any]:
    """What is in it but the time."""
    return {n: v for n in taken.__struct_fields__ if (v := getattr(taken, n)) and n != "ms"}


async def test_step_has_its_model_what_it_took_and_what_it_cost() -> None:
    model = ScriptedModel({"generator:greeting": Deltas(TextDelta("Hello."), USE, Finish())})
    outcome = await Conversation(Chat(), model=model).start()
    (step,) = outcome.steps
    assert bare(step) == {
        "role": "generator",
        "task": "greeting",
        "provider": "p",
        "model": "m",
        "input_tokens": 3,
        "output_tokens": 4,
        "cost": 500,
    }


async def test_tries_of_a_step_are_summed_up_and_the_last_model_named() -> None:
    second = Usage("q", "n", output_tokens=1, cost=20)
    answers = [Deltas(USE, Finish()), Deltas(TextDelta("Hello."), second, Finish())]
    model = ScriptedModel({"generator:greeting": answers})
    (step,) = (await Conversation(Chat(), model=model).start()).steps
    assert (step.provider, step.model, step.cost) == ("q", "n", 520)
    assert (step.input_tokens, step.output_tokens) == (3, 5)


async def test_answer_of_a_rule_is_offline_and_one_that_was_kept_is_the_models() -> None:
    (step,) = (await Conversation(Chat()).start()).steps
    assert bare(step) == {"role": "generator", "task": "greeting", "offline": True}
    kept = Deltas(TextDelta("Hello."), Usage("p", "m", kept=True), Finish())
    talk = Conversation(Chat(), model=ScriptedModel({"generator:greeting": kept}))
    (step,) = (await talk.start()).steps
    assert (step.kept, step.offline, step.provider, step.cost) == (True, False, "p", 0)
    assert talk.log[-1].usage is None


def review() -> ScriptedModel:
    """Answers with one revision."""
    return ScriptedModel(
        {
            "strategist:plan": {"points": ["Calm"], "question": None},
            "generator:draft": ["I have seen Ana, and she was fine.", "She kept thirty beds calm."],
            "validator:proof": YES,
            "evaluator:judge": [NO, YES],
            "formatter:layout": {"subject": "Ana", "greeting": "Dear all,"},
        }
    )


async def test_judges_steps_have_their_verdicts_and_roles_their_messages() -> None:
    outcome = await Conversation(ReferenceKind(), INPUT, model=review()).start()
    judged = [step.verdict["decision"] for step in outcome.steps if step.task == "judge"]
    assert judged == ["revise", "approve"]
    assert {step.task for step in outcome.steps if step.verdict} == {"judge", "proof"}
    said = [(one.sender, one.to, one.content.decision) for one in outcome.told]
    assert ("evaluator", "generator", "revise") in said
    assert len(said) == 4


async def test_steps_are_the_same_where_a_worker_dies_after_any_of_them() -> None:
    talk = Conversation(ReferenceKind(), INPUT, model=review())
    whole = talk.fork()
    names = [(one.task, one.verdict) for one in (await whole.start()).steps]
    for cut in {events + done for done, events in enumerate(whole.workers[-1].borders, 1)}:
        other = talk.fork()
        outcome = await other.start(cuts=[cut])
        found = [(one.task, one.verdict) for one in outcome.steps]
        assert sorted(map(repr, found)) == sorted(map(repr, names))


async def test_step_that_fails_says_by_which_code() -> None:
    class Failing:
        def stream(self, request: Any) -> Any:
            raise ModelError(Text("models.needs_model"), "no_provider")

    outcome = await Conversation(Chat(), model=Failing()).start()  # type: ignore[arg-type]
    (step,) = outcome.steps
    assert (outcome.status, step.error, step.offline) == ("error", "no_provider", False)


async def test_run_that_is_cancelled_has_what_was_done_and_what_was_under_way() -> None:
    pause = Pause()
    model = ScriptedModel(
        {
            "strategist:plan": {"points": ["Calm"], "question": None},
            "generator:draft": Deltas(TextDelta("I have "), pause, TextDelta("seen.")),
        }
    )
    talk = Conversation(ReferenceKind(), INPUT, model=model)
    running = asyncio.create_task(talk.start())
    await pause.reached()
    talk.cancel()
    outcome = await running
    assert [(one.task, one.error) for one in outcome.steps] == [
        ("plan", None),
        ("draft", "cancelled"),
    ]


@pytest.mark.parametrize("given_up", [False, True])
async def test_steps_of_an_earlier_attempt_are_there_though_this_one_does_nothing(
    given_up: bool,
) -> None:
    talk = Conversation(ReferenceKind(), INPUT, model=review())
    fresh = talk.fork()
    await talk.start()
    view = fresh.view(steps=talk.workers[-1].steps)
    start = Start("c1", "reference", INPUT)
    run = Run(view, start, 0, Recorder(), Services(model=ScriptedModel({})))
    if not given_up:
        run.cancel()
    outcome = run.give_up() if given_up else await run.execute()
    assert outcome.status == ("error" if given_up else "cancelled")
    assert talk.outcome is not None
    assert len(outcome.steps) == len(talk.outcome.steps) > 0
