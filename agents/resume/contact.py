"""Who a resume is of, and how to reach them."""

import re
from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise

import msgspec
import phonenumbers

from agents.career.titles import title_words
from agents.data_files import listed
from agents.resume import employers
from agents.resume.lines import Line, Slice, fold
from agents.resume.patterns import pattern
from agents.resume.places import country_of, is_street, place
from agents.resume.schools import names_school
from agents.resume.sections import Sections, heading
from agents.resume.spoken_languages import language_code

_EMAIL = re.compile(r"(?<![\w.+-])[\w][\w.+%-]{0,63}@(?:[\w-]{1,63}\.){1,6}[^\W\d_]{2,24}(?![\w-])")
LINK = pattern(__name__, "link")
_PHONE = re.compile(r"(?<![\w/@.-])(?:\+|00)?[(]?\d(?:[\s().\-–/\xa0]{0,3}\d){6,16}(?![\w@])")
_PHONE_LABEL = pattern(__name__, "phone_label")
NAME_LABEL = pattern(__name__, "name_label")
_PLACE_LABEL = pattern(__name__, "place_label")
_CUTS = pattern(__name__, "cuts")
_NOT_NAMES = pattern(__name__, "not_names")
_CREDENTIALS = pattern(__name__, "credentials")
_SHORTENED = re.compile(r"[A-Z].{0,9}[A-Z.]")
"""What letters after a name have, and a given name behind it has not."""
_HONOURS = pattern(__name__, "honours")
_BEHIND = re.compile(r"\s{1,9}\d{5}(?:-\d{4})?$")
"""A postcode behind a town."""
_KOREAN_STREET = re.compile(r"\s{1,9}[가-힣\d]{1,8}(?:로|길)\s?\d")
_PHONE_WORD = re.compile(r"(?i)\b(?:tel|phone|mobil|cell)|전화|연락처|電話|电话|手机")
_SIGNED = re.compile(r"[☎✉⌂✆📍📧📞📱🏠🏡🌐]")
"""What stands before a way to reach somebody, and nowhere else."""
_SAME_DIGITS = 7
"""Digits at the end of two numbers by which they are one."""
_SPACED = re.compile(r"[^\W\d_](?: [^\W\d_]){2,40}")
_PARTICLES = listed(__package__, "names", "particles")
"""Words of names that begin with a small letter."""
_LABEL_LENGTH = 40
"""Characters of a label before a number."""
_NO_PHONE = pattern(__name__, "no_phone")
"""What stands before the number of something else."""
_BASED = pattern(__name__, "based")
_NO_TOWNS = listed(__package__, "names", "no_towns")
_KOREAN_SURNAMES = frozenset(
    "김이박최정강조윤장임한오서신권황안송류유홍전고문양손배백허남심노하곽성차주우구민진지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국"
)
_LONG_SURNAMES = ("남궁", "황보", "제갈", "사공", "선우", "서문", "독고", "동방")
"""Those of two syllables."""
_KOREAN_NAME = (
    r"[가-힣]{2,4}|[가-힣] ?[가-힣] ?[가-힣]"
    rf"|(?:{'|'.join(f'{one[0]} ?{one[1]}' for one in _LONG_SURNAMES)}) ?[가-힣] ?[가-힣]?"
)
_SYLLABLES = 3
"""Those of nearly every Korean name."""
_NAME_WORDS = 4
_HAN_NAME = r"[\u4e00-\u9fff々]{2,4}|[\u4e00-\u9fff々ヶ]{1,3}[ 　][\u4e00-\u9fffぁ-んァ-ヶ々]{1,4}"
_COUNTRIES = {
    "ko": "KR", "ja": "JP", "pl": "PL", "tr": "TR", "it": "IT", "cs": "CZ", "hu": "HU", "sv": "SE",
    "da": "DK", "nb": "NO", "fi": "FI", "uk": "UA", "el": "GR", "ro": "RO", "de": "DE", "fr": "FR",
}  # fmt: skip
"""The country of a number without its own where no place says it: most who write the language."""
_SOLD_TO_ALL = frozenset({"AI", "CO", "FM", "GG", "IO", "IS", "LA", "ME", "SH", "SO", "TV", "WS"})
"""Countries whose ends of addresses are mostly used elsewhere."""
_COMMA = re.compile(r"\s{0,9},\s{0,9}")
_TOWN = re.compile(r"[^\W\d_a-z][^\W\d_]{2,20}(?:[ -][^\W\d_][^\W\d_]{1,20}){0,2}")
_AMERICAN = pattern(__name__, "american")
_BRITISH = pattern(__name__, "british")
_COLUMN_LINES = 60
"""Lines of a column beside which a name may stand."""
_SURE = 4.0
"""The score of a name that its address confirms."""
_NAME_LINES = 4
_TWO = 2.0
"""The score of two words that are a name."""
_HEAD_LINES = 14
"""Lines in which a name, a town and a number stand that have no label."""


class Contact(msgspec.Struct, frozen=True):
    """What of a resume says who somebody is. A phone number is E.164 where its country is known."""

    name: Slice | None = None
    email: Slice | None = None
    phone: Slice | None = None
    number: str | None = None
    location: Slice | None = None
    links: tuple[Slice, ...] = ()


def contact(
    found: Sections,
    lines: Sequence[Line],
    language: str,
    links: Iterable[str],
    worked_at: Iterable[Slice | None] = (),
) -> Contact:
    """Who the resume is of.

    `links` are those of the document, which its text need not show. `worked_at` are the places of
    jobs: where all are in one country, a number without its country is likely one of there.
    """
    near = _near(found)
    email = next(filter(None, (_email(line) for line in [*near, *lines])), None)
    mailed = next(
        (link[7:].partition("?")[0] for link in links if link.lower().startswith("mailto:")), ""
    )
    listed = {one.line.number for one in found.of("skills")}
    shown = _links(lines, listed)
    hints = _hints([email.text if email else mailed], [link.text for link in shown])
    name = _name(near, hints)
    if name is None:
        name, beside = _name_elsewhere(found, hints)
        near = [*near, *beside]
    location = (
        _location(near)
        or _beside_address(near, name)
        or _named_again(near[:_HEAD_LINES], name, "\n".join(line.text for line in lines))
    )
    country = country_of_place(location)
    there = {country_of_place(one) for one in worked_at} - {None}
    country = country or (next(iter(there)) if len(there) == 1 else None)
    address = email.text if email else mailed
    likely = country_of_domain(address) or _COUNTRIES.get(language)
    phone, number = _phone(near, lines, country or likely, sure=bool(country))
    number = number or _linked(phone, links)
    if phone and number is None and country is None:
        number = _by_form(phone.text)
    return Contact(
        name=name,
        email=email or (Slice(mailed, 0) if _EMAIL.fullmatch(mailed) else None),
        phone=phone,
        number=number,
        location=location,
        links=tuple(shown),
    )


def country_of_place(location: Slice | None) -> str | None:
    """The country of a place, where it is known (ISO 3166)."""
    found = place(location, loose=True) if location else None
    return found.country if found and found.country != "?" else None


def written_phone(number: str, country: str) -> str:
    """A number (E.164) as people of that country (ISO 3166) write it; any other as it stands."""
    if not re.fullmatch(r"\+\d{6,15}", number):
        return number
    try:
        found = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    forms = phonenumbers.PhoneNumberFormat
    here = phonenumbers.country_code_for_region(country) == found.country_code
    return phonenumbers.format_number(found, forms.NATIONAL if here else forms.INTERNATIONAL)


def country_of_domain(address: str) -> str | None:
    """The country that a mail address ends in; None where its end is of none, or sold to all."""
    end = address.rpartition(".")[2].upper()
    region = "GB" if end == "UK" else end
    return region if region in phonenumbers.SUPPORTED_REGIONS - _SOLD_TO_ALL else None


def _by_form(phone: str) -> str | None:
    """The number where the way it is written is that of one country alone."""
    for form, region in ((_AMERICAN, "US"), (_BRITISH, "GB")):
        if form.match(phone):
            return _e164(phone, region, sure=True)
    return None


def _near(found: Sections) -> list[Line]:
    """The lines where somebody says who they are: at the top, or below "Contact"."""
    head = found.of("head")[:_HEAD_LINES]
    below = found.of("contact")[: _HEAD_LINES * 2]
    aside = [
        one
        for one in found.placed
        if one.section not in {"head", "contact"} and _SIGNED.match(one.line.text)
    ]
    lines = [one.line for one in [*head, *below, *aside[:_HEAD_LINES]]]
    return sorted(lines, key=lambda line: line.said.start)


def _email(line: Line) -> Slice | None:
    match = _EMAIL.search(line.text) if "@" in line.text else None
    return line.said.part(match.start(), match.end()) if match else None


def _links(lines: Sequence[Line], listed: Collection[int]) -> list[Slice]:
    """The links of the lines. In those that list skills (by number) a bare domain is a tool."""
    found: dict[str, Slice] = {}
    for line in lines:
        if "." not in line.text:
            continue
        for match in LINK.finditer(line.text):
            said = line.said.part(match.start(), match.end()).stripped(".,;:")
            if line.number in listed and "/" not in said.text and "@" not in line.text:
                continue
            if not _EMAIL.search(line.text[max(0, match.start() - 66) : match.end()].split()[-1]):
                found.setdefault(link_key(said.text), said)
    return [
        said
        for said in found.values()
        if not re.fullmatch(r"(?i)(?:asp|ado|vb)\.net|node\.js", said.text)
    ]


def link_key(link: str) -> str:
    """A link as it is compared: neither its scheme nor the slash at its end counts."""
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", link.strip().lower()).rstrip("/")


def _phone(
    near: Sequence[Line], lines: Sequence[Line], region: str | None, *, sure: bool
) -> tuple[Slice | None, str | None]:
    """The first number that can be called; with it E.164 where its country is known."""
    unsure: Slice | None = None
    labelled = [line for line in lines if _PHONE_WORD.search(line.text) or "@" in line.text]
    able = [(line, match) for line in [*near, *labelled] for match in _PHONE.finditer(line.text)]
    # One that is called a phone number goes before those that only look like one.
    for is_labelled in (True, False):
        for line, match in able:
            before = line.text[: match.start()][-_LABEL_LENGTH:]
            if bool(_PHONE_LABEL.search(before)) != is_labelled:
                continue
            if not is_labelled and _NO_PHONE.search(before):
                continue
            said = line.said.part(match.start(), match.end())
            if _is_time(said.text):
                continue
            number = _e164(said.text, region, sure=sure)
            if number:
                return said, number
            digits = sum(c.isdigit() for c in said.text)
            if (
                unsure is None
                and digits >= 8
                and (is_labelled or said.text[0] in "0(+" or digits >= 9)
            ):
                unsure = said
    return unsure, None


def _linked(phone: Slice | None, links: Iterable[str]) -> str | None:
    """The number that a link calls, where it is the one that is shown, or none is."""
    shown = re.sub(r"\D", "", phone.text)[-_SAME_DIGITS:] if phone else ""
    calls = (link[4:] for link in links if link.lower().startswith("tel:"))
    numbers = (_e164(call, None, sure=True) for call in calls)
    return next((number for number in numbers if number and number.endswith(shown)), None)


def _is_time(text: str) -> bool:
    return bool(re.search(r"\b(?:19|20)\d\d\b", text)) and not text.startswith(("+", "0"))


def _e164(text: str, region: str | None, *, sure: bool) -> str | None:
    """The number for calls from anywhere. Where a region is only likely, it must fit it well."""
    plain = re.sub(r"\(0\)", "", text)
    plain = f"+{plain[2:]}" if plain.startswith("00") else plain
    if region is None and not plain.startswith("+"):
        return None
    try:
        number = phonenumbers.parse(plain, region)
    except phonenumbers.NumberParseException:
        return None
    if not plain.startswith("+") and not _may_be_dialled(plain, region):
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    if not (plain.startswith("+") or sure or phonenumbers.is_valid_number(number)):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _may_be_dialled(phone: str, region: str | None) -> bool:
    """Whether a number that begins with 0 is one of a country where numbers do."""
    known = phonenumbers.PhoneMetadata.metadata_for_region(region or "")
    prefix = known.national_prefix if known else None
    return not re.sub(r"\D", "", phone).startswith("0") or prefix != "1"


def _location(near: Sequence[Line]) -> Slice | None:
    found = next(filter(None, map(_labelled_place, near)), None) or _told_place(near)
    return found or next(filter(None, map(_after_name, near)), None)


def _labelled_place(line: Line) -> Slice | None:
    for part in (line.said, *line.said.split(_CUTS)):
        match = _PLACE_LABEL.match(part.text)
        if match and len(part.text) - match.end() > 1:
            return _town(part.part(match.end()))
    return None


def _told_place(near: Sequence[Line]) -> Slice | None:
    """A place that has no label, and all of a cell to itself."""
    for line in near:
        for cell in line.said.split(_CUTS):
            if cell.text[-1] in ":：" or _PHONE_LABEL.search(cell.text):
                continue  # a label, though there be a town of that name
            bare = cell.stripped(" ,.;:()")
            found = place(bare, loose=True)
            is_title = "," not in bare.text and title_words(bare.text)
            if found and len(bare.text) < 80 and not is_title:
                return _town(bare)
            if based := _based(bare):
                return based
            if is_street(bare.text):
                below = _town(bare)
                if below != bare:
                    return below
        if beside := _beside_links(line):
            return beside
    return None


def _based(said: Slice) -> Slice | None:
    """The town that a sentence says somebody is in: "Cook based in Newcastle upon Tyne, UK"."""
    match = _BASED.search(said.text)
    rest = said.part(match.end()).stripped(" .") if match else None
    return rest if rest and len(rest.text) < 40 and place(rest, loose=True) else None


def _beside_links(line: Line) -> Slice | None:
    """A town between addresses that blanks alone set apart from it."""
    if "@" not in line.text:
        return None
    cuts = (_EMAIL, LINK, _PHONE, _CUTS)
    parts = [line.said]
    for cut in cuts:
        parts = [piece for part in parts for piece in part.split(cut)]
    wide = [part.stripped(" ,.;:()") for part in parts]
    bare = [*wide, *(piece for part in wide for piece in part.split(_COMMA))]
    found = next((part for part in bare if len(part.text) > 1 and place(part)), None)
    return _town(found) if found else None


def _beside_address(near: Sequence[Line], name: Slice | None) -> Slice | None:
    """A town that no list has: in a line with a mail address and a number the one bare name."""
    for line in near:
        if not (_EMAIL.search(line.text) and _PHONE.search(line.text)):
            continue
        cells = [piece for cell in line.said.split(_CUTS) for piece in cell.split(_COMMA)]
        able = [cell for cell in cells if _may_be_town(cell.text, name)]
        if len(able) == 1:
            return able[0]
    return None


def _named_again(near: Sequence[Line], name: Slice | None, text: str) -> Slice | None:
    """A town that no list has: in a line of its own beside an address, and at a job or school."""
    for above, line, below in zip([None, *near], near, [*near[1:], None], strict=False):
        beside = [one.text for one in (above, below) if one]
        is_able = not line.prominent and _may_be_town(line.text, name)
        if is_able and any(map(_PHONE.search, beside)) and f", {line.text}" in text:
            return line.said
    return None


def _may_be_town(text: str, name: Slice | None) -> bool:
    """Whether it could be the name of a town, and nothing else that stands at the top."""
    return bool(
        _TOWN.fullmatch(text)
        and not (title_words(text) or _NOT_NAMES.search(text) or heading(text))
        and not (name and name.text in text)
        and fold(text) not in _NO_TOWNS
        and language_code(text) is None
    )


def _after_name(line: Line) -> Slice | None:
    """A town behind a comma: "Frontend Developer, Valparaíso"."""
    for cell in line.said.split(_CUTS):
        comma = cell.text.find(", ")
        if comma > 0:
            rest = cell.part(comma + 1)
            if place(rest) and len(rest.text) < 40:
                return _town(rest)
    return None


def _town(said: Slice) -> Slice:
    """Of an address its town, and what stands behind that."""
    said = said.split(re.compile(r"\t+|\s*[|•·]\s*"))[0] if said.text else said
    street = _KOREAN_STREET.search(said.text)
    said = said.part(0, street.start()) if street and street.start() else said
    pieces = said.split(re.compile(r"\s*,\s*"))
    for at in range(len(pieces)):
        rest = said.part(pieces[at].start - said.start)
        if place(rest, loose=at > 0 or len(pieces) < 4) and not is_street(pieces[at].text):
            behind = _BEHIND.search(rest.text)
            rest = rest.part(0, behind.start()) if behind and behind.start() else rest
            code = re.match(
                r"(?:[A-Z]{1,2}-)?\d{4,5}(?: ?[A-Z]{2}(?= ))?\s+|\d{2}-\d{3}\s+|\d{3} \d{2}\s+",
                rest.text,
            )
            return rest.part(code.end()) if code else rest
    last = re.search(r"(?:[A-Z]{1,2}-)?\b\d{4,5}\s+(?=[^\W\d_])", said.text)
    return said.part(last.end()) if last and is_street(said.text[: last.start()]) else said


def _hints(addresses: Iterable[str], links: Iterable[str]) -> list[str]:
    """The parts of mail addresses and of links to profiles, in which names stand."""
    slugs = [link.rpartition("/in/")[2] for link in links if "/in/" in link]
    texts = [address.partition("@")[0] for address in addresses] + slugs
    return [part for text in texts for part in re.split(r"[._+\-\d]+", fold(text)) if part]


def _name_elsewhere(found: Sections, hints: Sequence[str]) -> tuple[Slice | None, list[Line]]:
    """A name below a column that was read first, told by the address; and the lines behind it."""
    able = [one.line for one in found.placed if one.section not in {"experience", "education"}]
    for at, line in enumerate(able[:_COLUMN_LINES]):
        for cell in line.said.split(_CUTS)[:1]:
            said = _bare_name(cell)
            score = _name_score(said, hints)
            if score is not None and (score >= _SURE or (line.prominent and score > 1)):
                return said, able[at + 1 : at + 4]
    return None, []


def _name(near: Sequence[Line], hints: Sequence[str]) -> Slice | None:
    """The likeliest name among what stands at the top."""
    stacked = _in_two_lines(near, hints)
    if stacked:
        return stacked
    best: tuple[float, Slice] | None = None
    for at, line in enumerate(near):
        match = NAME_LABEL.match(line.text)
        if match and match.end() < len(line.text):
            value = line.said.part(match.end()).split(_CUTS)
            if value and len(value[0].text) <= 60 and not re.search(r"[\d@]", value[0].text):
                return _bare_name(value[0])
        spaced = all(_SPACED.fullmatch(p) for p in re.split(r"\s{2,}|\t", line.text))
        cells = [line.said] if spaced else line.said.split(_CUTS)
        for number, cell in enumerate(cells):
            said = _bare_name(cell)
            score = _name_score(said, hints)
            if score is None:
                continue
            score += 2.5 * line.prominent - 0.35 * at - 0.5 * number + (1.5 if at == 0 else 0)
            if best is None or score > best[0]:
                best = (score, said)
    return best[1] if best and best[0] > 0 else None


def _in_two_lines(near: Sequence[Line], hints: Sequence[str]) -> Slice | None:
    """A name whose parts are set below each other, each word by itself."""
    for line, below in pairwise(near[:_NAME_LINES]):
        first, second = _bare_name(line.said), _bare_name(below.said)
        between = "\n" * (below.number - line.number)
        whole = Slice(f"{line.text}{between}{below.text}", line.said.start)
        both_large = line.prominent and below.prominent
        adjacent = below.said.start == line.said.end + 1 or (both_large and below.gap)
        words = " " not in first.text and " " not in second.text
        as_set = line.prominent == below.prominent and line.text.isupper() == below.text.isupper()
        if not (adjacent and words and as_set and first.text[:1].isalpha()):
            continue
        scores = [_name_score(part, hints) for part in (first, second)]
        is_name = all(score is not None for score in scores) and not place(second)
        if is_name and (_name_score(Slice(f"{first.text} {second.text}", 0), hints) or 0) >= _TWO:
            return whole
    return None


def _beside_profession(said: Slice) -> Slice:
    """Of a Korean name with a profession before or behind it the name."""
    words = said.text.split()
    if not 1 < len(words) <= _NAME_WORDS or not title_words(said.text):
        return said
    for at, beside in ((-1, -2), (0, 1)):
        word = words[at]
        is_name = len(word) == _SYLLABLES and re.fullmatch(_KOREAN_NAME, word)
        is_other = title_words(word) or employers.company_score(word) or names_school(word)
        if is_name and word[0] in _KOREAN_SURNAMES and not is_other and title_words(words[beside]):
            begun = said.text.rfind(word) if at else 0
            return said.part(begun, begun + len(word))
    return said


def _bare_name(said: Slice) -> Slice:
    """A name without letters around it ("Dr.", "RN, BSN"), brackets, markup and a profession."""
    said = _beside_profession(said)
    said = said.stripped('#*_=-–—~|:()[]{}<>"“”.,;')
    honour = _HONOURS.match(said.text)
    said = said.part(honour.end()) if honour else said
    markup = re.match(r"\\[a-z]+\*?\{([^{}]{2,60})\}", said.text)
    said = said.part(markup.start(1), markup.end(1)) if markup else said
    bracket = re.search(r"\s*[(（\[]", said.text)
    said = said.part(0, bracket.start()) if bracket and bracket.start() else said
    after = _CREDENTIALS.search(said.text)
    if after and after.start() > 3 and _SHORTENED.search(after.group()) and not place(said):
        said = said.part(0, after.start())
    comma = said.text.find(",")
    if comma > 0 and (title_words(said.text[comma:]) or place(said.part(comma + 1))):
        said = said.part(0, comma)
    return said


def spoken_name(text: str) -> str:
    """A name as one writes it: letters that were set wide apart stand together again."""
    pieces = re.split(r"\s{2,}|\t", text.strip())
    if all(_SPACED.fullmatch(piece) for piece in pieces):
        return " ".join(piece.replace(" ", "") for piece in pieces)
    return " ".join(text.split())


def _name_score(said: Slice, hints: Sequence[str]) -> float | None:
    """How likely a part of a line is a name; None where it can be none."""
    text = spoken_name(said.text)
    if not 2 <= len(text) <= 50 or re.search(r"[\d@/\\{}<>=+*_&:;!?•|]", text) or heading(text):
        return None
    if _NOT_NAMES.search(text):
        return None
    if re.search(r"[가-힣]", text):
        is_named = text[0] in _KOREAN_SURNAMES or text[:2] in _LONG_SURNAMES
        is_name = re.fullmatch(_KOREAN_NAME, text) and is_named
        return 2.0 if is_name and not title_words(text) and not country_of(text) else None
    if "\u3040" <= text[0] <= "\u9fff" and re.fullmatch(_HAN_NAME, text):
        return 1.5 if not country_of(text) and not title_words(text) else None
    words = text.replace(",", " ").split()
    named = [word for word in words if fold(word) not in _PARTICLES]
    if not 1 <= len(named) <= 5 or not all(word[:1].isupper() for word in named):
        return None
    if not re.fullmatch(r"[^\W\d_]+(?:[ .,'’‘-]{1,2}[^\W\d_]+)*\.?", text.replace("  ", " ")):
        return None
    mailed = sum(
        len(part) > 2
        and any(part in fold(w) or fold(w).replace("-", "") in part for w in named if len(w) > 2)
        for part in hints
    )
    whole = fold("".join(named)).replace("-", "").replace("'", "")
    score = (
        1.0
        + (len(named) in {2, 3})
        + 2.0 * bool(mailed)
        + (len(whole) > 5 and whole[1:] in "".join(hints))
    )
    if len(named) == 1:
        score -= 1.5
    if title_words(text):
        score -= 2.5 if not mailed else 0.5
    if employers.company_score(text) > 1:
        score -= 2.0
    return score if mailed or not place(said) else None
