"""Within a field, too, nobody is asked what another trade knows."""

import pytest

from agents.bank import bank, choose, field_of
from agents.bank.branches import _data, branches_of, fits
from agents.bank.types import AskedBefore, Field, Wish
from agents.evidence.text import one_line


@pytest.mark.parametrize(
    ("role", "asked", "never"),
    [
        ("Electrician", "dead-before-touch", "weld-defects"),
        ("Electrician", "breaker-trips", "wood-moves"),
        ("Plumber", "leak-search", "dead-before-touch"),
        ("Car mechanic", "engine-noise", "hot-water-hygiene"),
        ("자동차 정비사", "engine-noise", "quote-a-job"),
        ("Data analyst", "join-doubled-rows", "instrument-calibration"),
        ("Lab technician", "sample-label", "join-doubled-rows"),
        ("Civil engineer", "crack-in-concrete", "selective-protection"),
        ("HGV driver", "route-planning", "reading-equipment-effectiveness"),
        ("Line cook", "food-safety-basics", "shop-floor-display"),
        ("고객센터 상담원", "phone-call-structure", "refusing-alcohol"),
        ("HR officer", "selection-interview", "calendar-keeping"),
        ("Executive assistant", "calendar-keeping", "pay-fairness"),
        ("ICU nurse", "transfusion-safety", "breaker-trips"),
        ("Care assistant", "moving-person-safely", "transfusion-safety"),
        ("Graphic designer", "make-logo-bigger", "acquisition-cost"),
        ("University lecturer", "fair-marking", "mark-called-unfair"),
    ],
)
def test_a_role_is_asked_what_its_branch_knows(role: str, asked: str, never: str) -> None:
    field = field_of(role, "", "")
    assert field
    asks: tuple[AskedBefore, ...] = ()
    for number in range(1, 46):
        wish = Wish("technical", "medium", number, field=field, target_role=role, asked=asks)
        chosen = choose(wish)
        asks += (AskedBefore(chosen.text, chosen.key),)
    keys = {one.key for one in asks}
    assert asked in keys
    assert never not in keys


def test_a_branch_is_told_by_the_first_text_that_names_one() -> None:
    assert branches_of("trades", ("", "Foreman", "Welding, Steel")) == {"welding"}
    assert branches_of("trades", ("Electrician", "Welder")) == {"electric"}
    assert branches_of("trades", ("Foreman",)) == frozenset()
    assert branches_of("sales", ("Electrician",)) == frozenset()


def test_where_no_branch_is_known_what_all_are_asked_is_left() -> None:
    for field in bank.FIELDS:
        left = [one for one in bank.of_field(field) if fits(field, one.asks, frozenset())]
        assert len(left) >= 10, field
        assert {one.type for one in left} >= {"behavioral", "technical"}, field


def test_each_branch_names_questions_of_its_field() -> None:
    fields: list[Field] = [field for field in bank.FIELDS if field in _data()]
    assert len(fields) == len(_data())
    for field in fields:
        known = {one.asks for one in bank.of_field(field)}
        for name, one in _data()[field].items():
            assert {one_line(key) for key in one["asks"].split(",")} <= known, (field, name)
