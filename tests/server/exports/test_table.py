"""Items as CSV: as RFC 4180 has it, as spreadsheets open it, and without a rank."""

import csv
import io
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.kind.loader import load
from server.exports import table

FIELDS = ["said", "score", "list"]


def read(*items: dict[str, Any]) -> list[dict[str, str]]:
    raws = [msgspec.json.encode({"number": 1, "title": "", "status": "done"} | i) for i in items]
    whole = table.heading(FIELDS) + table.rows(raws, FIELDS)
    return list(csv.DictReader(io.StringIO(whole.decode("utf-8-sig"), newline="")))


def test_row_has_the_item_and_what_came_of_it() -> None:
    one, two = read(
        {
            "title": "간호사, night",
            "row": 2,
            "result": {"said": 'a "b"\nc', "score": 40, "list": [1]},
        },
        {"number": 2, "status": "failed", "error": {"code": "x", "message": "No."}},
    )
    assert one == {
        "number": "1", "row": "2", "title": "간호사, night", "status": "done", "error": "",
        "said": 'a "b"\nc', "score": "40", "list": "[1]",
    }  # fmt: skip
    assert (two["status"], two["error"], two["said"]) == ("failed", "No.", "")


def test_file_begins_with_the_mark_of_utf_8_and_lines_end_as_the_rfc_has_it() -> None:
    whole = table.heading(FIELDS)
    assert whole.startswith(b"\xef\xbb\xbfnumber,row,title")
    assert whole.endswith(b"\r\n")


@pytest.mark.parametrize(
    "said",
    ["=1+1", "+1", "-1", "@A1", "\t=1", "\r=1", "  =1", "＝1", "=HYPERLINK(1)"],
)
def test_what_a_spreadsheet_would_calculate_is_a_text(said: str) -> None:
    (row,) = read({"result": {"said": said}})
    assert row["said"].startswith("'")


@given(st.text(max_size=50))
def test_no_text_begins_as_a_formula(said: str) -> None:
    assert not table._cell(said).lstrip(" ").startswith(table.FORMULA)  # noqa: SLF001


def test_cell_is_no_longer_than_a_spreadsheet_takes() -> None:
    (row,) = read({"result": {"said": "x" * 50_000}})
    assert len(row["said"]) == table.MOST_CHARACTERS


@pytest.mark.parametrize("kind", sorted(name for name, one in load().items() if one.batches))
def test_no_kind_has_a_column_by_which_people_would_be_ranked(kind: str) -> None:
    columns = [*table.OWN, *table.columns(load()[kind].result_schema())]
    assert not [name for name in columns if "rank" in name.lower() or "percentile" in name.lower()]
