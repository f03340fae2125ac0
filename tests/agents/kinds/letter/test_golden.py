"""Letters that were read as a recruiter would, and kept."""

import pytest

from tests.agents.kinds.letter.cases import CASES, begun
from tests.golden import golden


@pytest.mark.parametrize("name", sorted(CASES))
async def test_letter_is_what_was_kept(name: str) -> None:
    pair, more = CASES[name]
    talk = await begun(pair, **more)
    result = talk.result or {}
    checks = [f"{one['check']}: {one['passed']} – {one['detail']}" for one in result["checks"]]
    short = [f"shorter: {why}" for why in result["notJudged"].values()]
    lines = [result["text"], "", "---", *checks, f"words: {result['words']}", *short]
    golden(f"agents/kinds/letter/golden/{name}.txt", "\n".join([*lines, *result["assumed"], ""]))
