"""A posting at an address: from a system's data, from the page, or why there is none."""

import asyncio
import datetime as dt
import json
from pathlib import Path

import msgspec
import pytest

from agents.errors import RunFailure
from agents.kind.services import Fetched, FoundPosting
from agents.models.compute import Direct
from agents.models.request import Caller
from agents.postings.finding import WebPostings
from agents.testing.pages import Pages, html
from tests.documents import ROOT

CALLER = Caller(user="ada")
TODAY = dt.date(2026, 11, 30)
URL = "https://jobs.firm.example/7"
LEVER = "https://jobs.lever.co/acme/0a1b2c3d-0000-4000-8000-0123456789ab"
LEVER_DATA = "https://api.lever.co/v0/postings/acme/0a1b2c3d-0000-4000-8000-0123456789ab?mode=json"
BODY = """
<main><h1>Night Nurse</h1><p>Marsh Clinic · Leeds</p>
<h2>Your role</h2><ul><li>Care for twenty patients at night</li></ul>
<h2>Requirements</h2><ul><li>Registration as a nurse</li><li>Two years on a ward</li></ul>
<h2>How to apply</h2><p>Send your CV to jobs@marsh.example</p></main>
"""


def find(pages: Pages, url: str = URL) -> FoundPosting:
    postings = WebPostings(pages, Direct(), lambda: TODAY)
    return asyncio.run(postings.at(CALLER, url, "en"))


def refused(pages: Pages, url: str = URL) -> RunFailure:
    with pytest.raises(RunFailure) as failed:
        find(pages, url)
    return failed.value


def linked(**fields: object) -> str:
    value = {"@type": "JobPosting", "title": "Night Nurse", **fields}
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


def lever() -> Fetched:
    job = {
        "id": "0a1b2c3d-0000-4000-8000-0123456789ab",
        "text": "Data Analyst",
        "categories": {"location": "Cork", "commitment": "Full-time"},
        "description": "<p>Acme looks for somebody who counts.</p>",
        "lists": [{"text": "Requirements", "content": "<li>SQL</li><li>Clear writing</li>"}],
        "workplaceType": "hybrid",
        "createdAt": 1_795_000_000_000,
    }
    return Fetched(LEVER_DATA, 200, "application/json", json.dumps(job).encode(), "utf-8", 5)


def test_page_of_a_posting_is_read() -> None:
    found = find(Pages({URL: html(URL, BODY)}))
    assert found.posting["title"] == "Night Nurse"
    assert found.posting["source"] == {"kind": "page", "url": URL, "fetchedAt": 0}
    assert [one["quote"] for one in found.posting["mustHave"]] == [
        "Registration as a nurse", "Two years on a ward",
    ]  # fmt: skip


def test_page_in_a_system_is_read_from_its_data() -> None:
    pages = Pages({LEVER_DATA: lever()})
    found = find(pages, LEVER)
    assert pages.asked[0] == LEVER_DATA
    assert found.posting["title"] == "Data Analyst"
    assert found.posting["jobLocation"] == ["Cork"]
    assert found.posting["remote"] == "hybrid"
    assert found.posting["source"] == {"kind": "ats", "url": LEVER, "fetchedAt": 5}
    assert [one["quote"] for one in found.posting["mustHave"]] == ["SQL", "Clear writing"]


def test_pay_of_a_system_takes_its_unit_from_the_words_that_have_its_amounts() -> None:
    job = json.loads(lever().body)
    job["salaryRange"] = {"currency": "EUR", "min": 38000, "max": 44000}
    job["lists"].append({"text": "Benefits", "content": "<li>€1,200 home office stipend</li>"})
    job["additional"] = "<p>The salary for this role is €38,000 to €44,000 per year.</p>"
    data = msgspec.structs.replace(lever(), body=json.dumps(job).encode())
    found = find(Pages({LEVER_DATA: data}), LEVER).posting
    assert found["baseSalary"] == {"currency": "EUR", "min": 38000, "max": 44000, "unit": "YEAR"}
    assert "38,000 to €44,000" in found["salaryText"]


def test_employer_that_a_system_s_data_leave_out_is_that_of_its_page() -> None:
    page = html(LEVER, "<title>Acme Ltd - Data Analyst</title><div id=root></div>")
    found = find(Pages({LEVER_DATA: lever(), LEVER: page}), LEVER)
    assert found.posting["hiringOrganization"] == "Acme Ltd"
    assert found.text.startswith("Data Analyst\nAcme Ltd\tCork\n")


def test_page_in_a_system_whose_data_do_not_come_is_read_itself() -> None:
    pages = Pages({LEVER: html(LEVER, BODY)})
    assert find(pages, LEVER).posting["source"]["kind"] == "page"
    assert pages.asked == [LEVER_DATA, LEVER]


def test_posting_that_its_system_has_no_more_is_gone() -> None:
    missing = Fetched(LEVER_DATA, 404, "application/json", b"{}", None, 0)
    pages = Pages({LEVER_DATA: missing, LEVER: html(LEVER, "<div id=root></div>")})
    assert refused(pages, LEVER).text.key == "postings.page.gone"


def test_system_that_is_shown_in_a_page_is_asked() -> None:
    page = f'<h1>Careers</h1><iframe src="{LEVER}"></iframe>'
    found = find(Pages({URL: html(URL, page), LEVER_DATA: lever()}))
    assert found.posting["title"] == "Data Analyst"
    assert found.posting["source"]["url"] == URL


def test_address_that_leads_into_a_system_is_read_from_its_data() -> None:
    pages = Pages({URL: html(LEVER, "<div id=root></div>"), LEVER_DATA: lever()})
    assert find(pages).posting["title"] == "Data Analyst"


def test_what_is_told_beside_fills_what_the_page_does_not_say() -> None:
    told = linked(datePosted="2026-11-20", hiringOrganization={"name": "Marsh Clinic"})
    found = find(Pages({URL: html(URL, told + BODY)}))
    assert found.posting["datePosted"] == "2026-11-20"
    assert found.posting["hiringOrganization"] == "Marsh Clinic"


def test_page_wins_over_what_is_told_beside_and_says_where_they_differ() -> None:
    told = linked(title="Ward Manager", validThrough="2026-12-01")
    page = BODY.replace("<h2>How", "<p>Closing date: 12 December 2026</p><h2>How")
    found = find(Pages({URL: html(URL, told + page)}))
    assert found.posting["title"] == "Night Nurse"
    assert found.posting["validThrough"] == "2026-12-12"
    assert ("title", "Night Nurse", "Ward Manager") in found.differs
    assert ("validThrough", "2026-12-12", "2026-12-01") in found.differs


def test_shell_that_tells_only_programs_of_its_job_is_read_from_that() -> None:
    told = linked(description=BODY, hiringOrganization="Marsh Clinic")
    found = find(Pages({URL: html(URL, f"{told}<div id=app></div>")}))
    assert found.posting["source"]["kind"] == "json-ld"
    assert found.posting["hiringOrganization"] == "Marsh Clinic"
    assert len(found.posting["mustHave"]) == 2


def test_guess_of_the_board_is_no_salary_wherever_it_is_told() -> None:
    pay = {"currency": "GBP", "value": {"minValue": 1, "maxValue": 2, "unitText": "YEAR"}}
    guess = "<div><p>£31,000 – £36,000</p><p>Estimated by JobBoard</p></div><h2>Your role"
    page = linked(baseSalary=pay) + BODY.replace("<h2>Your role", guess)
    found = find(Pages({URL: html(URL, page)}))
    assert found.posting["baseSalary"] is None
    assert found.posting["salaryText"] is None


def test_hidden_words_are_told_and_are_part_of_nothing() -> None:
    bait = '<li style="display:none">Ten years at NASA</li><li>Two years'
    found = find(Pages({URL: html(URL, BODY.replace("<li>Two years", bait))}))
    assert found.hidden == ("Ten years at NASA",)
    assert "NASA" not in found.text + json.dumps(found.posting)


@pytest.mark.parametrize(
    ("status", "body", "why"),
    [
        (404, BODY, "gone"),
        (200, "<h1>This job is no longer available</h1><p>See others.</p>", "gone"),
        (200, "<h1>Sign in</h1><form><input type=password></form>", "login"),
        (401, BODY, "login"),
        (200, "<h1>About us</h1><p>We make lamps since 1921.</p>", "other"),
        (403, BODY, "status"),
        (503, BODY, "status"),
    ],
)
def test_page_that_is_no_posting_is_refused_with_what_to_do(
    status: int, body: str, why: str
) -> None:
    failed = refused(Pages({URL: html(URL, body, status)}))
    assert failed.text.key == f"postings.page.{why}"


POSTINGS = sorted((ROOT / "tests/material/postings").iterdir())
ARTICLE = """
<h1>Nursing in 2027</h1><p>We at Marsh Clinic think that a registration is required.</p>
<p>Two years of experience are required, too. A driving licence is required.</p>
<p>Spanish is a plus. Calm hands are a plus. A van would be an advantage.</p>
"""


def plain_page(text: str) -> str:
    """A page with a posting whose parts have no headings of their own."""
    first, *lines = filter(None, text.split("\n"))
    return f"<main><h1>{first}</h1>{''.join(f'<p>{line}</p>' for line in lines)}</main>"


@pytest.mark.parametrize("path", POSTINGS, ids=lambda path: str(path.stem))
def test_posting_in_plain_paragraphs_is_read(path: Path) -> None:
    found = find(Pages({URL: html(URL, plain_page(path.read_text(encoding="utf-8")))}))
    assert found.posting["source"]["kind"] == "page"
    assert found.posting["mustHave"]


def test_article_that_names_what_is_asked_is_no_posting() -> None:
    told = '<script type="application/ld+json">{"@type": "BlogPosting"}</script>'
    failed = refused(Pages({URL: html(URL, told + ARTICLE)}))
    assert failed.text.key == "postings.page.other"


@pytest.mark.parametrize("media_type", ["application/pdf", "image/png"])
def test_file_is_refused_with_what_to_do(media_type: str) -> None:
    file = Fetched(URL, 200, media_type, b"%PDF-1.7", None, 0)
    assert refused(Pages({URL: file})).text.key == "postings.page.file"


def test_list_of_jobs_is_refused_with_what_to_do() -> None:
    items = "".join(f'<li><a href="/jobs/{n}">Nurse on ward {n}</a></li>' for n in range(9))
    failed = refused(Pages({URL: html(URL, f"<h1>9 jobs found</h1><ul>{items}</ul>")}))
    assert failed.text.key == "postings.page.list"


@pytest.mark.parametrize(
    ("title", "pictures", "employer"),
    [
        ("Fitter – Jobs bei Marsh Works GmbH", "", "Marsh Works GmbH"),
        ("Fitter | JobBoard GmbH", "", None),
        ("Fitter | FindIt", '<img alt="Marsh Works logo">', "Marsh Works"),
        ("Mairie de Pont-l'Évêque - Fitter", "", "Mairie de Pont-l'Évêque"),
    ],
)
def test_employer_whom_only_the_page_names_is_found(
    title: str, pictures: str, employer: str | None
) -> None:
    body = (
        f"<title>{title}</title>{pictures}<main><h1>Fitter</h1><h2>Your role</h2><ul><li>Fit</li>"
        "</ul><h2>Requirements</h2><ul><li>Own tools</li><li>A van</li></ul><h2>Contact</h2>"
        "<p>Write to jobs@marshworks.example. </p></main>"
    )
    assert find(Pages({URL: html(URL, body)})).posting["hiringOrganization"] == employer
