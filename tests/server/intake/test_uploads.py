"""Uploads are bounded: of one user, and of all users of a worker."""

import pytest
from msgspec.structs import replace

from protocol.errors import Overloaded, RateLimited
from server.admission.tokens import Identity
from server.intake.uploads import Uploads
from server.settings.plans import default_plans
from server.settings.sections import LimitSettings, UploadSettings

ADA, BEN = Identity("ada", True, 0), Identity("ben", True, 0)

MB = 1_000_000


def uploads(**settings: int) -> Uploads:
    limits = LimitSettings(commands_per_second=1, commands_burst=settings.pop("burst", 100))
    usual, most = default_plans(), settings.pop("user_uploads", 6)
    plans = {plan: replace(one, uploads=most) for plan, one in usual.items()}
    return Uploads(UploadSettings(**settings), limits, plans)


def test_user_has_few_uploads_at_once_and_others_are_not_held_up() -> None:
    all_of_them = uploads(user_uploads=2)
    first, _ = all_of_them.begin(ADA, 0), all_of_them.begin(ADA, 0)
    with pytest.raises(RateLimited) as raised:
        all_of_them.begin(ADA, 0)
    assert raised.value.retry_ms
    all_of_them.begin(BEN, 0)
    first.end()
    all_of_them.begin(ADA, 0)


def test_worker_holds_so_many_bytes_and_no_more() -> None:
    all_of_them = uploads(bytes_at_once=10 * MB)
    upload = all_of_them.begin(ADA, 6 * MB)
    upload.grow(6 * MB)
    with pytest.raises(Overloaded) as raised:
        all_of_them.begin(BEN, 5 * MB)
    assert raised.value.retry_ms
    other = all_of_them.begin(BEN, 0)
    other.grow(4 * MB)
    with pytest.raises(Overloaded):
        other.grow(1)
    upload.end()
    other.grow(6 * MB)
    other.end()
    assert all_of_them.held == 0


def test_upload_counts_until_nobody_needs_its_bytes() -> None:
    all_of_them = uploads(user_uploads=1)
    with all_of_them.begin(ADA, 0) as upload:
        upload.grow(MB)
        kept = upload.keep()
    assert all_of_them.held == MB
    with pytest.raises(RateLimited):
        all_of_them.begin(ADA, 0)
    kept.end()
    assert all_of_them.held == 0
    all_of_them.begin(ADA, 0)


def test_user_who_sends_too_much_waits() -> None:
    all_of_them = uploads(bytes_burst=MB, bytes_per_second=1024)
    with all_of_them.begin(ADA, 0) as upload:
        upload.grow(2 * MB)
    with pytest.raises(RateLimited) as raised:
        all_of_them.begin(ADA, 0)
    assert raised.value.retry_ms
    assert raised.value.retry_ms > 900_000
    all_of_them.begin(BEN, 0)


def test_user_who_changes_things_too_often_waits() -> None:
    all_of_them = uploads(burst=2)
    all_of_them.admit_change(ADA)
    all_of_them.begin(ADA, 0).end()
    for change in (lambda: all_of_them.admit_change(ADA), lambda: all_of_them.begin(ADA, 0)):
        with pytest.raises(RateLimited):
            change()
    all_of_them.admit_change(BEN)
    all_of_them.charge(BEN, 5)
    with pytest.raises(RateLimited):
        all_of_them.admit_change(BEN)


def test_refused_upload_leaves_nothing_behind() -> None:
    all_of_them = uploads(burst=1, user_uploads=1)
    all_of_them.begin(ADA, 0).end()
    with pytest.raises(RateLimited, match="changes"):
        all_of_them.begin(ADA, 0)
    with pytest.raises(RateLimited, match="changes"):
        all_of_them.begin(ADA, 0)
