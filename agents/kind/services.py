"""What the server lends to runs: handed in whole, and reached by handlers as `Turn.services`.

A service more is a field more here and an interface; what it does for a handler is durable where
it is asked through `Turn.once`.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

import msgspec

from agents.errors import Refused, RunFailure
from agents.kind.kind import Kind
from agents.models.compute import Compute, Direct
from agents.models.request import Caller, Model
from protocol.catalogue import Text


class OtherSession(msgspec.Struct, frozen=True):
    """Another session of the same user as it stands: whether it rests, and what came of it."""

    id: str
    kind: str
    status: str
    """`running` or `idle`."""
    outcome: str | None = None
    """How its last run ended: `success`, `cancelled` or `error`; None before that."""
    error: Mapping[str, str] | None = None
    """`code` and `message` where it ended in an error."""
    result: Any = None


class Sessions(Protocol):
    """Other sessions of the user for whom a run works."""

    async def create(self, caller: Caller, session: str, kind: str, given: Any) -> None:
        """Begin a session under this id. Again under the same id changes nothing.

        Raises RunFailure for a kind or an input that there is not.
        """
        ...

    async def read(self, caller: Caller, session: str) -> OtherSession:
        """The session as it stands. Raises RunFailure where the user has none of that id."""
        ...

    async def rest(self, caller: Caller, session: str) -> OtherSession:
        """The session once it rests: at once, or when its run has ended."""
        ...


class NoSessions:
    """Where a run is alone."""

    async def create(self, caller: Caller, session: str, kind: str, given: Any) -> None:
        """Raise RunFailure: there are none."""
        raise RunFailure(Text("runs.no_sessions"))

    async def read(self, caller: Caller, session: str) -> OtherSession:
        """Raise RunFailure: there are none."""
        raise RunFailure(Text("runs.no_sessions"))

    async def rest(self, caller: Caller, session: str) -> OtherSession:
        """Raise RunFailure: there are none."""
        raise RunFailure(Text("runs.no_sessions"))


class Item(msgspec.Struct, frozen=True):
    """An item of the session, which is a session of its own, as it stands."""

    status: Literal["waiting", "running", "done", "failed"]
    """It waits until it is begun; what was deleted has failed."""
    title: str = ""
    error: Mapping[str, str] | None = None
    """`code` and `message` where it has failed: no message where it was cancelled, or is gone."""


class Items(Protocol):
    """Sessions that are the items of the one for which a run works, by their numbers from 1 on.

    They are of the same user, in no list of sessions, and deleted with it. They are worked by
    whichever worker comes first, when nobody waits for anything else.
    """

    def id(self, caller: Caller, number: int) -> str:
        """The id of the session that is the item of that number."""
        ...

    async def make(self, caller: Caller, kind: str, inputs: Mapping[int, Any], total: int) -> None:
        """Make items, which wait until they are begun. Again changes nothing.

        `total` is the highest number that there will be. Raises Refused where the user may have no
        more, or there is no room.
        """
        ...

    async def begin(self, caller: Caller, numbers: Sequence[int], attempt: int) -> None:
        """Have them run. What has run before does its last command again, once for an attempt."""
        ...

    async def standing(self, caller: Caller, numbers: Sequence[int]) -> list[Item]:
        """How they stand, in that order."""
        ...

    async def cancel(self, caller: Caller, numbers: Sequence[int]) -> None:
        """End what runs of them."""
        ...


class NoItems:
    """Where a session has none."""

    def id(self, caller: Caller, number: int) -> str:
        """Raise RunFailure: there are none."""
        raise RunFailure(Text("runs.no_sessions"))

    async def make(self, caller: Caller, kind: str, inputs: Mapping[int, Any], total: int) -> None:
        """Raise RunFailure: there are none."""
        raise RunFailure(Text("runs.no_sessions"))

    async def begin(self, caller: Caller, numbers: Sequence[int], attempt: int) -> None:
        """Raise RunFailure: there are none."""
        raise RunFailure(Text("runs.no_sessions"))

    async def standing(self, caller: Caller, numbers: Sequence[int]) -> list[Item]:
        """Raise RunFailure: there are none."""
        raise RunFailure(Text("runs.no_sessions"))

    async def cancel(self, caller: Caller, numbers: Sequence[int]) -> None:
        """Raise RunFailure: there are none."""
        raise RunFailure(Text("runs.no_sessions"))


class StoredResume(msgspec.Struct, frozen=True):
    """A résumé of the user as it was read, in one of its versions."""

    id: str
    version: int
    title: str
    text: str
    file: Mapping[str, Any] | None = None
    """What was measured of its file; None where that is not known."""
    data: Mapping[str, Any] | None = None
    """JSON Resume, as it is stored; None where there is none."""


class SavedResume(msgspec.Struct, frozen=True):
    """A résumé that was saved, and as which version."""

    id: str
    version: int


class StoredJob(msgspec.Struct, frozen=True):
    """A job of the user: `posting` is what it says, in the names of schema.org's JobPosting."""

    id: str
    version: int
    title: str
    posting: Mapping[str, Any]


class StoredDocument(msgspec.Struct, frozen=True):
    """A file of the user: what was read of it, or the picture that it is."""

    id: str
    name: str
    media_type: str
    text: str | None = None
    image: bytes | None = None
    may_be_seen: bool = False
    """Whether the user has said of this picture that a provider of models may see it."""


class Library(Protocol):
    """What the user for whom a run works has stored."""

    async def resume(
        self,
        caller: Caller,
        id: str,
        version: int | None = None,
        waits: Callable[[str], None] | None = None,
    ) -> StoredResume:
        """A résumé in that version, or as it is now, once it is read.

        Where that takes time, `waits` is called once, with its title. Raises RunFailure, whose text
        says what to do, where the user has none of that id, or it can't be read.
        """
        ...

    async def save_resume(
        self, caller: Caller, resume: Mapping[str, Any], today: dt.date, place: SavedResume | str
    ) -> SavedResume:
        """Save JSON Resume, with the facts of that day.

        A `place` of a version is what it comes after; one that is a text is the title of a new
        résumé. The same is saved once in a run, however often it is asked for. Raises RunFailure,
        whose text says what to do, where the newest version is another by now, and where it can't
        be kept.
        """
        ...

    async def job(self, caller: Caller, id: str) -> StoredJob:
        """A job as it is now. Raises RunFailure where the user has none of that id."""
        ...

    async def save_job(self, caller: Caller, posting: Mapping[str, Any], id: str | None) -> str:
        """Save a posting, in the names of schema.org's JobPosting, and say as which job.

        It is the next version of the job of that `id`. None is the session's own job, which is
        made by the first such call; where the user has just this posting already, it is that one.
        The same again changes nothing. Raises RunFailure, whose text says what to do, where it
        can't be kept.
        """
        ...

    async def document(
        self, caller: Caller, id: str, waits: Callable[[str], None] | None = None
    ) -> StoredDocument:
        """A document, or a résumé, once it is read: as `resume`."""
        ...


NO_LIBRARY = Text("runs.no_library")


class NoLibrary:
    """Where nothing is stored."""

    async def resume(
        self,
        caller: Caller,
        id: str,
        version: int | None = None,
        waits: Callable[[str], None] | None = None,
    ) -> StoredResume:
        """Raise Refused: there is none."""
        raise Refused(NO_LIBRARY, "not_found")

    async def save_resume(
        self, caller: Caller, resume: Mapping[str, Any], today: dt.date, place: SavedResume | str
    ) -> SavedResume:
        """Raise Refused: there is nowhere."""
        raise Refused(NO_LIBRARY, "not_found")

    async def job(self, caller: Caller, id: str) -> StoredJob:
        """Raise Refused: there is none."""
        raise Refused(NO_LIBRARY, "not_found")

    async def save_job(self, caller: Caller, posting: Mapping[str, Any], id: str | None) -> str:
        """Raise Refused: there is nowhere."""
        raise Refused(NO_LIBRARY, "not_found")

    async def document(
        self, caller: Caller, id: str, waits: Callable[[str], None] | None = None
    ) -> StoredDocument:
        """Raise Refused: there is none."""
        raise Refused(NO_LIBRARY, "not_found")


class ResumeMark(msgspec.Struct, frozen=True):
    """Which résumé something is about: the hash of its text, and its id; "" where it was pasted."""

    hash: str
    id: str = ""


class GivenQuestion(msgspec.Struct, frozen=True):
    """A question that a user was given, and a key by which it is known in other words, too."""

    text: str
    key: str = ""


class GivenBefore(msgspec.Struct, frozen=True):
    """The questions that a user was given, newest first; up to the place `until` these are all."""

    questions: list[GivenQuestion] = []
    until: int = 0


class Asked(Protocol):
    """The questions that the user for whom a run works was given before."""

    async def before(self, caller: Caller, resume: ResumeMark) -> GivenBefore:
        """Those about this résumé, of all of the user's sessions."""
        ...

    async def record(
        self, caller: Caller, resume: ResumeMark, questions: Sequence[GivenQuestion], until: int
    ) -> bool:
        """Remember these; whether they are remembered. Again changes nothing.

        They are not where another session was given one about this résumé after `until`, so that of
        two which begin alike one has to read again.
        """
        ...


class NobodyAsked:
    """Where nothing is remembered."""

    async def before(self, caller: Caller, resume: ResumeMark) -> GivenBefore:
        """None."""
        return GivenBefore()

    async def record(
        self, caller: Caller, resume: ResumeMark, questions: Sequence[GivenQuestion], until: int
    ) -> bool:
        """Do nothing; nobody is in the way."""
        return True


class PracticeStory(msgspec.Struct, frozen=True, rename="camel"):
    """An experience that the user told: which parts it has, and which questions it fits."""

    id: str
    title: str
    text: str
    parts: dict[str, bool]
    fits: tuple[str, ...] = ()
    session: str = ""
    number: int = 0


class PracticeWeakPoint(msgspec.Struct, frozen=True, rename="camel"):
    """What was open in an interview of the user's."""

    competency: str
    text: str
    session: str = ""


class PracticeQuestion(msgspec.Struct, frozen=True, rename="camel"):
    """A question that the user was asked, when (ms since 1970), and its key in other words."""

    text: str
    at: int
    key: str = ""


class PracticeExercise(msgspec.Struct, frozen=True, rename="camel"):
    """What to practise next: the next interview begins with it."""

    title: str
    text: str
    question: str = ""


class PastInterview(msgspec.Struct, frozen=True, rename="camel"):
    """What an interview of the user's came to."""

    session: str
    date: str
    type: str
    difficulty: str
    judged_by: str
    method: str
    overall_score: int | None
    bands: dict[str, str]


class Practised(msgspec.Struct, frozen=True, rename="camel"):
    """What is remembered of a user's practice, oldest first."""

    stories: tuple[PracticeStory, ...] = ()
    weak_points: tuple[PracticeWeakPoint, ...] = ()
    asked: tuple[PracticeQuestion, ...] = ()
    exercise: PracticeExercise | None = None
    interviews: tuple[PastInterview, ...] = ()


class Practice(Protocol):
    """What the user for whom a run works has practised."""

    async def of(self, caller: Caller) -> Practised:
        """All that is remembered."""
        ...

    async def asked(self, caller: Caller, question: PracticeQuestion) -> None:
        """Remember a question that was asked. Again changes nothing."""
        ...

    async def finished(
        self,
        caller: Caller,
        interview: PastInterview,
        stories: Sequence[PracticeStory],
        weak_points: Sequence[PracticeWeakPoint],
        exercise: PracticeExercise | None,
    ) -> None:
        """Remember what an interview came to. Again changes nothing.

        Of a story that is known already (same id) the newer telling stands, unless the user has
        edited it. Stories of the interview's session that are not among these stay.
        """
        ...

    async def debriefed(self, caller: Caller, weak_points: Sequence[PracticeWeakPoint]) -> None:
        """Remember what was open in a real interview. Again changes nothing.

        They take the place of those that the session has left before.
        """
        ...


class NothingPractised:
    """Where nothing is remembered."""

    async def of(self, caller: Caller) -> Practised:
        """Nothing."""
        return Practised()

    async def asked(self, caller: Caller, question: PracticeQuestion) -> None:
        """Do nothing."""

    async def finished(
        self,
        caller: Caller,
        interview: PastInterview,
        stories: Sequence[PracticeStory],
        weak_points: Sequence[PracticeWeakPoint],
        exercise: PracticeExercise | None,
    ) -> None:
        """Do nothing."""

    async def debriefed(self, caller: Caller, weak_points: Sequence[PracticeWeakPoint]) -> None:
        """Do nothing."""


class AppliedFor(msgspec.Struct, frozen=True):
    """An application of the user: for what it is, and the id of the stored job, if it has one."""

    id: str
    title: str
    firm: str = ""
    job: str | None = None


class InterviewEntry(msgspec.Struct, frozen=True):
    """What is added to an application after an interview.

    `date` (ISO 8601) is when it was; `note` goes to the notes, in the place of the note `instead`
    where that stands there still. `next` and `next_date` say what is to be done next, in the place
    of `next_instead`: of what the user has put there themselves nothing is changed.
    """

    note: str
    date: str | None = None
    instead: str = ""
    next: str = ""
    next_date: str | None = None
    next_instead: str = ""


class Applications(Protocol):
    """The applications of the user for whom a run works."""

    async def find(self, caller: Caller, id: str) -> AppliedFor:
        """The application. Raises Refused where the user has none of that id."""
        ...

    async def add(self, caller: Caller, id: str, entry: InterviewEntry) -> None:
        """Add what came of an interview. Again changes nothing.

        Raises Refused, which says what to do, where there is no such application, or no room in it.
        """
        ...


NO_APPLICATION = Text("runs.no_application")


class NoApplications:
    """Where there are none."""

    async def find(self, caller: Caller, id: str) -> AppliedFor:
        """Raise Refused: there is none."""
        raise Refused(NO_APPLICATION, "not_found")

    async def add(self, caller: Caller, id: str, entry: InterviewEntry) -> None:
        """Raise Refused: there is none."""
        raise Refused(NO_APPLICATION, "not_found")


class Fetched(msgspec.Struct, frozen=True):
    """What stands at an address of the web."""

    url: str
    """Where it was found in the end, after redirects."""
    status: int
    media_type: str
    """In lower case, without parameters."""
    body: bytes
    """Decoded; at most 2 MB."""
    charset: str | None
    fetched_at: int
    """When it was had (ms since 1970): an answer may be kept for a while."""


class Web(Protocol):
    """The one door to the web."""

    async def fetch(self, caller: Caller, url: str) -> Fetched:
        """What stands at a public address: HTML, JSON, XML, plain text, a PDF or a picture.

        Any status is an answer. Raises RunFailure, whose text says what to do, where the address is
        none that may be asked, the site's robots rules forbid it, or the answer is too large, too
        slow, of another type or does not come.
        """
        ...


NO_WEB = Text("runs.no_web")


class NoWeb:
    """Where nothing is fetched."""

    async def fetch(self, caller: Caller, url: str) -> Fetched:
        """Raise Refused: nothing is."""
        raise Refused(NO_WEB, "not_found")


class FoundPosting(msgspec.Struct, frozen=True):
    """A posting that was found at an address."""

    posting: Mapping[str, Any]
    """In the names of schema.org's JobPosting, as a stored job has it."""
    text: str
    """What can be seen of it; at most 50,000 characters."""
    hidden: tuple[str, ...] = ()
    """What was on the page and can't be seen: it is part of nothing."""
    differs: tuple[tuple[str, str, str], ...] = ()
    """Where the sources disagree: the field, what is seen, and what else was said."""


class Postings(Protocol):
    """Postings on the web."""

    async def at(self, caller: Caller, url: str, language: str) -> FoundPosting:
        """The posting that stands there.

        Raises RunFailure, whose text says what to do: where the page can't be had, asks for a
        login, is gone, is a list of jobs or is no posting.
        """
        ...


class NoPostings:
    """Where nothing is fetched."""

    async def at(self, caller: Caller, url: str, language: str) -> FoundPosting:
        """Raise Refused: nothing is."""
        raise Refused(NO_WEB, "not_found")


class Answers(Protocol):
    """Which model answers, as people are told it."""

    def __call__(self, options: Mapping[str, Any], caller: Caller) -> Text:
        """Who answers in a session with these options: a model, or rules."""
        ...


def no_model(options: Mapping[str, Any], caller: Caller) -> Text:
    """Where there are rules alone."""
    return Text("answering.rules")


@dataclass(frozen=True, kw_only=True)
class Services:
    """Everything that a run asks of the outside."""

    model: Model
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    """Every kind that there is, by its name."""
    sessions: Sessions = field(default_factory=NoSessions)
    items: Items = field(default_factory=NoItems)
    library: Library = field(default_factory=NoLibrary)
    asked: Asked = field(default_factory=NobodyAsked)
    practice: Practice = field(default_factory=NothingPractised)
    applications: Applications = field(default_factory=NoApplications)
    web: Web = field(default_factory=NoWeb)
    postings: Postings = field(default_factory=NoPostings)
    answers: Answers = no_model
    compute: Compute = field(default_factory=Direct)
    judges: int = 3
    """How many models judge each criterion of an answer, side by side: the median counts."""
