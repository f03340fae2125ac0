"""Documents set by typst."""

import os
from pathlib import Path

import typst

from tests.agents.reading.corpus.make.content import Person, Section

PREAMBLE = """
#set page(paper: "a4", margin: (x: 18mm, y: 16mm))
#set text(font: ({fonts}), size: {size}, lang: "{lang}", hyphenate: {hyphenate})
#set smartquote(enabled: false)
#set par(justify: {justify}, leading: 0.6em)
"""

HEADING = """
#show heading: it => block(above: 1.1em, below: 0.55em)[#text(size: 1.08em, weight: "bold",
  fill: {accent})[#it.body]#v(-0.75em)#line(length: 100%, stroke: 0.6pt + {accent})]
"""
DARK, LIGHT = HEADING.format(accent='rgb("#1f4e5f")'), HEADING.format(accent="white")


def make(person: Person, target: Path, work: Path) -> None:
    """Set the person's résumé and write it to `target`."""
    source = work / f"{person.stem}.typ"
    source.write_text(markup(person))
    paths = [path for path in os.environ.get("CORPUS_FONTS", "").split(":") if path]
    typst.compile(source, output=target, font_paths=paths)


def markup(person: Person) -> str:
    """The whole source."""
    style = person.style
    fonts = [style.get("font", "Libertinus Serif"), "NanumGothic", "DejaVu Sans"]
    text = PREAMBLE.format(
        fonts=", ".join(f'"{font}"' for font in fonts),
        size=style.get("size", "10.4pt"),
        lang=person.data["language"],
        hyphenate=str(style.get("hyphenate", False)).lower(),
        justify=str(style.get("justify", False)).lower(),
    )
    if person.template != "dark_left":
        text += DARK
    parts = {
        at: "".join(_section(person, section) for section in person.column(at))
        for at in ("main", "left", "right", "after")
    }
    text += PAGES[person.template](_head(person), parts)
    for note in person.footnotes:
        text += f"#text(size: 6.5pt)[{_safe(note)}]\n\n"
    return text + "".join(HIDINGS[how](_safe(words)) for how, words in person.hidden)


def _single(head: str, parts: dict[str, str]) -> str:
    return head + parts["main"] + parts["after"]


def _columns(head: str, parts: dict[str, str]) -> str:
    return (
        f"{head}{parts['main']}\n#grid(columns: (1fr, 1fr), gutter: 9mm,\n"
        f"[{parts['left']}],\n[{parts['right']}])\n{parts['after']}"
    )


def _right_sidebar(head: str, parts: dict[str, str]) -> str:
    return (
        f"{head}{parts['main']}\n#grid(columns: (1fr, 52mm), gutter: 8mm,\n[{parts['left']}],\n"
        f'block(fill: rgb("#eef3f2"), inset: 4mm)[{parts["right"]}])\n{parts["after"]}'
    )


def _dark_left(head: str, parts: dict[str, str]) -> str:
    return (
        "#set page(margin: 0mm, background: place(left, "
        'rect(width: 64mm, height: 100%, fill: rgb("#2b2d42"))))\n'
        "#grid(columns: (64mm, 1fr),\nblock(inset: 8mm)[#set text(fill: white)\n"
        f"{LIGHT}{head}{parts['left']}],\n"
        f"block(inset: 9mm)[{DARK}{parts['right']}])\n"
    )


PAGES = {
    "single": _single,
    "columns": _columns,
    "right_sidebar": _right_sidebar,
    "dark_left": _dark_left,
}

HIDINGS = {
    "white": lambda text: f"#text(fill: white, size: 6pt)[{text}]\n\n",
    "transparent": lambda text: f"#text(fill: rgb(0, 0, 0, 0))[{text}]\n\n",
    "off_page": lambda text: f"#place(top + left, dx: -400mm, dy: 20mm)[{text}]\n\n",
    "tiny": lambda text: f"#text(size: 0.8pt)[{text}]\n\n",
    "covered": lambda text: (
        f"#block[{text}#place(top + left, dy: -0.4em, "
        "rect(width: 100%, height: 2em, fill: white))]\n\n"
    ),
}


def _head(person: Person) -> str:
    spacing = person.style.get("tracking", "0pt")
    shape = f"size: 21pt, weight: 600, hyphenate: false, tracking: {spacing}"
    name = f"#text({shape})[{_safe(person.shown)}]"
    contact = person.style.get("contact", " #h(4pt) | #h(4pt) ").join(map(_safe, person.contact))
    head = f"{name}\n\n#text(size: 12pt)[{_safe(person.headline)}]\n\n{contact}\n\n"
    return f"#align(center)[{head}]\n" if person.style.get("centred") else head


def _section(person: Person, section: Section) -> str:
    parts = [f"= {_safe(section.heading)}\n"]
    if section.text:
        parts.append(_safe(section.text) + "\n\n")
    if section.items and person.style.get("skills") == "line":
        parts.append(_safe(", ".join(section.items)) + "\n\n")
    else:
        parts += [f"- {_safe(item)}\n" for item in section.items]
    for job in section.jobs:
        upper, lower = job.title, job.employer
        if person.style.get("first") == "employer":
            upper, lower = lower, upper
        if job.place and person.style.get("place") != "own line":
            lower += f", {job.place}"
        parts.append(_entry(person, upper, lower, job.when))
        if job.place and person.style.get("place") == "own line":
            parts.append(f"{_safe(job.place)}\n\n")
        parts += [f"- {_safe(bullet)}\n" for bullet in job.bullets]
    for degree in section.degrees:
        parts.append(_entry(person, degree.written, degree.institution, degree.when))
    return "\n" + "".join(parts) + "\n"


def _entry(person: Person, upper: str, lower: str, when: str) -> str:
    upper, lower = (_safe(line).replace("\n", " \\\n") for line in (upper, lower))
    if person.style.get("dates") == "below":
        return f"\n*{upper}* \\\n{lower} \\\n_{_safe(when)}_\n\n"
    return f"\n*{upper}* #h(1fr) {_safe(when)} \\\n_{lower}_\n\n"


def _safe(text: str) -> str:
    for mark in "\\#*_`$<>@[]~=+-/":
        text = text.replace(mark, "\\" + mark)
    return text
