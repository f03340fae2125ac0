"""Employers are told from what else stands beside titles and dates."""

import pytest

from agents.resume.employers import employers
from tests.growth import MOST, growth

NO_EMPLOYERS = """Role: Backend Developer
Position: Senior Software Engineer
Designation: Data Analyst
Objective: Software Engineer position at a growing firm
Certifications: AWS Solutions Architect 2020
Google Data Analytics Certificate (2021)
Hackathon Winner – 2019
Berlin, Germany | 2018 - 2020
London (2018 - 2020)
Awards | 2020
Freelance – 2018
Career Break (2019 - 2020)
Self-employed | 2017
Publications – 2017
GPA – 2015
Driving License | 2014
Data Analyst, London (2018 - 2020)
Software Engineer | New York, NY | 2020
Software Engineer, Python, SQL, 2019
Lead Developer - React, Node.js (2019)
Registered Nurse, ICU, 2018
Accountant, Machine Learning (2016)
Engineering Manager, Jane Smith
- Reported to the Engineering Manager, Jane Smith, from 2018
- Worked with the Product Manager, Anna Brown, and the CTO in 2019
Entwickler, SAP SE (2014 - 2017)""".splitlines()

EMPLOYERS = {
    "Software Engineer, Machine Learning, Google (2020)": "Google",
    "Senior Software Engineer, Platform Team, Acme (2019)": "Acme",
    "Software Engineer, Google, London (2018 - 2020)": "Google",
    "Google, Software Engineer, 2018": "Google",
    "Lead Developer at Snowflake": "Snowflake",
    "Developer, Foo Ltd": "Foo Ltd",
    "AT&T, Engineer": "AT&T",
    "Store Manager | Tesco | 2015 - 2019": "Tesco",
    "2015 - 2019\tStaff Nurse | St. Luke's": "St. Luke's",
    "International Business Machines | Developer | 2010": "International Business Machines",
    "Head of Engineering, Monzo (2021-)": "Monzo",
    "IBM (2015-2018)\nSoftware Engineer": "IBM",
    "Software Engineer\nIBM (2015-2018)": "IBM",
    "BMW\t2017 – 2019\nData Analyst": "BMW",
    "• Barista, Costa Coffee\n2019 – 2021": "Costa Coffee",
}


@pytest.mark.parametrize("line", NO_EMPLOYERS)
def test_what_is_no_employer_is_taken_for_none(line: str):
    assert employers(f"Jo Doe\nTown\nEXPERIENCE\n{line}\n- did things well\n") == []


@pytest.mark.parametrize(("entry", "name"), EMPLOYERS.items())
def test_employer_is_found_beside_its_title_or_date(entry: str, name: str):
    assert employers(f"Jo Doe\nTown\nEXPERIENCE\n{entry}\n- did things well\n") == [name]


DEPARTMENTS = [
    "St. Joseph's Hospital and Medical Center, Phoenix\nStaff Nurse, Medical-Surgical\n2016 – 2019",
    "Banner University Medical Center, Phoenix, AZ\nRegistered Nurse, Labor & Delivery\nJune 2019",
    "Acme Foods, Leeds\nSales Manager, EMEA\n2018 - 2020",
    "Acme Ltd\nRegional Sales Manager, Midwest | 2018",
    "Acme Inc | Remote\nSales Director – DACH\n2018 - 2020",
]


@pytest.mark.parametrize("entry", DEPARTMENTS)
def test_department_or_region_below_its_employer_is_taken_for_none(entry: str):
    assert employers(f"Jo Doe\nTown\nEXPERIENCE\n{entry}\n- did things well\n") == []


@pytest.mark.parametrize(
    "above",
    ["London, UK", "Python, SQL, Kafka", "May 2019, full-time", "PAID WORK & POSTS", "Work"],
)
def test_line_above_that_names_no_employer_takes_none_from_the_title(above: str):
    assert employers(f"Jo Doe\nTown\n\n{above}\nStore Manager, Tesco, 2015 - 2019\n") == ["Tesco"]


def test_entry_above_another_takes_no_employer_from_it():
    entries = "Cashier, Aldi, 2012 - 2015\nStore Manager, Tesco, 2015 - 2019\n"
    assert employers(f"Jo Doe\nTown\n\n{entries}") == ["Aldi", "Tesco"]


def test_part_of_a_resume_that_names_no_employers_is_passed_over():
    resume = """Jo
WORK
Cashier | Aldi | 2012 - 2015
References:
Jane Smith, Director, Acme 2019
Awards
Top Seller (2018)
Store Manager of the Year, Tesco 2018
OTHER POSTS
Driver, Parcel Line (2010)
"""
    assert employers(resume) == ["Aldi", "Parcel Line"]
    assert employers(" || ".join(resume.splitlines())) == ["Aldi", "Parcel Line"]


@pytest.mark.parametrize("unit", ["A", "Engineer, A ", "EDUCATION\n", "|| Awards ", "A | 2019\n"])
def test_hostile_resume_costs_no_more_than_its_length(unit: str):
    assert growth(employers, unit) < MOST
