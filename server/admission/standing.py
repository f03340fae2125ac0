"""What has happened since a token was made: its login, or all that is its user's, may be over."""

from typing import Protocol

from server.admission.tokens import Identity


class Standing(Protocol):
    """Knows what has ended of what proves who somebody is."""

    async def now(self, identity: Identity) -> Identity:
        """The caller as they stand now, of another plan it may be. Raises NotSignedIn where what
        proved it has ended.
        """
        ...

    def has_ended(self, identity: Identity) -> bool:
        """Whether what proved it is known to have ended. It looks at nothing that takes time."""
        ...


class NothingEnds:
    """All that was once proven stays so."""

    async def now(self, identity: Identity) -> Identity:
        """The same."""
        return identity

    def has_ended(self, identity: Identity) -> bool:
        """No."""
        return False
