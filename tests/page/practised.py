"""What an interview comes to, and its state meanwhile, as the page is given them."""

from typing import Any

FIRST = "We had late trains. <b>We</b> changed the rota."
SECOND = "Trains were late on 40 days. I changed the rota, and then it was 12 days."
RETOLD = "It was late on 40 days. [What was your task?]\nI changed the rota. [how many?] (see [1])"
TRIES: list[dict[str, Any]] = [
    {
        "answer": FIRST,
        "bands": [
            {"name": "Own part", "band": "notYet"},
            {"name": "What came of it", "band": "notYet"},
            {"name": "A real case", "band": "there"},
        ],
    },
    {
        "answer": SECOND,
        "bands": [
            {"name": "Own part", "band": "there"},
            {"name": "What came of it", "band": "partly"},
            {"name": "A real case", "band": "there"},
        ],
    },
]
KEEP = "You gave a real case, with its days."
CHANGE = "Say what your own part was."

STATE: dict[str, Any] = {
    "phase": "question",
    "question": {
        "number": 2,
        "text": "Tell me about a plan that you changed.",
        "type": "behavioral",
        "difficulty": "medium",
        "attempt": 2,
    },
    "clock": {"budgetMs": 1_200_000, "usedMs": 0, "running": False},
    "clockAt": None,
    "feedback": {"number": 1, "keep": KEEP, "change": CHANGE, "bands": TRIES[0]["bands"]},
}
POINTS = "Points are given where a model judges."
NEXT = {"kind": "interview", "title": "Begin with the exercise", "input": {"type": "behavioral"}}
PARTS = {"situation": True, "task": False, "action": True, "result": True, "lesson": False}


def point(date: str, judge: str, method: str, score: int | None = None) -> dict[str, Any]:
    return {
        "session": "0b0b0b0b-0000-4000-8000-000000000000",
        "date": date,
        "difficulty": "medium",
        "judgedBy": judge,
        "method": method,
        "overallScore": score,
        "bands": {"Own part": "partly", "What came of it": "there"},
    }


RESULT: dict[str, Any] = {
    "overallScore": None,
    "communicationScore": None,
    "technicalScore": None,
    "competencies": [
        {
            "name": "Own part", "rating": None, "band": "there",
            "anchor": "Own deeds are told.", "quotes": ["I changed the rota"],
        },
        {"name": "What came of it", "rating": None, "band": None, "anchor": "", "quotes": []},
    ],
    "strengths": [KEEP],
    "improvements": [CHANGE],
    "detailedFeedback": "You told one story.",
    "questions": [
        {
            "number": 1, "question": "Tell me about a delay.", "answer": SECOND,
            "notes": "One hint was given.", "betterAnswerOutline": "Case, part, result.",
            "keep": KEEP, "change": CHANGE, "retold": RETOLD, "attempts": TRIES,
        },
        {
            "number": 2, "question": "Tell me about a plan that you changed.", "answer": "",
            "notes": "", "betterAnswerOutline": "", "keep": None, "change": None, "retold": "",
        },
    ],
    "exercise": {"title": "Own part first", "text": "Begin with “I”.", "question": "And you?"},
    "stories": [{"title": "Late trains", "parts": PARTS, "fits": ["A time that you failed"]}],
    "trend": [
        point("2026-11-01", "rules", "interview-behavioral-rules/2"),
        point("2026-11-02", "model", "interview-behavioral-model/2", 71),
        point("2026-11-03", "rules", "interview-behavioral-rules/2"),
    ],
    "notJudged": dict.fromkeys(("overallScore", "communicationScore", "technicalScore"), POINTS),
    "judgedBy": "rules",
    "writtenBy": "rules",
    "method": {"name": "interview-behavioral-rules", "version": 2},
    "asOf": "2026-11-30",
    "next": [NEXT],
}  # fmt: skip
"""Judged by rules: a second try, gaps, an exercise, and a curve of two ways of judging."""

JUDGED: dict[str, Any] = RESULT | {
    "overallScore": 64,
    "ranges": {"overallScore": [58, 70]},
    "competencies": [
        {
            "name": "Own part", "rating": 4, "band": "there",
            "anchor": "Own deeds are told.", "quotes": ["I changed the rota"],
        }
    ],
    "judgedBy": "model",
    "trend": [],
    "stories": [],
    "exercise": None,
}  # fmt: skip
"""Judged by a model."""
