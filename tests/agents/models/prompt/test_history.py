"""What goes from a conversation that does not fit, and what is said of it."""

from hypothesis import given
from hypothesis import strategies as st

from agents.models.prompt import tokens
from agents.models.prompt.history import readable, recent, summary
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


def test_readable_leaves_what_can_be_among_the_last_tokens_and_the_beginnings_of_the_rest() -> None:
    lines = [Line("user" if n % 2 else "assistant", f"{n} " + "word " * 2000) for n in range(50)]
    shown = readable(lines, 10_000)
    whole = sum(one == given for one, given in zip(shown, lines, strict=True))
    assert 4 <= whole <= 6
    assert list(shown[-whole:]) == lines[-whole:]
    assert all(len(line.text) == 1000 for line in shown[:-whole])
    assert [line.role for line in shown] == [line.role for line in lines]
    for room in (1, 500, 9_999):
        assert recent(shown, room) == recent(lines, room)
        assert summary(shown[:10], room) == summary(lines[:10], room)


def test_readable_leaves_the_last_line_and_what_is_short_as_it_is() -> None:
    lines = [Line("user", "yes"), Line("assistant", "no"), Line("user", "x" * 9000)]
    assert readable(lines, 1_000_000) == tuple(lines)
    assert readable(lines, 1) == tuple(lines)
    assert readable([], 1) == ()


def test_last_message_stays_with_the_material_that_came_with_it():
    file = Line("user", "x" * 400, label="cv.pdf")
    end = Line("user", "b")
    assert recent([Line("user", "a"), file, file, end], 5) == 1
    assert recent([file, Line("user", "a"), end], 5) == 2
    assert recent([file, file], 10) == 0


def test_material_is_told_apart_in_what_is_said_of_it():
    file = Line("user", "Nurse for nights.", label="posting.txt")
    assert summary([file], 100).splitlines()[1:] == ["posting.txt: Nurse for nights."]
    assert readable([file, Line("user", "x" * 4_000)], 10)[0].label == "posting.txt"
