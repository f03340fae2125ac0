"""Digests of what commands say."""

from hypothesis import given
from hypothesis import strategies as st

from store.sessions.digest import END, FIRST, digest


@given(st.binary(min_size=1))
def test_digest_of_content_is_a_number_that_is_not_none(content: bytes) -> None:
    assert FIRST <= digest(content) < END
    assert digest(content) == digest(bytes(content))


def test_nothing_has_no_digest() -> None:
    assert digest(b"") == 0


def test_digests_of_many_contents_are_as_many() -> None:
    assert len({digest(b"%d" % n) for n in range(1000)}) == 1000
