"""What rules make of twenty texts, held against what their author expected before seeing the code.

`tests/material/texts/README.md` says how that is meant. `python -m tests.agents.kinds.text.measure`
prints it; names behind it say for which texts, with what went wrong.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from agents.kinds.text.reading import Found, Job, found
from tests.documents import ROOT

MATERIAL = ROOT / "tests" / "material" / "texts"
TEXTS: dict[str, dict[str, Any]] = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))
    for path in sorted(MATERIAL.glob("*.json"))
}
SEEN, UNSEEN = list(TEXTS)[0::2], list(TEXTS)[1::2]
"""What rules were mended by, and what nobody looked into."""

_MARKING = re.compile(
    r"^(?:[\s>*•\-–#`\"“”'()]+|\[?\d{1,2}:\d\d\]?\s*[\w.]{0,20}:\s|\(?\d{1,2}[.)]\s"
    r"|(?:Q|A|DECISION|ACTION)\s?:\s)+"
)
_SIGNS = re.compile(r"[*`#]|^[\"“]|[\"”]$")


class Outcome(NamedTuple):
    """One thing that was expected: of which operation, how it went, and what was given."""

    operation: str
    went: str
    told: str


def folded(text: str) -> str:
    """A text without marking, white space folded."""
    bare = _MARKING.sub("", " ".join(text.split()))
    return " ".join(_SIGNS.sub("", bare).split()).strip(' "“”')


def contains(one: str, other: str) -> bool:
    """Whether one of two texts has the other, which is not much shorter."""
    short, long = sorted((folded(one), folded(other)), key=len)
    return short in long and (2 * len(short) >= len(long) or short == folded(other))


def outcomes(name: str) -> Iterator[Outcome]:
    """How each thing went that was expected of a text."""
    text, operations = TEXTS[name]["text"], TEXTS[name]["operations"]
    points = [one.quote for one in found(text, Job("key_points", count=5)).quotes]
    summary = found(text, Job("summarize")).summary or ""
    key = operations["key"]
    hit = any(contains(point, one) for one in key["should"] for point in points)
    yield Outcome("points", "hit" if hit else "miss", "\n      ".join(points))
    bad = [one for one in key["shouldNot"] for point in points[:3] if _is(point, one)]
    yield Outcome("boilerplate", "bad" if bad else "good", str(bad))
    whole = folded(summary)
    hit = any(folded(one) in whole for one in key["should"])
    yield Outcome("summary", "hit" if hit else "miss", summary)
    yield _mood(found(text, Job("sentiment")), operations["sentiment"])
    for one in operations["qa"]:
        yield _answer(found(text, Job("qa", question=one["question"])), one)


def _is(point: str, expected: str) -> bool:
    return folded(expected) == folded(point) or (
        folded(point) in folded(expected) and 2 * len(folded(point)) >= len(folded(expected))
    )


def _mood(given: Found, expected: dict[str, Any]) -> Outcome:
    label, plain = given.label, expected["plain"]
    told = f"{expected['label']} plain={plain}, not {label} ({given.confidence}) {given.judged_by}"
    if label == expected["label"]:
        return Outcome("sentiment", "right", told)
    if label is None:
        return Outcome("sentiment", "miss" if plain else "null", told)
    if plain:
        return Outcome("sentiment", "wrong", told)
    sides = {"positive", "negative"}
    opposite = {label, expected["label"]} == sides
    sure = expected["label"] not in sides and label in sides and given.confidence == "high"
    return Outcome("sentiment", "wrong" if opposite or sure else "near", told)


def _answer(given: Found, expected: dict[str, Any]) -> Outcome:
    said = given.quotes[0].quote if given.quotes else None
    told = f"{expected['question']}\n      expected {expected.get('sentence')}\n      given {said}"
    if expected["answer"] is None:
        went = "null" if said is None else f"answered ({given.confidence})"
        return Outcome("unanswerable", went, told)
    if said is None:
        return Outcome("answerable", "miss", told)
    is_said = expected["answer"].casefold() in " ".join(said.split()).casefold()
    is_shown = any(_holds(said, one) for one in expected["sentence"])
    return Outcome("answerable", "right" if is_said and is_shown else "wrong", told)


def _holds(said: str, sentence: str) -> bool:
    return folded(sentence) in folded(said) or folded(said) in folded(sentence)


def counted(names: Sequence[str]) -> Counter[tuple[str, str]]:
    """How often things of each operation went how."""
    return Counter((one.operation, one.went) for name in names for one in outcomes(name))


def main(names: Sequence[str]) -> None:
    """Print the figures of both halves, and what went wrong in the texts that are named."""
    for title, half in (("seen", SEEN), ("unseen", UNSEEN)):
        print(title, dict(sorted(counted(half).items())))
    for name in names:
        for one in outcomes(name):
            if one.went not in {"right", "null", "hit", "good"}:
                print(f"{name}: {one.operation} {one.went}: {one.told}")


if __name__ == "__main__":
    main(sys.argv[1:])
