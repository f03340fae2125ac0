"""Documents written as flat OpenDocument text and converted by LibreOffice."""

import os
import subprocess
from pathlib import Path
from xml.sax.saxutils import escape

from tests.agents.reading.corpus.make.content import Degree, Job, Person, Section

SPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for short, long in {
        "office": "office", "style": "style", "text": "text", "table": "table",
        "draw": "drawing", "fo": "xsl-fo-compatible", "svg": "svg-compatible",
    }.items()
)  # fmt: skip

STYLES = """
<style:style style:name="N" style:family="paragraph"><style:text-properties fo:font-size="22pt"
 fo:font-weight="bold" style:font-size-asian="22pt" style:font-weight-asian="bold"/></style:style>
<style:style style:name="H" style:family="paragraph"><style:paragraph-properties
 fo:margin-top="0.35cm" fo:margin-bottom="0.1cm" fo:border-bottom="0.5pt solid #444444"/>
 <style:text-properties fo:font-size="12pt" fo:font-weight="bold"
 style:font-size-asian="12pt" style:font-weight-asian="bold" fo:color="#333333"/></style:style>
<style:style style:name="B" style:family="paragraph"><style:text-properties
 fo:font-weight="bold" style:font-weight-asian="bold"/></style:style>
<style:style style:name="S" style:family="paragraph"><style:text-properties
 fo:font-size="7pt"/></style:style>
<style:style style:name="W" style:family="paragraph"><style:text-properties
 fo:font-size="7pt" fo:color="#ffffff"/></style:style>
<style:style style:name="D" style:family="paragraph"><style:paragraph-properties>
 <style:tab-stops><style:tab-stop style:position="17cm" style:type="right"/></style:tab-stops>
 </style:paragraph-properties><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="C2" style:family="section"><style:section-properties>
 <style:columns fo:column-count="2" fo:column-gap="0.8cm"/></style:section-properties></style:style>
<style:style style:name="BC" style:family="paragraph"><style:paragraph-properties
 fo:break-before="column"/><style:text-properties fo:font-size="12pt" fo:font-weight="bold"/>
 </style:style>
<style:style style:name="T1" style:family="table-column"><style:table-column-properties
 style:column-width="4.3cm"/></style:style>
<style:style style:name="T2" style:family="table-column"><style:table-column-properties
 style:column-width="12.7cm"/></style:style>
<style:style style:name="TF" style:family="table-cell"><style:table-cell-properties
 fo:border="0.5pt solid #000000" fo:padding="0.1cm"/></style:style>
<style:style style:name="TN" style:family="table-cell"><style:table-cell-properties
 fo:border="none" fo:padding="0.1cm"/></style:style>
<text:list-style style:name="L"><text:list-level-style-bullet text:level="1"
 text:bullet-char="•"><style:list-level-properties text:space-before="0.3cm"
 text:min-label-width="0.4cm"/></text:list-level-style-bullet></text:list-style>
"""

FILTERS = {".pdf": "pdf", ".odt": "odt", ".docx": "docx", ".rtf": "rtf"}


def make(person: Person, target: Path, work: Path) -> None:
    """Write the person's résumé and have it converted to what `target` ends with."""
    source = work / f"{person.stem}.fodt"
    source.write_text(markup(person))
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation={(work / 'office').as_uri()}",
         "--convert-to", FILTERS[target.suffix], "--outdir", target.parent, source],
        check=True, capture_output=True, timeout=180,
        env={**os.environ, "SAL_USE_VCLPLUGIN": "svp"},
    )  # fmt: skip


def markup(person: Person) -> str:
    """The whole file."""
    font, size = person.style.get("font", "Carlito"), person.style.get("size", "10.5pt")
    base = (
        '<style:default-style style:family="paragraph"><style:text-properties '
        f'style:font-name="{font}" style:font-name-asian="NanumGothic" fo:font-size="{size}" '
        f'fo:language="{person.data["language"]}"/></style:default-style>'
    )
    faces = "".join(
        f'<style:font-face style:name="{name}" svg:font-family="{name}"/>'
        for name in (font, "NanumGothic")
    )
    page = (
        '<style:page-layout style:name="P"><style:page-layout-properties fo:page-width="21cm" '
        'fo:page-height="29.7cm" fo:margin="1.9cm"/><style:header-style/></style:page-layout>'
    )
    running = person.style.get("running", "")
    if running:
        running = f"<style:header>{_p(running)}</style:header>"
    body = TEMPLATES[person.template](person)
    body += "".join(_p(text, "W") for _how, text in person.hidden)
    body += "".join(_p(note, "S") for note in person.footnotes)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {SPACES} office:version="1.3" '
        'office:mimetype="application/vnd.oasis.opendocument.text">'
        f"<office:font-face-decls>{faces}</office:font-face-decls>"
        f"<office:styles>{base}</office:styles>"
        f"<office:automatic-styles>{STYLES}{page}</office:automatic-styles><office:master-styles>"
        f'<style:master-page style:name="Standard" style:page-layout-name="P">{running}'
        "</style:master-page>"
        f"</office:master-styles><office:body><office:text>{body}</office:text></office:body>"
        "</office:document>"
    )


def _single(person: Person) -> str:
    return _head(person) + "".join(_plain(person, section) for section in person.sections)


def _columns(person: Person) -> str:
    left = "".join(_plain(person, section) for section in person.column("left"))
    right = "".join(_plain(person, section) for section in person.column("right"))
    main = "".join(_plain(person, section) for section in person.column("main"))
    right = right.replace('text:style-name="H"', 'text:style-name="BC"', 1)
    return (
        f"{_head(person)}{main}"
        f'<text:section text:style-name="C2" text:name="Body">{left}{right}</text:section>'
    )


def _dates_left(person: Person) -> str:
    return _head(person) + "".join(_rows(section, "TN") for section in person.sections)


def _form(person: Person) -> str:
    rows = [entry.split("|", 1) for entry in person.contact]
    head = _p(person.headline, "N")
    head += _table("Person", [[_p(a, "B"), _p(b)] for a, b in rows], "TF")
    return head + "".join(_rows(section, "TF") for section in person.sections)


TEMPLATES = {"single": _single, "columns": _columns, "dates_left": _dates_left, "form": _form}


def _head(person: Person) -> str:
    contact = person.style.get("contact", " | ").join(person.contact)
    head = _p(person.style.get("above", "")) if "above" in person.style else ""
    return head + _p(person.shown, "N") + _p(person.headline) + _p(contact)


def _plain(person: Person, section: Section) -> str:
    parts = [_p(section.heading, "H")]
    if section.text:
        parts.append(_p(section.text))
    if section.items and person.style.get("skills") == "line":
        parts.append(_p(", ".join(section.items)))
    elif section.items:
        parts.append(_list(section.items))
    for job in section.jobs:
        parts += [_dated(person, job.title, job.when), _p(_where(job)), _list(job.bullets)]
    for degree in section.degrees:
        parts += [_dated(person, degree.written, degree.when), _p(degree.institution)]
    return "".join(parts)


def _dated(person: Person, text: str, when: str) -> str:
    if person.template == "columns":
        return _p(text, "B") + _p(when)
    return f'<text:p text:style-name="D">{escape(text)}<text:tab/>{escape(when)}</text:p>'


def _rows(section: Section, style: str) -> str:
    rows = [[_p(job.when), _p(job.title, "B") + _p(_where(job)) + _list(job.bullets)]
            for job in section.jobs]  # fmt: skip
    rows += [[_p(degree.when), _degree(degree)] for degree in section.degrees]
    for item in section.items:
        left, _, right = item.partition("|")
        rows.append([_p(left if right else ""), _p(right or left)])
    text = _p(section.text) if section.text else ""
    return _p(section.heading, "H") + text + (_table(section.heading, rows, style) if rows else "")


def _degree(degree: Degree) -> str:
    return _p(degree.written, "B") + _p(degree.institution)


def _where(job: Job) -> str:
    return f"{job.employer}, {job.place}" if job.place else job.employer


def _table(name: str, rows: list[list[str]], style: str) -> str:
    body = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell table:style-name="{style}">{cell}</table:table-cell>'
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    return (
        f'<table:table table:name="{escape(name)}"><table:table-column table:style-name="T1"/>'
        f'<table:table-column table:style-name="T2"/>{body}</table:table>'
    )


def _list(items: list[str]) -> str:
    if not items:
        return ""
    entries = "".join(f"<text:list-item>{_p(item)}</text:list-item>" for item in items)
    return f'<text:list text:style-name="L">{entries}</text:list>'


def _p(text: str, style: str = "") -> str:
    named = f' text:style-name="{style}"' if style else ""
    return f"<text:p{named}>{escape(text)}</text:p>"
