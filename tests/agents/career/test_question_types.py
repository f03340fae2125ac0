"""Every field of work has the types of questions that fit it."""

import pytest

from agents.career.question_types import question_types
from agents.career.roles import roles

TYPES = {
    "implementation", "trade_off", "performance", "reliability", "scalability", "quality",
    "collaboration", "business",
}  # fmt: skip
FIELDS = sorted({role.field for role in roles().values()})


@pytest.mark.parametrize("field", [*FIELDS, None])
def test_types_are_some_of_the_eight_and_none_comes_twice(field: str | None):
    types = question_types(field)
    assert set(types) <= TYPES
    assert len(types) == len(set(types)) >= 5


def test_field_has_a_row_of_its_own_and_others_the_default():
    assert question_types("teaching") != question_types(None)
    assert question_types("alchemy") == question_types(None)


def test_nobody_but_those_who_build_what_grows_is_asked_for_scalability():
    assert [field for field in FIELDS if "scalability" in question_types(field)] == [
        "data", "engineering", "logistics", "sales", "security", "software",
    ]  # fmt: skip
    assert set(question_types("software")) == TYPES
