"""What names something that its user has not stored is refused, and nothing of it is stored."""

import pytest

from tests.processes import Redis, Server, Servers
from tests.server.calls import Caller, Json, assert_problem, new_id
from tests.server.shelving import Shelf, user_of

pytestmark = pytest.mark.slow

TEXT = "Ana, nurse at St. Mary's. " * 10
INTERVIEW = {"type": "behavioral", "difficulty": "easy", "durationMinutes": 10}


@pytest.fixture(scope="module")
def store(started: Servers) -> Redis:
    """Where the module's server keeps everything."""
    return started.redis()


@pytest.fixture(scope="module")
def running(started: Servers, store: Redis) -> Server:
    """The module's server."""
    return started.start(redis_url=store.url)


@pytest.fixture
def shelf(store: Redis, caller: Caller) -> Shelf:
    """What the caller has stored: the résumé `cv` and the document `doc`."""
    one = Shelf(store.url, user_of(caller.token))
    one.now("add", "resumes", "cv", TEXT)
    one.now("add", "documents", "doc", "A posting.")
    return one


def body(session: str, **more: Json) -> Json:
    return {"id": session, "kind": "interview", "input": {**INTERVIEW, **more}}


@pytest.mark.parametrize("resume", [{"id": "nothing"}, {"id": "cv", "version": 2}])
def test_session_with_an_unknown_resume_is_not_made(
    caller: Caller, shelf: Shelf, resume: Json
) -> None:
    session = new_id()
    answer = caller.http.post("/v1/sessions", json=body(session, resume=resume))
    problem = assert_problem(answer, 422, "malformed")
    assert problem["details"] == {"unknown": [resume["id"]]}
    assert caller.http.get(f"/v1/sessions/{session}").status_code == 404


def test_resume_of_another_is_an_unknown_one(
    caller: Caller, stranger: Caller, shelf: Shelf
) -> None:
    answer = stranger.http.post("/v1/sessions", json=body(new_id(), resume={"id": "cv"}))
    assert_problem(answer, 422, "malformed")


def test_start_over_a_websocket_is_rejected_and_the_connection_stays(
    caller: Caller, shelf: Shelf
) -> None:
    start = {"type": "start", "kind": "interview"}
    with caller.dial(new_id()) as ws:
        ws.send({**start, "id": "c1", "input": {**INTERVIEW, "resume": {"id": "nothing"}}})
        ack = ws.until("ack", id="c1")
        assert (ack["status"], ack["error"]["code"]) == ("rejected", "malformed")
        ws.send({**start, "id": "c2", "input": {**INTERVIEW, "resume": {"id": "cv"}}})
        assert ws.until("ack", id="c2")["status"] == "accepted"
        ws.until_run_ends()


def test_message_with_an_unknown_document_is_rejected_and_not_stored(
    caller: Caller, shelf: Shelf
) -> None:
    session = caller.create("chat")["id"]
    before = caller.session(session)
    said = {"type": "message", "id": "c2", "text": "Read this.", "documents": ["doc", "nothing"]}
    problem = assert_problem(caller.say(session, **said), 422, "malformed")
    assert problem["details"] == {"unknown": ["nothing"]}
    assert caller.session(session) == before


def test_first_words_with_an_unknown_document_make_no_session(caller: Caller, shelf: Shelf) -> None:
    session = new_id()
    message = {"id": "m0", "text": "Read this.", "documents": ["nothing"]}
    given = {"id": session, "kind": "chat", "input": {}, "message": message}
    assert_problem(caller.http.post("/v1/sessions", json=given), 422, "malformed")
    assert caller.http.get(f"/v1/sessions/{session}").status_code == 404


def test_message_with_more_than_twenty_documents_is_malformed(caller: Caller, shelf: Shelf) -> None:
    session = caller.create("chat")["id"]
    said = {"type": "message", "id": "c2", "text": "Read this.", "documents": ["doc"] * 21}
    problem = assert_problem(caller.say(session, **said), 422, "malformed")
    assert "20" in problem["detail"]


def test_what_was_taken_is_a_duplicate_after_what_it_names_was_deleted(
    caller: Caller, shelf: Shelf
) -> None:
    session = new_id()
    started = body(session, resume={"id": "cv"})
    wait = {"Prefer": "wait"}
    assert caller.http.post("/v1/sessions", json=started, headers=wait).status_code == 201
    said = {"type": "message", "id": "c2", "text": "I led it.", "documents": ["doc"]}
    assert caller.say(session, **said).json()["status"] == "accepted"
    shelf.now("delete", "resumes", "cv")
    shelf.now("delete", "documents", "doc")
    assert caller.http.post("/v1/sessions", json=started).status_code == 201
    assert caller.say(session, **said).json()["status"] == "duplicate"
    changed = {**said, "text": "I did not."}
    assert caller.say(session, **changed).status_code == 409
