"""What goes first where a CV has more than there is room for: what is asked for least. Pure."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from agents.kinds.cv import extent
from agents.kinds.cv.memory import Read
from agents.kinds.cv.pieces import Piece, lines_of
from agents.kinds.cv.worth import MUST
from agents.resume.dates import periods
from agents.resume.lines import Slice
from agents.resume.results import is_measured

_ENTRIES = frozenset({
    "interests", "references", "awards", "publications", "certificates", "volunteer", "projects",
    "other",
})  # fmt: skip
"""Sections whose entries may go as a whole; jobs and schools never do."""
_TOLD = frozenset({"other", "volunteer"})
"""Sections that tell of what one did besides."""
_TIERS = {
    "interests": 0, "references": 0, "education": 2, "volunteer": 3, "other": 3, "awards": 3,
    "publications": 3, "certificates": 3, "projects": 4, "work": 5,
}  # fmt: skip
_OLD_TIER, _RESULT_TIER = 1, 6
"""Of what was done in a job that ended long ago, and of what tells a result in any."""
_LEAST = 2
"""Lines that the newest job keeps."""


class Candidate(NamedTuple):
    """A piece that may go, and the lines that this gives back."""

    piece: Piece
    lines: int


def candidates(
    may_go: Sequence[Piece],
    there: Sequence[Piece],
    read: Read,
    *,
    is_head: Callable[[Piece], bool],
) -> list[Candidate]:
    """What may go, least missed first: what shows least of what is asked for, then by its section,
    what is not measured, the oldest, the last.

    Never a job or a school, nor what shows that something is met that must be. `there` are all
    pieces that stand in it; one that heads others goes after these.
    """
    lines = Counter(piece.of for piece in there if piece.is_line)
    spare = lines.get("/work/0", 0) - _LEAST
    found = list[tuple[tuple[float, ...], Piece]]()
    for at, piece in enumerate(may_go):
        worth = read.worth.get(piece.path, 0.0)
        if worth >= MUST or is_head(piece) or not _may_go(piece, read):
            continue
        age = piece.entry or 0
        rank = _TIERS.get(piece.section, 3)
        if piece.section == "work" and _is_old(read, age):
            rank = _OLD_TIER
        elif piece.section in ("work", "projects") and is_measured(piece.text):
            rank = _RESULT_TIER
        found.append(((worth, rank, is_measured(piece.text), -age, -at), piece))
    made = []
    for _, piece in sorted(found, key=lambda one: one[0]):
        if piece.of == "/work/0":
            if spare <= 0:
                continue
            spare -= 1
        made.append(Candidate(piece, extent.line_rows(piece.text) or 1))
    return made


def going(found: Sequence[Candidate], lines: int) -> list[Piece]:
    """The first of them that give back so many lines."""
    gone, total = [], 0
    for one in found:
        if total >= lines:
            break
        gone.append(one.piece)
        total += one.lines
    return gone


def _may_go(piece: Piece, read: Read) -> bool:
    """Whether a piece may go by itself: no job and no school does, nor what tells of another time,
    such as a service or a care, without which there is a gap."""
    if piece.entry is None or piece.section in ("skills", "languages"):
        return False
    if piece.section in _TOLD and any(one.ranged for one in periods(Slice(piece.text, 0))):
        return False
    if piece.is_line:
        return True
    return piece.section in _ENTRIES and not lines_of(read.base[piece.section][piece.entry])


def _is_old(read: Read, at: int) -> bool:
    """Whether a job ended over ten years ago."""
    end = read.base["work"][at].get("endDate")
    return isinstance(end, str) and end[:4].isdigit() and int(end[:4]) <= read.year - 10
