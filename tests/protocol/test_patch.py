"""JSON Patch: what was different is made equal, and what does not fit changes nothing."""

import copy
from typing import Any

import jsonpatch
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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


def pointers(value: Any) -> list[str]:
    """Where something is in the document, and some places where nothing is."""
    found = ["", "/nowhere", "/0/0"]
    members = dict(enumerate(value)) if isinstance(value, list) else value
    for key, inner in members.items() if isinstance(members, dict) else ():
        step = "/" + str(key).replace("~", "~0").replace("/", "~1")
        found += [step + pointer for pointer in pointers(inner)]
    return [*found, *(["/-", f"/{len(value)}"] if isinstance(value, list) else [])]


@st.composite
def patches(draw: st.DrawFn, document: Any) -> list[PatchOperation]:
    """Operations on places of the document, of which the later ones may not be there any more."""
    place = st.sampled_from(pointers(document))
    return draw(
        st.lists(
            st.builds(AddOperation, place, values)
            | st.builds(RemoveOperation, place)
            | st.builds(ReplaceOperation, place, values)
            | st.builds(MoveOperation, place, place)
            | st.builds(CopyOperation, place, place)
            | st.builds(TestOperation, place, values),
            max_size=6,
        )
    )


NESTED = st.recursive(
    st.integers(0, 3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("a0/~", max_size=2), inner),
    max_leaves=20,
)


@pytest.mark.slow(seconds=14.6)
@settings(max_examples=at_length(500, 5000), deadline=None)
@given(document=NESTED, data=st.data())
def test_patch_does_what_it_does_to_a_copy_and_leaves_each_document_as_it_was(
    document: Any, data: Any
) -> None:
    handed_out = [document]
    for _ in range(3):
        old = handed_out[-1]
        operations = data.draw(patches(old))
        kept = copy.deepcopy([handed_out, operations])
        try:
            expected = jsonpatch.apply_patch(copy.deepcopy(old), msgspec.to_builtins(operations))
        except (jsonpatch.JsonPatchException, jsonpatch.JsonPointerException):
            with pytest.raises(PatchError):
                apply(old, operations)
        else:
            handed_out.append(apply(old, operations))
            assert same(handed_out[-1], expected)
        assert same(handed_out[: len(kept[0])], kept[0])
        assert operations == kept[1]


def test_move_within_a_list_goes_where_what_it_took_away_has_shifted_it() -> None:
    document = {"a": [1, {"b": 2}, {"c": 3}]}
    before = copy.deepcopy(document)
    moved = apply(document, [MoveOperation("/a/1/x", "/a/0")])
    assert moved == {"a": [{"b": 2}, {"c": 3, "x": 1}]}
    assert document == before


def test_what_a_patch_does_not_reach_is_not_copied() -> None:
    document = {"a": {"b": [1], "c": [2]}, "d": [3]}
    patched = apply(document, [AddOperation("/a/b/-", 4), AddOperation("/a/b/-", 5)])
    assert patched == {"a": {"b": [1, 4, 5], "c": [2]}, "d": [3]}
    assert patched["a"]["c"] is document["a"]["c"]
    assert patched["d"] is document["d"]


def test_patch_is_not_changed_by_what_is_done_with_its_values() -> None:
    operations = [AddOperation("/a", {}), AddOperation("/a/b", 1)]
    assert apply({}, operations) == {"a": {"b": 1}}
    assert operations[0].value == {}
