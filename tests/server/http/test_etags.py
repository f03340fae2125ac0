"""Whether a caller has the bytes of an answer already, as RFC 9110 has it."""

import pytest

from server.http.etags import etag_of, is_known

TAG = etag_of(b"a body")


def test_tag_is_that_of_the_bytes() -> None:
    assert etag_of(b"a body") == TAG != etag_of(b"another")
    assert TAG[0] == TAG[-1] == '"'


@pytest.mark.parametrize(
    "fields", [[TAG], [f"W/{TAG}"], [f'"other" , {TAG}'], ['"other"', TAG], ["*"], [" * "]]
)
def test_caller_who_names_the_tag_has_the_bytes(fields: list[str]) -> None:
    assert is_known(TAG, fields)


@pytest.mark.parametrize("fields", [[], [""], ['"other"'], [TAG.strip('"')], [f'"{TAG}'], ["*, "]])
def test_caller_who_names_other_tags_or_none_has_not(fields: list[str]) -> None:
    assert not is_known(TAG, fields)
