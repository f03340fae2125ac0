"""An application that is never started, to read off it what one that is started serves."""

import secrets

from starlette.applications import Starlette

from server.app import create_app
from server.settings.sections import AccessSettings, SessionSettings, StorageSettings
from server.settings.settings import Settings


def application(kinds: tuple[str, ...] = ()) -> Starlette:
    """One with the default settings, and with these modules' kinds besides ours."""
    settings = Settings(
        # Both are needed to make one, and never used.
        storage=StorageSettings(redis_url="redis://127.0.0.1:1"),
        access=AccessSettings(secret=secrets.token_urlsafe()),
        sessions=SessionSettings(kinds=kinds),
    )
    return create_app(settings)
