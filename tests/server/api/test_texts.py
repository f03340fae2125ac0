"""GET /v1/texts."""

import pytest

from protocol.catalogue import CATALOGUE
from tests.server.calls import Caller


@pytest.mark.slow(seconds=0.7)
@pytest.mark.parametrize(
    ("query", "accept", "language"),
    [
        ("", "", "en"),
        ("", "ko-KR,ko;q=0.9,en;q=0.8", "ko"),
        ("?language=ko", "en", "ko"),
        ("?language=en-GB", "ko", "en"),
        ("?language=fr", "ko", "en"),
    ],
)
def test_texts_are_those_of_the_page_in_the_language_asked_for(
    query: str, accept: str, language: str, nobody: Caller
) -> None:
    answer = nobody.http.get(f"/v1/texts{query}", headers={"Accept-Language": accept})
    assert answer.status_code == 200
    assert answer.headers["content-language"] == language
    assert answer.headers["vary"] == "Accept-Language, Accept-Encoding"
    document = answer.json()
    assert document["language"] == language
    assert list(document["texts"]) == [k for k in CATALOGUE.keys if k.startswith("page.")]


def test_texts_that_the_caller_has_are_not_sent_again(nobody: Caller) -> None:
    first = nobody.http.get("/v1/texts?language=ko")
    tag = first.headers["etag"]
    for tags in (tag, f'"other", W/{tag}'):
        again = nobody.http.get("/v1/texts?language=ko", headers={"If-None-Match": tags})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
    other = nobody.http.get("/v1/texts?language=en", headers={"If-None-Match": tag})
    assert other.status_code == 200
