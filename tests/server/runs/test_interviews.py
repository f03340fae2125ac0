"""A whole interview over a provider whose structured answers fit the schemas that it was sent."""

import time

import pytest

from agents.runtime.filling import PERIOD_S
from tests.documents import ROOT
from tests.forms import answering, asks_for
from tests.server.talk import Talk, provided
from tests.upstream import Upstream

pytestmark = pytest.mark.slow

RESUME = (ROOT / "tests" / "agents" / "resume" / "resumes" / "backend.txt").read_text()
INPUT = {"type": "behavioral", "difficulty": "easy", "durationMinutes": 10, "resume": RESUME}
SAID = (
    "Our checkout failed twice a week, so I wrote a tracer, found that retries were not "
    "idempotent, and gave them keys. Failures fell by 95 % within a month."
)
GREETING = ["Welcome", " to", " the", " interview."]
FEEDBACK = ["You", " did", " well."]
QUESTION = "What did you do when a release went wrong?"
GIVEN = {
    "spans": [],
    "text": QUESTION,
    "groundedIn": None,
    "keep": "Keep the tracer: one sees what you did.",
    "change": "Say why you wrote it yourself.",
    "followUp": None,
    "retold": "",
    "quote": "I wrote a tracer",
    "rating": 4,
    "why": "It says so.",
    "strengths": [
        'You say what you did: "I wrote a tracer".',
        'One sees that it was yours: "I wrote a tracer".',
    ],
    "improvements": [f"Say more about part {n} of what happened, and to whom." for n in range(8)],
}


@pytest.fixture(scope="module", params=["openai", "anthropic", "gemini", "compatible"])
def provider(request: pytest.FixtureRequest) -> str:
    """Whose wire it is."""
    return str(request.param)


@pytest.fixture(scope="module")
def settings(port: int, provider: str) -> dict[str, str]:
    """A key is all that there is to set, or a model's name where there is no key."""
    return provided(**{provider: Upstream(port)})


@pytest.mark.timing
async def test_interview_goes_to_its_feedback(talk: Talk, up: Upstream, provider: str) -> None:
    up.play(then=answering(GREETING, given=GIVEN))
    await talk.start("interview", INPUT)
    assert talk.says == ["".join(GREETING), QUESTION]
    assert talk.state["question"]["text"] == QUESTION
    await talk.say(SAID)
    assert talk.says[2] == f"{GIVEN['keep']} {GIVEN['change']}"
    assert talk.says[-1] != QUESTION, "the same question is not asked twice"
    judged = [call for call in up.calls if asks_for(call, "rating")]
    scales = talk.state["feedback"]["number"] and len(judged) // 3
    assert len(judged) == 3 * scales >= 3 * 6, "each scale alone, by three judges"
    up.play(then=answering(FEEDBACK, given=GIVEN, interval_s=0.03))
    begun = time.monotonic()
    finished = await talk.act("end")
    took_s = time.monotonic() - begun
    assert finished["type"] == "RUN_FINISHED", finished
    assert {used["provider"] for used in finished["usage"]} == {provider}
    result = talk.state["result"]
    assert (result["judgedBy"], result["overallScore"]) == ("model", None), "of three answers"
    assert result["communicationScore"] == 75
    assert result["competencies"][0]["quotes"] == ["I wrote a tracer"]
    assert result["strengths"] == GIVEN["strengths"]
    assert result["improvements"] == GIVEN["improvements"]
    assert result["detailedFeedback"] == "".join(FEEDBACK)
    grown = deltas_of(talk, "/result/improvements")
    # As many as there is something new to show, but one in a period at most; the last is the whole.
    assert 1 < grown <= took_s / PERIOD_S + 2


def deltas_of(talk: Talk, path: str) -> int:
    """How many deltas of the last run's state have changed something there."""
    deltas = [event["delta"] for event in talk.run if event["type"] == "STATE_DELTA"]
    return sum(any(change["path"].startswith(path) for change in delta) for delta in deltas)
