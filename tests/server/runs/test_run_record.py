"""What is kept of a run: never more than it may be, and its sums in any case."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from agents.kind.verdict import Issue, RoleMessage, Verdict
from agents.runtime.taken import StepTaken
from server.runs.run_record import MOST_BYTES, RunRecord, record_of

verdicts = st.builds(
    Verdict,
    st.sampled_from(["approve", "revise", "reject"]),
    st.integers(0, 100),
    st.lists(st.builds(Issue, st.just("/a"), st.text(max_size=500)), max_size=20).map(tuple),
)
steps = st.builds(
    StepTaken,
    st.sampled_from(["generator", "evaluator"]),
    st.sampled_from(["draft", "judge"]),
    input_tokens=st.none() | st.integers(0, 10**6),
    cost=st.integers(0, 10**9),
    verdict=st.none() | verdicts.map(lambda v: {"decision": v.decision, "issues": [str(v)]}),
)
messages = st.builds(
    RoleMessage, st.just("evaluator"), st.just("generator"), st.just("judge"), verdicts
)


def record(steps: list[StepTaken], messages: list[RoleMessage]) -> RunRecord:
    """The record of a run with these."""
    return RunRecord.of(
        "c1",
        "start",
        started=9,
        ended=4,
        outcome="success",
        error=None,
        steps=steps,
        messages=messages,
    )


@given(st.lists(steps, max_size=9), st.lists(messages, max_size=9), st.integers(1, 60))
def test_record_is_never_larger_than_it_may_be_and_its_sums_stay(
    some: list[StepTaken], said: list[RoleMessage], times: int
) -> None:
    raw = record(some * times, said * times).encoded()
    assert len(raw) <= MOST_BYTES
    found = record_of(raw)
    assert found.count == len(some) * times
    assert found.cost == sum(step.cost for step in some) * times
    assert (len(found.steps) < found.count) <= found.cut


def test_record_that_is_small_is_whole() -> None:
    verdict = Verdict("revise", 40, (Issue("", "Vague."),))
    step = StepTaken("evaluator", "judge", verdict={"decision": "revise"})
    said = [RoleMessage("evaluator", "generator", "judge", verdict)]
    found = record_of(record([step], said).encoded())
    assert (found.steps, found.cut) == ([step], False)
    assert found.messages[0].content["issues"][0]["what"] == "Vague."
    assert found.ended == found.started == 9


def test_verdicts_are_left_out_before_their_decisions_are() -> None:
    issues = tuple(Issue("", "x" * 500) for _ in range(20))
    said = [RoleMessage("evaluator", "generator", "judge", Verdict("revise", 40, issues))] * 3
    found = record_of(record([StepTaken("evaluator", "judge")], said).encoded())
    gist: Any = {"decision": "revise", "score": 40}
    assert (found.cut, [one.content for one in found.messages]) == (True, [gist] * 3)
