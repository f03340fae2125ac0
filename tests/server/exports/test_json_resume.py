"""JSON Resume: whatever a result has, the file fits its schema."""

import json
from typing import Any

import jsonschema
from hypothesis import given
from hypothesis import strategies as st

from server.exports.json_resume import fitting, json_resume, schema

NAMES = st.sampled_from(
    [
        "basics",
        "work",
        "name",
        "startDate",
        "endDate",
        "url",
        "email",
        "highlights",
        "profiles",
        "x",
    ]
)
TEXTS = st.sampled_from(["2024", "2024-13-99", "soon", "http://a.b/c", "no address", "a@b.c", ""])
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(NAMES, VALUES, max_size=5))
def test_file_fits_the_schema_whatever_it_is_made_of(resume: dict[str, Any]) -> None:
    found = json.loads(json_resume(resume, "2026-11-30"))
    jsonschema.Draft7Validator(schema()).validate(found)
    assert fitting(found) == found


def test_what_fits_stays_as_it_is_and_what_does_not_is_left_out() -> None:
    work = [{"name": "Aldersgate", "startDate": "2023-11", "endDate": None, "url": "none yet"}]
    resume = {
        "basics": {"name": "김하늘", "email": "h@example.kr"},
        "work": work,
        "skills": "Excel",
    }
    assert fitting(resume) == {
        "basics": resume["basics"],
        "work": [{"name": "Aldersgate", "startDate": "2023-11"}],
    }
