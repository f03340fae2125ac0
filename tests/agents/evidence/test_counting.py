"""Counts made by hand, in every unit."""

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.evidence.counting import counts, measure, normalised, unencodable

BY_HAND: dict[str, tuple[int, int, int, int, int]] = {
    "": (0, 0, 0, 0, 0),
    "a": (1, 1, 1, 1, 1),
    "I fixed it.": (11, 9, 3, 11, 11),
    "don't": (5, 5, 1, 5, 5),
    "  two  words  ": (14, 8, 2, 14, 14),
    "one\ntwo": (7, 6, 2, 7, 7),
    "one\r\ntwo": (7, 6, 2, 7, 7),
    "one\rtwo": (7, 6, 2, 7, 7),
    "a\n\nb": (4, 2, 2, 4, 4),
    "a\tb": (3, 2, 2, 3, 3),
    "가": (1, 1, 1, 3, 2),
    "재고": (2, 2, 1, 6, 4),
    "재고 실사": (5, 4, 2, 13, 9),
    "재고를 세었습니다.": (10, 9, 2, 26, 18),
    "3.2%에서 0.8%로": (12, 11, 2, 18, 15),
    "SQL을 씁니다.": (9, 8, 2, 17, 13),
    "첫 줄\n둘째 줄": (8, 5, 4, 18, 13),
    "첫 줄\r\n둘째 줄": (8, 5, 4, 18, 13),
    "똠방각하 뷁": (6, 5, 2, 16, 11),
    "（주）서해": (5, 5, 1, 15, 10),
    "①번, ②번": (6, 5, 2, 14, 10),
    "“말”": (3, 3, 1, 9, 6),
    "100㎡": (4, 4, 1, 6, 5),
    "일·이·삼": (5, 5, 1, 13, 10),
    "전 → 후": (5, 3, 3, 11, 8),
    "café": (4, 4, 1, 5, 5),
    "좋아요 👍": (5, 4, 2, 14, 9),
    "👍🏽": (1, 1, 1, 8, 2),
    "👩‍⚕️ 간호사": (5, 4, 2, 23, 9),
    "🇰🇷": (1, 1, 1, 8, 2),
    "a\u00a0b": (3, 2, 2, 4, 4),
    "가\u3000나": (3, 2, 2, 9, 6),
}

TOLD = json.loads(Path(__file__).with_name("counts_by_hand.json").read_text(encoding="utf-8"))
"""Texts as they stand in forms, counted with a pencil by somebody who had not seen the code; how is
said in `working`. Where EUC-KR lacks a character, there are no bytes of it by hand."""

APART = {"M03": 1}
"""A letter whose accent stands by itself: by hand it is two code points. Here it counts as the one
letter that people see, however their keyboard makes it."""


@pytest.mark.parametrize("one", TOLD, ids=lambda one: one["id"])
def test_text_of_a_form_counts_as_somebody_has_counted_it(one: dict[str, Any]) -> None:
    found, more = counts(one["text"]), APART.get(one["id"], 0)
    assert found.characters + more == one["characters"]
    assert found.characters_no_spaces + more == one["charactersNoSpaces"]
    assert found.words == one["words"]
    assert found.bytes_utf8 + more == one["bytesUtf8"]
    if one["bytesEucKr"] is None:
        assert unencodable(one["text"]) or "뷁" in one["text"]
    else:
        assert found.bytes_euc_kr == one["bytesEucKr"]


@pytest.mark.parametrize("text", BY_HAND)
def test_text_counts_as_it_does_by_hand(text: str) -> None:
    found = counts(text)
    assert BY_HAND[text] == (
        found.characters,
        found.characters_no_spaces,
        found.words,
        found.bytes_utf8,
        found.bytes_euc_kr,
    )


@pytest.mark.parametrize("text", [text for text in BY_HAND if text])
def test_text_of_a_mac_counts_as_what_one_sees(text: str) -> None:
    taken_apart = unicodedata.normalize("NFD", text)
    assert counts(taken_apart) == counts(text)


def test_unit_is_measured_as_it_is_counted() -> None:
    text = "재고 실사\n주 1회"
    found = counts(text)
    assert measure(text, "characters") == found.characters == 10
    assert measure(text, "characters", spaces=False) == found.characters_no_spaces == 7
    assert measure(text, "words") == found.words == 4
    assert measure(text, "bytes") == found.bytes_utf8
    assert measure(text, "bytes", encoding="euc-kr") == found.bytes_euc_kr
    assert measure(text, "bytes", spaces=False, encoding="euc-kr") == found.bytes_euc_kr - 3


def test_characters_that_korean_bytes_lack_are_named_once_each() -> None:
    assert unencodable("재고 “실사” ㈜서해") == []
    assert unencodable("좋아요 👍🏽 — 👍🏽 café") == ["👍🏽", "—", "é"]


@given(st.text(max_size=60))
def test_any_text_can_be_counted_and_its_lengths_agree(text: str) -> None:
    found = counts(text)
    assert 0 <= found.characters_no_spaces <= found.characters <= len(normalised(text))
    assert found.characters <= found.bytes_utf8
    assert counts(normalised(text)) == found


@given(st.lists(st.sampled_from(["재고", "a", "1%", "é"]), max_size=6))
def test_texts_one_after_the_other_are_as_long_as_both(parts: list[str]) -> None:
    whole = counts(" ".join(parts))
    blanks = max(0, len(parts) - 1)
    assert whole.characters == sum(counts(part).characters for part in parts) + blanks
    assert whole.words == len(parts)
