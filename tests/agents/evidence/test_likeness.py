"""How much two texts have in common."""

from agents.evidence.likeness import meaning, shared


def test_same_in_other_words_order_and_forms_is_alike() -> None:
    one = meaning("Counting the stock of a small shop")
    assert shared(one, meaning("The small shop's stock, counted")) > 0.5


def test_other_things_have_nothing_in_common() -> None:
    assert shared(meaning("Counting the stock"), meaning("Teaching a class")) == 0


def test_korean_is_told_by_pairs_of_syllables() -> None:
    assert shared(meaning("재고를 세기"), meaning("재고 세기")) > 0.3
    assert shared(meaning("재고 세기"), meaning("수업 계획")) == 0


def test_texts_without_meaning_are_alike() -> None:
    assert shared(meaning(""), meaning("the of")) == 1
