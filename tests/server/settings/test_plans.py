"""The table of plans: what it says by default, and what is wrong with one that makes no sense."""

import re
from pathlib import Path
from typing import Any

import pytest

from server.settings.plans import PLANS, PlanQuota, Rate, default_plans, default_text, load_plans
from server.settings.settings import Settings, SettingsError
from tests.documents import ROOT


def loaded(folder: Path, text: str) -> tuple[Any, list[str]]:
    """The plans of a file with this text, and what is wrong with it."""
    path, problems = folder / "plans.toml", list[str]()
    path.write_text(text, encoding="utf-8")
    return load_plans(path, problems), problems


def test_default_plans_say_what_was_promised() -> None:
    plans = default_plans()
    assert tuple(plans) == PLANS
    for name in ("guest", "free"):
        starts = plans[name].starts
        assert starts["analysis"] == Rate(5, 3600)
        assert starts["plan"] == starts["questions"] == Rate(10, 3600)
        assert starts["paths"] == Rate(20, 86_400)
    assert plans["pro"].starts["analysis"] == Rate(50, 3600)
    assert set(plans["enterprise"].starts.values()) == {None}
    assert plans["free"].messages == Rate(100, 60)
    assert (plans["free"].items, plans["pro"].items) == (Rate(50, 86_400), Rate(500, 86_400))
    assert plans["enterprise"].quota == PlanQuota(None, None, None)
    assert plans["guest"].providers == "listed"


def test_each_row_gives_a_reason_that_the_document_has_with_its_numbers() -> None:
    document = (ROOT / "docs/limits.md").read_text(encoding="utf-8")
    for name, cells in default_text().items():
        row = next(line for line in document.splitlines() if line.startswith(f"| `{name}` |"))
        shown = [cell.strip() for cell in row.split("|")[2:6]]
        assert shown == [str(cells[plan]) for plan in PLANS], name
        assert len(row.split("|")[6].strip()) > 30, name


def test_cell_of_a_file_takes_the_place_of_the_default_one_alone(tmp_path: Path) -> None:
    plans, problems = loaded(
        tmp_path,
        '[messages]\nguest = "50/minute"\n[starts.cv]\nguest = "3/day"\nfree = "30/hour"\n',
    )
    assert problems == []
    assert plans["guest"].messages == Rate(50, 60)
    assert plans["free"].messages == Rate(100, 60)
    assert plans["guest"].starts["cv"] == Rate(3, 86_400)
    assert plans["pro"].starts["cv"] is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('[messages]\nfree = "many"', "messages.free is no rate"),
        ("[messages]\nfree = 100", "messages.free is no rate"),
        ('[messages]\nfree = "0/minute"', "messages.free lets 0 pass"),
        ('[messages]\nfree = "100/second"', "messages.free is no rate"),
        ('[messages]\nfree = "9999999/minute"', "messages.free lets 9999999 pass"),
        ('[messages]\npremium = "1/hour"', "messages.premium names no plan"),
        ("[messages]\nfree = true", "messages.free is no rate"),
        ("messages = 3", "messages is no table of plans"),
        ("starts = 3", "starts is no table of kinds"),
        ('[starts."An Analysis"]\nfree = "1/hour"', "starts.An Analysis is no row"),
        ('[speed]\nfree = "1/hour"', "speed is no row; there are: requests, messages"),
        ("[tokens_day]\nfree = 0", "tokens_day.free is no number from 1"),
        ("[tokens_day]\nfree = true", "tokens_day.free is no number from 1"),
        ("[tokens_day]\nfree = 1.5", "tokens_day.free is no number from 1"),
        ("[money_month]\nfree = -1", "money_month.free is no amount"),
        ("[money_month]\nfree = nan", "money_month.free is no amount"),
        ("[money_month]\nfree = inf", "money_month.free is no amount"),
        ('[tier]\nfree = "none"', "tier.free is none of lite, standard, thinking, best"),
        ('[providers]\nguest = "all"', "providers.guest is none of listed, any"),
        ("[priority]\nguest = 0", "priority.guest is no number from 1 to 1000"),
        ('[messages]\nfree = "10/minute"', "messages.free is less than messages.guest"),
        ('[messages]\nguest = "none"', "messages.free is less than messages.guest"),
        ('[tier]\nfree = "lite"', "tier.free is less than tier.guest"),
        ("[tokens_month]\nguest = 1000", "tokens_month.guest is less than tokens_day.guest"),
        ('[starts.cv]\nguest = "900/day"', "starts.cv.guest is more than requests.guest"),
        ("[messages", "it can't be read"),
        ("a = 1\na = 2", "it can't be read"),
        ("#" * 70_000, "it can't be read: it has more than 65536 bytes"),
    ],
)
def test_table_that_makes_no_sense_is_refused_by_the_cell(
    tmp_path: Path, text: str, why: str
) -> None:
    plans, problems = loaded(tmp_path, text)
    assert any(why in problem for problem in problems), problems
    assert plans == default_plans()


def test_server_does_not_start_with_a_table_that_makes_no_sense(tmp_path: Path) -> None:
    (tmp_path / "plans.toml").write_text('[messages]\nfree = "0/minute"\n')
    given = {"CAREERPILOT_PLANS": str(tmp_path / "plans.toml")}
    with pytest.raises(SettingsError, match=re.escape("messages.free lets 0 pass")):
        Settings.load(given, None)
    with pytest.raises(SettingsError, match="it can't be read"):
        Settings.load({"CAREERPILOT_PLANS": str(tmp_path / "other.toml")}, None)
