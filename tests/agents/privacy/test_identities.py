"""Numbers of people: those that their states' rules make sure of, and those that they refute."""

import re

import pytest

from agents.privacy.identities import identities, numbers_of_people

EXAMPLES = {
    "kr": "900503-1234567",
    "kr_plain": "8203041234566",
    "us": "078-05-1120",
    "gb": "AB 12 34 56 C",
    "de": "86 095 742 719",
    "de_pension": "65 170839 J 003",
    "ch": "756.9217.0769.85",
    "fr": "2 55 08 14 168 025 38",
    "es": "12345678Z",
    "it": "RSSMRA85T10A562S",
    "pl": "44051401359",
    "se": "811218-9876",
    "se_long": "19811218-9876",
    "fi": "131052-308T",
    "dk": "070761-4285",
    "no": "01010750160",
    "br": "390.533.447-05",
    "in": "2341 2341 2346",
    "in_pan": "ABCPE1234F",
    "cn": "11010519491231002X",
    "be": "85.07.30-033.28",
    "cz": "710319/2745",
    "tr": "10000000146",
    "ee_lt": "37605030299",
    "sg": "S1234567D",
    "tw": "A123456789",
    "ie": "1234567T",
    "za": "8001015009087",
    "cl": "12.531.909-2",
    "card": "4111 1111 1111 1111",
    "ro": "1800101221144",
}
"""Those that need no label, as laws, authorities and libraries give them for examples."""
LABELLED = {
    "BSN: 111222333": "111222333",
    "SIN 046 454 286": "046 454 286",
    "My Number: 123456789018": "123456789018",
    "NIF 123456789": "123456789",
    "SV-Nummer: 1237 010180": "1237 010180",
    "TFN 123 456 782": "123 456 782",
    "SSN: 078 05 1120": "078 05 1120",
    "Passport No. X1234567": "X1234567",
    "여권번호: M12345678": "M12345678",
    "Kontonummer: 1234567890": "1234567890",
    "계좌번호: 국민은행 123456-04-123456": "123456-04-123456",
}
UNCHECKED = {
    "kr",
    "us",
    "us_plain",
    "gb",
    "dk",
    "in_pan",
    "in_plain",
    "hk",
    "lv",
    "ru_snils",
    "mx",
    "mx_tax",
    "es_dotted",
}
"""Numbers without check digits, whose form is all that there is, or a label."""
OTHERS = [
    "In 2019-2021 we moved 1,250,000 rows and 987654321 events.",
    "ISBN 978-3-16-148410-0, order 2019050112, build 20190501.1",
    "Revenue of 123 456 789 EUR, 111222333 users",
    "version 10.0.19041.1234, port 54320, 192.168.100.200",
    "GPA 3.85/4.00, 12345 Berlin, 2019/2020, 03/2019 - 05/2021",
]


def told(text: str) -> list[str]:
    return [text[span.start : span.end] for span in numbers_of_people(text)]


@pytest.mark.parametrize(("name", "number"), EXAMPLES.items())
def test_number_that_its_rule_makes_sure_of_is_found(name: str, number: str) -> None:
    assert number in told(f"I wrote {number}, which is mine.")
    assert identities()[name].fits(number)


@pytest.mark.parametrize("name", sorted(set(EXAMPLES) - UNCHECKED))
def test_number_with_another_digit_is_none(name: str) -> None:
    number = EXAMPLES[name]
    at = [n for n, char in enumerate(number) if char.isdigit()][-2]
    for digit in "0123456789":
        other = f"{number[:at]}{digit}{number[at + 1 :]}"
        pattern = re.compile(identities()[name].pattern)
        if digit != number[at] and pattern.fullmatch(other):
            assert not identities()[name].fits(other)


@pytest.mark.parametrize(("text", "number"), LABELLED.items())
def test_number_that_a_label_tells_is_found(text: str, number: str) -> None:
    assert set(told(text)) == {number}


@pytest.mark.parametrize("number", [text.split(" ", 1)[1] for text in list(LABELLED)[1:7]])
def test_number_without_check_of_weight_needs_its_label(number: str) -> None:
    number = number.removeprefix("Number: ")
    assert told(f"It was {number} in all.") == []


@pytest.mark.parametrize("text", OTHERS)
def test_other_numbers_of_a_resume_are_none(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    "account",
    [
        "DE89 3704 0044 0532 0130 00",
        "GB82WEST12345698765432",
        "FR14 2004 1010 0505 0001 3M02 606",
        "NL91ABNA0417164300",
    ],
)
def test_account_is_found_and_one_with_a_wrong_digit_is_not(account: str) -> None:
    spans = list(numbers_of_people(f"IBAN: {account} BIC COBADEFF"))
    assert [(span.kind, span.end - span.start) for span in spans if span.kind == "IBAN"] == [
        ("IBAN", len(account))
    ]
    wrong = account[:-1] + ("1" if account[-1] != "1" else "2")
    assert not [span for span in numbers_of_people(f"It is {wrong}") if span.kind == "IBAN"]


def test_states_with_check_digits_are_more_than_a_dozen() -> None:
    assert len({name.partition("_")[0] for name in set(identities()) - UNCHECKED - {"card"}}) >= 20
