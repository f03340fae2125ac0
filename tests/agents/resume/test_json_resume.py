"""Resumes in JSON are as good as their texts, and say the same."""

import datetime as dt
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.resume.facts import Reading, facts_of
from agents.resume.json_resume import JsonResume, facts_of_resume, read_resume, resume_of

TODAY = dt.date(2026, 6, 15)
SENT: dict[str, Any] = {
    "$schema": "https://example.org/resume.json",
    "basics": {
        "name": "Ines Falk",
        "email": "ines.falk@example.org",
        "phone": "+49 361 5551234",
        "url": "https://ines.example",
        "location": {"city": "Erfurt", "countryCode": "DE"},
        "profiles": [{"network": "GitHub", "url": "https://github.com/ines-falk"}],
        "image": None,
    },
    "work": [
        {
            "name": "Holzwerk Rabe GmbH",
            "position": "Data Engineer",
            "startDate": "2019-04-01",
            "highlights": ["Moved 40 reports to Python and dbt"],
        },
        {"name": "Lindner", "position": "Analyst", "startDate": "2015", "endDate": "2017-06"},
    ],
    "education": [{"institution": "Universität Jena", "area": "Physics", "studyType": "BSc"}],
    "skills": [{"name": "Data", "keywords": ["SQL", "kafka", "Glassblowing"]}, {"name": "Go"}],
    "languages": [{"language": "German", "fluency": "native"}],
}


def test_resume_in_json_has_its_facts_and_their_places():
    text, found = facts_of_resume(read_resume(SENT), TODAY)
    assert (found.name, found.location) == ("Ines Falk", "Erfurt, DE")
    assert found.links == ("https://ines.example", "https://github.com/ines-falk")
    assert [(job.employer, job.start, job.end, job.current) for job in found.jobs] == [
        ("Holzwerk Rabe GmbH", "2019-04", None, True),
        ("Lindner", "2015", "2017-06", False),
    ]
    assert [(skill.name, skill.written) for skill in found.skills] == [
        ("Python", "Python"),
        ("dbt", "dbt"),
        ("SQL", "SQL"),
        ("Apache Kafka", "kafka"),
        ("Glassblowing", "Glassblowing"),
        ("Go", "Go"),
    ]
    assert found.experience_months == 87 + 30
    assert [(gap.start, gap.months) for gap in found.gaps] == [("2017-07", 21)]
    quotes = {path: text[p.span[0] : p.span[1]] for path, p in found.places.items()}
    assert quotes["/jobs/0/bullets/0"] == "Moved 40 reports to Python and dbt"
    assert [quotes[f"/skills/{at}"] for at in range(6)] == [s.written for s in found.skills]


def test_text_of_a_resume_in_json_reads_as_the_same_jobs():
    text, found = facts_of_resume(read_resume(SENT), TODAY)
    read = facts_of(text, today=TODAY)
    assert read.jobs == found.jobs
    assert (read.name, read.email) == (found.name, found.email)
    assert {skill.name for skill in read.skills} == {skill.name for skill in found.skills}


def test_facts_of_a_text_become_a_resume_in_json():
    head = "Ines Falk\nErfurt | ines@example.org\n\n"
    reading = Reading(f"{head}Experience\nBaker, Oven Ltd\n2019 – 2021\n• Baked\n")
    resume = resume_of(reading, reading.facts(TODAY))
    made = msgspec.json.decode(msgspec.json.encode(resume))
    assert made["basics"]["name"] == "Ines Falk"
    assert made["work"] == [
        {
            "name": "Oven Ltd",
            "position": "Baker",
            "startDate": "2019",
            "endDate": "2021",
            "highlights": ["Baked"],
        }
    ]
    assert read_resume(made) == resume


FLAT = {
    "name": "Ines Falk",
    "summary": "Engineer",
    "contact_info": {"email": "ines@example.org", "linkedin": "linkedin.com/in/ines"},
    "work_experiences": [
        {
            "company": "Rabe",
            "position": "Engineer",
            "start_date": "2019-04",
            "end_date": "Present",
            "description": "Built it\n- Ran it",
        }
    ],
    "personal_projects": [{"name": "Kite", "technologies": ["Rust", "Python"]}],
    "technical_skills": {"Languages": ["Go", "SQL"]},
    "total_experience_months": 80,
}


def test_flat_form_becomes_a_resume():
    made = read_resume(FLAT)
    assert made.work[0].name == "Rabe"
    assert made.work[0].end_date is None
    assert made.work[0].highlights == ("Built it", "Ran it")
    assert made.projects[0].keywords == ("Rust", "Python")
    assert made.skills[0].keywords == ("Go", "SQL")
    assert facts_of_resume(made, TODAY)[1].jobs[0].current


@pytest.mark.parametrize("wrong", [{"work": "none"}, {"basics": {"name": ["a"]}}, {"skills": [1]}])
def test_form_that_is_neither_is_refused(wrong: dict[str, Any]):
    with pytest.raises(msgspec.ValidationError):
        read_resume(wrong)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(
    st.dictionaries(
        st.sampled_from(
            ["name", "work_experiences", "technical_skills", "contact_info", "skills", "work"]
        ),
        JSON,
    )
)
@settings(deadline=None)  # the first to come reads the lists
def test_anything_sent_is_a_resume_or_refused(document: dict[str, Any]):
    try:
        made = read_resume(document)
    except msgspec.ValidationError:
        return
    text, found = facts_of_resume(made, TODAY)
    assert all(text[place.span[0] : place.span[1]] for place in found.places.values())


def test_empty_resume_is_one():
    assert read_resume({}) == JsonResume()


def test_dates_of_data_are_read_as_people_write_them_too() -> None:
    work = [{"name": "Dokk 2", "startDate": "März 2020", "endDate": "heute"}, {"name": "Kai"}]
    _, facts = facts_of_resume(read_resume({"basics": {"name": "A"}, "work": work}), TODAY)
    assert [(job.start, job.end, job.current) for job in facts.jobs] == [
        ("2020-03", None, True),
        (None, None, False),
    ]
