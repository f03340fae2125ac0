"""`careerpilot models`: what is there, and taking one by one command."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.cli.doctor import examine
from server.cli.main import main
from server.settings.settings import Settings
from tests.processes import SETTINGS
from tests.server.fetching.sites import Site
from tests.server.local_models.lists import LISTS, running_four, setting, unused

MODEL = "CAREERPILOT_COMPATIBLE_MODEL"


@pytest.fixture(scope="module")
def four() -> Iterator[dict[str, Site]]:
    """The four servers."""
    with running_four() as sites:
        yield sites


@pytest.fixture(autouse=True)
def _alone(
    four: dict[str, Site], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """In a folder of its own, with nothing set but where the four are; they get lists asked for."""
    for name in list(os.environ):
        if name.startswith(SETTINGS) or name == "REDIS_URL":
            monkeypatch.delenv(name)
    monkeypatch.setenv("CAREERPILOT_LOCAL_MODELS", setting(four))
    monkeypatch.chdir(tmp_path)
    yield
    for sort, site in four.items():
        assert {head.split("\r\n")[0] for head in site.heads} <= {f"GET {LISTS[sort][0]} HTTP/1.1"}


def test_models_lists_what_runs_and_says_that_none_is_taken(
    four: dict[str, Site], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["models"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Answers: rules, no model"
    assert lines[1:5] == [
        f"Ollama, port {four['ollama'].port}",
        "  llama3.2:latest",
        "  qwen3:8b",
        "  gpt-oss:120b-cloud (answered on another machine)",
    ]
    assert lines[-1] == "careerpilot models use NAME takes one; before that nothing is sent to it."
    assert not Path(".env").exists()


def test_use_prints_the_lines_and_writes_nothing(
    four: dict[str, Site], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["models", "use", "models/My Gemma-4-12B-it-Q8_0.gguf"]) == 0
    said = capsys.readouterr()
    assert said.out.splitlines() == [
        f"CAREERPILOT_COMPATIBLE_URL={four['llama.cpp'].url('/v1')}",
        f"{MODEL}='models/My Gemma-4-12B-it-Q8_0.gguf'",
        "CAREERPILOT_COMPATIBLE_WINDOW=16384",
        "CAREERPILOT_FIRST_TOKEN_SECONDS=120",
    ]
    assert said.err == "These go into .env, where CareerPilot is started; --write does that.\n"
    assert not Path(".env").exists()


def test_use_with_write_takes_a_model_by_one_command(
    four: dict[str, Site], capsys: pytest.CaptureFixture[str]
) -> None:
    Path(".env").write_text("# mine\nCAREERPILOT_PORT=8123\n")
    Path(".env").chmod(0o640)
    assert main(["models", "use", "llama3.2", "--write"]) == 0
    said = capsys.readouterr()
    assert said.out.endswith("started anew: llama3.2 on CareerPilot's own machine\n")
    assert "128,000 are assumed" in said.err
    assert Path(".env").read_text() == (
        "# mine\nCAREERPILOT_PORT=8123\n"
        f"CAREERPILOT_COMPATIBLE_URL={four['ollama'].url('/v1')}\n"
        f"{MODEL}=llama3.2:latest\n"
        "CAREERPILOT_FIRST_TOKEN_SECONDS=120\n"
    )
    assert Path(".env").stat().st_mode & 0o777 == 0o640
    (taken,) = Settings.load().models.provider_settings
    assert (taken.name, taken.model) == ("compatible", "llama3.2:latest")
    # Another one takes its place.
    assert main(["models", "use", "Qwen/Qwen3-8B", "--write"]) == 0
    text = Path(".env").read_text()
    assert text.count(MODEL) == 1
    assert "CAREERPILOT_COMPATIBLE_WINDOW=40960" in text
    assert main(["models"]) == 0
    assert f"vLLM, port {four['vllm'].port} (taken)" in capsys.readouterr().out
    assert [path.name for path in Path().iterdir()] == [".env"]


def test_new_file_is_its_owners_alone() -> None:
    assert main(["models", "use", "qwen3:8b", "--write"]) == 0
    assert Path(".env").stat().st_mode & 0o777 == 0o600


def test_model_that_is_not_there_leaves_the_file_as_it_was(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in ("nope", "gpt-oss:120b-cloud"):
        assert main(["models", "use", name, "--write"]) == 1
    assert "There is: Ollama: llama3.2:latest" in capsys.readouterr().err
    assert not Path(".env").exists()


def test_key_that_is_set_for_one_server_is_not_sent_to_another(
    monkeypatch: pytest.MonkeyPatch, four: dict[str, Site], capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CAREERPILOT_COMPATIBLE_KEY", "sk-canary")
    monkeypatch.setenv("CAREERPILOT_COMPATIBLE_URL", four["vllm"].url("/v1"))
    monkeypatch.setenv(MODEL, "Qwen/Qwen3-8B")
    assert main(["models", "use", "qwen3:8b", "--write"]) == 1
    said = capsys.readouterr()
    assert "CAREERPILOT_COMPATIBLE_KEY" in said.err
    assert "sk-canary" not in said.err + said.out
    assert not list(Path().iterdir())


def test_what_the_environment_says_as_well_is_told(
    monkeypatch: pytest.MonkeyPatch, four: dict[str, Site], capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CAREERPILOT_COMPATIBLE_URL", four["vllm"].url("/v1"))
    monkeypatch.setenv(MODEL, "Qwen/Qwen3-8B")
    assert main(["models", "use", "qwen3:8b", "--write"]) == 0
    assert f"{MODEL} is set in the environment as well, which goes first." in (
        capsys.readouterr().err
    )


def test_model_that_was_taken_and_is_gone_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CAREERPILOT_LOCAL_MODELS", f"vllm={unused()}")
    monkeypatch.setenv("CAREERPILOT_COMPATIBLE_URL", f"http://127.0.0.1:{unused()}/v1")
    monkeypatch.setenv(MODEL, "llama3.2")
    assert main(["models"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Answers: llama3.2 on CareerPilot's own machine"
    assert lines[1].startswith("! llama3.2 was taken, and no server of models answers on")


@pytest.mark.parametrize("body", [b"\xff=1", b"#" * (1024 * 1024 + 1)], ids=["bytes", "large"])
def test_file_that_is_none_of_settings_is_left_alone(body: bytes) -> None:
    Path(".env").write_bytes(body)
    assert main(["models", "use", "qwen3:8b", "--write"]) in (1, 2)
    assert Path(".env").read_bytes() == body


def test_doctor_says_which_are_there_and_what_was_lost_and_fails_for_neither(
    four: dict[str, Site], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CAREERPILOT_DATA_DIR", str(Path("data").absolute()))
    monkeypatch.setenv("CAREERPILOT_PORT", str(unused()))
    monkeypatch.setenv("CAREERPILOT_COMPATIBLE_URL", four["ollama"].url("/v1"))
    monkeypatch.setenv(MODEL, "mistral")
    assert main(["doctor"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "ok    answers: mistral on CareerPilot's own machine" in lines
    found = [line for line in lines if "local models" in line]
    assert found[0].startswith("warn  local models: mistral was taken, and Ollama on port ")
    assert len(found) == 4
    assert found[-1] == (
        f"ok    local models: vLLM on port {four['vllm'].port} has Qwen/Qwen3-8B; "
        "careerpilot models use NAME takes one"
    )


def test_doctor_says_that_no_model_was_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAREERPILOT_LOCAL_MODELS", f"ollama={unused()}")
    monkeypatch.setenv("CAREERPILOT_PORT", str(unused()))

    def said() -> list[str]:
        return [one.found for one in examine(dict(os.environ)) if one.subject == "local models"]

    assert said() == ["none was found; docs/models.md says where is looked"]
    monkeypatch.setenv("CAREERPILOT_LOCAL_MODELS", "off")
    assert said() == []
