"""Korean has two voices, never mixed: the coach in 해요체, the interviewer, who asks, in 합쇼체."""

import re

from protocol.catalogue import CATALOGUE

KOREAN = {key: str(form) for key, form in CATALOGUE.section("coaching.", "ko").items()}
QUOTED = re.compile(r"‘[^’]*’|“[^”]*”")
PLACE = re.compile(r"\{\w+\}|\[[^\]]*\]")


def sentences(text: str) -> list[str]:
    """What is said outside of quotes, a sentence each; of a place alone there is none."""
    bare = PLACE.sub("", QUOTED.sub("", text))
    return [one for one in re.findall(r"[^.?!]+[.?!]", bare) if re.search("[가-힣]{2}", one)]


def test_interviewer_asks_formally() -> None:
    asks = [text for key, text in KOREAN.items() if key.startswith("coaching.ask.")]
    for one in (sentence for text in asks for sentence in sentences(text)):
        assert re.search(r"(?:까\?|니다\.)$", one), one


def test_coach_speaks_politely_without_form() -> None:
    says = [text for key, text in KOREAN.items() if not key.startswith("coaching.ask.")]
    for text in says:
        for one in sentences(text):
            assert re.search(r"요[.?]$", one) or "{" in text, one
            assert not re.search(r"니다[.]$|!$", one), one


def test_particle_behind_a_quote_fits_every_sound_or_was_chosen_for_it() -> None:
    for key, text in KOREAN.items():
        assert not re.search(r"[을를이가은는와과]\([을를이가은는와과]\)", text), key
        if not key.startswith(("coaching.said.", "coaching.called.")):
            assert not re.search(r"\}[’”](?:[은는을를와과]|이[ 에]|가 |라고|라는)", text), key
