"""Figures are what they are said to be, and a target is met or not."""

import json
import time
from pathlib import Path

import pytest

from bench.stamp import ages_ns, make_token
from bench.table import Row, compared, quantile, render, write_json


@pytest.mark.parametrize(
    ("share", "expected"), [(0.0, 1), (0.5, 50), (0.99, 99), (0.999, 100), (1.0, 100)]
)
def test_quantile_is_the_nearest_rank(share: float, expected: float) -> None:
    """No figure is reported that was not measured."""
    assert quantile([float(n) for n in range(100, 0, -1)], share) == expected


@pytest.mark.parametrize(
    ("target", "met"),
    [
        ("ratio >= 3", True),
        ("ratio >= 3.1", False),
        ("ours <= 6", True),
        ("added <= 4", True),
        ("added <= 3", False),
        ("", None),
    ],
)
def test_row_says_whether_its_target_is_met(target: str, met: bool | None) -> None:
    """`added` is ours less the base."""
    assert compared("m", "ms", 2.0, 6.0, target).met is met


def test_row_without_a_ratio_misses_a_target_on_it() -> None:
    """What could not be measured is not met."""
    assert Row("m", "ms", 1.0, target="ratio <= 2").met is False


def test_report_holds_every_row(tmp_path: Path) -> None:
    """In text and in JSON."""
    rows = [compared("speed", "tokens/s", 2000.0, 9000.0, "ratio >= 3"), Row("other", "s", 0.25)]
    head, first, second = render(rows).splitlines()
    assert head.split()[0] == "measure"
    assert first.split() == [
        "speed",
        "tokens/s",
        "2,000",
        "9,000",
        "4.5",
        "ratio",
        ">=",
        "3",
        "yes",
    ]
    assert second.split() == ["other", "s", "0.25"]
    write_json(rows, tmp_path / "r.json")
    assert [row["met"] for row in json.loads((tmp_path / "r.json").read_text())["rows"]] == [
        True,
        None,
    ]


def test_ages_are_found_in_merged_tokens() -> None:
    """Three tokens in one delta are three ages, the oldest first."""
    text = "".join(make_token() for _ in range(3))
    stamps = [int(stamp) for stamp in text.split(";")[:-1]]
    begun, now = time.monotonic_ns(), time.monotonic_ns() + 10**9
    ages = ages_ns(f'{{"delta":"{text}"}}'.encode(), now)
    assert [age - ages[0] for age in ages] == [stamps[0] - stamp for stamp in stamps]
    assert 10**9 <= ages[2] <= ages[0] < 10**9 + begun
