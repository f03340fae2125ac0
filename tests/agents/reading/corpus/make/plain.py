"""Documents written as they are stored: text, Markdown, HTML, RTF, HWPX, JSON, LinkedIn's ZIP."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from tests.agents.reading.corpus.make import web
from tests.agents.reading.corpus.make.content import Job, Person, Section

STAMP = (2026, 11, 2, 9, 0, 0)
MONTHS = [
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
]


def make(person: Person, target: Path, work: Path) -> None:
    """Write the person's document to `target`."""
    written = WRITERS[person.data.get("form", target.suffix[1:])](person)
    target.write_bytes(written.encode() if isinstance(written, str) else written)


def _raw(person: Person) -> str:
    return person.data["raw"]


def _text(person: Person) -> str:
    out = [person.name, person.headline, *person.contact]
    for section in person.sections:
        out += ["", section.heading.upper(), ""]
        out += [section.text] if section.text else []
        out += [f"* {item}" for item in section.items]
        for job in section.jobs:
            place = f", {job.place}" if job.place else ""
            out += [f"{job.title} | {job.employer}{place} | {job.when}"]
            out += [f"  - {bullet}" for bullet in job.bullets] + [""]
        out += [
            f"{degree.written}, {degree.institution} ({degree.when})" for degree in section.degrees
        ]
    return "\n".join(out) + "\n"


def _linkedin_paste(person: Person) -> str:
    out = [person.name, person.headline, *person.contact]
    for section in person.sections:
        out += ["", section.heading]
        out += [section.text] if section.text else []
        for item in section.items:
            out += [item, ""]
        for job in section.jobs:
            out += [job.title, job.employer, job.when, job.place, *job.bullets, ""]
        for degree in section.degrees:
            out += [degree.institution, degree.written, degree.when, ""]
    return "\n".join(out) + "\n"


def _markdown(person: Person) -> str:
    out = [f"# {person.name}", "", f"_{person.headline}_", "", " · ".join(person.contact)]
    for section in person.sections:
        out += ["", f"## {section.heading}", ""]
        out += [section.text, ""] if section.text else []
        out += [f"- {item}" for item in section.items]
        for job in section.jobs:
            place = f", {job.place}" if job.place else ""
            out += [f"### {job.title} — {job.employer}{place}", f"*{job.when}*", ""]
            out += [f"- {bullet}" for bullet in job.bullets] + [""]
        for degree in section.degrees:
            out += [f"**{degree.written}**, {degree.institution}, {degree.when}", ""]
    return "\n".join(out) + "\n"


def _html(person: Person) -> str:
    invisible = "".join(
        f'<div style="{HTML_HIDINGS[how]}">{escape(text)}</div>' for how, text in person.hidden
    )
    script = "<script>var tracking = 'not a skill: Kubernetes';</script>"
    seen = Person(person.data | {"hidden": []})
    return web.markup(seen).replace("</body>", f"{invisible}{script}</body>").replace(
        "</h1>", "</h1>\n"
    ) + "\n"  # fmt: skip


HTML_HIDINGS = {
    "display_none": "display:none",
    "white": "color:#ffffff;background:#ffffff",
    "tiny": "font-size:0",
    "off_page": "position:absolute;left:-9999px",
}


def _rtf(person: Person) -> str:
    out = [r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss Calibri;}}"]
    out += [r"{\info{\author A person}{\title Curriculum}}\f0\fs22"]
    out += [rf"{{\b\fs36 {_rtf_safe(person.name)}}}\par"]
    out += [rf"{_rtf_safe(line)}\par" for line in (person.headline, *person.contact)]
    for section in person.sections:
        out += [rf"\par{{\b\fs26 {_rtf_safe(section.heading)}}}\par"]
        out += [rf"{_rtf_safe(line)}\par" for line in (section.text, *section.items) if line]
        for job in section.jobs:
            place = f", {job.place}" if job.place else ""
            out += [rf"{{\b {_rtf_safe(job.title)}}}\tab {_rtf_safe(job.when)}\par"]
            out += [rf"{_rtf_safe(job.employer + place)}\par"]
            out += [rf"\bullet\tab {_rtf_safe(bullet)}\par" for bullet in job.bullets]
        for degree in section.degrees:
            out += [rf"{{\b {_rtf_safe(degree.written)}}}\tab {_rtf_safe(degree.when)}\par"]
            out += [rf"{_rtf_safe(degree.institution)}\par"]
    out += [rf"{{\v {_rtf_safe(text)}}}\par" for _how, text in person.hidden]
    return "\n".join(out) + "}\n"


def _rtf_safe(text: str) -> str:
    text = text.replace("\\", r"\\").replace("{", r"\{").replace("}", r"\}")
    return "".join(mark if ord(mark) < 128 else _rtf_code(mark) for mark in text)


def _rtf_code(mark: str) -> str:
    try:
        return f"\\'{mark.encode('cp1252')[0]:02x}"
    except UnicodeEncodeError:
        return rf"\u{ord(mark)}?"


HWPX_SPACES = (
    'xmlns:hp="http://www.hancom.co.kr/hwpml/2011/paragraph" '
    'xmlns:hs="http://www.hancom.co.kr/hwpml/2011/section"'
)
HWPX_VERSION = (
    '<hv:HCFVersion xmlns:hv="http://www.hancom.co.kr/hwpml/2011/version" '
    'targetApplication="WORDPROCESSOR" major="5" minor="1"/>'
)


def _hwpx(person: Person) -> bytes:
    rows = [entry.split("|", 1) for entry in person.contact]
    body = _hwpx_p(person.headline) + _hwpx_table([list(row) for row in rows])
    for section in person.sections:
        body += _hwpx_p(section.heading)
        body += _hwpx_p(section.text) if section.text else ""
        table = [[item.partition("|")[0], item.partition("|")[2]] for item in section.items]
        table += [[degree.when, degree.institution, degree.written] for degree in section.degrees]
        for job in section.jobs:
            table.append([job.when, job.employer, job.title, "\n".join(job.bullets)])
        body += _hwpx_table(table)
    manifest = (
        '<opf:package xmlns:opf="http://www.idpf.org/2007/opf/"><opf:manifest>'
        '<opf:item id="section0" href="Contents/section0.xml" media-type="application/xml"/>'
        '</opf:manifest><opf:spine><opf:itemref idref="section0"/></opf:spine></opf:package>'
    )
    container = (
        '<ocf:container xmlns:ocf="urn:oasis:names:tc:opendocument:xmlns:container"><ocf:rootfiles>'
        '<ocf:rootfile full-path="Contents/content.hpf" '
        'media-type="application/hwpml-package+xml"/></ocf:rootfiles></ocf:container>'
    )
    return _zip(
        {
            "mimetype": "application/hwp+zip",
            "version.xml": _xml(HWPX_VERSION),
            "META-INF/container.xml": _xml(container),
            "Contents/content.hpf": _xml(manifest),
            "Contents/section0.xml": _xml(f"<hs:sec {HWPX_SPACES}>{body}</hs:sec>"),
        }
    )  # fmt: skip


def _xml(text: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes" ?>{text}'


def _hwpx_p(text: str, inside: str = "") -> str:
    return (
        '<hp:p id="0" paraPrIDRef="0" styleIDRef="0"><hp:run charPrIDRef="0">'
        f"{inside}<hp:t>{escape(text)}</hp:t></hp:run></hp:p>"
    )


def _hwpx_table(rows: list[list[str]]) -> str:
    if not rows:
        return ""
    body = "".join(
        "<hp:tr>"
        + "".join(_hwpx_cell(text, row, column) for column, text in enumerate(cells))
        + "</hp:tr>"
        for row, cells in enumerate(rows)
    )
    columns = max(map(len, rows))
    table = f'<hp:tbl id="1" rowCnt="{len(rows)}" colCnt="{columns}">{body}</hp:tbl>'
    return _hwpx_p("", table)


def _hwpx_cell(text: str, row: int, column: int) -> str:
    lines = "".join(map(_hwpx_p, text.split("\n")))
    return (
        f"<hp:tc><hp:subList>{lines}</hp:subList>"
        f'<hp:cellAddr colAddr="{column}" rowAddr="{row}"/>'
        '<hp:cellSpan colSpan="1" rowSpan="1"/></hp:tc>'
    )


def _zip(entries: dict[str, str]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        for name, text in entries.items():
            way = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            file.writestr(zipfile.ZipInfo(name, STAMP), text, way)
    return data.getvalue()


def _linkedin_export(person: Person) -> bytes:
    first, _, last = person.name.partition(" ")
    summary = next((section.text for section in person.sections if section.text), "")
    degrees = [degree for section in person.sections for degree in section.degrees]
    named = {section.heading: section.items for section in person.sections}
    return _zip(
        {
            "Profile.csv": _csv(
                ["First Name", "Last Name", "Maiden Name", "Address", "Birth Date", "Headline",
                 "Summary", "Industry", "Zip Code", "Geo Location", "Twitter Handles", "Websites",
                 "Instant Messengers"],
                [[first, last, "", "", "", person.headline, summary, "", "",
                  person.data["location"], "", f"[OTHER:{person.data['links'][0]}]", ""]],
            ),
            "Positions.csv": _csv(
                ["Company Name", "Title", "Description", "Location", "Started On", "Finished On"],
                [[job.employer, job.title, "\n".join(job.bullets), job.place,
                  _export_date(job.start), "" if job.current else _export_date(job.end)]
                 for job in person.counted],
            ),
            "Education.csv": _csv(
                ["School Name", "Start Date", "End Date", "Notes", "Degree Name", "Activities"],
                [[degree.institution, degree.start, degree.end, "", degree.written, ""]
                 for degree in degrees],
            ),
            "Skills.csv": _csv(["Name"], [[item] for item in named["Skills"]]),
            "Languages.csv": _csv(
                ["Name", "Proficiency"], [item.split("|") for item in named["Languages"]]
            ),
            "Email Addresses.csv": _csv(
                ["Email Address", "Confirmed", "Primary", "Updated On"],
                [[person.data["email"], "Yes", "Yes", "10/28/2026, 8:11 PM"]],
            ),
            "PhoneNumbers.csv": _csv(
                ["Extension", "Number", "Type"], [["", person.data["phone"], "Mobile"]]
            ),
            "Connections.csv": _csv(
                ["First Name", "Last Name", "Email Address", "Company", "Position"],
                [["Obadiah", "Finch", "o.finch@elsewhere.example", "Elsewhere Ltd", "Butcher"]],
            ),
        }
    )  # fmt: skip


def _csv(head: list[str], rows: list[list[Any]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows([head, *rows])
    return out.getvalue()


def _export_date(when: str | None) -> str:
    year, _, month = (when or "").partition("-")
    return f"{MONTHS[int(month) - 1]} {year}" if month else year


def _json_resume(person: Person) -> str:
    degrees = [degree for section in person.sections for degree in section.degrees]
    unpaid = [job for part in person.sections if not part.counts for job in part.jobs]
    named = {section.heading: section.items for section in person.sections}
    return _json(
        {
            "$schema": "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json",
            "basics": {
                "name": person.name,
                "label": person.headline,
                "email": person.data["email"],
                "phone": person.data["phone"],
                "url": f"https://{person.data['links'][0]}",
                "location": {"city": "Aberdeen", "countryCode": "GB"},
                "summary": next(section.text for section in person.sections if section.text),
            },
            "work": [_json_job(job, "name") for job in person.counted],
            "volunteer": [_json_job(job, "organization") for job in unpaid],
            "education": [
                {"institution": degree.institution, "area": degree.area,
                 "studyType": degree.study_type, "startDate": degree.start, "endDate": degree.end}
                for degree in degrees
            ],
            "skills": [
                {"name": item.split("|")[0], "keywords": item.split("|")[1].split(", ")}
                for item in named["Skills"]
            ],
            "languages": [
                {"language": item.split("|")[0], "fluency": item.split("|")[1]}
                for item in named["Languages"]
            ],
        }
    )  # fmt: skip


def _json_job(job: Job, employer: str) -> dict[str, Any]:
    answer = {employer: job.employer, "position": job.title, "location": job.place}
    answer |= {"startDate": job.start, "highlights": job.bullets}
    return answer if job.current else answer | {"endDate": job.end}


def _flat(person: Person) -> str:
    sections = {section.heading: section for section in person.sections}
    return _json(
        {
            "name": person.name,
            "summary": sections["Summary"].text,
            "contact_info": {"email": person.data["email"], "phone": person.data["phone"],
                             "location": person.data["location"]},
            "work_experiences": [
                {"title": job.title, "company": job.employer, "duration": job.when,
                 "description": " ".join(job.bullets)}
                for job in person.counted
            ],
            "personal_projects": [
                {"name": item.split(": ")[0], "description": item.split(": ")[1]}
                for item in sections["Projects"].items
            ],
            "technical_skills": sections["Skills"].items,
            "total_experience_months": person.data["claimedMonths"],
        }
    )  # fmt: skip


def _json(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _docx(person: Person) -> bytes:
    body = "".join(_docx_section(section) for section in person.sections)
    head = "".join(map(_docx_p, (person.name, person.headline)))
    hidden = "".join(_docx_p(text, DOCX_HIDINGS[how]) for how, text in person.hidden)
    box = "".join(map(_docx_p, person.contact))
    frame = (
        '<w:p><w:r><w:pict><v:rect xmlns:v="urn:schemas-microsoft-com:vml" '
        'style="width:300pt;height:60pt">'
        f"<v:textbox><w:txbxContent>{box}</w:txbxContent></v:textbox></v:rect></w:pict></w:r></w:p>"
    )
    kinds = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    return _zip(
        {
            "[Content_Types].xml": _xml(
                '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
                '<Default Extension="rels" '
                'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                f'<Override PartName="/word/document.xml" ContentType="{kinds}"/></Types>'
            ),
            "_rels/.rels": _xml(
                '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                f'<Relationship Id="r1" Type="{relations}" Target="word/document.xml"/>'
                "</Relationships>"
            ),
            "word/document.xml": _xml(
                '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
                f"<w:body>{head}{frame}{body}{hidden}</w:body></w:document>"
            ),
        }
    )


DOCX_HIDINGS = {
    "vanish": "<w:rPr><w:vanish/></w:rPr>",
    "white": '<w:rPr><w:color w:val="FFFFFF"/></w:rPr>',
    "tiny": '<w:rPr><w:sz w:val="2"/></w:rPr>',
}


def _docx_section(section: Section) -> str:
    return "".join(_docx_p(line) for line in _docx_lines(section))


def _docx_lines(section: Section) -> Iterator[str]:
    yield from (line for line in (section.heading, section.text, *section.items) if line)
    for job in section.jobs:
        place = f", {job.place}" if job.place else ""
        yield f"{job.employer}{place}"
        yield f"{job.title}, {job.when}"
        yield from (f"• {bullet}" for bullet in job.bullets)
    for degree in section.degrees:
        yield f"{degree.written}, {degree.institution}, {degree.when}"


def _docx_p(text: str, properties: str = "") -> str:
    # Word cuts a line into runs wherever the spelling was looked at.
    middle = len(text) // 2
    runs = "".join(
        f'<w:r>{properties}<w:t xml:space="preserve">{escape(part)}</w:t></w:r>'
        for part in (text[:middle], text[middle:])
        if part
    )
    return f"<w:p>{runs}</w:p>"


WRITERS = {
    "raw": _raw,
    "txt": _text,
    "md": _markdown,
    "html": _html,
    "rtf": _rtf,
    "hwpx": _hwpx,
    "docx": _docx,
    "linkedin paste": _linkedin_paste,
    "linkedin export": _linkedin_export,
    "json resume": _json_resume,
    "flat form": _flat,
}
