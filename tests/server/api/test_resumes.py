"""Résumés over HTTP: sent, shown, edited, listed, deleted. What can't be read leaves nothing."""

import hashlib
import json
import os
import re
import signal
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from redis import Redis

from server.intake.files import MOST_FILES
from store import keys
from tests.agents.reading.corpus.bad import large
from tests.processes import Server, Servers, command_of, eventually
from tests.server.api.files import BAD, CORPUS, PDF, PLENTY, TWO_PAGES, send, sent, text
from tests.server.calls import Caller, assert_problem
from tests.server.conftest import KINDS

pytestmark = pytest.mark.slow

FACTS = {
    "name", "email", "phone", "location", "links", "languages", "jobs", "education", "skills",
    "experienceMonths", "seniority", "gaps", "language",
}  # fmt: skip


def is_korean(text: str) -> bool:
    return any("가" <= letter <= "힣" for letter in text)


@pytest.fixture(scope="module")
def settings() -> dict[str, str]:
    return PLENTY


def listed(caller: Caller, **query: Any) -> list[Any]:
    answer = caller.http.get("/v1/resumes", params=query)
    assert answer.status_code == 200, answer.text
    found: list[Any] = answer.json()["resumes"]
    return found


def test_file_that_is_sent_is_a_resume_with_text_facts_and_data(caller: Caller) -> None:
    answer = send(caller, TWO_PAGES.read_bytes(), "Hedda_Operations.pdf")
    assert answer.status_code == 201
    one = answer.json()
    assert answer.headers["location"] == f"/v1/resumes/{one['id']}"
    assert answer.headers["etag"] == '"1"'
    assert (one["title"], one["status"], one["version"]) == ("Hedda Operations", "ready", 1)
    assert one["hash"] == hashlib.sha256(TWO_PAGES.read_bytes()).hexdigest()
    assert one["source"] == {
        "name": "Hedda_Operations.pdf",
        "mediaType": "application/pdf",
        "bytes": TWO_PAGES.stat().st_size,
        "pages": 2,
    }
    assert set(one["facts"]) == FACTS
    assert one["facts"]["jobs"]
    assert set(one["facts"]["jobs"][0]) == {
        "employer", "title", "start", "end", "current", "bullets",
    }  # fmt: skip
    assert one["facts"]["name"] in one["text"]
    assert one["resume"]["basics"]["name"] == one["facts"]["name"]
    assert [job["name"] for job in one["resume"]["work"]] == [
        job["employer"] for job in one["facts"]["jobs"]
    ]
    assert one["createdAt"] <= one["updatedAt"]
    shown = caller.http.get(f"/v1/resumes/{one['id']}")
    assert (shown.json(), shown.headers["etag"]) == (one, '"1"')


def test_resume_is_listed_without_its_text_and_facts(caller: Caller) -> None:
    first, second = sent(caller, text("Ada One")), sent(caller, text("Ada Two"))
    newest, oldest = listed(caller)
    assert (newest["id"], oldest["id"]) == (second["id"], first["id"])
    assert newest == {name: second[name] for name in second if name not in ("text", "facts")}
    answer = caller.http.get("/v1/resumes", params={"limit": 1}).json()
    assert [one["id"] for one in answer["resumes"]] == [second["id"]]
    (rest,) = listed(caller, limit=1, cursor=answer["cursor"])
    assert rest["id"] == first["id"]


def test_file_of_a_form_is_taken_under_the_name_that_it_has_there(caller: Caller) -> None:
    answer = caller.http.post("/v1/resumes", files={"file": ("../이력서.txt", text())})
    assert answer.status_code == 201
    assert answer.json()["source"]["name"] == "이력서.txt"
    assert answer.json()["title"] == "이력서"


def test_name_of_a_body_may_stand_in_its_head(caller: Caller) -> None:
    headers = {"Content-Disposition": "attachment; filename*=UTF-8''M%C3%BCller.txt"}
    answer = caller.http.post("/v1/resumes", content=text(), headers=headers)
    assert answer.json()["source"]["name"] == "Müller.txt"


def test_text_without_a_name_is_called_by_the_persons(caller: Caller) -> None:
    one = sent(caller, text("Hedda Wide"), None)
    assert (one["title"], one["source"]["name"]) == ("Hedda Wide", None)


def test_same_file_is_the_same_resume(caller: Caller, stranger: Caller) -> None:
    one = sent(caller, text())
    again = send(caller, text(), "other.txt")
    assert (again.status_code, again.json()) == (200, one)
    assert "location" not in again.headers
    assert sent(stranger, text())["id"] != one["id"]
    assert len(listed(caller)) == 1


def test_json_resume_is_kept_as_it_is(caller: Caller) -> None:
    given = json.loads((CORPUS / "documents/en_json_resume.json").read_bytes())
    answer = caller.http.post("/v1/resumes", json=given)
    assert answer.status_code == 201
    assert answer.json()["resume"] == given
    assert answer.json()["facts"]["name"] == given["basics"]["name"]


def test_flat_form_becomes_json_resume(caller: Caller) -> None:
    one = sent(caller, (CORPUS / "documents/en_flat_form.json").read_bytes(), "flat.json")
    assert one["resume"]["work"][0]["position"]
    assert "work_experiences" not in one["resume"]


def test_hidden_and_visible_instructions_are_reported_with_their_words(caller: Caller) -> None:
    path = CORPUS / "documents/en_visible_instructions.md"
    (warning,) = [w for w in sent(caller, path.read_bytes(), path.name)["warnings"]
                  if w["code"] == "instructions"]  # fmt: skip
    assert warning["quotes"]
    path = CORPUS / "documents/en_hidden_places.pdf"
    (warning,) = [w for w in sent(caller, path.read_bytes(), path.name)["warnings"]
                  if w["code"] == "hidden_text"]  # fmt: skip
    assert warning["quotes"]


CASES = [case for case in json.loads((BAD / "cases.json").read_bytes())["cases"]
         if None not in case["errors"]]  # fmt: skip
STATUSES = json.loads((BAD / "cases.json").read_bytes())["statuses"]


def bad(case: Any) -> bytes:
    return (
        large.WRITERS[case["input"]]() if case.get("large") else (BAD / case["input"]).read_bytes()
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["input"])
def test_file_that_cannot_be_read_is_a_problem_in_either_language_and_leaves_nothing(
    case: Any, caller: Caller
) -> None:
    answer = send(caller, bad(case), case["input"])
    code = answer.json()["code"]
    assert code in case["errors"]
    english = assert_problem(answer, STATUSES[code], code)["detail"]
    caller.http.headers["Accept-Language"] = "ko-KR,ko;q=0.9"
    again = send(caller, bad(case), case["input"])
    korean = assert_problem(again, STATUSES[code], code)["detail"]
    assert (is_korean(english), is_korean(korean)) == (False, True)
    assert listed(caller) == []


KOREAN = {"Accept-Language": "ko"}
ONE_OF_EACH = {case["errors"][0]: case for case in CASES if len(case["errors"]) == 1}


@pytest.mark.parametrize("code", STATUSES)
def test_file_that_cannot_be_read_is_told_in_the_readers_language(
    code: str, caller: Caller
) -> None:
    data = bad(ONE_OF_EACH[code])
    english = assert_problem(send(caller, data), STATUSES[code], code)["detail"]
    caller.http.headers.update(KOREAN)
    korean = assert_problem(send(caller, data), STATUSES[code], code)["detail"]
    assert english.isascii()
    assert is_korean(korean)
    (one,) = caller.http.post("/v1/resumes:batch", files={"file": data}).json()["results"]
    assert (one["status"], one["error"]["code"]) == (STATUSES[code], code)
    assert is_korean(one["error"]["message"])


def test_warnings_are_told_in_the_readers_language(caller: Caller) -> None:
    path = CORPUS / "documents/en_visible_instructions.md"
    one = sent(caller, path.read_bytes(), path.name)
    shown = caller.http.get(f"/v1/resumes/{one['id']}", headers=KOREAN).json()
    (entry,) = caller.http.get("/v1/resumes", headers=KOREAN).json()["resumes"]
    assert shown["warnings"] == entry["warnings"]
    for english, korean in zip(one["warnings"], shown["warnings"], strict=True):
        assert is_korean(korean["message"])
        assert {**english, "message": ""} == {**korean, "message": ""}


def test_resume_is_edited_by_who_has_read_its_newest_version(caller: Caller) -> None:
    one = sent(caller, text())
    path = f"/v1/resumes/{one['id']}"
    edited = one["resume"] | {"basics": {"name": "Ada Changed", "email": "ada@example.org"}}
    answer = caller.http.put(path, json=edited, headers={"If-Match": '"1"'})
    assert (answer.status_code, answer.headers["etag"]) == (200, '"2"')
    new = answer.json()
    assert (new["version"], new["resume"]) == (2, edited)
    assert (new["facts"]["name"], new["facts"]["email"]) == ("Ada Changed", "ada@example.org")
    assert new["text"].startswith("Ada Changed\n")
    assert [new[name] for name in ("source", "hash", "title", "createdAt")] == [
        one[name] for name in ("source", "hash", "title", "createdAt")
    ]
    refused = caller.http.put(path, json=one["resume"], headers={"If-Match": '"1"'})
    assert assert_problem(refused, 412, "stale")["details"] == {"version": 2}
    assert caller.http.get(path).json() == new
    assert caller.http.put(path, json=one["resume"]).json()["version"] == 3


def test_earlier_versions_are_kept_and_shown(caller: Caller) -> None:
    one = sent(caller, text())
    path = f"/v1/resumes/{one['id']}"
    caller.http.put(path, json={"basics": {"name": "Ada Changed"}})
    versions = caller.http.get(f"{path}/versions").json()["versions"]
    assert [version["version"] for version in versions] == [2, 1]
    assert all(set(version) == {"version", "at", "bytes"} for version in versions)
    first = caller.http.get(path, params={"version": 1})
    assert (first.json()["facts"], first.headers["etag"]) == (one["facts"], '"1"')
    assert_problem(caller.http.get(path, params={"version": 3}), 404, "not_found")
    for nonsense in ("0", "x", "-1", "1.0", "9" * 20):
        wrong = caller.http.get(path, params={"version": nonsense})
        assert_problem(wrong, 422, "malformed")


@pytest.mark.parametrize(
    ("data", "where"),
    [
        ({"basics": {"name": 7}}, "$.basics.name"),
        ({"work": [{"name": "A"}, {"name": []}]}, "$.work[1].name"),
        ({"skills": "many"}, "$.skills"),
        ([], "object"),
        ({"work_experiences": []}, "basics"),
        ({}, "basics"),
    ],
)
def test_data_that_is_no_json_resume_is_told_where_it_does_not_fit(
    data: Any, where: str, caller: Caller
) -> None:
    one = sent(caller, text())
    answer = caller.http.put(f"/v1/resumes/{one['id']}", json=data)
    assert where in assert_problem(answer, 422, "malformed")["detail"]
    assert caller.http.get(f"/v1/resumes/{one['id']}").json() == one


def test_data_without_any_text_is_no_resume(caller: Caller) -> None:
    one = sent(caller, text())
    answer = caller.http.put(f"/v1/resumes/{one['id']}", json={"work": []})
    assert_problem(answer, 422, "no_text")


def test_resume_is_renamed_and_deleted(caller: Caller) -> None:
    one = sent(caller, text())
    path = f"/v1/resumes/{one['id']}"
    answer = caller.http.patch(path, json={"title": "For Example Works"})
    assert (answer.status_code, answer.json()["title"]) == (200, "For Example Works")
    assert answer.json()["version"] == 1
    for wrong in ("", "   ", "x" * 201, 7):
        assert caller.http.patch(path, json={"title": wrong}).status_code == 422
    stale = {"If-Match": '"9"'}
    assert_problem(caller.http.patch(path, json={"title": "x"}, headers=stale), 412, "stale")
    assert_problem(caller.http.delete(path, headers=stale), 412, "stale")
    assert caller.http.delete(path).status_code == 204
    assert_problem(caller.http.get(path), 404, "not_found")
    assert_problem(caller.http.delete(path), 404, "not_found")
    assert listed(caller) == []
    assert sent(caller, text())["id"] != one["id"]


def test_batch_says_what_became_of_each_file(caller: Caller) -> None:
    known = sent(caller, text())
    files = [
        ("file", ("a.txt", text("Ada One"))),
        ("file", ("b.pdf", b"%PDF-1.7\n")),
        ("file", ("c.txt", text())),
        ("file", ("d.txt", b"x" * 10_000_001)),
        ("file", ("e.pdf", PDF)),
    ]
    answer = caller.http.post("/v1/resumes:batch", files=files)
    assert answer.status_code == 207
    results = answer.json()["results"]
    assert [(one["name"], one["status"]) for one in results] == [
        ("a.txt", 201), ("b.pdf", 422), ("c.txt", 200), ("d.txt", 413), ("e.pdf", 201),
    ]  # fmt: skip
    assert results[1]["error"]["code"] == "damaged"
    assert results[2]["resume"]["id"] == known["id"]
    assert "facts" not in results[0]["resume"]
    assert {one["id"] for one in listed(caller)} == {
        one["resume"]["id"] for one in results if "resume" in one
    }


def test_batch_has_its_limits(caller: Caller) -> None:
    many = [("file", (f"{n}.txt", text(str(n)))) for n in range(MOST_FILES + 1)]
    assert_problem(caller.http.post("/v1/resumes:batch", files=many), 413, "too_large")
    large = [("file", (f"{n}.txt", bytes([n]) * 9_000_000)) for n in range(3)]
    assert_problem(caller.http.post("/v1/resumes:batch", files=large), 413, "too_large")
    assert_problem(caller.http.post("/v1/resumes:batch", content=text()), 422, "malformed")
    assert_problem(caller.http.post("/v1/resumes", files=many[:2]), 413, "too_large")
    assert listed(caller) == []


def test_cursor_that_is_none_is_refused(caller: Caller) -> None:
    answer = caller.http.get("/v1/resumes", params={"cursor": "nonsense"})
    assert_problem(answer, 422, "malformed")


# Reading that takes long.


def reader_of(server: Server) -> int:
    """The process that those which read files are forked from."""
    for pid in server.children():
        if b"fork_server" in command_of(pid):
            return pid
    raise AssertionError("no file was read yet")


IMPATIENT = PLENTY | {"CAREERPILOT_UPLOAD_PATIENCE_SECONDS": "1"}


@pytest.fixture(scope="module")
def impatient(started: Servers) -> Server:
    """A server that lets nobody wait for long, and has read a file."""
    server = started.start(**KINDS, **IMPATIENT)
    read_first(server)
    return server


def read_first(server: Server) -> None:
    """Have it read a file, however long it takes until it can."""
    caller = Caller(server)
    send(caller, text())
    eventually(lambda: listed(caller)[0]["status"] == "ready", "the first file is read")
    caller.http.close()


@pytest.fixture
def paused(impatient: Server) -> Iterator[int]:
    """No file is read while the process that reads them stands still."""
    pid = reader_of(impatient)
    os.kill(pid, signal.SIGSTOP)
    yield pid
    os.kill(pid, signal.SIGCONT)


def test_file_that_takes_long_is_settled_behind_the_answer(paused: int, impatient: Server) -> None:
    caller = Caller(impatient)
    answer = send(caller, text("Ada Later"), "later.txt")
    assert (answer.status_code, answer.headers["etag"]) == (202, '"1"')
    one = answer.json()
    assert (one["status"], one["title"]) == ("reading", "later")
    assert (one["resume"], one["text"], one["facts"]) == (None, None, None)
    assert [entry["status"] for entry in listed(caller)] == ["reading"]
    again = send(caller, text("Ada Later"), "later.txt")
    assert (again.status_code, again.json()["id"]) == (202, one["id"])
    os.kill(paused, signal.SIGCONT)
    path = f"/v1/resumes/{one['id']}"
    eventually(lambda: caller.http.get(path).json()["status"] == "ready", "it is read")
    new = caller.http.get(path).json()
    assert (new["facts"]["name"], new["version"]) == ("Ada Later", 1)
    again = send(caller, text("Ada Later"), "later.txt")
    assert again.json()["id"] == one["id"]


def test_file_that_takes_long_and_cannot_be_read_says_why(paused: int, impatient: Server) -> None:
    caller = Caller(impatient)
    caller.http.headers.update(KOREAN)
    one = send(caller, b"%PDF-1.7\n", "later.pdf").json()
    os.kill(paused, signal.SIGCONT)
    path = f"/v1/resumes/{one['id']}"
    eventually(lambda: caller.http.get(path).json()["status"] == "failed", "it has failed")
    assert re.search(r"[가-힣]", caller.http.get(path).json()["error"]["message"])
    (entry,) = listed(caller)
    assert (entry["status"], entry["error"]["code"]) == ("failed", "damaged")


def test_file_whose_worker_is_killed_has_failed_and_may_be_sent_again(servers: Servers) -> None:
    redis = servers.redis()
    server = servers.start(redis_url=redis.url, **KINDS, **IMPATIENT)
    read_first(server)
    caller = Caller(server)
    user = caller.http.post("/v1/auth/guest").json()["user"]["id"]
    os.kill(reader_of(server), signal.SIGSTOP)
    one = send(caller, text("Ada Lost")).json()
    assert one["status"] == "reading"
    server.kill()
    other = Caller(servers.start(redis_url=redis.url, **KINDS, **PLENTY), caller.token)
    path = f"/v1/resumes/{one['id']}"
    assert other.http.get(path).json()["status"] == "reading"
    with Redis.from_url(redis.url) as db:  # as if some minutes had passed
        db.hset(keys.holding(user, "resumes", one["id"]), "updated", one["updatedAt"] - 600_000)
    lost = other.http.get(path).json()
    assert (lost["status"], lost["error"]["code"]) == ("failed", "lost")
    again = send(other, text("Ada Lost"))
    assert (again.status_code, again.json()["status"]) == (201, "ready")
    assert again.json()["id"] != one["id"]


def test_file_that_is_being_read_when_its_worker_stops_has_failed(servers: Servers) -> None:
    redis = servers.redis()
    server = servers.start(redis_url=redis.url, **KINDS, **IMPATIENT)
    read_first(server)
    caller = Caller(server)
    os.kill(reader_of(server), signal.SIGSTOP)
    one = send(caller, text("Ada Stopped")).json()
    assert server.stop() == 0
    other = Caller(servers.start(redis_url=redis.url, **KINDS, **PLENTY), caller.token)
    found = other.http.get(f"/v1/resumes/{one['id']}").json()
    assert (found["status"], found["error"]["code"]) == ("failed", "lost")


def test_quota_of_a_user_holds_over_two_workers(servers: Servers) -> None:
    server = servers.start(
        workers=2, **KINDS, **PLENTY, CAREERPILOT_GUEST_BYTES="1048576",
        CAREERPILOT_GUEST_RESUMES="0",
    )  # fmt: skip
    caller = Caller(server)
    statuses: list[int] = []

    def fill(number: int) -> None:
        own = Caller(server, caller.token)
        for turn in range(12):
            body = json.dumps({"basics": {"summary": os.urandom(45_000).hex()}}).encode()
            answer = send(own, body, f"{number}-{turn}.json")
            statuses.append(answer.status_code)
            if answer.status_code == 429:
                assert_problem(answer, 429, "quota_exceeded")

    threads = [threading.Thread(target=fill, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {201, 429} <= set(statuses) <= {201, 202, 429}
    eventually(lambda: all(one["status"] != "reading" for one in listed(caller)), "all are read")
    kept = sum(
        version["bytes"]
        for one in listed(caller)
        for version in caller.http.get(f"/v1/resumes/{one['id']}/versions").json()["versions"]
    )
    assert 524_288 < kept <= 1_048_576


def test_deletion_leaves_nothing(servers: Servers) -> None:
    redis = servers.redis()
    caller = Caller(servers.start(redis_url=redis.url, **KINDS, **PLENTY))
    user = caller.http.post("/v1/auth/guest").json()["user"]["id"]
    for to in ("resumes", "documents"):
        one = sent(caller, text("Zebedee Unmistakable"), "zebedee.txt", to)
        caller.http.put(f"/v1/{to}/{one['id']}", json={"basics": {"name": "Zebedee Two"}})
        caller.http.delete(f"/v1/{to}/{one['id']}").raise_for_status()
    with Redis.from_url(redis.url) as db:
        left = {key.decode(): _dumped(db, key) for key in db.scan_iter("*")}
    assert [key for key, value in left.items() if b"ebedee" in value] == []
    assert [key for key in left if user in key and "account" not in key] == []


def _dumped(db: Any, key: bytes) -> bytes:
    return bytes(db.dump(key) or b"")
