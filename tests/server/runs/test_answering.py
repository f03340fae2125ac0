"""Which model answers, in people's words."""

import pytest

from agents.models.request import Caller
from server.runs.answering import Answerer, shown
from server.runs.model_service import ModelService, who_answers
from server.settings.settings import Settings
from store.store import Store

HERE = {
    "CAREERPILOT_COMPATIBLE_URL": "http://127.0.0.1:11434/v1",
    "CAREERPILOT_COMPATIBLE_MODEL": "llama3.2:latest",
}
KEYS = {"OPENAI_API_KEY": "sk-1", "CAREERPILOT_MODELS": "openai/standard=gpt-7"}
USER = Caller(subscription="pro")


def answering(**given: str) -> list[Answerer]:
    """Who answers a guest with these settings."""
    return who_answers(Settings.load(given, None).models)


def words(**given: str) -> str:
    """The words for who is asked first."""
    return str(answering(**given)[0].text)


def service(**given: str) -> ModelService:
    """The models of a server with these settings."""
    return ModelService(
        Settings.load(given, None).models, (), Store("redis://127.0.0.1").model_gate
    )


def test_without_a_model_rules_answer_and_that_is_said() -> None:
    assert [(one.provider, str(one.text)) for one in answering()] == [
        ("offline", "rules, no model")
    ]


def test_model_of_this_machine_is_called_so_and_one_of_a_vendor_by_it() -> None:
    assert words(**HERE) == "llama3.2 on CareerPilot's own machine"
    assert words(**KEYS) == "gpt-7 by OpenAI"
    (first, *_) = answering(**KEYS)
    assert first.text.to("ko") == "OpenAI의 gpt-7"


def test_those_that_are_set_up_come_in_the_order_in_which_they_are_asked() -> None:
    asked = [one.provider for one in answering(**HERE, **KEYS)]
    assert asked == ["openai", "compatible", "offline"]
    first = {"CAREERPILOT_PROVIDERS": "compatible,openai"}
    asked = [one.provider for one in answering(**HERE, **KEYS, **first)]
    assert asked == ["compatible", "openai", "offline"]


def test_row_of_the_routing_table_decides_whose_model_is_named() -> None:
    route = {"CAREERPILOT_ROUTES": "generator * * = best anthropic/claude-9"}
    assert words(**KEYS, ANTHROPIC_API_KEY="k", **route) == "claude-9 by Anthropic Claude"


@pytest.mark.parametrize(
    "given",
    [
        HERE | {"CAREERPILOT_COMPATIBLE_URL": "http://models.lan:8000/v1"},
        HERE | {"CAREERPILOT_COMPATIBLE_URL": "http://127.evil.example/v1"},
        HERE | {"CAREERPILOT_COMPATIBLE_MODEL": "gpt-oss:120b-cloud"},
        KEYS | {"OPENAI_BASE_URL": "http://127.0.0.1:4000/v1"},
    ],
)
def test_nothing_is_said_to_run_here_or_at_a_vendor_that_may_run_elsewhere(
    given: dict[str, str],
) -> None:
    assert words(**given).endswith(" through a server of this service's own")


@pytest.mark.parametrize(
    ("model", "name"),
    [
        ("llama3.2:latest", "llama3.2"),
        ("/models/ana/My Gemma-4.gguf", "My Gemma-4"),
        ("C:\\models\\gemma.gguf", "gemma"),
        ("Qwen/Qwen3-8B", "Qwen/Qwen3-8B"),
        ("m" * 200, "m" * 79 + "…"),
    ],
)
def test_model_is_shown_without_where_its_file_lies(model: str, name: str) -> None:
    assert shown(model) == name


def test_session_is_told_whom_it_asks_for_where_its_user_may() -> None:
    models = service(**HERE, **KEYS)
    wish = {"provider": "compatible"}
    assert str(models.answers(wish, USER)) == "llama3.2 on CareerPilot's own machine"
    assert str(models.answers(wish, Caller())) == "gpt-7 by OpenAI"
    for caller in (USER, Caller()):
        assert str(models.answers({"provider": "offline"}, caller)) == "rules, no model"
        assert str(models.answers({"provider": ["?"]}, caller)) == "gpt-7 by OpenAI"
