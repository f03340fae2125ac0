"""What people hand in, as results of the kinds that make such; and a kind whose result is given."""

from typing import Any, ClassVar

import msgspec

from agents.kind import Kind, NoMemory, On, Table
from agents.kind import Turn as AnyTurn
from agents.kind.references import ResumeRef
from server.exports.document import (
    Block,
    Break,
    Code,
    Emphasis,
    Facts,
    Grid,
    Heading,
    Items,
    Link,
    Listing,
    Mark,
    Paragraph,
    Quote,
    Rule,
    Strong,
    Struck,
    Timeline,
    words,
)

DAY = "2026-11-30"

RESUME: dict[str, Any] = {
    "basics": {
        "name": "Dilnoza Karim",
        "label": "Shift lead",
        "email": "d.karim@post.example",
        "phone": "+447700900155",
        "summary": "Eight years in distribution, three of them leading.",
        "location": {"city": "Leeds"},
        "image": "https://post.example/face.jpg",
        "birthDate": "1991-01-01",
    },
    "work": [
        {
            "name": "Ravensmoor Logistics",
            "position": "Shift lead",
            "location": "Leeds",
            "startDate": "2022-03",
            "highlights": ["Cut mis-picks from 2.1 % to 0.9 %", "Rota for fourteen people"],
        },
        {
            "name": "Kestrel Home Direct",
            "position": "Picker",
            "startDate": "2019-03",
            "endDate": "2022-02",
            "highlights": ["Picked with SAP EWM for [how many?] months"],
        },
    ],
    "education": [
        {
            "institution": "Leeds City College",
            "area": "Logistics",
            "studyType": "Diploma",
            "startDate": "2015",
            "endDate": "2017",
        }
    ],
    "certificates": [{"name": "First aid at work", "date": "2024-06"}],
    "skills": [{"name": "SAP EWM"}, {"name": "Excel", "level": "good"}],
    "languages": [{"language": "Uzbek", "fluency": "native"}],
    "other": [{"name": "Licences", "highlights": ["Counterbalance truck"]}],
}
KOREAN_RESUME: dict[str, Any] = {
    "basics": {
        "name": "배은채",
        "email": "eunchae@post.example",
        "phone": "+821000003306",
        "summary": "중환자실에서 일한 간호사입니다.",
    },
    "work": [
        {
            "name": "한밭중앙병원",
            "position": "책임간호사",
            "startDate": "2022-03",
            "highlights": ["중심정맥관 감염 1,000일당 3.1건 → 1.2건"],
        },
        {
            "name": "새론정형외과병원",
            "position": "간호사",
            "startDate": "2019-03",
            "endDate": "2022-02",
            "highlights": ["수술 전후 간호"],
        },
    ],
    "education": [
        {
            "institution": "충원간호대학교",
            "area": "간호학과",
            "studyType": "졸업",
            "startDate": "2014-03",
            "endDate": "2018-02",
        }
    ],
    "certificates": [{"name": "간호사 면허", "date": "2018-02"}],
}
CV: dict[str, Any] = {
    "asOf": DAY,
    "resume": RESUME,
    "confirm": [{"path": "/resume/work/0/highlights/1", "text": "fourteen people", "why": "?"}],
    "open": [{"path": "/resume/work/1/highlights/0", "ask": "How many months?"}],
    "leftOut": [{"path": "/work/2", "why": "Older than ten years"}],
    "requirements": [{"text": "A clean licence", "status": "notShown"}],
}
LETTER: dict[str, Any] = {
    "asOf": DAY,
    "text": (
        "Dear Ms Adeyemi,\n\nAt Ravensmoor I lead the late shift. We cut mis-picks.\n\n"
        "[Why Harrow Vale?]\n\nYours sincerely,\nDilnoza Karim"
    ),
    "paragraphs": [
        {"text": "At Ravensmoor I lead the late shift. We cut mis-picks.", "evidence": [
            {"quote": "Shift lead at Ravensmoor since 2022", "source": "resume"},
        ]},
    ],
    "sender": {"name": "Dilnoza Karim", "email": "d.karim@post.example"},
    "confirm": [{"path": "/paragraphs/0/text", "text": "We cut mis-picks.", "why": "?"}],
    "checks": [{"check": "firm", "passed": True, "detail": "The firm is the posting's."}],
}  # fmt: skip
ANSWERS: dict[str, Any] = {
    "asOf": DAY,
    "items": [
        {
            "id": "a",
            "text": "저는 재고 실사를 맡아 차이를 줄였습니다.\n\n그 뒤로 매주 점검합니다.",
            "counts": {"characters": 37, "charactersNoSpaces": 29, "bytesEucKr": 66},
            "asks": ["무엇을 직접 했는지"],
            "confirm": [{"path": "/items/0/text", "text": "매주 점검합니다", "why": "?"}],
        },
        {"id": "b", "text": None, "counts": {}},
    ],
    "overlap": [],
}
ASKED: list[dict[str, Any]] = [
    {
        "id": "a",
        "question": "지원 동기를 쓰세요.",
        "length": {"max": 500, "unit": "characters", "spaces": False},
    },
    {
        "id": "b",
        "question": "실패한 경험은?",
        "length": {"max": 900, "unit": "bytes", "spaces": True, "encoding": "euc-kr"},
    },
]
HOSTILE = (
    "<script>alert(1)</script> \x00\x0b\x1b[31m\ufffe\uffff \u202egnp.exe =cmd|'/C calc'!A0 "
    "#let x = 1 $a$ \\ مرحبا"
)

EVERY: tuple[Block, ...] = (
    Heading(1, words("One")),
    Heading(3, words("Two")),
    Paragraph((Strong(words("strong")), Emphasis(words("soft")), Struck(words("old")), Break(),
               Code("code"), Mark("[how many?]"), Link("https://a.example/", words("there")))),
    Facts(((words("Name"), words("Value")),)),
    Items(((Paragraph(words("item")), Paragraph(words("below"))),)),
    Items(((Heading(4, words("Four")),),), 3),
    Timeline(((words("2019"), (Paragraph(words("then")), Paragraph(words("and")))), ((), ()))),
    Quote((Paragraph(words("said")),), words("them")),
    Listing("a\nb"),
    Grid((words("x"), words("y")), ((words("1"), words("2")),)),
    Rule(),
)  # fmt: skip
"""A document with a block of every sort."""


class HandingInput(msgspec.Struct, frozen=True, rename="camel"):
    """The result that there is to be, and what says how it is written."""

    result: dict[str, Any]
    document_language: str | None = None
    language: str | None = None
    country: str | None = None
    style: dict[str, Any] | None = None
    addressee: str | None = None
    items: list[dict[str, Any]] = []
    resume: ResumeRef | None = None


class HandingResult(msgspec.Struct, rename="camel", omit_defaults=True):
    """What all three of them have; the rest of a shape is of its own."""

    as_of: str
    confirm: list[dict[str, Any]] = []
    open: list[dict[str, Any]] = []
    resume: dict[str, Any] | None = None
    text: str | None = None
    paragraphs: list[dict[str, Any]] | None = None
    sender: dict[str, Any] | None = None
    items: list[dict[str, Any]] | None = None


class Handing(Kind):
    """Hands in what it is given."""

    name = "handing"
    title = "Handing in"
    description = "Has the result that it is given."
    input_type, memory_type, result_type = HandingInput, NoMemory, HandingResult
    exports = ("html", "docx", "resume.json")
    initial = "new"
    table: ClassVar[Table] = {
        "new": {"start": On("begin", ("ready",))},
        "ready": {"message": On("begin", ("ready",))},
    }
    sets = ("asOf", "confirm", "open", "resume", "text", "paragraphs", "sender", "items")

    async def begin(self, turn: AnyTurn[HandingInput, NoMemory]) -> str:
        """Make the result."""
        known = {name: value for name, value in turn.input.result.items() if name in self.sets}
        if known:
            turn.fill(**known)
        return "ready"
