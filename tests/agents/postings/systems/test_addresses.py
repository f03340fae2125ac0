"""Which system a page is in, and where the same stands as data."""

import pytest

from agents.postings.systems.addresses import Address, address_of, addresses_in, employer_in

ID = "0a1b2c3d-0000-4000-8000-0123456789ab"
PAGES = {
    "https://boards.greenhouse.io/acme/jobs/127817": (
        "greenhouse", "https://boards-api.greenhouse.io/v1/boards/acme/jobs/127817?pay_transparency=true",
    ),
    "https://job-boards.eu.greenhouse.io/acme/jobs/127817?gh_src=x": (
        "greenhouse", "https://boards-api.greenhouse.io/v1/boards/acme/jobs/127817?pay_transparency=true",
    ),
    "https://boards.greenhouse.io/embed/job_app?for=acme&token=127817": (
        "greenhouse", "https://boards-api.greenhouse.io/v1/boards/acme/jobs/127817?pay_transparency=true",
    ),
    f"https://jobs.lever.co/acme/{ID}/apply": (
        "lever", f"https://api.lever.co/v0/postings/acme/{ID}?mode=json",
    ),
    f"https://jobs.eu.lever.co/acme/{ID}": (
        "lever", f"https://api.eu.lever.co/v0/postings/acme/{ID}?mode=json",
    ),
    f"https://jobs.ashbyhq.com/acme/{ID}": (
        "ashby", "https://api.ashbyhq.com/posting-api/job-board/acme?includeCompensation=true",
    ),
    "https://apply.workable.com/acme/j/9E41C07B2D/": (
        "workable", "https://apply.workable.com/api/v1/widget/accounts/acme?details=true",
    ),
    "https://jobs.smartrecruiters.com/Acme1/744000098812345-cook-m-w-d-": (
        "smartrecruiters", "https://api.smartrecruiters.com/v1/companies/Acme1/postings/744000098812345",
    ),
    "https://acme.recruitee.com/o/planner-2?lang=nl": (
        "recruitee", "https://acme.recruitee.com/api/offers/planner-2",
    ),
    "https://acme.jobs.personio.de/job/4103?language=en": (
        "personio", "https://acme.jobs.personio.de/xml?language=en",
    ),
    "https://acme.jobs.personio.com/job/4103": ("personio", "https://acme.jobs.personio.com/xml"),
}  # fmt: skip


@pytest.mark.parametrize("page", sorted(PAGES))
def test_page_of_a_system_leads_to_its_data(page: str) -> None:
    address = address_of(page)
    assert address is not None
    assert (address.system, address.data[0]) == PAGES[page]


@pytest.mark.parametrize(
    "page",
    [
        "https://boards.greenhouse.io/acme",
        "https://boards.greenhouse.io.evil.example/acme/jobs/1",
        "https://evil.example/boards.greenhouse.io/acme/jobs/1",
        "https://evil.example/?https://jobs.lever.co/acme/" + ID,
        "https://jobs.lever.co:8443/acme/" + ID,
        "https://jobs.lever.co/acme",
        "ftp://jobs.lever.co/acme/" + ID,
        "https://evil.example#.jobs.personio.de/job/1",
        "https://a.b.jobs.personio.de/job/1",
        "https://acme@evil.example/job/1",
        "https://[::1/acme",
        "https://acme.recruitee.com/" + "x" * 3_000,
        "",
    ],
)
def test_other_page_is_in_no_system(page: str) -> None:
    assert address_of(page) is None


def test_postings_that_a_page_shows_in_frames_and_by_scripts_are_known() -> None:
    frames = [
        "/own.js",
        f"//jobs.lever.co/acme/{ID}",
        "https://boards.greenhouse.io/embed/job_board/js?for=acme",
    ]
    found = addresses_in("https://acme.example/jobs?gh_jid=127817", frames)
    assert [(one.system, one.board, one.id) for one in found] == [
        ("lever", "acme", ID), ("greenhouse", "acme", "127817"),
    ]  # fmt: skip
    assert addresses_in("https://acme.example/jobs?gh_jid=../x", frames[2:]) == []
    assert addresses_in("https://[/?gh_jid=1", frames[2:]) == []


@pytest.mark.parametrize(
    ("named", "title", "employer"),
    [
        ("{employer} - {job}", "Acme - Cook", "Acme"),
        ("{job} @ {employer}", "Cook @ Acme", "Acme"),
        ("{job} @ {employer}", "Acme", None),
        ("{job} @ {employer}", "Cook @ ", None),
        ("", "Cook @ Acme", None),
    ],
)
def test_employer_is_told_by_the_form_of_a_page_s_title(
    named: str, title: str, employer: str | None
) -> None:
    assert employer_in(Address("lever", "acme", "1", (), named), title, "Cook") == employer
