"""Applications over HTTP: what is kept of them, how they change, and what they may name."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.server.api.files import PLENTY, sent, text
from tests.server.api.test_jobs import JOB
from tests.server.calls import Caller, assert_problem, new_id

pytestmark = pytest.mark.slow

NURSE = {"job": {"title": "Nurse", "hiringOrganization": "City Hospital"}}


@pytest.fixture(scope="module")
def settings() -> dict[str, str]:
    return PLENTY | {"CAREERPILOT_GUEST_APPLICATIONS": "7"}


def added(caller: Caller, **fields: Any) -> Any:
    answer = caller.http.post("/v1/applications", json=NURSE | fields)
    assert answer.status_code == 201, answer.text
    assert answer.headers["location"] == f"/v1/applications/{answer.json()['id']}"
    return answer.json()


def changed(caller: Caller, one: Any, patch: Any, **headers: str) -> Any:
    headers = {"Content-Type": "application/merge-patch+json"} | headers
    answer = caller.http.patch(f"/v1/applications/{one['id']}", json=patch, headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["etag"] == f'"{answer.json()["version"]}"'
    return answer.json()


def today() -> str:
    return dt.datetime.now(dt.UTC).date().isoformat()


def test_application_needs_no_more_than_a_title(caller: Caller) -> None:
    one = added(caller, job="Night nurse")
    known = {name: one.pop(name) for name in ("id", "createdAt", "updatedAt")}
    assert all(known.values())
    assert one == {
        "job": {"title": "Night nurse", "hiringOrganization": None, "id": None},
        "status": "saved",
        "outcome": None,
        "dates": {
            "saved": today(), "applied": None, "answered": None, "interviews": [], "deadline": None,
        },
        "documents": [],
        "contacts": [],
        "notes": "",
        "next": None,
        "version": 1,
    }  # fmt: skip
    assert caller.http.get(f"/v1/applications/{known['id']}").json() == one | known


def test_application_takes_title_firm_and_deadline_of_a_stored_job(caller: Caller) -> None:
    stored = JOB | {"validThrough": "2026-12-24"}
    job = caller.http.post("/v1/jobs", json=stored).json()["id"]
    one = added(caller, job={"id": job})
    named = {"title": JOB["title"], "hiringOrganization": JOB["hiringOrganization"], "id": job}
    assert one["job"] == named
    assert one["dates"]["deadline"] == "2026-12-24"
    # It stays what it was called, whatever becomes of the posting.
    assert caller.http.delete(f"/v1/jobs/{job}").status_code == 204
    one = changed(caller, one, {"status": "applied", "dates": {"deadline": None}})
    assert (one["job"], one["dates"]["deadline"]) == (named, None)


def test_same_id_is_the_same_application_as_it_is_by_then(caller: Caller) -> None:
    id = new_id()
    added(caller, id=id)
    patched = changed(caller, {"id": id}, {"notes": "Ring them."})
    again = caller.http.post("/v1/applications", json=NURSE | {"id": id})
    assert (again.status_code, again.json()) == (200, patched)
    wrong = caller.http.post("/v1/applications", json=NURSE | {"id": "mine"})
    assert_problem(wrong, 422, "malformed")


def test_life_goes_back_and_forth(caller: Caller) -> None:
    one = added(caller)
    one = changed(caller, one, {"status": "applied", "dates": {"applied": "2026-11-02"}})
    one = changed(caller, one, {"status": "interview", "dates": {"interviews": [
        "2026-12-03T09:30", "2026-12-01"]}})  # fmt: skip
    assert one["dates"]["interviews"] == ["2026-12-01", "2026-12-03T09:30"]
    one = changed(caller, one, {"status": "closed", "outcome": "rejected"})
    assert one["outcome"] == "rejected"
    one = changed(caller, one, {"status": "offer"})
    assert one["outcome"] is None
    one = changed(caller, one, {"status": "saved"})
    days = one["dates"]
    assert (days["applied"], days["answered"], days["saved"]) == ("2026-11-02", today(), today())


def test_end_is_told_of_what_is_closed_alone(caller: Caller) -> None:
    one = added(caller)
    path = f"/v1/applications/{one['id']}"
    refused = caller.http.patch(path, json={"outcome": "hired"})
    assert "closed" in assert_problem(refused, 422, "malformed")["detail"]
    korean = caller.http.patch(path, json={"outcome": "hired"}, headers={"Accept-Language": "ko"})
    assert "결과는" in assert_problem(korean, 422, "malformed")["detail"]
    assert caller.http.get(path).json() == one


def test_patch_that_changes_nothing_makes_no_version(caller: Caller) -> None:
    one = added(caller, notes="x")
    assert changed(caller, one, {"notes": "x", "outcome": None, "dates": {}}) == one


def test_change_of_an_older_version_is_refused(caller: Caller) -> None:
    one = added(caller)
    two = changed(caller, one, {"notes": "mine"}, **{"If-Match": '"1"'})
    assert two["version"] == 2
    path = f"/v1/applications/{one['id']}"
    late = caller.http.patch(path, json={"notes": "late"}, headers={"If-Match": '"1"'})
    assert assert_problem(late, 412, "stale")["details"] == {"version": 2}
    assert_problem(caller.http.delete(path, headers={"If-Match": '"1"'}), 412, "stale")
    assert caller.http.get(path).json() == two
    # What was taken out of it is not to be had as an earlier version, either.
    assert_problem(caller.http.get(path, params={"version": 1}), 404, "not_found")


def test_changes_of_several_at_once_lose_nothing_of_each_other(caller: Caller) -> None:
    one = added(caller)
    patches = [
        {"notes": "x"}, {"contacts": [{"name": "Ada"}]}, {"next": {"text": "Ring them"}},
        {"dates": {"applied": "2026-11-02"}},
    ]  # fmt: skip
    with ThreadPoolExecutor(len(patches)) as pool:
        list(pool.map(lambda patch: changed(caller, one, patch), patches))
    now = caller.http.get(f"/v1/applications/{one['id']}").json()
    assert now["version"] == 5
    assert now["notes"] == "x"
    assert now["contacts"] == [{"name": "Ada", "role": None}]
    assert now["next"] == {"text": "Ring them", "date": None}
    assert now["dates"]["applied"] == "2026-11-02"


def test_what_went_where_is_kept_with_the_version_that_it_was(caller: Caller) -> None:
    resume, letter = sent(caller, text()), caller.create()["id"]
    documents = [{"kind": "resume", "id": resume["id"]}, {"kind": "letter", "session": letter}]
    one = added(caller, documents=documents)
    first, second = one["documents"]
    assert (first["version"], first["title"]) == (1, resume["title"])
    assert (second["session"], second["version"]) == (letter, None)
    # Both may go, and the list stays as it is; what is newly named has to be there.
    assert caller.http.delete(f"/v1/resumes/{resume['id']}").status_code == 204
    assert caller.http.delete(f"/v1/sessions/{letter}").status_code == 204
    one = changed(caller, one, {"notes": "sent", "documents": one["documents"]})
    assert one["documents"] == [first, second]
    patch = {"documents": [*one["documents"], first | {"version": 2}]}
    answer = caller.http.patch(f"/v1/applications/{one['id']}", json=patch)
    problem = assert_problem(answer, 422, "malformed")
    assert problem["details"] == {"unknown": [resume["id"]]}


def test_nothing_of_anothers_can_be_named(caller: Caller, stranger: Caller) -> None:
    job = stranger.http.post("/v1/jobs", json={"title": "Nurse"}).json()["id"]
    resume, session = sent(stranger, text())["id"], stranger.create()["id"]
    for fields in (
        {"job": {"id": job}},
        {"job": {"id": "x:y"}},
        {"documents": [{"kind": "resume", "id": resume}]},
        {"documents": [{"kind": "document", "id": resume}]},
        {"documents": [{"kind": "letter", "session": session}]},
        {"documents": [{"kind": "letter", "session": "}:meta"}]},
        {"documents": [{"kind": "letter", "id": resume}]},
    ):
        answer = caller.http.post("/v1/applications", json=NURSE | fields)
        assert "unknown" in assert_problem(answer, 422, "malformed")["details"]
    # An id that another has used is free here, and shows nothing of theirs.
    theirs = added(stranger)["id"]
    assert added(caller, id=theirs, notes="mine")["notes"] == "mine"
    assert stranger.http.get(f"/v1/applications/{theirs}").json()["notes"] == ""


def test_listing_has_those_in_a_status_page_by_page(caller: Caller) -> None:
    ids = [added(caller, status=status, notes="long", contacts=[{"name": "Ada"}])["id"]
           for status in ("saved", "offer", "saved", "saved", "closed", "saved")]  # fmt: skip
    newest_first = [ids[at] for at in (5, 3, 2, 0)]
    found: list[str] = []
    query: dict[str, Any] = {"status": "saved", "limit": 3}
    while True:
        page = caller.http.get("/v1/applications", params=query).json()
        assert len(page["applications"]) <= 3
        found += [one["id"] for one in page["applications"]]
        if "cursor" not in page:
            break
        query["cursor"] = page["cursor"]
    assert found == newest_first
    everything = caller.http.get("/v1/applications").json()["applications"]
    assert [one["id"] for one in everything] == ids[::-1]
    assert not {"notes", "contacts"} & everything[0].keys()
    wrong = caller.http.get("/v1/applications", params={"status": "sent"})
    assert "offer" in assert_problem(wrong, 422, "malformed")["detail"]


def test_guest_has_no_more_than_so_many(caller: Caller) -> None:
    first, *_ = [added(caller) for _ in range(7)]
    full = caller.http.post("/v1/applications", json=NURSE)
    assert_problem(full, 429, "quota_exceeded")
    assert changed(caller, first, {"notes": "still"})["notes"] == "still"
    assert caller.http.delete(f"/v1/applications/{first['id']}").status_code == 204
    added(caller)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"job": ""}, "$.job"),
        ({"job": " "}, "$.job"),
        ({"job": {}}, "title"),
        ({"status": "sent"}, "$.status"),
        ({"outcome": "ghosted"}, "$.outcome"),
        ({"dates": {"saved": "2026-02-30"}}, "$.dates.saved"),
        ({"dates": {"interviews": ["2026-02-30"]}}, "calendar"),
        ({"dates": {"interviews": ["soon"]}}, "$.dates.interviews[0]"),
        ({"dates": {"interviews": ["2026-01-01"] * 51}}, "$.dates.interviews"),
        ({"documents": [{"kind": "resume"}]}, "stands"),
        ({"contacts": [{"name": "A", "phone": "1"}]}, "$.contacts[0]"),
        ({"contacts": [{"name": "A"}] * 51}, "$.contacts"),
        ({"notes": "x" * 10_001}, "$.notes"),
        ({"next": {"date": "2026-01-01"}}, "$.next"),
        ({"staus": "saved"}, "staus"),
    ],
)
def test_application_that_does_not_fit_is_told_where(
    change: dict[str, Any], where: str, caller: Caller
) -> None:
    refused = caller.http.post("/v1/applications", json=NURSE | change)
    assert where in assert_problem(refused, 422, "malformed")["detail"]
    one = added(caller)
    path = f"/v1/applications/{one['id']}"
    refused = caller.http.patch(path, json={"job": None} if change == {"job": {}} else change)
    assert_problem(refused, 422, "malformed")
    assert caller.http.get(path).json() == one


NO_PATCH = [
    b"[]",
    b"null",
    b'"x"',
    rb'{"notes":"\ud800"}',
    b'{"notes":' * 20_000,
    b'{"dates":' * 900 + b"1" + b"}" * 900,
]


@pytest.mark.parametrize("body", NO_PATCH, ids=range(len(NO_PATCH)))
def test_patch_that_is_none_is_refused(body: bytes, caller: Caller) -> None:
    one = added(caller)
    answer = caller.http.patch(f"/v1/applications/{one['id']}", content=body)
    assert_problem(answer, 422, "malformed")


def test_debrief_adds_the_interview_and_leaves_what_to_practise(caller: Caller) -> None:
    one = added(caller, next={"text": "Buy a suit"})
    text = "She asked why I left my last ward and I froze. They call me by Friday."
    given = {"text": text, "date": "2026-11-25", "application": one["id"], "language": "en"}
    session = caller.create("debrief", given)
    assert session["state"]["result"]["saved"] == {"application": one["id"]}
    now = caller.http.get(f"/v1/applications/{one['id']}").json()
    assert now["dates"]["interviews"] == ["2026-11-25"]
    assert now["notes"].startswith("Interview 2026-11-25\nAsked: why I left my last ward")
    assert now["next"]["text"] == "Buy a suit"
    practised = caller.http.get("/v1/me/practice").json()
    assert any("why I left my last ward" in asked["text"] for asked in practised["asked"])
    assert [weak["session"] for weak in practised["weakPoints"]] == [session["id"]]
    gone = given | {"application": new_id()}
    answer = caller.http.post(
        "/v1/sessions", json={"kind": "debrief", "input": gone}, headers={"Prefer": "wait"}
    )
    assert answer.json()["state"].get("result") is None
