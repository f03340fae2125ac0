"""Answers in JSON that are not what was asked for: sent back, mended, or named in the error."""

from typing import Any

import orjson
import pytest

from tests.forms import answering, asks_for, filled, pieces, schema_of
from tests.server.talk import Talk, provided
from tests.upstream import Answer, Received, Scene, Upstream

INPUT = {"type": "behavioral", "difficulty": "easy", "durationMinutes": 10}
GREETING = ["Welcome", " to", " the", " interview."]
QUESTION = "What did you do when a release went wrong?"
GIVEN = {"text": QUESTION, "groundedIn": None}


@pytest.fixture(scope="module")
def settings(port: int) -> dict[str, str]:
    """One provider."""
    return provided(openai=Upstream(port))


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"text": 7}, "$.text"),
        ({"keyPoints": [{"text": "x", "terms": "y"}]}, "$.keyPoints[0].terms"),
    ],
)
async def test_answer_that_does_not_fit_its_type_ends_the_run_and_names_the_field(
    talk: Talk, up: Upstream, wrong: dict[str, Any], named: str
) -> None:
    up.play(then=answering(GREETING, given=GIVEN | wrong))
    failed = await talk.start("interview", INPUT)
    assert failed["code"] == "bad_output"
    assert named in failed["message"]
    asked = [call for call in up.calls if asks_for(call, "keyPoints")]
    assert len(asked) == 2, "it was sent back once"
    assert named in orjson.dumps(asked[1].body).decode()
    assert named not in orjson.dumps(asked[0].body).decode()
    assert [used["provider"] for used in failed["usage"]] == ["openai"]
    assert talk.state["question"] is None
    up.play(then=answering(GREETING, given=GIVEN))
    assert (await talk.retry())["type"] == "RUN_FINISHED"
    assert talk.says == ["".join(GREETING), QUESTION]


async def test_answer_that_is_mended_or_given_anew_is_as_good(talk: Talk, up: Upstream) -> None:
    def sloppy(call: Received) -> Scene:
        """JSON in a fence, without its last brace; the first time, no JSON at all."""
        schema = schema_of(call)
        if schema is None:
            return Answer(GREETING)
        if sum(asks_for(other, "keyPoints") for other in up.calls) == 1:
            return Answer(["I'd rather not."])
        return Answer(["```json\n", *pieces(filled(schema, GIVEN))[:-1]])

    up.play(then=sloppy)
    assert (await talk.start("interview", INPUT))["type"] == "RUN_FINISHED"
    assert talk.says == ["".join(GREETING), QUESTION]
    assert len(up.calls) == 3
