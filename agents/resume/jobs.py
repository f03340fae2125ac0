"""The jobs that a resume tells of: who for, as what, when, and what was done there.

An entry is found by its time, as that is what all layouts have. Around it stand the title and the
employer, before or after, in a line or in several; below it, what was done. Several titles may
stand below one employer, whose name is not said again.
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence

import msgspec

from agents.career.titles import title_words
from agents.resume import employers, heads
from agents.resume.dates import Date, Period
from agents.resume.heads import Head
from agents.resume.job_rows import LONG, SENTENCE, Row, is_anchor, rows_of
from agents.resume.lines import Slice, fold
from agents.resume.sections import Placed

_MOST_ABOVE = 4
"""Lines of a head above its time."""
_MOST_BELOW = 3
_NAME = re.compile(
    r"(?:[^\W\d_a-zß-öø-ÿ][\w.&'’-]*|&|\d{1,3}|of|and|the|de|la|le|les|du|des|der|die|und|für|y|e|del|di|da|do|van|von)"
    r"(?:\s(?:[^\W\d_a-zß-öø-ÿ][\w.&'’,-]*|&|\d{1,3}|of|and|the|de|la|le|les|du|des|der|die|und|für|y|e|del|di|da|do|van|von)){0,6}"
)
"""What is written as a name is: each word with a capital, but for the little ones."""
_NOTES = re.compile(r"\s{0,9}[()（）\[\]|,;·•\t]\s{0,9}|\s[–—-]\s")
"""What stands around notes in a head."""
_PARTS = re.compile(r"\s{0,9}[|,;·•\t]\s{0,9}|\s[–—-]\s")


class Bullet(msgspec.Struct, frozen=True):
    """What somebody did, as an item of a list or a paragraph: verbatim, and in one line."""

    said: Slice

    @property
    def text(self) -> str:
        """It in one line."""
        return " ".join(self.said.text.split())


class Job(msgspec.Struct, frozen=True):
    """A job as the resume tells it. What it does not say is None."""

    employer: Slice | None
    title: Slice | None
    period: Period | None
    place: Slice | None = None
    bullets: tuple[Bullet, ...] = ()


def jobs(run: Sequence[Placed], text: str, *, headed: bool = True) -> list[Job]:
    """The jobs of a section. Without its heading (`headed`) only what is plainly one counts."""
    rows = rows_of(run)
    anchors = [at for at, row in enumerate(rows) if is_anchor(row, rows, at)]
    if not anchors:
        return _undated(rows, text) if headed else []
    entries = _entries(rows, anchors, apart=False)
    named = [_named(rows, entry.head) for entry in entries]
    apart = _are_apart(named)
    if apart and not all(one.title and one.employer and not one.loose for one in named):
        entries = _entries(rows, anchors, apart=True)
    orders = _orders(rows, entries)
    return _told(rows, entries, text, orders=orders, headed=headed, apart=apart)


def told_once(found: Sequence[Job]) -> list[Job]:
    """The jobs without those that are told twice: in a table first, and with all that was done."""
    kept: list[Job] = []
    places: dict[tuple[str, Date | None, Date | None], int] = {}
    for job in found:
        if job.employer is None or job.period is None:
            kept.append(job)
            continue
        key = (fold(job.employer.text).replace(" ", ""), job.period.start, job.period.end)
        at = places.setdefault(key, len(kept))
        if at == len(kept):
            kept.append(job)
        elif _is_again(kept[at], job):
            less, more = sorted((kept[at], job), key=lambda one: len(one.bullets))
            kept[at] = msgspec.structs.replace(
                more, title=more.title or less.title, place=more.place or less.place
            )
        else:
            kept.append(job)
    return kept


def _is_again(one: Job, other: Job) -> bool:
    """Whether two entries of one employer and time are of one job: one says nothing of what was
    done there, and the titles do not differ."""
    if one.bullets and other.bullets:
        return False
    titles = {fold(job.title.text) for job in (one, other) if job.title}
    return len(titles) < 2 or (bool(one.bullets or other.bullets) and _is_wider(titles))


def _is_wider(titles: Collection[str]) -> bool:
    """Whether of two titles one says what the other does, and perhaps more."""
    first, *rest = sorted(titles, key=len) or [""]
    return all(first in title for title in rest)


class _Entry(msgspec.Struct):
    """Where an entry stands: the rows of its head, and those of what was done."""

    head: list[int]
    anchor: int
    body: list[int] = []


def _are_apart(named: Sequence[Head]) -> bool:
    """Whether employers have lines of their own here, more often than they share the title's."""
    votes = 0
    for one in named:
        if one.title and one.employer and not one.loose and title_words(one.title.text):
            votes += 1 if one.set_apart else -1
    return votes > 0


def _entries(rows: list[Row], anchors: list[int], *, apart: bool) -> list[_Entry]:
    """The rows that belong to the head of each time, and to what was done.

    `apart`: employers have lines of their own, as a rule.
    """
    entries: list[_Entry] = []
    floor, usual = 0, None
    for number, anchor in enumerate(anchors):
        above = _above(rows, anchor, floor)
        if number == 0:
            usual = len(above)
        elif above and above[0] == floor and usual is not None:
            above = _disputed(rows, above, usual, entries[-1])
        entry = _Entry([*above, anchor], anchor)
        following = anchors[number + 1] if number + 1 < len(anchors) else len(rows)
        reserved = following - (usual or 0) if following < len(rows) else following
        floor = _complete(rows, entry, following, reserved, apart=apart)
        entries.append(entry)
    for entry, after in zip(entries, [*entries[1:], None], strict=True):
        last = after.head[0] if after else len(rows)
        entry.body = [at for at in range(entry.head[0], last) if at not in entry.head]
    return entries


def _above(rows: list[Row], anchor: int, floor: int) -> list[int]:
    """The rows above a time that may be of its head: up to a blank line, or to what was done."""
    found: list[int] = []
    at = anchor - 1
    while at >= floor and len(found) < _MOST_ABOVE and not rows[at].is_body:
        if rows[at + 1].gap and (found or rows[anchor].says):
            if not found and _is_title_above(rows, at, anchor):
                return [at]
            break
        found.insert(0, at)
        at -= 1
    if not (found or rows[anchor].says):
        return _above_points(rows, anchor, floor)
    if rows[anchor].says and rows[anchor].gap and not found:
        return _group_header(rows, anchor, floor)
    if found and rows[found[0]].gap and not _named(rows, [*found, anchor]).employer:
        return [*_group_header(rows, found[0], floor), *found]
    return found


def _above_points(rows: list[Row], anchor: int, floor: int) -> list[int]:
    """The head of an entry whose time was set beside what was done, and so is read behind it."""
    following = rows[anchor + 1 : anchor + 2]
    if following and not following[0].is_body:
        return []
    at = anchor - 1
    while at >= floor and rows[at].is_body:
        at -= 1
    found: list[int] = []
    while at >= floor and len(found) < _MOST_ABOVE and not (rows[at].is_body or rows[at].periods):
        found.insert(0, at)
        if rows[at].gap:
            break
        at -= 1
    named = _named(rows, found) if found else Head()
    return found if named.title and title_words(named.title.text) and named.employer else []


def _is_title_above(rows: list[Row], at: int, anchor: int) -> bool:
    """Whether a line set as a heading is the title of the entry that begins behind a gap."""
    above, below = rows[at], rows[anchor]
    is_heading = above.placed.line.prominent and not below.placed.line.prominent
    if not is_heading or above.periods or not title_words(above.said.text):
        return False
    return not _named(rows, [anchor]).title


def _group_header(rows: list[Row], first: int, floor: int) -> list[int]:
    """The employer's own line, which stands apart above the first of its titles."""
    at = first - 1
    while at > floor and not rows[at].says and not rows[at].is_body:
        at -= 1  # how long it was in all
    if at < floor or rows[at].is_body or rows[at].periods:
        return []
    above = _named(rows, [at])
    own = _named(rows, [first])
    if (own.employer and not own.loose) or (
        at > floor and not rows[at].gap and not rows[at - 1].is_body
    ):
        return []
    return [at] if above.employer and not above.title else []


def _disputed(rows: list[Row], above: list[int], usual: int, before: _Entry) -> list[int]:
    """Of rows between two times with nothing done between them, those of the later one."""
    gaps = [at for at in above if rows[at].gap]
    if gaps and usual:
        return [at for at in above if at >= gaps[-1]]
    own = _named(rows, [above[-1] + 1])
    is_whole = own.title and own.employer and not own.loose
    if is_whole and not (usual and own.title and not title_words(own.title.text)):
        return []
    return above[-usual:] if usual else []


def _complete(rows: list[Row], entry: _Entry, following: int, reserved: int, *, apart: bool) -> int:
    """Take what lines below the time add to its head; gives the first row behind the head.

    From `reserved` on, rows are of the head of the next time where nothing done is between them.
    """
    at = entry.anchor + 1
    if any(row.is_body or row.placed.line.item for row in rows[at:following]):
        above = sum(bool(rows[i].given) for i in entry.head if i < entry.anchor)
        reserved = following - (above if rows[entry.anchor].given else 0)
    while at < following and at - entry.anchor <= _MOST_BELOW:
        row = rows[at]
        if (
            row.is_body
            or row.placed.line.item
            or (row.gap and not _names_employer(rows, entry, at))
        ):
            break
        if row.given and not row.given.keys() & {"title", "employer", "place"}:
            break
        known, one = _named(rows, entry.head), _named(rows, [at])
        adds = (known.title is None or known.employer is None) and not _clashes(known, one)
        is_aside = not (one.title or one.employer)
        names = at < reserved and (
            (adds and _belongs(rows, entry, at, following, known, one, apart=apart))
            or (known.loose and _employs(row, one, apart=apart))
        )
        if is_aside or names:
            entry.head.append(at)
        else:
            break
        at += 1
    return _labelled_below(rows, entry, at, reserved)


def _labelled_below(rows: list[Row], entry: _Entry, first: int, reserved: int) -> int:
    """Take what labels of a form name behind what was done; gives the row behind the head."""
    known = {role for at in entry.head for role in rows[at].given}
    if "period" not in known:
        return first
    for at in range(first, reserved):
        named = rows[at].given.keys() & {"title", "employer"}
        if named and not named & known:
            entry.head.append(at)
            known |= named
            first = at + 1
    return first


def _names_employer(rows: list[Row], entry: _Entry, at: int) -> bool:
    """Whether a line that stands apart still belongs to the head, as that lacks an employer."""
    known = _named(rows, entry.head)
    if known.title is None:
        return True
    one = _named(rows, [at])
    if known.loose and at == entry.head[-1] + 1:
        return bool(one.employer and not one.title and employers.company_score(rows[at].said.text))
    goes_on = at + 1 < len(rows) and rows[at + 1].placed.line.item
    is_first = at == entry.anchor + 1 and rows[entry.anchor].says
    is_plain = bool(one.employer) and (employers.company_score(rows[at].said.text) or one.place)
    return bool(is_first and goes_on and known.employer is None and is_plain and not one.title)


def _clashes(known: Head, one: Head) -> bool:
    """Whether a line only names what is plainly named already: a second title, or employer."""
    title, employer = known.title, known.employer
    second_title = title and one.title and title_words(title.text) and title_words(one.title.text)
    has_employer = employer and employers.company_score(employer.text)
    return bool(
        second_title
        or (has_employer and one.employer and employers.company_score(one.employer.text))
    )


def _belongs(
    rows: list[Row],
    entry: _Entry,
    at: int,
    following: int,
    known: Head,
    one: Head,
    *,
    apart: bool,
) -> bool:
    """Whether a line below the time, which could name what is missing, does so."""
    said = rows[at].said.text
    if title_words(said) or employers.company_score(said):
        above_next = at == following - 1 and following < len(rows)
        return not (above_next and known.title and known.employer)
    has_items = any(row.placed.line.item for row in rows)
    nothing = not known.title and not known.employer
    can_tell = (
        has_items
        or nothing
        or apart
        or _NAME.fullmatch(one.employer.text if one.employer else said)
    )
    return len(said) <= 60 and bool(can_tell) and not SENTENCE.search(said)


def _employs(row: Row, one: Head, *, apart: bool) -> bool:
    """Whether a line names an employer by itself: by a word, a place, or as others do here."""
    if one.title or one.employer is None or len(row.said.text) > LONG * 4 // 5:
        return False
    is_plain = bool(employers.company_score(one.employer.text) or one.place)
    return is_plain or (apart and _NAME.fullmatch(one.employer.text) is not None)


def _named(
    rows: list[Row],
    head: list[int],
    *,
    title_first: bool | None = None,
    list_first: bool | None = None,
) -> Head:
    given: dict[heads.Role, Slice] = {}
    for at in head:
        given |= rows[at].given
    found = heads.head(
        [rows[at].rest for at in head], title_first=title_first, list_first=list_first
    )
    return Head(
        given.get("title", found.title),
        heads.employer_of(given["employer"]) if "employer" in given else found.employer,
        given.get("place", found.place),
        found.set_apart,
        None if given else found.wide,
    )


def _orders(rows: list[Row], entries: list[_Entry]) -> tuple[bool | None, bool | None]:
    """Whether titles stand before employers here, as far as words tell; None where none do.

    First of all entries, then of those that have both in one list.
    """
    votes: Counter[bool] = Counter()
    in_lists: Counter[bool] = Counter()
    for entry in entries:
        found = _named(rows, entry.head)
        if found.title and found.employer and title_words(found.title.text):
            is_first = found.title.start < found.employer.start
            votes[is_first] += 1
            in_lists[is_first] += heads.is_list(found)
    first, listed = votes.most_common(1), +in_lists
    return (first[0][0] if first else None), (listed.most_common(1)[0][0] if listed else None)


def _told(
    rows: list[Row],
    entries: list[_Entry],
    text: str,
    *,
    orders: tuple[bool | None, bool | None],
    headed: bool,
    apart: bool,
) -> list[Job]:
    found: list[Job] = []
    group: Slice | None = None
    for number, entry in enumerate(entries):
        named = _named(rows, entry.head, title_first=orders[0], list_first=orders[1])
        whole = " ".join(rows[at].said.text for at in entry.head)
        if _is_break(whole, named) or any(map(employers.is_unpaid, _NOTES.split(whole))):
            group = None
            continue
        period = rows[entry.anchor].period
        if named.employer is None and named.title is None:
            continue
        after = entries[number + 1] if number + 1 < len(entries) else None
        if _heads_group(rows, entry, after, named, period):
            group = named.employer
            continue
        alone = named.employer and not employers.company_score(named.employer.text)
        if named.title is None and alone and _is_self_employed(whole):
            named = msgspec.structs.replace(named, title=named.employer, employer=None)
        own = named.title is not None and employers.is_own_business(named.title.text.split()[0])
        if named.loose and group and apart:
            named = msgspec.structs.replace(named, title=named.wide, employer=group)
        elif named.employer:
            group = named.employer if named.set_apart else None
        elif group and not own:
            named = msgspec.structs.replace(named, employer=group)
        if not headed and not (
            named.title and title_words(named.title.text) and period and period.ranged
        ):
            continue
        bullets = _bullets(rows, entry.body, text)
        found.append(Job(named.employer, named.title, period, named.place, bullets))
    return found


def _is_break(head: str, named: Head) -> bool:
    """Whether an entry is of a time without a job: all that it names, or what names it first."""
    if not employers.is_break(head):
        return False
    names = [one.text for one in (named.title, named.employer) if one]
    return (
        len(names) < 2
        or all(map(employers.is_break, names))
        or any(
            employers.is_break(name, begins=True) and not employers.company_score(name)
            for name in names
        )
    )


def _is_self_employed(head: str) -> bool:
    """Whether a part of a head says so, which leaves no employer to name."""
    return any(map(employers.is_own_business, _PARTS.split(head)))


def _heads_group(
    rows: list[Row], entry: _Entry, after: _Entry | None, named: Head, period: Period | None
) -> bool:
    """Whether it is an employer with the time of all titles that follow, each with its own."""
    if named.title or not named.employer or after is None or entry.body or period is None:
        return False
    later, inner = _named(rows, after.head), rows[after.anchor].period
    if later.employer or not later.title or inner is None or not inner.start or not period.start:
        return False
    return period.start.begins <= inner.start.begins


def _undated(rows: list[Row], text: str) -> list[Job]:
    """Jobs without a time: their heads are told by titles and companies alone."""
    found: list[Job] = []
    at = 0
    while at < len(rows):
        head: list[int] = []
        while at < len(rows) and not rows[at].is_body and len(head) < _MOST_ABOVE:
            if head and rows[at].gap:
                break
            head.append(at)
            at += 1
        body: list[int] = []
        while at < len(rows) and (rows[at].is_body or not head):
            body.append(at)
            at += 1
        named = _named(rows, head)
        sure = named.title and title_words(named.title.text)
        if sure and not employers.is_break(" ".join(rows[i].said.text for i in head)):
            employer = (
                named.employer
                if named.employer and (body or employers.company_score(named.employer.text))
                else None
            )
            found.append(Job(employer, named.title, None, named.place, _bullets(rows, body, text)))
        if not head and not body:
            at += 1
    return found


def _bullets(rows: list[Row], body: list[int], text: str) -> tuple[Bullet, ...]:
    """What was done: each item with the lines that go on with it."""
    found: list[list[Slice]] = []
    before: Row | None = None
    for at in body:
        row = rows[at]
        goes_on = before is not None and not row.placed.line.item and not row.gap
        if goes_on and before and not before.placed.line.item and SENTENCE.search(before.said.text):
            goes_on = False
        if goes_on and before and not before.placed.line.item and len(before.said.text) < 60:
            goes_on = row.said.text[:1].islower()
        if before and "|" in text[before.said.end : row.said.start]:
            goes_on = False
        if row.placed.label:
            before = None
            continue
        if goes_on and found:
            found[-1].append(row.said)
        else:
            found.append([row.said])
        before = row
    return tuple(
        Bullet(Slice(text[parts[0].start : parts[-1].end], parts[0].start)) for parts in found
    )
