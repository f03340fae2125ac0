"""An application of somebody for a job: what it is, how it changes, how it is kept and shown.

Nothing is ever sent for anybody: it is a record of what people do themselves.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, TypeAlias, get_args

import msgspec
from msgspec import UNSET, Meta, UnsetType

from agents.kind.references import Number
from agents.kind.services import InterviewEntry
from protocol.catalogue import ENGLISH, Text, misfit
from protocol.errors import Malformed
from protocol.merge_patch import merge_patch
from server.holdings.holdings import Contents, Fields
from store.holdings.types import Entry, Standing

Status = Literal["saved", "applied", "interview", "offer", "closed"]
Outcome = Literal["hired", "declined", "rejected", "noAnswer"]

STATUSES: tuple[Status, ...] = get_args(Status)

Line = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"\S")]
Id = Annotated[str, Meta(min_length=1, max_length=64)]
MOST_NOTES, MOST_STEP, MOST_MOMENTS = 10_000, 500, 50
Notes = Annotated[str, Meta(max_length=MOST_NOTES)]
Moment = Annotated[
    str, Meta(pattern=r"^\d{4}-\d\d-\d\d(T([01]\d|2[0-3]):[0-5]\d)?$", max_length=16)
]
"""A day (ISO 8601) or, of that day, a minute of the clock at the place where it is."""

ANSWERED: frozenset[str] = frozenset({"interview", "offer"})
"""What nobody comes to who was not answered."""
ANSWERS: frozenset[str] = frozenset({"hired", "declined", "rejected"})
"""How it does not end without an answer."""

NO_TITLE = Text("errors.malformed.application_job")
OPEN = Text("errors.malformed.application_open")
TOO_DEEP = Text("errors.malformed.too_deep")
NO_MOMENT = Text("errors.malformed.application_moment")
NO_DOCUMENT = Text("errors.malformed.application_document")


class _Form(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """A part of an application. Fields that it does not have are refused: one may be misspelt."""


class ChosenJob(_Form, frozen=True):
    """The job, as it is given: `id` of one that is stored, a title, or both.

    What is not given is taken from the stored job. A title of one's own goes before that.
    """

    id: Id | None = None
    title: Line | None = None
    hiring_organization: Line | None = None


class AppliedJob(_Form, frozen=True):
    """The job, as it was called when it was given: the stored one may be gone since."""

    title: Line
    hiring_organization: Line | None = None
    id: Id | None = None


class Dates(_Form, frozen=True):
    """When what happened, and until when one may apply.

    `saved`, `applied` and `answered` are set to today where they are not known when that status is
    entered; they stay as they are when it is left.
    """

    saved: dt.date | None = None
    applied: dt.date | None = None
    answered: dt.date | None = None
    interviews: Annotated[list[Moment], Meta(max_length=50)] = []
    deadline: dt.date | None = None


class SentDocument(_Form, frozen=True):
    """Something that went to the employer: what it is, and where it stands.

    `session` is where it was written, or `id` that of a stored résumé (`kind` "resume") or document
    ("document"); of a résumé without a `version` the one that there is now is put down. `title` is
    what it was called then.
    """

    kind: Annotated[str, Meta(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,49}$")]
    session: Id | None = None
    id: Id | None = None
    version: Number | None = None
    title: Line | None = None


class Contact(_Form, frozen=True):
    """Somebody whom one deals with there."""

    name: Line
    role: Line | None = None


class Step(_Form, frozen=True):
    """What is to be done next, and by when."""

    text: Annotated[str, Meta(min_length=1, max_length=500, pattern=r"\S")]
    date: dt.date | None = None


class _Rest(_Form, frozen=True, kw_only=True):
    """What there is besides the job."""

    status: Status = "saved"
    outcome: Outcome | None = None
    dates: Dates = Dates()
    documents: Annotated[list[SentDocument], Meta(max_length=20)] = []
    contacts: Annotated[list[Contact], Meta(max_length=50)] = []
    notes: Notes = ""
    next: Step | None = None


class Filled(_Rest, frozen=True, kw_only=True):
    """An application as it is given: `job` may be a title alone."""

    job: Line | ChosenJob


class NewApplication(Filled, frozen=True, kw_only=True):
    """An application that is to be kept. Sent again with the same `id` (a UUID), it is the same."""

    id: Id | UnsetType = UNSET


class Application(_Rest, frozen=True, kw_only=True):
    """An application as it is kept."""

    job: AppliedJob


class ChangedJob(_Form, frozen=True):
    """Changes of the job. Another `id` brings the title and the firm of that one along."""

    id: Id | UnsetType | None = UNSET
    title: Line | UnsetType | None = UNSET
    hiring_organization: Line | UnsetType | None = UNSET


class ChangedDates(_Form, frozen=True):
    """Changes of the dates."""

    saved: dt.date | UnsetType | None = UNSET
    applied: dt.date | UnsetType | None = UNSET
    answered: dt.date | UnsetType | None = UNSET
    interviews: Annotated[list[Moment], Meta(max_length=50)] | UnsetType | None = UNSET
    deadline: dt.date | UnsetType | None = UNSET


class ChangedStep(_Form, frozen=True):
    """Changes of what is to be done next."""

    text: Annotated[str, Meta(min_length=1, max_length=500, pattern=r"\S")] | UnsetType = UNSET
    date: dt.date | UnsetType | None = UNSET


class ApplicationChange(_Form, frozen=True):
    """A JSON Merge Patch (RFC 7396): what is not there stays, null takes away, lists are replaced.

    Declared for the reference: what the change comes to is what is looked at.
    """

    job: Line | ChangedJob | UnsetType = UNSET
    status: Status | UnsetType | None = UNSET
    outcome: Outcome | UnsetType | None = UNSET
    dates: ChangedDates | UnsetType | None = UNSET
    documents: Annotated[list[SentDocument], Meta(max_length=20)] | UnsetType | None = UNSET
    contacts: Annotated[list[Contact], Meta(max_length=50)] | UnsetType | None = UNSET
    notes: Notes | UnsetType | None = UNSET
    next: ChangedStep | UnsetType | None = UNSET


class ListedApplication(msgspec.Struct, rename="camel", kw_only=True):
    """An application as listings show it. Times are ms since 1970."""

    id: str
    job: AppliedJob
    status: Status
    outcome: Outcome | None
    dates: Dates
    documents: list[SentDocument]
    next: Step | None
    version: int
    created_at: int
    updated_at: int


class ApplicationDocument(ListedApplication, kw_only=True):
    """An application."""

    contacts: list[Contact]
    notes: str


class ApplicationList(msgspec.Struct, omit_defaults=True):
    """Applications, newest first; `cursor` where there may be more."""

    applications: list[ListedApplication]
    cursor: str | None = None


class StoredJobFacts(msgspec.Struct, frozen=True, rename="camel"):
    """What an application takes from a stored job; the rest is passed over."""

    title: str
    hiring_organization: str | None = None
    valid_through: str | None = None


class _Head(msgspec.Struct):
    status: str


_UNLISTED = ("contacts", "notes")

Json: TypeAlias = Any


def patched(before: Application, patch: Mapping[str, Json]) -> Filled:
    """What a JSON Merge Patch (RFC 7396) makes of an application. Raises Malformed.

    Another stored job takes the place of the one that there was, title and firm included.
    """
    target = msgspec.to_builtins(before)
    job = patch.get("job")
    if isinstance(job, Mapping) and job.get("id") not in (None, before.job.id):
        target["job"] = {}
    try:
        merged = merge_patch(target, patch)
    except RecursionError:
        raise Malformed(TOO_DEEP) from None
    try:
        return msgspec.convert(merged, Filled)
    except msgspec.ValidationError as exc:
        raise Malformed(misfit(exc)) from None


def with_entry(before: Application, entry: InterviewEntry) -> Application | None:
    """An application to which an interview was added; None where its notes have no room for it.

    The same again changes nothing. A day on which there is an interview already stays as it is, and
    so does a next step that its user has put there.
    """
    dates, notes = before.dates, before.notes
    moments = dates.interviews
    if entry.date and not any(one.startswith(entry.date) for one in moments):
        moments = sorted({*moments, entry.date})[-MOST_MOMENTS:]
    if entry.note not in notes:
        if entry.instead and entry.instead in notes:
            notes = notes.replace(entry.instead, entry.note, 1)
        else:
            notes = f"{notes}\n\n{entry.note}".strip()
    if len(notes) > MOST_NOTES:
        return None
    step, text = before.next, entry.next[:MOST_STEP]
    ours = step is None or (entry.next_instead and step.text == entry.next_instead[:MOST_STEP])
    if text and ours:
        step = Step(text, dt.date.fromisoformat(entry.next_date) if entry.next_date else None)
    return msgspec.structs.replace(
        before,
        dates=msgspec.structs.replace(dates, interviews=moments),
        notes=notes,
        next=step,
    )


def chosen(form: Filled) -> ChosenJob:
    """The job that a form gives, be it by its title alone."""
    return ChosenJob(title=form.job) if isinstance(form.job, str) else form.job


def settled(
    form: Filled,
    before: Application | None,
    today: dt.date,
    stored: StoredJobFacts | None = None,
) -> Application:
    """What is kept of a form, which takes the place of `before`. Raises Malformed.

    `stored` is the job that it names and that `before` did not: its title and firm where the form
    has none, and the day until which it stands. Of an end (`outcome`) there is none before it is
    closed: one that is reopened loses it, and one that is given anew is refused.
    """
    after = Application(
        job=_named(chosen(form), stored),
        **{name: getattr(form, name) for name in _Rest.__struct_fields__},
    )
    for one in after.documents:
        if (one.session is None) == (one.id is None):
            raise Malformed(NO_DOCUMENT)
    outcome = after.outcome
    if after.status != "closed" and outcome is not None:
        if before is None or before.outcome != outcome:
            raise Malformed(OPEN)
        outcome = None
    after = msgspec.structs.replace(after, outcome=outcome)
    dates = after.dates
    moments = sorted({_moment(one) for one in dates.interviews})
    deadline = dates.deadline or _day(stored.valid_through if stored else None)
    days = {name: getattr(dates, name) or today for name in _happened(after, before)}
    dates = msgspec.structs.replace(dates, interviews=moments, deadline=deadline, **days)
    return msgspec.structs.replace(after, dates=dates)


def _happened(after: Application, before: Application | None) -> Iterator[str]:
    """The names of the dates of what has just come about."""
    if before is None:
        yield "saved"
    if before is None or before.status != after.status:
        if after.status in ("saved", "applied"):
            yield after.status
        if after.status in ANSWERED:
            yield "answered"
    if after.outcome in ANSWERS and (before is None or before.outcome != after.outcome):
        yield "answered"


def _named(job: ChosenJob, stored: StoredJobFacts | None) -> AppliedJob:
    title, firm = job.title, job.hiring_organization
    if stored is not None:
        title = title or stored.title.strip() or None
        firm = firm or (stored.hiring_organization or "").strip() or None
    if title is None:
        raise Malformed(NO_TITLE)
    return AppliedJob(title, firm, job.id)


def _moment(text: str) -> str:
    """The same. Raises Malformed where there is no such day."""
    try:
        dt.datetime.fromisoformat(text)
    except ValueError:
        raise Malformed(NO_MOMENT) from None
    return text


def _day(text: str | None) -> dt.date | None:
    """A whole day; a month or a year is none."""
    try:
        return dt.date.fromisoformat(text) if text and len(text) == len("2026-01-01") else None
    except ValueError:
        return None


def new_documents(after: Application, before: Application | None) -> list[int]:
    """Which of its documents were not among those that there were: these are looked for."""
    known = {_place(one) for one in before.documents} if before else set()
    return [at for at, one in enumerate(after.documents) if _place(one) not in known]


def _place(one: SentDocument) -> tuple[object, ...]:
    return one.kind, one.session, one.id, one.version


def application_contents(application: Application) -> Contents:
    """An application as it is kept."""
    fields = msgspec.to_builtins(application)
    body = {name: fields.pop(name) for name in _UNLISTED}
    title = application.job.title
    return Contents(title, msgspec.json.encode(fields), msgspec.json.encode(body))


def application_of(*parts: bytes) -> Application:
    """What is kept, as it was."""
    fields: dict[str, Any] = {}
    for part in parts:
        fields |= msgspec.json.decode(part, type=dict[str, Any])
    return msgspec.convert(fields, Application)


def application_shown(
    entry: Entry, standing: Standing, *parts: bytes, language: str = ENGLISH
) -> Fields:
    """The document of an application. Its `status` is its own: it has no file that is read."""
    del standing, language
    document: Fields = {}
    for part in parts:
        document |= msgspec.json.decode(part, type=dict[str, msgspec.Raw])
    return {
        **document,
        "id": entry.id,
        "version": entry.version,
        "createdAt": entry.created,
        "updatedAt": entry.updated,
    }


def has_status(entry: Entry, status: Status) -> bool:
    """Whether a listed application is in this status."""
    return msgspec.json.decode(entry.head, type=_Head).status == status
