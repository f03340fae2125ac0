"""The head of a job's entry: which part of it is the title, and which the employer."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Literal

import msgspec

from agents.career.titles import ends_in_title, title_words
from agents.data_files import read
from agents.resume.employers import (
    company_score,
    folded,
    is_department,
    is_legal_form,
    is_own_business,
)
from agents.resume.lines import Slice, fold
from agents.resume.patterns import pattern
from agents.resume.places import place

Role = Literal["employer", "title", "period", "place", "duties"]
"""What a label, or the head of a column, says of what stands below or behind it."""

_CUTS = re.compile(
    r"\t+|\s{2,}|\s*[|¦•·∙]\s*|\s+[-–—/]{1,3}\s+|\s*//\s*|\s+[>»]\s+"
    r"|(?<=[a-zß-öø-ÿ]{4})\.\s+(?=[A-ZÀ-Ž])"
)
_AT = re.compile(
    r"\s{0,9}@\s{0,9}"
    r"|\s{1,9}(?:at|bei der|bei dem|beim|bei|chez|presso|hos|w firmie|bij)\s{1,9}(?=[^\W\d_a-z]|\d)"
)
_COMMA = re.compile(
    r"\s{0,9}[,，、]\s{0,9}|\s{0,9}[;；]\s{1,9}|\.\s{1,9}(?=[A-ZÀ-Ž][\w .'’-]{1,30},\s)"
)
_BRACKETS = re.compile(r"\s{0,9}[(（\[]([^()（）\[\]]{0,80})[)）\]]")
_JOINT = re.compile(r"\s{1,9}[-–—/]\s{1,9}")
_SLASH = re.compile(r"\s{1,9}/\s{1,9}")
_SPACED = re.compile(r"[가-힣](?: [가-힣]){1,5}")
"""A Korean label that is set wide: "근 무 처"."""
_COMPANY_SIGN = re.compile(r"[주유재사株有]")
_LAST_BRACKETS = re.compile(r"\s{0,9}[(（\[][^()（）\[\]]{0,80}[)）\]]?\s{0,9}$")
_LABEL = re.compile(r"(?P<label>[^:：\t|]{2,70}?)\s?[:：]\s*(?P<value>.*)", re.DOTALL)
_WORDS = re.compile(r"[^\s,()|]+")
_DURATION = pattern(__name__, "duration")
_SIGNS = " \t,;:·|–—-−~/*_•&"
_FIRST_BRACKETS = re.compile(r"[(（\[]([^()（）\[\]]{0,80})[)）\]]\s*[:：–—-]?\s*(?=\S)")
_LEADING = re.compile(r"(?i)^(?:the |at |for |with |bei |chez )(?=[A-Z])")
_SURE = 3
"""The score of a name with a legal form."""
_COMMA_LENGTH = 3
"""Characters of a comma with the blanks around it."""
_NAMING = 2
"""Cells of a row that name an employer and a title; one behind them may say what was done."""
_DUTY = re.compile(r"\d.{0,300}\s\S{1,80}$")
_SIGNED = re.compile(r"[^\s(（]{1,40}(?:㈜|㈱|[(（][주株][)）])(?=\s)")
"""A name that ends with that sign, before one of its branches."""
_MARKED = re.compile(r"(?:[(（][주株][)）]|[㈜㈱])\s?\S+")
"""A name that begins with the sign of a company."""


class Head(msgspec.Struct, frozen=True):
    """What the head of an entry says. `set_apart`: the employer has a line without the title.

    `loose`: the employer was only cut off behind the title, and may as well say more of that.
    `wide` is then what the title is with it.
    """

    title: Slice | None = None
    employer: Slice | None = None
    place: Slice | None = None
    set_apart: bool = False
    wide: Slice | None = None

    @property
    def loose(self) -> bool:
        """Whether nothing says that the employer is one."""
        return self.wide is not None


class Part(msgspec.Struct, frozen=True):
    """A part of a head that may be its title or employer: the row that it stands in, and scores.

    `whole` is what it was cut out of.
    """

    said: Slice
    whole: Slice
    row: int
    title: int
    company: int
    located: bool = False

    @property
    def leaning(self) -> int:
        """How much rather it is a title than an employer."""
        return 2 * self.title - self.company


class Named(msgspec.Struct, frozen=True):
    """What of a line may name a title or an employer, and the place that it names."""

    parts: tuple[Part, ...] = ()
    place: Slice | None = None


def head(
    lines: Sequence[Named], *, title_first: bool | None = None, list_first: bool | None = None
) -> Head:
    """What the lines of a head say. `title_first` settles what is open.

    `list_first` does so for a title and an employer between commas, of which no word tells.
    """
    parts = [
        msgspec.structs.replace(part, row=row) if part.row != row else part
        for row, line in enumerate(lines)
        for part in line.parts
    ]
    where = next((line.place for line in lines if line.place), None)
    if len(parts) == 1 and list_first is not None and not _split(parts[0]):
        in_order = _by_order(parts[0], title_first=list_first)
        if in_order:
            return _head(*in_order, where)
    return _named(parts, where, title_first=title_first)


def labelled(said: Slice) -> list[tuple[Role, Slice]]:
    """The parts of a line that have labels before them, each with what its label says it is."""
    cells = said.split(re.compile(r"\t+| {3,}|\s\|\s"))
    if len(cells) == 2 and (role := _role(cells[0].text)) and not _role(cells[1].text):
        return [(role, cells[1])]
    found: list[tuple[Role, Slice]] = []
    for cell in cells:
        match = _LABEL.match(cell.text)
        role = _role(match["label"]) if match else None
        if match and role and match["value"]:
            found.append((role, cell.part(match.start("value"))))
    return found


def columns(said: Slice) -> list[Role | None]:
    """What the columns of a table hold, where the line is its head; else nothing."""
    cells = said.split(re.compile(r"\t+| {3,}|\s\|\s"))
    roles = [_role(cell.text) for cell in cells]
    known = [role for role in roles if role]
    return roles if len(known) > 1 and len(known) * 3 >= len(roles) * 2 else []


def employer_of(said: Slice) -> Slice | None:
    """The employer's name in what a label or a column says is one."""
    kept, _ = _without_place(_without_brackets(said).stripped(_SIGNS))
    return _clean(kept)


def title_of(said: Slice) -> Slice:
    """The title in what a column holds, which may have the department before it."""
    pieces = said.split(_SLASH)
    last = pieces[-1]
    is_behind = len(pieces) > 1 and title_words(last.text) and not title_words(pieces[0].text)
    return last if is_behind else said


def without_durations(said: Slice) -> list[Slice]:
    """The parts of a line around "2 yrs 4 mos" and the like."""
    return said.split(_DURATION)


def is_label(text: str) -> bool:
    """Whether it is what stands before a part of an entry in forms: "Name of employer"."""
    return _role(text) is not None


def named(said: Sequence[Slice]) -> Named:
    """What a line, of which these parts are left without its times, may name."""
    parts: list[Part] = []
    where: Slice | None = None
    cells = [(piece, cell) for piece in said for cell in piece.split(_CUTS)]
    if len(cells) > _NAMING and _DUTY.search(cells[-1][1].text):
        cells.pop()  # the column of what was done
    for whole, cell in cells:
        for bracketed in _BRACKETS.finditer(cell.text):
            inner = cell.part(bracketed.start(1), bracketed.end(1))
            if place(inner):
                where = where or inner
        ahead = _FIRST_BRACKETS.match(cell.text)
        if ahead and _is_term(ahead[1]):
            cell = cell.part(ahead.end())
        plain = _trimmed(_without_brackets(cell))
        if not plain.text or _is_term(plain.text) or not re.search(r"[^\W\d_]", plain.text):
            continue
        town = place(plain)
        if town and not company_score(plain.split(_COMMA)[0].text):
            where = where or plain
            if parts:
                parts[-1] = msgspec.structs.replace(parts[-1], located=True)
            continue
        kept, town_said = _without_place(plain)
        where = where or town_said
        if kept.text and not _is_term(kept.text):
            score = 0 if _is_titled_list(kept) else company_score(kept.text)
            parts.append(Part(kept, whole, 0, title_words(kept.text), score, town_said is not None))
    return Named(tuple(parts), where)


def _is_titled_list(said: Slice) -> bool:
    """Whether a title stands before a comma, and no name with a legal form behind it."""
    first, *rest = said.split(_COMMA)
    if not rest or not ends_in_title(first.text):
        return False
    return not company_score(first.text) and company_score(said.text) < _SURE


def _trimmed(said: Slice) -> Slice:
    """A name without the signs around it; the dot of "Inc." or "S.L." is none of them."""
    bare = said.stripped(_SIGNS)
    dots = re.match(r"[.\s]+\s", bare.text)
    bare = bare.part(dots.end()) if dots else bare
    if not bare.text.endswith("."):
        return bare
    last = fold(bare.text.split()[-1])
    is_short = last.strip(".,") in folded("legal") or "." in last[:-1] or len(last) < 4
    return bare if is_short else bare.stripped(".")


def _without_brackets(cell: Slice) -> Slice:
    """A cell without what stands in brackets at its end.

    Those of "(주)" belong to the name, and those of a title to it, but for places and terms.
    """
    while match := _LAST_BRACKETS.search(cell.text):
        inner = cell.part(match.start(), match.end()).stripped("()（）[]")
        if match.start() == 0:
            if len(match.group()) < 5:
                return cell
            return cell.part(0, 0) if _is_term(inner.text) else inner
        if _COMPANY_SIGN.fullmatch(inner.text):
            return cell
        is_aside = not inner.text or _is_term(inner.text) or place(inner)
        if title_words(cell.text[: match.start()]) and not is_aside:
            return cell
        cell = cell.part(0, match.start())
    return cell


def _without_place(said: Slice) -> tuple[Slice, Slice | None]:
    """A name without the place, or the terms, that stand behind it after commas."""
    pieces = said.split(_COMMA)
    where: Slice | None = None
    while len(pieces) > 1:
        last = pieces[-1]
        two = (
            Slice(said.text[pieces[-2].start - said.start :], pieces[-2].start)
            if len(pieces) > 2
            else None
        )
        if (
            two
            and place(two)
            and not company_score(pieces[-2].text)
            and not title_words(pieces[-2].text)
        ):
            where, pieces = two, pieces[:-2]
        elif place(last) or _is_term(last.text):
            where, pieces = (where or last) if place(last) else where, pieces[:-1]
        else:
            break
        said = said.part(0, pieces[-1].end - said.start)
    return said.stripped(_SIGNS), where


def is_list(said: Head) -> bool:
    """Whether title and employer stand behind each other with a comma between, and no more."""
    if said.title is None or said.employer is None:
        return False
    first, second = sorted((said.title, said.employer), key=lambda part: part.start)
    return not said.set_apart and 0 < second.start - first.end <= _COMMA_LENGTH


def _named_at_once(parts: list[Part], where: Slice | None) -> Head | None:
    """What a part says that names both: the only one, or one in which a word tells of that."""
    for part, pair in ((part, _split(part)) for part in parts):
        rival = max((one.company for one in parts if one.row != part.row), default=-1)
        if not pair or not (len(parts) == 1 or pair[1].company > max(rival, 0) or pair[2]):
            continue
        title, employer, is_said = pair
        is_open = not (is_said or employer.company or part.located or employer.located)
        is_behind = title.said.end < employer.said.start
        found = _head(_whole_title(title, parts, employer), employer, where)
        return msgspec.structs.replace(found, wide=part.said if is_open and is_behind else None)
    return None


def _named(parts: list[Part], where: Slice | None, *, title_first: bool | None) -> Head:
    """Which of the parts is the title, and which the employer."""
    parts = _joined(parts)
    if both := _named_at_once(parts, where):
        return both
    names = [part for part in parts if not is_department(part.said.text) or part.title]
    if not names:
        return Head(place=where)
    titled = [part for part in names if part.title and part.leaning > 0]
    if len(names) == 1:
        only = names[0]
        if titled:
            units = [part for part in parts if part.company and part is not only]
            return _head(_whole_title(only, parts, None), next(iter(units), None), where)
        return _head(None, only, where)
    if titled:
        best = max(titled, key=lambda part: (part.leaning, _has_unit(part.said.text)))
        rivals = [part for part in titled if part.leaning == best.leaning]
        is_open = len(rivals) > 1 and not _has_unit(best.said.text)
        if is_open and title_first is False and len(names) == 2:
            best = rivals[-1]
        rest = [part for part in names if part is not best]
        employer = _employer(rest, best)
        found = _head(_whole_title(best, parts, employer), employer, where)
        if employer and not (employer.company or employer.located):
            wide = _between(best, employer)
            return msgspec.structs.replace(found, wide=wide)
        return found
    return _untitled(names, parts, where, title_first=title_first)


def _untitled(
    names: list[Part], parts: list[Part], where: Slice | None, *, title_first: bool | None
) -> Head:
    """The same where no word tells of a title: by a company's, by a place, or by the order."""
    sure = [part for part in names if part.company]
    if sure:
        employer = max(sure, key=lambda part: part.company)
        rest = [part for part in names if part is not employer]
        return _head(_whole_title(rest[0], parts, employer), employer, where)
    located = [part for part in names if part.located]
    if located:
        return _head(next(part for part in names if part is not located[0]), located[0], where)
    first, second = names[:2]
    if title_first is False:
        return _head(second, first, where)
    return msgspec.structs.replace(
        _head(first, second, where), wide=_between(first, second, _SLASH)
    )


def _joined(parts: list[Part]) -> list[Part]:
    """The parts; two titles with a slash between them are one: "Cook / Baker"."""
    found: list[Part] = []
    for part in parts:
        before = found[-1] if found else None
        goes_on = before and _is_title(before) and (_is_title(part) or _leads_list(part))
        whole = _between(before, part, _SLASH) if before and goes_on else None
        if before and whole:
            found[-1] = msgspec.structs.replace(
                _as_part(whole, part), row=part.row, located=part.located
            )
        else:
            found.append(part)
    return found


def _is_title(part: Part) -> bool:
    return bool(part.title and part.leaning > 0 and not part.company)


def _leads_list(part: Part) -> bool:
    """Whether something stands behind a comma that may be the employer, and before it none."""
    pieces = part.said.split(_COMMA)
    return (
        len(pieces) > 1 and not company_score(pieces[0].text) and not is_legal_form(pieces[1].text)
    )


def _between(first: Part, second: Part, joint: re.Pattern[str] | None = None) -> Slice | None:
    """From one part to the one behind it, where only a slash or a dash stands between them."""
    whole = first.whole
    if second.row != first.row or second.whole is not whole or second.said.start < first.said.end:
        return None
    between = whole.text[first.said.end - whole.start : second.said.start - whole.start]
    if not (joint or _JOINT).fullmatch(between):
        return None
    return whole.part(first.said.start - whole.start, second.said.end - whole.start)


def _whole_title(title: Part, parts: list[Part], employer: Part | None) -> Part:
    """A title with what else it says around slashes and dashes: "Registered Nurse – ICU"."""
    said = title
    at = next((at for at, part in enumerate(parts) if _holds(part, title)), None)
    if at is None:
        return title
    for aside in (parts[at - 1] if at else None, *parts[at + 1 : at + 2]):
        if (
            aside is None
            or aside.company
            or aside.located
            or (employer and _holds(aside, employer))
        ):
            continue
        is_before = aside.said.start < title.said.start
        ends = (aside, said) if is_before else (said, aside)
        wide = _between(*ends, _SLASH)
        if is_department(aside.said.text) or _is_settled(aside, title, employer):
            wide = wide or _between(*ends)
        elif employer is None or not (is_before or _between(aside, employer, _SLASH) is None):
            continue
        if wide:
            said = msgspec.structs.replace(said, said=wide)
    return said


def _is_settled(aside: Part, title: Part, employer: Part | None) -> bool:
    """Whether what stands beside a title can be no employer, as that stands elsewhere for sure."""
    if employer is None:
        return False
    if aside.said.start < title.said.start:
        return bool(aside.title)
    return employer.row != title.row or employer.said.end <= title.said.start


def _holds(part: Part, inner: Part) -> bool:
    """Whether one part was cut out of another, or is that."""
    return part.said.start <= inner.said.start and inner.said.end <= part.said.end


def _employer(rest: list[Part], title: Part) -> Part | None:
    """The likeliest employer among what is left."""
    able = [part for part in rest if _may_employ(part)]

    def evidence(part: Part) -> tuple[bool, int, bool, int]:
        is_bound = part.row == title.row and (
            _between(title, part, _SLASH) or len({p.row for p in able}) > 1
        )
        is_plain = bool(part.company or part.located or not (is_bound and _between(title, part)))
        return is_plain, -part.leaning, part.located, -abs(part.row - title.row)

    return max(able, key=evidence, default=None)


def _may_employ(part: Part) -> bool:
    return (
        not is_department(part.said.text)
        and part.leaning <= 2
        and not is_own_business(part.said.text)
    )


def _split(part: Part) -> tuple[Part, Part, bool] | None:
    """Title and employer that stand in one part: "Nurse at St Mary", "Nurse, St Mary Hospital".

    With them, whether a word between them says so.
    """
    at = _AT.search(part.said.text)
    if at and at.start():
        before, after = part.said.part(0, at.start()), part.said.part(at.end())
        kept, _ = _without_place(after)
        if title_words(before.text) or "@" in at.group():
            return _as_part(before, part), _as_part(_first_name(kept), part), True
    pieces = part.said.split(_COMMA)
    if len(pieces) > 1:
        *listed, last = (_as_part(piece, part) for piece in pieces)
        return _split_list([*listed, msgspec.structs.replace(last, located=part.located)])
    return _split_words(part)


def _split_list(pieces: list[Part]) -> tuple[Part, Part, bool] | None:
    titled = [piece for piece in pieces if piece.title and piece.leaning > 0]
    others = [
        piece
        for piece in pieces
        if not (piece.title and piece.leaning > 0) and not is_department(piece.said.text)
        and not place(piece.said) and not is_legal_form(piece.said.text)
    ]  # fmt: skip
    if not titled and len(others) > 1 and others[0] is pieces[0] and not others[0].company:
        named = next((piece for piece in others if piece.company == _SURE), None)
        if named is others[1]:  # a legal form says which is the employer
            titled, others = others[:1], [named]
    if not titled or not others:
        return None
    if len(pieces) > 2 and len(others) > 1 and not any(other.company for other in others):
        others = others[-1:] if others[-1].located else others[:1]  # a place stood behind it
    employer = max(others, key=lambda other: other.company)
    title = titled[0]
    at = pieces.index(employer)
    if pieces.index(title) < at - 1:
        title = _up_to(title, pieces[at - 1])
    following = pieces[at + 1 : at + 2]
    if following and is_legal_form(following[0].said.text):
        joined = following[0].said.end - employer.said.start
        whole = pieces[at].said
        gap = joined - len(whole.text) - len(following[0].said.text)
        text = f"{whole.text},{' ' * (gap - 1)}{following[0].said.text}"
        employer = msgspec.structs.replace(employer, said=Slice(text, whole.start), company=3)
    return title, employer, False


def _up_to(first: Part, last: Part) -> Part:
    """From one part of a cell to another one of it, as one part."""
    whole = first.whole
    said = whole.part(first.said.start - whole.start, last.said.end - whole.start)
    return msgspec.structs.replace(_as_part(said, first), row=first.row)


def _by_order(part: Part, *, title_first: bool) -> tuple[Part, Part] | None:
    """Title and employer between commas, of which no word tells, as the other entries have them."""
    pieces = [_as_part(piece, part) for piece in part.said.split(_COMMA)]
    if len(pieces) < 2 or is_legal_form(pieces[1].said.text):
        return None
    title, employer = pieces[:2] if title_first else (pieces[1], pieces[0])
    is_open = not title.company and not (employer.title and employer.leaning > 0)
    return (title, employer) if is_open else None


def _split_words(part: Part) -> tuple[Part, Part, bool] | None:
    """Employer, department and title in one go, as Korean has them: "(주)한빛 개발팀 과장"."""
    words = [part.said.part(m.start(), m.end()) for m in _WORDS.finditer(part.said.text)]
    if len(words) < 2 or not re.search(r"[가-힣一-龥ァ-ヶ]", part.said.text):
        return None
    if not title_words(words[-1].text):
        if not (company_score(words[-1].text) and title_words(words[-2].text)):
            return None
        title = part.said.part(0, words[-2].end - part.said.start)
        return _as_part(title, part), _as_part(words[-1], part), True
    cut = len(words) - 1
    while cut > 1 and title_words(words[cut - 1].text):
        cut -= 1
    if not re.search(r"[가-힣一-龥ァ-ヶ]{2}", words[-1].text) or cut == 0:
        return None
    units = [at for at in range(1, cut) if is_department(words[at].text)]
    companies = [at for at in range(cut) if company_score(words[at].text)]
    if not units and not companies:
        return None
    last = max(
        (at for at in companies if not units or at < units[0]), default=(units or [cut])[0] - 1
    )
    begun = last + 1 if not units else units[-1] + 1
    name = part.said.part(words[0].start - part.said.start, words[last].end - part.said.start)
    title = part.said.part(words[min(begun, cut)].start - part.said.start)
    return _as_part(title, part), _as_part(name, part), True


def _head(title: Part | None, employer: Part | None, where: Slice | None) -> Head:
    apart = bool(employer and (title is None or title.row != employer.row))
    named = _clean(employer.said) if employer else None
    if named and (is_own_business(named.text) or _is_inside(named.text)):
        named = None
    return Head(title.said if title else None, named, where, apart)


def _clean(said: Slice) -> Slice | None:
    """An employer's name without the department behind it, and the words before it."""
    bracketed = re.search(r"(?<=[^\s(（])\s*[(（\[][^()（）\[\]]*[)）\]]?$", said.text)
    if bracketed and not _COMPANY_SIGN.fullmatch(bracketed.group().strip(" ()（）[]")):
        said = said.part(0, bracketed.start())
    lead = _LEADING.match(said.text)
    if lead and lead.group().lower() != "the ":
        said = said.part(lead.end())
    pieces = said.split(_COMMA)
    if len(pieces) > 2 and is_legal_form(pieces[1].text):
        said = said.part(0, pieces[1].end - said.start)  # a town that no list has is behind it
    is_list = len(pieces) > 1 and not is_legal_form(pieces[1].text) and "&" not in said.text
    if is_list and (company_score(pieces[0].text) or not company_score(pieces[-1].text)):
        said = pieces[0]
    words = [said.part(m.start(), m.end()) for m in _WORDS.finditer(said.text)]
    signed = _SIGNED.match(said.text)
    if signed:
        return said.part(0, signed.end())
    units = [at for at in range(1, len(words)) if _is_unit(words[at].text)]
    marked = _MARKED.match(said.text)
    if units and marked:
        said = said.part(0, marked.end())
    elif units:
        said = said.part(0, words[units[0] - 1].end - said.start)
    return said if said.text else None


def _is_inside(text: str) -> bool:
    """Whether it is a department that employs nobody; an institute of some name may do so."""
    return is_department(text) and not company_score(text)


def _is_unit(word: str) -> bool:
    """Whether a word of a language without blanks or with compounds names a department."""
    return bool(re.search(r"[가-힣一-龥]", word)) and is_department(word)


def _has_unit(text: str) -> bool:
    """Whether a department stands before a title, as in "총무팀 주임"."""
    return any(map(_is_unit, text.split()[:-1]))


def _first_name(said: Slice) -> Slice:
    """Of a list after "at", the first; legal forms belong to it."""
    pieces = said.split(_COMMA)
    if len(pieces) > 1 and is_legal_form(pieces[1].text):
        return said.part(0, pieces[1].end - said.start)
    return pieces[0] if pieces else said


def _as_part(said: Slice, of: Part) -> Part:
    return Part(said, of.whole, of.row, title_words(said.text), company_score(said.text))


def _is_term(text: str) -> bool:
    """Whether it only says how somebody was employed, or for how long."""
    pieces = re.split(r"\s*[,/·|&+]\s*", fold(text.strip(_SIGNS + "()[]")))
    known = folded("terms")
    return all(p in known or _DURATION.fullmatch(p) or not p for p in pieces)


def _role(text: str) -> Role | None:
    """What a label says; of two with a slash ("부서 / 직위") the one that is a name or a title."""
    plain = " ".join(fold(text).strip(" :：*[]<>").split())
    if _SPACED.fullmatch(plain):
        plain = plain.replace(" ", "")
    if (found := _labels().get(plain)) or "/" not in plain:
        return found
    roles = [_labels().get(piece.strip()) for piece in plain.split("/")]
    named = {role for role in roles if role != "duties"}
    return named.pop() if all(roles) and len(named) == 1 else None


@cache
def _labels() -> dict[str, Role]:
    found = read(__package__, "employers")["labels"].items()
    return {" ".join(fold(n).split()): role for role, names in found for n in names.split(",")}
