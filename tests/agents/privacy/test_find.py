"""What is personal in a text, and what only looks so."""

import pytest

from agents.privacy.find import found

PERSONAL = {
    # mail
    "Write to jane.doe@site.example, please": ["EMAIL jane.doe@site.example"],
    "_jane@site.org_ or jane (at) site (dot) org": [
        "EMAIL _jane@site.org",
        "EMAIL jane (at) site (dot) org",
    ],
    "이메일은hong@naver.com입니다": ["EMAIL hong@naver.com"],
    "mailto:o.k@x.co.uk": ["EMAIL o.k@x.co.uk"],
    # phone
    "Tel: 030 1234567": ["PHONE 030 1234567"],
    "call +49 (0)151 2345-6789 now": ["PHONE +49 (0)151 2345-6789"],
    "(555) 010-4477 · Leeds": ["PHONE (555) 010-4477"],
    "555-010-4477": ["PHONE 555-010-4477"],
    "휴대폰 010-1234-5678, 서울": ["PHONE 010-1234-5678"],
    "홍길동 | 01012345678 | 서울": ["PHONE 01012345678"],
    "電話：03-1234-5678": ["PHONE 03-1234-5678"],
    "M: 07700 900123": ["PHONE 07700 900123"],
    "Téléphone : 06 12 34 56 78, Lyon": ["PHONE 06 12 34 56 78"],
    "Móvil: 612 345 678": ["PHONE 612 345 678"],
    "Mobile: 98765 43210": ["PHONE 98765 43210"],
    "+1 555 010 4477 / +44 7700 900123": ["PHONE +1 555 010 4477", "PHONE +44 7700 900123"],
    # address
    "12 Main Street, Apt 4, Springfield, IL 62704": [
        "ADDRESS 12 Main Street, Apt 4, Springfield, IL 62704"
    ],
    "221B Baker Street\nLondon NW1 6XE": ["ADDRESS 221B Baker Street\nLondon NW1 6XE"],
    "Lindenstraße 17a, 10969 Berlin": ["ADDRESS Lindenstraße 17a, 10969 Berlin"],
    "Am Alten Markt 5 · 50667 Köln": ["ADDRESS Am Alten Markt 5 · 50667 Köln"],
    "Bahnhofstrasse 12, CH-8001 Zürich": ["ADDRESS Bahnhofstrasse 12, CH-8001 Zürich"],
    "14 bis rue de la Paix, 75002 Paris": ["ADDRESS 14 bis rue de la Paix, 75002 Paris"],
    "Calle Mayor 12, 3º B, 28013 Madrid": ["ADDRESS Calle Mayor 12, 3º B, 28013 Madrid"],
    "Via Roma 10, 20121 Milano (MI)": ["ADDRESS Via Roma 10, 20121 Milano (MI)"],
    "Keizersgracht 123, 1015 CJ Amsterdam": ["ADDRESS Keizersgracht 123, 1015 CJ Amsterdam"],
    "주소: 서울특별시 강남구 테헤란로 152, 12층": ["ADDRESS 서울특별시 강남구 테헤란로 152, 12층"],
    "〒150-0001 東京都渋谷区神宮前1-2-3": ["ADDRESS 〒150-0001 東京都渋谷区神宮前1-2-3"],
    "Flat No. 12, Green Park, Koramangala, Bengaluru - 560034": [
        "ADDRESS Flat No. 12, Green Park, Koramangala, Bengaluru - 560034"
    ],
    "ul. Marszałkowska 10/12, 00-590 Warszawa": [
        "ADDRESS ul. Marszałkowska 10/12, 00-590 Warszawa"
    ],
    "Address: Rosenweg 3\n80331 München": ["ADDRESS Rosenweg 3\n80331 München"],
    # birth
    "Date of birth: 3 May 1990": ["BIRTHDATE 3 may 1990"],
    "Jane Doe, born 3 May 1990 in Leeds": ["BIRTHDATE 3 may 1990"],
    "geb. 03.05.1990": ["BIRTHDATE 03.05.1990"],
    "geboren am 3. Mai 1990 in Köln": ["BIRTHDATE 3. mai 1990"],
    "Née le 3 mai 1990 à Lyon": ["BIRTHDATE 3 mai 1990"],
    "Fecha de nacimiento: 03/05/1990": ["BIRTHDATE 03/05/1990"],
    "Nato a Roma il 3 maggio 1990": ["BIRTHDATE 3 maggio 1990"],
    "생년월일: 1990.05.03": ["BIRTHDATE 1990.05.03"],
    "1990년 5월 3일생": ["BIRTHDATE 1990년 5월 3일생"],
    "1990年5月3日生": ["BIRTHDATE 1990年5月3日生"],
    "生年月日 1990年5月3日": ["BIRTHDATE 1990年5月3日"],
    "Дата рождения: 03.05.1990": ["BIRTHDATE 03.05.1990"],
    "Data urodzenia: 3 maja 1990": ["BIRTHDATE 3 maja 1990"],
    "DOB: 1990-05-03": ["BIRTHDATE 1990-05-03"],
    "(born 1990)": ["BIRTHDATE 1990"],
    # links
    "linkedin.com/in/jane-doe-123": ["LINK linkedin.com/in/jane-doe-123"],
    "https://github.com/jdoe and https://www.xing.com/profile/Jane_Doe": [
        "LINK https://github.com/jdoe",
        "LINK https://www.xing.com/profile/Jane_Doe",
    ],
    "GitHub: jdoe\nTelegram: @jdoe": ["LINK jdoe", "LINK @jdoe"],
    "Portfolio: https://work.example.net/x": ["LINK https://work.example.net/x"],
    "jane@mail.example www.janedoe.dev": ["EMAIL jane@mail.example", "LINK www.janedoe.dev"],
    "카카오톡 ID: honggd90": ["LINK honggd90"],
    # photo
    "![photo](https://x.example/me.jpg)": ["PHOTO https://x.example/me.jpg"],
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUg== and more": [
        "PHOTO data:image/png;base64,iVBORw0KGgoAAAANSUhEUg=="
    ],
    # what looks like a placeholder
    "Put [EMAIL_1] here": ["TEXT [EMAIL_1]"],
}

ORDINARY = [
    "Backend engineer, 03/2019 – 05/2021, 2015-2018, 2019 2020 2021",
    "Grew revenue from $1,250,000 to 3 000 000 EUR; 12,000,000 requests; +250 000 000 users",
    "Python 3.11.4, PostgreSQL 15, Node.js 18.17.1, 192.168.10.20, Windows 10.0.19041.1234",
    "ISBN 978-3-16-148410-0, DOI 10.1000/182, patent no. US 10234567, RFC 2616, ISO 27001:2013",
    "Order 4711-0815-2342, ticket 100234567, commit 20190501",
    "GPA 3.85/4.00, 98.5 %, 24/7, 5 Best Way of working, 3 places, top 10 of 1200",
    "The company was born in 2015 out of a need; founded 1990.",
    "@Transactional @Override, user.name, os.path, e.g. x.y",
    "Arbeitsplatz 4.0, Level 3 Support, Marktplatz der Ideen, Studienplatz 2019",
    "2ème place au concours, 5 cours de danse, via Kafka 3, via REST",
    "docs.python.org/3/library, https://kubernetes.io/docs, github.com/features, xing.com/jobs",
    "Berlin, Munich and New York; Springfield, IL; 서울시 강남구; London",
    "연봉 4,500만원, 2019년 3월 ~ 2021년 5월, 매출 120억, 사용자 1,200,000명",
    "Windows 2000 Server, Office 365, 401(k), A/B 50/50, S3, EC2, B2B 2000 5000",
    "2020 Google Drive migration; 15 Square foot; 100 Days of Code; 3 Road shows",
]


def told(text: str, **more: object) -> list[str]:
    return [f"{kind} {text[start:end]}" for start, end, kind, _ in found(text, **more)]  # type: ignore[arg-type]


@pytest.mark.parametrize(("text", "personal"), PERSONAL.items())
def test_personal_data_is_found_whole(text: str, personal: list[str]) -> None:
    assert [one.lower() for one in told(text)] == [one.lower() for one in personal]


@pytest.mark.parametrize("text", ORDINARY)
def test_what_is_not_personal_stays(text: str) -> None:
    assert told(text) == []
