"""A page of the web as a posting's reader has it."""

import re
from itertools import islice
from typing import Any

import msgspec

from agents.postings.pages.decoding import decoded
from agents.postings.pages.elements import Element, Seen, is_title
from agents.postings.pages.lines import text_of_elements
from agents.postings.pages.linked import linked_postings, linked_types
from agents.postings.pages.main_part import Part, main_part
from agents.postings.pages.sorts import Shown, Sort, asks_password, cards, is_article, sort_of
from agents.postings.phrases import spoken
from agents.postings.read import said_to_be
from agents.resume.language import language

MAX_BYTES = 2_000_000
MAX_TEXT = 50_000
MAX_FRAMES = 20
MAX_PICTURES = 20
MAX_NOTES = 5
MAX_NOTE = 200
MAX_LOOKED_AT = 20_000
_NOTES = frozenset({"alert", "warning", "notice", "expired", "closed"})
_LOGO = re.compile(
    r"(?i)\b(?:logo(?:tipo|typ)?|company|firmenlogo|von|of|de|del|di|van)\b|로고|ロゴ|标志"
)


class Page(msgspec.Struct, frozen=True):
    """What a page says, and what it is."""

    text: str
    """Its own part as it is read: a blank line is above headings, "• " before items."""
    title: str
    """What it calls itself."""
    hidden: tuple[str, ...]
    """Passages that nobody sees."""
    linked: tuple[dict[str, Any], ...]
    """The JobPostings of schema.org that it tells programs of."""
    sort: Sort
    language: str | None
    """BCP 47."""
    heading: str = ""
    """Its first heading of the first rank."""
    names: tuple[str, ...] = ()
    """What it says, beside its text, that may name whoever hires: its site, its pictures."""
    guesses: tuple[str, ...] = ()
    """What the board says that it has guessed of the pay: part of nothing."""
    frames: tuple[str, ...] = ()
    """Addresses of pages and scripts that stand in it: where a recruiting system shows its own."""
    is_article: bool = False
    """Whether it tells programs that it is one."""


def page_of(body: bytes, charset: str | None, url: str) -> Page:
    """The page that these bytes are. Any can be read; what it costs grows with their number.

    Nothing after the first 2 MB, of text after 50,000 characters is looked at.
    """
    seen = Seen(decoded(body[:MAX_BYTES], charset))
    found = cards(seen.body)
    notes = _notes(seen.body)
    part = main_part(seen.body)
    text = text_of_elements(part.elements, MAX_TEXT)
    linked = linked_postings(seen.tree)
    shown = Shown(
        title=seen.title(),
        headings=_headings(part),
        lines=tuple(line for line in text.split("\n") if line),
        asks_password=asks_password(seen.tree),
        cards=found[0],
        card_share=found[1],
        has_posting=len(linked) == 1,
        types=linked_types(seen.tree),
        notes=notes,
    )
    code = language(text, said_to_be(seen.language())) or seen.language()
    with spoken(code):
        sort = sort_of(shown)
    return Page(
        text=text,
        title=shown.title,
        hidden=tuple(seen.hidden),
        linked=linked,
        sort=sort,
        language=code,
        heading=next(iter(shown.headings), ""),
        names=_names(seen.tree),
        guesses=tuple(part.guesses),
        frames=_frames(seen.tree),
        is_article=is_article(shown),
    )


def text_of_html(html: str) -> str:
    """What a piece of HTML says, as `Page.text` is; what nobody sees of it is left out."""
    return text_of_elements([Seen(html).body], MAX_TEXT)


def _headings(part: Part) -> tuple[str, ...]:
    found = [
        element.head(300)
        for root in part.elements
        for element in root.below()
        if is_title(element) or element.tag == "h2"
    ]
    return tuple(found[:20])


def _notes(body: Element) -> tuple[str, ...]:
    """Short notes that stand apart by what they are called: "alert", "warning"."""
    found = (
        one.head(MAX_NOTE + 1)
        for one in islice(body.below(), MAX_LOOKED_AT)
        if one.get("role") == "alert" or _NOTES.intersection(one.words)
    )
    return tuple(islice((one for one in found if 0 < len(one) <= MAX_NOTE), MAX_NOTES))


def _names(tree: Any) -> tuple[str, ...]:
    """The name of the site, and what the pictures are of that are called a logo or are linked."""
    sites = tree.css('meta[property="og:site_name"]')[:1]
    found = [node.attributes.get("content") or "" for node in sites]
    pictures = tree.css("img[alt]")[:MAX_PICTURES]
    found += [_LOGO.sub("", node.attributes.get("alt") or "") for node in pictures]
    return tuple(dict.fromkeys(one.strip()[:100] for one in found if one.strip()))


def _frames(tree: Any) -> tuple[str, ...]:
    nodes = [*tree.css("iframe[src]")[:MAX_FRAMES], *tree.css("script[src]")[:100]]
    found = [(node.attributes.get("src") or "")[:2_000] for node in nodes]
    return tuple(one for one in found if one)
