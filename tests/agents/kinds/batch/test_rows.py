"""Inputs out of files: what cells stand for, and what is said of those that do not fit."""

import csv
import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.kind.loader import load
from agents.kinds.batch.rows import Row, Schema, Unread, read

KINDS = load(["tests.tally"])
CSV, JSON = "text/csv", "application/json"
RESUME = "Jane Doe, registered nurse, twelve years on a surgical ward. " * 4


def found(text: Any, kind: str = "tally", media_type: str = CSV, **shared: Any) -> list[Row]:
    rows = read(KINDS[kind], text, media_type, shared, "en")
    assert isinstance(rows, list), rows
    return rows


def refused(text: Any, kind: str = "tally", media_type: str = CSV, language: str = "en") -> str:
    rows = read(KINDS[kind], text, media_type, {}, language)
    assert isinstance(rows, Unread)
    return rows.why


def test_columns_are_fields_whatever_their_capitals() -> None:
    (row,) = found("WORD,for whom,Times\r\nhello,Ana,3\r\n")
    assert row.given == {"word": "hello", "forWhom": "Ana", "times": 3}
    assert (row.number, row.row, row.error) == (1, 2, "")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimiter_is_the_one_by_which_columns_are_fields(delimiter: str) -> None:
    (row,) = found(f"word{delimiter}times\nhello{delimiter}2\n")
    assert row.given == {"word": "hello", "times": 2}


def test_cells_with_line_breaks_quotes_and_korean_are_whole() -> None:
    (row,) = found('word,forWhom\n"a ""b""\nc, d",간호사\n')
    assert row.given == {"word": 'a "b"\nc, d', "forWhom": "간호사"}


def test_bad_rows_say_where_they_stand_and_why_and_others_are_whole() -> None:
    rows = found("word,times\na,1\n,2\nb,ten\n\nc,99\nd,1,more\ne,5\n")
    assert [(row.number, row.row, bool(row.error)) for row in rows] == [
        (1, 2, False),
        (2, 3, True),
        (3, 4, True),
        (4, 6, True),
        (5, 7, True),
        (6, 8, False),
    ]
    assert "`word`" in rows[1].error
    assert "times" in rows[2].error
    assert "more cells" in rows[4].error


def test_dotted_columns_and_json_cells_are_objects() -> None:
    text = 'resume.id,job\nr1,"{""url"": ""https://example.com/jobs/1""}"\n'
    (row,) = found(text, "questions")
    assert row.given == {"resume": {"id": "r1"}, "job": {"url": "https://example.com/jobs/1"}}


def test_address_in_the_column_of_a_job_is_where_it_stands() -> None:
    first, second = found(
        "job\nhttps://example.com/1\nWe look for a nurse with a licence.\n",
        "questions",
        resume=RESUME,
    )
    assert first.given == {"job": {"url": "https://example.com/1"}}
    assert second.given == {"job": "We look for a nurse with a licence."}
    assert second.title == "We look for a nurse with a licence."


def test_list_of_texts_is_told_by_lines_or_semicolons() -> None:
    (row,) = found('targetRole,focus\nNurse,"clarity; language"\n', "optimize", resume=RESUME)
    assert row.given == {"targetRole": "Nurse", "focus": ["clarity", "language"]}
    assert row.error == ""


def test_item_is_called_by_what_tells_it_from_others() -> None:
    rows = found("word,forWhom\nhello,Ana\nhello,Ben\n")
    assert [row.title for row in rows] == ["Ana", "Ben"]


def test_what_is_given_once_holds_for_those_that_have_none_of_their_own() -> None:
    rows = found([{"word": "a"}, {"forWhom": "Ben"}], media_type="", word="b")
    assert [row.error for row in rows] == ["", ""]
    assert [row.given for row in rows] == [{"word": "a"}, {"forWhom": "Ben"}]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no input"),
        ("\n\n", "no input"),
        ("word\n", "no input"),
        ("word,salary\na,1\n", "no fields: salary. Fields are: word, forWhom, times."),
        ("word,Word\na,b\n", "same heading"),
        ("word\n" + "a\n" * 501, "501 inputs, and 500"),
        ('word\n"' + "x" * 200_000 + '"\n', "can't be read as CSV"),
    ],
    ids=["empty", "blank", "heading", "column", "twice", "501", "long"],
)
def test_file_of_which_nothing_can_be_begun_says_why(text: str, said: str) -> None:
    assert said in refused(text)


@pytest.mark.parametrize("text", ["{", '"a"', "3", "[" * 5000, '{"a": 1}', "null"])
def test_json_that_is_no_list_of_inputs_says_so(text: str) -> None:
    assert refused(text, media_type=JSON) == "The JSON has to be a list of inputs."


def test_json_is_a_list_or_an_object_with_one() -> None:
    listed = json.dumps([{"word": "a"}, 3, {"word": "b", "more": 1}])
    rows = found(listed, media_type=JSON)
    assert rows[0].error == ""
    assert rows[1].error == "It is not an object with the fields of an input."
    assert "more" in rows[2].error
    assert found('{"items": [{"word": "a"}]}', media_type=JSON)[0].given == {"word": "a"}


def test_what_is_wrong_is_said_in_korean_where_one_speaks_it() -> None:
    assert "501건" in refused("word\n" + "a\n" * 501, language="ko")


@given(
    st.lists(
        st.fixed_dictionaries({"word": st.text(min_size=1, max_size=40).filter(str.strip)}),
        min_size=1,
        max_size=5,
    )
)
def test_every_text_comes_out_of_a_file_as_it_was_written(inputs: list[dict[str, str]]) -> None:
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerows([["word"], *([one["word"]] for one in inputs)])
    rows = read(KINDS["tally"], file.getvalue(), CSV, {}, "en")
    if isinstance(rows, Unread):  # csv itself reads no NUL, say
        return
    assert [row.given for row in rows] == inputs


@pytest.mark.parametrize("kind", sorted(name for name, one in KINDS.items() if one.batches))
def test_every_field_of_a_kind_can_be_a_column(kind: str) -> None:
    schema = Schema(KINDS[kind].input_schema())
    assert all(schema.path(name.upper()) == (name,) for name in schema.names)
