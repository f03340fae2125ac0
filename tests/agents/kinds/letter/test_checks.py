"""What code verifies of a letter: planted faults are found, and a letter of ours has none."""

from typing import Any

import msgspec
import pytest

from agents.kinds.letter.checks import checks, other_names
from agents.kinds.letter.composing import bounds_of, composed
from agents.kinds.letter.drafts import Brief, Draft, Part
from tests.agents.kinds.letter.cases import PAIRS, brief


def passed(draft: Draft, given: Brief) -> dict[str, bool | None]:
    return {one.check: one.passed for one in checks(draft, given, bounds_of(given.wanted))}


def swapped(draft: Draft, old: str, new: str) -> Draft:
    """The letter with other words in place of these, wherever they stand."""
    return Draft(
        draft.salutation.replace(old, new),
        tuple(Part(one.text.replace(old, new), one.quotes) for one in draft.paragraphs),
        draft.sign_off.replace(old, new),
    )


@pytest.mark.parametrize("pair", sorted(PAIRS))
@pytest.mark.parametrize("purpose", ["application", "thanks"])
def test_letter_by_rules_passes(pair: str, purpose: Any) -> None:
    given = brief(pair, purpose=purpose, addressee="Ms Adeyemi")
    found = passed(composed(given), given)
    assert False not in [one for name, one in found.items() if name != "length"]


FAULTS = {
    "wrong firm": ("Thornbeck Cold Storage", "Castlebrook Storage", {"firm", "otherFirms"}),
    "misspelt firm": ("Thornbeck Cold Storage", "Thornbek Cold Storage", {"firm", "otherFirms"}),
    "other addressee": ("Ms Adeyemi", "Ms Adeyemo", {"addressee"}),
    "sign-off of nobody": ("Yours sincerely", "Yours faithfully", {"signOff"}),
    "unsigned": ("Marek Dobrowolski", "M.", {"signOff"}),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_planted_fault_is_found(fault: str) -> None:
    old, new, wanted = FAULTS[fault]
    given = brief("warehouse_lead", addressee="Ms Adeyemi")
    found = passed(swapped(composed(given), old, new), given)
    assert {name for name, one in found.items() if one is False} == wanted


def test_planted_length_is_found() -> None:
    given = brief("warehouse_lead")
    draft = composed(given)
    long = msgspec.structs.replace(draft, paragraphs=draft.paragraphs * 2)
    short = msgspec.structs.replace(draft, paragraphs=draft.paragraphs[:1])
    assert passed(long, given)["length"] is False
    assert passed(short, given)["length"] is False


def test_own_employer_as_the_one_it_is_for_is_found() -> None:
    given = brief("warehouse_lead")
    draft = composed(given)
    more = Part("I would like to join Kestrel Home Direct.")
    wrong = msgspec.structs.replace(draft, paragraphs=(*draft.paragraphs, more))
    assert other_names(wrong.text, given) == ["Kestrel Home Direct"]


@pytest.mark.parametrize("words", ["당사에 지원합니다.", "푸른물산에서 일하고 싶습니다."])
def test_korean_letter_to_another_firm_is_found(words: str) -> None:
    given = brief("ko_nurse")
    draft = composed(given)
    wrong = msgspec.structs.replace(draft, paragraphs=(*draft.paragraphs, Part(words)))
    assert passed(wrong, given)["otherFirms"] is False


def test_korean_letter_is_signed() -> None:
    given = brief("ko_nurse")
    draft = composed(given)
    assert passed(draft, given)["signOff"] is True
    assert passed(msgspec.structs.replace(draft, sign_off="배은채"), given)["signOff"] is False


def test_notice_goes_to_where_somebody_works_and_names_no_other() -> None:
    given = brief("warehouse_lead", purpose="resign")
    draft = composed(given)
    assert "Aldersgate Fresh Logistics" in draft.text
    wrong = swapped(draft, "Aldersgate Fresh Logistics", "Thornbeck Cold Storage")
    assert passed(wrong, given)["firm"] is False


def test_posting_that_names_no_employer_is_not_judged() -> None:
    given = brief("accountant")
    assert passed(composed(given), given)["firm"] is None
