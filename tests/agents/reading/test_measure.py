"""The measure of the corpus judges as the corpus' README says."""

import pytest

from agents.reading.document import Document, HiddenPassage
from agents.reading.errors import ReadingError
from tests.agents.reading.corpus import measure as module
from tests.agents.reading.corpus.measure import measured

ONE = "en_software_columns"
HIDDEN = "en_covered"


def reads_as(monkeypatch: pytest.MonkeyPatch, document: Document | ReadingError) -> None:
    """Have every file be read as this."""

    def read(data: bytes, *, name: str) -> Document:
        if isinstance(document, ReadingError):
            raise document
        return document

    monkeypatch.setattr(module, "read", read)


@pytest.mark.parametrize("document", [ReadingError("damaged"), Document("text/plain", "")])
def test_document_that_is_not_read_is_missed_in_every_count(
    monkeypatch: pytest.MonkeyPatch, document: Document | ReadingError
) -> None:
    reads_as(monkeypatch, document)
    found = measured([ONE])
    for count in (found.contact, found.employer, found.title, found.dates, found.skills):
        assert (count.right, count.missed > 0) == (0, True)
    assert found.columns.missed == found.order.missed == found.answers.missed == 1


def test_text_that_is_told_as_hidden_beside_what_is_hidden_is_a_false_alarm(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hidden = [
        HiddenPassage(
            "Three Michelin stars, culinary director of a group of forty hotels", "colour"
        ),
        HiddenPassage("Pastry Chef", "covered"),
    ]
    reads_as(monkeypatch, Document("application/pdf", "", hidden=hidden))
    found = measured([HIDDEN]).hidden
    assert (found.right, found.wrong, found.missed) == (1, 1, 1)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("Baker Oven Ltd Leeds 2019 Bread", True),
        ("Baker 2019 Oven Ltd Leeds Bread", True),
        ("2019 Baker Oven Ltd Leeds Bread", False),
        ("Baker Oven Ltd Leeds Bread 2019", False),
        ("Oven Ltd Baker Leeds 2019 Bread", False),
    ],
)
def test_time_stands_beside_any_line_of_its_entry_and_nothing_else_moves(
    text: str, right: bool
) -> None:
    order = ["Baker", "Oven Ltd", "Leeds", "2019", "Bread"]
    assert module.in_order(order, module.plain(text)) == right


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("a1 a2 b1 b2", True),
        ("b1 b2 a1 a2", True),
        ("a1 b1 a2 b2", False),
        ("a1 a2 b1", False),
        ("a1 a2 b1 b2 a1", True),
    ],
)
def test_columns_are_read_whole_in_either_order(text: str, right: bool) -> None:
    assert module.one_by_one([["a1", "a2"], ["b1", "b2"]], module.plain(text))[0] == right


def test_jobs_are_paired_by_what_they_share_not_by_their_order() -> None:
    due = [{"employer": "Oven Ltd", "start": "2019"}, {"employer": "Mill Ltd", "start": "2015"}]
    got = [{"employer": "Mill Ltd", "start": "2019"}, {"employer": "Oven Ltd", "start": "2015"}]
    assert module.paired(due, got, {"employer": 3, "start": 2}) == {0: 1, 1: 0}
