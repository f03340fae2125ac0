"""Two people of whom the tests of statements know what their sources hold."""

import datetime as dt

from agents.evidence.sources import Source
from agents.evidence.support import unsupported

TODAY = dt.date(2026, 11, 30)
ENGLISH = """Ines Calloway
Kitchen manager, Whitby

Experience
Kitchen Manager, Harbour Larder, Whitby
May 2021 - present
- Run a kitchen with 6 cooks; rota every fortnight
- Cut food waste from 9 % to 5.5 % in 2024
- Took part in the town's food festival, second place in the pie contest
- Order fish in MarketMan; fish bills about GBP 4,200 a month

Sous Chef, Moorside Inn, Pickering
March 2017 - April 2021
- Cooked for banquets of up to 140 guests
- Taught two apprentices
- Member of the allergen group, 2019

Training
Food hygiene level 3, 2022
Wine service, one-day course, 2020
Personal licence: booked for March 2027
"""
KOREAN = """문가람
물류 담당자

한빛로지스 안산센터 · 출고 담당 · 2021.03 – 현재
- 하루 평균 320건 출고, 재고 조사 분기별 1회
- 신입 2명의 적응을 도움
- 안전 모임 회원

대풍유통 · 배송 보조 · 2018.01 – 2021.02
- 편의점 25곳 배송 보조

지게차운전기능사 (2019), 물류관리사 2급 (2020)
사내 제안 대회 장려상 (2023)
정비사 과정 2027년 수료 예정
"""


def found(text: str, resume: str = ENGLISH, job: str = "") -> list[str]:
    """The kinds of what a text says of them that their sources do not hold."""
    sources = [Source("resume", resume), *([Source("job", job)] if job else [])]
    return [one.kind for one in unsupported(text, sources, TODAY)]
