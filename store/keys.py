"""Every key and channel name, in one place.

All that belongs to a session shares the hash tag `{id}`, so that a Redis Cluster keeps it in one
slot and every atomic step stays on one node.
"""

RUNNING = "running"
"""Sorted set of sessions with something to do, by the time (ms) when somebody must look."""


def meta(session: str) -> str:
    """Hash: owner, kind, input, options, title, times, epoch, head, fence, status, …"""
    return f"s:{{{session}}}:meta"


def log(session: str) -> str:
    """List: the newest events, raw."""
    return f"s:{{{session}}}:log"


def inbox(session: str) -> str:
    """List: commands not yet handled to their end; the first is the one being worked on."""
    return f"s:{{{session}}}:inbox"


def messages(session: str) -> str:
    """List: finished messages, raw."""
    return f"s:{{{session}}}:messages"


def steps(session: str) -> str:
    """Hash: results of finished steps of the run that is going on."""
    return f"s:{{{session}}}:steps"


def state(session: str) -> str:
    """String: the checkpoint that the last finished run left."""
    return f"s:{{{session}}}:state"


def mark(session: str) -> str:
    """String: a fold of the run that is going on, up to some event of it."""
    return f"s:{{{session}}}:mark"


def lease(session: str) -> str:
    """String with a time to live: the worker that runs the session."""
    return f"s:{{{session}}}:lease"


def seen(session: str) -> str:
    """Sorted set: ids of recent commands, by order of arrival."""
    return f"s:{{{session}}}:seen"


def cancel(session: str) -> str:
    """String: id of the cancel command that the run going on has not yet taken."""
    return f"s:{{{session}}}:cancel"


def all_of(session: str) -> tuple[str, ...]:
    """Every key of a session, in the order in which scripts take them (see scripts/session.lua)."""
    return tuple(
        key(session)
        for key in (meta, log, inbox, messages, steps, state, mark, lease, seen, cancel)
    )


def sessions(user: str) -> str:
    """Sorted set: a user's sessions by the time (ms) when they were created."""
    return f"u:{{{user}}}:sessions"


def events_channel(session: str) -> str:
    """Where a session's events are published."""
    return f"s:{{{session}}}"


def session_of(channel: str) -> str:
    """The session whose events channel this is."""
    return channel[3:-1]


def worker_channel(worker: str) -> str:
    """Where a worker is told that one of its sessions has something new to read."""
    return f"w:{worker}"
