"""The lines of a section on jobs: their times, what they name, and whether they tell of deeds."""

import re
from collections.abc import Sequence
from itertools import pairwise

import msgspec

from agents.career.titles import title_words
from agents.resume import employers, forms, heads
from agents.resume.dates import Period, broken_period, periods
from agents.resume.lines import Slice
from agents.resume.patterns import pattern
from agents.resume.sections import Placed

LONG = 100
"""Characters of a line that is more than the head of an entry."""
_MANY_WORDS = 13
_FEW_WORDS = 4
"""Words of a sentence besides its times that may still be a title and an employer."""
_LOOSE = 0.8
"""The share of lines below a blank one from which on blank lines say nothing."""
_SPREAD = 0.6
"""The same of the lines of heads, where each head has several."""
_CAME = re.compile(r"\s{0,9}(?:入社|入職|입사)\s{0,9}$")
_LEFT = re.compile(r"(?:退職|退社|離職|퇴사|퇴직)")
_STAYS = re.compile(r"現在に至る|在職中|재직 ?중")
_OPEN = re.compile(r"[-–—~]\s*$")
_BARE = re.compile(r"^[\s()\[\]（）,.;:|·•/–—~-]*$")
SENTENCE = re.compile(r"[.!。]$")
"""How a line ends that is a sentence."""
_ENDS_IN_FORM = re.compile(
    r"(?i)\b(?:inc|ltd|co|corp|st|dr|jr|sr|s\.a|a\.s|e\.v|s\.p\.a|s\.l|d\.c|u\.s|bros)\.$"
)
_KOREAN_PROSE = re.compile(
    r"(?:[다음함됨임]|기여|달성|구축|개선|수행|담당|운영|개발|관리|진행|지원|절감|단축)[.]?$"
)
_GLUED = re.compile(r"\s[•▪·](?=[^\s•▪·])")
"""Where the items of a cell begin that were written into one line."""
_LOGO = re.compile(r"(?i)^.{1,60} logo$")
_DEED = pattern(__name__, "deed")


class Row(msgspec.Struct):
    """A line of the section: its times, what is left without them, and what kind of line it is."""

    placed: Placed
    said: Slice
    periods: list[Period]
    rest: heads.Named
    given: dict[heads.Role, Slice]
    is_body: bool
    gap: bool

    @property
    def says(self) -> bool:
        """Whether it says more than a time."""
        return bool(self.rest.parts or self.given.keys() - {"period"})

    @property
    def period(self) -> Period | None:
        """The time of the entry that this line is in the head of."""
        ranged = [period for period in self.periods if period.ranged]
        return next(iter(ranged or self.periods), None)


def rows_of(run: Sequence[Placed]) -> list[Row]:
    """The lines of a section as rows; heads of tables, and what a line says again, are left out."""
    rows: list[Row] = []
    columns: list[heads.Role | None] = []
    broken: tuple[Period, Slice] | None = None
    told = forms.filled_in([one.said for one in run])
    for at, one in enumerate(run):
        if not told.get(at, True) or _is_bare_label(one.said):
            continue
        placed, below = one, next(iter(run[at + 1 : at + 2]), None)
        if broken:
            placed, broken = msgspec.structs.replace(one, said=broken[1]), None
            if not placed.said.text:
                continue
        said = placed.said
        if placed.label or _LOGO.match(said.text) or (rows and _repeats(rows[-1], said)):
            if placed.label:
                rows.append(Row(placed, said, [], heads.Named(), {}, is_body=True, gap=False))
            continue
        header = heads.columns(said)
        if header:
            columns = header
            continue
        row = _row(placed, _given(said, columns), told.get(at))
        can_break = below is not None and not (below.line.gap or below.line.item or row.given)
        broken = broken_period(said, below.said) if below and can_break else None
        if broken:
            row.periods, row.is_body = [broken[0]], False
            row.rest = heads.named(_without(said, row.periods))
        rows.append(row)
    rows = _without_leaving(rows)
    _settle_items(rows)
    _loosen(rows)
    _join_broken(rows)
    _mark_wrapped(rows)
    return rows


def _is_bare_label(said: Slice) -> bool:
    """Whether it is "Duties:", and what is below says which."""
    return said.text.endswith((":", "：")) and heads.is_label(said.text)


def _repeats(row: Row, said: Slice) -> bool:
    """Whether a line says again what the one before says, as pastes from web pages do."""
    if not row.periods:
        return row.said.text == said.text
    again = periods(said) if not row.says else []
    both = [(time.start, time.end, time.current) for time in (*row.periods, *again)]
    says = heads.named(_without(said, again)).parts
    return len(both) == 2 and both[0] == both[1] and not says


def _given(said: Slice, columns: list[heads.Role | None]) -> dict[heads.Role, Slice]:
    """What labels or the heads of columns say of the parts of a line."""
    found = dict(heads.labelled(said))
    cells = said.split(re.compile(r"\t+| {3,}|\s\|\s"))
    if not found and columns and len(cells) > 1:
        found = {role: cell for role, cell in zip(columns, cells, strict=False) if role}
        if "period" in found and not periods(found["period"]):
            found = {}  # a line that is set in another way than the table above it
        elif "title" in found:
            found["title"] = heads.title_of(found["title"])
    return found


def _row(placed: Placed, given: dict[heads.Role, Slice], time: Period | None = None) -> Row:
    """The row of a line. `time` is what a form tells in this line and another."""
    said = placed.said
    if time:
        given = {**given, "period": time.said}
    dated = given.get("period", said)
    found = [time] if time else periods(dated)
    if len(found) == 2 and not any(period.ranged for period in found):
        first, last = found
        whole = said.part(first.said.start - said.start, last.said.end - said.start)
        found = [Period(whole, first.start, last.end)] if len(whole.text) < 60 else found
    is_body = _is_body(placed, said, found) or set(given) == {"duties"}
    if set(given) == {"duties"}:
        said = given["duties"]
    if given.keys() & {"title", "employer", "period"}:
        is_body = False
    # What was done names nobody, and is most of a resume.
    glued = _GLUED.search(said.text)
    head = said.part(0, glued.start()) if glued else said
    rest = heads.Named() if given or is_body else heads.named(_without(head, found))
    return Row(placed, said, found, rest, given, is_body, placed.line.gap)


def _without(said: Slice, found: list[Period]) -> list[Slice]:
    """What is left of a line without its times."""
    parts, begun = [], 0
    for period in found:
        parts.append(said.part(begun, period.said.start - said.start))
        begun = period.said.end - said.start
    parts.append(said.part(begun))
    left = [piece for part in parts for piece in heads.without_durations(part)]
    return [piece for piece in left if not _BARE.match(piece.text)]


def _is_body(placed: Placed, said: Slice, found: list[Period]) -> bool:
    """Whether a line tells what was done, and is no head."""
    text = " ".join(said.text.split())
    if placed.line.item:
        edge = any(
            p.said.start - said.start < 3 or said.end - p.said.end < 3
            for p in found
            if p.ranged and "→" not in p.said.text  # how a figure has changed
        )
        return not (edge and len(text) <= LONG)
    if placed.line.prominent and len(text) <= LONG:
        return False
    if len(text) > LONG + (30 if found else 0):
        return True
    if found:
        is_deed = bool(_DEED.match(text)) and not any(period.ranged for period in found)
        return is_deed or _tells(text, found)
    if text[:1].islower():
        return True
    if re.search(r"[가-힣]", text):
        return bool(
            len(text) > 45
            or (len(text) > 12 and _KOREAN_PROSE.search(text) and not title_words(text))
        )
    words = text.count(" ") + 1
    ends = SENTENCE.search(text) and not _ENDS_IN_FORM.search(text)
    return words > _MANY_WORDS or bool(ends and words > 5) or bool(_DEED.match(text) and words > 3)


def _tells(text: str, found: list[Period]) -> bool:
    """Whether a sentence with a time in it names nobody: "No accident on site since 2019."."""
    if not SENTENCE.search(text) or _ENDS_IN_FORM.search(text):
        return False
    words = text.count(" ") + 1 - sum(time.said.text.count(" ") + 1 for time in found)
    return words > _FEW_WORDS and not (title_words(text) or employers.company_score(text))


def _settle_items(rows: list[Row]) -> None:
    """Where times stand in lines that are no items, items with times that name no title are none
    of their kind: they tell what was done, and when."""
    if not any(row.period and row.period.ranged and not row.placed.line.item for row in rows):
        return
    for row in rows:
        if row.placed.line.item and not (row.is_body or row.given) and row.periods:
            title = heads.head([row.rest]).title
            is_head = title and title_words(title.text) and row.said.text.count(" ") < _MANY_WORDS
            if not is_head:
                row.is_body, row.rest = True, heads.Named()


def _join_broken(rows: list[Row]) -> None:
    """Times whose end stands at the beginning of the next line."""
    for row, below in pairwise(rows):
        if not row.periods or not _OPEN.search(row.said.text) or below.gap or row.says:
            continue
        last = row.periods[-1]
        joined = periods(Slice(f"{last.said.text} {below.said.text}", 0))
        taken = len(joined[0].said.text) - len(last.said.text) - 1 if joined else 0
        if last.end is None and taken > 0:
            row.periods[-1] = msgspec.structs.replace(joined[0], said=last.said)
            left = below.said.part(taken)
            below.said, below.periods, below.is_body = left, [], False
            below.rest = heads.named([left]) if left.text else heads.Named()


def _without_leaving(rows: list[Row]) -> list[Row]:
    """The rows of forms that say in one when somebody came, and in another when they left."""
    kept: list[Row] = []
    joined: Row | None = None
    for row in rows:
        text = row.said.text
        came, left = _CAME.search(text), _LEFT.search(text)
        if joined and (left or _STAYS.search(text)) and not came:
            start = joined.periods[0].start
            end = row.periods[0].end if left and row.periods else None
            said = joined.periods[0].said
            joined.periods = [Period(said, start, end, current=left is None)]
            joined = None
        elif came and len(row.periods) == 1 and not row.periods[0].ranged:
            whole = row.said.part(0, came.start())
            row.rest = heads.named(_without(whole, row.periods))
            row.is_body = False
            joined = row
            kept.append(row)
        else:
            kept.append(row)
    return kept


def _loosen(rows: list[Row]) -> None:
    """Where a blank line is below every other line, or every head's, it sets nothing apart."""
    names = [row for row in rows if not (row.is_body or row.placed.line.item)]
    times = sum(row.period is not None for row in names)
    is_spread = len(names) >= 2 * times > 2 and sum(row.gap for row in names) > _SPREAD * len(names)
    if is_spread or sum(row.gap for row in rows) > _LOOSE * len(rows):
        for row in rows:
            row.gap = False


def _mark_wrapped(rows: list[Row]) -> None:
    """Lines that only go on with an item above them are no heads."""
    for above, row in pairwise(rows):
        if row.placed.line.item or row.gap or not above.is_body or row.is_body or row.periods:
            continue
        if SENTENCE.search(above.said.text) or row.placed.line.prominent or row.given:
            continue
        wraps = len(above.said.text) > 60 and len(row.said.text) <= len(above.said.text)
        ends = re.search(
            r"[,;:&/–—-]$|\b(?:and|or|of|for|the|a|in|to|with|und|der|die|et|de|y|e)$",
            above.said.text,
        )
        row.is_body = bool(ends) or (
            wraps and not title_words(row.said.text) and not employers.company_score(row.said.text)
        )


def is_anchor(row: Row, rows: list[Row], at: int) -> bool:
    """Whether the time of a row, the one of this number among the others, is that of a job."""
    period = row.period
    if period is None or row.is_body:
        return False
    if row.given.get("period") or period.ranged:
        return True
    edge = period.said.start - row.said.start < 3 or row.said.end - period.said.end < 3
    if not edge or row.placed.line.item:
        return False
    near = [row, *rows[max(0, at - 2) : at], *rows[at + 1 : at + 3]]
    return any(title_words(one.said.text) for one in near if not one.is_body)
