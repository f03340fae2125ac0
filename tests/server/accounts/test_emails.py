"""E-mail addresses: one form for all ways to write one, and which are refused."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.errors import Malformed
from server.accounts.emails import parse


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ada@Example.COM", "ada@example.com"),
        (" ada@example.com\n", "ada@example.com"),
        ("ada@bücher.example.com", "ada@xn--bcher-kva.example.com"),
        ("jos\u00e9@example.com", "jose\u0301@example.com"),
        ("추천@한국.com", unicodedata.normalize("NFD", "추천@한국.com")),
    ],
)
def test_address_is_the_same_however_it_is_written(one: str, other: str) -> None:
    assert parse(one).hash == parse(other).hash


@pytest.mark.parametrize(
    ("one", "other"),
    [("ada@example.com", "ada+jobs@example.com"), ("a.da@example.com", "ada@example.com")],
)
def test_other_mailboxes_are_others(one: str, other: str) -> None:
    assert parse(one).hash != parse(other).hash


@pytest.mark.parametrize(
    "text",
    [
        "",
        "@",
        "ada",
        "ada@",
        "@example.com",
        "ada@example",
        "ada@localhost",
        "ada@[192.0.2.1]",
        '"ada b"@example.com',
        "ada b@example.com",
        "ada@exa mple.com",
        "ada@example.com\0",
        "ada\r\nBcc: x@example.com",
        "ada@@example.com",
        "Ada <ada@example.com>",
        f"{'a' * 65}@example.com",
        f"ada@{'a.' * 130}com",
        "a" * 1_000_000,
        "\u202eada@example.com",
        "ad\u200ba@example.com",
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "p\u0430ypal@example.com",  # Cyrillic а
        "ada@ex\u0430mple.com",
        "ad\u03b1@example.com",  # Greek α
        "\uff41da@example.com",  # of full width
        "\U0001d41ada@example.com",  # bold
    ],
)
def test_address_that_could_be_taken_for_another_is_refused_with_that_reason(text: str) -> None:
    with pytest.raises(Malformed) as caught:
        parse(text)
    assert "scripts" in caught.value.message


@pytest.mark.parametrize(
    "text", ["김ada@example.com", "тест@example.com", "ada@例え.com", "ada@тест.com"]
)
def test_address_in_letters_that_are_written_together_is_taken(text: str) -> None:
    assert parse(text).shown == text


@given(st.text(max_size=300) | st.emails())
def test_any_text_is_an_address_or_refused(text: str) -> None:
    try:
        found = parse(text)
    except Malformed:
        return
    assert parse(found.shown).hash == found.hash
    assert len(found.hash) == 64
