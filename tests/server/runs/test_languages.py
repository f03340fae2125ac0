"""In which language a session says what is its own: its runs' errors, its actions, its title."""

from typing import Any

import pytest

from tests.server.calls import Caller

INTERVIEW = {"type": "behavioral", "difficulty": "easy", "durationMinutes": 20}
NO_DOCUMENTS = "이 종류의 대화에서는 문서를 읽지 않아요. 문서 없이 보내 주세요."


def read_this(caller: Caller) -> dict[str, Any]:
    """What a kind fails at that reads no documents."""
    stored = caller.http.post("/v1/documents?name=a.txt", content="Terms of an offer.")
    return {"id": "m1", "text": "Read this.", "documents": [stored.json()["id"]]}


def error_of(caller: Caller, session: str, accept: str) -> dict[str, Any]:
    """The error that the session's run ended in, for who accepts those languages."""
    headers = {"Accept-Language": accept}
    document = caller.http.get(f"/v1/sessions/{session}", headers=headers).json()
    error: dict[str, Any] = document["lastRun"]["error"]
    with caller.dial(session, "?after=0", additional_headers=headers) as ws:
        ws.until_run_ends()
    end = ws.events()[-1]
    assert (end["type"], end["code"], end["message"]) == (
        "RUN_ERROR",
        error["code"],
        error["message"],
    )
    return error


@pytest.mark.slow(seconds=0.9)
@pytest.mark.parametrize("accept", ["en", "ko", "fr"])
def test_run_of_a_korean_session_fails_in_korean_whoever_asks(accept: str, caller: Caller) -> None:
    caller.http.headers["Accept-Language"] = "en"
    options = {"language": "ko-KR"}
    session = caller.create(options=options, message=read_this(caller))["id"]
    error = error_of(caller, session, accept)
    assert error == {"code": "no_documents", "message": NO_DOCUMENTS}


def test_session_without_a_language_is_in_that_of_who_began_it(caller: Caller) -> None:
    caller.http.headers["Accept-Language"] = "ko"
    session = caller.create(message=read_this(caller))["id"]
    assert error_of(caller, session, "en")["message"] == NO_DOCUMENTS
    assert caller.create("chat", {})["title"] == "커리어 코치"


@pytest.mark.slow(seconds=1.1)
@pytest.mark.parametrize(
    ("given", "options", "accept", "title"),
    [
        ({"language": "ko"}, {"language": "en"}, "en", "힌트 보기"),
        ({"language": "en"}, {"language": "ko"}, "ko", "Give me a hint"),
        ({}, {"language": "ko"}, "en", "힌트 보기"),
        ({}, {}, "ko;q=0.5, fr", "힌트 보기"),
        ({}, {}, "fr", "Give me a hint"),
        ({"language": "fr"}, {}, "ko", "Give me a hint"),
    ],
)
def test_actions_are_called_in_the_sessions_language(
    given: dict[str, str], options: dict[str, str], accept: str, title: str, caller: Caller
) -> None:
    caller.http.headers["Accept-Language"] = accept
    session = caller.create("interview", INTERVIEW | given, options=options)["id"]
    caller.http.headers["Accept-Language"] = "en"
    actions = {a["name"]: a["title"] for a in caller.session(session)["state"]["actions"]}
    assert actions["hint"] == title
    assert list(actions) == ["hint", "skip", "repeat", "pause", "end"]


def test_interview_says_its_own_words_in_the_sessions_language(caller: Caller) -> None:
    given = INTERVIEW | {"language": "ko"}
    session = caller.create("interview", given)["id"]
    assert caller.session(session)["state"]["progress"]["label"].startswith("질문 1/")
    assert caller.say(session, type="action", id="a1", name="pause").status_code == 202
    with caller.dial(session, "?after=0") as ws:
        ws.until_run_ends(2)
    said = [m["content"] for m in caller.session(session)["messages"] if m["role"] == "assistant"]
    assert said[-1] == "멈췄어요. 계속할 때까지 시간이 흐르지 않아요."
