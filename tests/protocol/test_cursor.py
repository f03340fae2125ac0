"""Which cursors are replayed to, and which get a snapshot."""

import pytest

from protocol.cursor import Cursor, event_id, resolve
from protocol.errors import Malformed


@pytest.mark.parametrize(
    ("epoch", "seq", "base", "head", "answer"),
    [
        ("e", 41, 0, 57, "replay"),
        ("e", 57, 0, 57, "replay"),
        ("e", 10, 10, 57, "replay"),
        ("e", 0, 0, 57, "replay"),
        (None, 0, 0, 57, "replay"),
        (None, None, 0, 0, "replay"),
        ("e", 9, 10, 57, "snapshot"),
        (None, 0, 1, 57, "snapshot"),
        ("e", 58, 0, 57, "snapshot"),
        ("old", 41, 0, 57, "snapshot"),
        ("old", 0, 0, 57, "snapshot"),
        ("old", 5, 0, 0, "snapshot"),
        (None, 41, 0, 57, "snapshot"),
        (None, None, 0, 57, "snapshot"),
        ("e", None, 0, 57, "snapshot"),
    ],
)
def test_cursor_resolves(
    epoch: str | None, seq: int | None, base: int, head: int, answer: str
) -> None:
    assert resolve(Cursor(epoch, seq), "e", base, head) == answer


@pytest.mark.parametrize(
    ("after", "epoch", "cursor"),
    [
        ("41", "e-1", Cursor("e-1", 41)),
        ("0", None, Cursor(None, 0)),
        (None, "e", Cursor("e", None)),
        ("", "", Cursor()),
        (None, None, Cursor()),
    ],
)
def test_query_is_a_cursor(after: str | None, epoch: str | None, cursor: Cursor) -> None:
    assert Cursor.from_query(after, epoch) == cursor


@pytest.mark.parametrize("after", ["-1", "1.5", "x", " 1", "1\n", "٤", "9" * 16])
def test_query_with_no_number_is_malformed(after: str) -> None:
    with pytest.raises(Malformed):
        Cursor.from_query(after, "e")


@pytest.mark.parametrize("epoch", ["a b", "a:b", "é", "e" * 65, "e\n"])
def test_query_with_no_epoch_is_malformed(epoch: str) -> None:
    with pytest.raises(Malformed):
        Cursor.from_query("1", epoch)


def test_event_id_is_read_back() -> None:
    assert Cursor.from_last_event_id(event_id("e_1", 12)) == Cursor("e_1", 12)
    assert Cursor.from_last_event_id(None) == Cursor()
    assert Cursor.from_last_event_id("") == Cursor()


@pytest.mark.parametrize("value", ["12", ":12", "e:", "e:x", "a:b:12", "e:12\0"])
def test_other_event_id_is_malformed(value: str) -> None:
    with pytest.raises(Malformed):
        Cursor.from_last_event_id(value)
