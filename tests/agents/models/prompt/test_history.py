"""What goes from a conversation that does not fit, and what is said of it."""

from hypothesis import given
from hypothesis import strategies as st

from agents.models.prompt import tokens
from agents.models.prompt.history import recent, summary
from agents.models.request import Line, ToolCall, ToolResult


@given(st.lists(st.integers(0, 400), max_size=20), st.integers(-100, 1_000))
def test_rest_fits_and_is_as_long_as_can_be(lengths: list[int], room: int):
    lines = [Line("user", "x" * length) for length in lengths]
    gone = recent(lines, room)
    taken = sum(tokens.of_line(line) for line in lines[gone:])
    assert taken <= room or gone >= len(lines) - 1
    if gone:
        assert taken + tokens.of_line(lines[gone - 1]) > room


def test_last_line_stays_even_where_it_does_not_fit():
    assert recent([Line("user", "a"), Line("user", "x" * 400)], 10) == 1
    assert recent([Line("user", "x" * 400)], 10) == 0
    assert recent([], 10) == 0


def test_call_goes_with_its_result_and_stays_with_the_last():
    call = Line("assistant", "", calls=(ToolCall("1", "find", "x" * 400),))
    result = Line("user", "", results=(ToolResult("1", "found"),))
    end = Line("assistant", "Done.")
    assert recent([call, result, end], 30) == 2
    assert recent([end, call, result], 30) == 1


def test_summary_counts_what_is_gone_and_shows_the_latest_beginnings():
    gone = [Line("user", f"first\nline {number} " + "word " * 100) for number in range(9)]
    told = summary(gone, 120).splitlines()
    assert told[0] == ("Earlier messages that were left out for their length: 9. The last 2 began:")
    assert [line[:19] for line in told[1:]] == ["user: first line 7 ", "user: first line 8 "]
    assert all(line.endswith("…") and len(line) < 170 for line in told[1:])


def test_summary_without_room_still_says_that_something_is_gone():
    assert summary([Line("user", "Hello")], 0) == (
        "Earlier messages that were left out for their length: 1."
    )
