"""Kinds that deliver on real servers: by one call, on the wires of vendors, judged, and when a
worker dies.
"""

import asyncio
import json
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
import redis

from protocol.catalogue import Text, told
from protocol.commands import Start
from store import keys
from tests.clients import guest, new_http
from tests.deliverers import (
    ANSWER,
    COMPLETED,
    OPEN,
    REMARK,
    REPLY,
    SETTINGS,
    SHORTER,
    Deliverers,
    Hold,
    Part,
    given,
    wish_of,
)
from tests.deliveries import KINDS, TRIED, delivered, delivering, text_of
from tests.deliveries import given as of_person
from tests.processes import Server, Servers, eventually
from tests.server.calls import Caller, assert_problem, new_id
from tests.server.shelving import Shelf, user_of
from tests.server.talk import Talk, provided, talking
from tests.upstream import Upstream

pytestmark = pytest.mark.slow(seconds=35)

FAST = SETTINGS | {"CAREERPILOT_LEASE_MS": "2000"}
"""A lease that a busy machine does not let run out, and that is not waited for too long."""
PATIENCE_S = 30.0
WAREHOUSE = {
    "resume": text_of("resumes", "warehouse_lead.txt"),
    "job": text_of("postings", "en_shift_manager.txt"),
    "targetRole": "Shift manager",
}
HAS = {
    name: [kind for kind in TRIED if name in of_person("warehouse_lead", kind)]
    for name in ("job", "resume")
}
"""The kinds that take one."""
WRITERS = {"analysis": "mixed", "optimize": "model", "questions": "model"}
"""Who has written a result that judges let pass."""

Json = dict[str, Any]


@pytest.fixture(autouse=True)
def _unharmed(servers: Servers) -> Iterator[None]:
    """No server has logged a traceback."""
    yield
    assert [p.output() for p in servers.started if "Traceback" in p.output()] == []


@pytest.fixture(scope="module")
def running(started: Servers) -> Server:
    return started.start()


@pytest.mark.parametrize("kind", HAS["job"])
@pytest.mark.parametrize(
    ("job", "words"),
    [({"id": "nobodys"}, "nobodys"), ("too short", "20")],
)
def test_job_that_cannot_be_had_begins_no_session(
    caller: Caller, kind: str, job: Any, words: str
) -> None:
    new = {"id": new_id(), "kind": kind, "input": of_person("warehouse_lead", kind) | {"job": job}}
    answer = caller.http.post("/v1/sessions", json=new)
    assert words in assert_problem(answer, 422, "malformed")["detail"]
    assert caller.http.get(f"/v1/sessions/{new['id']}").status_code == 404


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("length", [99, 50_001])
@pytest.mark.parametrize("kind", HAS["resume"])
def test_resume_of_a_wrong_length_begins_no_session_and_says_which_is_right(
    caller: Caller, kind: str, length: int, language: str
) -> None:
    text = (WAREHOUSE["resume"] * 100)[:length]
    fields = of_person("warehouse_lead", kind) | {"resume": text}
    new = {"id": new_id(), "kind": kind, "input": fields}
    answer = caller.http.post("/v1/sessions", json=new, headers={"Accept-Language": language})
    said = assert_problem(answer, 422, "malformed")["detail"]
    assert "resume" in said
    assert ("100" if length == 99 else "50000") in said.replace(",", "")
    assert any("가" <= sign <= "힣" for sign in said) is (language == "ko")
    assert caller.http.get(f"/v1/sessions/{new['id']}").status_code == 404


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("kind", [one for one in HAS["resume"] if one != "cv"])  # it takes any
def test_resume_that_cannot_be_read_ends_the_run_and_nothing_is_kept_of_it(
    caller: Caller, kind: str, language: str
) -> None:
    foreign = "Ich leite seit 2019 ein Lager in Köln und plane dort die Schichten. " * 5
    fields = of_person("warehouse_lead", kind) | {"resume": foreign, "language": language}
    document = caller.create(kind, fields)
    assert (document["state"]["phase"], document["state"]["result"]) == ("new", None)
    assert document["messages"] == []
    runs = caller.http.get(f"/v1/sessions/{document['id']}/runs").json()["runs"]
    assert [(run["outcome"], run["error"], run["steps"]) for run in runs] == [
        ("error", "language", 0)
    ]
    events = [e for frame in caller.poll(document["id"], after=0) for e in frame.get("events", ())]
    assert events[-1]["message"] == told(Text("delivery.language.resume"), language)
    assert caller.http.get("/v1/resumes").json()["resumes"] == []


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


async def test_stored_resume_that_is_edited_meanwhile_is_as_it_was(servers: Servers) -> None:
    store = servers.redis()
    async with talking(servers.start(redis_url=store.url)) as talk:
        shelf = Shelf(store.url, user_of(talk.token))
        await shelf.add("resumes", "mine", WAREHOUSE["resume"])
        stored = WAREHOUSE | {"resume": {"id": "mine"}}
        await talk.start("analysis", stored, clarify=False)
        before = talk.state["result"]
        await shelf.replace("resumes", "mine", "Another text, of somebody else. " * 9)
        await talk.act("shorter")
        await talk.act("full")
        assert talk.state["result"] == before


@pytest.mark.parametrize("kind", TRIED)
async def test_people_get_the_same_by_http_over_a_socket_and_with_no_server(
    running: Server, kind: str
) -> None:
    async with new_http() as http:
        headers = {"Authorization": f"Bearer {await guest(running.url, http)}", "Prefer": "wait"}

        async def had(person: str) -> None:
            session = new_id()
            run = f"start-{session}"
            new = {"id": session, "kind": kind, "input": of_person(person, kind)}
            url = f"{running.url}/v1/sessions"
            answer = await http.post(url, json=new, headers=headers, timeout=PATIENCE_S)
            assert answer.status_code == 201, answer.text
            by_http = answer.json()["state"]["result"]
            alone = await delivered(kind, person, session, run, by_http["asOf"])
            assert by_http == alone, person
            async with talking(running) as talk:
                await talk.send(Start(run, kind, of_person(person, kind), {"clarify": False}))
                assert (await talk.ended())["type"] == "RUN_FINISHED"
                over_socket = json.dumps(talk.state["result"])
                assert json.loads(over_socket.replace(talk.client.session, session)) == by_http

        await asyncio.gather(*map(had, TRIED[kind]))


CHANGED = {
    "analysis": {"strengths", "weaknesses", "recommendations", "skillGaps"},
    "optimize": {"changes", "resume"},
    "questions": {"questions", "next"},
}
"""The fields of a result that the wish may change."""


async def test_model_writes_and_revises_on_the_wire_of_each_vendor(servers: Servers) -> None:
    vendors = ("anthropic", "gemini", "openai")
    script = Deliverers()
    async with Upstream() as one, Upstream() as two, Upstream() as three:
        ups = dict(zip(vendors, (one, two, three), strict=True))
        allowed = ",".join(ups)
        server = servers.start(**provided(**ups), **FAST, CAREERPILOT_GUEST_PROVIDERS=allowed)
        for up in ups.values():
            up.play(then=script.play)
        found: dict[str, dict[str, Any]] = {}
        for kind in KINDS:
            for vendor, up in ups.items():
                hall = f"{kind}-{vendor[:3]}"  # as long as the others: spans are the same
                script.parts[hall] = Part()
                calls = len(up.calls)
                async with talking(server) as talk:
                    found.setdefault(kind, {})[vendor] = await spoken(talk, kind, hall, vendor)
                assert len(up.calls) - calls == script.asked[hall].total()
    for kind, results in found.items():
        assert results["anthropic"] == results["gemini"] == results["openai"], kind


async def spoken(talk: Talk, kind: str, hall: str, vendor: str) -> Any:
    """What comes of a session with a wish and a remark, as it would in any other hall."""
    ended = await talk.start(kind, given(kind, hall), provider=vendor, clarify=False)
    assert ended["type"] == "RUN_FINISHED", ended
    assert {used["provider"] for used in ended["usage"]} == {vendor}
    result = talk.state["result"]
    delivering(kind).check_result(result)
    assert result["writtenBy"] == WRITERS[kind]
    await talk.say(wish_of(kind, hall))
    revised = talk.state["result"]
    delivering(kind).check_result(revised)
    differs = {name for name in result if result[name] != revised[name]}
    assert differs
    assert differs <= CHANGED[kind]
    assert {path.split("/")[2] for path in patched(talk) if path.startswith("/result/")} == differs
    await talk.say(f"{REMARK} That was in hall {hall} you know.")
    assert talk.says[-1] == "".join(REPLY)
    assert [path for path in patched(talk) if path.startswith("/result")] == []
    outcome = {name: value for name, value in revised.items() if name != "next"}
    return json.loads(json.dumps([talk.says, outcome]).replace(hall, "K7"))


def patched(talk: Talk) -> list[str]:
    """The places of the state that the last run has changed."""
    deltas = [event["delta"] for event in talk.run if event["type"] == "STATE_DELTA"]
    return [change["path"] for delta in deltas for change in delta]


@dataclass(frozen=True)
class Scene:
    """A session whose judges say this, what is asked for in it, and what they are seen to say."""

    kind: str
    part: Part
    asked: tuple[str, ...]
    said: tuple[tuple[str, str], ...]
    writer: str = ""

    @property
    def hall(self) -> str:
        decisions = (*self.part.judged, *self.part.settled)
        return "-".join([self.kind, *(one[:3] for one in decisions)])


def of_analysis(*judged: str, writer: str = "mixed") -> Scene:
    asked = [f"{task} {n}" for n in range(1, len(judged) + 1) for task in ("words", "validate")]
    said = [pair for one in judged for pair in (("claims", "approve"), ("validate", one))]
    return Scene("analysis", Part(judged), tuple(asked), tuple(said), writer)


def of_optimize(judged: str, writer: str) -> Scene:
    asked = ("rewrite new", "rewrite old", "weigh 0")
    return Scene("optimize", Part((judged,)), asked, (("weigh", judged),), writer)


def of_questions(*judged: str, settled: tuple[str, ...] = (), writer: str = "model") -> Scene:
    asked, said, left = list[str](), list[tuple[str, str]](), list(settled)
    for number, one in enumerate(judged, 1):
        asked += [f"draft {number}", f"worth_asking {number}"]
        said += [("fair", "approve"), ("worth_asking", one)]
        if one == "escalate":
            asked.append(f"settle {number}")
            said.append(("settle", left.pop(0)))
    return Scene("questions", Part(judged, settled), tuple(asked), tuple(said), writer)


SCENES = [
    of_analysis("approve"),
    of_analysis("revise", "approve"),
    of_analysis("revise", "revise"),
    of_analysis("escalate", "approve"),
    of_analysis("reject", writer="rules"),
    of_optimize("approve", "model"),
    of_optimize("revise", "model"),
    of_optimize("reject", "model"),
    of_optimize("escalate", "model"),
    of_questions("approve"),
    of_questions("revise", "revise", "approve"),
    of_questions("revise", "revise", "revise"),
    of_questions("escalate", settled=("approve",)),
    of_questions("escalate", "approve", settled=("revise",)),
    of_questions("escalate", settled=("reject",), writer="rules"),
    of_questions("reject", writer="rules"),
]


async def test_what_judges_say_is_seen_bounded_and_done(servers: Servers) -> None:
    script = Deliverers()
    async with Upstream() as up, new_http() as http:
        up.play(then=script.play)
        server = servers.start(**provided(openai=up), **FAST)
        headers = {"Authorization": f"Bearer {await guest(server.url, http)}"}
        for scene in SCENES:
            script.parts[scene.hall] = scene.part
        await asyncio.gather(*(played(http, server.url, headers, one, script) for one in SCENES))
        assert len(up.calls) == sum(len(scene.asked) for scene in SCENES)


async def played(
    http: httpx.AsyncClient, url: str, headers: dict[str, str], scene: Scene, script: Deliverers
) -> None:
    """Have a session, and look at what its run is said to have done."""
    session = str(uuid.uuid4())
    new = {"id": session, "kind": scene.kind, "input": given(scene.kind, scene.hall)}
    wait = headers | {"Prefer": "wait"}
    begun = await http.post(f"{url}/v1/sessions", json=new, headers=wait, timeout=PATIENCE_S)
    assert begun.status_code == 201, begun.text
    state = begun.json()["state"]
    assert state["phase"] == "ready", scene.hall
    assert state["result"]["writtenBy"] == scene.writer, scene.hall
    assert script.asked[scene.hall] == Counter(scene.asked)
    path = f"{url}/v1/sessions/{session}/runs"
    (summary,) = (await http.get(path, headers=headers)).json()["runs"]
    run = (await http.get(f"{path}/{summary['id']}", headers=headers)).json()
    assert run["outcome"] == "success"
    steps = [step["task"] for step in run["steps"]]
    assert Counter(steps) == Counter(one.split()[0] for one in scene.asked)
    assert all(step["tokens"]["output"] and not step["offline"] for step in run["steps"])
    verdicts = [step["verdict"]["decision"] for step in run["steps"] if step["verdict"]]
    judged = [one for task, one in scene.said if task not in ("claims", "fair")]
    assert verdicts == judged
    messages = [(one["task"], one["content"]["decision"]) for one in run["messages"]]
    assert messages == list(scene.said), scene.hall
    shown = SHORTER.replace("{hall}", scene.hall) in json.dumps(state["result"])
    assert shown is (scene.kind == "optimize" and scene.part.judged == ("approve",))


@dataclass(frozen=True)
class Place:
    """Where a session of a scene is interrupted: at what it asks for, of its first run or of the
    one that answers what is said or done then; None is nowhere."""

    scene: Scene
    held: str | None
    then: str = ""

    @property
    def hall(self) -> str:
        """As long as any other: spans are the same."""
        return f"row-{chr(97 + PLACES.index(self))}"

    @property
    def asked(self) -> tuple[str, ...]:
        """All that is asked for, undisturbed."""
        return (*self.scene.asked, *THEN.get(self.then, ()))


THEN = {"remark": ("understand 0", "reply 2"), "answer": ("complete 0",)}
"""What is asked for where a remark is made of an analysis, and an open place is answered."""
JUDGED = of_analysis("revise", "approve")
WEIGHED = of_optimize("approve", "model")
SETTLED = of_questions("revise", "escalate", "approve", settled=("revise",))
PLACES = [
    *(Place(scene, held) for scene in (JUDGED, WEIGHED, SETTLED) for held in (*scene.asked, None)),
    *(Place(JUDGED, held, "remark") for held in (*THEN["remark"], None)),
    *(Place(WEIGHED, held, "answer") for held in (*THEN["answer"], None)),
]


@dataclass
class Batch:
    """A session for every place, begun on the first of two workers and held there."""

    http: httpx.AsyncClient
    workers: list[Server]
    script: Deliverers
    store: Any
    token: str
    ids: dict[Place, str] = field(default_factory=lambda: {p: str(uuid.uuid4()) for p in PLACES})

    async def open(self) -> None:
        """Have every session come to its place."""
        for place in PLACES:
            self.script.parts[place.hall] = place.scene.part
            if place.held:
                self.script.holds[place.hall] = Hold(place.held)
        await asyncio.gather(*map(self._begin, PLACES))
        await asyncio.to_thread(
            eventually, lambda: all(map(self._is_there, PLACES)), "all are held", 3 * PATIENCE_S
        )

    async def _begin(self, place: Place) -> None:
        kind, session = place.scene.kind, self.ids[place]
        new = {"id": session, "kind": kind, "input": given(kind, place.hall)}
        await self.post("/v1/sessions", new)
        if place.then:
            await self.rested(place, self.workers[0])
            command = {"id": "c2", "type": "message", "text": f"{REMARK} In hall {place.hall} now."}
            if place.then == "answer":
                given_ = {"id": await self._open_change(place), "text": ANSWER}
                command = {"id": "c2", "type": "action", "name": "answer", "input": given_}
            await self.post(f"/v1/sessions/{session}/commands", command)
        if place.held is None:
            await self.rested(place, self.workers[0])

    async def _open_change(self, place: Place) -> str:
        state = (await self.document(place, self.workers[0]))["state"]
        (found,) = (c["id"] for c in state["result"]["changes"] if c["after"] == OPEN)
        return str(found)

    async def post(self, path: str, body: Json) -> None:
        answer = await self.http.post(self.workers[0].url + path, json=body, headers=self._headers)
        assert answer.status_code in (200, 201, 202), answer.text

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def document(self, place: Place, worker: Server) -> Json:
        """The session as it stands."""
        url = f"{worker.url}/v1/sessions/{self.ids[place]}"
        document: Json = (await self.http.get(url, headers=self._headers)).json()
        return document

    async def rested(self, place: Place, worker: Server) -> Json:
        """The session once its run has ended."""
        url = f"{worker.url}/v1/sessions/{self.ids[place]}/events"
        document = await self.document(place, worker)
        while document["status"] != "idle":
            since = {"after": document["head"], "epoch": document["epoch"], "wait": PATIENCE_S}
            wanted = self._headers | {"Accept": "application/json"}
            await self.http.get(url, params=since, headers=wanted, timeout=2 * PATIENCE_S)
            document = await self.document(place, worker)
        return document

    def _is_there(self, place: Place) -> bool:
        """Whether its answer is held, and every other that has been given is recorded."""
        if place.held is None:
            return True
        asked = self.script.asked[place.hall]
        before = place.scene.asked if place.then else ()
        answered = asked.total() - 1 - len(before)
        steps: Any = self.store.hkeys(keys.steps(self.ids[place]))
        recorded = [
            s for s in map(bytes.decode, steps) if not s.endswith(":tell") and "once:" not in s
        ]

        return asked[place.held] == 1 and len(recorded) == answered

    def outcome(self, place: Place, document: Json) -> Any:
        """What has come of it, as it would in any other hall and session."""
        said = [(one["role"], one["content"]) for one in document["messages"]]
        whole = json.dumps([said, document["state"]]).replace(self.ids[place], "s1")
        return json.loads(whole.replace(f"hall {place.hall}", "hall row-a"))


@pytest.fixture
async def batch(servers: Servers) -> AsyncIterator[Batch]:
    store = servers.redis()
    async with Upstream() as up, new_http() as http:
        script = Deliverers()
        up.play(then=script.play)
        settings = provided(openai=up) | FAST
        starts = [servers.start(redis_url=store.url, wait=False, **settings) for _ in range(2)]
        workers = [server.wait_ready() for server in starts]
        token = await guest(workers[0].url, http)
        with redis.Redis.from_url(store.url) as client:
            one = Batch(http, workers, script, client, token)
            await one.open()
            yield one


async def test_worker_that_dies_at_any_step_is_replaced_and_nothing_answered_is_asked_again(
    batch: Batch,
) -> None:
    first, second = batch.workers
    await asyncio.to_thread(first.kill)
    for hold in batch.script.holds.values():
        hold.more.set()
    found = {place: batch.outcome(place, await batch.rested(place, second)) for place in PLACES}
    for place in PLACES:
        undisturbed = next(
            one
            for one in PLACES
            if (one.scene, one.then, one.held) == (place.scene, place.then, None)
        )
        assert found[place] == found[undisturbed], place
        assert found[place][1]["phase"] == "ready"
        again = (place.held,) if place.held else ()
        assert batch.script.asked[place.hall] == Counter([*place.asked, *again]), place
    (answered,) = (
        found[place] for place in PLACES if place.then == "answer" and place.held is None
    )
    assert COMPLETED in [change["after"] for change in answered[1]["result"]["changes"]]
