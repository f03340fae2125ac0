"""English is told from other languages by counting, and terse English is still English."""

import pytest

from agents.coaching.language import excuse, is_english
from tests.agents.answers import GREAT, POOR, STUFFED

ENGLISH = [
    "I led the team and we shipped it.",
    "I sold 300 subscriptions last quarter and beat the goal by 20%.",
    "Token bucket per API key, Redis counters, gateway rejects excess requests, retry later",
    "Two pointers, fast and slow; hash map lookup; linear time, constant space",
    "def f(x):\n    y = 1\n    while x < y:\n        x = x + 1\n    return y",
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
    "Indonesian": "Saya membangun ulang sistem pemesanan klinik kami dan mengurangi waktu tunggu "
    "dari 20 menjadi 5 menit.",
}


@pytest.mark.parametrize("text", ENGLISH)
def test_english_is_english(text: str):
    assert is_english(text)


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS)
def test_other_languages_are_told_from_english(text: str):
    assert not is_english(text)


def test_who_asks_for_another_language_is_told_what_the_offline_model_speaks():
    assert "English only" in excuse("pt-BR")
    assert excuse("en-GB") == excuse(None) == ""
