"""What can go wrong between this process and Redis.

protocol.errors.Unavailable
└── StoreUnavailable     Redis is away, refuses, or did not answer in time: try again later
    └── StoreFull        Redis takes nothing more, as its memory is full
protocol.errors.LocalProtocolError
├── StoreFault           Redis refused what we sent: a bug of ours
└── BadAddress           REDIS_URL is not an address of Redis
protocol.errors.CareerPilotError
└── EmbeddedFailed       the embedded Redis could not be started
"""

from protocol.catalogue import Text
from protocol.errors import CareerPilotError, LocalProtocolError, Unavailable


class StoreUnavailable(Unavailable):
    """Redis is away, still loading, read-only, out of memory or too slow.

    Nobody knows whether what was sent was done. Every step of the store may be sent again. `reason`
    is for the operator; the message, which callers are shown, tells nothing of it.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(Text("errors.unavailable.store"), retry_ms=1000)
        self.reason = reason


class StoreFull(StoreUnavailable):
    """Redis takes nothing more until it has memory; it can be read, and what is in it deleted."""


class StoreFault(LocalProtocolError):
    """Redis answered with an error that only a bug of ours explains."""


class BadAddress(LocalProtocolError):
    """The address of Redis can't be understood. The message never repeats a password."""


class EmbeddedFailed(CareerPilotError):
    """No Redis of our own could be started; the message says why and what to do."""
