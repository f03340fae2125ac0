"""Which part of a page is its own: navigation, dialogs, other jobs and boards' guesses are not."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from agents.postings.pages.elements import BLOCKS, HEADINGS, Element, is_title, look
from agents.postings.pages.words import names, plain, sayings, words

DENSE = 0.6
"""The share of the text that an element has to hold so that the rest is beside it."""
LONGEST_GUESS = 300
"""Characters of a block that may be no more than a guess of what is paid."""
SHORT_GUESS = 120
"""Characters of one that says no more than that, and the amount."""
LONGEST_DIALOG = 4_000
SHORT_HEAD = 700
"""Characters of what may stand above the main part with the title."""
_LONGEST_HEADING = 80
_BESIDE = {"nav", "aside", "footer", "dialog", "menu", "search"}
_HELD = {"main", "article"}
_AMOUNT = re.compile(
    r"(?i)[€$£¥₩￥]|\b(?:eur|usd|gbp|chf|pln|sek|krw|jpy|cny|brl|dkk|nok)\b|zł|\bkr\b|만\s?원|万|円|元|R\$"
)
_EDGE = 6
"""Elements at most that a dialog without a name is in."""
_MOST_SIMILAR = 20
_FEW_CARDS = 3
LONGEST_CARD = 300
_SET_APART = {*HEADINGS, "b", "strong"}
_ITEMS = {"li", "td", "h1"}
_ACTIVE = {"a", "button", "span", "li", "div", "p", "label", "summary"}
_LONGEST_ACTION = 40


class Measure(NamedTuple):
    """What an element holds: characters, those in links, links, and whether these are in it."""

    chars: int
    linked: int
    links: int
    title: bool
    """A heading of the first rank."""
    main: bool
    """`main` or an article."""


_NOTHING = Measure(0, 0, 0, title=False, main=False)


class Measures:
    """What each element of a page holds, found in one pass."""

    def __init__(self, root: Element) -> None:
        self._found: dict[int, Measure] = {}
        for element in reversed(list(root.below())):
            self._found[id(element)] = self._measure(element)

    def _measure(self, element: Element) -> Measure:
        is_link = element.tag == "a"
        chars, linked, links = 0, 0, int(is_link)
        title, main = is_title(element), element.tag in _HELD
        for child in element.children:
            if isinstance(child, str):
                chars += len(child.strip())
                continue
            inner = self._found[id(child)]
            chars += inner.chars
            linked += inner.linked
            links += inner.links
            title = title or inner.title
            main = main or inner.main
        return Measure(chars, chars if is_link else linked, links, title=title, main=main)

    def of(self, element: Element) -> Measure:
        """What that one holds."""
        return self._found.get(id(element), _NOTHING)

    def chars(self, element: Element) -> int:
        """Characters of its text, blanks around its parts not counted."""
        return self.of(element).chars


class Part(NamedTuple):
    """The page's own part: its elements in order, and what a board has guessed of the pay."""

    elements: list[Element]
    guesses: list[str]


def main_part(body: Element) -> Part:
    """The page's own part. What is beside it is removed from the page."""
    measures = Measures(body)
    for beside in (_dialogs, _neighbours, _actions, _similar, _cards, _above):
        measures = _without(body, list(beside(body, measures)), measures)
    guesses = list(_guesses(body, measures))
    measures = _without(body, guesses, measures)
    told = [guess.head(LONGEST_GUESS) for guess in guesses]
    return Part(_with_title(_root(body, measures), body, measures), told)


def _without(body: Element, found: list[Element], measures: Measures) -> Measures:
    """The measures when these are gone."""
    if not found:
        return measures
    gone = {id(element) for element in found}
    for element in list(body.below()):
        element.drop(gone)
    return Measures(body)


def _dialogs(body: Element, measures: Measures) -> Iterator[Element]:
    """Dialogs that ask for cookies, by their name, or by their words where they are at the edge."""
    for element in body.below():
        found = measures.of(element)
        if element is body or found.main or not 0 < found.chars <= LONGEST_DIALOG:
            continue
        named = names("apart", "names", "dialog").intersection(element.words)
        is_most = found.chars > DENSE * measures.chars(body)
        if (named and not found.title) or _asks(element, found, is_most=is_most):
            yield element


def _asks(element: Element, found: Measure, *, is_most: bool) -> bool:
    is_dialog = element.get("role") in ("dialog", "alertdialog") or element.tag == "dialog"
    if not is_dialog and (found.title or is_most or element.tag not in BLOCKS):
        return False
    if not is_dialog and not _is_at_edge(element):
        return False
    return words("apart", "cookies").in_(element.head(400)) and not _has_parts(element)


def _has_parts(element: Element) -> bool:
    """Whether it has headings as a posting's parts have."""
    heads = (one.head(_LONGEST_HEADING) for one in element.below() if one.tag in _SET_APART)
    signs = (words("sorts", "signs", sign) for sign in ("tasks", "asked"))
    return any(sign.share(head) > 0.4 for head in islice(heads, 20) for sign in signs)


def _is_at_edge(element: Element) -> bool:
    above = list(islice(element.above(), _EDGE + 1))
    return len(above) <= _EDGE and not any(one.tag in _HELD for one in above)


def _neighbours(body: Element, measures: Measures) -> Iterator[Element]:
    whole = max(1, measures.chars(body))
    beside = names("apart", "names", "beside")
    roles = names("apart", "roles", "beside")
    for element in body.below():
        found = measures.of(element)
        if element is body or element.tag in _HELD or element.get("role") in _HELD:
            continue
        if found.title or found.chars > DENSE * whole:
            continue
        is_header = element.tag == "header" and not any(one.tag in _HELD for one in element.above())
        named = not found.main and bool(beside.intersection(element.words))
        by_name = is_header or named or element.get("role") in roles
        if element.tag in _BESIDE or by_name or _is_farm(element, found):
            yield element


def _is_farm(element: Element, found: Measure) -> bool:
    """Whether it is nothing but links to elsewhere."""
    if element.tag not in ("ul", "ol", "div", "section", "p"):
        return False
    least = 2 if element.tag in ("ul", "ol") else 4
    return found.links >= least and found.chars >= 8 and found.linked >= 0.9 * found.chars


def _actions(body: Element, measures: Measures) -> Iterator[Element]:
    """Links and the like that do something with the posting, and say nothing of it."""
    known = sayings("apart", "actions")
    for element in body.below():
        if element.tag not in _ACTIVE or not 0 < measures.chars(element) <= _LONGEST_ACTION:
            continue
        if not element.elements and plain(element.text).strip(" .!›»«‹>←→↗✓★☆♡+") in known:
            yield element


def _similar(body: Element, measures: Measures) -> Iterator[Element]:
    """What stands below headings of other jobs, to the next heading of their rank."""
    count = 0
    for heading in body.below():
        if not 0 < measures.chars(heading) <= _LONGEST_HEADING or count >= _MOST_SIMILAR:
            continue
        is_leaf = heading.tag in BLOCKS and not heading.elements and heading.tag not in _ITEMS
        if not (_is_heading(heading) or is_leaf) or not _names_others(heading.text):
            continue
        count += 1
        whole = _led_by(heading, body, measures)
        yield whole
        if whole is heading:
            yield from _below(heading)


def _names_others(text: str) -> bool:
    similar = words("apart", "similar")
    return similar.begins(text) or similar.share(text) > 0.4


def _is_heading(element: Element) -> bool:
    if element.tag in HEADINGS - {"h1"} or element.get("role") == "heading":
        return True
    if element.tag in ("strong", "b", "summary", "legend", "dt", "caption"):
        return True
    titled = {"title", "heading", "headline", "header", "head"}.intersection(element.words)
    bold = [child.tag in ("strong", "b") for child in element]
    return element.tag in ("p", "div", "span") and (bool(titled) or (bool(bold) and all(bold)))


def _led_by(heading: Element, body: Element, measures: Measures) -> Element:
    """The largest element whose text begins with the heading."""
    found, text = heading, heading.text
    for above in heading.above():
        if above is body or above.tag in _HELD or measures.of(above).title:
            break
        if above.head(len(text)) != text:
            break
        found = above
    return found


def _below(heading: Element) -> Iterator[Element]:
    """The elements after a heading, up to the next of its rank or above."""
    rank = heading.tag if heading.tag in HEADINGS else "h6"
    is_after = False
    for one in heading.parent or ():
        if is_after and one.tag in HEADINGS and one.tag <= rank:
            return
        if is_after:
            yield one
        is_after = is_after or one is heading


def _cards(body: Element, measures: Measures) -> Iterator[Element]:
    """Several short blocks of one look, each with a link and more than it: other jobs.

    The heading above them is theirs.
    """
    for parent in body.below():
        if len(parent.elements) < _FEW_CARDS or measures.of(parent).links < _FEW_CARDS:
            continue
        looks = Counter(map(look, parent.elements))
        kind, count = looks.most_common(1)[0]
        cards = [one for one in parent.elements if look(one) == kind]
        if count < _FEW_CARDS or not all(_is_card(one, measures.of(one)) for one in cards):
            continue
        yield from cards
        before = parent.elements[: parent.elements.index(cards[0])][-1:]
        yield from (one for one in before if _is_heading(one))


def _is_card(element: Element, found: Measure) -> bool:
    if element.tag not in BLOCKS or not found.linked or found.title or found.main:
        return element.tag == "article" and 0 < found.linked < found.chars <= LONGEST_CARD
    return found.links <= 2 and found.linked + 5 < found.chars <= LONGEST_CARD


def _above(body: Element, measures: Measures) -> Iterator[Element]:
    """Links above the title, to where it is in the site."""
    first = _first_heading(body)
    if first is None:
        return
    around = {id(one) for one in first.above()}
    for element in body.below():
        if element is first:
            return
        found = measures.of(element)
        if id(element) in around or found.links < 2 or element.tag not in BLOCKS:
            continue
        if found.chars <= found.linked + 3 * found.links:
            yield element


def _first_heading(body: Element) -> Element | None:
    """The title; where there is none, the first heading of any rank."""
    titles = (one for one in body.below() if is_title(one))
    headings = (one for one in body.below() if one.tag in HEADINGS and one.tag > "h1")
    return next(titles, None) or next(headings, None)


def _guesses(body: Element, measures: Measures) -> Iterator[Element]:
    """What a board says that it has guessed, with the amount that stands beside it."""
    guess, maybe = words("apart", "estimate"), words("apart", "guessed")
    for element in body.below():
        found = measures.of(element)
        if element is body or not 0 < found.chars <= LONGEST_GUESS or found.title:
            continue
        text = element.text
        if found.chars <= SHORT_GUESS and maybe.in_(text):
            if not any(maybe.in_(child.text) for child in element):
                near = _amount_of(element, body, measures)
                if _has_amount(near.text) and measures.chars(near) <= SHORT_GUESS:
                    yield near
        elif guess.in_(text) and not any(guess.in_(child.text) for child in element):
            yield _amount_of(element, body, measures)


def _amount_of(element: Element, body: Element, measures: Measures) -> Element:
    """The smallest element around a guess that has an amount; it, where none is near."""
    for one in (element, *element.above()):
        found = measures.of(one)
        if one is body or one.tag in _HELD or found.chars > LONGEST_GUESS or found.title:
            break
        if _has_amount(one.text):
            return one
    return element


def _has_amount(text: str) -> bool:
    return _AMOUNT.search(text) is not None and any(map(str.isdigit, text))


def _root(body: Element, measures: Measures) -> Element:
    """What holds the page's own part: `main`, the one article, or the densest block."""
    elements = list(body.below())
    mains = [one for one in elements if one.tag == "main" or one.get("role") == "main"]
    posts = [one for one in elements if "JobPosting" in one.get("itemtype")]
    articles = [one for one in elements if one.tag == "article"]
    whole = max(1, measures.chars(body))
    for found, least in ((mains, 100), (posts, 0.5 * whole), (articles, 0.5 * whole)):
        best = max(found, key=measures.chars) if found else None
        if best is not None and measures.chars(best) > least:
            return best
    return _densest(body, measures)


def _densest(body: Element, measures: Measures) -> Element:
    root = body
    while True:
        inside = max(root, key=measures.chars, default=None)
        if inside is None or inside.tag not in BLOCKS:
            return root
        outer, inner = measures.of(root), measures.of(inside)
        if inner.chars < 0.85 * outer.chars or (outer.title and not inner.title):
            return root
        root = inside


def _with_title(root: Element, body: Element, measures: Measures) -> list[Element]:
    """The part, and what stands above it with the title, where that is not in it."""
    if measures.of(root).title:
        return [root]
    title = next(filter(is_title, body.below()), None)
    if title is None:
        return [root]
    around = {id(one) for one in (root, *root.above())}
    found = title
    for one in title.above():
        if id(one) in around or measures.chars(one) > SHORT_HEAD:
            break
        found = one
    return [found, root]
