"""Parts of a resume hold what their headings say."""

import pytest

from agents.resume.parts import Parts

RESUME = """Jo Doe
Here
WORK
Here
Projects
Here
Languages:
Here
VOLUNTEERING
Here
Work history
Here
"""


@pytest.mark.parametrize("resume", [RESUME, " || ".join(RESUME.splitlines())])
def test_part_holds_what_its_heading_allows(resume: str):
    parts = Parts(resume)
    places = [at for at in range(len(resume)) if resume.startswith("Here", at)]
    named = [parts.may_name_employer(at) for at in places]
    told = [parts.may_tell_result(at) for at in places]
    assert named == [True, True, False, False, False, True]
    assert told == [True, True, True, False, True, True]
