"""Pay is read in the manners of twelve languages, and nothing else is taken for it."""

import pytest

from agents.postings.fields.labels import facts
from agents.postings.fields.money import amounts, paid
from agents.postings.layout import layout
from agents.postings.phrases import spoken
from agents.postings.sections import blocks
from agents.resume.lines import Slice

AMOUNTS = [
    ("en", "£12.60 per hour", ("GBP", 12.6, 12.6, "HOUR")),
    ("en", "from £32,000 to £36,000 a year", ("GBP", 32_000, 36_000, "YEAR")),
    ("en", "up to 45 000 EUR per annum", ("EUR", None, 45_000, "YEAR")),
    ("en", "between $24.50 and $28.00 an hour", ("USD", 24.5, 28, "HOUR")),
    ("en", "€60k–€70k", ("EUR", 60_000, 70_000, None)),
    ("de", "ab 2.900 € brutto monatlich", ("EUR", 2_900, None, "MONTH")),
    ("de", "42.000 bis 48.000 Euro brutto im Jahr", ("EUR", 42_000, 48_000, "YEAR")),
    ("fr", "38 à 42 k€ bruts annuels", ("EUR", 38_000, 42_000, "YEAR")),
    ("es", "24.000 € - 28.000 € brutos/año", ("EUR", 24_000, 28_000, "YEAR")),
    ("pt", "R$ 5.500,00 a R$ 6.200,00 por mês", ("BRL", 5_500, 6_200, "MONTH")),
    ("it", "da 9,50 a 11 euro all'ora", ("EUR", 9.5, 11, "HOUR")),
    ("nl", "€2.900 - €3.600 bruto per maand", ("EUR", 2_900, 3_600, "MONTH")),
    ("pl", "od 28,10 do 32,00 zł/h brutto", ("PLN", 28.1, 32, "HOUR")),
    ("sv", "28 500–32 000 kr i månaden", ("SEK", 28_500, 32_000, "MONTH")),
    ("ko", "월급 320만원 ~ 380만원 (연장수당 별도)", ("KRW", 3_200_000, 3_800_000, "MONTH")),
    ("ko", "시급 11,000원이며 토·일 근무", ("KRW", 11_000, 11_000, "HOUR")),
    ("it", "paga oraria da 12,50 € a 14 € lordi", ("EUR", 12.5, 14, "HOUR")),
    ("ko", "연봉 3,600만원 ~ 4,200만원", ("KRW", 36_000_000, 42_000_000, "YEAR")),
    ("ko", "시급 10,500원 이상", ("KRW", 10_500, None, "HOUR")),
    ("ko", "연봉 4천만원", ("KRW", 40_000_000, 40_000_000, "YEAR")),
    ("ja", "月給25万～32万円", ("JPY", 250_000, 320_000, "MONTH")),
    ("ja", "時給1,200円〜", ("JPY", 1_200, None, "HOUR")),
    ("zh", "15k-25k·14薪", ("CNY", 15_000, 25_000, "MONTH")),
    ("zh", "年薪20-30万", ("CNY", 200_000, 300_000, "YEAR")),
]


@pytest.mark.parametrize(("language", "text", "expected"), AMOUNTS)
def test_amount_is_read_as_it_is_written(language: str, text: str, expected: tuple[object, ...]):
    with spoken(language):
        salary = amounts(Slice(text, 0), "", text)[0].salary
    assert (salary.currency, salary.min, salary.max, salary.unit) == expected


NONE = [
    ("en", "Benefits\n- A £3,000 sign-on bonus\n"),
    ("en", "About us\nWe turned over £40 million last year.\n"),
    ("en", "Estimated by the board: £45,000 a year\n"),
    ("de", "Über uns\nMit einem Umsatz von 12.000.000 Euro im Jahr sind wir klein.\n"),
    ("pt", "Benefícios\n- Vale-refeição de R$ 35,00 por dia\n"),
    ("sv", "Vi erbjuder\n- Friskvårdsbidrag på 3 000 kr per år\n"),
    ("ko", "복리후생\n- 복지포인트 연 100만원\n"),
    ("zh", "公司简介\n公司注册资本5000万元。\n"),
]


@pytest.mark.parametrize(("language", "text"), NONE)
def test_what_is_no_pay_is_not_read_as_such(language: str, text: str):
    with spoken(language):
        assert paid(text, facts(layout(text)), blocks(text)).salary is None


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("en", "Baker\nSalary: by agreement\n", "by agreement"),
        ("ko", "제빵사\n급여: 회사 내규에 따름\n", "회사 내규에 따름"),
        ("de", "Bäcker\nWir bieten\n- Vergütung nach Tarif\n", "Vergütung nach Tarif"),
        ("zh", "面包师\n薪资：面议\n", "面议"),
    ],
)
def test_pay_without_a_figure_keeps_its_words(language: str, text: str, words: str):
    with spoken(language):
        found = paid(text, facts(layout(text)), blocks(text))
    assert (found.salary, found.text) == (None, words)
