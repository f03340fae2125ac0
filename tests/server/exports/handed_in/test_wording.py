"""Times and words of documents in their languages."""

import pytest

from server.exports.handed_in.wording import Wording

TODAY = "2026-11-30"


@pytest.mark.parametrize(
    ("language", "start", "end", "written"),
    [
        ("en", "2019-03", "2022-02", "Mar 2019 – Feb 2022"),
        ("en-GB", "2022-03-01", "", "Mar 2022 – present"),
        ("ko", "2019-03", "2022-02", "2019.03 – 2022.02 (3년)"),
        ("ko", "2022-03", "", "2022.03 – 현재 (4년 9개월)"),
        ("ko", "2026-01", "2026-11", "2026.01 – 2026.11 (11개월)"),
        ("ko", "2019", "2022-02", "2019 – 2022.02"),
        ("de", "2019-03", "2022-02", "03/2019 – 02/2022"),
        ("de-AT", "2022-03", "", "03/2022 – heute"),
        ("fi", "2019-03", "2022-02", "03/2019 – 02/2022"),
        ("en", "", "2022-02", "Feb 2022"),
        ("en", "2022", "2022", "2022"),
        ("en", "Spring 2019", "2020-13", "Spring 2019 – 2020"),
        ("en", "", "", ""),
    ],
)
def test_time_of_work_is_written_by_the_custom_of_the_language(
    language: str, start: str, end: str, written: str
) -> None:
    assert Wording.of(language).time(start, end, TODAY) == written


def test_time_that_need_not_go_on_has_no_present_and_no_length() -> None:
    assert Wording.of("ko").time("2019-03", "") == "2019.03"
    assert Wording.of("ko").time("2014-03", "2018-02") == "2014.03 – 2018.02"


@pytest.mark.parametrize(
    ("language", "country", "written"),
    [
        ("en", None, "30 November 2026"),
        ("en", "us", "November 30, 2026"),
        ("en-US", None, "November 30, 2026"),
        ("ko", None, "2026년 11월 30일"),
        ("de", "AT", "30. November 2026"),
        ("fr", None, "30 novembre 2026"),
        ("ja", None, "2026-11-30"),
    ],
)
def test_date_of_a_letter_is_written_by_the_custom_of_the_country(
    language: str, country: str | None, written: str
) -> None:
    assert Wording.of(language, country).day(TODAY) == written


def test_every_language_has_all_words_that_documents_need() -> None:
    english = Wording.of("en").words
    for language in ("ko", "de", "fr", "es"):
        words = Wording.of(language).words
        for table in ("sections", "details", "counts"):
            assert words[table].keys() == english[table].keys(), (language, table)
        assert english["titles"].keys() <= words["titles"].keys()
