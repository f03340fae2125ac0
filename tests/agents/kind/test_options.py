"""Options of a start: a closed type, and only what this server keeps to."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.errors import InvalidInput
from agents.kind.options import Options, check_options

NAMES = Options.__struct_fields__
LONGEST = 400
"""Bytes of JSON: a few hundred."""

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.sampled_from(["now", "cheap", "night", "strict", "gemini", "ko", "pt-BR"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


def refusal(options: Any) -> str | None:
    """Why options are not taken, or None where they are."""
    try:
        check_options(options)
    except InvalidInput as error:
        return str(error)
    return None


@pytest.mark.parametrize(
    "options",
    [
        None,
        {},
        {"provider": "gemini"},
        {"provider": "gemini", "language": "pt-BR"},
        {"provider": None, "language": None},
        {"clarify": False, "masking": True, "when": "now", "gentle": False},
        {"clarify": True},
        {"masking": False},
        {"masking": "strict"},
    ],
)
def test_options_that_fit_are_taken(options: Any):
    check_options(options)


@pytest.mark.parametrize("language", ["", "k", "not a tag", "ko_KR", "en-", 7, "a" * 40, ["ko"]])
def test_badly_formed_language_is_refused_by_name(language: Any):
    with pytest.raises(InvalidInput, match="language"):
        check_options({"language": language})


@pytest.mark.parametrize("provider", ["", "a b", "a\n", "a" * 65, 7, ["openai"], {"name": "x"}])
def test_badly_formed_provider_is_refused_by_name(provider: Any):
    with pytest.raises(InvalidInput, match="provider"):
        check_options({"provider": provider})


@pytest.mark.parametrize("provider", ["offline", "gemini", None])
def test_provider_that_the_caller_may_choose_is_taken(provider: str | None):
    check_options({"provider": provider}, providers=("offline", "gemini"))
    check_options({}, providers=())


@pytest.mark.parametrize("provider", ["openai", "GEMINI", "Offline", "a" * 64])
def test_provider_that_the_caller_may_not_choose_is_refused_with_those_that_may_be(provider: str):
    check_options({"provider": provider})
    with pytest.raises(InvalidInput, match=r"only choose offline or gemini, .*\$\.provider"):
        check_options({"provider": provider}, providers=("offline", "gemini"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("when", "cheap"),
        ("when", "night"),
        ("clarify", 0),
        ("masking", "loose"),
        ("masking", None),
        ("masking", 0),
        ("when", "never"),
        ("when", None),
        ("gentle", "yes"),
    ],
)
def test_value_that_is_not_kept_to_is_refused_by_name(name: str, value: Any):
    with pytest.raises(InvalidInput, match=name):
        check_options({name: value})


@given(st.dictionaries(st.sampled_from(NAMES) | st.text(), values))
def test_only_known_options_of_a_few_hundred_bytes_are_taken(options: dict[str, Any]):
    if refusal(options) is None:
        assert set(options) <= set(NAMES)
        assert len(msgspec.json.encode(options)) < LONGEST


@given(st.text(), st.text())
def test_refusal_stays_short_whatever_it_quotes(name: str, value: str):
    why = refusal({name: value, "language": value, name * 100: value})
    assert why is not None
    assert len(why) <= 200
