"""Analyses on real servers: by one call, on the wires of vendors, and when a worker dies."""

import asyncio
import json
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.agents.kinds.analysis.cases import CASES, given
from tests.clients import guest, new_http
from tests.forms import filled, pieces, properties_of, schema_of
from tests.processes import Server, Servers
from tests.server.calls import Caller, assert_problem, new_id
from tests.server.shelving import Shelf, user_of
from tests.server.talk import provided, talking
from tests.upstream import Answer, Received, Upstream

pytestmark = pytest.mark.slow

WAREHOUSE = given(next(case for case in CASES if case.name == "warehouse_lead"))
KOREAN = given(next(case for case in CASES if case.name == "ko_nurse"))
FAST = {"CAREERPILOT_LEASE_MS": "3000", "CAREERPILOT_CACHE": "off"}
"""A lease that a busy machine does not let run out, and that is not waited for too long."""
PATIENCE_S = 30.0
REMARK = "I was there with a friend of mine, and she had quite another opinion of it all."
TASKS = {"strengths": "words", "decision": "validate", "name": "understand"}
"""What is asked for, by a property of the answer."""


def task_of(call: Received) -> str:
    known = properties_of(call)
    return next((task for name, task in TASKS.items() if name in known), "reply")


def answer_to(call: Received, **scene: Any) -> Answer:
    """What a model that does as it is told gives."""
    task = task_of(call)
    if task == "reply":
        return Answer(("I cannot tell ", "from this."), **scene)
    value = {
        "words": {
            "strengths": [{"text": "A fine deed.", "quote": "run afternoon shift, 18 pickers"}],
            "weaknesses": [],
            "recommendations": ["Settle this first.", "Then write it down.", "Then say more."],
        },
        "validate": {"decision": "approve", "score": None, "issues": [], "instructions": ""},
        "understand": {"name": "none"},
    }[task]
    return Answer(pieces(filled(schema_of(call) or {}, value)), **scene)


@pytest.fixture(autouse=True)
def _unharmed(servers: Servers) -> Iterator[None]:
    """No server has logged a traceback."""
    yield
    assert [p.output() for p in servers.started if "Traceback" in p.output()] == []


@pytest.fixture(scope="module")
def running(started: Servers) -> Server:
    return started.start()


def test_analysis_is_had_by_one_call(caller: Caller) -> None:
    for input in (WAREHOUSE, KOREAN):
        new = {"id": new_id(), "kind": "analysis", "input": input}
        answer = caller.http.post("/v1/sessions", json=new, headers={"Prefer": "wait"})
        assert answer.status_code == 201, answer.text
        state = answer.json()["state"]
        assert (state["phase"], answer.json()["status"]) == ("ready", "idle")
        assert state["result"]["readinessScore"] is not None
        assert state["result"]["judgedBy"] == state["result"]["writtenBy"] == "rules"


@pytest.mark.parametrize(
    ("job", "words"),
    [
        ({"url": "jobs.example/1"}, "copy the text of the posting"),
        ({"id": "nobodys"}, "nobodys"),
        ("too short", "20"),
    ],
)
def test_job_that_cannot_be_had_begins_no_session(caller: Caller, job: Any, words: str) -> None:
    new = {"id": new_id(), "kind": "analysis", "input": WAREHOUSE | {"job": job}}
    answer = caller.http.post("/v1/sessions", json=new)
    assert words in assert_problem(answer, 422, "malformed")["detail"]
    assert caller.http.get(f"/v1/sessions/{new['id']}").status_code == 404


async def test_stored_job_of_ones_own_is_read_and_anothers_is_not_there(running: Server) -> None:
    async with talking(running) as talk, talking(running) as other:
        posting = {"title": "Shift manager", "mustHave": [{"id": "m1", "text": "Lead a team"}]}
        headers = {"Authorization": f"Bearer {talk.token}"}
        async with new_http() as http:
            kept = await http.post(f"{running.url}/v1/jobs", json=posting, headers=headers)
            assert kept.status_code == 201, kept.text
        stored = WAREHOUSE | {"job": {"id": kept.json()["id"]}}
        ended = await talk.start("analysis", stored, clarify=False)
        assert ended["type"] == "RUN_FINISHED"
        result = talk.state["result"]
        assert [one["text"] for one in result["requirements"]] == ["Lead a team"]
        with pytest.raises(AssertionError, match="malformed"):
            await other.start("analysis", stored, clarify=False)


async def test_model_finds_the_words_on_the_wire_of_each_vendor(servers: Servers) -> None:
    async with Upstream() as anthropic, Upstream() as gemini, Upstream() as openai:
        ups = {"anthropic": anthropic, "gemini": gemini, "openai": openai}
        server = servers.start(**provided(**ups), **FAST, CAREERPILOT_GUEST_PROVIDERS=",".join(ups))
        for name, up in ups.items():
            up.play(then=answer_to)
            async with talking(server) as talk:
                ended = await talk.start("analysis", WAREHOUSE, provider=name, clarify=False)
                assert ended["type"] == "RUN_FINISHED", ended
                result = talk.state["result"]
                assert result["writtenBy"] == "mixed"
                assert result["recommendations"][0]["text"] == "Settle this first."
                assert Counter(map(task_of, up.calls)) == {"words": 1, "validate": 1}
                await talk.say(REMARK)
                assert talk.says[-1] == "I cannot tell from this."


async def test_worker_that_dies_at_any_step_is_replaced_and_no_answer_is_asked_for_again(
    servers: Servers,
) -> None:
    more = asyncio.Event()
    redis = servers.redis()
    held = {"words": "First Role", "validate": "Second Role"}

    def play(call: Received) -> Answer:
        stays = held.get(task_of(call), "nothing") in json.dumps(call.body)
        return answer_to(call, hold=(1, more)) if stays else answer_to(call)

    async with Upstream() as up, new_http() as http:
        up.play(then=play)
        settings = provided(openai=up) | FAST
        starts = [servers.start(redis_url=redis.url, wait=False, **settings) for _ in range(2)]
        first, second = (server.wait_ready() for server in starts)
        token = await guest(first.url, http)
        headers = {"Authorization": f"Bearer {token}"}
        sessions = {task: str(uuid.uuid4()) for task in held}
        for task, session in sessions.items():
            given = WAREHOUSE | {"targetRole": held[task]}
            new = {"id": session, "kind": "analysis", "input": given}
            begun = await http.post(f"{first.url}/v1/sessions", json=new, headers=headers)
            assert begun.status_code == 201, begun.text
        while asked_by(up, held) != {"First Role": ["words"], "Second Role": ["words", "validate"]}:
            await up.called(len(up.calls) + 1, PATIENCE_S)
        await asyncio.to_thread(first.kill)
        more.set()
        for session in sessions.values():
            document = await rested(http, f"{second.url}/v1/sessions/{session}", headers)
            assert document["state"]["result"]["writtenBy"] == "mixed"
    assert asked_by(up, held) == {
        "First Role": ["words", "words", "validate"],
        "Second Role": ["words", "validate", "validate"],
    }


def asked_by(up: Upstream, held: dict[str, str]) -> dict[str, list[str]]:
    """What was asked for, in its order, by the role of the session."""
    return {
        role: [task_of(call) for call in up.calls if role in json.dumps(call.body)]
        for role in held.values()
    }


async def rested(http: httpx.AsyncClient, url: str, headers: dict[str, str]) -> Any:
    """The session once its run has ended."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        document = (await http.get(url, headers=headers)).json()
        if document["status"] == "idle":
            return document
        await asyncio.sleep(0.05)
    raise AssertionError(f"the run does not end: {document}")


async def test_stored_resume_that_is_edited_meanwhile_is_as_it_was(servers: Servers) -> None:
    redis = servers.redis()
    async with talking(servers.start(redis_url=redis.url)) as talk:
        shelf = Shelf(redis.url, user_of(talk.token))
        await shelf.add("resumes", "mine", WAREHOUSE["resume"])
        stored = WAREHOUSE | {"resume": {"id": "mine"}}
        await talk.start("analysis", stored, clarify=False)
        before = talk.state["result"]
        await shelf.replace("resumes", "mine", "Another text, of somebody else. " * 9)
        await talk.act("shorter")
        await talk.act("full")
        assert talk.state["result"] == before
