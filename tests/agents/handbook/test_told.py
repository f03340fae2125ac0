"""What was told stands in a sentence where it plainly fits, and nowhere else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.handbook.told import filled


@pytest.mark.parametrize(
    ("text", "told", "expected"),
    [
        ("I had [figure] in mind.", "They offer 41,000 and I was hoping for 46,000.",
         "I had 46,000 in mind."),
        ("I had [figure] in mind.", "They offer 41k, I want £46k", "I had £46k in mind."),
        ("I had [figure] in mind.", "They offer 41,000.", "I had [figure] in mind."),
        ("I had [figure] in mind.", "I want 46k. No, I want 48k.", "I had [figure] in mind."),
        ("You wanted to decide by [day].", "they said I'd hear by friday",
         "You wanted to decide by Friday."),
        ("I'll move on from [day].", "they said I'd hear by friday", "I'll move on from [day]."),
        ("I'm here to see [person].", "I talk to Mrs Okafor tomorrow",
         "I'm here to see Mrs Okafor."),
        ("I'm [name].", "I talk to Mrs Okafor tomorrow", "I'm [name]."),
        ("I'm [job].", "Will AI take my job as a translator?", "I'm a translator."),
        ("I'm [job].", "It serves me as a warning", "I'm [job]."),
        ("I'm looking for [job].", "I work as a cook", "I'm looking for [job]."),
        ("[Unknown thing] and [figure]", "nothing", "[Unknown thing] and [figure]"),
    ],
)  # fmt: skip
def test_english_place_is_filled_where_it_fits(text: str, told: str, expected: str) -> None:
    assert filled(text, [told], "en") == expected


@pytest.mark.parametrize(
    ("text", "told", "expected"),
    [
        ("[금액]을 기대하고 있습니다.", "4,600을 제시했는데 저는 5,000만 원을 원해요",
         "5,000만 원을 기대하고 있습니다."),
        ("[금액]을 기대하고 있습니다.", "4,600을 제시했어요", "[금액]을 기대하고 있습니다."),
        ("[날짜]까지 근무하고자 합니다.", "다음 달 20일까지만 다니고 싶어요",
         "다음 달 20일까지 근무하고자 합니다."),
        ("[월] 급여 [금액]이 아직 들어오지 않았습니다.", "9월분 187만 원이 안 들어왔어요",
         "9월 급여 187만 원이 아직 들어오지 않았습니다."),
        ("지금 [금액]을 드리겠습니다.", "9월분 187만 원이 안 들어왔어요",
         "지금 [금액]을 드리겠습니다."),
        ("[이름]입니다.", "담당자는 박지은 대리님이에요", "[이름]입니다."),
    ],
)  # fmt: skip
def test_korean_place_is_filled_with_the_particle_that_fits(
    text: str, told: str, expected: str
) -> None:
    assert filled(text, [told], "ko") == expected


@given(st.text(max_size=200), st.lists(st.text(max_size=200), max_size=3))
@settings(max_examples=60, deadline=None)
def test_text_without_places_stays_as_it_is(text: str, told: list[str]) -> None:
    plain = text.replace("[", "").replace("]", "")
    assert filled(plain, told, "en") == plain
    assert filled(plain, told, "ko") == plain
