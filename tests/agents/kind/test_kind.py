"""What a kind says of itself: its graph, its schemas, what it offers, which input it takes."""

from collections.abc import Sequence

import msgspec
import pytest

from agents.errors import BadResult, InvalidInput
from agents.kind import Action, Needs, On, Partly
from agents.kind.loader import load
from agents.models.request import Line, Request
from tests.agents.kind.making import asking, make, task


def test_action_with_input_offers_its_schema():
    class Go(msgspec.Struct):
        speed: int

    kind = make(
        {"open": {"start": On("handle", ("open",)), "action:go": On("handle", ("open",))}},
        actions=(Action("go", "Go", Go),),
    )()
    (offered,) = kind.offered("open")
    assert offered["inputSchema"]["properties"] == {"speed": {"type": "integer"}}
    assert kind.allows("open", retry=True) == ["action:go", "retry"]


def test_graph_draws_every_phase_of_every_kind():
    for kind in load().values():
        graph = kind.graph()
        assert graph.startswith("stateDiagram-v2\n    [*] --> " + kind.initial)
        assert all(phase in graph for phase in (*kind.table, *kind.passing))


def test_schemas_are_self_contained():
    for kind in load().values():
        others = (kind.result_schema() or {}, kind.state_schema() or {})
        for schema in (kind.input_schema(), *others):
            text = msgspec.json.encode(schema).decode()
            names = {part.split('"')[0] for part in text.split("#/$defs/")[1:]}
            assert names <= set(schema.get("$defs", {}))


@pytest.mark.parametrize(
    "given",
    [
        {"type": "behavioral", "difficulty": "easy", "durationMinutes": 4},
        {"type": "poetry", "difficulty": "easy", "durationMinutes": 20},
        {"type": "dsa", "difficulty": "easy", "durationMinutes": 20, "resume": "too short"},
        {"type": "dsa", "difficulty": "easy", "durationMinutes": 20, "extra": 1},
        {"type": "dsa", "difficulty": "easy", "durationMinutes": 20, "language": "no language"},
        [],
        b"{",
    ],
)
def test_input_that_does_not_fit_is_refused_in_words(given: object):
    with pytest.raises(InvalidInput) as caught:
        load()["interview"].parse_input(given)
    assert str(caught.value)


def test_input_is_read_from_bytes_too():
    raw = b'{"type":"dsa","difficulty":"hard","durationMinutes":45,"language":"en-GB"}'
    assert load()["interview"].parse_input(raw).duration_minutes == 45


def test_new_session_shows_what_its_state_type_has_by_default():
    class Score(msgspec.Struct, rename="camel"):
        best_score: int | None = None
        tries: int = 3

    state = make({"open": {"start": On("handle", ("open",))}}, state_type=Score)().first_state()
    assert (state["bestScore"], state["tries"], state["phase"]) == (None, 3, "open")
    clock = load()["interview"].first_state()["clock"]
    assert clock == {"budgetMs": 0, "usedMs": 0, "running": False}


def test_kind_says_of_each_task_how_far_it_gets_without_a_model():
    class Verdicts(msgspec.Struct):
        topic: str

    rules = {"all": str, "some": Partly(str), "none": Needs.MODEL}
    tasks = [task(name, inputs=Verdicts, offline=rule) for name, rule in rules.items()]
    kind = asking(*tasks)()
    assert [one.by_rule for one in kind.asked.values()] == ["full", "partly", "none"]
    assert set(kind.offline) == {"all", "some"}
    assert kind.asked["all"].step == "generator:all"


def test_rule_is_given_typed_inputs_and_the_conversation_where_its_task_is_shown_that():
    class Given(msgspec.Struct, rename="camel"):
        target_role: str

    def alone(given: Given) -> str:
        return given.target_role

    def knowing(given: Given, said: Sequence[Line]) -> str:
        return f"{given.target_role}: {said[-1].text}"

    kind = asking(
        task("alone", inputs=Given, offline=alone),
        task("knowing", inputs=Given, offline=Partly(knowing), history=True),
    )
    request = Request(
        kind="t",
        role="generator",
        task="alone",
        tier="standard",
        instructions="",
        inputs={"targetRole": "Nurse"},
        messages=(Line("user", "Hello."),),
    )
    assert kind.offline["alone"](request) == "Nurse"
    assert kind.offline["knowing"](request) == "Nurse: Hello."


@pytest.mark.parametrize(
    ("result", "final", "said"),
    [
        (None, True, "There is no result, which its kind promises."),
        ({"words": 1, "note": "x"}, False, "The result has 'note', which its kind does not know."),
        ({"words": "many"}, False, "is not what its kind promises: Expected `int`, got `str`"),
    ],
)
def test_result_that_is_not_what_the_kind_promises_is_found(
    result: dict[str, object] | None, final: bool, said: str
):
    class Count(msgspec.Struct):
        words: int

    kind = asking(result_type=Count, sets=("words",))()
    kind.check_result(None)
    kind.check_result({"words": 1}, final=True)
    with pytest.raises(BadResult, match=said):
        kind.check_result(result, final=final)


def test_result_of_a_kind_that_promises_none_is_found():
    kind = asking()()
    kind.check_result(None, final=True)
    with pytest.raises(BadResult, match="There is a result, and its kind promises none"):
        kind.check_result({}, final=False)


def test_state_says_where_the_session_takes_nothing_more():
    interview = load()["interview"]
    ended = interview.at_rest({"phase": "question", "question": None}, "done")
    assert (ended["phase"], ended["actions"], ended["final"]) == ("done", [], True)
    assert "final" not in interview.at_rest(ended, "question")
    assert [action["name"] for action in interview.at_rest(ended, "question")["actions"]]
