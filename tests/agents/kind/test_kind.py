"""What a kind says of itself: its graph, its schemas, what it offers, which input it takes."""

import msgspec
import pytest

from agents.errors import InvalidInput
from agents.kind import Action, On
from agents.kind.loader import load
from tests.agents.kind.making import make


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
        for schema in (kind.input_schema(), kind.result_schema() or {}):
            text = msgspec.json.encode(schema).decode()
            names = {part.split('"')[0] for part in text.split("#/$defs/")[1:]}
            assert names <= set(schema.get("$defs", {}))


@pytest.mark.parametrize(
    "given",
    [
        {"type": "behavioral", "difficulty": "easy", "durationMinutes": 9},
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


def test_state_says_where_the_session_takes_nothing_more():
    interview = load()["interview"]
    ended = interview.at_rest({"phase": "question", "question": None}, "done")
    assert (ended["phase"], ended["actions"], ended["final"]) == ("done", [], True)
    assert "final" not in interview.at_rest(ended, "question")
    assert [action["name"] for action in interview.at_rest(ended, "question")["actions"]]
