"""What is used of a posting and of a résumé's gaps."""

from agents.kinds.interview.posted import gaps, posted

POSTING = """Ward sister (m/f/d)
Aire Valley Hospital, Leeds

Your tasks
- Lead the shift of nine nurses
- Plan the rota

What you bring
- Registered nurse
- At least three years on a ward
"""


def test_text_of_a_posting_is_read():
    found = posted(POSTING, "2026-11-30", "en")
    assert "Ward sister" in found.title
    assert "Lead the shift of nine nurses" in found.duties
    assert any("Registered nurse" in one for one in found.must)


def test_stored_job_is_used_as_it_is_and_long_lines_are_left_out():
    job = {
        "title": "Cook",
        "hiringOrganization": "Blue Pot",
        "mustHave": [{"id": "m1", "text": "Food  hygiene"}, {"id": "m2", "text": "x" * 500}],
        "responsibilities": None,
    }
    found = posted(job, "2026-11-30", None)
    assert (found.title, found.company, found.must) == ("Cook", "Blue Pot", ("Food hygiene",))
    assert posted({"title": 7}, "2026-11-30", None).title == ""


def test_gap_between_two_jobs_is_found():
    resume = (
        "Experience\nNurse, Aire Hospital, Leeds\n2015-01 - 2018-03\n- Led a shift\n\n"
        "Nurse, Calder Clinic, Leeds\n2019-06 - now\n- Ran a clinic\n"
    )
    assert gaps(resume, "2026-11-30") == [("2018-04", "2019-05")]
