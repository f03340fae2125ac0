"""Scopes: what a caller may do. A login may do everything but `admin`; an API key what it says."""

from typing import Literal, get_args

Scope = Literal["sessions:read", "sessions:write", "resumes", "usage", "admin"]

SCOPES: tuple[Scope, ...] = get_args(Scope)
"""All of them, in the order in which people are shown them."""
