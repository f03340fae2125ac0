"""The container files: they parse, and what they name exists here."""

import json
import re
import tomllib
from typing import Any

import pytest
import yaml

from agents.models.registry import providers
from server.settings.settings import Settings
from tests.documents import ROOT

DOCKERFILE = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")


@pytest.fixture
def compose() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
    return document


def instructions(name: str) -> list[str]:
    return re.findall(rf"^{name} +(.*)$", DOCKERFILE, re.MULTILINE)


def test_image_copies_what_exists_and_every_package() -> None:
    sources = {
        word
        for line in instructions("COPY")
        if not line.startswith("--from")
        for word in line.split()[:-1]
    }
    assert all((ROOT / source).exists() for source in sources)
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]
    assert set(wheel["targets"]["wheel"]["packages"]) <= sources


def test_context_lets_in_what_the_image_copies() -> None:
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    allowed = {line[1:].rstrip("/") for line in ignored if line.startswith("!")}
    copied = {w for c in instructions("COPY") if not c.startswith("--from") for w in c.split()[:-1]}
    assert copied == allowed


def test_image_runs_the_command_line_without_a_shell_and_not_as_root() -> None:
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["scripts"]
    (entrypoint,) = instructions("ENTRYPOINT")
    assert json.loads(entrypoint)[0] in scripts
    assert json.loads(instructions("CMD")[-1]) == ["serve"]
    assert instructions("USER") == ["careerpilot"]
    (check,) = re.findall(r"^HEALTHCHECK .*?CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    program, flag, code = json.loads(check)
    assert (program, flag) == ("python", "-c")
    compile(code, "HEALTHCHECK", "exec")
    assert "/health/ready" in code


def test_image_and_compose_set_only_settings_that_there_are(compose: dict[str, Any]) -> None:
    environment = compose["services"]["careerpilot"]["environment"]
    of_image = dict(re.findall(r"(CAREERPILOT_\w+)=(\S+)", DOCKERFILE))
    set_here = {name: value for name, value in environment.items() if value is not None}
    given = of_image | set_here | {"CAREERPILOT_SECRET": "x" * 32, "CAREERPILOT_ORIGINS": ""}
    settings = Settings.load(given, None)
    assert settings.listen.host == "0.0.0.0"
    assert settings.storage.redis_url == "redis://redis:6379/0"


def test_compose_hands_every_setting_of_a_provider_on(compose: dict[str, Any]) -> None:
    environment = compose["services"]["careerpilot"]["environment"]
    read = {
        name
        for provider in providers().values()
        for name in (*provider.key_env, provider.url_env, provider.model_env)
        if name is not None
    }
    handed_on = {name for name, value in environment.items() if value is None}
    assert handed_on == read | {"CAREERPILOT_COMPATIBLE_WINDOW"}


def test_compose_requires_a_secret_and_gives_a_drain_its_time(compose: dict[str, Any]) -> None:
    careerpilot = compose["services"]["careerpilot"]
    assert careerpilot["environment"]["CAREERPILOT_SECRET"].startswith("${CAREERPILOT_SECRET:?")
    grace = int(careerpilot["stop_grace_period"].removesuffix("s"))
    assert grace > 2 * Settings().limits.drain_seconds


def test_compose_names_services_and_files_that_exist(compose: dict[str, Any]) -> None:
    services = compose["services"]
    for service in services.values():
        assert set(service.get("depends_on", {})) <= set(services)
    (mount,) = services["nginx"]["volumes"]
    assert (ROOT / mount.split(":")[0]).is_file()
    upstream = re.search(r"server (\w+):(\d+)", (ROOT / "nginx.conf").read_text())
    assert upstream is not None
    assert upstream[1] in services
    assert instructions("EXPOSE") == [upstream[2]]


def test_compose_keeps_redis_on_disk(compose: dict[str, Any]) -> None:
    redis = compose["services"]["redis"]
    assert redis["command"][1:3] == ["--appendonly", "yes"]
    assert redis["volumes"] == ["redis:/data"]
