"""The interview's tasks as the offline model does them: by rule, from the request alone."""

from collections.abc import Callable, Mapping
from typing import Any

from agents.evidence.language import excuse
from agents.kinds.interview.asked_question import AskedQuestion
from agents.kinds.interview.feedback import Summary, summarise, tell
from agents.kinds.interview.questions import next_question
from agents.kinds.interview.review import Review, review
from agents.models.request import Request
from agents.resume.spans import ResumeSpans, spans

TYPES = {
    "behavioral": "behavioural interview",
    "technical": "technical interview",
    "system_design": "system design interview",
    "dsa": "data structures and algorithms interview",
}


def _greeting(request: Request) -> str:
    given = request.inputs
    parts = [f"Hello. This is a {TYPES[given['type']]}, to begin at {given['difficulty']} level"]
    parts.append(f"{_aim(given)}: {given['minutes']} minutes, {given['questions']} questions. ")
    if given["fromResume"]:
        parts.append("Some questions come from your resume. ")
    parts.append("Ask for a hint, skip, pause or end whenever you like. ")
    parts.append(excuse(given["language"]))
    return "".join(parts).strip()


def _aim(given: Mapping[str, Any]) -> str:
    role = f", for {given['targetRole']}" if given["targetRole"] else ""
    return role + (f" at {given['company']}" if given["company"] else "")


def _resume(request: Request) -> ResumeSpans:
    return ResumeSpans(spans(request.inputs["resume"]))


def _question(request: Request) -> AskedQuestion:
    return next_question(request.inputs["wish"])


def _review(request: Request) -> Review:
    given = request.inputs
    return review(
        given["question"],
        given["answers"],
        given["competencies"],
        style=given["style"],
        probed=given["probed"],
        language=given["language"],
    )


def _summary(request: Request) -> Summary:
    return summarise(request.inputs["scores"], request.inputs["asked"])


def _feedback(request: Request) -> str:
    return tell(request.inputs["scores"], request.inputs["summary"], request.inputs["asked"])


RULES: Mapping[str, Callable[[Request], Any]] = {
    "greeting": _greeting,
    "resume": _resume,
    "question": _question,
    "review": _review,
    "summary": _summary,
    "feedback": _feedback,
}
