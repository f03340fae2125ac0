"""How a holding is shown, and when its reading is given up."""

import json

import msgspec
import pytest

from protocol.catalogue import Text
from protocol.errors import Damaged
from server.holdings.holdings import Failure, patience_ms, shown, standing_of
from store.holdings.types import Entry, Standing

ENTRY = Entry("i", "cv", "reading", "h", 3, created=1000, updated=2000, head=b'{"resume":null}')


def test_document_is_made_of_what_is_kept() -> None:
    entry = msgspec.structs.replace(ENTRY, status="ready")
    document = msgspec.json.encode(shown(entry, "ready", entry.head, b'{"text":"x","id":"other"}'))
    assert json.loads(document) == {
        "id": "i", "title": "cv", "status": "ready", "hash": "h", "version": 3,
        "createdAt": 1000, "updatedAt": 2000, "resume": None, "text": "x",
    }  # fmt: skip


def test_what_was_measured_of_a_file_is_shown_to_nobody() -> None:
    entry = msgspec.structs.replace(ENTRY, status="ready")
    body = b'{"text":"x","measured":{"hidden":["white"]}}'
    assert "measured" not in shown(entry, "ready", entry.head, body)


@pytest.mark.parametrize(
    ("status", "later_ms", "standing"),
    [
        ("reading", patience_ms(15), "reading"),
        ("reading", patience_ms(15) + 1, "failed"),
        ("ready", 10**9, "ready"),
        ("failed", 0, "failed"),
    ],
)
def test_what_is_read_for_longer_than_reading_lasts_has_failed(
    status: Standing, later_ms: int, standing: Standing
) -> None:
    entry = msgspec.structs.replace(ENTRY, status=status)
    assert standing_of(entry, entry.updated + later_ms, patience_ms(15)) == standing


def test_document_is_in_the_readers_language() -> None:
    kept = {
        "warnings": [
            {"code": "cut", "message": "Only so much.", "values": {"count": 3}},
            {"code": "gone", "message": "Of another release."},
            {"code": "unpaid", "quote": "No pay."},
        ],
    }
    document = shown(ENTRY, "ready", json.dumps(kept).encode(), language="ko")
    assert document["warnings"] == [
        {"code": "cut", "message": "문서가 길어서 앞의 3쪽만 읽었어요."},
        {"code": "gone", "message": "Of another release."},
        {"code": "unpaid", "quote": "No pay."},
    ]
    given_up = shown(ENTRY, "failed", ENTRY.head, language="ko")["error"]
    assert given_up.message.endswith("다시 보내 주세요.")


def test_failure_is_said_in_the_language_of_who_sent_the_file() -> None:
    error = Damaged(Text("reading.damaged"))
    assert Failure.of(error, "en").message == str(error)
    assert Failure.of(error, "ko").message.startswith("파일이 손상되었거나")


def test_what_was_given_up_says_that_it_is_to_be_sent_again() -> None:
    assert json.loads(msgspec.json.encode(shown(ENTRY, "failed", ENTRY.head)))["error"] == {
        "code": "lost",
        "message": "The server stopped while it read this file, and has not kept it. "
        "Send it again.",
    }
