"""Providers are found by being there."""

import subprocess
import sys
from pathlib import Path

import pytest
from genai_prices import Usage, calc_price

from agents.errors import AgentError
from agents.models.registry import providers
from tests.documents import ROOT

OURS = {"openai", "anthropic", "gemini", "compatible"}

ANOTHER = '''
from agents.models.vendors.openai.adapter import OpenAI

class Another(OpenAI):
    """One more."""

    name = "another"
    title = "Another"
'''


def test_own_providers_are_found() -> None:
    found = providers()
    assert set(found) == OURS
    for name, provider in found.items():
        assert provider.name == name
        assert provider.title
        assert provider.key_env
        assert provider.url_env
        assert provider.models or provider.model_env
        assert provider.keyless or set(provider.models) == {"lite", "standard", "thinking", "best"}


@pytest.mark.parametrize("name", sorted(OURS))
def test_default_models_have_a_price(name: str) -> None:
    provider = providers()[name]
    for model in provider.models.values():
        taken = Usage(input_tokens=1000, output_tokens=1000)
        assert calc_price(taken, model, provider_id=provider.prices).total_price > 0


def test_provider_of_another_module_is_found_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "another_provider.py").write_text(ANOTHER)
    monkeypatch.syspath_prepend(tmp_path)
    assert set(providers(["another_provider"])) == OURS | {"another"}


def test_two_providers_of_one_name_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "twin_provider.py").write_text(ANOTHER.replace('"another"', '"openai"'))
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(AgentError, match="two providers are named 'openai'"):
        providers(["twin_provider"])


def test_finding_them_imports_no_sdk() -> None:
    program = (
        "import sys; from agents.models.registry import providers; providers(); "
        "print([m for m in ('openai', 'anthropic', 'google.genai', 'httpx2') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


def test_provider_without_a_model_for_each_tier_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = ANOTHER.replace('title = "Another"', 'title = "Another"\n    models = {"best": "m"}')
    (tmp_path / "partial_provider.py").write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(AgentError, match="'another' does not name a model for each tier"):
        providers(["partial_provider"])
