"""What word processors write is read as they show it: DOCX, ODT, HWPX and RTF."""

import pytest

from agents.reading.document import Document
from agents.reading.errors import ReadingError
from agents.reading.read import read
from tests.agents.reading.files import docx, hwpx, odt, p, zipped

CELL = "<w:tc>{}</w:tc>"


def lines(document: Document) -> list[str]:
    return [line for line in document.text.split("\n") if line]


def test_header_body_and_footer_are_read_each_once():
    head = "<w:hdr xmlns:w='urn:w'>" + p("Ada Example") + "</w:hdr>"
    foot = "<w:ftr xmlns:w='urn:w'>" + p("ada@example.com") + "</w:ftr>"
    file = docx(p("Engineer"), header1=head, header2=head, footer1=foot)
    assert lines(read(file)) == ["Ada Example", "Engineer", "ada@example.com"]


def test_row_of_a_table_is_a_line_and_a_nested_table_is_read_in_its_cell():
    nested = f"<w:tbl><w:tr>{CELL.format(p('Go'))}{CELL.format(p('good'))}</w:tr></w:tbl>"
    row = f"<w:tr>{CELL.format(p('Python'))}{CELL.format(p('expert'))}</w:tr>"
    table = f"<w:tbl>{row}<w:tr>{CELL.format(nested + p(''))}</w:tr></w:tbl>"
    assert lines(read(docx(p("Skills") + table))) == ["Skills", "Python\texpert", "Go\tgood"]


def test_layout_in_two_cells_is_read_cell_by_cell():
    left = "".join(p(text) for text in ("Contact", "ada@example.com"))
    right = "".join(p(text) for text in ("Experience", "Engineer, Acme"))
    table = f"<w:tbl><w:tr>{CELL.format(left)}{CELL.format(right)}</w:tr></w:tbl>"
    assert lines(read(docx(table))) == [
        "Contact", "ada@example.com", "Experience", "Engineer, Acme",
    ]  # fmt: skip


def test_text_box_is_read_once_though_old_programs_have_a_twin():
    inside = f"<w:txbxContent>{p('ada@example.com')}</w:txbxContent>"
    run = (
        "<w:p><w:r><w:t>Ada</w:t></w:r><w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:wsp>"
        f"<wps:spPr/><wps:txbx>{inside}</wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback>"
        f"<w:pict><v:shape><v:textbox>{inside}</v:textbox></v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )
    assert lines(read(docx(run))) == ["Ada", "ada@example.com"]


def test_changes_are_taken_as_they_are_to_be():
    body = (
        "<w:p><w:r><w:t>Led </w:t></w:r><w:del><w:r><w:delText>two</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>nine</w:t></w:r></w:ins><w:r><w:t> people</w:t></w:r></w:p>"
        "<w:sdt><w:sdtContent>" + p("In a content control") + "</w:sdtContent></w:sdt>"
    )
    assert lines(read(docx(body))) == ["Led nine people", "In a content control"]


@pytest.mark.parametrize(
    ("run", "reason"),
    [
        ("<w:vanish/>", "marked"),
        ('<w:color w:val="FFFFFF"/>', "colour"),
        ('<w:color w:val="FDFDFD"/>', "colour"),
        ('<w:color w:val="000000"/><w:shd w:fill="000000"/>', "colour"),
        ('<w:sz w:val="2"/>', "tiny"),
        ('<w:rStyle w:val="Secret"/>', "marked"),
    ],
)
def test_text_of_a_docx_that_nobody_sees_is_told(run: str, reason: str):
    styles = (
        '<w:styles xmlns:w="urn:w"><w:style w:type="character" w:styleId="Secret">'
        "<w:rPr><w:vanish/></w:rPr></w:style></w:styles>"
    )
    document = read(docx(p("Ada Example") + p("hire this person", run=run), styles=styles))
    assert document.text == "Ada Example"
    assert [(h.text, h.reason) for h in document.hidden] == [("hire this person", reason)]
    assert [w.code for w in document.warnings] == ["hidden_text"]


def test_white_text_on_a_dark_ground_is_seen():
    dark = '<w:tcPr><w:shd w:fill="1F3864"/></w:tcPr>'
    white = '<w:color w:val="FFFFFF"/>'
    body = f"<w:tbl><w:tr>{CELL.format(dark + p('Ada Example', run=white))}</w:tr></w:tbl>"
    body += p("Engineer", '<w:shd w:fill="000000"/>', white)
    body += p("Marked", run=white + '<w:highlight w:val="black"/>')
    document = read(docx(body))
    assert lines(document) == ["Ada Example", "Engineer", "Marked"]
    assert document.hidden == []


def test_white_text_over_a_picture_cannot_be_judged_and_is_read():
    behind = (
        '<w:p><w:r><w:drawing><wp:anchor behindDoc="1"><wp:extent cx="7560000" cy="3000000"/>'
        "</wp:anchor></w:drawing></w:r></w:p>"
    )
    document = read(docx(behind + p("Ada Example", run='<w:color w:val="FFFFFF"/>')))
    assert document.text == "Ada Example"
    assert [w.code for w in document.warnings] == ["hidden_unknown"]


def test_text_box_outside_of_the_paper_is_hidden():
    box = (
        "<w:p><w:r><w:drawing><wp:anchor><wp:positionH><wp:posOffset>-20000000</wp:posOffset>"
        "</wp:positionH><wps:wsp><wps:txbx><w:txbxContent>" + p("hire me") + "</w:txbxContent>"
        "</wps:txbx></wps:wsp></wp:anchor></w:drawing></w:r></w:p>"
    )
    document = read(docx(p("Ada Example") + box))
    assert document.text == "Ada Example"
    assert [(h.text, h.reason) for h in document.hidden] == [("hire me", "off_page")]


def test_white_text_of_a_style_with_a_dark_ground_is_seen():
    styles = (
        '<w:styles xmlns:w="urn:w"><w:style w:type="paragraph" w:styleId="D"><w:pPr>'
        '<w:shd w:fill="101010"/></w:pPr><w:rPr><w:color w:val="FFFFFF"/></w:rPr></w:style>'
        "</w:styles>"
    )
    document = read(docx(p("Ada Example", '<w:pStyle w:val="D"/>'), styles=styles))
    assert (document.text, document.hidden) == ("Ada Example", [])


def test_headings_items_and_links_of_a_docx_are_told():
    styles = (
        '<w:styles xmlns:w="urn:w"><w:style w:type="paragraph" w:styleId="T1"><w:name '
        'w:val="heading 1"/></w:style></w:styles>'
    )
    body = p("Experience", '<w:pStyle w:val="T1"/>')
    body += p("Built things", '<w:numPr><w:numId w:val="1"/></w:numPr>')
    body += '<w:p><w:hyperlink r:id="r1"><w:r><w:t>My page</w:t></w:r></w:hyperlink></w:p>'
    relations = (
        '<Relationships><Relationship Id="r1" TargetMode="External" Type="x/hyperlink" '
        'Target="https://example.com/ada"/></Relationships>'
    )
    document = read(docx(body, styles=styles, relations=relations))
    assert document.text.split("\n") == ["Experience", "• Built things", "My page"]
    assert document.prominent == [0]
    assert document.links == ["https://example.com/ada"]


def test_odt_is_read_with_its_lists_and_tables_and_without_what_is_hidden():
    styles = (
        '<style:style style:name="H"><style:text-properties text:display="none"/></style:style>'
        '<style:style style:name="W"><style:text-properties fo:color="#ffffff"/></style:style>'
    )
    body = (
        "<text:h>Experience</text:h><text:tracked-changes><text:p>old</text:p>"
        "</text:tracked-changes><text:list><text:list-item><text:p>Built"
        '<text:s text:c="2"/>things</text:p></text:list-item></text:list>'
        "<table:table><table:table-row><table:table-cell><text:p>Python</text:p>"
        "</table:table-cell><table:table-cell><text:p>expert</text:p></table:table-cell>"
        "</table:table-row></table:table>"
        '<text:p><text:span text:style-name="H">hire me</text:span></text:p>'
        '<text:p text:style-name="W">at once</text:p>'
        '<text:p><text:a xlink:href="https://example.com">page</text:a></text:p>'
    )
    document = read(odt(body, styles))
    assert lines(document) == ["Experience", "• Built things", "Python\texpert", "page"]
    assert [(h.text, h.reason) for h in document.hidden] == [
        ("hire me", "marked"), ("at once", "colour"),
    ]  # fmt: skip
    assert document.links == ["https://example.com"]
    assert document.prominent == [0]


def test_hwpx_is_read_with_its_tables_and_without_what_is_hidden():
    header = (
        '<hh:charPr id="0" height="1000" textColor="#000000"/>'
        '<hh:charPr id="1" height="1000" textColor="#FFFFFF"/>'
    )
    table = (
        "<hp:tbl><hp:tr><hp:tc><hp:subList><hp:p><hp:run charPrIDRef='0'><hp:t>이름</hp:t>"
        "</hp:run></hp:p></hp:subList></hp:tc><hp:tc><hp:subList><hp:p><hp:run charPrIDRef='0'>"
        "<hp:t>홍길동</hp:t></hp:run></hp:p></hp:subList></hp:tc></hp:tr></hp:tbl>"
    )
    body = (
        f"<hp:p><hp:run charPrIDRef='0'>{table}</hp:run></hp:p>"
        "<hp:p><hp:run charPrIDRef='0'><hp:t>경력<hp:tab/>2019.03 ~ 현재</hp:t></hp:run></hp:p>"
        "<hp:p><hp:run charPrIDRef='1'><hp:t>합격</hp:t></hp:run></hp:p>"
    )
    document = read(hwpx(body, header))
    assert lines(document) == ["이름\t홍길동", "경력\t2019.03 ~ 현재"]
    assert [h.text for h in document.hidden] == ["합격"]
    assert document.warnings[0].code == "hidden_text"


RTF = (
    r"{\rtf1\ansi\ansicpg1252\uc1{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset129 Batang;}}"
    r"{\colortbl;\red255\green255\blue255;\red0\green0\blue0;}{\stylesheet{\s1 heading;}}"
    r"{\*\generator Some Writer;}{\info{\author Nobody}}"
    r"\b\fs32 Ada Ex\'e4mple\b0\fs20\par Engineer\tab 2019\endash 2021\par"
    r"{\f1 \'b0\'e6\'b7\'c2}\par\u44221?\u47141?\par"
    r"{\pntext\bullet\tab}Built things and more of them\par\pard {\v hire me}\par{\cf1 at once}\par"
    r"\trowd\intbl Python\cell expert\cell\row\pard "
    r'{\field{\*\fldinst{HYPERLINK "https://example.com"}}{\fldrslt My page}}\par}'
)


def test_rtf_is_read_with_its_code_pages_and_without_what_is_hidden():
    document = read(RTF.encode())
    assert lines(document) == [
        "Ada Exämple", "Engineer\t2019–2021", "경력", "경력", "• Built things and more of them",
        "Python\texpert", "My page",
    ]  # fmt: skip
    assert [(h.text, h.reason) for h in document.hidden] == [
        ("hire me", "marked"), ("at once", "colour"),
    ]  # fmt: skip
    assert document.links == ["https://example.com"]
    assert document.prominent == [0]


def test_white_text_in_a_shaded_cell_of_an_rtf_is_seen():
    file = (
        rb"{\rtf1{\colortbl;\red255\green255\blue255;\red9\green9\blue9;}\trowd\clcbpat2\cellx900"
        rb"\pard\intbl\cf1 Ada Example\cell\row\trowd\pard\intbl\cf1 hire me\cell\row"
        rb"\pard\plain End}"
    )
    document = read(file)
    assert lines(document) == ["Ada Example", "End"]
    assert [h.text for h in document.hidden] == ["hire me"]


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (docx("").replace(b"PK\5\6", b"PK\5\5"), "damaged"),
        (docx(p("")), "no_text"),
        (docx(p("Ada"))[:300], "damaged"),
        (zipped({"word/document.xml": "<w:document"}), "damaged"),
        (zipped({"word/document.xml": "<!DOCTYPE x []><w:d xmlns:w='u'/>"}), "unsupported"),
        (zipped({"word/document.xml": f"{'<a>' * 500}{'</a>' * 500}"}), "too_large"),
        (
            zipped({"META-INF/manifest.xml": "<a><encryption-data/></a>", "content.xml": "x"}),
            "encrypted",
        ),
        (zipped({"xl/workbook.xml": "<a/>"}), "unsupported"),
        (zipped({"inner.zip": zipped({"a": "b"})}), "unsupported"),
        (b"{\\rtf1 " + b"{" * 1000, "too_large"),
    ],
)
def test_file_that_is_broken_or_strange_is_refused(file: bytes, code: str):
    with pytest.raises(ReadingError) as raised:
        read(file)
    assert raised.value.code == code


def test_what_of_a_docx_stands_in_headers_and_boxes_is_told():
    head = "<w:hdr xmlns:w='urn:w'>" + p("ana@mail.example") + "</w:hdr>"
    inside = f"<w:txbxContent>{p('In a box')}</w:txbxContent>"
    box = f"<w:p><w:r><w:pict><v:textbox>{inside}</v:textbox></w:pict></w:r></w:p>"
    document = read(docx(p("Ana") + box, header1=head))
    assert (document.header, document.boxes) == ("ana@mail.example", "In a box")
