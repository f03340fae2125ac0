"""Compares what is read of the postings in the material with what somebody else expects of them.

Whoever wrote the expectations had seen no code. A requirement that was read is the expected one
whose quote shares the most words with its own, at least half of the shorter. What is expected
"either way" counts neither as found nor as wrong.
"""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from agents.postings.asked import Asked, Posting
from agents.postings.read import read_posting
from tests.documents import ROOT

HERE = ROOT / "tests/agents/postings/measured"
FOLDERS = {ROOT / "tests/material/postings": HERE, HERE / "second": HERE / "second"}
"""Where the postings of a set stand, and in which folder what is expected of them."""
FIRST, SECOND = FOLDERS

_WORD = re.compile(r"\w+")


class Share(NamedTuple):
    """How many are right of so many."""

    right: int
    of: int

    @property
    def value(self) -> float:
        """The share; 1 where there is nothing."""
        return self.right / self.of if self.of else 1.0

    def __add__(self, other: "Share") -> "Share":  # type: ignore[override]
        return Share(self.right + other.right, self.of + other.of)


@cache
def expected_of(postings: Path) -> dict[str, Any]:
    """What is expected of a set's postings, by their names."""
    found: dict[str, Any] = json.loads((FOLDERS[postings] / "expected.json").read_text())
    return found


@cache
def read(posting: Path) -> Posting:
    """A posting, as it is read."""
    return read_posting(posting.read_text(encoding="utf-8"))


def names(postings: Path) -> list[str]:
    """The postings of a set that something is expected of."""
    return sorted(name for name in expected_of(postings) if not name.startswith("_"))


class Measured(NamedTuple):
    """What was found of one posting, or of all."""

    must_precision: Share
    must_recall: Share
    nice_precision: Share
    nice_recall: Share
    kinds: Share
    knockout_precision: Share
    knockout_recall: Share
    titles: Share
    employers: Share
    years: Share
    wrong: list[str]


def measured(postings: Path, name: str) -> Measured:
    """One posting, with a line for each thing that is otherwise than expected."""
    posting, expected = read(postings / name), expected_of(postings)[name]
    wanted = [(kind, one) for kind in ("must", "nice") for one in expected[kind]]
    either = expected.get("eitherWay", [])
    wrong: list[str] = []
    found: dict[int, list[Asked]] = {}
    extra: list[Asked] = []
    for asked in posting.asked:
        at = max(
            range(len(wanted)),
            key=lambda i: _overlap(asked.quote or "", wanted[i][1]["quote"]),
            default=-1,
        )
        if at >= 0 and _overlap(asked.quote or "", wanted[at][1]["quote"]) >= 0.5:
            found.setdefault(at, []).append(asked)
        elif not any(_overlap(asked.quote or "", text) >= 0.5 for text in map(_text, either)):
            extra.append(asked)
            wrong.append(f"extra {asked.kind}: {asked.quote}")
    right = {"must": 0, "nice": 0}
    of = {"must": 0, "nice": 0}
    kinds = knockout_right = knockout_found = knockout_wanted = 0
    for at, (kind, one) in enumerate(wanted):
        of[kind] += 1
        if at not in found:
            wrong.append(f"missing {kind}: {one['quote']}")
        elif any(asked.kind == kind for asked in found[at]):
            right[kind] += 1
            kinds += 1
        else:
            wrong.append(f"{found[at][0].kind}, not {kind}: {one['quote']}")
        flagged = any(asked.knockout for asked in found.get(at, []))
        free = any(word in one.get("note", "") for word in ("defensible", "도 가능"))
        if one["knockout"]:
            knockout_wanted += not free or flagged
            knockout_right += flagged
        knockout_found += flagged and (one["knockout"] or not free)
        if flagged != one["knockout"] and not free:
            wrong.append(f"knockout {flagged}: {one['quote']} {one.get('note', '')}")
    knockout_found += sum(asked.knockout for asked in extra)
    read_as = {
        kind: sum(a.kind == kind for ones in found.values() for a in ones)
        + sum(a.kind == kind for a in extra)
        for kind in ("must", "nice")
    }
    right_as = {
        kind: sum(a.kind == kind == wanted[at][0] for at, ones in found.items() for a in ones)
        for kind in ("must", "nice")
    }
    pairs = {
        "title": (posting.title, expected["title"]),
        "employer": (posting.employer, expected["employer"]),
        "years": (posting.years, expected["minYears"]),
    }
    same = {key: _same(*pair) for key, pair in pairs.items()}
    wrong += [f"{key}: {pairs[key][0]!r}, not {pairs[key][1]!r}" for key in pairs if not same[key]]
    return Measured(
        Share(right_as["must"], read_as["must"]),
        Share(right["must"], of["must"]),
        Share(right_as["nice"], read_as["nice"]),
        Share(right["nice"], of["nice"]),
        Share(kinds, len(found)),
        Share(knockout_right, knockout_found),
        Share(knockout_right, knockout_wanted),
        Share(same["title"], 1),
        Share(same["employer"], 1),
        Share(same["years"], 1),
        wrong,
    )


def total(postings: Path) -> Measured:
    """All postings of a set together."""
    ones = [measured(postings, name) for name in names(postings)]
    sums = [Share(sum(s[i].right for s in ones), sum(s[i].of for s in ones)) for i in range(10)]
    return Measured(*sums, [line for one in ones for line in one.wrong])


def _text(one: Any) -> str:
    return one if isinstance(one, str) else str(one["quote"])


def _overlap(first: str, second: str) -> float:
    """The share of the shorter one's words that the other has, too."""
    one, other = set(_WORD.findall(first.casefold())), set(_WORD.findall(second.casefold()))
    return len(one & other) / max(1, min(len(one), len(other)))


def _same(found: Any, expected: Any) -> bool:
    if isinstance(found, str) and isinstance(expected, str):
        return " ".join(found.casefold().split()) == " ".join(expected.casefold().split())
    return bool(found == expected)
