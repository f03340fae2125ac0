"""A server that starts beside servers of models: it says that they are there, and takes none."""

from collections.abc import Iterator

import pytest

from server.local_models.looking import Place, find
from tests.processes import Server, eventually, lines_of
from tests.server.fetching.sites import Site
from tests.server.local_models.lists import LISTS, running_four, setting
from tests.server.talk import Talk

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def four() -> Iterator[dict[str, Site]]:
    """The four servers."""
    with running_four() as sites:
        yield sites


@pytest.fixture(scope="module")
def settings(four: dict[str, Site]) -> dict[str, str]:
    """Where they are looked for."""
    return {"CAREERPILOT_LOCAL_MODELS": setting(four)}


async def test_server_says_once_which_run_here_and_uses_none_unasked(
    server: Server, talk: Talk, four: dict[str, Site]
) -> None:
    def said() -> list[str]:
        lines = lines_of(server.output())
        return [line["server"] for line in lines if line["event"] == "local_models_found"]

    eventually(lambda: len(said()) == 4, "all are noticed")
    assert said() == ["Ollama", "llama.cpp", "LM Studio", "vLLM"]
    finished = await talk.start("chat")
    assert "usage" not in finished
    for sort, site in four.items():
        (head,) = site.heads
        assert head.startswith(f"GET {LISTS[sort][0]} ")


async def test_this_server_is_no_server_of_models(server: Server) -> None:
    assert await find([Place(sort, server.port) for sort in LISTS]) == []
