"""How one applies, with which papers, and with which answers of which length."""

from datetime import date

from agents.postings.details import details_of
from agents.results.job import Application, FormLength, FormQuestion

TODAY = date(2026, 11, 30)


def test_form_of_a_korean_posting_is_read_with_its_limits():
    text = (
        "제빵사 채용\n\n자기소개서 문항\n"
        "1. 지원동기를 작성해 주십시오. (1,000자 이내, 공백 포함)\n"
        "2. 제빵 경험을 기술해 주십시오.\n   - 500자 이내 (공백 제외)\n"
    )
    found = details_of(text, TODAY).apply
    assert found is not None
    assert found.form == [
        FormQuestion("지원동기를 작성해 주십시오.", FormLength(1000, "characters", spaces=True)),
        FormQuestion("제빵 경험을 기술해 주십시오.", FormLength(500, "characters", spaces=False)),
    ]


def test_form_of_a_british_posting_is_read_with_its_limits():
    text = (
        "Baker\nMarlow Ltd\n\nHow to apply\nPlease answer two questions:\n"
        "1. Why do you want to bake with us? (max 300 words)\n"
        "2. Describe a loaf that went wrong. Maximum 500 words\n"
        "Send your CV and cover letter to jobs@marlow.example.\n"
    )
    found = details_of(text, TODAY).apply
    assert found == Application(
        "Send your CV and cover letter to jobs@marlow.example.",
        ["CV", "cover letter"],
        [
            FormQuestion("Why do you want to bake with us?", FormLength(300, "words", spaces=True)),
            FormQuestion("Describe a loaf that went wrong.", FormLength(500, "words", spaces=True)),
        ],
    )


def test_posting_that_says_nothing_of_it_has_none():
    assert details_of("Baker\nMarlow Ltd\n\nDuties\n- Write 500 words a day\n", TODAY).apply is None


def test_papers_that_are_not_wanted_are_none():
    text = "Bäcker\n\nBewerbung\nSchicken Sie Ihren Lebenslauf an a@b.example, ohne Anschreiben.\n"
    found = details_of(text, TODAY).apply
    assert found is not None
    assert found.documents == ["Lebenslauf"]


def test_whether_it_is_read_blind_is_said_or_unknown():
    assert details_of("제빵사\n블라인드 채용으로 진행합니다.\n", TODAY).blind is True
    assert details_of("제빵사\n이력서(사진 부착)를 보내 주세요.\n", TODAY).blind is False
    assert details_of("Baker\nMarlow Ltd\n", TODAY).blind is None
