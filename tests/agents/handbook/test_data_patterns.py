"""The patterns that stand in data cost no more than what they are looked for in is long."""

import re

import pytest

from agents.data_files import read
from agents.handbook import answering, asking, told
from agents.handbook.entries import Language
from tests.soak import at_length
from tests.test_patterns import slow


def patterns(language: Language) -> dict[str, re.Pattern[str]]:
    """Every pattern of a language by where it stands."""
    data = read("agents.handbook", f"asking.{language}")
    found = {key: asking.compiled(language, key) for key in ("question", "refers", "denied")}
    for table in ("wanted", "place", "not"):
        found |= {f"{table}.{key}": asking.compiled(language, table, key) for key in data[table]}
    keys = set(read("agents.handbook", f"answering.{language}")) - {"sentence_first", "soft"}
    found |= {key: answering.pattern(language, key) for key in sorted(keys)}
    for number, slot in enumerate(told.slots(language)):
        found |= {f"slot.{number}.{at}": one for at, one in enumerate(slot.told)}
    return found


@pytest.mark.soak
@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "ko"])
def test_pattern_of_the_data_takes_a_time_that_grows_with_its_text_alone(
    language: Language,
) -> None:
    looked_at = list(patterns(language).items())[:: at_length(9, 1)]
    pieces = {key: slow(one) for key, one in looked_at}
    assert {key: piece for key, piece in pieces.items() if piece} == {}
