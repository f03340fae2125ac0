"""A kind's table, tasks and result are checked when its class is made."""

from typing import Annotated, Any

import msgspec
import pytest

from agents.errors import MachineError
from agents.kind import (
    Action,
    Confirm,
    Judging,
    On,
    Partly,
    Review,
    Revision,
    Settling,
    Task,
    Verdict,
)
from tests.agents.kind.making import asking, make, task


def test_class_with_unreachable_phase_is_refused():
    with pytest.raises(MachineError, match="'lost' cannot be reached"):
        make(
            {
                "open": {"start": On("handle", ("open",))},
                "lost": {"message": On("handle", ("open",))},
            }
        )


def test_class_with_missing_handler_is_refused():
    with pytest.raises(MachineError, match="'nobody' is missing"):
        make({"open": {"start": On("nobody", ("open",))}})


def test_class_with_sync_handler_is_refused():
    with pytest.raises(MachineError, match="not async"):
        make({"open": {"start": On("handle", ("open",))}}, handle=lambda self, turn: "open")


def test_class_with_unknown_phase_is_refused():
    with pytest.raises(MachineError, match="'nowhere' has no row"):
        make({"open": {"start": On("handle", ("nowhere",))}})


def test_class_with_dead_end_is_refused():
    with pytest.raises(MachineError, match="'end' cannot be left"):
        make({"open": {"start": On("handle", ("end",))}, "end": {}})


def test_class_with_declared_end_is_accepted():
    make({"open": {"start": On("handle", ("end",))}, "end": {}}, final=frozenset({"end"}))


def test_class_with_undeclared_action_is_refused():
    with pytest.raises(MachineError, match="'action:go' is not a command"):
        make({"open": {"start": On("handle", ("open",)), "action:go": On("handle", ("open",))}})


def test_class_with_unused_action_is_refused():
    with pytest.raises(MachineError, match="never taken"):
        make({"open": {"start": On("handle", ("open",))}}, actions=(Action("go", "Go"),))


Short = Annotated[str, msgspec.Meta(max_length=100)]


class Subject(msgspec.Struct):
    """What a task is told."""

    topic: str


class Revised(msgspec.Struct):
    """What an author is told in a review."""

    topic: str
    revision: Revision | None = None


class Card(msgspec.Struct, rename="camel"):
    """An answer with limits."""

    card_title: Short


class Paper(msgspec.Struct, rename="camel"):
    """A result that has a card in it, another field, and one that may be left out."""

    card_title: str
    words: int
    card: Card | None = None


class Sure(msgspec.Struct):
    """A result that has a text, and what is not certain of it."""

    text: str
    confirm: list[Confirm] = []


JUDGE = task("judge", "evaluator", inputs=Judging, output=Verdict)


def refused(match: str, *tasks: Task[Any, Any], **more: object) -> None:
    """No kind can be made of these, and this is said."""
    with pytest.raises(MachineError, match=match):
        asking(*tasks, **more)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"role": "poet"}, "task 'write': there is no role 'poet', only strategist, evaluator"),
        ({"title": " "}, "task 'write': it has no title"),
        ({"tries": 0}, "task 'write': it is never tried"),
        ({"prompt": None}, "task 'write': there is no .*kind/prompts/write.md"),
        ({"prompt": " "}, "task 'write': its prompt is empty"),
        ({"prompt": "On {subject}."}, r"task 'write': its prompt names \{subject\}, which is no f"),
        ({"mend": lambda text, given: text}, "shown while it is written, so it cannot be mended"),
        ({"offline": lambda: ""}, "its rule <lambda> does not take its inputs alone"),
        ({"offline": Partly(lambda given, said: "")}, "does not take its inputs alone"),
        ({"offline": lambda given: "", "history": True}, "not take its inputs and the conversat"),
    ],
)
def test_class_with_a_task_that_cannot_be_done_is_refused(wrong: dict[str, Any], said: str):
    refused(said, task(**{"inputs": Subject} | wrong))


def test_class_with_two_tasks_of_one_name_is_refused_also_where_a_review_has_the_other():
    refused("two tasks are named 'write'", task(), task())
    draft = task(inputs=Revised)
    refused("two tasks are named 'write'", task(), reviews=(Review(draft, judges=(JUDGE,)),))


def test_class_takes_a_prompt_that_names_fields_of_inputs_and_answer_at_any_depth():
    class Cards(msgspec.Struct, rename="camel"):
        all_cards: Annotated[list[Card], msgspec.Meta(max_length=3)]

    prompt = "Write {allCards} on {topic}, each with a {cardTitle}."
    kind = asking(task(prompt=prompt, inputs=Subject, output=Cards))
    assert kind.prompts["write"] == "Write allCards on topic, each with a cardTitle."
    refused(r"names \{card_title\}", task(prompt="A {card_title}.", output=Cards))


class LongText(msgspec.Struct):
    """An answer that may go on for ever."""

    text: str


class LongList(msgspec.Struct):
    """The same of a list."""

    cards: list[Card]


class LongItems(msgspec.Struct):
    """The same of what is in a list, and may be missing."""

    words: Annotated[list[str | None], msgspec.Meta(max_length=3)]


class LongWithin(msgspec.Struct):
    """The same of what an object within has."""

    inner: LongText


@pytest.mark.parametrize(
    ("output", "said"),
    [
        (LongText, r"'text' of its answer has no greatest length \(max_length\)"),
        (LongList, r"'cards' of its answer has no greatest number of items \(max_length\)"),
        (LongItems, "'words' of its answer has no greatest length"),
        (LongWithin, "'text' of its answer has no greatest length"),
    ],
)
def test_class_with_an_answer_without_limits_is_refused(output: type, said: str):
    refused(f"task 'write': {said}", task(output=output))


@pytest.mark.parametrize(
    ("filled", "said"),
    [
        (task(into="/card/text"), "task 'write': the result has no '/card/text'"),
        (task(into="card"), "task 'write': the result has no 'card'"),
        (task(into="/words"), "task 'write': '/words' in the result is no text"),
        (task(into="/words", output=Card), "task 'write': '/words' in the result is no object"),
        (task(into="/card", output=Verdict), "its answer has 'decision', which '/card' does not"),
        (task(into="", output=Verdict), "its answer has 'decision', which 'the result' does not"),
    ],
)
def test_class_with_a_task_whose_answer_has_no_place_in_the_result_is_refused(
    filled: Task[Any, Any], said: str
):
    refused(said, filled, result_type=Paper, sets=("cardTitle", "words"))


def test_class_with_an_answer_of_another_type_than_the_results_is_refused():
    class Titles(msgspec.Struct, rename="camel"):
        card_title: Annotated[list[Short], msgspec.Meta(max_length=3)]

    said = "task 'write': 'cardTitle' of its answer is of another type in the result"
    refused(said, task(output=Titles, into=""), result_type=Paper, sets=("words",))


def test_class_with_a_required_field_of_the_result_that_nothing_fills_is_refused():
    filled = task(output=Card, into="")
    refused("nothing fills the result's 'words'", filled, result_type=Paper)
    asking(filled, result_type=Paper, sets=("words",))


def test_class_that_sets_a_field_that_the_result_does_not_have_is_refused():
    sets = ("cardTitle", "words", "card_title")
    refused("the result has no field 'card_title' to set", result_type=Paper, sets=sets)


def test_class_without_a_result_is_refused_where_something_goes_there():
    refused("task 'write' goes into a result, and there is none", task(into=""))
    refused("there is no result in which to set 'words'", sets=("words",))


def test_review_whose_author_is_not_told_what_was_wrong_is_refused():
    with pytest.raises(MachineError, match="review of 'write': Subject has no field 'revision'"):
        Review(task(inputs=Subject), judges=(JUDGE,))


def test_review_by_nobody_or_of_less_than_one_draft_is_refused():
    draft = task(inputs=Revised)
    with pytest.raises(MachineError, match="nobody judges; there cannot be fewer than no"):
        Review(draft, judges=(), revisions=-1)


@pytest.mark.parametrize(
    "wrong", [{"inputs": Subject}, {"output": Card}, {"inputs": Settling}], ids=repr
)
def test_review_by_a_judge_that_gives_no_verdict_on_a_draft_is_refused(wrong: dict[str, Any]):
    judge = task("judge", **{"inputs": Judging, "output": Verdict} | wrong)
    with pytest.raises(MachineError, match="'judge' does not make a Verdict of Judging"):
        Review(task(inputs=Revised), judges=(judge,))


def test_review_with_a_resolver_that_settles_nothing_is_refused():
    settler = task("settle", inputs=Judging, output=Verdict)
    with pytest.raises(MachineError, match="'settle' does not make a Verdict of Settling"):
        Review(task(inputs=Revised), judges=(JUDGE,), resolver=settler)


def test_class_whose_reviewed_draft_has_no_place_for_doubts_in_the_result_is_refused():
    review = Review(task(inputs=Revised, into="/text"), judges=(JUDGE,))

    class Unsure(msgspec.Struct):
        text: str

    refused("no field 'confirm' for doubts", result_type=Unsure, reviews=(review,))
    asking(result_type=Sure, reviews=(review,))


def test_class_with_several_faults_names_them_all():
    with pytest.raises(MachineError) as caught:
        asking(task(role="poet", title=""), sets=("words",))
    said = str(caught.value)
    assert said.startswith("T: ")
    assert all(part in said for part in ("no role 'poet'", "has no title", "set 'words'"))


class Tailored(msgspec.Struct):
    """A result with a résumé in it."""

    resume: dict[str, Any]


@pytest.mark.parametrize(
    ("exports", "result", "problem"),
    [
        (("html",), None, "made of a result, and it has none"),
        (("json",), Tailored, "'json' is no export that a kind can have"),
        (("pdf",), Tailored, "'pdf' is no export"),
        (("html", "html"), Tailored, "named twice"),
        (("resume.json",), Subject, "needs the field 'resume'"),
        (("docx",), Subject, "handed in needs one of resume, paragraphs, items"),
    ],
)
def test_export_that_cannot_be_made_is_refused(
    exports: tuple[str, ...], result: type | None, problem: str
):
    table = {"open": {"start": On("handle", ("open",))}}
    fields = tuple(result.__struct_fields__) if result else ()
    with pytest.raises(MachineError, match=problem):
        make(table, exports=exports, result_type=result, sets=fields)


def test_kind_has_the_exports_of_all_and_its_own():
    table = {"open": {"start": On("handle", ("open",))}}
    kind = make(table, exports=("resume.json",), result_type=Tailored, sets=("resume",))
    assert kind().formats == ("json", "md", "resume.json")
