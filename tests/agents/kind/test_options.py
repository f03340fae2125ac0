"""Options of a start: what has a form keeps to it."""

from typing import Any

import pytest

from agents.errors import InvalidInput
from agents.kind.options import check_options


@pytest.mark.parametrize(
    "options", [None, {}, {"provider": "gemini"}, {"provider": "gemini", "language": "pt-BR"}]
)
def test_options_that_fit_are_taken(options: Any):
    check_options(options)


@pytest.mark.parametrize("language", ["", "k", "not a tag", "ko_KR", "en-", 7, "a" * 40, ["ko"]])
def test_badly_formed_language_is_refused_by_name(language: Any):
    with pytest.raises(InvalidInput, match="language"):
        check_options({"language": language})
