"""Whose fault, and what the peer is told.

CareerPilotError
├── LocalProtocolError            we broke a rule: a bug of ours
└── RemoteProtocolError           the peer, or the world, did      close   HTTP
    ├── Malformed                 not a frame of this protocol     4400    422
    ├── NotSignedIn               no valid credential              4401    401
    ├── Forbidden                 origin or owner refused          4403    403
    ├── NotFound                  no such thing, or not yours      4404    404
    ├── NotAllowed                the state does not take it       –       409
    ├── NotFinished               there is no result yet           –       409
    ├── NotAcceptable             not in a form that is asked for  –       406
    ├── Conflict                  the id is in use                 –       409
    ├── PreconditionFailed        it was changed meanwhile         –       412
    ├── SessionFull               the session has all it may have  –       409
    ├── QuotaExceeded             so has the user                  –       429
    ├── StorageFull               the storage has no room          –       507
    ├── TooLarge                  over a size limit                4413    413
    ├── Unsupported               a file of a type not read        –       415
    ├── Encrypted                 a file that needs a password     –       422
    ├── Damaged                   a file that can't be read        –       422
    ├── NoText                    a file without any text          –       422
    ├── TooManyPages              a file with too many of them     –       422
    ├── TooSlow                   the body did not come in time    –       408
    ├── RateLimited               too many of something            4429    429
    ├── Overloaded                no room on this worker           1013    503
    ├── Unavailable               the store is away                1013    503
    ├── Internal                  our fault, told without detail   1011    500
    └── Gap                       the server left out an event     4400    –
"""

from enum import IntEnum
from typing import Any, ClassVar, Literal

from protocol.catalogue import Said

Reaction = Literal["none", "at_once", "backs_off", "after_retry", "signs_in", "stops"]


class CloseCode(IntEnum):
    """A WebSocket close code (RFC 6455 §7.4)."""

    DONE = 1000
    GOING_AWAY = 1001
    INTERNAL = 1011
    DRAINED = 1012
    OVERLOADED = 1013
    MALFORMED = 4400
    NOT_SIGNED_IN = 4401
    FORBIDDEN = 4403
    NOT_FOUND = 4404
    HEARTBEAT_LOST = 4408
    TOO_LARGE = 4413
    RATE_LIMITED = 4429

    @property
    def meaning(self) -> str:
        """A few words for logs and docs."""
        return CLOSING[self][0]

    @property
    def reaction(self) -> Reaction:
        """What a client does upon it."""
        return CLOSING[self][1]

    @property
    def reconnects(self) -> bool:
        """Whether the client comes back by itself."""
        return self.reaction in {"at_once", "backs_off", "after_retry"}


CLOSING: dict[int, tuple[str, Reaction]] = {
    CloseCode.DONE: ("done", "none"),
    CloseCode.GOING_AWAY: ("navigating away", "none"),
    CloseCode.INTERNAL: ("server fault", "backs_off"),
    CloseCode.DRAINED: ("drained, after goaway", "at_once"),
    CloseCode.OVERLOADED: ("overloaded, after goaway", "after_retry"),
    CloseCode.MALFORMED: ("not a frame of this protocol", "stops"),
    CloseCode.NOT_SIGNED_IN: ("not signed in, or no longer", "signs_in"),
    CloseCode.FORBIDDEN: ("origin or owner refused", "stops"),
    CloseCode.NOT_FOUND: ("no such session", "stops"),
    CloseCode.HEARTBEAT_LOST: ("heartbeat lost", "backs_off"),
    CloseCode.TOO_LARGE: ("frame too large", "stops"),
    CloseCode.RATE_LIMITED: ("too many connections or commands", "after_retry"),
}
"""Every close code: what it means, and what a client does upon it."""


class CareerPilotError(Exception):
    """The root of every error that this project raises on purpose."""


class LocalProtocolError(CareerPilotError):
    """We were about to break the protocol. Never shown to a peer."""


class RemoteProtocolError(CareerPilotError):
    """Something to tell the peer: a stable `code`, a plain `text`, and how the talk ends.

    `message` is the text in English, as it stands in logs; who is told, has it in their language.
    `close_code` is None where the connection stays open. `status` is the HTTP status.
    `retry_ms` says when to try again; `details` is any JSON value. None of them may hold a
    secret, and all of them are shown.
    """

    code: ClassVar[str] = "error"
    close_code: ClassVar[CloseCode | None] = None
    status: ClassVar[int] = 400

    def __init__(self, text: Said, *, retry_ms: int | None = None, details: Any = None) -> None:
        super().__init__(text)
        self.text = text
        self.retry_ms = retry_ms
        self.details = details

    @property
    def message(self) -> str:
        """The text in English."""
        return str(self.text)


class Malformed(RemoteProtocolError):
    """Not a frame, command or parameter of this protocol."""

    code = "malformed"
    close_code = CloseCode.MALFORMED
    status = 422


class NotSignedIn(RemoteProtocolError):
    """No credential, or one that is no longer valid."""

    code = "not_signed_in"
    close_code = CloseCode.NOT_SIGNED_IN
    status = 401


class Forbidden(RemoteProtocolError):
    """Signed in, but this origin or owner is refused."""

    code = "forbidden"
    close_code = CloseCode.FORBIDDEN
    status = 403


class NotFound(RemoteProtocolError):
    """It does not exist, or belongs to another."""

    code = "not_found"
    close_code = CloseCode.NOT_FOUND
    status = 404


class NotAllowed(RemoteProtocolError):
    """The session's state does not take this command now; `details.allowed` lists what it does."""

    code = "not_allowed"
    status = 409


class NotFinished(RemoteProtocolError):
    """What you ask for is made of a result, and there is none yet."""

    code = "not_finished"
    status = 409


class NotAcceptable(RemoteProtocolError):
    """There is no such form of it; `details.formats` lists those that there are."""

    code = "not_acceptable"
    status = 406


class Conflict(RemoteProtocolError):
    """The id is in use already, with other content."""

    code = "conflict"
    status = 409


class Taken(RemoteProtocolError):
    """Somebody has an account with this e-mail address: sign in, or take another."""

    code = "taken"
    status = 409


class PreconditionFailed(RemoteProtocolError):
    """It was changed since you read it (`If-Match`); `details.version` is the one that stands."""

    code = "stale"
    status = 412


class SessionFull(RemoteProtocolError):
    """The session has all that one may have: start a new one. It can be read and deleted."""

    code = "session_full"
    status = 409


class QuotaExceeded(RemoteProtocolError):
    """You have as many sessions, résumés or documents, or as much in them, as you may."""

    code = "quota_exceeded"
    status = 429


class StorageFull(RemoteProtocolError):
    """The storage has no room for anything new; `retryMs` says when to try again."""

    code = "storage_full"
    status = 507


class TooLarge(RemoteProtocolError):
    """Over a size limit."""

    code = "too_large"
    close_code = CloseCode.TOO_LARGE
    status = 413


class Unsupported(RemoteProtocolError):
    """Files of this type are not read."""

    code = "unsupported"
    status = 415


class Encrypted(RemoteProtocolError):
    """The file needs a password."""

    code = "encrypted"
    status = 422


class Damaged(RemoteProtocolError):
    """The file is damaged, or not whole."""

    code = "damaged"
    status = 422


class NoText(RemoteProtocolError):
    """There is no text in the file: it is a picture, a scan, or empty. Where models could look at
    it if its owner allowed that, `details.seers` lists the providers whose they are.
    """

    code = "no_text"
    status = 422


class TooManyPages(RemoteProtocolError):
    """The file has more pages than are taken."""

    code = "too_many_pages"
    status = 422


class TooSlow(RemoteProtocolError):
    """The request's body did not come in time; the connection is closed."""

    code = "too_slow"
    status = 408


class RateLimited(RemoteProtocolError):
    """Too many connections or commands; `retry_ms` says when there is room."""

    code = "rate_limited"
    close_code = CloseCode.RATE_LIMITED
    status = 429


class Overloaded(RemoteProtocolError):
    """This worker has no room."""

    code = "overloaded"
    close_code = CloseCode.OVERLOADED
    status = 503


class Unavailable(RemoteProtocolError):
    """The store is away; nothing was done."""

    code = "unavailable"
    close_code = CloseCode.OVERLOADED
    status = 503


class Internal(RemoteProtocolError):
    """Our fault. Carries no detail of it."""

    code = "internal"
    close_code = CloseCode.INTERNAL
    status = 500


class Gap(RemoteProtocolError):
    """The client half saw a hole in the numbers: it must come again with its cursor."""

    code = "gap"
    close_code = CloseCode.MALFORMED
