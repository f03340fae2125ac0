"""Lists of models: what the four programs write, and what others might."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.local_models.listing import (
    LONGEST_NAME,
    MOST_MODELS,
    SORTS,
    LocalModel,
    is_name,
    listing,
)
from server.settings.dotenv import line
from server.settings.parsers import LOCAL_SERVERS
from tests.json_texts import SCALARS
from tests.server.local_models.lists import LISTS, LM_STUDIO_0

MODELS = {
    "ollama": (
        LocalModel("llama3.2:latest"),
        LocalModel("qwen3:8b"),
        LocalModel("gpt-oss:120b-cloud", elsewhere=True),
    ),
    "llama.cpp": (LocalModel("models/My Gemma-4-12B-it-Q8_0.gguf", 16384),),
    "lmstudio": (LocalModel("gemma-3-270m-it-qat", 4096), LocalModel("qwen3-8b")),
    "vllm": (LocalModel("Qwen/Qwen3-8B", 40960),),
}
ENTRY = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(
        ("id", "key", "model", "name", "type", "owned_by", "details", "capabilities", "meta",
         "max_model_len", "loaded_instances", "remote_host"),
        SCALARS | st.lists(SCALARS, max_size=2) | st.dictionaries(st.just("config"), SCALARS),
    ),
)  # fmt: skip


def read(document: Any, sort: str = "ollama") -> tuple[LocalModel, ...] | None:
    """The models of a document; None where it is no list."""
    found = listing(json.dumps(document).encode(), SORTS[sort])
    return None if found is None else found.models


def test_setting_and_data_name_the_same_programs() -> None:
    assert [text.partition("=")[0] for text in LOCAL_SERVERS] == list(SORTS)


@pytest.mark.parametrize("sort", MODELS)
def test_list_of_each_program_is_read_without_what_only_makes_vectors(sort: str) -> None:
    found = listing(json.dumps(LISTS[sort][1]).encode(), SORTS[sort])
    assert found is not None
    assert (found.title, found.models) == (SORTS[sort].title, MODELS[sort])


def test_older_list_of_lm_studio_is_read() -> None:
    assert read(LM_STUDIO_0, "lmstudio") == (LocalModel("qwen2-vl-7b-instruct"),)


@pytest.mark.parametrize(
    ("owner", "title"), [("vllm", "vLLM"), ("llamacpp", "llama.cpp"), ("me", "OpenAI-compatible")]
)
def test_program_is_called_what_it_says_that_it_is_and_not_by_its_port(
    owner: str, title: str
) -> None:
    document = {"object": "list", "data": [{"id": "m", "owned_by": owner}]}
    for sort in ("llama.cpp", "vllm"):
        found = listing(json.dumps(document).encode(), SORTS[sort])
        assert found is not None
        assert found.title == title


def test_server_that_has_no_model_yet_is_one_all_the_same() -> None:
    assert read({"models": []}) == ()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<!doctype html>",
        b"[]",
        b'"models"',
        b'{"models": {}}',
        b'{"data": [{"id": "m"}]}',
        b'{"kinds": []}',
        b'{"models": ["\xff"]}',
        b'{"models": ' + b"[" * 100_000,
    ],
)
def test_what_is_no_list_of_models_is_none(body: bytes) -> None:
    assert listing(body, SORTS["vllm"]) is None


@pytest.mark.parametrize(
    "name",
    [
        "", " m", "m\n", "a\nb", "a\x1b[2Jb", "a\u202eb", "a\u2028b", "a'b", 7, None,
        ["m"], {"m": 1}, "m" * (LONGEST_NAME + 1),
    ],
)  # fmt: skip
def test_name_that_could_do_something_to_a_terminal_or_a_file_is_no_name(name: Any) -> None:
    assert read({"models": [{"name": name}, {"name": "good"}]}) == (LocalModel("good"),)


def test_no_more_of_a_long_list_is_read_than_somebody_would_choose_from() -> None:
    found = read({"models": [{"name": f"m{n}"} for n in range(MOST_MODELS + 9)]})
    assert found is not None
    assert len(found) == MOST_MODELS


@given(st.lists(ENTRY | SCALARS, max_size=3), st.sampled_from(sorted(SORTS)), st.booleans())
def test_list_of_anything_is_read_and_names_stand_in_a_line(
    entries: list[Any], sort: str, is_openai: bool
) -> None:
    document = {"object": "list", "data": entries} if is_openai else {"models": entries}
    for model in read(document, sort) or ():
        assert is_name(model.name)
        assert line("NAME", model.name).isprintable()
