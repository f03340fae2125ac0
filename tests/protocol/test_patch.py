"""JSON Patch: what was different is made equal, and what does not fit changes nothing."""

import copy
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings

from protocol.messages import (
    AddOperation,
    CopyOperation,
    MoveOperation,
    PatchOperation,
    RemoveOperation,
    ReplaceOperation,
    TestOperation,
)
from protocol.patch import PatchError, apply, diff
from tests.protocol.strategies import documents, values
from tests.soak import at_length


def same(left: Any, right: Any) -> bool:
    """Equal as JSON, where true is not 1."""
    return msgspec.json.encode(left, order="sorted") == msgspec.json.encode(right, order="sorted")


@settings(max_examples=at_length(300, 3000), deadline=None)
@given(old=values, new=values)
def test_diff_makes_the_new_document_of_the_old(old: Any, new: Any) -> None:
    before = copy.deepcopy(old)
    assert same(apply(old, diff(old, new)), new)
    assert same(old, before)


@settings(max_examples=at_length(100, 1000), deadline=None)
@given(document=documents)
def test_diff_of_equal_documents_is_empty(document: Any) -> None:
    assert diff(document, copy.deepcopy(document)) == []


@pytest.mark.parametrize(
    ("document", "operation", "result"),
    [
        ({"a": [1, 3]}, AddOperation("/a/1", 2), {"a": [1, 2, 3]}),
        ({"a": [1]}, AddOperation("/a/-", 2), {"a": [1, 2]}),
        ({"a": 1, "b": 2}, RemoveOperation("/b"), {"a": 1}),
        ({"a": 1}, ReplaceOperation("/a", None), {"a": None}),
        ({"a": 1}, MoveOperation("/b", "/a"), {"b": 1}),
        ({"a": [1]}, CopyOperation("/b", "/a"), {"a": [1], "b": [1]}),
        ({"a/b~": 1}, ReplaceOperation("/a~1b~0", 2), {"a/b~": 2}),
        ({"a": 1}, TestOperation("/a", 1.0), {"a": 1}),
        ({}, ReplaceOperation("", 7), 7),
    ],
)
def test_operation_does_what_rfc_6902_says(
    document: Any, operation: PatchOperation, result: Any
) -> None:
    assert apply(document, [operation]) == result


@pytest.mark.parametrize(
    ("document", "operation"),
    [
        ({"a": 1}, RemoveOperation("/b")),
        ({"a": 1}, ReplaceOperation("/b", 1)),
        ({"a": 1}, AddOperation("/b/c", 1)),
        ({"a": [1]}, AddOperation("/a/3", 1)),
        ({"a": [1]}, ReplaceOperation("/a/x", 1)),
        ({"a": 1}, TestOperation("/a", True)),
        ({"a": 1}, MoveOperation("/a/b", "/a")),
        (None, AddOperation("/a", 1)),
        ("text", RemoveOperation("/0")),
        (5, CopyOperation("/a", "/b")),
    ],
)
def test_operation_that_does_not_fit_fails_and_changes_nothing(
    document: Any, operation: PatchOperation
) -> None:
    before = copy.deepcopy(document)
    with pytest.raises(PatchError):
        apply(document, [*([AddOperation("/z", 1)] if before == {"a": 1} else []), operation])
    assert document == before


def test_patch_is_not_changed_by_what_is_done_with_its_values() -> None:
    operations = [AddOperation("/a", {}), AddOperation("/a/b", 1)]
    assert apply({}, operations) == {"a": {"b": 1}}
    assert operations[0].value == {}
