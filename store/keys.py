"""Every key and channel name, in one place.

All that belongs to a session shares the hash tag `{id}`, so that a Redis Cluster keeps it in one
slot and every atomic step stays on one node. So does all that calls of models are admitted by,
with the hash tag `{gate}`, and so do the rate limits that one group is taken from, and the pages
of the web that are kept, with `{pages}`. What a user
has is counted in a slot of its own, in which lies what they keep besides their sessions, and their
account; what all guests have is counted in another. Whose an e-mail address is lies in a slot for
each, and what all workers are to hear of accounts in that of `{accounts}`.

All of them begin with the prefix of the deployment, by which several share one Redis and do not
meet. It is the process's own: `use_prefix` comes before the first Store.
"""

import re
from collections.abc import Iterable
from typing import Literal, get_args

PREFIX = re.compile(r"[A-Za-z0-9._:/-]{0,64}")
"""What a prefix may be: it has no braces, which would be a hash tag."""

Collection = Literal["resumes", "documents", "jobs", "applications"]
"""What users keep besides their sessions."""

COLLECTIONS: tuple[Collection, ...] = get_args(Collection)

DELETED, LEFT, REREAD = b"-", b"~", b"!"
"""What is published on a session's channel, besides events: it was deleted; it was deleted with all
that its owner had; it has a new epoch or another owner."""

_prefix = ""


def use_prefix(prefix: str) -> None:
    """Let every name that this process gives from now on begin with `prefix`."""
    global _prefix
    if not PREFIX.fullmatch(prefix):
        raise ValueError(prefix)
    _prefix = prefix


def running() -> str:
    """Sorted set of sessions with something to do, now or later: by when (ms) one must look."""
    return f"{_prefix}running"


def leaving() -> str:
    """Sorted set of sessions that were deleted and had items: by when (ms) to look for these again.

    Each is "ITEMS SESSION OWNER": how many items it had, its id, whose it was.
    """
    return f"{_prefix}leaving"


def moving() -> str:
    """Sorted set of guests whose things move to a user: by when (ms) somebody is to go on with it.

    Each is "GUEST USER PASSES": who moves where, and how often all of it was gone through.
    """
    return f"{_prefix}moving"


def parting() -> str:
    """Sorted set of users who are being deleted: by when (ms) somebody is to go on with it.

    Each is "USER PASSES": who it is, and how often all of it was gone through.
    """
    return f"{_prefix}parting"


def meta(session: str) -> str:
    """Hash: owner, kind, input, options, title, times, epoch, head, fence, status, alarm, …"""
    return f"{_prefix}s:{{{session}}}:meta"


def log(session: str) -> str:
    """List: the newest events, raw."""
    return f"{_prefix}s:{{{session}}}:log"


def inbox(session: str) -> str:
    """List: commands not yet handled to their end; the first is the one being worked on."""
    return f"{_prefix}s:{{{session}}}:inbox"


def messages(session: str) -> str:
    """List: finished messages, raw."""
    return f"{_prefix}s:{{{session}}}:messages"


def steps(session: str) -> str:
    """Hash: results of finished steps of the run that is going on."""
    return f"{_prefix}s:{{{session}}}:steps"


def state(session: str) -> str:
    """String: the checkpoint that the last finished run left."""
    return f"{_prefix}s:{{{session}}}:state"


def mark(session: str) -> str:
    """String: a fold of the run that is going on, up to some event of it."""
    return f"{_prefix}s:{{{session}}}:mark"


def lease(session: str) -> str:
    """String with a time to live: the worker that runs the session."""
    return f"{_prefix}s:{{{session}}}:lease"


def seen(session: str) -> str:
    """Sorted set: ids of recent commands, by order of arrival, with digests of what they say."""
    return f"{_prefix}s:{{{session}}}:seen"


def cancel(session: str) -> str:
    """String: the run that is to be cancelled, by its command's id, until it has ended."""
    return f"{_prefix}s:{{{session}}}:cancel"


def runs(session: str) -> str:
    """List: what the newest runs took and came to, the newest first."""
    return f"{_prefix}s:{{{session}}}:runs"


def all_of(session: str) -> tuple[str, ...]:
    """Every key of a session, in the order in which scripts take them (see steps/session.lua)."""
    return tuple(
        key(session)
        for key in (meta, log, inbox, messages, steps, state, mark, lease, seen, cancel, runs)
    )


def sessions(user: str) -> str:
    """Sorted set: a user's sessions by the time (ms) when they were created."""
    return f"{_prefix}u:{{{user}}}:sessions"


def collection(user: str, name: str) -> str:
    """Sorted set: what a user keeps in a collection, by when it was made (ms)."""
    return f"{_prefix}u:{{{user}}}:{name}"


def hashes(user: str, collection: str) -> str:
    """Hash: by the hash of the bytes that it was made of, what is in a collection."""
    return f"{_prefix}u:{{{user}}}:{collection}:hashes"


def holding(user: str, collection: str, id: str) -> str:
    """Hash: one thing that a user keeps, with its versions."""
    return f"{_prefix}u:{{{user}}}:{collection}:id:{id}"


def moved(guest: str) -> str:
    """String with a time to live: the user to whom a guest's things have moved, or do."""
    return f"{_prefix}u:{{{guest}}}:moved"


def came(user: str) -> str:
    """Set: the guests whose things have moved to a user."""
    return f"{_prefix}u:{{{user}}}:came"


def answers(user: str) -> str:
    """Sorted set: the answers that are kept for a user alone, by until when (ms)."""
    return f"{_prefix}u:{{{user}}}:answers"


def asked(user: str) -> str:
    """Sorted set: the questions that a user was given, by when (ms)."""
    return f"{_prefix}u:{{{user}}}:asked"


PRACTICE_MEMBERS = ("practice:record", "practice:asked")
"""What a user's account calls what they have practised: as it does a holding."""


def practice(user: str) -> tuple[str, str]:
    """Hash and sorted set: what a user has practised, and the questions asked, by when (ms)."""
    record, asked = (holding(user, *member.split(":")) for member in PRACTICE_MEMBERS)
    return record, asked


def all_of_practice(user: str) -> tuple[str, ...]:
    """What a change of it touches, in the order in which scripts take it (practice.lua)."""
    return *account(user), *practice(user)


def all_of_holding(user: str, name: str, id: str) -> tuple[str, ...]:
    """What a change of a holding touches, in the order in which scripts take it (holding.lua)."""
    return *account(user), collection(user, name), hashes(user, name), holding(user, name, id)


def account(user: str) -> tuple[str, str]:
    """Hash and sorted set: the bytes of memory that a user's things have, and until when (ms)."""
    return f"{_prefix}u:{{{user}}}:bytes", f"{_prefix}u:{{{user}}}:ends"


def guests() -> tuple[str, str]:
    """The same of all guests together, by guest."""
    return f"{_prefix}{{guests}}:bytes", f"{_prefix}{{guests}}:ends"


def profile(user: str) -> str:
    """Hash: who has an account, its password's hash, its plan, what its owner has set."""
    return f"{_prefix}u:{{{user}}}:account"


def logins(user: str) -> str:
    """Sorted set: an account's logins, by when they were begun (ms)."""
    return f"{_prefix}u:{{{user}}}:logins"


def login(user: str, id: str) -> str:
    """Hash with a time to live: a login, and the hashes of its refresh tokens."""
    return f"{_prefix}u:{{{user}}}:login:{id}"


def reset(user: str) -> str:
    """String with a time to live: the hash of what sets a forgotten password anew."""
    return f"{_prefix}u:{{{user}}}:reset"


def ended_guest(user: str) -> str:
    """String with a time to live: this guest's tokens count no more; which account they became."""
    return f"{_prefix}u:{{{user}}}:ended"


def address(hash: str) -> str:
    """String: whose e-mail address it is that has this hash; with a time to live: who claims it."""
    return f"{_prefix}e:{{{hash}}}"


def changes() -> str:
    """Sorted set: what has lately changed of accounts, logins and keys, by when (ms)."""
    return f"{_prefix}{{accounts}}:changes"


def members() -> str:
    """Sorted set: who has an account, by since when (ms)."""
    return f"{_prefix}{{accounts}}:members"


def newcomers() -> str:
    """Sorted set: guests who have become accounts, by when (ms) to look again at what they have."""
    return f"{_prefix}{{accounts}}:newcomers"


def api_keys(user: str) -> tuple[str, str]:
    """Hashes by id: a user's API keys, and when (ms) each was last used."""
    return f"{_prefix}u:{{{user}}}:keys", f"{_prefix}u:{{{user}}}:keys:used"


def api_key(hash: str) -> str:
    """String: whose the API key with that hash is, and its id."""
    return f"{_prefix}k:{hash}"


def ticket(hash: str) -> str:
    """String with a time to live: whom the ticket with that hash lets in, and where."""
    return f"{_prefix}t:{hash}"


def events_channel(session: str) -> str:
    """Where a session's events are published."""
    return f"{_prefix}s:{{{session}}}"


def session_of(channel: str) -> str:
    """The session whose events channel this is."""
    return channel[len(_prefix) + 3 : -1]


def worker_channel(worker: str) -> str:
    """Where a worker is told that one of its sessions has something new to read."""
    return f"{_prefix}w:{worker}"


def call(id: str) -> str:
    """Hash: the key that a call of a model was given, whether it is a probe, whether settled."""
    return f"{_prefix}{{gate}}:call:{id}"


def circuit(provider: str, model: str) -> str:
    """Hash: a model's recent outcomes by time, or until when it is left alone, and its probes."""
    return f"{_prefix}{{gate}}:circuit:{provider}:{model}"


def rests(provider: str) -> str:
    """Hash: until when (ms), and why, each key of a provider rests, for one model or for all, and
    whose turn it is."""
    return f"{_prefix}{{gate}}:rests:{provider}"


def minute(number: int) -> str:
    """String: how many calls of models were admitted in that minute since 1970."""
    return f"{_prefix}{{gate}}:minute:{number}"


def budget(scope: str) -> str:
    """Hash: what was spent of a budget, what is held in all, and for each call."""
    return f"{_prefix}{{gate}}:budget:{scope}"


def holds(scope: str) -> str:
    """Sorted set: the calls for which a budget holds something, by until when (ms)."""
    return f"{_prefix}{{gate}}:holds:{scope}"


def usage(day: str) -> str:
    """List: the records of a day's calls of models, raw."""
    return f"{_prefix}{{gate}}:usage:{day}"


def used(user: str, month: str) -> str:
    """Hash: what a user has used in a month (`2026-12`), by day, kind and model."""
    return f"{_prefix}u:{{{user}}}:usage:{month}"


def used_apart(user: str, month: str) -> str:
    """Hash: what a guest has used in a month and is being given to an account."""
    return f"{_prefix}u:{{{user}}}:usage:{month}:apart"


def counted(user: str) -> str:
    """Sorted set: what was counted as used lately, by digests of its ids, and when (ms)."""
    return f"{_prefix}u:{{{user}}}:usage:counted"


def audit() -> str:
    """Stream: events that matter to security, and what was done to accounts."""
    return f"{_prefix}audit"


def audit_key(user: str) -> str:
    """String: the key by which a guest is named in the audit; ends with them."""
    return f"{_prefix}u:{{{user}}}:audit"


def audit_day_key(day: str) -> str:
    """String: the key by which strangers' addresses of a day go in the audit."""
    return f"{_prefix}audit:{day}"


def rate_limit(group: str, name: str) -> str:
    """String with a time to live: when all that was taken from a rate limit has come free (µs)."""
    return f"{_prefix}r:{{{group}}}:{name}"


def limits(group: str, owner: str) -> tuple[str, str]:
    """Hash and sorted set: when what an owner has taken of each limit comes free (µs), and their
    sessions at work, by when (ms). The owner is a user, unless a group says what else."""
    whose = f"{_prefix}r:{{{group}:{owner}}}" if group else f"{_prefix}u:{{{owner}}}"
    return f"{whose}:limits", f"{whose}:working"


def all_of_limits(user: str) -> tuple[str, ...]:
    """Every key of a limit that names a user, the one on what is fetched for them among them."""
    return *limits("", user), rate_limit(f"fetch:{user}", "fetches")


def answer(name: str) -> str:
    """String with a time to live: an answer that is kept to be given again."""
    return f"{_prefix}c:{name}"


def pages() -> tuple[str, str]:
    """Hash and sorted set: pages of the web that are kept, by a hash, and until when (ms)."""
    return f"{_prefix}{{pages}}:kept", f"{_prefix}{{pages}}:ends"


def admission(id: str, provider: str, model: str, number: int, scopes: Iterable[str]) -> list[str]:
    """What admits a call, in the order in which scripts take it (see gate.lua)."""
    first = [call(id), circuit(provider, model), rests(provider), minute(number)]
    return first + _budgets(scopes)


def settlement(id: str, provider: str, model: str, day: str, scopes: Iterable[str]) -> list[str]:
    """What a call is settled in, in the order in which scripts take it (see gate.lua)."""
    first = [call(id), circuit(provider, model), rests(provider), usage(day)]
    return first + _budgets(scopes)


def _budgets(scopes: Iterable[str]) -> list[str]:
    return [key(scope) for scope in scopes for key in (budget, holds)]
