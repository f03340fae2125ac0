"""A conversation in a real browser goes on, whole, while the provider behind it dies."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.forms import answering, asks_for
from tests.page.playing import upstreams
from tests.page.screen import ANSWER, Screen, assert_result_is_shown, assert_transcript_is_whole
from tests.processes import Servers
from tests.server.talk import provided
from tests.upstream import Answer, Received, Reset, Scene, Upstream

pytestmark = pytest.mark.slow

QUESTIONS = {
    "Ada": "What would Ada ask you about a release that went wrong in production?",
    "Bob": "How would Bob have you explain a slow page to an angry customer?",
}
"""No two alike: one that says the same in other words is not asked."""
WORDS = [f"word{number} " for number in range(60)]
PACE_S = 0.02


@pytest.fixture
def pair() -> Iterator[list[Upstream]]:
    """The provider that is asked first, and the one that is asked when it has failed."""
    with upstreams(2) as made:
        yield made


def model(name: str, **scene: Any) -> Callable[[Received], Scene]:
    """A model whose every sentence says which one it is."""
    given = {
        "spans": [],
        "text": QUESTIONS[name],
        "groundedIn": None,
        "keep": None,
        "change": None,
        "followUp": None,
        "retold": "",
        "quote": "I wrote a tracer",
        "rating": 4,
        "why": "It says so.",
        "strengths": [f"{name} says that you wrote a tracer."],
        "improvements": [f"{name} says that you could say more."],
    }
    return answering([f"{name} ", *WORDS], given=given, interval_s=0.005, **scene)


class Dying:
    """A model that is cut off in mid-question, at its second one, and then refuses everything."""

    def __init__(self) -> None:
        self.asked = 0
        self.dead = False

    def __call__(self, call: Received) -> Scene:
        if self.dead:
            return Reset()
        self.asked += asks_for(call, "keyPoints")
        if self.asked == 2:
            self.dead = True
            return model("Ada", cut_after=12)(call)
        return model("Ada")(call)


def test_interview_goes_on_while_its_provider_dies_in_mid_question(
    servers: Servers, context: BrowserContext, pair: list[Upstream]
) -> None:
    first, second = pair
    dying = Dying()
    first.play(then=dying)
    second.play(then=model("Bob"))
    screen = Screen(context, servers.start(**provided(gemini=first, openai=second)))
    screen.start_interview()
    # Sixty words without a sentence greet nobody: rules do.
    assert [text.split()[0] for text in screen.texts()] == ["Hello.", "What"]
    screen.say(ANSWER)
    expect(screen.entries).to_have_count(4)
    screen.wait_idle()
    screen.button("Skip this question").click()
    expect(screen.entries).to_have_count(5)
    screen.wait_idle()
    assert dying.dead
    assert_transcript_is_whole(screen)
    question = screen.document()["state"]["question"]["text"]
    assert "Bob" in question
    assert screen.texts()[-1] == question
    assert sum("Bob" in text for text in screen.texts()) == 1
    expect(screen.page.locator(".notice")).to_be_hidden()
    screen.button("End and get feedback").click()
    result = screen.page.locator(".result")
    expect(result).to_contain_text("Bob says that you wrote a tracer.")
    screen.wait_idle()
    assert_transcript_is_whole(screen)
    assert_result_is_shown(result, screen.document()["state"]["result"])
    assert screen.errors == []


def test_answer_that_is_cut_in_mid_word_is_on_the_page_once_and_whole(
    servers: Servers, context: BrowserContext, pair: list[Upstream]
) -> None:
    first, second = pair
    first.play(Answer(WORDS, interval_s=PACE_S, cut_after=40), then=Reset())
    second.play(then=Answer(WORDS, interval_s=PACE_S))
    screen = Screen(context, servers.start(**provided(gemini=first, openai=second)))
    screen.start("Career coach")
    screen.wait_writing(100)
    screen.wait_idle()
    assert_transcript_is_whole(screen)
    assert screen.texts()[0] == "".join(WORDS).strip()
    assert "MESSAGES_SNAPSHOT" in screen.logged()
    assert (len(first.calls), len(second.calls)) == (1, 1)
    assert screen.errors == []
