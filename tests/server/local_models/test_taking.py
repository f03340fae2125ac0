"""Taking a model of this machine: which settings that is, and what is in the way."""

import pytest

from server.local_models.listing import LocalModel
from server.local_models.looking import Found, Place
from server.local_models.taking import (
    CannotTake,
    Change,
    also,
    change,
    chosen,
    listed,
    lost,
    others,
)
from server.settings.sections import ModelSettings
from server.settings.settings import Settings

OLLAMA = Found(
    "ollama",
    "Ollama",
    11434,
    (LocalModel("llama3.2:latest"), LocalModel("both"), LocalModel("big-cloud", elsewhere=True)),
)
VLLM = Found("vllm", "vLLM", 8000, (LocalModel("Qwen/Qwen3-8B", 40960), LocalModel("both")))
FOUND = [OLLAMA, VLLM]
TAKEN = {
    "CAREERPILOT_COMPATIBLE_URL": OLLAMA.url,
    "CAREERPILOT_COMPATIBLE_MODEL": "llama3.2:latest",
}


def models(**given: str) -> ModelSettings:
    """What is set of models."""
    return Settings.load(given, None).models


@pytest.mark.parametrize("name", ["llama3.2", "llama3.2:latest"])
def test_model_is_taken_by_its_name_with_or_without_the_usual_tag(name: str) -> None:
    assert chosen(FOUND, name) == (OLLAMA, "llama3.2:latest")


@pytest.mark.parametrize(
    ("name", "server", "why"),
    [
        ("llama", None, "has 'llama'. There is: Ollama: llama3.2:latest, both; vLLM: "),
        ("both", None, "say --server, one of ollama, vllm"),
        ("Qwen/Qwen3-8B", "ollama", "has 'Qwen/Qwen3-8B'. There is: Ollama"),
        ("big-cloud", None, "does not run on this machine"),
        ("a\x1b[2J", None, r"has 'a\\x1b\[2J'"),
    ],
)
def test_model_that_cannot_be_taken_is_refused_with_what_can(
    name: str, server: str | None, why: str
) -> None:
    with pytest.raises(CannotTake, match=why):
        chosen(FOUND, name, server)


def test_where_several_have_it_one_says_which() -> None:
    assert chosen(FOUND, "both", "vllm") == (VLLM, "both")


def test_settings_name_the_server_the_model_and_the_window_that_its_list_says() -> None:
    assert change(VLLM, "Qwen/Qwen3-8B", models()) == Change(
        {
            "CAREERPILOT_COMPATIBLE_URL": "http://127.0.0.1:8000/v1",
            "CAREERPILOT_COMPATIBLE_MODEL": "Qwen/Qwen3-8B",
            "CAREERPILOT_COMPATIBLE_WINDOW": "40960",
            "CAREERPILOT_FIRST_TOKEN_SECONDS": "120",
        }
    )


@pytest.mark.parametrize(
    "given", [{"OPENAI_API_KEY": "sk-1"}, {"CAREERPILOT_FIRST_TOKEN_SECONDS": "60"}]
)
def test_patience_of_others_and_what_was_chosen_stays(given: dict[str, str]) -> None:
    assert "CAREERPILOT_FIRST_TOKEN_SECONDS" not in change(OLLAMA, "both", models(**given)).values


def test_window_of_another_server_goes_and_of_the_same_one_stays() -> None:
    given = TAKEN | {"CAREERPILOT_COMPATIBLE_WINDOW": "8192"}
    assert change(OLLAMA, "both", models(**given)).without == ()
    assert change(VLLM, "both", models(**given)).without == ("CAREERPILOT_COMPATIBLE_WINDOW",)


def test_key_is_not_sent_to_another_server() -> None:
    given = models(**TAKEN, CAREERPILOT_COMPATIBLE_KEY="sk-secret")
    with pytest.raises(CannotTake, match="would be sent to http") as caught:
        change(VLLM, "both", given)
    assert "sk-secret" not in str(caught.value)
    assert change(OLLAMA, "both", given).values


def test_model_that_was_taken_is_lost_when_its_server_or_the_model_is_gone() -> None:
    taken = models(**TAKEN)
    assert lost(taken, FOUND) is None
    assert lost(taken, [VLLM]) == (
        "llama3.2:latest was taken, and no server of models answers on port 11434"
    )
    gone = Found("ollama", "Ollama", 11434, ())
    assert lost(taken, [gone]) == (
        "llama3.2:latest was taken, and Ollama on port 11434 has it no more"
    )
    assert list(others(taken, FOUND)) == [VLLM]


@pytest.mark.parametrize(
    "given",
    [
        {},
        TAKEN | {"CAREERPILOT_COMPATIBLE_URL": "https://models.example/v1"},
        TAKEN | {"CAREERPILOT_COMPATIBLE_URL": "http://127.0.0.1:11434/proxied/v1"},
        TAKEN | {"CAREERPILOT_COMPATIBLE_KEY": "sk-1"},
    ],
)
def test_what_can_not_be_looked_at_is_not_said_to_be_lost(given: dict[str, str]) -> None:
    assert lost(models(**given), []) is None
    assert also(models(**given), [Place("vllm", 1)]) == [Place("vllm", 1)]


def test_model_that_was_taken_on_another_port_is_looked_for_there() -> None:
    taken = models(**TAKEN)
    assert [place.port for place in also(taken, [Place("vllm", 1)])] == [1, 11434]
    assert also(taken, [Place("ollama", 11434)]) == [Place("ollama", 11434)]
    assert also(taken, []) == []


def test_long_list_is_said_in_short() -> None:
    many = Found("ollama", "Ollama", 1, tuple(LocalModel(f"m{n}") for n in range(7)))
    assert listed(many, 2) == "m0, m1, and 5 more"
    assert listed(Found("ollama", "Ollama", 1, ()), 2) == "no model yet"
