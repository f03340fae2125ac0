"""Follow-ups: on what is open, in the order of need, in the person's words, never asked twice."""

import msgspec
import pytest

from agents.coaching import follow_up
from agents.coaching.types import FollowUp, Round
from agents.evidence.key_points import KeyPoint
from agents.telling.types import KnownError, Subject, Touched
from protocol.catalogue import CATALOGUE, told
from tests.agents.coaching.answers import DAY, FULL, KOREAN, STORY, asked, full, pallets

INDEX = Subject(
    "When would you not add an index?",
    "knowledge",
    points=(KeyPoint("it costs writes", ("write",)),),
    errors=(KnownError("writes get faster", ("faster",), "What has to be done at each insert?"),),
)
BRACKETS = Subject(
    "How do you tell whether a string of brackets is balanced?",
    "algorithm",
    points=(KeyPoint("a stack of open brackets", ("stack",)),),
)


def asked_on(one: Round, *earlier: Round, gentle: bool = False) -> FollowUp | None:
    return follow_up(one, earlier, gentle=gentle)


def code(one: Round, *earlier: Round, gentle: bool = False) -> str | None:
    found = asked_on(one, *earlier, gentle=gentle)
    return found.code if found else None


def words(found: FollowUp | None, language: str = "en") -> str:
    assert found is not None
    return told(found.text, language)


def test_who_says_only_we_is_asked_for_the_own_part_in_their_words() -> None:
    assert words(asked_on(pallets())) == (
        "You said “We stayed and did it again”. What did you do in the first ten minutes?"
    )


def test_korean_quote_is_followed_by_the_particle_that_fits_it() -> None:
    said = (
        "신입 교육 때 라벨이 다 틀렸습니다. 다 같이 밤새 다시 붙였습니다. 일곱 시 반에 나갔습니다."
    )
    _, deed, end = (f"{one}." for one in said.rstrip(".").split(". "))
    one = asked(
        said, subject=KOREAN, language="ko", shared=(deed,),
        bands={"case": "there", "part": "partly", "outcome": "there", "answer": "there"},
        quotes={"outcome": (end,)},
    )  # fmt: skip
    assert words(asked_on(one), "ko") == (
        "방금 ‘다 같이 밤새 다시 붙였습니다’라고 하셨습니다. "
        "그때 처음 10분 동안 지원자님께서 직접 하신 일은 무엇이었습니까?"
    )
    notes = msgspec.structs.replace(one.seen or one, shared=("다 같이 밤새 다시 붙임",))
    assert "붙임’이라고 하셨습니다" in words(
        asked_on(msgspec.structs.replace(one, seen=notes)), "ko"
    )


USUAL = (
    "When customers complain, it goes to the desk and the desk usually looks into it, and then "
    "somebody answers, as the rules say that we have."
)
WOULD = (
    "I would call the doctor and then I would look at the chart with the colleague, and after that "
    "I would write it down for the night shift."
)
NEVER = (
    "That has never happened to me, honestly, so there is nothing that I can tell you about it "
    "from my own time on this ward or elsewhere."
)
CALM = "I always stay calm. I am a natural leader who never fails at all, in any team."
WEATHER = "The weather here is mostly good and the food is good, too, as everybody says."


@pytest.mark.parametrize(
    ("expected", "said", "seen"),
    [
        ("F1", CALM, {"claims": ("I always stay calm.",)}),
        ("F2", USUAL, {}),
        ("F3", WOULD, {"plans": ("I would call the doctor",)}),
        ("F4", NEVER, {}),
        ("F17", "It was fine in the end.", {}),
        ("F20", WEATHER, {"bands": {"answer": "notYet"}}),
    ],
)
def test_answer_without_a_case_is_asked_for_one_in_the_way_that_fits_it(
    expected: str, said: str, seen: dict[str, object]
) -> None:
    one = asked(said, **{"bands": {"answer": "partly"}, **seen})  # type: ignore[arg-type]
    assert code(one) == expected


def test_jump_from_the_trouble_to_the_end_is_asked_for_what_was_between() -> None:
    said = "The drip was set for the other patient. By noon his readings were normal again."
    trouble, end = (f"{one}." for one in said.rstrip(".").split(". "))
    one = asked(
        said, bands={"case": "there", "outcome": "there", "answer": "there"},
        parts={"situation": trouble, "result": end},
    )  # fmt: skip
    assert words(asked_on(one)) == (
        "What happened between “The drip was set for the other patient” and "
        "“By noon his readings were normal again”?"
    )


def own(said: str, **more: object) -> Round:
    """A case with an own part; what else is told is told by the bands."""
    bands = {"case": "there", "part": "there", "answer": "there", **more.pop("bands", {})}  # type: ignore[dict-item]
    deeds = tuple(f"{one}." for one in said.rstrip(".").split(". ") if "I " in one)
    return asked(said, subject=DAY, bands=bands, deeds=deeds, **more)  # type: ignore[arg-type]


BELTS = (
    "On Friday the belt of line two tore. I rang the fitter at home. I moved the men to line one."
)


def test_story_without_an_end_is_asked_for_it_and_not_for_a_number() -> None:
    one = own(BELTS)
    assert words(asked_on(one)) == (
        "You said “I moved the men to line one”. And then, how did it end?"
    )


def test_nobody_is_asked_for_a_size_where_it_is_of_pain() -> None:
    end = "He slept better after that."
    vague = {"bands": {"outcome": "partly", "judgement": "partly"}, "quotes": {"outcome": (end,)}}
    assert code(own(f"{BELTS} {end}", **vague)) == "F8"
    assert code(own(f"{BELTS} {end}", **vague, sensitive=True)) is None


@pytest.mark.parametrize(
    ("added", "expected"),
    [
        ("The line ran again by noon.", "F9"),
        ("The line ran again by noon. I did so because the men stood idle.", None),
        ("The line ran again by noon. I could have sent them home.", None),
    ],
)
def test_reason_is_asked_for_only_where_none_is_told(added: str, expected: str | None) -> None:
    price = "That cost us an hour."
    assert code(own(f"{BELTS} {added} {price}", bands={"outcome": "there"})) == expected


def test_full_answer_gets_one_of_depth_or_none() -> None:
    first = asked_on(full())
    assert first is not None
    assert first.code == "F18"
    assert asked_on(full(probed=(words(first),))) is None
    assert asked_on(full(sensitive=True)) is None


def test_question_has_two_follow_ups_at_most_and_in_gentle_practice_one() -> None:
    one = pallets()
    first = words(asked_on(one))
    assert asked_on(pallets(probed=(first,)), gentle=True) is None
    assert asked_on(pallets(probed=(first, "And what is a second one?"))) is None


def test_same_thing_is_not_asked_again_in_other_words() -> None:
    first = asked_on(pallets())
    again = asked_on(pallets(probed=(words(first),)))
    assert first is not None
    assert again is None or again.code != first.code
    korean = asked_on(pallets(probed=(words(first, "ko"),)))
    assert korean is None or korean.code != first.code


def test_no_interview_hears_a_follow_up_twice() -> None:
    earlier: list[Round] = []
    heard = []
    for number in range(1, 6):
        one = asked(
            f"We lost box {number} at the gate {'again ' * number}and we looked for it.",
            number=number,
            subject=Subject(f"Question {number}?", "story"),
            bands={"case": "there", "part": "partly", "outcome": "there", "answer": "there"},
            shared=(f"We lost box {number} at the gate",),
        )
        found = asked_on(one, *earlier)
        assert found is not None
        heard.append(found.text.key if not isinstance(found.text, str) else found.text)
        earlier.append(msgspec.structs.replace(one, probed=(words(found),)))
    assert len(set(heard)) == len(heard)


def test_story_that_was_told_before_is_met_with_the_wish_for_another() -> None:
    again = msgspec.structs.replace(full(2), subject=Subject("What are you proud of?", "story"))
    found = asked_on(again, full(1))
    assert found is not None
    assert found.code == "F19"
    assert "“I had shipped the change that broke them”" in words(found)
    assert code(full(1), full(1)) != "F19"


def test_two_figures_for_one_thing_are_asked_about_without_suspicion() -> None:
    one = full()
    said = (f"{FULL} We were four people.", "We were seven, and that is all that I know.")
    two = msgspec.structs.replace(
        one, said=said, seen=msgspec.structs.replace(one.seen or one, deeds=())
    )
    assert (
        words(asked_on(two))
        == "Earlier I noted “We were four people”, now “We were seven”. Which fits?"
    )


def test_known_error_is_met_by_its_question_and_the_answer_is_not_told() -> None:
    error = Touched("writes get faster", "It makes inserts faster.", INDEX.errors[0].ask)
    one = asked("It makes inserts faster.", subject=INDEX, errors=(error,))
    found = asked_on(one)
    assert (found and found.code, words(found)) == ("F14", "What has to be done at each insert?")
    assert code(msgspec.structs.replace(one, probed=(error.ask,))) != "F14"


def test_right_but_thin_knowledge_is_asked_where_it_stops_being_right() -> None:
    said = (
        "An index is a sorted list of keys beside the table, and the engine looks there first " * 2
    )
    assert code(asked(said, subject=INDEX, missed=("it costs writes",))) == "F15"
    limits = f"{said} I would not take one on a small table. With ten times as many rows I would."
    assert code(asked(limits, subject=INDEX, missed=("it costs writes",))) is None


def test_structure_that_was_named_is_not_asked_for() -> None:
    said = (
        "Stack. Push openers; on a closer pop and compare, fail on mismatch or empty. Must be "
        "empty at the end. O(n) time, O(n) space."
    )
    stack = Touched("a stack of open brackets", "Stack.")
    assert asked_on(asked(said, subject=BRACKETS, touched=(stack,))) is None


def test_ladder_leads_on_without_naming_what_is_looked_for() -> None:
    one = asked(
        "I would count them somehow.", subject=BRACKETS, missed=("a stack of open brackets",)
    )
    first = words(asked_on(one))
    second = words(asked_on(msgspec.structs.replace(one, probed=(first,))))
    assert first != second
    assert "stack" not in f"{first} {second}".lower()


@pytest.mark.parametrize("style", ["story", "knowledge", "algorithm", "facts"])
def test_other_language_and_what_was_skipped_are_not_asked_on(style: str) -> None:
    german = asked("Wir haben das dann zusammen gemacht.", language="de", style=style)  # type: ignore[arg-type]
    assert asked_on(german) is None
    assert asked_on(msgspec.structs.replace(pallets(), skipped=True)) is None
    assert asked_on(Round(1, STORY)) is None


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_follow_up_asks_and_is_short(language: str) -> None:
    for key, form in CATALOGUE.section("coaching.ask.", language).items():
        text = str(form)
        assert text.count("?") >= 1, key
        quotes = sum(text.count(place) for place in ("{quote}", "{said}", "{called}", "{other}"))
        least = {1: 11, 2: 8 if "figures" in key else 16}.get(quotes, 0)
        assert len(text.split()) - quotes + least <= 25, key


PAY = Subject("What salary do you expect?", "facts")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("It depends, I am flexible.", "F17"),
        ("Between 42,000 and 46,000 a year, it depends on the shifts.", None),
        ("I like to work with people.", None),
    ],
)
def test_of_facts_only_one_that_was_left_open_is_asked_for(said: str, expected: str | None) -> None:
    assert code(asked(said, subject=PAY)) == expected
