"""Texts of others: no key gets through, and what is no key does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.models.redaction import GONE, MAX_CHARACTERS, safe

SECRETS = [
    "sk-proj-abcDEF0123456789_-xyz",
    "sk-ant-api03-AbCd_1234567890",
    "AIzaSyA1234567890abcdefghijklmnopqrstuv",
    "AQ.Ab8RN6I_1234567890-abc",
    "gsk_1234567890abcdef",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
    "0123456789abcdef0123456789abcdef",
    "Zm9vYmFyQUJDREVGMTIzNDU2Nzg5MGFiY2RlZg==",
    "sk-p****abcd",
]


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("frame", ["{}", "key {} is wrong", "provided: {}. Find", "'{}'", "(={})"])
def test_secret_is_removed_wherever_it_stands(secret: str, frame: str) -> None:
    assert secret not in safe(frame.format(secret))
    assert GONE in safe(frame.format(secret))


@pytest.mark.parametrize(
    "text",
    [
        "https://user:hunter2@proxy.example/v1",
        "GET /v1beta/models?key=hunter2",
        "Authorization: Bearer hunter2",
        "authorization: basic hunter2",
    ],
)
def test_secret_that_only_its_place_tells_is_removed(text: str) -> None:
    assert "hunter2" not in safe(text)


@pytest.mark.parametrize(
    "text",
    [
        "model: claude-haiku-4-5-20251001 was not found",
        "Rate limit reached for gpt-6.1-terra in organization org on tokens per min",
        "quotaId GenerateRequestsPerDay is used up, see https://model.example/docs/rate-limits",
        "request 3f2a-77 took 1500 ms",
    ],
)
def test_text_without_a_secret_stays(text: str) -> None:
    assert safe(text) == text


def test_own_key_is_removed_whatever_it_looks_like() -> None:
    assert safe("the key hunter2 is wrong", "hunter2") == f"the key {GONE} is wrong"


def test_long_text_is_cut_after_its_secrets_are_gone() -> None:
    text = "x " * (MAX_CHARACTERS // 2 - 5) + SECRETS[0]
    assert SECRETS[0][:8] not in safe(text)
    assert len(safe("word " * 1000)) <= MAX_CHARACTERS


@given(st.text(), st.sampled_from(SECRETS), st.text())
def test_result_is_one_short_line_without_the_key(before: str, key: str, after: str) -> None:
    made = safe(f"{before}{key}{after}", key)
    assert key not in made
    assert len(made) <= MAX_CHARACTERS
    assert "\n" not in made
