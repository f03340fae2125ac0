"""What a session at rest does by itself when a moment has come."""

import msgspec

from protocol.commands import Action


class Alarm(msgspec.Struct, frozen=True):
    """At `at_ms` (ms since 1970) the session does one of the actions that its phase takes."""

    at_ms: int
    action: str

    def command(self) -> Action:
        """The action as a command. Its id is made of the alarm, so the same rings only once."""
        return Action(f"alarm:{self.at_ms}:{self.action}", self.action)
