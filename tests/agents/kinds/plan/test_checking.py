"""What a model writes for tasks: better words are taken, and nothing else."""

from typing import Any

import msgspec
import pytest

from agents.kinds.plan.checking import misworded, sound
from agents.kinds.plan.drafts import Drafts, Wanted, Worded
from agents.kinds.plan.offline import brief_of
from agents.kinds.plan.works import Work

SQL = Work("s1", "SQL", "SQL", "learn", "code", 4, 4, 4)
PROOF = Work("s2", "Excel", "Microsoft Excel", "prove", "tool", 0, 2, 6)
RESUME = "Bookkeeper at Miller Ltd, 2019 to 2023. VAT returns in Excel."
GOOD = Worded(
    "s1",
    ("Read how SELECT and JOIN work in SQL, and type each example.",),
    ("Write five SQL queries on the months of your own spending.",),
    "Make a small SQL database of made-up invoices that answers three questions.",
    "A file with the SQL tables and three queries, each with what it answers.",
)


def wanted(*works: Work, language: str = "en") -> Wanted:
    briefs = tuple(brief_of(work, language) for work in works)
    return Wanted("Data analyst", briefs, (RESUME,), language)


def changed(**more: Any) -> Drafts:
    return Drafts((msgspec.structs.replace(GOOD, **more),))


def test_better_words_are_taken() -> None:
    assert misworded(Drafts((GOOD,)), wanted(SQL)) == []
    assert sound(Drafts((GOOD,)), wanted(SQL)) == Drafts((GOOD,))


@pytest.mark.parametrize(
    "said",
    [
        "You ran the floor with Kubernetes.",
        "At Amazon you ran the night shift.",
        "You moved 4,700 pallets a night.",
        "You have an MBA from Leeds University.",
        "You led a team.",
        "Show how you led 12 people at Tesco with SQL.",
        "Write half a page on the night shift at Amazon.",
        "Put your MBA into the résumé.",
        "Ask your colleagues at Tesco for one case.",
        "Use your forklift licence on a shift.",
        "Write up how the 4,700 pallets were moved.",
        "아마존에서 한 야간 근무를 반 쪽으로 쓰기",
        "Read https://sql.example.com/course.",
        "Look it up on sqlcourse.io.",
        "Buy the SQL book.",
        "Sign up for the SQL course.",
        "Leverage synergies in SQL.",
        "One line\nand another.",
        " ",
    ],
)
@pytest.mark.parametrize("where", ["learn", "practise", "build", "proof"])
def test_what_nobody_gave_is_sent_back_and_dropped(said: str, where: str) -> None:
    value: Any = (said,) if where in ("learn", "practise") else said
    draft = changed(**{where: value})
    assert misworded(draft, wanted(SQL))
    assert sound(draft, wanted(SQL)) == Drafts()


def test_what_is_there_already_is_not_taught() -> None:
    draft = Drafts((msgspec.structs.replace(GOOD, key="s2"),))
    assert any("not taught" in issue for issue in misworded(draft, wanted(PROOF)))


def test_key_that_there_is_not_is_sent_back() -> None:
    assert misworded(changed(key="s9"), wanted(SQL))
    assert sound(changed(key="s9"), wanted(SQL)) == Drafts()


def test_korean_plan_is_worded_in_korean() -> None:
    assert misworded(Drafts((GOOD,)), wanted(SQL, language="ko"))
