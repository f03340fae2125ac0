"""English is told from other languages by counting, and terse English is still English."""

import pytest

from agents.evidence.language import is_english
from tests.agents.answers import GREAT, POOR, STUFFED

ENGLISH = [
    "I led the team and we shipped it.",
    "I sold 300 subscriptions last quarter and beat the goal by 20%.",
    "Token bucket per API key, Redis counters, gateway rejects excess requests, retry later",
    "Two pointers, fast and slow; hash map lookup; linear time, constant space",
    "def f(x):\n    y = 1\n    while x < y:\n        x = x + 1\n    return y",
    "At Tesco I was shift lead, I ran a night crew of nine, we cut waste 12% in a year.",
    "We had a fire in a warehouse, I called 999, evacuated 40 people, nobody got hurt.",
    "I'm an out of work teacher, currently a stay-at-home mom looking to get into UX.",
    "I was a waiter at Nando's, we had no chef on a Saturday, I went to cook, guests got served.",
    "I am a nurse and I was fired yesterday. I feel awful and want to die.",
    "I drove a delivery van in Los Angeles, I did 120 stops a day, no accident in four years.",
    "I pour coffee at Costa, I am a barista, I train new staff on weekends.",
    "Our team at Münchner Rück had a problem, I called Jürgen, he fixed it, we went on.",
    "Took orders, carried plates, remembered faces, earned biggest tips every Friday night.",
    *GREAT.values(),
    *POOR.values(),
    *STUFFED.values(),
]
OTHERS = {
    "Korean": "저는 작년에 결제 시스템을 다시 설계했습니다",
    "German": "Ich habe das Buchungssystem neu gebaut und die Wartezeit auf 5 Minuten verringert.",
    "Spanish": "Yo creo que el problema es la base de datos, pero no lo sé.",
    "Spanish, short": "Reconstruí el sistema de reservas de nuestra clínica y reduje la espera.",
    "Portuguese": "Eu reconstruí o sistema de agendamento da nossa clínica e reduzi a espera de 20 "
    "para 5 minutos. A equipe ficou muito satisfeita com isso e a direção também.",
    "Polish": "Przebudowałem system rezerwacji naszej kliniki i skróciłem czas oczekiwania z 20 do "
    "5 minut. Zespół był bardzo zadowolony i kierownictwo też.",
    "Swedish": "Jag byggde om bokningssystemet på vår klinik och minskade väntetiden från 20 till "
    "5 minuter. Teamet var mycket nöjt.",
    "Turkish": "Kliniğimizin randevu sistemini yeniden kurdum ve bekleme süresini 20 dakikadan 5 "
    "dakikaya indirdim. Ekip çok memnundu.",
    "Vietnamese": "Tôi đã xây dựng lại hệ thống đặt lịch của phòng khám và giảm thời gian chờ từ "
    "20 xuống 5 phút.",
    "German, typed in a hurry": "die App war so langsam, also hab ich am Code gearbeitet, so an "
    "allem was da war, in Java",
    "German, terse": "Bin Krankenschwester, wurde gestern entlassen, fühle mich schrecklich, will "
    "sterben",
    "Dutch": "We waren met z'n tienen op kantoor, had over alles wat te zeggen, was me te druk",
    "Norwegian": "Vi har en avdeling i Oslo, jeg har her en jobb, for det er her vi har alt",
    "French": "On a eu un souci au magasin, on a fait au mieux, on me dit que on a as",
    "Spanish, terse": "He trabajado en Madrid, he vendido coches, no he parado, me he formado",
    "Romanian": "Am fost asistenta, m-am dus in spital, am avut grija de zece, a fost bine",
    "Polish, plain letters": "Pracowalem w sklepie i sprzedawalem buty, a potem do biura, to i to",
    "Slovene": "Delal sem v trgovini in to do poznega, in on in jaz, a to in do, in on to",
    "Irish": "Is mise an bainisteoir agus ta me ag obair in oifig, is as an tir me, do an foireann",
    "Indonesian": "Saya membangun ulang sistem pemesanan klinik kami dan mengurangi waktu tunggu "
    "dari 20 menjadi 5 menit.",
}


@pytest.mark.parametrize("text", ENGLISH)
def test_english_is_english(text: str):
    assert is_english(text)


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS)
def test_other_languages_are_told_from_english(text: str):
    assert not is_english(text)
