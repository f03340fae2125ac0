"""An answer that fills in: what clients have at any moment, and what is left when it goes wrong."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Annotated, Any, ClassVar

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.errors import ModelError
from agents.kind import Kind, Needs, NoMemory, On, Table, Task, Turn
from agents.models.request import Delta, TextDelta, Withdraw
from agents.testing import (
    Conversation,
    Deltas,
    Pause,
    ScriptedModel,
    assert_agui_accepts,
    every_cancel,
    every_cut,
)
from bench import answers
from bench.filling import written
from bench.filling_run import Follower, Form, follow, held
from protocol.commands import Start
from protocol.events import Event, StateDeltaEvent
from protocol.fold import Fold
from tests.json_texts import TEXTS, cuts, pieces, texts
from tests.leaping import VirtualLoop, leaping
from tests.protocol.oracle import Oracle
from tests.soak import at_length

Words = Annotated[str, msgspec.Meta(max_length=20_000)]


class NoInput(msgspec.Struct, frozen=True):
    """Nothing."""


class Part(msgspec.Struct, forbid_unknown_fields=True):
    """A part of a paper."""

    name: Words
    points: Annotated[list[Words], msgspec.Meta(max_length=8)]
    score: float | None
    done: bool


class Paper(msgspec.Struct):
    """A typed answer."""

    title: Words
    text: Words
    parts: Annotated[list[Part], msgspec.Meta(max_length=8)]


class Head(msgspec.Struct):
    """A typed answer that is a part of the result itself."""

    subject: Words
    tags: Annotated[list[Words], msgspec.Meta(max_length=8)]


class Foot(msgspec.Struct):
    """Another one."""

    closing: Words


class Desk(msgspec.Struct):
    """The result."""

    letter: str = ""
    note: str = ""
    paper: Paper | None = None
    papers: list[Paper | None] = []
    subject: str = ""
    tags: list[str] = []
    closing: str = ""


def _task(name: str, output: Any, into: str, **more: Any) -> Task[Any, Any]:
    told = {"title": name, "prompt": f"Do it: {name}.", "offline": Needs.MODEL}
    return Task("generator", name, inputs=NoInput, output=output, into=into, **told, **more)


LETTER = _task("letter", str, "/letter")
NOTE = _task("note", str, "/note")
PAPER = _task("paper", Paper, "/paper")
ONE = _task("one", Paper, "/papers/*")
HEAD = _task("head", Head, "")
FOOT = _task("foot", Foot, "")

AnyTurn = Turn[NoInput, NoMemory]
START = Start("c1", "desk", {})


def desk(handler: Callable[[AnyTurn], Awaitable[None]]) -> Kind:
    """A kind that does this at its start."""

    class DeskKind(Kind):
        name, title, initial = "desk", "Desk", "new"
        description = "Fills what it is given to fill."
        input_type, result_type = NoInput, Desk
        table: ClassVar[Table] = {
            "new": {"start": On("work", ("open",))},
            "open": {"message": On("work", ("open",))},
        }
        tasks = (LETTER, NOTE, PAPER, ONE, HEAD, FOOT)
        sets = ("papers",)

        async def work(self, turn: AnyTurn) -> str:
            await handler(turn)
            return "open"

    return DeskKind()


class Silence(Pause):
    """A place in an answer where the model writes nothing for so many seconds."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    async def hold(self) -> None:
        await asyncio.sleep(self._seconds)


def spoken(text: str, per_second: float = 75.0) -> list[Delta | Pause]:
    """A text as a model writes it."""
    return [
        part
        for _, piece in written(text, per_second)
        for part in (TextDelta(piece), Silence(1 / per_second))
    ]


def json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def talk(handler: Callable[[AnyTurn], Awaitable[None]], script: dict[str, Any]) -> Conversation:
    return Conversation(desk(handler), {}, model=ScriptedModel(script))


def asking(task: Task[Any, Any], **more: Any) -> Callable[[AnyTurn], Awaitable[None]]:
    async def handler(turn: AnyTurn) -> None:
        await turn.ask(task, NoInput(), **more)

    return handler


@pytest.fixture(scope="module")
def oracle() -> Iterator[Oracle]:
    oracle = Oracle()
    yield oracle
    oracle.close()


def assert_all_agree(oracle: Oracle, log: Sequence[Event]) -> Fold:
    """AG-UI's own client ends with the messages and the state of the fold; nothing still grows."""
    fold = Fold()
    for event in log:
        fold.apply(event)
    verdict = oracle.judge(log)
    assert "error" not in verdict, verdict["error"]
    assert verdict["messages"] == msgspec.to_builtins(fold.messages)
    assert verdict["state"] == fold.state
    assert "filling" not in fold.state
    assert_agui_accepts(log)
    return fold


def played(oracle: Oracle, one: Conversation) -> dict[str, Any]:
    """The result, when the conversation has been started in virtual time and ended well."""
    outcome = leaping(one.start(), VirtualLoop)
    assert outcome.status == "success", one.error
    assert_all_agree(oracle, one.log)
    return one.result or {}


# At small size, the documents that the bench has.

LETTERS = answers.prose()(4_000)
DOCUMENTS: list[tuple[Form, Any]] = [
    ("letter", LETTERS),
    ("field", {"text": LETTERS}),
    ("plan", answers.weeks(8)),
    ("letter", answers.prose(answers.KOREAN)(2_500)),
    ("plan", answers.weeks(4, language=answers.KOREAN)),
]


@pytest.mark.parametrize(("form", "value"), DOCUMENTS)
def test_answer_costs_at_most_thrice_its_bytes_and_is_seen_within_half_a_second(
    oracle: Oracle, form: Form, value: Any
) -> None:
    shown = follow(form, value)
    assert shown.factor <= 3
    assert shown.longest_delay <= 0.5
    assert assert_all_agree(oracle, shown.log).state["result"][form] == value


# What may go wrong in the middle.

PAPERS = Paper("A title", LETTERS[899::-1], [Part("One", ["a", "b" * 300], 0.5, True)] * 3)
OTHER = Paper("Another", LETTERS[900:1900], [Part("Two", [], None, False)])


@pytest.mark.parametrize("share", [0.01, 0.3, 0.7, 1.0])
@pytest.mark.parametrize("text", [True, False])
def test_answer_that_is_withdrawn_in_its_middle_leaves_nothing(
    oracle: Oracle, share: float, text: bool
) -> None:
    first, second = (LETTERS, LETTERS[::-1]) if text else (json(PAPERS), json(OTHER))
    half = spoken(first[: int(len(first) * share)])
    task = LETTER if text else PAPER
    script = {task.step: Deltas(*half, Withdraw(), *spoken(second))}
    one = talk(asking(task), script)
    expected = second if text else msgspec.to_builtins(OTHER)
    assert played(oracle, one) == {task.name: expected}
    assert (LETTERS if text else PAPERS.text)[:200] not in str(one.messages)


@pytest.mark.parametrize("last", ["whole", "over its limit", "echoed"])
def test_answer_that_a_check_sends_back_stands_where_no_other_can_be_had(
    oracle: Oracle, last: str
) -> None:
    """Of what came instead nothing is left, however it went wrong."""
    told = "The title is not at all what anybody would have asked for."
    over = Paper("Over", LETTERS * 6, [])
    answer = {
        "whole": json(OTHER),
        "over its limit": json(over),
        "echoed": json(Paper("Echo", f"{LETTERS} {told} {LETTERS}", [])),
    }
    script = {PAPER.step: [Deltas(*spoken(json(PAPERS))), Deltas(*spoken(answer[last]))]}
    one = talk(asking(PAPER, check=lambda paper: [told]), script)
    stands = OTHER if last == "whole" else PAPERS
    assert played(oracle, one) == {"paper": msgspec.to_builtins(stands)}


@pytest.mark.parametrize("answer", [json(PAPERS)[:700], json(Paper("x" * 21_000, "", []))])
def test_handler_goes_on_without_an_answer_that_failed_in_its_middle(
    oracle: Oracle, answer: str
) -> None:
    async def handler(turn: AnyTurn) -> None:
        with pytest.raises(ModelError):
            await turn.ask(PAPER, NoInput())
        await turn.say("It goes on.")

    failing = Deltas(*spoken(answer), ModelError("away"))
    one = talk(handler, {PAPER.step: failing})
    leaping(one.start(), VirtualLoop)
    assert one.texts == ["It goes on."]
    assert one.result is None
    assert_all_agree(oracle, one.log)


def test_branch_that_is_given_up_leaves_nothing_that_grows(oracle: Oracle) -> None:
    async def handler(turn: AnyTurn) -> None:
        with pytest.raises(ModelError):
            await turn.together(LETTER.on(NoInput()), PAPER.on(NoInput()), FOOT.on(NoInput()))
        await turn.say("It goes on.")

    script = {
        LETTER.step: Deltas(*spoken(LETTERS)),
        PAPER.step: Deltas(*spoken(json(PAPERS))),
        FOOT.step: Deltas(Silence(3), ModelError("away")),
    }
    one = talk(handler, script)
    leaping(one.start(), VirtualLoop)
    assert one.texts[-1] == "It goes on."
    assert_all_agree(oracle, one.log)


@pytest.mark.parametrize("task", [LETTER, PAPER])
def test_model_that_falls_silent_in_a_word_has_been_seen_within_half_a_second(
    task: Task[Any, Any],
) -> None:
    """Silent for an hour, at any character of a short text, or of a long one."""

    async def at(end: int, text: str) -> None:
        follower = Follower()
        shown = Silence(3600)
        one = talk(asking(task), {task.step: Deltas(*spoken(text[:end]), shown)})
        run = asyncio.create_task(one.start())
        await asyncio.sleep(len(spoken(text[:end])) / 2 / 75 + 0.5)
        for event in one.workers[-1].events:
            follower.fold.apply(event)
        there = held(follower.fold).get(task.name, "")
        words = text[:end] if task is LETTER else text[10:end]
        assert (there if task is LETTER else there["title"]) == words
        one.cancel()
        await run

    async def all_of_them() -> None:
        for long in (60, 700):
            text = LETTERS[:long] if task is LETTER else '{"title":"' + LETTERS[:long]
            for end in range(11, len(text), 7):
                await at(end, text)

    leaping(all_of_them(), VirtualLoop)


async def _two_places(turn: AnyTurn) -> None:
    await turn.together(LETTER.on(NoInput()), PAPER.on(NoInput()))


SMALL = Paper("T", "x" * 300, [Part("One", ["a"], 1.0, True)])


def two_places(
    handler: Callable[[AnyTurn], Awaitable[None]] = _two_places,
) -> Conversation:
    return talk(
        handler,
        {LETTER.step: Deltas(*spoken(LETTERS[:400])), PAPER.step: Deltas(*spoken(json(SMALL)))},
    )


def test_run_that_is_taken_over_in_its_middle_ends_as_if_it_was_not() -> None:
    async def one_by_one(turn: AnyTurn) -> None:
        await turn.ask(LETTER, NoInput())
        await turn.ask(PAPER, NoInput())

    one = two_places(one_by_one)
    assert leaping(every_cut(one, START), VirtualLoop) > 20


def test_run_with_two_answers_side_by_side_that_is_taken_over_has_both_whole(
    oracle: Oracle,
) -> None:
    """Their messages may change places: what was recorded comes first."""
    expected = {"letter": LETTERS[:400], "paper": msgspec.to_builtins(SMALL)}
    for cut in range(2, 26, 3):
        one = two_places()
        leaping(one.start(cuts=[cut]), VirtualLoop)
        assert_all_agree(oracle, one.log)
        assert one.result == expected
        assert sorted(one.texts) == sorted([LETTERS[:400], SMALL.text])


def test_run_that_is_cancelled_in_its_middle_leaves_the_result_as_it_was(oracle: Oracle) -> None:
    assert leaping(every_cancel(two_places(), START), VirtualLoop) > 20
    one = two_places()
    outcome = leaping(one.start(cancel_after=12), VirtualLoop)
    assert outcome.status == "cancelled"
    assert_all_agree(oracle, one.log)
    assert one.result is None


# Whatever is written, however it is cut.

LONG = st.integers(200, 1_500).map(lambda size: answers.prose(answers.KOREAN + '"\n')(size))
SOME = TEXTS | LONG
PARTS = st.builds(
    Part,
    st.text(max_size=9),
    st.lists(SOME, max_size=4),
    st.none() | st.floats(-1e6, 1e6),
    st.booleans(),
)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "letter": SOME.filter(str.strip),
    "note": SOME.filter(str.strip),
    "paper": st.builds(Paper, SOME, SOME, st.lists(PARTS, max_size=4)),
    "one": st.builds(Paper, SOME, SOME, st.lists(PARTS, max_size=4)),
    "head": st.builds(Head, SOME, st.lists(SOME, max_size=4)),
    "foot": st.builds(Foot, SOME),
}
GAPS = st.sampled_from([0.0, 0.0, 0.01, 0.2, 0.4, 5.0])


@st.composite
def tellings(draw: st.DrawFn, name: str) -> tuple[Any, list[Delta | Pause]]:
    """A value, and how a model comes to it: begun and withdrawn some times before."""
    parts: list[Delta | Pause] = []
    for _ in range(draw(st.integers(0, 2))):
        text = draw(_written(name))[1]
        parts += draw(_cut(text[: draw(st.integers(0, len(text)))]))
        parts.append(Withdraw())
    value, text = draw(_written(name))
    return value, [*parts, *draw(_cut(text))]


@st.composite
def _written(draw: st.DrawFn, name: str) -> tuple[Any, str]:
    value = msgspec.to_builtins(draw(VALUES[name]))
    if isinstance(value, str):
        return value, value
    more = {"unasked": draw(SOME)} if name != "paper" and draw(st.booleans()) else {}
    return value, draw(texts(more | value))


@st.composite
def _cut(draw: st.DrawFn, text: str) -> list[Delta | Pause]:
    gaps = draw(st.lists(GAPS, min_size=1, max_size=5))
    found: list[Delta | Pause] = []
    for n, piece in enumerate(pieces(text, draw(cuts(text)))):
        found += [TextDelta(piece), Silence(gaps[n % len(gaps)])]
    return found


TASKS = (LETTER, NOTE, PAPER, HEAD, FOOT)


@pytest.mark.slow(seconds=9.7)
@given(st.data())
@settings(max_examples=at_length(25, 1000), deadline=None)
def test_whatever_was_withdrawn_before_the_end_has_all_answers_and_no_more(
    oracle: Oracle, data: st.DataObject
) -> None:
    tasks = data.draw(st.lists(st.sampled_from(TASKS), unique=True, min_size=1, max_size=4))
    told = {task.name: data.draw(tellings(task.name)) for task in tasks}
    places = data.draw(st.integers(0, 2))
    listed = [data.draw(tellings("one")) for _ in range(places)]

    async def handler(turn: AnyTurn) -> None:
        if places:
            turn.fill(papers=[None] * places)
        asks = [task.on(NoInput()) for task in tasks]
        await turn.together(*asks, *(ONE.on(NoInput(), at=(n,)) for n in range(places)))

    script: dict[str, Any] = {task.step: Deltas(*told[task.name][1]) for task in tasks}
    script[ONE.step] = [Deltas(*parts) for _, parts in listed]
    expected: dict[str, Any] = {}
    for name, (value, _) in told.items():
        expected |= value if name in ("head", "foot") else {name: value}
    if places:
        expected["papers"] = [value for value, _ in listed]
    one = talk(handler, script)
    assert played(oracle, one) == expected


@given(st.data())
@settings(max_examples=at_length(20, 500), deadline=None)
def test_what_is_not_kept_leaves_the_others_and_the_result_as_it_was(
    oracle: Oracle, data: st.DataObject
) -> None:
    """Side by side, some are taken back when they are done."""
    tasks = data.draw(st.lists(st.sampled_from(TASKS), unique=True, min_size=1, max_size=4))
    told = {task.name: data.draw(tellings(task.name)) for task in tasks}
    kept = {task.name for task in tasks if data.draw(st.booleans())}

    async def one_of(turn: AnyTurn, task: Task[Any, Any]) -> None:
        async with turn.tentative() as shown:
            await turn.ask(task, NoInput())
            if task.name in kept:
                shown.keep()

    async def handler(turn: AnyTurn) -> None:
        await turn.each(tasks, one_of, at_once=4)

    one = talk(handler, {task.step: Deltas(*told[task.name][1]) for task in tasks})
    expected: dict[str, Any] = {}
    for name, (value, _) in told.items():
        if name in kept:
            expected |= value if name in ("head", "foot") else {name: value}
    assert played(oracle, one) == expected
    if not kept:
        assert one.result is None


def test_state_changes_by_small_events_alone(oracle: Oracle) -> None:
    """No event but the first one of a place holds what was shown before."""
    shown = follow("plan", answers.weeks(24))
    sizes = [len(json(e)) for e in shown.log if isinstance(e, StateDeltaEvent)]
    assert max(sizes) < len(json(answers.weeks(24))) / 8
