"""What is set of the providers of models, by variables that they name themselves."""

from pathlib import Path

import pytest

from server.settings.providers import ProviderSettings
from server.settings.settings import Settings, SettingsError


def problems_of(environ: dict[str, str], dotenv: Path | None = None) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        Settings.load(environ, dotenv)
    return caught.value.problems


def test_provider_is_set_up_by_its_key_alone() -> None:
    environ = {"OPENAI_API_KEY": "k1, k2,", "OPENAI_BASE_URL": "http://127.0.0.1:1/v1/"}
    assert Settings.load(environ, None).models.provider_settings == (
        ProviderSettings(name="openai", keys=("k1", "k2"), url="http://127.0.0.1:1/v1"),
    )


def test_provider_without_a_key_is_not_set_up() -> None:
    environ = {"OPENAI_API_KEY": " , ", "ANTHROPIC_BASE_URL": "http://127.0.0.1:1"}
    assert Settings.load(environ, None).models.provider_settings == ()


@pytest.mark.parametrize("name", ["GEMINI_API_KEY", "GOOGLE_API_KEY"])
def test_key_of_gemini_goes_by_two_names(name: str) -> None:
    (provider,) = Settings.load({name: "k"}, None).models.provider_settings
    assert (provider.name, provider.keys) == ("gemini", ("k",))


def test_server_of_ones_own_needs_url_and_model_and_no_key() -> None:
    url, model = "CAREERPILOT_COMPATIBLE_URL", "CAREERPILOT_COMPATIBLE_MODEL"
    (provider,) = Settings.load(
        {url: "http://127.0.0.1:11434/v1", model: "llama"}, None
    ).models.provider_settings
    assert (provider.name, provider.keys, provider.model) == ("compatible", (), "llama")
    for alone in ({url: "http://127.0.0.1:11434/v1"}, {model: "llama"}):
        assert problems_of(alone) == (f"{url} and {model} go together.",)
    key = "CAREERPILOT_COMPATIBLE_KEY"
    assert problems_of({key: "k"}) == (f"{key} needs {url} and {model}.",)


@pytest.mark.parametrize(
    "url", ["127.0.0.1:1", "ftp://h", "http://", "http://h/?key=k", "ftp://u:k@h"]
)
def test_url_of_a_provider_is_refused_where_it_is_none(url: str) -> None:
    (problem,) = problems_of({"OPENAI_API_KEY": "k", "OPENAI_BASE_URL": url})
    assert problem == "OPENAI_BASE_URL is wrong. Expected: an http(s) URL without a query."


@pytest.mark.parametrize(
    ("name", "text", "stranger"),
    [
        ("CAREERPILOT_PROVIDERS", "openai,gemni", "gemni"),
        ("CAREERPILOT_MODELS", "opnai/lite=gpt-x", "opnai"),
        ("CAREERPILOT_ROUTES", "* * * = bset openai", "bset"),
    ],
)
def test_provider_that_does_not_exist_is_named_with_those_that_do(
    name: str, text: str, stranger: str
) -> None:
    (problem,) = problems_of({name: text})
    assert problem == (
        f"{name} names {stranger!r}, which is no provider. "
        "There are: anthropic, compatible, gemini, openai."
    )


def test_module_of_providers_that_cannot_be_had_is_a_problem_and_no_crash() -> None:
    (problem,) = problems_of({"CAREERPILOT_PROVIDER_MODULES": "no.such.module"})
    assert problem == "CAREERPILOT_PROVIDER_MODULES can't be used: No module named 'no'."


def test_keys_of_providers_show_nowhere() -> None:
    key = "sk-hunter2"
    assert "hunter2" not in repr(Settings.load({"OPENAI_API_KEY": key}, None))
    wrong = {"OPENAI_API_KEY": key, "OPENAI_BASE_URL": "x", "CAREERPILOT_PORT": "x"}
    assert "hunter2" not in str(SettingsError(problems_of(wrong)))


@pytest.mark.parametrize(
    ("url", "key", "also"),
    [
        ("OPENAI_BASE_URL", "OPENAI_API_KEY", ""),
        ("ANTHROPIC_BASE_URL", "ANTHROPIC_API_KEY", ""),
        ("GOOGLE_GEMINI_BASE_URL", "GOOGLE_API_KEY", ""),
        (
            "CAREERPILOT_COMPATIBLE_URL",
            "CAREERPILOT_COMPATIBLE_KEY",
            "CAREERPILOT_COMPATIBLE_MODEL=m\n",
        ),
    ],
)
def test_file_does_not_say_where_a_key_of_the_environment_is_sent(
    tmp_path: Path, url: str, key: str, also: str
) -> None:
    file = tmp_path / ".env"
    file.write_text(f"{url}=https://elsewhere.example/v1\n{also}")
    (problem,) = problems_of({key: "hunter2"}, file)
    assert url in problem
    assert key in problem
    assert "hunter2" not in problem
    # Nor does it where the file has a key of its own, which the environment's goes before.
    file.write_text(f"{url}=https://elsewhere.example/v1\n{key}=decoy\n{also}")
    assert problems_of({key: "hunter2"}, file) == (problem,)
    # From one place they may come, whichever it is, and the environment may say where all goes.
    (row,) = Settings.load({}, file).models.provider_settings
    assert (row.keys, row.url) == (("decoy",), "https://elsewhere.example/v1")
    file.write_text(f"{key}=k\n{also}")
    (row,) = Settings.load({url: "http://127.0.0.1:1"}, file).models.provider_settings
    assert (row.keys, row.url) == (("k",), "http://127.0.0.1:1")


def test_file_may_have_the_url_of_a_server_without_a_key(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("CAREERPILOT_COMPATIBLE_URL=http://127.0.0.1:1\nCAREERPILOT_COMPATIBLE_MODEL=m")
    (row,) = Settings.load({}, file).models.provider_settings
    assert (row.keys, row.url) == ((), "http://127.0.0.1:1")
