"""Jobs are found in whatever order their lines stand."""

import pytest

from agents.resume.facts import Reading
from agents.resume.jobs import Job, jobs
from agents.resume.lines import lines
from agents.resume.sections import sections

HARBOUR = ("Harbour Foods", "Sales Manager", "2019-03", None)
LANTERN = ("Lantern Ltd", "Sales Assistant", "2016-01", "2019-02")


LAYOUTS = {
    "title beside the date, employer below": """\
Sales Manager\tMar 2019 – Present
Harbour Foods
Sold tea to nine towns
Sales Assistant\tJan 2016 – Feb 2019
Lantern Ltd
Sold lamps in one
""",
    "blank lines everywhere": """\
Sales Manager\tMar 2019 – Present

Harbour Foods

Sold tea to nine towns.

Sales Assistant\tJan 2016 – Feb 2019

Lantern Ltd

Sold lamps in one.
""",
    "dates broken in a narrow column": """\
March 2019 –
present\tSales Manager
Harbour Foods, York
January 2016 –
February 2019\tSales Assistant
Lantern Ltd, Hull
""",
    "two columns": """\
Harbour Foods\tYork
Sales Manager\tMar 2019 – Present
• Sold tea
Lantern Ltd\tHull
Sales Assistant\tJan 2016 – Feb 2019
• Sold lamps
""",
    "title first": """\
Sales Manager
Harbour Foods
Mar 2019 – Present
• Sold tea

Sales Assistant
Lantern Ltd
Jan 2016 – Feb 2019
• Sold lamps
""",
    "employer first": """\
Harbour Foods
Sales Manager
Mar 2019 – Present
• Sold tea
Lantern Ltd
Sales Assistant
Jan 2016 – Feb 2019
• Sold lamps
""",
    "date first": """\
Mar 2019 – Present
Sales Manager
Harbour Foods
Jan 2016 – Feb 2019
Sales Assistant
Lantern Ltd
""",
    "date last, nothing done": """\
Harbour Foods
Sales Manager
03/2019 – now
Lantern Ltd
Sales Assistant
01/2016 – 02/2019
""",
    "date beside": """\
Harbour Foods, York\tMar 2019 – Present
Sales Manager
Sold tea to nine towns
Lantern Ltd, Hull\tJan 2016 – Feb 2019
Sales Assistant
Sold lamps in one
""",
    "one line, commas": """\
Sales Manager, Harbour Foods, York (Mar 2019 – Present)
Sales Assistant, Lantern Ltd (Jan 2016 – Feb 2019)
""",
    "one line, dashes": """\
Harbour Foods — Sales Manager — since March 2019
Lantern Ltd — Sales Assistant — Jan 2016 to Feb 2019
""",
    "at": """\
Sales Manager at Harbour Foods | 2019.03 - present
Sales Assistant at Lantern Ltd | 2016.01 - 2019.02
""",
    "brackets": """\
Sales Manager, Harbour Foods (York)
Mar 2019 – Present
- Sold tea
Sales Assistant, Lantern Ltd (Hull)
Jan 2016 – Feb 2019
- Sold lamps
""",
    "table": """\
Period\tCompany\tPosition
03/2019 – today\tHarbour Foods\tSales Manager
01/2016 – 02/2019\tLantern Ltd\tSales Assistant
""",
    "labels": """\
Employer: Harbour Foods
Position: Sales Manager
Dates: Mar 2019 – Present
Employer: Lantern Ltd
Position: Sales Assistant
Dates: Jan 2016 – Feb 2019
""",
    "pasted profile": """\
Sales Manager
Harbour Foods · Full-time
Mar 2019 - Present · 7 yrs 9 mos
York, England

Sales Assistant
Lantern Ltd · Part-time
Jan 2016 - Feb 2019 · 3 yrs 2 mos
Hull, England
""",
    "markdown": """\
### Sales Manager, Harbour Foods (March 2019 – present)

* Sold **tea**

### Sales Assistant, Lantern Ltd (2016-01 – 2019-02)
""",
    "items": """\
• Mar 2019 – Present: Sales Manager, Harbour Foods
• Jan 2016 – Feb 2019: Sales Assistant, Lantern Ltd
""",
    "broken dates": """\
Mar 2019 –
Present
Sales Manager
Harbour Foods
• Sold tea
Jan 2016 –
Feb 2019
Sales Assistant
Lantern Ltd
• Sold lamps
""",
}


def found(text: str) -> list[Job]:
    whole = f"Experience\n{text}\n"
    runs = sections(lines(whole)).runs("experience")
    return [job for run in runs for job in jobs(run, whole)]


def told(job: Job) -> tuple[str | None, ...]:
    time = job.period
    return (
        job.employer.text if job.employer else None,
        job.title.text if job.title else None,
        time.start.written() if time and time.start else None,
        time.end.written(end=True) if time and time.end else None,
    )


@pytest.mark.parametrize("name", LAYOUTS)
def test_title_employer_and_time_are_found_in_any_order(name: str):
    assert [told(job) for job in found(LAYOUTS[name])] == [HARBOUR, LANTERN]


ENTRIES = {
    "Charge Nurse, Emergency Department\nSt Brannoc's Hospital\n2018 – 2021": (
        "St Brannoc's Hospital",
        "Charge Nurse, Emergency Department",
    ),
    "Regional Sales Manager, Midwest\nAcorn Inc\n2018 – 2021": (
        "Acorn Inc",
        "Regional Sales Manager, Midwest",
    ),
    "2018.01 ~ 2021.12\t한빛전자 무선사업부\t선임연구원": ("한빛전자", "선임연구원"),
    "(주)바다소프트 서버개발팀 / 대리 (2018.01 ~ 2021.12)": ("(주)바다소프트", "대리"),
    "2018 – 2021\tKrankenpfleger\n\tUniversitätsklinikum Aldstadt, Klinik für Neurologie": (
        "Universitätsklinikum Aldstadt",
        "Krankenpfleger",
    ),
    "Software Engineer, Machine Learning, Quill (2018 – 2021)": (
        "Quill",
        "Software Engineer, Machine Learning",
    ),
    "Chef de rang, Brasserie du Lac, Annecy — 2018 à 2021": ("Brasserie du Lac", "Chef de rang"),
    "2018年4月　株式会社あおば商事　入社\n営業担当\n2021年3月　同社　退職": (
        "株式会社あおば商事",
        "営業担当",
    ),
    "2018 - 2021. Jefa de cocina. Restaurante El Olmo (Sevilla).": (
        "Restaurante El Olmo",
        "Jefa de cocina",
    ),
    "2018年4月～2021年3月\t株式会社あおば\tバックエンドエンジニア": (
        "株式会社あおば",
        "バックエンドエンジニア",
    ),
    "한강로지스㈜ 인천센터 | 과장 | 2018.01 ~ 2021.12": ("한강로지스㈜", "과장"),
    "2018 – 2021, Electrician, Ashdown Property Care, Salford": (
        "Ashdown Property Care",
        "Electrician",
    ),
    "Data Analyst, London (2018 – 2021)": (None, "Data Analyst"),
    "Registered Nurse, ICU, 2018 – 2021": (None, "Registered Nurse, ICU"),
    "Freelance Photographer\n2018 – 2021": (None, "Freelance Photographer"),
    "Engineer\nMason & Cook, Inc., Boston, MA\n2018 – 2021": ("Mason & Cook, Inc.", "Engineer"),
}


@pytest.mark.parametrize(("entry", "expected"), ENTRIES.items())
def test_town_or_department_is_taken_for_no_employer(entry: str, expected: tuple[str, str]):
    assert [told(job)[:2] for job in found(f"{entry}\n• did things well")] == [expected]


GROUP = """Harbour Foods
6 yrs 3 mos
Sales Manager
Full-time
Jan 2021 - Present · 2 yrs 4 mos
York, England
• Sold tea
Sales Assistant
Jan 2018 - Dec 2020 · 3 yrs
Lantern Ltd
Cashier
Jan 2016 - Dec 2017 · 2 yrs
"""


def test_list_of_which_no_word_tells_is_read_as_the_other_entries_are():
    titles_first = found("""\
Kellnerin, Gasthaus Zur Furt GmbH, Passau, 03/2019 – 05/2021
• Bedient
Spülfee, Café Morgenrot, 01/2016 – 02/2019
• Gespült
""")
    assert [told(job)[:2] for job in titles_first] == [
        ("Gasthaus Zur Furt GmbH", "Kellnerin"),
        ("Café Morgenrot", "Spülfee"),
    ]
    employers_first = found("""\
Brasserie du Quai SARL, Serveuse, 03/2019 – 05/2021
• Service
Café des Halles, Plongeuse, 01/2016 – 02/2019
• Vaisselle
""")
    assert [told(job)[:2] for job in employers_first] == [
        ("Brasserie du Quai SARL", "Serveuse"),
        ("Café des Halles", "Plongeuse"),
    ]


def test_legal_form_in_a_list_says_which_is_the_employer():
    job = found("Rundholzsortierer, Sägewerk Auer KG, Zwiesel, 03/2019 – 05/2021\n")[0]
    assert told(job)[:2] == ("Sägewerk Auer KG", "Rundholzsortierer")


def test_terms_in_brackets_before_a_title_are_no_part_of_it():
    job = found("03/2019 – 05/2021 (Teilzeit): Erzieherin – Kita Wirbelwind e.V.\n")[0]
    assert told(job)[1] == "Erzieherin"


def test_title_set_as_a_heading_belongs_to_the_line_behind_a_gap():
    text = """Werkervaring

Verkoopster

Bakkerij Molenaar BV, maart 2019 – mei 2021

• Brood verkocht

Magazijnmedewerker

Groothandel Vos BV, januari 2016 – februari 2019

• Pakketten ingepakt
"""
    read = sections(lines(text, frozenset({0, 2, 8})))
    told_of = [told(job)[:2] for run in read.runs("experience") for job in jobs(run, text)]
    assert told_of == [
        ("Bakkerij Molenaar BV", "Verkoopster"),
        ("Groothandel Vos BV", "Magazijnmedewerker"),
    ]


def test_titles_below_one_employer_are_jobs_there():
    assert [told(job)[:2] for job in found(GROUP)] == [
        ("Harbour Foods", "Sales Manager"),
        ("Harbour Foods", "Sales Assistant"),
        ("Lantern Ltd", "Cashier"),
    ]


def test_employer_with_the_time_of_all_its_titles_is_no_job_of_its_own():
    text = (
        "Harbour Foods\tJan 2015 – Present\nSales Manager\tJan 2019 – Present\n• Sold tea\n"
        "Sales Assistant\tJan 2015 – Dec 2018\n• Sold cups"
    )
    assert [told(job)[:3] for job in found(text)] == [
        ("Harbour Foods", "Sales Manager", "2019-01"),
        ("Harbour Foods", "Sales Assistant", "2015-01"),
    ]


FORM = """\
2018年4月　みなと物流株式会社　入社
営業担当
2021年3月　同社　退職
2021年4月　あおば銀行　入社
現在に至る
"""


def test_time_of_somebody_who_came_and_left_is_one():
    times = [
        (told(job)[0], *told(job)[2:], bool(job.period and job.period.current))
        for job in found(FORM)
    ]
    assert times == [
        ("みなと物流株式会社", "2018-04", "2021-03", False),
        ("あおば銀行", "2021-04", None, True),
    ]


@pytest.mark.parametrize(
    "name", ["Parental leave", "Career Break", "육아휴직", "Sabbatical", "Elternzeit"]
)
def test_time_without_work_is_no_job(name: str):
    text = f"{name}\n2020 - 2021\n\nWaiter | Hotel Astra | Vienna | 2018 – 2020"
    assert [told(job)[:2] for job in found(text)] == [("Hotel Astra", "Waiter")]


def test_code_of_a_state_before_a_date_is_of_the_place():
    jobs_found = found("Registered Nurse, Desert View Hospital, Tucson, AZ    2016 – 2019")
    assert [(told(job), job.place.text) for job in jobs_found if job.place] == [
        (("Desert View Hospital", "Registered Nurse", "2016", "2019"), "Tucson, AZ")
    ]


def test_what_was_done_stands_with_its_job_in_one_piece():
    text = (
        "Baker, Corner Oven\n2018 – 2021\n• Baked four hundred loaves a night for the shops\n"
        "  of the whole town\n• Trained two\nMiller, Old Mill\n2015 – 2018\nGround rye.\nSwept.\n"
    )
    done = [[bullet.text for bullet in job.bullets] for job in found(text)]
    assert done == [
        ["Baked four hundred loaves a night for the shops of the whole town", "Trained two"],
        ["Ground rye.", "Swept."],
    ]


@pytest.mark.parametrize("mark", [">", "-", "*", "•"])
def test_item_begins_no_job_whatever_marks_it(mark: str):
    text = f"Baker, Corner Oven\n2018 – 2021\n{mark} baked bread\n{mark} led the shift in May 2020"
    assert [[b.text for b in job.bullets] for job in found(text)] == [
        ["baked bread", "led the shift in May 2020"]
    ]


def test_jobs_in_narrow_cells_have_both_ends_of_their_times():
    text = (
        "März 2011 – Juli Schlosser\n2014\tWerft Nord GmbH, Kiel\n• Luken geschweißt\n\n"
        "Mai 2008 Februar\tAzubi\n2011\tHafenbau GmbH, Kiel\n• Gefeilt"
    )
    assert [told(job) for job in found(text)] == [
        ("Werft Nord GmbH", "Schlosser", "2011-03", "2014-07"),
        ("Hafenbau GmbH", "Azubi", "2008-05", "2011-02"),
    ]


def test_a_break_that_is_told_in_two_ways_is_no_job():
    text = "Nurse\t2019 – 2021\nOak Ward Hospital\n• Cared\n\nSabbatical\nGap year\t2018 – 2019"
    assert [told(job)[1] for job in found(text)] == ["Nurse"]


def test_employer_in_a_line_apart_from_its_title_is_its_own():
    text = (
        "Nurse\t2019 – 2021\nOak Ward Hospital, Leeds\n\n• Cared\n\nPorter\t2015 – 2018\n\n"
        "Elm Lane Hospital, York\n\n• Carried"
    )
    assert [told(job)[0] for job in found(text)] == ["Oak Ward Hospital", "Elm Lane Hospital"]


@pytest.mark.parametrize("name", ["Brandt & Partner", "Ruiz y Asociados", "Hill and Sons"])
def test_firm_of_partners_is_an_employer_and_no_title(name: str):
    before = "Clerk\t2019 – 2021\nOak Ltd, Leeds\n• Filed\n\n"
    text = f"{before}Typist\t2015 – 2018\n{name}, Leeds\n• Typed"
    assert [told(job)[0] for job in found(text)] == ["Oak Ltd", name]


def test_item_that_says_how_a_figure_has_changed_is_no_head():
    text = "Clerk\t2019 – 2024\nOak Ltd, Leeds\n• Sales 3 → 5 million (2020 → 2023)"
    assert [told(job)[0] for job in found(text)] == ["Oak Ltd"]


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("Falconer | Freelance, Perth | 2018 to 2020", (None, "Falconer")),
        (
            "2018 ~ 2020\t재무팀 사원\t바다솔연구원\t결산 4일 단축",
            ("바다솔연구원", "재무팀 사원"),
        ),
        (
            "2018 ~ 2020\t생산 과장 나래식품 •라인 3 개 증설",
            ("나래식품", "생산 과장"),
        ),
    ],
)
def test_what_else_stands_in_a_row_is_neither_title_nor_employer(
    entry: str, expected: tuple[str | None, str]
):
    assert [told(job)[:2] for job in found(entry)] == [expected]


WIDE = {
    "Sommelier, Weinkarte\t2018 – 2021\nGasthof Lindenhof, Passau": (
        "Gasthof Lindenhof",
        "Sommelier, Weinkarte",
    ),
    "2018 – 2021\nTanner / Leather Finisher\nCoppice Hides Ltd, Hull": (
        "Coppice Hides Ltd",
        "Tanner / Leather Finisher",
    ),
    "Veterinary Nurse, Surgery\nElm Tree Animal Hospital\n2018 – 2021": (
        "Elm Tree Animal Hospital",
        "Veterinary Nurse, Surgery",
    ),
    "Cook / Baker, Rye & Barley Ltd, Leeds, 2018 – 2021": ("Rye & Barley Ltd", "Cook / Baker"),
    "Data Analyst, Fares, Kestrel, Berlin, 2018 – 2021": ("Kestrel", "Data Analyst, Fares"),
    "Rope Foods Co., Ltd., Quellmoor | QA Officer | 2018 – 2021": (
        "Rope Foods Co., Ltd.",
        "QA Officer",
    ),
    "Kestrel — Cook / Chocolatier (2018 – 2021)": ("Kestrel", "Cook / Chocolatier"),
    "Postdoctoral Researcher\t2018 – 2021\nInstitut für Moorkunde, Bremen": (
        "Institut für Moorkunde",
        "Postdoctoral Researcher",
    ),
    "Rope Maker\nHappy Knots | Reno, NV | 2018 – 2021": ("Happy Knots", "Rope Maker"),
}


@pytest.mark.parametrize(("entry", "expected"), WIDE.items())
def test_title_that_says_more_of_itself_stays_whole(entry: str, expected: tuple[str, str]):
    assert [told(job)[:2] for job in found(f"{entry}\n• did things well")] == [expected]


def test_doubtful_employer_gives_way_to_the_line_in_which_others_have_theirs():
    jobs_found = found("""\
Stable Manager\t2019 – 2022
Harbour Farm
• Fed forty horses
Groom, Yearlings\t2016 – 2018
Meadow Lane
• Mucked out
""")
    assert [told(job)[:2] for job in jobs_found] == [
        ("Harbour Farm", "Stable Manager"),
        ("Meadow Lane", "Groom, Yearlings"),
    ]


def test_time_in_an_item_or_a_sentence_begins_no_job():
    jobs_found = found("""\
Crane Operator, Quay Lifts Ltd\t2016 – 2022
• Not one load dropped since 2017
• Posters of the harbour fair, 2018 to 2020
Every quota beaten, three lists led in 2019.
""")
    assert [told(job)[:2] for job in jobs_found] == [("Quay Lifts Ltd", "Crane Operator")]


@pytest.mark.parametrize(
    "between",
    [
        "Caregiver leave\t2015 – 2017",
        "2015 – 2017\nPflege eines Angehörigen",
        "2015 – 2017\tMantelzorg voor mijn moeder",
        "Career pause – family, 2015 – 2017",
        "Harbour Help Line (volunteer)\t2015 – 2017",
        "2015.03 ~ 2016.11   군 복무 (해군 병장 만기전역)",
        "Służba wojskowa\t2015 – 2017",
    ],
)
def test_time_of_leave_or_service_is_no_job(between: str):
    jobs_found = found(f"""\
Cook, Harbour Foods Ltd\t2018 – 2021
• Cooked

{between}

Cook, Lantern Ltd\t2012 – 2014
• Fried
""")
    assert [job.employer.text for job in jobs_found if job.employer] == [
        "Harbour Foods Ltd",
        "Lantern Ltd",
    ]


def test_cover_of_somebody_on_leave_is_a_job():
    jobs_found = found("Nurse (maternity leave cover)\t2018 – 2019\nElm Hospital\n• Nursed\n")
    assert [told(job)[0] for job in jobs_found] == ["Elm Hospital"]


def test_time_beside_what_was_done_is_that_of_the_head_above():
    jobs_found = found("""\
Ward Clerk, Harbour Hospital
• Kept the lists

2018 – 2021

• Answered the phone
""")
    assert [told(job)[:2] for job in jobs_found] == [("Harbour Hospital", "Ward Clerk")]
    assert [bullet.text for bullet in jobs_found[0].bullets] == [
        "Kept the lists",
        "Answered the phone",
    ]


FORMS = {
    "es": """\
Fechas\tAbril de 2018 – mayo de 2021
Profesión o cargo desempeñado\tSocorrista
Funciones y responsabilidades\tVigilancia de dos piscinas
Nombre de la empresa\tClub Natación Delta
Tipo de empresa o sector\tDeporte
""",
    "it": """\
Date (da – a): aprile 2018 – maggio 2021
Nome e indirizzo del datore di lavoro: Club Natación Delta
Tipo di attività o settore: Sport
Lavoro o posizione ricoperta: Socorrista
""",
    "fr": """\
Dates\tavril 2018 – mai 2021
Fonction ou poste occupé\tSocorrista
Activités et responsabilités principales\tSurveillance
Nom et adresse de l’employeur\tClub Natación Delta
""",
    "de": """\
Zeitraum\tApril 2018 – Mai 2021
Beruf oder Funktion\tSocorrista
Name und Adresse des Arbeitgebers\tClub Natación Delta
""",
    "pl": """\
Daty\tkwiecień 2018 – maj 2021
Zawód lub stanowisko\tSocorrista
Główne działania i obowiązki\tNadzór
Nazwa i adres pracodawcy\tClub Natación Delta
""",
    "title first": """\
Cargo: Socorrista
Empleador: Club Natación Delta
Fechas: 04/2018 – 05/2021
""",
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_labels_of_a_form_tell_what_stands_behind_them(form: str):
    again = form.replace("2018", "2014").replace("2021", "2017")
    assert [told(job)[:3] for job in found(f"{form}\n{again}")] == [
        ("Club Natación Delta", "Socorrista", "2018-04"),
        ("Club Natación Delta", "Socorrista", "2014-04"),
    ]


def read(text: str) -> list[tuple[str | None, str | None, int]]:
    found = Reading(text).jobs
    return [
        (
            job.employer.text if job.employer else None,
            job.title.text if job.title else None,
            len(job.bullets),
        )
        for job in found
    ]


def test_jobs_of_a_table_that_are_told_again_with_what_was_done_are_told_once():
    text = (
        "경력기술서\n\n경력 사항\n근무기간\t회사\t부서 / 직책\n"
        "2019.03 ~ 2023.06\t누리건설(주)\t공무팀 / 과장\n"
        "2015.01 ~ 2019.02\t바른기술\t설계팀 / 사원\n\n상세 경력\n"
        "누리건설(주) | 과장 | 2019.03 ~ 2023.06\n- 공정 관리 계획 수립\n- 하도급 계약 검토\n"
        "바른기술 | 사원 | 2015.01 ~ 2019.02\n- 도면 작성 지원\n"
    )

    assert read(text) == [("누리건설(주)", "과장", 2), ("바른기술", "사원", 1)]


def test_two_jobs_of_one_employer_and_time_with_other_titles_are_two():
    text = (
        "Experience\n2019 - 2021\tCarer\tTulip Care Ltd\n"
        "2019 - 2021\tSenior Carer\tTulip Care Ltd\n"
    )

    assert [title for _, title, _ in read(text)] == ["Carer", "Senior Carer"]


def test_number_of_a_page_is_no_part_of_a_job():
    text = (
        "Ervaring\n\nHavenbedrijf Delta\n\nPlanner\njanuari 2020 - heden (5 jaar)\n"
        "Plande de aankomst van schepen.\n\nPagina 1 van 3\nStadsvervoer Maas\n\n"
        "Chauffeur\nmaart 2015 - december 2019 (4 jaar 10 maanden)\nReed nachtbussen.\n"
    )

    assert read(text) == [
        ("Havenbedrijf Delta", "Planner", 1),
        ("Stadsvervoer Maas", "Chauffeur", 1),
    ]


@pytest.mark.parametrize(
    "learnt",
    [
        "Meisterschule in Vollzeit (siehe Ausbildung)",
        "Umschulung zur Floristin",
        "Full-time study",
        "Reprise d’études",
    ],
)
def test_time_of_learning_between_jobs_is_no_job(learnt: str):
    text = (
        "Berufserfahrung\n\n2020 - 2024\tBäcker\nOfen GmbH, Kiel\n\n"
        f"2018 - 2019\t{learnt}\n\n2014 - 2017\tKoch\nHafenküche GmbH, Kiel\n"
    )

    assert [employer for employer, _, _ in read(text)] == ["Ofen GmbH", "Hafenküche GmbH"]


def test_school_that_somebody_teaches_at_is_an_employer():
    text = "Berufserfahrung\n\n2018 - 2020\tDozentin\nMeisterschule Kaiserslautern\n- Unterricht\n"

    assert read(text) == [("Meisterschule Kaiserslautern", "Dozentin", 1)]
