"""What a log of versions says."""

from store.holdings.types import Version, versions_of


def test_log_names_versions_with_their_times_and_sizes() -> None:
    assert versions_of(b"3 30 300\n2 20 200\n") == [Version(3, 30, 300), Version(2, 20, 200)]
    assert versions_of(b"") == []
