"""The catalogue: every text in every language, with the same places."""

import json
import pickle
import re
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.catalogue import (
    CATALOGUE,
    LANGUAGES,
    Catalogue,
    Text,
    lookup,
    misfit,
    told,
)
from protocol.catalogue.catalogue import Pair
from tests.documents import ROOT

FOLDER = ROOT / "protocol" / "catalogue"


def catalogue(folder: Path, **texts: Any) -> Catalogue:
    """One of these languages."""
    for language, of in texts.items():
        (folder / f"{language}.json").write_text(json.dumps(of), encoding="utf-8")
    return Catalogue(folder)


def test_every_language_has_every_text_with_the_same_places() -> None:
    assert {"en", "ko"} <= set(LANGUAGES)
    for key in CATALOGUE.keys:
        for language in LANGUAGES:
            assert CATALOGUE.section(key, language)[key]
    # That they have the same keys and places was checked when it was loaded: this shows by what.
    english = [json.loads(path.read_bytes()) for path in FOLDER.glob("en*.json")]
    assert set(CATALOGUE.keys) == {key for texts in english for key in texts}


@pytest.mark.parametrize("language", LANGUAGES)
def test_file_says_each_key_once_and_in_order(language: str) -> None:
    names = [f"{language}{part}.json" for part in ("", ".interview", ".page")]
    pairs = [
        pair
        for name in names
        for pair in json.loads((FOLDER / name).read_bytes(), object_pairs_hook=list)
    ]
    assert tuple(key for key, _ in pairs) == CATALOGUE.keys


def test_korean_says_everything_in_korean() -> None:
    for key, form in CATALOGUE.section("", "ko").items():
        lines = [form.one, form.other] if isinstance(form, Pair) else [form]
        for line in lines:
            own = re.sub(r"\{\w+\}", "", line)  # some have no words of their own
            said = [letter for letter in own if letter.isalpha()]
            assert not said or any("가" <= letter <= "힣" for letter in said), key


def test_text_is_english_unless_it_is_asked_for_another_language() -> None:
    text = Text("errors.rate_limited.guests", seconds=3)
    assert str(text) == "Too many new guests come from your network. Try again in 3 s."
    assert text.to("ko") == text.to("ko-KR") == text.to("KO-Kore-KR")
    assert "3초 후에" in text.to("ko")
    assert text.to("fr") == text.to(None) == text.to("") == str(text)


def test_text_in_a_text_is_in_the_same_language() -> None:
    text = Text("errors.malformed.input", reason=Text("misfits.truncated"))
    assert str(text) == "The input does not fit: Input data was truncated"
    assert text.to("ko") == "입력이 맞지 않아요: JSON이 중간에 끊겨 있어요."


def test_number_chooses_between_two_forms() -> None:
    assert "the first page of it" in str(Text("warnings.cut_pages", count=1))
    assert "the first 3 pages of it" in str(Text("warnings.cut_pages", count=3))
    assert "3쪽" in Text("warnings.cut_pages", count=3).to("ko")


@given(st.text(max_size=50))
def test_value_is_said_as_it_is(value: str) -> None:
    text = Text("errors.malformed.kind", name=value, known="chat")
    assert str(text) == f"There is no kind {value}. There are: chat."


def test_text_without_its_values_is_refused() -> None:
    with pytest.raises(LookupError):
        Text("errors.rate_limited.guests")
    with pytest.raises(LookupError):
        Text("errors.not_found.session", name="more")
    with pytest.raises(LookupError):
        Text("errors.none.of.these")


def test_text_goes_to_another_process_with_all_its_languages(tmp_path: Path) -> None:
    own = catalogue(tmp_path, en={"hello": "Hello {name}"}, ko={"hello": "{name}님, 안녕하세요"})
    text = pickle.loads(pickle.dumps(own.text("hello", name="Ana")))
    assert text == own.text("hello", name="Ana")
    assert (str(text), text.to("ko")) == ("Hello Ana", "Ana님, 안녕하세요")


def test_plain_words_are_the_same_in_every_language() -> None:
    assert told("As it is {here}", "ko") == "As it is {here}"
    assert told(Text("lists.none"), "ko") == "없음"


@pytest.mark.parametrize(
    ("texts", "why"),
    [
        ({"ko": {"a": "가"}}, "there is no en.json"),
        ({"en": {"a": "A", "b": "B"}, "ko": {"a": "가"}}, "ko.json has no b"),
        ({"en": {"a": "A"}, "ko": {"a": "가", "b": "나"}}, "ko.json alone has b"),
        ({"en": {"a": "A {x}"}, "ko": {"a": "가 {y}"}}, "ko.json: a has other places"),
        ({"en": {"a": "A {x}"}, "ko": {"a": "가"}}, "ko.json: a has other places"),
        ({"en": {"a": "A {0}"}}, "en.json: a has a place that is no name"),
        ({"en": {"a": "A {x.y}"}}, "en.json: a has a place that is no name"),
        ({"en": {"a": "A {x:>9}"}}, "en.json: a has a place that is no name"),
        ({"en": {"a": "A {x!r}"}}, "en.json: a has a place that is no name"),
        ({"en": {"a": "A {"}}, "en.json: a: "),
        ({"en": {"a": 1}}, "en.json: Expected"),
        ({"en": {"a": {"one": "A", "other": "B"}}}, "en.json: a does not say by which count"),
        ({"en": {"a": {"one": "A"}}}, "en.json: Object missing required field `other`"),
    ],
)
def test_catalogue_that_is_not_whole_is_refused(
    tmp_path: Path, texts: dict[str, Any], why: str
) -> None:
    with pytest.raises(ValueError, match="json") as refused:
        catalogue(tmp_path, **texts)
    assert why in str(refused.value)


def test_language_may_have_several_files(tmp_path: Path) -> None:
    texts = catalogue(
        tmp_path, **{"en": {"b": "B"}, "en.page": {"a": "A"}, "ko.page": {"a": "가", "b": "나"}}
    )
    assert texts.languages == ("en", "ko")
    assert texts.keys == ("b", "a")
    assert texts.text("a").to("ko") == "가"
    with pytest.raises(ValueError, match=r"en\.page\.json has again b"):
        catalogue(tmp_path, **{"en.page": {"b": "B"}})


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("ko", "ko"),
        ("ko-KR", "ko"),
        ("KO-kr", "ko"),
        ("ko-Kore-KR-x-private", "ko"),
        ("en-GB-oxendict", "en"),
        ("kok", None),
        ("zh-Hant-TW", None),
        ("", None),
        ("-ko", None),
    ],
)
def test_tag_is_looked_up_by_its_beginning(tag: str, language: str | None) -> None:
    assert lookup(tag, ("en", "ko")) == language


def test_longer_language_goes_before_a_shorter_one() -> None:
    assert lookup("pt-br-x-a-b", ("pt", "pt-BR")) == "pt-BR"
    assert lookup("pt-PT", ("pt", "pt-BR")) == "pt"


class Inner(msgspec.Struct, forbid_unknown_fields=True):
    number: Annotated[int, msgspec.Meta(ge=3, le=9)] = 3


class Outer(msgspec.Struct, forbid_unknown_fields=True):
    name: Annotated[str, msgspec.Meta(min_length=2, max_length=5, pattern="^a")]
    level: Literal["easy", "hard"] = "easy"
    inner: Inner | None = None
    items: Annotated[list[int], msgspec.Meta(max_length=2)] = []


@pytest.mark.parametrize(
    ("raw", "korean"),
    [
        ('{"name":"ab","inner":{"number":1}}', "`$.inner.number`: 3 이상인 `int` 값이어야 해요."),
        ('{"name":"ab","inner":{"number":10}}', "`$.inner.number`: 9 이하인 `int` 값이어야 해요."),
        ('{"name":"a"}', "`$.name`: 길이가 2 이상인 `str` 값이어야 해요."),
        ('{"name":"aaaaaa"}', "`$.name`: 길이가 5 이하인 `str` 값이어야 해요."),
        ('{"name":"bb"}', "`$.name`: 정규식 '^a'에 맞는 `str` 값이어야 해요."),
        ('{"name":"ab","level":"x"}', "`$.level`: 쓸 수 없는 값이에요: 'x'"),
        ('{"name":1}', "`$.name`: `str` 값이 필요한데 `int` 값이 왔어요."),
        ('{"name":"ab","items":[1,2,3]}', "`$.items`: 길이가 2 이하인 `array` 값이어야 해요."),
        ("{}", "꼭 필요한 `name` 필드가 없어요."),
        ('{"name":"ab","more":1}', "알 수 없는 `more` 필드가 있어요."),
        ("[]", "`object` 값이 필요한데 `array` 값이 왔어요."),
        ("{", "JSON이 중간에 끊겨 있어요."),
        ("?", "JSON 형식이 올바르지 않아요: invalid character (byte 0)"),
    ],
)
def test_value_that_does_not_fit_is_said_in_korean_and_as_msgspec_does_in_english(
    raw: str, korean: str
) -> None:
    with pytest.raises(msgspec.DecodeError) as refused:
        msgspec.json.decode(raw, type=Outer)
    text = misfit(refused.value)
    assert str(text) == str(refused.value)
    assert text.to("ko") == korean


@given(st.text(max_size=400))
def test_whatever_is_wrong_is_said(words: str) -> None:
    text = misfit(ValueError(words))
    assert str(text) == words[:200]
    assert text.to("ko")
