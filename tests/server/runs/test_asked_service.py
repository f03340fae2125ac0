"""Nobody gets a question twice about a résumé, over all of their sessions, with Redis."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.documents import ROOT
from tests.server.calls import Caller, Json

pytestmark = pytest.mark.slow

RESUME = (ROOT / "tests/material/resumes/warehouse_lead.txt").read_text(encoding="utf-8")
JOB = (ROOT / "tests/material/postings/en_shift_manager.txt").read_text(encoding="utf-8")


def texts(session: Json) -> list[str]:
    return [one["text"] for one in session["state"]["result"]["questions"]]


def session(caller: Caller, **given: Any) -> list[str]:
    """The questions of a new session."""
    return texts(caller.create("questions", {"resume": RESUME, "job": JOB, "count": 8} | given))


def stored(caller: Caller, text: str = RESUME) -> str:
    """The id of the résumé, which is stored now."""
    answer = caller.http.post(
        "/v1/resumes", content=text.encode(), headers={"Content-Type": "text/plain"}
    )
    assert answer.status_code in (200, 201, 202), answer.text
    return str(answer.json()["id"])


def test_three_sessions_and_more_have_no_question_twice(caller: Caller) -> None:
    found = [text for _ in range(3) for text in session(caller)]
    assert len(found) == len(set(found)) == 24


def test_sessions_at_the_same_moment_have_no_question_twice(caller: Caller) -> None:
    with ThreadPoolExecutor() as pool:
        found = [text for texts in pool.map(lambda _: session(caller), range(3)) for text in texts]
    assert len(found) == len(set(found)) == 24


def test_stored_resume_is_the_same_as_its_text(caller: Caller) -> None:
    id = stored(caller)
    found = [*session(caller, resume={"id": id}), *session(caller)]
    assert len(found) == len(set(found)) == 16


def test_others_are_asked_anew(caller: Caller, stranger: Caller) -> None:
    assert session(caller)[0] == session(stranger)[0]


def test_what_was_asked_is_forgotten_with_the_resume(caller: Caller) -> None:
    id = stored(caller)
    first = session(caller, resume={"id": id})
    assert caller.http.delete(f"/v1/resumes/{id}").status_code == 204
    assert session(caller, resume={"id": stored(caller)})[0] == first[0]
