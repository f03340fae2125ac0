"""`careerpilot doctor --models`: each key is asked for the smallest answer."""

import asyncio
import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from agents.gateway.provider_keys import fingerprint
from server.cli.doctor import Finding
from server.cli.model_check import check_models
from server.settings.settings import Settings
from tests.documents import ROOT
from tests.processes import clean_environ, free_port
from tests.server.talk import CANARY, KEYS, provided
from tests.upstream import (
    Answer,
    Received,
    Scene,
    Status,
    Tokens,
    Upstream,
    bad_key,
    no_quota,
    rate_limited,
)

RIGHT, WRONG = "sk-canary-right-0123456789", "sk-canary-wrong-0123456789"
WORD = Answer(["ready"], Tokens(1000, 500))


@pytest.fixture
async def up() -> AsyncIterator[Upstream]:
    """The providers."""
    async with Upstream() as one:
        yield one


async def doctor(folder: Path, *arguments: str, **env: str) -> tuple[int, list[str]]:
    """Its exit status and the lines about models and their advice."""
    settings = {
        "PYTHONPATH": str(ROOT),
        "CAREERPILOT_DATA_DIR": str(folder / "data"),
        "CAREERPILOT_PORT": str(free_port()),
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "server.cli", "doctor", *arguments),
        cwd=folder,
        env=clean_environ() | settings | env,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(60):
        out, err = await process.communicate()
    assert err == b""
    shown = out.decode()
    assert CANARY not in shown
    lines = shown.splitlines()
    first = next(n for n, line in enumerate(lines) if "  models: " in line)
    return process.returncode or 0, lines[first:]


@pytest.mark.slow(seconds=2.9)
async def test_right_key_is_shown_with_its_latency_and_cost_and_a_wrong_one_with_advice(
    up: Upstream, tmp_path: Path
) -> None:
    def play(call: Received) -> Scene:
        return WORD if call.key == RIGHT else bad_key(call.dialect)

    up.play(then=play)
    keys = {"OPENAI_API_KEY": f"{RIGHT},{WRONG}", "OPENAI_BASE_URL": up.url("openai")}
    status, lines = await doctor(tmp_path, "--models", **keys)
    assert status == 1
    assert lines[0] == "ok    models: OpenAI, keys: 2; --models asks them"
    assert re.fullmatch(
        rf"ok    OpenAI, key {fingerprint(RIGHT)}: gpt-6-luna answered in \d+ ms, 0\.00\d+ USD",
        lines[1],
    )
    assert float(lines[1].split()[-2]) > 0
    assert lines[2].startswith(f"FAIL  OpenAI, key {fingerprint(WRONG)}: gpt-6-luna: ")
    assert lines[3:] == [
        "      -> replace the key in OPENAI_API_KEY, or see the account at the provider"
    ]
    assert [call.key for call in up.calls] == [RIGHT, WRONG]
    assert up.calls[0].body["max_completion_tokens"] <= 16


@pytest.mark.slow
async def test_every_provider_is_asked_for_its_smallest_model(up: Upstream, tmp_path: Path) -> None:
    up.play(then=WORD)
    keys = provided(gemini=up, openai=up, anthropic=up)
    status, lines = await doctor(tmp_path, "--models", **keys)
    assert status == 0
    models = {call.dialect: call.model for call in up.calls}
    assert models == {
        "anthropic": "claude-haiku-5-5",
        "gemini": "gemini-3.5-flash-lite",
        "openai": "gpt-6-luna",
    }
    for key, line in zip(sorted(KEYS), lines[1:], strict=True):
        assert f"key {fingerprint(KEYS[key])}: {models[key]} answered in" in line


@pytest.mark.parametrize(
    ("scene", "advice"),
    [
        (no_quota("openai"), "replace the key in OPENAI_API_KEY"),
        (rate_limited(), "try again"),
        (Status(503), "try again"),
        (Status(404, message="The model does not exist"), "see CAREERPILOT_MODELS"),
    ],
    ids=["quota", "limit", "down", "model"],
)
async def test_provider_that_does_not_answer_is_explained(
    up: Upstream, scene: Scene, advice: str
) -> None:
    up.play(then=scene)
    (finding,) = await findings(provided(openai=up))
    assert finding.subject == f"OpenAI, key {fingerprint(KEYS['openai'])}"
    assert finding.found.startswith("gpt-6-luna: ")
    assert advice in finding.advice


async def test_provider_that_cannot_be_reached_is_explained() -> None:
    (finding,) = await findings(provided(openai=Upstream(free_port())))
    assert "whether the provider can be reached from here, and OPENAI_BASE_URL" in finding.advice


async def findings(environ: dict[str, str]) -> list[Finding]:
    return [finding async for finding in check_models(Settings.load(environ, None))]


async def test_window_that_is_assumed_is_told_with_what_sets_it(up: Upstream) -> None:
    up.play(then=WORD)
    environ = provided(compatible=up)
    (finding,) = await findings(environ)
    assert finding.ok
    assert finding.found.endswith(
        "; taken to hold 128,000 tokens, CAREERPILOT_COMPATIBLE_WINDOW says how many"
    )
    (finding,) = await findings(environ | {"CAREERPILOT_COMPATIBLE_WINDOW": "8192"})
    assert "tokens" not in finding.found


async def test_where_there_is_no_key_the_offline_model_answers(tmp_path: Path) -> None:
    status, lines = await doctor(tmp_path, "--models")
    assert status == 0
    assert lines[1:] == ["ok    models: no key is set, so the offline model answers"]


async def test_nobody_is_asked_unless_it_is_wanted(up: Upstream, tmp_path: Path) -> None:
    status, lines = await doctor(tmp_path, **provided(openai=up, anthropic=up))
    assert status == 0
    assert lines == ["ok    models: Anthropic Claude, keys: 1, OpenAI, keys: 1; --models asks them"]
    assert up.calls == []
