"""Conditions on versions, as RFC 9110 has them."""

import pytest
from starlette.requests import Request

from server.http.versions import version_tag, versions_of


def asked(*values: str) -> Request:
    headers = [(b"if-match", value.encode("latin-1")) for value in values]
    return Request({"type": "http", "headers": headers})


@pytest.mark.parametrize("values", [(), ("*",), ("",), (" * ",)])
def test_request_without_a_condition_takes_any_version(values: tuple[str, ...]) -> None:
    assert versions_of(asked(*values)) is None


@pytest.mark.parametrize(
    ("values", "versions"),
    [
        (('"3"',), {3}),
        (('"3", "4"',), {3, 4}),
        (('"3"', '"12"'), {3, 12}),
        (('W/"3"',), set()),
        (('W/"3", "4"',), {4}),
        (('"x"',), set()),
        (("3",), set()),
        (('"99999999999999999999"',), set()),
        (('"²"',), set()),
    ],
)
def test_condition_names_the_versions_whose_strong_tags_it_has(
    values: tuple[str, ...], versions: set[int]
) -> None:
    assert versions_of(asked(*values)) == versions


def test_tag_of_a_version_is_the_one_that_is_asked_with() -> None:
    assert versions_of(asked(version_tag(7))) == {7}
