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
