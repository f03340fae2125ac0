"""Cursors of listings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import index


@given(st.text(min_size=1), st.integers(0, 10**15 - 1))
def test_cursor_says_where_its_page_ended(id: str, made: int) -> None:
    assert index.position(index.cursor((id, made))) == (made, id)
    assert not index.is_after((id, made), (made, id))
    assert index.is_after((id, made - 1), (made, id))


@pytest.mark.parametrize("cursor", ["", ".", "1.", ".a", "x.a", "1", "-1.a", "1" * 16 + ".a"])
def test_what_is_no_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(ValueError, match="not a cursor"):
        index.position(cursor)
