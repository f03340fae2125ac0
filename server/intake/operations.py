"""What the operations of all collections take and give, as data (see server.http.operations)."""

import uuid
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from protocol.errors import (
    Damaged,
    Encrypted,
    Malformed,
    NoText,
    NotFound,
    Overloaded,
    PreconditionFailed,
    QuotaExceeded,
    RateLimited,
    StorageFull,
    TooManyPages,
    Unavailable,
    Unsupported,
)
from server.http.operations import Answer, Content, Field, File, Handler, Operation, as_json
from server.http.requests import CURSOR, LIMIT
from server.intake.files import FORM, MOST_FILES
from server.intake.shelf import NewTitle

ID = Field("id", "Its id", uuid.UUID)
ETAG = Field("ETag", "Its version, as `If-Match` takes it")
LOCATION = Field("Location", "Where it is; not where it was there before")
IF_MATCH = Field("If-Match", 'The version on which the change builds, such as `"3"`')
NAME = Field("name", "What a file is called that is no part of a form")
DISPOSITION = Field("Content-Disposition", "The same in the head of the request (RFC 6266)")
VERSION = Field("version", "One of its earlier versions", Annotated[int, Meta(ge=1)])

ANY_FILE = "*/*"
MERGE_PATCH = "application/merge-patch+json"

KEPT = (QuotaExceeded, StorageFull, RateLimited, Overloaded, Unavailable)
"""Errors of what adds something."""
READ = (Unsupported, Encrypted, Damaged, NoText, TooManyPages)
"""Errors of what reads a file."""


class FormWithFile(msgspec.Struct):
    """A form with a file."""

    file: File


class FormWithFiles(msgspec.Struct):
    """A form with several files, all in one field."""

    file: Annotated[list[File], Meta(min_length=1, max_length=MOST_FILES)]


class KeptVersion(msgspec.Struct):
    """A version that is kept: when it was written (ms since 1970), and the bytes stored of it."""

    version: int
    at: int
    bytes: int


class KeptVersions(msgspec.Struct):
    """The versions of something, newest first."""

    versions: list[KeptVersion]


def listing(handler: Handler, type: Any, *query: Field) -> Operation:
    """Of what shows many."""
    return Operation(
        handler,
        scope="resumes",
        query=(LIMIT, CURSOR, *query),
        answers=(Answer(200, "Those that there are", as_json(type)),),
        errors=(Malformed, RateLimited, Unavailable),
    )


def showing(handler: Handler, type: Any) -> Operation:
    """Of what shows one."""
    return Operation(
        handler,
        scope="resumes",
        query=(VERSION,),
        answers=(Answer(200, "It, as it is or was", as_json(type), (ETAG,)),),
        errors=(NotFound, Malformed, RateLimited, Unavailable),
    )


def history(handler: Handler) -> Operation:
    """Of what shows the versions of one."""
    return Operation(
        handler,
        scope="resumes",
        answers=(Answer(200, "Its versions", as_json(KeptVersions)),),
        errors=(NotFound, RateLimited, Unavailable),
    )


def renaming(handler: Handler, type: Any) -> Operation:
    """Of what gives one another title."""
    return Operation(
        handler,
        scope="resumes",
        headers=(IF_MATCH,),
        body=as_json(NewTitle),
        answers=(Answer(200, "It, with that title", as_json(type), (ETAG,)),),
        errors=(NotFound, PreconditionFailed, RateLimited, Unavailable),
    )


def patching(handler: Handler, change: Any, type: Any) -> Operation:
    """Of what changes one by a JSON Merge Patch (RFC 7396)."""
    return Operation(
        handler,
        scope="resumes",
        headers=(IF_MATCH,),
        body={**as_json(change), MERGE_PATCH: change},
        answers=(Answer(200, "It, as it is now", as_json(type), (ETAG,)),),
        errors=(NotFound, PreconditionFailed, *KEPT),
    )


def deleting(handler: Handler) -> Operation:
    """Of what deletes one."""
    return Operation(
        handler,
        scope="resumes",
        headers=(IF_MATCH,),
        answers=(Answer(204, "It is gone"),),
        errors=(NotFound, PreconditionFailed, RateLimited, Unavailable),
    )


def replacing(handler: Handler, body: Content, type: Any) -> Operation:
    """Of what writes a new version of one."""
    return Operation(
        handler,
        scope="resumes",
        headers=(IF_MATCH,),
        body=body,
        answers=(Answer(200, "It, in its new version", as_json(type), (ETAG,)),),
        errors=(NotFound, PreconditionFailed, *READ, *KEPT),
    )


def adding(handler: Handler, body: Content, type: Any) -> Operation:
    """Of what adds one that is no file."""
    return Operation(
        handler,
        scope="resumes",
        body=body,
        answers=(
            Answer(201, "It, which is new", as_json(type), (LOCATION, ETAG)),
            Answer(200, "It, which was there", as_json(type), (ETAG,)),
        ),
        errors=(NotFound, *KEPT),
    )


def taking(handler: Handler, body: Content, type: Any, *query: Field) -> Operation:
    """Of what takes a file: in a form, or as it is."""
    content = as_json(type)
    return Operation(
        handler,
        scope="resumes",
        query=(NAME, *query),
        headers=(DISPOSITION,),
        body={FORM: FormWithFile, **body, ANY_FILE: bytes},
        answers=(
            Answer(201, "What was read", content, (LOCATION, ETAG)),
            Answer(200, "What was read of the same file before", content, (ETAG,)),
            Answer(202, "It is still being read", content, (LOCATION, ETAG)),
        ),
        errors=(NotFound, *READ, *KEPT),
    )


def taking_all(handler: Handler, type: Any, *query: Field) -> Operation:
    """Of what takes several files."""
    return Operation(
        handler,
        scope="resumes",
        query=query,
        body={FORM: FormWithFiles},
        answers=(Answer(207, "What became of each, in their order", as_json(type)),),
        errors=(RateLimited, Overloaded, Unavailable),
    )
