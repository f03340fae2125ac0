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
    assert steps["evaluator:reaction"] == "partly"
    assert len(steps) == 7


def test_kinds_describes_the_states_own_fields_where_a_kind_has_any(nobody: Caller) -> None:
    kinds = {kind["name"]: kind for kind in nobody.http.get("/v1/kinds").json()["kinds"]}
    assert kinds["text"]["stateSchema"] is None
    assert set(kinds["interview"]["stateSchema"]["properties"]) == {
        "question",
        "clock",
        "clockAt",
        "feedback",
    }


def test_kinds_are_called_as_the_caller_speaks_and_named_as_ever(nobody: Caller) -> None:
    answer = nobody.http.get("/v1/kinds", headers={"Accept-Language": "ko-KR"})
    assert answer.headers["content-language"] == "ko"
    korean = {kind["name"]: kind for kind in answer.json()["kinds"]}
    english = {kind["name"]: kind for kind in nobody.http.get("/v1/kinds").json()["kinds"]}
    assert korean.keys() == english.keys()
    assert (korean["chat"]["title"], english["chat"]["title"]) == ("커리어 코치", "Career coach")
    assert korean["chat"]["tasks"][0] == {
        "step": "generator:greeting",
        "title": "인사하고 있어요",
        "offline": "full",
    }
    # One that brings no texts is in the words of its class.
    assert korean["pulse"]["title"] == english["pulse"]["title"]


def test_kinds_says_what_roles_are_called(nobody: Caller) -> None:
    korean = nobody.http.get("/v1/kinds", headers={"Accept-Language": "ko"}).json()["roles"]
    english = nobody.http.get("/v1/kinds").json()["roles"]
    assert (english["generator"], korean["generator"]) == ("Writer", "작성")
    assert korean.keys() == english.keys()


def test_kinds_says_what_all_of_it_is_for_and_may_not_be_used_for(nobody: Caller) -> None:
    english = nobody.http.get("/v1/kinds").json()["purpose"]
    korean = nobody.http.get("/v1/kinds", headers={"Accept-Language": "ko"}).json()["purpose"]
    assert "may not be used to select, rank, filter or evaluate" in english
    assert "지원자" in korean


def test_kinds_says_whether_messages_may_bring_documents(nobody: Caller) -> None:
    kinds = {kind["name"]: kind for kind in nobody.http.get("/v1/kinds").json()["kinds"]}
    assert (kinds["chat"]["reads"], kinds["pulse"]["reads"]) == (True, False)


def test_kinds_says_who_answers_in_words_of_the_caller(nobody: Caller) -> None:
    english = nobody.http.get("/v1/kinds").json()["models"]
    korean = nobody.http.get("/v1/kinds", headers={"Accept-Language": "ko"}).json()["models"]
    assert english == [{"provider": "offline", "text": "rules, no model"}]
    assert korean == [{"provider": "offline", "text": "모델 없이 규칙만"}]
