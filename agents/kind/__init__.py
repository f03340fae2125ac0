"""What the author of a kind of session imports."""

from agents.errors import Refused
from agents.kind.kind import Kind, NoMemory, Stored
from agents.kind.materials import Material
from agents.kind.options import Language
from agents.kind.references import (
    MOST_JOB,
    Address,
    DocumentRef,
    JobRef,
    ResumeRef,
    StoredJobRef,
    StoredResumeRef,
    check_address,
)
from agents.kind.review import Check, Review
from agents.kind.services import (
    Fetched,
    FoundPosting,
    GivenBefore,
    GivenQuestion,
    OtherSession,
    PastInterview,
    PracticeExercise,
    PracticeQuestion,
    PracticeStory,
    PracticeWeakPoint,
    Practised,
    ResumeMark,
    SavedResume,
    Services,
    StoredDocument,
    StoredJob,
    StoredResume,
)
from agents.kind.table import Action, Alarm, On, Table
from agents.kind.task import Needs, Partly, Task, Tool
from agents.kind.turn import Turn
from agents.kind.verdict import (
    Confirm,
    Issue,
    Judging,
    Reviewed,
    Revision,
    RoleMessage,
    Settling,
    Verdict,
)
from agents.models.request import Image

__all__ = [
    "MOST_JOB",
    "Action",
    "Address",
    "Alarm",
    "Check",
    "Confirm",
    "DocumentRef",
    "Fetched",
    "FoundPosting",
    "GivenBefore",
    "GivenQuestion",
    "Image",
    "Issue",
    "JobRef",
    "Judging",
    "Kind",
    "Language",
    "Material",
    "Needs",
    "NoMemory",
    "On",
    "OtherSession",
    "Partly",
    "PastInterview",
    "PracticeExercise",
    "PracticeQuestion",
    "PracticeStory",
    "PracticeWeakPoint",
    "Practised",
    "Refused",
    "ResumeMark",
    "ResumeRef",
    "Review",
    "Reviewed",
    "Revision",
    "RoleMessage",
    "SavedResume",
    "Services",
    "Settling",
    "Stored",
    "StoredDocument",
    "StoredJob",
    "StoredJobRef",
    "StoredResume",
    "StoredResumeRef",
    "Table",
    "Task",
    "Tool",
    "Turn",
    "Verdict",
    "check_address",
]
