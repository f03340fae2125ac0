"""Quotes are looked up as they stand in what was given."""

from hypothesis import given
from hypothesis import strategies as st

from agents.evidence.sources import Source, find_quote

RESUME = Source("resume", "Led a team\n  of 14. 팀원 5명을 지도했습니다.")


def test_quote_is_found_though_lines_break_elsewhere() -> None:
    found = find_quote("a team of 14", [Source("job", "nothing"), RESUME])
    assert found is not None
    source, (start, end) = found
    assert source is RESUME
    assert " ".join(source.text[start:end].split()) == "a team of 14"


def test_quote_neither_begins_nor_ends_inside_of_a_word() -> None:
    assert find_quote("tea", [RESUME]) is None
    assert find_quote("ed a team", [RESUME]) is None
    assert find_quote(" ", [RESUME]) is None


def test_korean_quote_may_end_before_a_particle() -> None:
    assert find_quote("팀원 5명", [RESUME]) is not None


@given(st.text(alphabet="ab \n", max_size=40))
def test_whole_of_a_text_is_a_quote_of_it(text: str) -> None:
    found = find_quote(text, [Source("text", text)])
    assert (found is None) == (not text.split())
    if found:
        assert text[slice(*found[1])] == text.strip(" \n")
