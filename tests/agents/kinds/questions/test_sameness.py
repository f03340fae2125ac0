"""When two questions are one."""

from agents.kinds.questions.sameness import Marked, is_same, key_of

LINE = 'Your résumé says: "cut mis-picks from 2.1 % to 0.9 %".'
ASKED = Marked(f"{LINE} What else did you consider before that, and what spoke against it?")


def same(text: str, key: str = "") -> bool:
    return is_same(Marked(text, key), [ASKED])


def test_question_in_other_words_is_the_same() -> None:
    assert same(
        'You write: "cut mis-picks from 2.1 % to 0.9 %". Before that, what else did you consider, '
        "and what spoke against it?"
    )


def test_other_question_about_the_same_line_is_another() -> None:
    assert not same(f"{LINE} Who gained by that, and how did they notice?")


def test_same_question_about_another_line_is_another() -> None:
    assert not same(
        'You write: "trained 31 new starters on SAP EWM". What else did you consider before that, '
        "and what spoke against it?"
    )


def test_paraphrase_without_a_quote_is_the_same() -> None:
    plain = Marked("What else did you consider before you cut the mis-picks, and what was against?")
    again = "Before you cut mis-picks, what else did you consider, and what was against it?"
    assert is_same(Marked(again), [plain])


def test_same_key_is_the_same_in_any_language() -> None:
    key = key_of("trade_off", "cut mis-picks from 2.1 % to 0.9 %")
    assert is_same(Marked("다른 방법도 검토하셨습니까?", key), [Marked("What else?", key)])
    assert key != key_of("business", "cut mis-picks from 2.1 % to 0.9 %")


def test_korean_questions_are_compared_by_syllables() -> None:
    asked = Marked("함께한 분은 누구이고, 그분의 몫이었던 것은 무엇입니까?")
    assert is_same(Marked("함께하신 분은 누구이고 그분의 몫이었던 것은 무엇입니까?"), [asked])
    assert not is_same(Marked("처음에 누가 반대했고, 어떻게 풀어 가셨습니까?"), [asked])
