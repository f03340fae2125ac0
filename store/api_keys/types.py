"""What is kept of an API key."""

from msgspec import Struct


class ApiKey(Struct, frozen=True):
    """An API key, as it is stored: the key itself is not, only its SHA-256 (`hash`, in hex).

    Times are in ms since 1970; `expires_at` is None where it never ends. `per_minute` is how many
    requests it may make in a minute; None, where it has no limit of its own. `plan` is the user's
    at the time when it was made, which counts where the user has no account here.
    """

    id: str
    name: str
    prefix: str
    hash: str
    scopes: tuple[str, ...]
    created_at: int
    expires_at: int | None = None
    per_minute: int | None = None
    plan: str = ""


class Kept(Struct, frozen=True):
    """An API key of a user, and when it was last used (ms), as far as that is known."""

    key: ApiKey
    used_at: int | None


class Owned(Struct, frozen=True):
    """An API key, whose it is, and the plan of their account; "" where they have none."""

    user: str
    key: ApiKey
    plan: str


class Place(Struct, frozen=True):
    """Where an API key lies: by whose it is, and its id."""

    user: str
    id: str
