"""What a day may cost by what was set, and what is said of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.settings.budgets import Budgets, cautions
from server.settings.sections import ModelSettings
from server.settings.settings import Settings
from tests.processes import Servers, eventually, lines_of

KEY = {"OPENAI_API_KEY": "sk-canary"}


@pytest.mark.parametrize(
    ("day", "guests", "budgets"),
    [
        (None, None, (5, 2.5)),
        ("40", None, (40, 20)),
        ("40", "1", (40, 1)),
        (None, "1", (5, 1)),
        ("40", "0", (40, 0)),
        ("0", None, (0, 0)),
        ("0", "1", (0, 1)),
        (None, "0", (5, 0)),
    ],
)
def test_budgets_are_those_that_were_chosen_or_else_assumed(
    day: str | None, guests: str | None, budgets: tuple[float, float]
) -> None:
    environ = {"CAREERPILOT_BUDGET_USD": day or "", "CAREERPILOT_GUEST_BUDGET_USD": guests or ""}
    found = Budgets.of(Settings.load(environ, None).models)
    assert (found.day / 1e9, found.guests / 1e9) == budgets


@given(st.integers(1, 10**15))
def test_guests_have_a_limit_wherever_all_have_one(day: int) -> None:
    found = Budgets.of(ModelSettings(budget=day))
    assert 0 < found.guests <= found.day


@pytest.mark.parametrize(
    ("given", "events"),
    [
        ({}, ["budget_assumed"]),
        ({"CAREERPILOT_GUEST_BUDGET_USD": "1"}, ["budget_assumed"]),
        ({"CAREERPILOT_BUDGET_USD": "1"}, []),
        ({"CAREERPILOT_BUDGET_USD": "0"}, ["guests_unlimited"]),
        ({"CAREERPILOT_BUDGET_USD": "0", "CAREERPILOT_GUEST_BUDGET_USD": "1"}, []),
        ({"CAREERPILOT_BUDGET_USD": "1", "CAREERPILOT_GUEST_BUDGET_USD": "0"},
         ["guests_unlimited"]),
        ({"CAREERPILOT_GUEST_BUDGET_USD": "0"}, ["budget_assumed", "guests_unlimited"]),
        # A limit on each guest binds nobody.
        ({"CAREERPILOT_BUDGET_USD": "0", "CAREERPILOT_USER_BUDGET_USD": "1"},
         ["guests_unlimited"]),
        ({"CAREERPILOT_BUDGET_USD": "0", "CAREERPILOT_GUESTS": "false"}, []),
        ({"OPENAI_API_KEY": ""}, []),
    ],
)  # fmt: skip
def test_operator_is_told_what_may_be_spent_unasked(
    given: dict[str, str], events: list[str]
) -> None:
    found = cautions(Settings.load(KEY | given, None))
    assert [caution.event for caution in found] == events
    for caution in found:
        assert "CAREERPILOT_BUDGET_USD" in caution.text
        assert "CAREERPILOT_GUEST_BUDGET_USD" in caution.text
        assert "canary" not in caution.text


def test_guests_without_limit_are_told_from_those_who_may_spend_all_there_is() -> None:
    def said(**given: str) -> str:
        return cautions(Settings.load(KEY | given, None))[-1].text

    assert "guests can spend without limit" in said(CAREERPILOT_BUDGET_USD="0")
    own = {"CAREERPILOT_BUDGET_USD": "7", "CAREERPILOT_GUEST_BUDGET_USD": "0"}
    assert "guests can spend all of the 7 USD of a day" in said(**own)


@pytest.mark.slow
def test_server_says_at_its_start_which_budget_it_assumes(servers: Servers) -> None:
    server = servers.start(workers=2, **KEY)

    def logged() -> list[dict[str, object]]:
        return [line for line in lines_of(server.output()) if line["event"] == "budget_assumed"]

    (line,) = eventually(logged, "it is logged, once")
    assert line["level"] == "warning"
    assert "models may cost 5 USD a day, those of guests 2.5 USD" in str(line["advice"])
    assert "canary" not in server.output()
