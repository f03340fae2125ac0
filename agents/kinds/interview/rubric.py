"""What an answer is scored on, and what each score means: fixed before any question is asked.

Behaviourally anchored rating scales after Smith and Kendall, "Retranslation of expectations"
(Journal of Applied Psychology 47, 1963): each of the five points says what can be observed.
"""

from agents.kinds.interview.scales import Competency

COVERAGE = (
    "Touches none of the points that the question asks for.",
    "Touches up to a third of the points that the question asks for.",
    "Touches more than a third of the points that the question asks for.",
    "Touches at least two thirds of the points that the question asks for.",
    "Touches every point that the question asks for.",
)

_COMMUNICATION = Competency(
    "communication",
    "Communication",
    "communication",
    (
        "A few words, or a list of terms: the listener has to guess.",
        "Understandable, but too short, too long, or full of fillers.",
        "Clear sentences, with little to show how they hang together.",
        "Clear and of a good length, with some words that lead the listener on.",
        "Clear, of a good length, and led from beginning to end.",
    ),
)

_BEHAVIORAL = (
    Competency(
        "star",
        "Structure (situation, task, action, result)",
        "general",
        (
            "None of the four parts can be told.",
            "One of the four parts can be told.",
            "Two of the four parts can be told.",
            "Three of the four parts can be told.",
            "Situation, task, action and result can all be told.",
        ),
    ),
    Competency(
        "ownership",
        "Ownership",
        "general",
        (
            "Nobody is named who did anything.",
            "Only 'we': the speaker's own part cannot be told.",
            "One thing that the speaker did.",
            "Two things that the speaker did.",
            "Three or more things that the speaker did, told in the first person.",
        ),
    ),
    Competency(
        "specifics",
        "Specifics and results",
        "general",
        (
            "General statements only: no name, no number.",
            "At least one name or detail of a real case.",
            "A number, though not for the result.",
            "A result with a number.",
            "A result with a number, and further numbers that put it in proportion.",
        ),
    ),
    Competency("coverage", "Answering the question", "general", COVERAGE),
)

_TECHNICAL = (
    Competency("coverage", "Coverage of the key points", "technical", COVERAGE),
    Competency(
        "reasoning",
        "Reasons and trade-offs",
        "general",
        (
            "Statements without a reason.",
            "One reason, and no alternative.",
            "A reason, and an alternative that is named.",
            "Reasons, and an alternative that is weighed.",
            "Several choices, each with its reason and its price.",
        ),
    ),
    Competency(
        "examples",
        "Examples and numbers",
        "general",
        (
            "General statements only.",
            "At least one name or detail of a real case.",
            "An example, or a number.",
            "An example and a number.",
            "An example of one's own with several numbers.",
        ),
    ),
)

_DSA = (
    Competency("coverage", "Coverage of approach and cost", "technical", COVERAGE),
    Competency(
        "complexity",
        "Stating the cost",
        "technical",
        (
            "Says nothing on the cost.",
            "Says 'fast' or 'slow' without a measure.",
            "States a complexity, without saying of what.",
            "States the complexity of time, or of space.",
            "States the complexity of time and of space.",
        ),
    ),
    Competency(
        "edges",
        "Edge cases",
        "general",
        (
            "No special case is named.",
            "Says that there are special cases, without naming one.",
            "One special case.",
            "Two special cases.",
            "Three or more special cases.",
        ),
    ),
)

RUBRICS: dict[str, tuple[Competency, ...]] = {
    "behavioral": (*_BEHAVIORAL, _COMMUNICATION),
    "technical": (*_TECHNICAL, _COMMUNICATION),
    "system_design": (*_TECHNICAL, _COMMUNICATION),
    "dsa": (*_DSA, _COMMUNICATION),
}
"""The competencies of each type of interview."""
