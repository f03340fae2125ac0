"""Who is asked next: faults and refusals in, decisions out, no clock and no network."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.errors import ModelError
from agents.gateway.fallback import Fallback, Option
from agents.gateway.policy import Limits
from agents.gateway.provider_keys import ProviderKeys
from agents.gateway.routes import Candidate
from agents.gateway.shared_state import Verdict
from agents.models.faults import HANDLING, Cause, Fault
from agents.models.provider import Provider
from agents.models.vendors.anthropic.adapter import Anthropic
from agents.models.vendors.compatible.adapter import Compatible
from agents.models.vendors.gemini.adapter import Gemini
from agents.models.vendors.openai.adapter import OpenAI
from tests.agents.gateway.lab import KEY

LIMITS = Limits()
WINDOWS = {"small": 100, "middle": 200, "large": 300}


@dataclass
class Refusal:
    """What `admit` says."""

    verdict: Verdict
    wait_ms: int = 0
    key: str | None = None
    scope: str | None = None


class Play:
    """A call's fallback with a clock of its own."""

    def __init__(
        self,
        *models: str,
        random: float = 0.5,
        providers: Sequence[type[Provider]] = (OpenAI, Anthropic),
    ) -> None:
        known = [ProviderKeys(provider(), [KEY]) for provider in providers]
        found = [
            Candidate(known[n % len(known)], model, "standard")
            for n, model in enumerate(models or ("first", "second"))
        ]
        self.now = 1000.0
        self.fallback = Fallback(
            found,
            lambda candidate: WINDOWS.get(candidate.model, 100),
            LIMITS,
            lambda: random,
            self.now,
        )

    def ask(self) -> str | None:
        """The model that is asked next, once its time has come."""
        found = self.fallback.next(self.now)
        if found is None:
            return None
        self.option, wait = found
        self.now += wait
        return self.option.candidate.model

    def fails(self, cause: Cause, **more: float) -> None:
        """It was asked, and failed so."""
        self.fallback.asked(self.option)
        self.fallback.failed(self.option, Fault(cause, cause, **more), self.now)  # type: ignore[arg-type]

    def refused(
        self, verdict: Verdict, wait_ms: int = 0, scope: str | None = None, dear: int = 0
    ) -> None:
        """It was not let through."""
        self.fallback.refused(self.option, Refusal(verdict, wait_ms, scope=scope), self.now, dear)

    def asks(self, cause: Cause, **more: float) -> list[str]:
        """All models that are asked while each fails so."""
        found = []
        while (model := self.ask()) is not None:
            found.append(model)
            self.fails(cause, **more)
        return found


def test_first_candidate_is_asked_at_once() -> None:
    play = Play()
    assert play.ask() == "first"
    assert play.now == 1000.0


@pytest.mark.parametrize("cause", ["overloaded", "server", "connection", "broken", "empty"])
def test_passing_fault_is_tried_three_times_with_pauses_and_then_elsewhere(cause: Cause) -> None:
    play = Play()
    assert play.asks(cause) == ["first"] * 3 + ["second"] * 3
    assert play.now == pytest.approx(1000.0 + 2 * (0.125 + 0.25))


@pytest.mark.parametrize("random", [0.0, 0.5])
@pytest.mark.parametrize(
    ("providers", "asked"),
    [
        ((Gemini, OpenAI, Anthropic), ["a", "a", "a", "b", "b", "c"]),
        ((Gemini, OpenAI, Anthropic, Compatible), ["a", "a", "a", "b", "c", "d"]),
    ],
)
def test_tries_are_kept_for_every_provider(
    providers: Sequence[type[Provider]], asked: list[str], random: float
) -> None:
    models = "abcdefgh"[: len(providers) * 2]
    assert Play(*models, random=random, providers=providers).asks("overloaded") == asked


def test_failover_after_the_last_try_is_at_once() -> None:
    play = Play()
    for _ in range(3):
        play.ask()
        play.fails("server")
    before = play.now
    assert play.ask() == "second"
    assert play.now == before


@pytest.mark.parametrize("cause", ["silent", "stalled", "cut"])
def test_model_that_hangs_is_asked_again_only_when_all_others_have_failed(cause: Cause) -> None:
    assert Play().asks(cause) == ["first", "second"] * 3


@pytest.mark.parametrize("cause", ["silent", "cut"])
def test_only_model_there_is_gets_another_chance(cause: Cause) -> None:
    assert Play("only").asks(cause) == ["only"] * 3


def test_invalid_request_goes_elsewhere_and_never_back() -> None:
    assert Play().asks("invalid") == ["first", "second"]


@pytest.mark.parametrize("cause", ["rate_limited", "quota", "auth"])
def test_fault_of_a_key_asks_the_same_model_for_another_key_at_once(cause: Cause) -> None:
    play = Play()
    assert play.ask() == "first"
    play.fails(cause)
    assert (play.ask(), play.now) == ("first", 1000.0)
    play.refused("resting", 5000)
    assert (play.ask(), play.now) == ("second", 1000.0)


def test_rest_is_waited_out_where_nobody_else_is_left() -> None:
    play = Play("only")
    play.ask()
    play.fails("rate_limited")
    play.ask()
    play.refused("resting", 5000)
    assert (play.ask(), play.now) == ("only", 1005.0)


def test_rest_that_takes_longer_than_a_call_may_wait_is_not_waited_out() -> None:
    play = Play("only")
    play.ask()
    play.refused("resting", 61_000)
    assert play.ask() is None
    assert play.fallback.error().code == "no_provider"


def test_all_waits_of_a_call_together_are_limited() -> None:
    play = Play("only")
    waits = 0
    while play.ask():
        play.refused("open", 25_000)
        waits += 1
    assert waits == 3
    assert play.now == 1050.0


def test_wait_that_the_provider_asks_for_is_not_spent_with_others_at_hand() -> None:
    play = Play()
    play.ask()
    play.fails("overloaded", retry_after=30.0)
    assert (play.ask(), play.now) == ("second", 1000.0)


def test_short_wait_that_the_provider_asks_for_is_kept() -> None:
    play = Play()
    play.ask()
    play.fails("overloaded", retry_after=1.5)
    assert (play.ask(), play.now) == ("first", 1001.5)


def test_breaker_that_is_open_is_passed_over_without_a_try() -> None:
    play = Play()
    play.ask()
    play.refused("open", 30_000)
    assert (play.ask(), play.now) == ("second", 1000.0)
    assert play.fallback.tries == 0


def test_minute_that_is_full_is_waited_for_by_all() -> None:
    play = Play()
    play.ask()
    play.refused("busy", 20_000)
    assert (play.ask(), play.now) == ("first", 1020.0)


def test_too_long_goes_only_to_larger_windows() -> None:
    play = Play("middle", "small", "large", "middle2")
    assert play.ask() == "middle"
    play.fails("too_long")
    assert play.ask() == "large"


def test_too_long_for_all_says_so() -> None:
    play = Play("large", "small")
    play.ask()
    play.fails("too_long")
    assert play.ask() is None
    error = play.fallback.error()
    assert error.code == "too_long"
    assert "too long for OpenAI large" in str(error)


def test_prompt_that_does_not_fit_goes_elsewhere_and_is_explained() -> None:
    play = Play()
    play.ask()
    play.fallback.unfit(play.option, ModelError("Shorten the résumé.", "too_long"))
    assert play.ask() == "second"
    play.fallback.unfit(play.option, ModelError("Shorten the résumé, too.", "too_long"))
    assert play.ask() is None
    assert str(play.fallback.error()) == "Shorten the résumé."


def test_prefill_that_is_refused_is_left_out_and_the_same_asked_at_once() -> None:
    play = Play()
    play.ask()
    play.fails("prefill")
    assert (play.ask(), play.now) == ("first", 1000.0)
    assert play.option.plain


def test_filtered_ends_the_call_with_the_reason() -> None:
    play = Play()
    play.ask()
    with pytest.raises(ModelError, match="declined to answer this: filtered") as caught:
        play.fails("filtered")
    assert caught.value.code == "refused"


def test_budget_that_is_used_up_leaves_cheaper_models_a_chance_and_is_named() -> None:
    play = Play()
    play.ask()
    play.refused("over_budget", scope="user:ada:2026-11-21")
    assert play.ask() == "second"
    play.refused("over_budget", scope="user:ada:2026-11-21")
    assert play.ask() is None
    error = play.fallback.error()
    assert error.code == "over_budget"
    assert str(error) == (
        "Your budget for models is used up for today. It starts anew on 2026-11-22 at 00:00 UTC: "
        "retry then."
    )


WHOSE = pytest.mark.parametrize(
    ("scope", "whose", "setting"),
    [
        ("user:ada:2026-12-31", "Your", "CAREERPILOT_USER_BUDGET_USD"),
        ("user:a:b:2026-12-31", "Your", "CAREERPILOT_USER_BUDGET_USD"),
        ("guests:2026-12-31", "The guests'", "CAREERPILOT_GUEST_BUDGET_USD"),
        ("day:2026-12-31", "This service's", "CAREERPILOT_BUDGET_USD"),
    ],
)


@WHOSE
def test_budget_that_is_used_up_says_whose_it_is_and_when_it_starts_anew(
    scope: str, whose: str, setting: str
) -> None:
    play = Play("only")
    play.ask()
    play.refused("over_budget", scope=scope)
    assert play.fallback.to_set == [setting]
    said = str(play.fallback.error())
    assert said.startswith(f"{whose} budget for models is used up")
    assert "2027-01-01 at 00:00 UTC" in said


@WHOSE
def test_budget_that_is_held_is_waited_for_and_not_called_used_up(
    scope: str, whose: str, setting: str
) -> None:
    play = Play("only")
    started = play.now
    asked = 0
    while play.ask() is not None:
        play.refused("over_budget", 500, scope=scope)
        asked += 1
    assert 50 < play.now - started <= Limits().begin
    assert asked > 100
    assert setting not in play.fallback.to_set, "it has to be waited for"
    error = play.fallback.error()
    assert error.code == "over_budget"
    assert str(error) == (
        f"{whose} budget for models is set aside for answers that are being written now. "
        "Retry in a minute."
    )


def test_cheaper_model_is_asked_at_once_where_a_budget_is_held() -> None:
    play = Play()
    play.ask()
    play.refused("over_budget", 500, scope="day:2026-11-21")
    assert (play.ask(), play.now) == ("second", 1000.0)


def test_budget_that_was_held_is_not_named_once_it_had_room() -> None:
    play = Play("only")
    play.ask()
    play.refused("over_budget", 500, scope="day:2026-11-21")
    assert play.ask() == "only"
    while play.ask() is not None:
        play.fails("overloaded")
    assert play.fallback.error().code == "no_provider"


@WHOSE
def test_budget_that_no_call_fits_into_is_not_called_used_up(
    scope: str, whose: str, setting: str
) -> None:
    play = Play("only")
    play.ask()
    play.refused("over_budget", scope=scope, dear=30_820_000)
    assert str(play.fallback.error()) == (
        f"{whose} budget for models is less than one call of OpenAI only may cost (0.0308 USD). "
        "A shorter text may do; who runs this service can raise it."
    )
    assert play.fallback.to_set == [setting]


def test_nobody_left_names_what_was_tried_and_why() -> None:
    play = Play()
    play.asks("invalid")
    text = str(play.fallback.error())
    assert (
        "OpenAI first (invalid); Anthropic Claude second (invalid). Please try again later." in text
    )


def test_other_to_ask_meanwhile_is_the_next_that_is_ready() -> None:
    play = Play("first", "second", "third")
    play.ask()
    other = play.fallback.other(play.option, play.now)
    assert other is not None
    assert other.candidate.model == "second"


def test_call_that_has_taken_all_its_time_is_given_up() -> None:
    play = Play()
    play.now += LIMITS.total
    assert play.ask() is None


@pytest.mark.parametrize("cause", sorted(set(HANDLING) - {"filtered", "too_long"}))
def test_every_provider_is_asked_before_the_tries_are_used_up(cause: Cause) -> None:
    play = Play(*"abcde", providers=(OpenAI, Anthropic, Gemini))
    asked = play.asks(cause)
    assert {"a", "b", "c"} <= set(asked)
    assert len(asked) <= LIMITS.tries


FAULTS = sorted(set(HANDLING) - {"filtered"})
happenings = st.lists(
    st.tuples(
        st.sampled_from(FAULTS), st.sampled_from(["", "open", "resting", "busy"]), st.floats(0, 90)
    ),
    max_size=60,
)


@given(happenings, st.integers(1, 5))
def test_course_always_ends_within_its_limits(
    happened: list[tuple[Cause, str, float]], models: int
) -> None:
    play = Play(*(f"m{n}" for n in range(models)))
    asked: list[Option] = []
    for cause, verdict, wait in happened:
        if play.ask() is None:
            return
        if verdict:
            play.refused(verdict, int(wait * 1000))  # type: ignore[arg-type]
        else:
            asked.append(play.option)
            play.fails(cause, retry_after=wait)
        assert play.fallback.tries <= LIMITS.tries
        assert all(option.tries <= LIMITS.tries_each for option in play.fallback.options)
        assert play.now - 1000.0 <= LIMITS.begin
