"""Close codes are those of the protocol, and follow from the class of the error."""

import pytest

from protocol.errors import (
    CLOSING,
    CloseCode,
    Conflict,
    Damaged,
    Encrypted,
    Forbidden,
    Internal,
    Malformed,
    NotAllowed,
    NoText,
    NotFound,
    NotSignedIn,
    Overloaded,
    PreconditionFailed,
    RateLimited,
    RemoteProtocolError,
    TooLarge,
    TooManyPages,
    TooSlow,
    Unavailable,
    Unsupported,
)
from protocol.frames import Problem


@pytest.mark.parametrize(
    ("error", "code", "close", "status"),
    [
        (Malformed, "malformed", 4400, 422),
        (NotSignedIn, "not_signed_in", 4401, 401),
        (Forbidden, "forbidden", 4403, 403),
        (NotFound, "not_found", 4404, 404),
        (NotAllowed, "not_allowed", None, 409),
        (Conflict, "conflict", None, 409),
        (TooLarge, "too_large", 4413, 413),
        (TooSlow, "too_slow", None, 408),
        (PreconditionFailed, "stale", None, 412),
        (Unsupported, "unsupported", None, 415),
        (Encrypted, "encrypted", None, 422),
        (Damaged, "damaged", None, 422),
        (NoText, "no_text", None, 422),
        (TooManyPages, "too_many_pages", None, 422),
        (RateLimited, "rate_limited", 4429, 429),
        (Overloaded, "overloaded", 1013, 503),
        (Unavailable, "unavailable", 1013, 503),
        (Internal, "internal", 1011, 500),
    ],
)
def test_error_has_its_code_close_code_and_status(
    error: type[RemoteProtocolError], code: str, close: int | None, status: int
) -> None:
    assert (error.code, error.close_code, error.status) == (code, close, status)


def test_table_holds_every_close_code() -> None:
    assert set(CLOSING) == set(CloseCode)


def test_client_comes_back_after_faults_of_the_server_only() -> None:
    assert [int(code) for code in CloseCode if code.reconnects] == [1011, 1012, 1013, 4408, 4429]


def test_problem_carries_what_the_peer_is_told() -> None:
    error = RateLimited("Slower, please", retry_ms=1200, details={"limit": 10})
    assert Problem.of(error) == Problem("rate_limited", "Slower, please", 1200, {"limit": 10})
    assert str(error) == "Slower, please"
