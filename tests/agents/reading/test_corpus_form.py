"""The corpus has what it promises: its form, not what a reader makes of it."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.agents.reading.corpus.bad import large
from tests.agents.reading.corpus.make.content import people

CORPUS = Path(__file__).parent / "corpus"
CASES = json.loads((CORPUS / "bad" / "cases.json").read_text())
EXPECTED = {
    path.stem: json.loads(path.read_text()) for path in sorted((CORPUS / "expected").glob("*.json"))
}

KEYS = {
    "document", "field", "language", "madeBy", "traits", "today", "error", "warnings", "facts",
    "order", "hidden", "visible", "absent", "neutral", "lacks",
}  # fmt: skip
FACTS = {
    "name", "email", "phone", "location", "links", "jobs", "education", "skills",
    "experienceMonths", "seniority", "gaps", "language",
}  # fmt: skip
WARNINGS = {
    "hidden_text", "hidden_unknown", "columns", "image_only", "cut", "not_a_resume",
    "totals_differ", "instructions", "script",
}  # fmt: skip

SOME_LANGUAGES = {"en": 20, "ko": 4, "de": 4, "fr": 4, "es": 4}
SOME_PROGRAMS = {"chromium": 6, "libreoffice": 6, "typst": 6, "python-docx": 6, "hand-written": 6}
FIELDS = {
    "software", "health", "teaching", "trades", "sales", "finance", "design", "science",
    "administration", "care", "logistics", "kitchen",
}  # fmt: skip
ENDINGS = {"pdf", "docx", "odt", "rtf", "hwpx", "html", "md", "txt", "json", "zip"}
BYTES = 6_000_000


def count(key: str) -> Counter[str]:
    return Counter(expected[key] for expected in EXPECTED.values())


def traits() -> Counter[str]:
    return Counter(trait for expected in EXPECTED.values() for trait in expected["traits"])


def test_every_document_has_its_expectation_and_no_expectation_stands_alone() -> None:
    documents = {path.name for path in (CORPUS / "documents").iterdir()}
    assert documents == {expected["document"] for expected in EXPECTED.values()}


def test_expectations_are_those_that_the_people_give() -> None:
    assert {person.stem: person.expected() for person in people()} == EXPECTED


def test_corpus_is_large_in_variety_and_small_in_bytes() -> None:
    sizes = [path.stat().st_size for path in (CORPUS / "documents").iterdir()]
    assert len(sizes) >= 48
    assert sum(sizes) < BYTES
    assert {expected["document"].rpartition(".")[2] for expected in EXPECTED.values()} == ENDINGS


def test_languages_programs_and_fields_are_spread() -> None:
    languages, programs, fields = count("language"), count("madeBy"), count("field")
    assert {key: n for key, n in SOME_LANGUAGES.items() if languages[key] < n} == {}
    assert len(languages) >= 9
    assert {key: n for key, n in SOME_PROGRAMS.items() if programs[key] < n} == {}
    assert set(fields) == FIELDS
    assert min(fields.values()) >= 2


def test_layouts_and_traps_are_there() -> None:
    seen = traits()
    assert seen["two_columns"] >= 8
    assert seen["drawn_row_by_row"] >= 1
    assert seen["right_column_drawn_first"] >= 1
    assert sum(bool(expected["hidden"]) for expected in EXPECTED.values()) >= 6
    assert sum(bool(expected["visible"]) for expected in EXPECTED.values()) >= 4
    assert 3 * sum(bool(expected["lacks"]) for expected in EXPECTED.values()) >= len(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_expectation_has_known_keys(name: str) -> None:
    expected = EXPECTED[name]
    assert set(expected) - {"columns"} == KEYS
    assert set(expected["facts"]) <= FACTS
    assert set(expected["warnings"]) <= WARNINGS
    assert expected["error"] is None or expected["error"] in CASES["statuses"]
    assert ("hidden_text" in expected["warnings"]) == bool(expected["hidden"])


@pytest.mark.parametrize("name", EXPECTED)
def test_order_is_of_strings_that_differ(name: str) -> None:
    order = EXPECTED[name]["order"]
    assert len(order) <= 20
    assert all(mark.strip() for mark in order)
    assert len(set(order)) == len(order)
    if EXPECTED[name]["error"] is None and not EXPECTED[name]["document"].endswith(("json", "zip")):
        assert len(order) >= 6


@pytest.mark.parametrize("name", EXPECTED)
def test_facts_fit_each_other(name: str) -> None:
    expected = EXPECTED[name]
    facts = expected["facts"]
    skills = facts.get("skills", [])
    assert len(set(skills)) == len(skills)
    assert set(expected["lacks"]) <= set(skills)
    assert not set(expected["neutral"]) & set(skills)
    for job in facts.get("jobs", []):
        assert _ordered(job), job
        assert job["current"] == (job["end"] is None)


def _ordered(job: dict[str, Any]) -> bool:
    return job["end"] is None or job["start"][:7] <= job["end"] + "-12"


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["input"])
def test_bad_input_is_there_and_has_its_answer(case: dict[str, Any]) -> None:
    known = {"input", "says", "errors", "large", "text", "absent", "warnings"}
    assert set(case) <= known
    assert case["errors"]
    assert set(case["errors"]) <= {None, *CASES["statuses"]}
    assert set(case.get("warnings", [])) <= WARNINGS
    if case.get("large"):
        assert case["input"] in large.WRITERS
    else:
        assert (CORPUS / "bad" / case["input"]).is_file()


def test_every_bad_input_has_its_case() -> None:
    stored = {path.name for path in (CORPUS / "bad").iterdir() if path.is_file()}
    named = {case["input"] for case in CASES["cases"]}
    assert stored | set(large.WRITERS) == named | {"cases.json", "large.py"}
