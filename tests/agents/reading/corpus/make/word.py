"""Documents written by python-docx, with parts of WordprocessingML that it has no call for."""

from pathlib import Path
from xml.sax.saxutils import escape

import docx
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from tests.agents.reading.corpus.make.content import Job, Person, Section

BOX = """<w:p {spaces}><w:r><mc:AlternateContent
 xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
 xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
 xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">
<mc:Choice Requires="wps"><w:drawing><wp:inline><wp:extent cx="5400000" cy="900000"/>
<wp:docPr id="7" name="Box"/><a:graphic
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">
<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>
<wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/>
<a:ext cx="5400000" cy="900000"/></a:xfrm>
<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr><wps:txbx><w:txbxContent>{lines}
</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing>
</mc:Choice><mc:Fallback><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"
 style="width:425pt;height:70pt"><v:textbox><w:txbxContent>{lines}</w:txbxContent></v:textbox></v:shape>
</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"""


def make(person: Person, target: Path, work: Path) -> None:
    """Write the person's résumé to `target`."""
    file = docx.Document()
    file.core_properties.author = "python-docx"
    page = file.sections[0]
    page.left_margin = page.right_margin = Mm(20)
    page.top_margin = page.bottom_margin = Mm(18)
    normal = file.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(10.5)
    Writer(person, file).write()
    file.save(target)


class Writer:
    """Fills one file."""

    def __init__(self, person: Person, file: docx.document.Document) -> None:
        self.person, self.file = person, file
        self.style = person.style

    def write(self) -> None:
        """Head, body, and what is hidden."""
        self._head()
        if self.person.template == "columns":
            table = self.file.add_table(rows=1, cols=2)
            for cell, at in zip(table.rows[0].cells, ("left", "right"), strict=True):
                for section in self.person.column(at):
                    self._section(section, cell)
        for section in (*self.person.column("main"), *self.person.column("after")):
            self._section(section, self.file)
        for how, text in self.person.hidden:
            self._hide(how, text)
        for removed, added in self.style.get("revisions", []):
            self._revise(removed, added)
        page = self.file.sections[0]
        if "footer" in self.style:
            page.footer.paragraphs[0].text = self.style["footer"]
        if self.style.get("head") == "header":
            page.header.paragraphs[0].text = self.person.name
            for line in self.person.contact:
                page.header.add_paragraph(line)

    def _hide(self, how: str, text: str) -> None:
        run = self.file.add_paragraph().add_run(text)
        if how == "vanish":
            run.font.hidden = True
        elif how == "white":
            run.font.color.rgb = RGBColor(255, 255, 255)
        elif how == "tiny":
            run.font.size = Pt(1)

    def _head(self) -> None:
        where = self.style.get("head", "plain")
        if where not in ("header", "shaded"):
            self.file.add_heading(self.person.shown, 0)
        if self.person.headline and where != "shaded":
            self.file.add_paragraph(self.person.headline)
        if where != "header":
            {
                "plain": self._contact, "box": self._box, "controls": self._controls,
                "nested": self._nested, "shaded": self._shaded,
            }[where]()  # fmt: skip

    def _contact(self) -> None:
        self.file.add_paragraph(self.style.get("contact", " | ").join(self.person.contact))

    def _box(self) -> None:
        lines = "".join(
            f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in self.person.contact
        )
        box = parse_xml(BOX.format(spaces=nsdecls("w"), lines=lines))
        self.file.element.body.insert_element_before(box, "w:sectPr")

    def _controls(self) -> None:
        for line in self.person.contact:
            self._control(line)

    def _nested(self) -> None:
        outer = self.file.add_table(rows=1, cols=2)
        outer.rows[0].cells[0].text = self.style["beside"]
        inner = outer.rows[0].cells[1].add_table(rows=0, cols=1)
        for line in self.person.contact:
            inner.add_row().cells[0].text = line

    def _shaded(self) -> None:
        cell = self.file.add_table(rows=1, cols=1).rows[0].cells[0]
        cell.width = Mm(170)
        shade = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:fill="1F2A44"/>')
        self.file.element.body.findall(f".//{qn('w:tcPr')}")[0].append(shade)
        for line in (self.person.shown, self.person.headline, *self.person.contact):
            run = cell.add_paragraph().add_run(line)
            run.font.color.rgb = RGBColor(255, 255, 255)

    def _control(self, text: str) -> None:
        control = parse_xml(
            f'<w:sdt {nsdecls("w")}><w:sdtPr><w:alias w:val="Contact"/></w:sdtPr><w:sdtContent>'
            f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        )
        self.file.element.body.insert_element_before(control, "w:sectPr")

    def _revise(self, removed: str, added: str) -> None:
        self.file.add_paragraph()
        paragraph = self.file.element.body.findall(qn("w:p"))[-1]
        for tag, leaf, text in (("w:del", "w:delText", removed), ("w:ins", "w:t", added)):
            change = OxmlElement(tag)
            change.set(qn("w:id"), str(100 + len(text)))
            change.set(qn("w:author"), "Reviewer")
            change.set(qn("w:date"), "2026-05-04T09:00:00Z")
            run, words = OxmlElement("w:r"), OxmlElement(leaf)
            words.text = text
            run.append(words)
            change.append(run)
            paragraph.append(change)

    def _section(self, section: Section, into: object) -> None:
        heading = into.add_paragraph()
        run = heading.add_run(section.heading)
        run.bold, run.font.size = True, Pt(13)
        if into is self.file:
            heading.style = self.file.styles["Heading 2"]
        if section.text:
            into.add_paragraph(section.text)
        if section.items and self.style.get("skills") == "line":
            into.add_paragraph(", ".join(section.items))
        elif section.items and self.style.get("skills") == "table" and into is self.file:
            table = self.file.add_table(rows=0, cols=2)
            for item in section.items:
                left, _, right = item.partition("|")
                cells = table.add_row().cells
                cells[0].text, cells[1].text = left, right
        else:
            for item in section.items:
                into.add_paragraph(item, style="List Bullet")
        for job in section.jobs:
            self._job(job, into)
        for degree in section.degrees:
            self._dated(degree.written, degree.when, into)
            into.add_paragraph(degree.institution)

    def _job(self, job: Job, into: object) -> None:
        place = f", {job.place}" if job.place else ""
        if self.style.get("first") == "employer":
            self._dated(job.employer + place, job.when, into)
            into.add_paragraph(job.title)
        else:
            self._dated(job.title, job.when, into)
            into.add_paragraph(job.employer + place)
        for bullet in job.bullets:
            into.add_paragraph(bullet, style="List Bullet")

    def _dated(self, text: str, when: str, into: object) -> None:
        paragraph = into.add_paragraph()
        paragraph.add_run(text).bold = True
        if into is self.file:
            paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(170), WD_TAB_ALIGNMENT.RIGHT)
            paragraph.add_run("\t" + when)
        else:
            into.add_paragraph(when)
