"""What is remembered of practice: what interviews add, what users change, and how much it is."""

import copy
import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.kind.services import (
    PastInterview,
    PracticeExercise,
    PracticeQuestion,
    PracticeStory,
    PracticeWeakPoint,
)
from protocol.errors import Malformed
from protocol.merge_patch import merge_patch
from server.http.requests import decode
from server.practice import record as limits
from server.practice.record import (
    PARTS,
    Finished,
    KeptStory,
    PracticeChange,
    Record,
    decoded,
    kept_question,
    merged,
    patched,
    practised,
    shown,
    with_interview,
)

WHOLE = dict.fromkeys(PARTS, True)
EXERCISE = PracticeExercise("Say I", "Tell it once more.", "Tell me about the pallets.")
BANDS = {"outcome": "partly"}


def story(id: str = "s1:1", **fields: Any) -> PracticeStory:
    told = {"title": "The pallets", "text": "I counted them.", "parts": WHOLE, "session": "s1"}
    return PracticeStory(id, **(told | {"number": 1} | fields))


def interview(session: str = "s1", **fields: Any) -> PastInterview:
    what = ("2026-11-30", "behavioral", "medium", "rules", "bands 1", None)
    return msgspec.structs.replace(PastInterview(session, *what, BANDS), **fields)


def weak(text: str = "No result", session: str = "s1") -> PracticeWeakPoint:
    return PracticeWeakPoint("outcome", text, session)


def finished(session: str = "s1", *stories: PracticeStory, **fields: Any) -> Finished:
    what = {"weak_points": [], "exercise": None, "began_at": 100} | fields
    return Finished(interview(session), stories, **what)


def after(*interviews: Finished, record: Record | None = None) -> Record:
    """What comes of interviews, one after the other, as it is kept."""
    now = record or Record()
    for one in interviews:
        now = decoded(msgspec.json.encode(with_interview(now, one)))
    return now


def ids(record: Record) -> list[str]:
    return [one.id for one in record.stories]


def changed(record: Record, patch: Any, now_ms: int) -> Record:
    """What comes of a patch that came in. Raises Malformed."""
    return patched(record, decode(json.dumps(patch).encode(), PracticeChange), now_ms)


def wire(record: Record) -> Any:
    return msgspec.json.decode(msgspec.json.encode(shown(record, [], 1)))


def test_interview_leaves_what_it_came_to() -> None:
    record = after(finished("s1", story(), weak_points=[weak()], exercise=EXERCISE))
    found = practised(record, [kept_question(PracticeQuestion("Why?", 7, "why"))])
    assert found.stories == (story(),)
    assert type(found.stories[0]) is PracticeStory
    assert found.weak_points == (weak(),)
    assert found.asked == (PracticeQuestion("Why?", 7, "why"),)
    assert found.exercise == EXERCISE
    assert found.interviews == (interview(),)


def test_what_its_user_sees_is_camel_case_and_has_no_keys_of_questions() -> None:
    record = after(finished("s1", story(), weak_points=[weak()], exercise=EXERCISE))
    asked = [kept_question(PracticeQuestion("Why?", 7, "why"))]
    assert msgspec.to_builtins(shown(record, asked, 3)) == {
        "stories": [{
            "id": "s1:1", "title": "The pallets", "text": "I counted them.", "parts": WHOLE,
            "fits": (), "session": "s1", "number": 1,
        }],
        "weakPoints": [{"competency": "outcome", "text": "No result", "session": "s1"}],
        "asked": [{"text": "Why?", "at": 7}],
        "exercise": {"title": EXERCISE.title, "text": EXERCISE.text,
                     "question": EXERCISE.question},
        "interviews": [{
            "session": "s1", "date": "2026-11-30", "type": "behavioral", "difficulty": "medium",
            "judgedBy": "rules", "method": "bands 1", "overallScore": None, "bands": BANDS,
        }],
        "version": 3,
    }  # fmt: skip


def test_same_interview_again_changes_nothing_whatever_came_after() -> None:
    first = finished("s1", story(), exercise=EXERCISE)
    record = after(first, finished("s2", story("s2:1", session="s2")))
    assert with_interview(record, first) is record
    without = changed(record, {"stories": [], "exercise": None}, 0)
    assert with_interview(without, first) is without


def test_interview_that_goes_on_takes_the_place_of_what_was_said_of_it() -> None:
    first = finished("s1", story(), story("s1:2"), weak_points=[weak("a"), weak("b")])
    again = finished("s1", story(text="I counted them twice."), weak_points=[weak("c")])
    record = after(first, finished("s2"), again)
    assert ids(record) == ["s1:2", "s1:1"]
    assert record.stories[-1].text == "I counted them twice."
    assert record.weak_points == (weak("c"),)
    assert [one.session for one in record.interviews] == ["s2", "s1"]


def test_same_weak_point_of_two_sessions_stands_once() -> None:
    points = [weak("a"), weak("b")]
    record = after(finished("s1", weak_points=points), finished("s2", weak_points=[weak("a", "")]))
    assert record.weak_points == (weak("b"), weak("a", "s2"))


def test_story_that_its_user_has_edited_is_not_written_over() -> None:
    record = after(finished("s1", story(), story("s1:2")))
    mine = {"id": "s1:1", "title": "Mine", "text": "I counted them at night."}
    record = changed(record, {"stories": [mine, wire(record)["stories"][1]]}, 0)
    record = after(finished("s2", story(text="x"), story("s1:2", text="y")), record=record)
    assert [(one.id, one.text) for one in record.stories] == [
        ("s1:1", "I counted them at night."), ("s1:2", "y"),
    ]  # fmt: skip


def test_story_that_its_user_has_taken_out_does_not_come_back() -> None:
    record = changed(after(finished("s1", story(), story("s1:2"))), {"stories": None}, 0)
    assert ids(after(finished("s2", story(), story("s2:1")), record=record)) == ["s2:1"]
    again = changed(record, {"stories": [{"id": "s1:1", "title": "t", "text": "x"}]}, 0)
    assert again.removed == ("s1:2",)


@pytest.mark.parametrize(
    ("edited_at", "bands", "new", "kept"),
    [
        (0, BANDS, EXERCISE, EXERCISE),
        (0, BANDS, None, None),
        (0, {}, None, "old"),
        (99, BANDS, EXERCISE, EXERCISE),
        (101, BANDS, EXERCISE, "old"),
        (101, BANDS, None, "old"),
    ],
    ids=["new", "done", "nothing answered", "edited before", "edited meanwhile", "then done"],
)
def test_exercise_is_of_the_last_interview_unless_it_was_edited_since_that_began(
    edited_at: int, bands: dict[str, str], new: PracticeExercise | None, kept: Any
) -> None:
    old = PracticeExercise("Old", "Old.", "")
    record = Record(exercise=old, exercise_edited_at=edited_at)
    came_to = Finished(interview(bands=bands), (), (), new, 100)
    assert with_interview(record, came_to).exercise == (old if kept == "old" else kept)


def test_exercise_that_its_user_has_taken_out_meanwhile_stays_out() -> None:
    record = changed(Record(exercise=EXERCISE), {"exercise": None}, 101)
    assert with_interview(record, finished("s1", exercise=EXERCISE)).exercise is None


def test_oldest_go_first() -> None:
    record = after(*(
        finished(f"s{n}", story(f"s{n}:1"), weak_points=[weak(f"w{n}", "")]) for n in range(110)
    ))  # fmt: skip
    assert ids(record) == [f"s{n}:1" for n in range(60, 110)]
    assert [one.text for one in record.weak_points] == [f"w{n}" for n in range(60, 110)]
    assert [one.session for one in record.interviews] == [f"s{n}" for n in range(10, 110)]
    for n in range(300):
        record = after(finished(f"t{n}", story(f"t{n}:1")), record=record)
        record = changed(record, {"stories": []}, 0)
    assert record.removed == tuple(f"t{n}:1" for n in range(100, 300))


LONG = st.text(max_size=6).map(lambda text: text * 1500)
STORIES = st.builds(
    PracticeStory,
    id=LONG, title=LONG, text=LONG, session=LONG, number=st.integers(-5, 2000),
    parts=st.dictionaries(st.sampled_from([*PARTS, "mood"]), st.booleans()),
    fits=st.lists(LONG, max_size=60).map(tuple),
)  # fmt: skip
CAME_TO = st.builds(
    Finished,
    interview=st.builds(
        PastInterview,
        session=LONG, date=LONG, type=LONG, difficulty=LONG, judged_by=LONG, method=LONG,
        overall_score=st.none() | st.integers(0, 100),
        bands=st.dictionaries(LONG, LONG, max_size=3),
    ),
    stories=st.lists(STORIES, max_size=3),
    weak_points=st.lists(
        st.builds(PracticeWeakPoint, competency=LONG, text=LONG, session=LONG), max_size=2
    ),
    exercise=st.none() | st.builds(PracticeExercise, title=LONG, text=LONG, question=LONG),
    began_at=st.just(0),
)  # fmt: skip


@given(CAME_TO)
def test_whatever_a_run_says_it_is_bounded_and_its_user_may_send_it_back(came_to: Finished) -> None:
    record = after(came_to)
    assert with_interview(record, came_to) == record
    assert len(msgspec.json.encode(record)) < 2_000_000
    sent = {name: wire(record)[name] for name in ("stories", "exercise")}
    if sent["exercise"] and not (sent["exercise"]["title"] and sent["exercise"]["text"].strip()):
        del sent["exercise"]
    assert changed(record, sent, 5) == record


def test_question_is_kept_short() -> None:
    kept = kept_question(PracticeQuestion("가" * 9000, 7, "k" * 9000))
    assert len(kept) < 3 * limits.LONGEST_TEXT + 300


def begun() -> Record:
    return after(finished("s1", story(), story("s1:2"), exercise=EXERCISE))


def test_patch_changes_what_it_names_and_leaves_the_rest() -> None:
    record = changed(begun(), {"exercise": {"text": "Twice."}}, 5)
    assert record.exercise == msgspec.structs.replace(EXERCISE, text="Twice.")
    assert record.stories == begun().stories
    record = changed(record, {"exercise": None}, 6)
    assert (record.exercise, record.exercise_edited_at) == (None, 6)


def test_patch_that_changes_nothing_is_as_good_as_nothing() -> None:
    record = begun()
    both = {name: wire(record)[name] for name in ("stories", "exercise")}
    for patch in ({}, both, {"exercise": {}}, {"stories": both["stories"]}):
        assert changed(record, patch, 5) == record


def test_story_of_ones_own_gets_an_id_and_ids_stay() -> None:
    record = changed(
        begun(), {"stories": [{"title": "New", "text": "I did."}, {"id": "s1:2", "title": "t",
                  "text": "x", "parts": {"lesson": False}}]}, 5,
    )  # fmt: skip
    new, known = record.stories
    assert len(new.id) == 36
    assert new.parts == dict.fromkeys(PARTS, False)
    assert (known.id, known.session, known.number) == ("s1:2", "s1", 1)
    assert known.parts == WHOLE | {"lesson": False}
    assert record.removed == ("s1:1",)


@pytest.mark.parametrize(
    "patch",
    [
        {"asked": []},
        {"weakPoints": None, "mood": 1},
        {"stories": {}},
        {"stories": "none"},
        {"stories": [1]},
        {"stories": [{"title": "t"}]},
        {"stories": [{"title": " ", "text": "x"}]},
        {"stories": [{"title": "t" * 201, "text": "x"}]},
        {"stories": [{"title": "t", "text": "x" * 4001}]},
        {"stories": [{"title": "t", "text": "x", "mood": 1}]},
        {"stories": [{"title": "t", "text": "x", "id": ""}]},
        {"stories": [{"title": "t", "text": "x", "id": "a\n"}]},
        {"stories": [{"title": "t", "text": "x", "parts": {"mood": True}}]},
        {"stories": [{"title": "t", "text": "x", "fits": ["a"] * 51}]},
        {"stories": [{"title": "t", "text": "x", "number": -1}]},
        {"stories": [{"id": "a", "title": "t", "text": "x"}] * 2},
        {"stories": [{"title": "t", "text": "x"}] * 51},
        {"exercise": "run"},
        {"exercise": {"title": None}},
        {"exercise": {"text": "x" * 2001}},
    ],
    ids=lambda patch: str(patch)[:50],
)
def test_patch_that_does_not_fit_is_refused(patch: Any) -> None:
    with pytest.raises(Malformed):
        changed(begun(), patch, 5)


TEXTS = st.sampled_from(["a", "b"])
GIVEN = st.fixed_dictionaries(
    {"id": st.sampled_from(["s1:1", "s1:2", "x"]), "title": TEXTS, "text": TEXTS},
    optional={
        "parts": st.fixed_dictionaries(dict.fromkeys(PARTS, st.booleans())),
        "fits": st.lists(TEXTS, max_size=2),
    },
)
PATCHES = st.fixed_dictionaries(
    {},
    optional={
        "stories": st.none() | st.lists(GIVEN, max_size=3, unique_by=lambda one: one["id"]),
        "exercise": st.none()
        | st.fixed_dictionaries(
            {}, optional={"title": TEXTS, "text": TEXTS, "question": st.none() | TEXTS}
        ),
    },
)


@given(st.lists(PATCHES, max_size=5))
def test_patch_comes_to_what_the_standard_says(patches: list[Any]) -> None:
    record = begun()
    for patch in patches:
        target = {name: wire(record)[name] for name in ("stories", "exercise")}
        if target["exercise"] is None:
            del target["exercise"]
        expected = merge_patch(copy.deepcopy(target), patch)
        try:
            record = changed(record, patch, 5)
        except Malformed:
            assert record.exercise is None
            assert not {"title", "text"} <= expected["exercise"].keys()
            continue
        now = wire(record)
        exercise = expected.get("exercise")
        assert now["exercise"] == (exercise and {"question": "", **exercise})
        stories = expected.get("stories", [])
        assert [one["id"] for one in now["stories"]] == [one["id"] for one in stories]
        for known, one in zip(now["stories"], stories, strict=True):
            assert known == known | one


RECORDS = st.builds(
    Record,
    stories=st.lists(
        st.builds(
            KeptStory,
            st.sampled_from("abcde"),
            st.just("T"),
            st.sampled_from(["one", "two"]),
            st.just({}),
            edited=st.booleans(),
        ),
        max_size=4,
        unique_by=lambda one: one.id,
    ).map(tuple),
    weak_points=st.lists(
        st.builds(PracticeWeakPoint, st.sampled_from("xy"), st.sampled_from("pq")),
        max_size=3,
        unique_by=lambda one: (one.competency, one.text),
    ).map(tuple),
    exercise=st.none() | st.builds(PracticeExercise, st.sampled_from("mn"), st.just("t")),
    removed=st.lists(st.sampled_from("fgh"), max_size=2, unique=True).map(tuple),
    exercise_edited_at=st.integers(0, 2),
)


@given(RECORDS, RECORDS)
def test_merged_record_has_all_of_both_and_merged_again_is_the_same(
    mine: Record, theirs: Record
) -> None:
    both = merged(mine, theirs)
    assert merged(both, theirs) == both
    assert {one.id for one in both.stories} == {
        one.id for one in (*mine.stories, *theirs.stories)
    } - set(both.removed)
    edited = {one.id for one in (*mine.stories, *theirs.stories) if one.edited}
    assert {one.id for one in both.stories if one.edited} == edited - set(both.removed)
    points = {(one.competency, one.text) for one in (*mine.weak_points, *theirs.weak_points)}
    assert {(one.competency, one.text) for one in both.weak_points} == points
    assert set(both.removed) == {*mine.removed, *theirs.removed}
