"""Who a resume is of is read from its top, or from beside it."""

import datetime as dt

import pytest

from agents.resume.facts import Facts, facts_of

REST = "\n\nExperience\nBaker, Oven Ltd, 2019 – 2021\n"


def facts(head: str) -> Facts:
    return facts_of(head + REST, today=dt.date(2026, 6, 15))


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("Curriculum Vitae\nMaren Holt\nBaker", "Maren Holt"),
        ("MAREN VAN DER HOLT, RN, BSN\nLeeds", "MAREN VAN DER HOLT"),
        ("J O N A S   H O L T\nBaker", "JONAS HOLT"),
        ("Senior Baker\nMaren Holt\nmaren.holt@example.org", "Maren Holt"),
        ("Maren Holt | Baker | Leeds", "Maren Holt"),
        ("Name: Maren Holt", "Maren Holt"),
        ("이력서\n성명\t김하람", "김하람"),
        ("履歴書\n氏名：佐藤 美咲", "佐藤 美咲"),
        ("MAREN\nHOLT\nBaker\nLeeds", "MAREN HOLT"),
        ("Łucja Żak-Nowak\nGdańsk", "Łucja Żak-Nowak"),
        ("Анна Петрова\nМосква", "Анна Петрова"),
        ("Seán Ó Briain\nCork", "Seán Ó Briain"),
        ("Oven Ltd\nYork", None),
        ("간호사 문가온\n대구", "문가온"),
        ("채누리 영양사\n대구", "채누리"),
        ("Dr. med. Maren Holt\nBremen", "Maren Holt"),
        ("Contact\nSalem, OR\nholt@example.org\n\nMaren Holt", "Maren Holt"),
        ("이 력 서\n성 명\t제갈 하람\n이메일\tharam@example.kr", "제갈 하람"),
        ("Nachname / Vorname: Holt, Veronika", "Holt, Veronika"),
    ],
)
def test_name_is_read_as_it_is_written(head: str, name: str | None):
    assert facts(head).name == name


@pytest.mark.parametrize(
    ("head", "phone"),
    [
        ("Ann Lee\nLeeds, UK\n07700 900123", "+447700900123"),
        ("Ann Lee\nAustin, TX\n(512) 555-0147", "+15125550147"),
        ("Ann Lee\nBerlin\nTel. 030 1234567", "+49301234567"),
        ("김하람\n서울시\n010-2345-6789", "+821023456789"),
        ("Ann Lee\n+48 501 234 567", "+48501234567"),
        ("Ann Lee\n0049 (0)30 1234567", "+49301234567"),
        ("Ann Lee\nBallarat, Victoria\n0400 123 456", "+61400123456"),
        ("Ann Lee\nToronto\n0400 123 456", "0400 123 456"),
        ("Ann Lee\nLeeds LS6\n0113 496 0123", "+441134960123"),
        ("Ann Lee\nPhone: 555 0147 222", "555 0147 222"),
        ("Ann Lee\norcid.org/0000-0002-1825-0097", None),
        ("Ann Lee\n2019 – 2021", None),
    ],
)
def test_number_is_one_to_call_where_its_country_is_known(head: str, phone: str | None):
    assert facts(head).phone == phone


@pytest.mark.parametrize(
    ("head", "location"),
    [
        ("문가온\n사는 곳: 대구광역시 수성구\n", "대구광역시 수성구"),
        ("Ann Lee\nannlee.example ann@lee.example Toulouse\n", "Toulouse"),
        ("Ann Lee\nASK ME\nToledo, OH\n", "Toledo, OH"),
        ("Ann Lee\nMusterstraße 5, 80331 München\n", "München"),
        ("Ann Lee\n25 rue Victor Hugo\n69002 Lyon\n", "Lyon"),
        ("Ann Lee\nSpringfield, IL 62701\n", "Springfield, IL"),
        ("Ann Lee\nAddress: 5 Mill Lane, York YO1 7HH", "York YO1 7HH"),
        ("Ann Lee · Utrecht · ann@example.nl", "Utrecht"),
        ("김하람\n주소: 경기도 성남시 분당구 판교로 100", "경기도 성남시 분당구"),
        ("Ann Lee\nBaker", None),
        ("Ann Lee\nToruń, tel. +48 56 555 01 23, ann@lee.example", "Toruń"),
        ("Jonas Lee\nAdresse: Bakkegade 12, 8000 Aarhus C", "Aarhus C"),
    ],
)
def test_location_is_the_town_and_not_the_street(head: str, location: str | None):
    assert facts(head).location == location


def test_links_are_those_of_the_text_and_no_mail():
    found = facts(
        "Ann Lee\nann.lee@mail.example.com | github.com/annlee | https://ann.example/a?b=1."
    )
    assert found.links == ("github.com/annlee", "https://ann.example/a?b=1")


def test_town_of_no_list_is_known_by_standing_at_a_job_too():
    text = "Ann Lee\nQuellmoor\nMobil 0171 1234567\n\nBerufserfahrung\n"
    found = facts_of(f"{text}Köchin, Krug GmbH, Quellmoor, 2019 – 2021", today=dt.date(2026, 6, 15))
    assert found.location == "Quellmoor"


def test_address_among_skills_is_a_tool_and_no_link():
    text = "Ann Lee\nann@lee.example\nlee.example/ann\n\nSkills\nFreight.eu, Excel\n"
    found = facts_of(text, today=dt.date(2026, 6, 15))
    assert found.links == ("lee.example/ann",)
    assert "Freight.eu" in {skill.written for skill in found.skills}


def test_name_below_a_column_is_confirmed_by_the_address():
    column = "Contact\nmaren.holt@example.org\nTop Skills\nBaking\n\n"
    found = facts(f"{column}Maren Holt\nBaker at Oven\nYork, England")
    assert (found.name, found.location) == ("Maren Holt", "York, England")


def test_number_of_somebody_who_worked_in_one_country_is_one_of_there():
    text = "Ann Lee\n07700 900123\n\nExperience\nBaker, Oven Ltd, York\n2019 – 2021\n"
    assert facts_of(text, today=dt.date(2026, 6, 15)).phone == "+447700900123"


def test_link_that_calls_tells_the_country_of_the_number():
    text = "Ann Lee\n083 123 4567\n" + REST
    links = ("tel:+353831234567", "https://ann.example")
    assert facts_of(text, links=links, today=dt.date(2026, 6, 15)).phone == "+353831234567"


@pytest.mark.parametrize(
    ("head", "phone"),
    [
        ("Ann Lee\n(503) 555-0143 | ann@example.org", "+15035550143"),
        ("Ann Lee\n503.555.0143", "+15035550143"),
        ("Ann Lee\n07700 900 456", "+447700900456"),
        ("Rui Alves\n912 345 678\nrui@alves.pt", "+351912345678"),
        ("Ann Lee\n1234 567890 | ann@example.io", "1234 567890"),
    ],
)
def test_number_is_of_the_country_that_its_form_or_the_address_tells(head: str, phone: str):
    assert facts(head).phone == phone


def test_name_of_two_large_lines_is_one_though_they_stand_apart():
    text = "Marit\n\nSolbakken\n\nWelder\nmarit@example.no\n" + REST
    found = facts_of(text, prominent=frozenset({0, 2}), today=dt.date(2026, 6, 15))
    assert found.name == "Marit Solbakken"
    assert text[slice(*found.places["/name"].span)] == "Marit\n\nSolbakken"


@pytest.mark.parametrize(
    ("head", "location"),
    [
        ("Ann Lee\nLead Chemist for PA\nYork, England", "York, England"),
        ("박서준\n전라남도 여수시", "전라남도 여수시"),
        ("Rita Melo\nRecife | Campinas, SP", "Recife"),
        ("Rita Melo\nUberaba, MG", "Uberaba, MG"),
    ],
)
def test_region_is_told_from_a_title(head: str, location: str):
    assert facts(head).location == location


@pytest.mark.parametrize(
    ("line", "location"),
    [
        ("Zwentendorf | +43 660 1234567 | ann@example.at", "Zwentendorf"),
        ("ann@example.org · Port Ellen · 07700 900123", "Port Ellen"),
        ("ann@example.org · Baker · 07700 900123", None),
        ("ann@example.org · Portfolio · 07700 900123", None),
        ("ann@example.org · German · 07700 900123", None),
        ("ann@example.org · Ledig · 07700 900123", None),
        ("Ann Lee · ann@example.org · 07700 900123", None),
        ("ann@example.org · Zwentendorf", None),
    ],
)
def test_town_of_no_list_is_told_by_what_stands_beside_it(line: str, location: str | None):
    assert facts(f"Ann Lee\n{line}").location == location


@pytest.mark.parametrize(
    ("head", "phone"),
    [
        ("Maren Holt\nRef 5512 9087\nMobile: 07700 900381\nLeeds", "+447700900381"),
        ("Maren Holt\nLeeds\nCandidate number: 07700 900111\nTel. 07700 900381", "+447700900381"),
        ("Maren Holt\nKiel\nKundennr. 0431 5550142\nMobil\t0176 55501234", "+4917655501234"),
        ("정하윤\n접수번호 010-5550-0111\n휴대폰: 010-5550-0199", "+821055500199"),
        (
            "氏名：佐藤 美咲\n受付番号：090-1111-2222\n電話番号：090-1234-5678\n住所：大阪府堺市",
            "+819012345678",
        ),
        ("Elif Demir\nİzmir\nCep no: 0532 555 01 23", "+905325550123"),
        ("Maren Holt\nLeeds\nRegistration no. 07700 900111", None),
    ],
)
def test_number_that_is_called_a_phone_goes_before_others_and_a_reference_is_none(
    head: str, phone: str | None
):
    assert facts(head).phone == phone


@pytest.mark.parametrize(
    ("head", "location"),
    [
        ("Maren Holt\nMobile:\t07700 900381\nHome town:\tSkipton, UK", "Skipton, UK"),
        ("Maren Holt\nMobile\t07700 900381", None),
        ("Maren Holt\nPostcode: LS1 4AP\nTown/City: Leeds", "Leeds"),
        ("Maren Holt\nMobile, AL", "Mobile, AL"),
        ("Maren Holt\nBaker based in Stoke on Trent, UK", "Stoke on Trent, UK"),
        ("Maren Holt\nBäckerin aus Kiel", "Kiel"),
        ("Lucie Morel\nBoulangère basée à Brest, France", "Brest, France"),
        ("정하윤 | 010-5550-0199 | 울산광역시 남구", "울산광역시 남구"),
        ("성명: 정하윤 | 연락처: 010-5550-0199 | 거주지: 광주광역시 북구", "광주광역시 북구"),
        ("Maren Holt\nBaker from scratch", None),
    ],
)
def test_town_is_told_by_a_label_or_a_sentence_and_no_label_is_one(head: str, location: str | None):
    assert facts(head).location == location


def test_address_in_a_cell_beside_the_jobs_is_the_contact_and_nothing_that_was_done():
    text = (
        "Maren Holt\nDental nurse\n\nExperience\n\nDental Nurse, Bright Smiles Ltd, 2019 - 2021\n"
        "• Chairside work\n\nPortland, OR\n(503) 555-0142\nmaren@holt.example\n\nSkills\nBraille\n"
    )
    found = facts_of(text, prominent=frozenset({0, 3, 12}), today=dt.date(2026, 6, 15))

    assert (found.phone, found.location) == ("+15035550142", "Portland, OR")
    assert [job.bullets for job in found.jobs] == [("Chairside work",)]


def test_number_of_a_referee_is_nobody_elses():
    text = (
        "Maren Holt\n\nExperience\n\nBaker, Oven Ltd, 2019 - 2021\n\nReferences\n\n"
        "Ada Finch, Leeds\n07700 900112\nada@oven.example\n"
    )
    found = facts_of(text, prominent=frozenset({0, 2, 6}), today=dt.date(2026, 6, 15))

    assert (found.phone, found.location) == (None, None)
