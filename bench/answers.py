"""Answers as a model writes them: the sizes and shapes of what kinds of session give."""

from collections.abc import Callable, Iterator
from itertools import cycle
from typing import Any

ENGLISH = (
    "The service answered slower each month, so the team measured where the time went and moved "
    "the slowest query behind a cache; complaints about waiting fell from forty a week to three."
)
KOREAN = (
    "결제 서비스의 응답 시간이 매달 길어져 팀은 병목을 측정하고 "
    "가장 느린 질의를 캐시 뒤로 옮겼습니다. "
    "그 결과 대기에 대한 불만이 주당 마흔 건에서 세 건으로 줄었고 배포 절차도 문서로 남겼습니다."
)


def prose(language: str = ENGLISH) -> Callable[[int], str]:
    """A source of texts with so many characters, each beginning where the last one ended."""
    characters: Iterator[str] = cycle(f"{language} ")
    return lambda size: "".join(next(characters) for _ in range(size))


def field(size: int, language: str = ENGLISH) -> dict[str, Any]:
    """One long text."""
    return {"text": prose(language)(size)}


def texts(count: int, size: int, language: str = ENGLISH) -> dict[str, Any]:
    """A list of texts."""
    text = prose(language)
    return {"recommendations": [text(size) for _ in range(count)]}


def numbers(count: int) -> dict[str, Any]:
    """A list of numbers, and one of pairs."""
    half = count // 2
    return {
        "scores": [n * 7 % 101 for n in range(half)],
        "ranges": [[n * 7 % 101, n * 3 % 101 + 0.5] for n in range(half // 2)],
    }


def stages(count: int, size: int, language: str = ENGLISH) -> dict[str, Any]:
    """A plan of stages, each with a title and a text."""
    text = prose(language)
    return {
        "firstStep": text(60),
        "stages": [
            {"number": n + 1, "title": text(40), "hours": 10, "text": text(size - 100)}
            for n in range(count)
        ],
    }


def weeks(count: int, tasks: int = 5, language: str = ENGLISH) -> dict[str, Any]:
    """A plan of weeks with their tasks."""
    text = prose(language)
    kinds = ("learn", "practise", "build", "review", "apply")
    return {
        "firstStep": text(60),
        "weeks": [
            {
                "number": n + 1,
                "theme": text(50),
                "hours": 10,
                "tasks": [
                    {
                        "id": f"w{n + 1}t{k + 1}",
                        "title": text(45),
                        "kind": kinds[k % len(kinds)],
                        "skill": text(12),
                        "hours": 2,
                        "done": False,
                    }
                    for k in range(tasks)
                ],
            }
            for n in range(count)
        ],
        "milestones": [
            {"week": n + 1, "title": text(40), "proof": text(60)} for n in range(3, count, 4)
        ],
        "notReached": [{"skill": text(12), "why": text(90)} for _ in range(3)],
        "totalHours": 10 * count,
    }


def resume(size: int, language: str = ENGLISH) -> dict[str, Any]:
    """A résumé in JSON Resume's shape, with what was left out and what is to be confirmed."""
    text = prose(language)
    return {
        "resume": {
            "basics": {"name": text(16), "label": text(24), "summary": text(280)},
            "work": [
                {
                    "name": text(20),
                    "position": text(22),
                    "startDate": "2019-04",
                    "endDate": "2022-11",
                    "highlights": [text(140) for _ in range(5)],
                }
                for _ in range(max(1, size // 900))
            ],
            "skills": [{"name": text(14), "keywords": [text(9), text(7)]} for _ in range(8)],
        },
        "leftOut": [{"path": f"/skills/{n}", "why": text(80)} for n in range(4)],
        "confirm": [{"path": "/basics/summary", "text": text(60), "why": text(70)}],
    }


def analysis(count: int, language: str = ENGLISH) -> dict[str, Any]:
    """What is asked, each with its evidence, gaps, and recommendations."""
    text = prose(language)

    def evidence() -> dict[str, Any]:
        return {"quote": text(70), "source": "resume", "path": "/basics/summary"}

    return {
        "requirements": [
            {
                "id": f"r{n}",
                "text": text(60),
                "kind": "must",
                "knockout": False,
                "status": "shown",
                "evidence": [evidence()],
            }
            for n in range(count)
        ],
        "skillGaps": [
            {
                "skill": text(14),
                "status": "below",
                "currentLevel": 40,
                "requiredLevel": 70,
                "priority": "high",
                "why": text(90),
                "evidence": [evidence()],
            }
            for _ in range(count)
        ],
        "strengths": [{"text": text(100), "evidence": [evidence()]} for _ in range(4)],
        "recommendations": [
            {"text": text(120), "tier": "must", "score": "coverage", "gain": None}
            for _ in range(count)
        ],
    }
