"""GET /v1/kinds."""

from tests.server.calls import Caller


def test_kinds_lists_every_kind_with_its_schemas_and_graph(nobody: Caller) -> None:
    answer = nobody.http.get("/v1/kinds")
    assert answer.status_code == 200
    kinds = {kind["name"]: kind for kind in answer.json()["kinds"]}
    assert {"chat", "interview", "pulse", "relay"} <= set(kinds)
    for kind in kinds.values():
        assert kind["title"]
        assert kind["description"]
        assert kind["graph"].startswith("stateDiagram-v2")
    assert kinds["interview"]["input"]["required"] == ["type", "difficulty", "durationMinutes"]
    assert "overallScore" in kinds["interview"]["result"]["properties"]


def test_kinds_says_what_each_kind_asks_and_how_far_it_gets_without_a_model(
    nobody: Caller,
) -> None:
    kinds = {kind["name"]: kind for kind in nobody.http.get("/v1/kinds").json()["kinds"]}
    assert kinds["chat"]["tasks"] == [
        {"step": "generator:greeting", "title": "Says hello", "offline": "full"},
        {"step": "generator:reply", "title": "Thinks about an answer", "offline": "partly"},
    ]
    steps = {task["step"]: task["offline"] for task in kinds["interview"]["tasks"]}
    assert steps["evaluator:review"] == "partly"
    assert len(steps) == 6


def test_kinds_describes_the_states_own_fields_where_a_kind_has_any(nobody: Caller) -> None:
    kinds = {kind["name"]: kind for kind in nobody.http.get("/v1/kinds").json()["kinds"]}
    assert kinds["chat"]["stateSchema"] is None
    assert set(kinds["interview"]["stateSchema"]["properties"]) == {"question", "clock", "clockAt"}
