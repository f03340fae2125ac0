"""The record of a call."""

import logging

import msgspec
import pytest

from agents.gateway.usage_log import UsageRecord, summed
from agents.models.request import Line, Usage
from tests.agents.gateway.lab import request


def test_record_counts_what_the_answer_took() -> None:
    record = UsageRecord.of("c1", 1, request())
    record.count(Usage("openai", "m", 10, 5, 2, 4, 1, estimated=True))
    assert record.estimated
    assert (record.input_tokens, record.output_tokens, record.reasoning_tokens) == (10, 5, 2)
    assert (record.cached_input_tokens, record.cache_write_input_tokens) == (4, 1)


def test_record_adds_up_tries_until_there_is_an_answer() -> None:
    record = UsageRecord.of("c1", 1, request())
    record.add(Usage("openai", "m", 10, 5))
    record.add(Usage("openai", "m", None, 7, 2, estimated=True))
    assert (record.input_tokens, record.output_tokens, record.reasoning_tokens) == (10, 12, 2)
    record.count(Usage("openai", "m", 20, 1))
    assert (record.input_tokens, record.output_tokens, record.reasoning_tokens) == (20, 1, None)
    assert record.estimated, "the cost is, still"


def test_parts_of_an_answer_are_summed_by_class() -> None:
    parts = [Usage("p", "m", 10, 5, cached_input_tokens=1), Usage("p", "m", 15, 6, 2)]
    assert summed(parts) == Usage("p", "m", 25, 11, 2, 1)
    assert summed([*parts, Usage("p", "m", estimated=True)]).estimated
    assert summed(parts[:1]) == parts[0]


def test_record_names_who_was_asked_last() -> None:
    record = UsageRecord.of("c1", 1, request())
    record.asked("openai", "m", "k1")
    record.asked("anthropic", "n", "k2")
    assert (record.provider, record.model, record.key) == ("anthropic", "n", "k2")


def test_record_holds_nothing_of_what_was_said() -> None:
    asked = request(
        inputs={"resume": "a secret life"},
        messages=(Line("user", "a secret question"),),
        instructions="a secret prompt",
    )
    assert b"secret" not in msgspec.json.encode(UsageRecord.of("c1", 1, asked))


def test_every_class_of_tokens_has_its_place() -> None:
    assert set(Usage.__struct_fields__) - {"kept"} <= set(UsageRecord.__struct_fields__)


def test_subscription_is_a_plan_in_the_record_and_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    record = UsageRecord.of("c1", 1, request())
    assert b'"plan":"pro"' in msgspec.json.encode(record)
    with caplog.at_level(logging.INFO):
        record.log()
    (line,) = caplog.records
    assert (line.message, line.plan) == ("model_call", "pro")  # type: ignore[attr-defined]
