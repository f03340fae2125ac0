"""Who hires, and for what: what stands at the top of a posting."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise

from agents.career.titles import title_words
from agents.postings.fields.labels import facts
from agents.postings.headings import kind_of_heading, says_it
from agents.postings.phrases import language_spoken, pattern, phrases
from agents.postings.role_titles import is_title, title_in
from agents.resume.employers import company_score, is_department, is_legal_form
from agents.resume.lines import Line, Slice, fold
from agents.resume.places import country_of, place
from agents.resume.schools import names_school
from agents.resume.spoken_languages import language_code

_CELLS = pattern("cells")
_AT = pattern("at_employer")
_BOLD = re.compile(r"\*\*|__")
_TAG = re.compile(r"^(?:\[([^\]]{1,40})\]|【([^】]{1,40})】|〈([^〉]{1,40})〉|<([^>]{1,40})>)\s?")
_LEAD = re.compile(r"^[^\w(\[【「]+")
_HIRING = pattern("hiring")
_HIRING_WORDS = pattern("hiring_words")
_GENDERS = re.compile(
    r"\s{0,3}[(\[](?:[kmwfdxhv*/|\s]{2,9}|all genders?|gn)[)\]]\s{0,3}$", re.IGNORECASE
)
"""Behind a title; within one it is a part of it."""
_GENDERED = re.compile(r"\s{0,2}[(\[](?:[mwfdxhk]\s?[/|]\s?){1,3}[mwfdxhk][)\]]", re.IGNORECASE)
"""What says that the words before it are what somebody is to be."""
_CONTRACT = pattern("contract")
_BEHIND_TITLE = pattern("behind_title")
_NO_NAME = pattern("no_name")
_KOREAN_NAME = pattern("korean_name")
_FOR_A_CLIENT = pattern("for_a_client")
_NAMED = pattern("named")
_SUBJECT = pattern("subject")
_TOPIC = re.compile(r"(?m)^[ \t]{0,4}([가-힣A-Za-z0-9]{2,20})(?:은|는)\s")
"""What a Korean sentence at the beginning of a line speaks of."""
_IN_BRACKETS = re.compile(r"\s?\([^()]{0,60}\)$")
_KOREAN_WANTED = pattern("korean_wanted")
_KOREAN_SUBJECT = pattern("korean_subject")
_FROM_WHOM = pattern("from_whom")
_SOUGHT = pattern("sought")
_SEEKS = pattern("seeks")
_IS_A = pattern("is_a")
_SEEKS_NO_NAME = pattern("seeks_no_name")
_AT_OURS = pattern("at_ours")
_SEEKS_AT_ALL = pattern("seeks_at_all")
_FOR_OURS = pattern("for_ours")
_TOWN_AND_STATE = pattern("town_and_state")
_ANNOUNCED_FOR = pattern("announced_for")
_EASTERN_SEEKS = pattern("eastern_seeks")
_EASTERN_FORM = re.compile(
    r"^(?:株式会社|有限会社|合同会社|.{2,6}法人)|(?:株式会社|組合|会社|公司)$"
)
_EASTERN_SOUGHT = pattern("eastern_sought")
_INITIALS = re.compile(r"(?i)^(?:(?:\w\.){2,4}|(?:lda|ltda|inc|ltd|corp)\.)$")
"""The form of a firm in letters with full stops: "Sp. z o.o."."""
_IN_TOWN = pattern("in_its_town")
"""The town behind whoever seeks: "Gärtnerei Hollmann in Papenburg sucht …"."""
_ENDING = re.compile(r"[/:*·(-]{1,2}(?:in(?:nen)?|r|e|se|rice|a|ka)\b\)?")
_ADDRESS = re.compile(r",\s(?=\d)")
_ARTICLE = re.compile(
    r"^(?:(?:(?:[Dd]ie|[Ll]a|[Ll]['’])\s?)?(?:[Ff]irma|[Ss]ociété|[Ee]mpresa|[Aa]zienda|[Ee]ntreprise|[Ss]półka|[Bb]edrijf|[Ff]öretaget)\s"
    r"(?=[A-ZÀ-ŽŁŚŻ])|(?:The|Die|Der|Das|La|Le|Les|El|Los|Las|Il|Lo|Gli|O|A|Os|As|De|Het)\s|L['’])(?=[A-ZÀ-Ž])"
)
_KOREAN_ROUND = pattern("korean_round")
_AUTHORITY = pattern("authority")
_FORM = re.compile(
    r"[A-ZÀ-Ž][^,.]{2,60}\se\.\s?V\.|(?:주식회사\s|(?:\(주\)|㈜)\s?)[^\s,.·|]{1,20}$"
    r"|[^\s,.·|()\[\]]{1,20}(?:\s[^\s,.·|()\[\]]{1,12})?\s?(?:\([주유재사]\)|㈜|주식회사)$"
)
_HEADCOUNT = re.compile(r"\s{0,3}(?:\(\d{1,3}\s?명\)|\d{1,3}\s?명)$")
_CAPITALS = re.compile(
    r"[A-ZÀ-Ž][\w'’&.-]{1,20}(?:\s(?:[A-ZÀ-Ž][\w'’&.-]{0,20}|of|and|for|the|&|de|la|du|und)){1,5}"
)
_ABOUT = pattern("about_whom")
_SCOPED = re.compile(r"[(\[].{0,60}?[)\]]")
_PROSE = re.compile(r"(?<!\b\w)[.!?。！？]$|。|(?<!\b[A-Z])[.!?]\s[A-Z]")
_BEHIND_LABEL = re.compile(
    r"(?:\s?[:：]|\t|(?<=[\u3040-\u9fff]) {1,8}(?=\S)|(?<=[가-힣]) {2,8}(?=\S))\s{0,3}(\S.{0,200})"
)
_ENDS = re.compile(r"(?<!\b\w)[.!?]$")
_WORD = re.compile(r"[^\W\d_]+")
_MOST_TITLE = 120
_MOST_TITLE_WORDS = 14
_MOST_TEAM = 4
_LEAST_IN_PROSE = 4
"""Characters of a title in a sentence: shorter ones are words, too."""
_TEAM = re.compile(r"(?i)\b(?:branch|team|unit|division|section|directorate)$")
_MOST_NAME = 100
_MOST_NAME_WORDS = 7
_MOST_OF_FORM = 5
_MOST_OFFICE = 3
"""Lines in which an office announces whom it seeks."""
_WITH_ARTICLES = frozenset({"pt", "es", "fr", "it"})
"""Languages in which names stand behind an article that is no part of them."""
_ROOT = 4
"""Letters that a title for a man and the one for a woman begin with."""
_OF_JOB = tuple(
    (name, key)
    for name, keys in {
        "remote": "remote hybrid onsite",
        "employment": "FULL_TIME PART_TIME CONTRACTOR TEMPORARY INTERN VOLUNTEER",
        "pay": "says words",
        "dates": "posted deadline",
        "labels": "place employment other",
        "topics": "hours",
    }.items()
    for key in keys.split()
)
"""Lists of words of a job's terms."""
_MOST_LABEL = 45
_IN_LABEL = 0.3
"""Share of a label that the words are that tell what it is of."""
_OPEN_BRACKET = re.compile(r"\s?[(（][^)）]*$")
_MAIL = re.compile(r"@([\w-]{2,63})\.[\w.]{2,30}")
_CAPITALIZED = re.compile(r"[A-ZÀ-ŽŁŚŻ][\w'’&-]{2,24}(?:\s(?:&\s)?[A-ZÀ-ŽŁŚŻ][\w'’&-]{1,24}){0,4}")
_MOST_PROSE = 1_000
_YEAR = re.compile(r"^20\d\d年度?")
_NUMBERED = re.compile(r"^(?:[一二三四五六七八九十]{1,2}|\d{1,2})[、.．)]")
_LEAST_DOMAIN = 4
_MOST_OF_DOMAIN = 0.6
_TOP = 6
_LOOKED_AT = 20_000
"""Characters of the text in which names are looked for again."""


def title_of(head: Sequence[Line], text: str) -> str | None:
    """What the job is called, as it is written; None where nothing at the top is a title.

    Not of it are who hires, and what is said of the contract, the place and the pay.
    """
    for line in head:
        if (said := _labelled(line, "title")) is not None:
            return _sought(said) or _clean(said)
    if head and (wanted := _KOREAN_WANTED.search(head[0].text)):
        return wanted[1]
    for line in head[:_MOST_OFFICE]:
        if announced := _ANNOUNCED_FOR.match(line.text):
            return _clean(announced[1])
    if len(head) > 1 and (_is_whole_name(head[0].text) or _only_announces(head[0].text)):
        head = head[1:]
    top = head[:_TOP]
    told = chain(
        (_title_in_cells(line, text, first=line is head[0]) for line in top),
        (_sought(line.text) for line in top),
    )
    if title := next(filter(None, told), None):
        return title
    if head and _PROSE.search(head[0].text) and (found := title_in(head[0].text)):
        if len(found) < _LEAST_IN_PROSE:
            return None
        return _with_ending(found, head[0].text)
    cell = _cells(head[0])[0] if head else ""
    first = _clean(cell)
    is_said = first != cell.strip(" .!?") or not _ENDS.search(cell)
    return first if 0 < len(first) <= _MOST_TITLE and is_said else None


def _is_whole_name(text: str) -> bool:
    """Whether a line is the name of whoever hires, and nothing besides."""
    name = text.strip(" *#")
    is_firm = _EASTERN_FORM.search(name) is not None or _AUTHORITY.fullmatch(name) is not None
    words = name.split()
    is_formed = len(words) > 1 and is_legal_form(words[-1])
    is_short = len(name) <= _MOST_NAME and not _is_title(_clean(name))
    return (is_firm or is_formed) and is_short and _HIRING_WORDS.search(name) is None


def _only_announces(text: str) -> bool:
    """Whether a line says that somebody is sought, and the next one as what."""
    leads_on = text.rstrip().endswith((":", "：")) or title_words(text) == 0
    return leads_on and _SEEKS.match(f"{text} ") is not None and _sought(text) is None


def _with_ending(title: str, text: str) -> str:
    """A title with the ending for a woman that is set behind it: "Gärtner/in"."""
    found = re.search(rf"\b{re.escape(title)}(?!\w)", text)
    ending = _ENDING.match(text, found.end()) if found else None
    return title + ending.group() if ending else title


def _title_in_cells(line: Line, text: str, *, first: bool) -> str | None:
    """The title that a part of a line is; in the `first` line that may also be a Korean call."""
    cells = [] if _PROSE.search(line.text) and not _is_listing(line) else _cells(line)
    for at, cell in enumerate(cells):
        if sought := _sought(cell):
            return sought
        cleaned = _clean(cell)
        if _is_title(cleaned) or (first and _announces(cell)):
            title = _without_employer(cleaned, text)
            return title if title != cleaned else title + _team(line, cells[at:], text)
    return None


def _sought(text: str) -> str | None:
    """As what somebody is sought in a sentence: "and we're hiring our first Vet Nurse to …"."""
    for match in _SOUGHT.finditer(text[:_LOOKED_AT]):
        name = _clean(match[1])
        seeker = _SEEKS.match(text)
        is_named = seeker is not None and seeker.end() >= match.start() and match[1][0].isupper()
        if (
            _is_title(name)
            or _GENDERED.match(text, match.end(1))
            or (is_named and len(name.split()) <= _MOST_NAME_WORDS)
        ):
            return name
    if eastern := _EASTERN_SOUGHT.search(text[:_LOOKED_AT]):
        return _clean(next(filter(None, eastern.groups()))) or None
    return None


def _announces(cell: str) -> bool:
    """Whether a Korean line says that it is a posting: "2026년 하반기 시설관리직 채용 공고"."""
    return cell[-1:] > "\u1100" and _HIRING.search(cell) is not None and len(_clean(cell)) > 1


def employer_of(head: Sequence[Line], text: str) -> str | None:
    """Who hires, as it is written; None where the posting keeps it to itself."""
    for line in head:
        if (said := _labelled(line, "employer")) is not None:
            name = _bare(re.split(r"(?<!\bSp)(?<!\be)(?<!\bo)(?<!\bSt)(?<!\bDr)\.\s", said)[0])
            return name if _is_name(name) else None
    if _FOR_A_CLIENT.search(text[:_LOOKED_AT]):
        return next(filter(None, _by_place(head)), None)
    head = [line for line in _without_facts(head) if not _TOWN_AND_STATE.fullmatch(line.text)]
    top = list(_top(head))
    names = chain(
        _by_place(top),
        (name for name in _by_name(top) if name and is_legal_form(name.rsplit(None, 1)[-1])),
        _by_name(top),
        _by_mail(head, text, in_prose=False),
        _before_title(head, text),
        _by_seeking(text),
        _by_text(top, text),
        _by_form(top),
        _by_sentence(head),
        _by_mail(head, text, in_prose=True),
        _beside_title(top),
    )
    found = next(filter(None, names), None)
    return _OPEN_BRACKET.sub("", found) if found else None


def _by_mail(head: Sequence[Line], text: str, *, in_prose: bool) -> Iterator[str | None]:
    """Names at the top that the address has to which one writes: "hello@oakmere.example"."""
    domains = {_plain(match[1]) for match in _MAIL.finditer(text[:_LOOKED_AT])}
    for line in head:
        if in_prose != (_PROSE.search(line.text) is not None):
            continue
        for cell in _CAPITALIZED.findall(line.text[:_MOST_PROSE]) if in_prose else _cells(line):
            name = _without_place(_bare(_SCOPED.sub("", cell)))
            name = _ARTICLE.sub("", name) if in_prose else name
            words = [_plain(word) for word in name.split()]
            is_in = any(
                (not in_prose and len(_plain(name)) >= _LEAST_DOMAIN and _plain(name) in domain)
                or sum(len(one) for one in words if one in domain) >= _MOST_OF_DOMAIN * len(domain)
                for domain in domains
                if len(domain) >= _LEAST_DOMAIN
            )
            yield name if words and is_in and _may_be_employer(name) else None


def _plain(name: str) -> str:
    """A name as addresses have it: small letters without signs and accents."""
    return re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFKD", name.lower()))


def _without_facts(head: Sequence[Line]) -> list[Line]:
    """The lines at the top that say nothing behind a label but who hires, or what the job is."""
    told = [fact for fact in facts(head) if fact.field not in {"employer", "title"}]
    taken = {fact.label.start for fact in told} | {fact.value.start for fact in told}
    return [line for line in head if line.said.start not in taken]


def _top(head: Sequence[Line]) -> Iterator[Line]:
    """The lines before the first heading, or item, or row that a label begins."""
    for at, line in enumerate(head[:_TOP]):
        label = re.split(r"[:：\t]", line.text, maxsplit=1)[0]
        is_labelled = label != line.text or not _ENDS.search(line.text)
        if at and (line.item or (is_labelled and len(label) <= _MOST_LABEL and _is_heading(label))):
            return
        yield line


def _is_heading(label: str) -> bool:
    kind = kind_of_heading(label)
    return kind is not None and says_it(label, kind, _IN_LABEL)


def _by_place(head: Sequence[Line]) -> Iterator[str | None]:
    """Names that stand before a title in brackets, or behind it after "at"."""
    for line in head:
        plain = _BOLD.sub("", line.text)
        tag = _TAG.match(plain)
        name = next(filter(None, tag.groups())) if tag else ""
        if tag and not _HIRING_WORDS.search(name) and kind_of_heading(name) is None:
            yield name if any(map(str.isalpha, plain[tag.end() :])) else None
        if len(plain) > _MOST_TITLE:
            plain = re.split(r"[.!?]\s", plain, maxsplit=1)[0]
        at = _AT.search(plain)
        if at and len(plain) <= _MOST_TITLE and _may_be_at(plain[: at.start()]):
            name = _without_place(_ADDRESS.split(_bare(_SCOPED.sub("", plain[at.end() :])))[0])
            yield name if not _NO_NAME.search(name) else None


def _may_be_at(before: str) -> bool:
    """Whether "at" may stand before an employer: behind a title, or first in the line."""
    return not before or title_words(before) > 0


def _by_name(head: Sequence[Line]) -> Iterator[str | None]:
    """Names that say themselves that they are of a firm, a school or an office."""
    for line in head:
        for cell in filter(str.split, _cells(line)):
            if (whom := _FROM_WHOM.search(cell)) and _may_be_employer(whom[1].rstrip(".")):
                yield _bare(whom[1])
            elif (korean := _KOREAN_NAME.match(cell)) and " " in cell:
                yield korean[1]
            elif form := _FORM.match(cell) or _AUTHORITY.fullmatch(cell):
                yield form.group().strip()
            elif (
                is_legal_form(cell.rsplit(None, 1)[-1]) and _is_name(cell) and not _AT.search(cell)
            ):
                yield _bare(cell)
            elif (parts := cell.split(", ")) and _ends_in_form(parts[0]) and _is_name(parts[0]):
                yield _bare(parts[0])
            elif _SOUGHT.search(cell) or _SEEKS_AT_ALL.search(cell):
                continue
            elif len(cell) <= _MOST_NAME and not (_is_title(cell) or _PROSE.search(cell)):
                name = _without_place(_bare(cell))
                is_named = max(company_score(cell), company_score(name)) > 1 or names_school(cell)
                yield name if is_named and _is_name(name.lstrip("(㈜")) else None


def _ends_in_form(name: str) -> bool:
    """Whether a name ends in the form of a firm."""
    words = name.split()
    return len(words) > 1 and is_legal_form(words[-1])


def _before_title(head: Sequence[Line], text: str) -> Iterator[str | None]:
    """Korean names that stand right before the title: "가온로지스 물류센터 관리자 모집"."""
    title = title_of(head, text)
    for line in head[:1]:
        before, found, behind = line.text.partition(title) if title else ("", "", "")
        name = _bare(_TAG.sub("", before)).removesuffix("에서")
        is_hiring = bool(found and behind and _HIRING_WORDS.search(behind))
        yield name if is_hiring and name[:1] > "\u1100" and len(name.split()) <= 2 else None


def _by_text(top: Sequence[Line], text: str) -> Iterator[str | None]:
    """Names that the text goes on to tell of."""
    for match in _ABOUT.finditer(text[:_LOOKED_AT]):
        yield _bare(match[1])
    for line in top:
        for cell in _cells(line):
            yield _told_of(cell, text)
    spoken_of = {match[1] for match in _TOPIC.finditer(text[:_LOOKED_AT])}
    for line in top:
        name, blank, _ = line.text.strip("[]【】<> ").partition(" ")
        yield name if blank and name in spoken_of and _may_be_employer(name) else None


def _by_seeking(text: str) -> Iterator[str | None]:
    """Names of which a sentence says that whoever has them seeks somebody."""
    for match in _SEEKS.finditer(text[:_LOOKED_AT]):
        said = _ARTICLE.sub("", match[1])
        name = _IN_TOWN.sub("", _bare(said))
        is_name = _is_name(name) and not _SEEKS_NO_NAME.search(said)
        yield _behind_title(name) if is_name and not _is_title(name) else None
    for match in _FOR_OURS.finditer(text[:_LOOKED_AT]):
        name = _IN_TOWN.sub("", match[1].rstrip(" ."))
        is_joined = match.group().lstrip("to ").startswith("join")
        yield name if (is_joined or company_score(name)) and _is_name(name) else None
    for match in _AT_OURS.finditer(text[:_LOOKED_AT]):
        yield match[1] if _is_name(match[1]) and not _is_title(match[1]) else None
    for match in _EASTERN_SEEKS.finditer(text[:_LOOKED_AT]):
        name = _YEAR.sub("", next(filter(None, match.groups())))
        is_formed = match[match.lastindex or 0] == match[2]
        yield name if is_formed or company_score(name) or _EASTERN_FORM.search(name) else None


def _by_form(top: Sequence[Line]) -> Iterator[str | None]:
    """Names that are set as such: behind a title, before a place, in capitals beside the title."""
    for line in top[:1]:
        cells = [_bare(cell) for cell in _cells(line)]
        is_row = len(cells) > 2 and _is_title(_clean(cells[0]))
        yield cells[1] if is_row and _may_be_employer(cells[1]) else None
    first = [part.strip() for line in top[:1] for cell in _cells(line) for part in cell.split(",")]
    for cell in first[1:]:
        name = _bare(_SCOPED.sub("", cell))
        yield name if company_score(name) and _may_be_employer(name) else None
    for line in top[:3]:
        yield from (_before_place(cell, line) for cell in _cells(line))
    beside = [*pairwise(top[:4]), *((after, one) for one, after in pairwise(top[:2]))]
    for line, other in beside:
        if any(_is_title(_clean(cell)) or _sought(cell) for cell in _cells(line)):
            name = _without_place(_bare(_cells(other)[0]))
            is_set = _CAPITALS.fullmatch(name) and _is_name(name) and not _is_title(name)
            yield name if is_set else None


def _beside_title(top: Sequence[Line]) -> Iterator[str | None]:
    """What stands by itself right below the title, or beside it, and is nothing else of a head."""
    if not top or not any(_is_title(_clean(cell)) for cell in _cells(top[0])):
        return
    for line, after in zip(top[1:3], [*top[2:3], None], strict=False):
        if line.gap and after is not None and not after.gap:
            continue  # a heading
        cells = _cells(line)
        name = _without_place(_bare(cells[0])) if cells else ""
        is_set = not _PROSE.search(line.text) and _may_be_employer(name)
        is_else = re.search(r"[\d:：]", name) or _tells_of_job(name)
        yield name if is_set and not is_else else None


def _tells_of_job(text: str) -> bool:
    """Whether a part of a line says where, how long or when one works, and so is no name."""
    return any(phrases(name, key).in_(text) for name, key in _OF_JOB)


def _without_employer(title: str, text: str) -> str:
    """A title without the employer that was set behind it: "Apprentice Butcher, Marlow & Sons"."""
    first, *others = (part.strip() for part in title.split(","))
    is_employer = any(
        company_score(part) or (_told_of(part, text) and not _TEAM.search(part)) for part in others
    )
    return first if is_employer and _is_title(first) else title


def _before_place(cell: str, line: Line) -> str | None:
    """The name in a part of a line that goes on with a place, or in a list at the top."""
    name = _without_place(_bare(cell))
    has_place = name != _bare(cell) and place(Slice(_bare(cell), 0)) is None
    is_listed = len(line.text) > _MOST_TITLE
    is_name = _CAPITALS.fullmatch(name) and _may_be_employer(name)
    return name if (has_place or is_listed) and is_name else None


def _by_sentence(head: Sequence[Line]) -> Iterator[str | None]:
    """Names in sentences: of whom one tells first."""
    for expected in (_FROM_WHOM, _NAMED, _SUBJECT, _IS_A, _KOREAN_SUBJECT):
        for line in head:
            named = expected.search(line.text)
            if expected is _FROM_WHOM and named and not _may_be_employer(named[1].rstrip(".")):
                continue
            yield _behind_title(next(filter(None, named.groups()))) if named else None


def _behind_title(name: str) -> str:
    """A name without the title that was set before it: "Coordinator Sunhill Group is seeking …"."""
    title = title_in(name)
    return _bare(name.removeprefix(title)) if title and name.startswith(title) else name


def _is_listing(line: Line) -> bool:
    """Whether a long line begins with a list: "Carpenter wanted, Pike Joinery, Bristol. …"."""
    return len(_cells(line)) > 1


def _labelled(line: Line, what: str) -> str | None:
    """What a line says behind a label for it ("Employer: …"), wherever in the line it stands."""
    for start, end in phrases("head", what).spans(line.text):
        before, rest = line.text[:start].strip(" *_"), _BEHIND_LABEL.match(line.text, end)
        if rest and (not before or before.endswith(".")):
            return rest[1].strip(" *_")
    return None


def _cells(line: Line) -> list[str]:
    """The parts of a line; of a long one those of its first sentence."""
    plain = _BOLD.sub("", line.text).removeprefix("|")
    cells = [cell for cell in (part.strip() for part in _CELLS.split(plain)) if cell] or [plain]
    if len(cells) > 1 and _are_one(cells[0], cells[1]) and (whole := _both(plain, *cells[:2])):
        cells[:2] = [whole]
    if len(cells) == 1 and len(plain) > _MOST_TITLE:
        first = re.split(r"[.!?]\s", plain, maxsplit=1)[0]
        cells = [part.strip() for part in first.split(",") if part.strip()] or [first]
    return cells


def _are_one(first: str, second: str) -> bool:
    """Whether two parts are a title for a man and for a woman: "Opiekun / Opiekunka osób …"."""
    one, other = first.split()[:1], second.split()[:1]
    return (
        bool(one and other)
        and fold(one[0])[:_ROOT] == fold(other[0])[:_ROOT]
        and (_is_title(first) or _is_title(second))
    )


def _both(text: str, first: str, second: str) -> str | None:
    """The two parts, as they stand in the text with a stroke between them."""
    found = re.search(rf"{re.escape(first)}\s{{0,3}}/\s{{0,3}}{re.escape(second)}", text)
    return found.group() if found else None


def _clean(text: str) -> str:
    """A title without what is said of the contract, and of hiring."""
    text = _TAG.sub("", _BOLD.sub("", text)).strip()
    if at := _AT.search(text):
        text = text[: at.start()]
    for what in (_CONTRACT, _HIRING, _CONTRACT, _BEHIND_TITLE, _KOREAN_ROUND, _HEADCOUNT):
        text = what.sub("", text)
    text = _GENDERS.sub("", text)
    if korean := _KOREAN_NAME.match(f"{text} 모집"):
        text = text[korean.end(1) :]
    return _LEAD.sub("", text).strip(" .:-–—|·,")


def _bare(text: str) -> str:
    """A name without the signs around it; the full stop of its legal form stays."""
    name = text.strip(' ,;:·|*"“”')
    last = name.rsplit(None, 1)[-1:] or [""]
    is_form = is_legal_form(last[0]) or _INITIALS.search(last[0])
    return name if is_form else name.rstrip(".")


def _team(line: Line, cells: Sequence[str], text: str) -> str:
    """What a dash behind a title adds to it: the team. Nothing where it adds something else."""
    if len(cells) != 2:
        return ""
    title, team = cells[0], _clean(cells[1])
    plain = _BOLD.sub("", line.text)
    joint = re.search(rf"{re.escape(title)}[ .]?(\s[–—-]\s){re.escape(team)}(?:$|\s?[(\[])", plain)
    is_team = (
        joint is not None
        and len(team.split()) <= _MOST_TEAM
        and "," not in team
        and not _NO_NAME.search(team)
        and not place(Slice(team, 0))
        and not company_score(team)
        and _told_of(team, text) is None
    )
    return joint[1] + team if joint and is_team else ""


def _is_title(text: str) -> bool:
    is_short = len(text) <= _MOST_TITLE and len(text.split()) <= _MOST_TITLE_WORDS
    return is_short and not _ENDS.search(text) and (title_words(text) > 0 or is_title(text))


def _told_of(cell: str, text: str) -> str | None:
    """The name in a part of a line, if the text goes on to tell of whoever has it."""
    name = _without_place(_bare(_IN_BRACKETS.sub("", cell)))
    name = _ARTICLE.sub("", name) if language_spoken() in _WITH_ARTICLES else name
    before, comma, behind = name.partition(", ")
    if comma and text.count(before) > text.count(f"{before}, {behind}") and _is_name(before):
        name = before
    words = _WORD.findall(name)
    if not words or _PROSE.search(cell) or not _may_be_employer(name):
        return None
    again = re.findall(rf"\b{re.escape(words[0])}\b", text[:_LOOKED_AT])
    return name if len(again) > 1 and (len(words[0]) > 3 or len(words) > 1) else None


def _may_be_employer(name: str) -> bool:
    """Whether a part of a line may be a name, and is no title, heading, place or department."""
    return (
        _is_name(name)
        and not _NUMBERED.match(name)
        and not _is_long(name)
        and not _ENDS.search(name)
        and not (title_words(name) or is_title(name))
        and kind_of_heading(name) is None
        and place(Slice(name, 0)) is None
        and not is_department(name)
    )


def _is_long(name: str) -> bool:
    """Whether a text has more words than a name; one that ends in its form may have some more."""
    words = name.split()
    is_form = is_legal_form(words[-1]) or _INITIALS.search(words[-1])
    return len(words) > _MOST_NAME_WORDS + (_MOST_OF_FORM if is_form else 0)


def _without_place(name: str) -> str:
    """A name without the town that stands behind it: "Thornbeck Cold Storage, Goole"."""
    before, comma, after = name.rpartition(",")
    if not comma or len(after.split()) > 3 or is_legal_form(after.strip()):
        return name
    first, second, town = before.rpartition(",")
    is_region = second and (place(Slice(f"{town.strip()},{after}", 0)) or country_of(town.strip()))
    return (first if is_region else before).strip()


def _is_name(text: str) -> bool:
    """Whether a text may be somebody's name: it begins with a capital, or has none."""
    if not 2 <= len(text) <= _MOST_NAME or _NO_NAME.search(text) or language_code(text):
        return False
    if "。" in text:
        return False
    return text[0].isupper() or text[0].isdigit() or "\u1100" < text[0] < "\ufffe"
