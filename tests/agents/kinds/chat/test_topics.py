"""What the coach has advice on, and takes for facts: people's words of themselves, no others."""

import pytest

from agents.kinds.chat.topics import facts_of, topics


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("I am a nurse and tired", "nurse"),
        ("I'm a senior data analyst at Lidl", "senior data analyst"),
        ("Currently an assistant manager.", "assistant manager"),
        ("I'm a nurse manager, with a team", "nurse manager"),
        ("I worked as a zookeeper for years", "zookeeper"),
        ("working as a barber in Bonn", "barber"),
        ("I'm a bit worried about my interview tomorrow", None),
        ("I'm a bit worried with the nurse", None),
        ("I am a big fan of my manager", None),
        ("I'm an 45 year old and looking", None),
        ("I'm currently a happy person", None),
    ],
)
def test_role_is_taken_only_from_a_title_or_from_work(text: str, role: str | None):
    assert facts_of([text]).role == role


@pytest.mark.parametrize(
    ("text", "goal"),
    [
        ("I want to get into UX", "UX"),
        ("How do I move into HR from sales?", "HR"),
        ("I'd switch to IT, but how?", "IT"),
        ("I will apply for it tomorrow", None),
        ("I want to become a data analyst, but how?", "data analyst"),
    ],
)
def test_goal_may_be_as_short_as_two_letters(text: str, goal: str | None):
    assert facts_of([text]).goal == goal


def test_every_topic_has_steps_and_a_question():
    for topic in topics():
        assert len(topic.steps) >= 5, topic.name
        assert topic.ask.strip()
