"""What is an answer: honest short ones are, and nonsense is not however often it is said."""

import pytest

from agents.kinds.interview import bank
from agents.kinds.interview.asked_question import AskedQuestion, Style
from agents.kinds.interview.questions import Wish, next_question
from agents.kinds.interview.verdict import Verdict, verdicts
from agents.resume.spans import Span
from tests.agents.answers import GREAT, OFF_TOPIC
from tests.agents.kinds.interview.stories import STORIES

STYLES: dict[str, Style] = {"behavioral": "story", "dsa": "algorithm"}

PASTA = (
    "I cooked pasta last week. I made a sauce with 5 tomatoes. My customer, the dog, liked it. As "
    "a result I saved 3 euros."
)
MOVE = "Led a team of 5 engineers through the migration of 40 services to Kubernetes"

NATURAL = [
    (
        "disagreement",
        (
            "A colleague wanted to rewrite our API in Rust; I thought the gain was too small. I "
            "proposed a two-day experiment. We measured, and agreed to add an index instead."
        ),
    ),
    (
        "failed",
        (
            "I launched a newsletter without testing the links. Half of them broke, and we "
            "lost about 200 sign-ups. Since then I always send a test to three people on the team."
        ),
    ),
    (
        "hard feedback",
        (
            "My head nurse told me that I interrupted patients. I asked a friend to "
            "watch me on rounds. Three months later she said that my handovers were the clearest."
        ),
    ),
    (
        "more power",
        (
            "Our director planned to close the evening desk. I collected the visitor "
            "numbers for six weeks and showed him that a third of all loans happened after five."
        ),
    ),
    (
        "did not report",
        (
            "I needed three other teams to upgrade a library, and they were busy. I "
            "wrote the patches for them. All 14 services were upgraded in two months."
        ),
    ),
    (
        "proud",
        (
            "I oversaw twelve nurses on a night ward. I rewrote the rota so that nobody worked "
            "two nights in a row, and sick days fell by 30 percent."
        ),
    ),
    (
        "proud",
        (
            "I sold 300 subscriptions last quarter. I came up with a referral idea, spoke to "
            "every store visitor and beat the goal by 20%."
        ),
    ),
    ("proud", "I rebuilt the booking system for our clinic and cut waiting from 20 to 5 minutes."),
    (
        "proud",
        (
            "I dealt with a broken oven on the busiest day. I bought a second one at noon, "
            "rewrote the menu and we sold out by six."
        ),
    ),
    (
        "proud",
        (
            "I wrote the payroll importer. All audits pass since then and errors fell from 40 "
            "to 2 a month."
        ),
    ),
    (
        "learn something",
        (
            "I had never used Kafka. I learned it in a week, built the consumer and "
            "shipped on the deadline."
        ),
    ),
]

CODE = {
    "brackets": """def ok(s):
    stack = []
    pairs = {')': '(', ']': '[', '}': '{'}
    for c in s:
        if c in '([{':
            stack.append(c)
        elif not stack or stack.pop() != pairs[c]:
            return False
    return not stack
""",
    "binary search": """def bs(a, x):
    lo, hi = 0, len(a) - 1
    while lo <= hi:
        mid = lo + (hi - lo) // 2
        if a[mid] == x: return mid
        if a[mid] < x: lo = mid + 1
        else: hi = mid - 1
    return -1
""",
    "islands": """def count(grid):
    n = 0
    for r in range(len(grid)):
        for c in range(len(grid[0])):
            if grid[r][c] == 1:
                n += 1
                sink(grid, r, c)
    return n
""",
}


def heard(interview: str, about: str, *parts: str, language: str | None = None) -> list[Verdict]:
    question = next(q for q in bank.questions(interview) if about in q.text)
    asked = AskedQuestion(
        question.text, question.points, question.hints, question.outline, question.topic
    )
    return verdicts(asked, list(parts), STYLES.get(interview, "knowledge"), language)


@pytest.mark.parametrize(("about", "story"), NATURAL)
def test_story_of_work_is_an_answer(about: str, story: str):
    assert heard("behavioral", about, story) == ["answered"]


@pytest.mark.parametrize(("about", "story"), STORIES.items())
def test_excellent_story_is_an_answer_in_whatever_words_it_is_told(about: str, story: str):
    assert heard("behavioral", about, story) == ["answered"]


@pytest.mark.parametrize("question", bank.questions("behavioral"), ids=lambda q: q.text)
def test_nonsense_about_a_customer_is_no_answer(question: bank.Question):
    assert heard("behavioral", question.text, PASTA) == ["offTopic"]


def test_deed_that_has_nothing_to_do_with_work_is_none_of_what_was_asked_for():
    broth = "I cooked a stock from the menu for my brother, and it tasted of thyme and bay."
    assert heard("behavioral", "proud", broth) == ["offTopic"]


@pytest.mark.parametrize("span", [Span("metric", MOVE), Span("employer", "Lidl")])
def test_nonsense_is_no_answer_to_a_question_on_the_resume(span: Span):
    asked = next_question(Wish("behavioral", "medium", 1, (span,)))
    assert verdicts(asked, [PASTA, GREAT["behavioral"]], "story", None) == ["offTopic", "answered"]


def test_reply_that_says_the_same_again_is_empty():
    story = dict(NATURAL)["disagreement"]
    again = story.upper().replace(".", "!")
    assert heard("behavioral", "disagreement", story, again) == ["answered", "empty"]
    assert heard("behavioral", "disagreement", PASTA, PASTA) == ["offTopic", "empty"]


@pytest.mark.parametrize(
    "text",
    [
        "I don't know.",
        "I don't know, sorry.",
        "Sorry, I have no idea.",
        "Not sure.",
        "Honestly, I’m not sure how that works",
        "Pass.",
        "I'll pass on this one, please.",
        "I have never used it.",
        "Never heard of that. Sorry.",
        "I can't think of an example.",
        "I don't remember the numbers.",
        "No clue",
        "nothing comes to mind",
        "I don't know, maybe.",
        "Sorry, I don't know how a stack works.",
    ],
)
def test_who_says_so_does_not_know(text: str):
    for interview in ("behavioral", "technical", "dsa"):
        about = bank.questions(interview)[0].text
        assert heard(interview, about, text) == ["dontKnow"]


@pytest.mark.parametrize(
    ("interview", "about", "text"),
    [
        ("dsa", "brackets", "I make a single pass over it and keep a stack of the open ones."),
        ("dsa", "two that add up", "One pass with a set of the numbers seen so far."),
        ("dsa", "brackets", "I don't know, maybe a stack?"),
        ("dsa", "two that add up", "Not sure, a hash map?"),
        ("dsa", "brackets", "A stack: push each opening bracket. I'm not sure about the rest."),
        ("behavioral", "proud", dict(NATURAL)["proud"]),
        (
            "technical",
            "database index",
            (
                "I don't know exactly, but it is a sorted tree that makes "
                "a search faster and costs space on every insert."
            ),
        ),
    ],
)
def test_words_of_an_answer_are_not_taken_for_not_knowing(interview: str, about: str, text: str):
    assert heard(interview, about, text) == ["answered"]


@pytest.mark.parametrize(("about", "code"), CODE.items())
def test_code_alone_answers_a_question_on_an_algorithm(about: str, code: str):
    assert heard("dsa", about, code) == ["answered"]


def test_reply_is_judged_by_what_was_asked_and_said_before():
    story = dict(NATURAL)["more power"]
    replies = [
        "About 40 a day.",
        (
            "The loans after five were a third in winter, too, and more so "
            "in the two weeks before exams, when students came from work."
        ),
        PASTA,
    ]
    found = heard("behavioral", "more power", story, *replies)
    assert found == ["answered", "answered", "answered", "offTopic"]


def test_nothing_is_called_off_topic_in_a_language_that_is_not_read():
    short = "Mi equipo y yo"
    assert heard("behavioral", "proud", short) == ["offTopic"]
    assert heard("behavioral", "proud", short, language="en-US") == ["offTopic"]
    assert heard("behavioral", "proud", short, language="es") == ["unsupported"]


CHOSEN = (
    "We picked Salesforce over HubSpot, as our parent had the licences, and the trap was "
    "duplicates: after an import in 2021 we had 4,000 double accounts, so I merged them over a "
    "weekend and put a matching rule in place."
)


def test_question_that_has_no_words_of_an_answer_is_answered_by_what_shares_its_own():
    asked = next_question(Wish("technical", "medium", 1, (Span("tool", "Salesforce"),)))
    assert not any(point.terms for point in asked.key_points)
    parts = [CHOSEN, OFF_TOPIC, PASTA]
    found = [verdicts(asked, [part], "knowledge", None) for part in parts]
    assert found == [["answered"], ["offTopic"], ["offTopic"]]
