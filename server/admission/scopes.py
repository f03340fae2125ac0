"""Scopes: what a caller may do. A login may do everything but `admin`; an API key what it says."""

from collections.abc import Set
from typing import Literal, get_args

from protocol.catalogue import Text
from protocol.errors import Forbidden

Scope = Literal["sessions:read", "sessions:write", "resumes", "usage", "admin"]

SCOPES: tuple[Scope, ...] = get_args(Scope)
"""All of them, in the order in which people are shown them."""

GIVEN: tuple[Scope, ...] = tuple(scope for scope in SCOPES if scope != "admin")
"""Those that people may give to an API key."""

NEEDED = "careerpilot.needed"
"""Where the ASGI scope of a request has the scope that what it asks for needs."""


def may(scopes: Set[Scope] | None, needed: Scope | None) -> bool:
    """Whether who has these scopes may do what needs that one.

    No scopes at all (None) are a login's: it may do everything but `admin`. What needs none is for
    logins alone: signing in, and making keys.
    """
    if scopes is None:
        return needed != "admin"
    return needed in scopes


def out_of_scope(needed: Scope | None) -> Forbidden:
    """What who lacks a scope is told."""
    if needed is None:
        return Forbidden(Text("errors.forbidden.logins_only"))
    return Forbidden(Text("errors.forbidden.scope", scope=needed), details={"scope": needed})
