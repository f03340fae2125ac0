"""A page: its text as it is read, what nobody sees of it, and what is beside it."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.postings.pages.page import Page, page_of, text_of_html

MAIN = "<h1>Welder</h1><p>Anvil Works builds gates in Derry and looks for two welders.</p>"
HOSTILE = {
    "headings": "<div><h2>Similar jobs</h2></div>" * 60_000,
    "guesses": "<div>Estimated by X 45,000 EUR</div>" * 50_000,
    "rules": "<style>" + ".y .x{color:red}" * 3_000 + "</style>"
    + "<div class=x>" * 140 + "<b class=x>y</b>" * 100_000,
    "data": '<script type="application/ld+json">' + "[" * 1_900_000,
    "words": "<p>" + "requirements apply salary " * 75_000,
}  # fmt: skip


def page(body: str) -> Page:
    return page_of(f"<body>{body}".encode(), "utf-8", "https://firm.example/")


def test_text_has_headings_apart_and_items_with_signs() -> None:
    found = page(
        f"{MAIN}<h2>Your tasks</h2><ul><li>Weld <b>gates</b><li><p>Read drawings</p></ul>"
        "<h3>Pay</h3><p>18 an hour<br>weekly</p>"
    )
    assert found.text.split("\n") == [
        "Welder",
        "Anvil Works builds gates in Derry and looks for two welders.",
        "",
        "Your tasks",
        "• Weld gates",
        "• Read drawings",
        "",
        "Pay",
        "18 an hour",
        "weekly",
    ]


@pytest.mark.parametrize(
    "facts",
    [
        "<div><span class=chip>Derry</span><span class=chip>Full-time</span></div>",
        "<dl><dt>Derry</dt><dd>Full-time</dd></dl>",
        "<dl><div><dt>Derry</dt><dd>Full-time</dd></div></dl>",
        "<table><tr><th>Derry</th><td>Full-time</td></tr></table>",
        "<div><div class=label>Derry</div><div class=value>Full-time</div></div>",
    ],
)
def test_short_words_beside_each_other_are_cells_of_a_line(facts: str) -> None:
    assert "Derry\tFull-time" in page(MAIN + facts).text.split("\n")


@pytest.mark.parametrize(
    "hidden",
    [
        '<p style="display:none">bait here</p>',
        '<p style="display: none !important">bait here</p>',
        '<p style="visibility:hidden">bait here</p>',
        '<div style="visibility:collapse"><p>bait here</p></div>',
        "<p hidden>bait here</p>",
        '<p aria-hidden="true">bait here</p>',
        '<p style="font-size:0">bait here</p>',
        '<p style="font-size:0.0em">bait here</p>',
        '<p style="font-size:1px">bait here</p>',
        '<p style="position:absolute;left:-9999px">bait here</p>',
        '<p style="text-indent:-200em">bait here</p>',
        '<p style="transform:translateX(-9999px)">bait here</p>',
        '<p style="opacity:0">bait here</p>',
        '<p style="color:#fff">bait here</p>',
        '<div style="background:#222"><p style="color:#212121">bait here</p></div>',
        '<p style="color:transparent">bait here</p>',
        '<p style="height:0;overflow:hidden">bait here</p>',
        '<p style="clip-path:inset(50%)">bait here</p>',
        "<style>.s .h{display:none}</style><div class=s><p class=h>bait here</p></div>",
        '<p class="sr-only">bait here</p>',
        '<p style="transform: scale(0)">bait here</p>',
        "<style>#h{position:absolute;left:-2000px}</style><p id=h>bait here</p>",
        "<style>.h{color:white;background:#fefefe}</style><p class=h>bait here</p>",
    ],
)
def test_what_nobody_sees_is_listed_and_is_no_text(hidden: str) -> None:
    found = page(f"{MAIN}{hidden}")
    assert found.hidden == ("bait here",)
    assert "bait" not in found.text


@pytest.mark.parametrize(
    "never",
    ["<template><p>bait</p></template>", "<!-- bait -->", "<script>bait</script>",
     "<noscript>bait</noscript>", "<svg><text>bait</text></svg>", "<button>bait</button>"],
)  # fmt: skip
def test_what_is_no_text_of_the_page_is_left_out(never: str) -> None:
    assert "bait" not in page(MAIN + never).text


@pytest.mark.parametrize(
    "seen",
    [
        '<p class="hidden md:block">shown here</p>',
        '<p style="transform:scale(0.9)">shown here</p>',
        "<div aria-hidden=true><p>shown here</p>" + "<p>Words of a page below a dialog.</p>" * 40,
        '<div style="opacity:0"><p>shown here</p>' + "<p>Words of a page that fades in.</p>" * 40,
        '<div style="background:#123"><p style="color:#fff">shown here</p></div>',
        '<p style="opacity:.6">shown here</p>',
        '<p style="left:-20px">shown here</p>',
        "<style>@media print{.s{display:none}}</style><p class=s>shown here</p>",
        "<style>.s{display:none} .o .s{display:block}</style><div class=o><p class=s>shown here",
        "<details><summary>More</summary><p>shown here</p></details>",
        "<h3><button aria-expanded=true>shown here</button></h3>",
    ],
)
def test_what_is_seen_is_text(seen: str) -> None:
    assert "shown here" in page(MAIN + seen).text


@pytest.mark.parametrize(
    "beside",
    [
        "<nav><ul><li>BESIDE</ul></nav>",
        "<header><a href=/>BESIDE</a></header>",
        "<footer><p>BESIDE</p></footer>",
        "<aside><p>BESIDE</p></aside>",
        "<div id=cookie-banner><h2>BESIDE</h2><p>We use cookies.</p></div>",
        "<div><p>We use cookies to see who reads this. BESIDE</p></div>",
        "<div role=dialog><p>Wir verwenden Cookies. BESIDE</p></div>",
        "<div class='similarJobs list'><p>BESIDE</p></div>",
        "<section><h2>Similar jobs</h2><p>BESIDE</p></section>",
        "<div><h3>Ähnliche Stellenangebote</h3></div><div class=related><p>BESIDE</p></div>",
        "<section><div><strong>이런 공고는 어떠세요?</strong></div><ul><li>BESIDE</ul></section>",
        "<h2>Vous aimerez aussi</h2><p>BESIDE</p>",
        "<section><h4>推荐职位</h4><p>BESIDE</p></section>",
        "<h3>BESIDE</h3>" + "<div class=c><a href=/1>BESIDE</a><p>Sea Hotel, Cork</p></div>" * 3,
        "<ul>" + "<li><a href=/x>BESIDE</a>" * 5 + "</ul>",
    ],
)
def test_what_is_beside_the_posting_is_no_part_of_it(beside: str) -> None:
    text = page(f"{MAIN}<h2>Requirements</h2><ul><li>Steady hands</ul>{beside}").text
    assert "BESIDE" not in text
    assert text.endswith("• Steady hands")


def test_dialog_about_cookies_that_fills_the_page_leaves_the_posting() -> None:
    dialog = "<div><h2>Your privacy</h2>" + "<p>We use cookies and partners do, too.</p>" * 60
    assert page(f"{dialog}</div>{MAIN}").text.startswith("Welder")


@pytest.mark.parametrize(
    "guess",
    [
        "<div><p>€45,000 – €52,000</p><p>Estimated by JobBoard</p></div>",
        "<p>Gehaltsschätzung von JobBoard: 45.000 € bis 52.000 €</p>",
        "<p>예상 연봉 4,500만원 (통계 기반)</p>",
        "<ul><li>Salary estimate: $45,000</li></ul>",
        "<div><div>Gehalt: 45.000 - 52.000 €</div><div>von JobBoard geschätzt</div></div>",
    ],
)
def test_guess_of_a_board_is_told_apart(guess: str) -> None:
    found = page(MAIN + guess)
    assert len(found.guesses) == 1
    assert "45" not in found.text
    assert "4,500" not in found.text


def test_name_of_the_site_in_a_heading_is_not_the_title() -> None:
    site = "<header><h1 class=x><a href=/>JobBoard</a></h1></header>"
    assert page(f"{site}<h2>Welder</h2><p>Anvil Works in Derry</p>").text.startswith("Welder\n")


def test_dialog_in_what_holds_the_whole_page_takes_only_itself() -> None:
    dialog = "<div><p>We use cookies.</p></div>"
    found = page(f"<div id=app>{dialog}<div><p><b>Requirements</b></p><p>Own van</p></div></div>")
    assert found.text == "Requirements\nOwn van"


def test_links_above_the_title_are_no_part_of_the_posting() -> None:
    path = "<div><a href=/>Start</a> / <a href=/jobs>Jobs</a></div>"
    assert page(path + MAIN).text.startswith("Welder\n")


def test_short_paragraph_in_bold_is_a_heading() -> None:
    found = page(f"{MAIN}<p><strong>Requirements:</strong></p><p>- Steady hands<br>- Own van</p>")
    assert found.text.endswith("\n\nRequirements:\n• Steady hands\n• Own van")


def test_items_that_are_marked_by_an_element_are_items() -> None:
    row = "<div class=row><i class=dot></i><div>{}</div></div>"
    rows = "".join(row.format(text) for text in ("Steady hands", "Own van"))
    assert page(f"{MAIN}<h3>Requirements</h3><div>{rows}</div>").text.endswith(
        "\n\nRequirements\n• Steady hands\n• Own van"
    )


def test_cells_of_one_look_are_a_label_and_its_value() -> None:
    cell = "<div class=c><p class=x1>{}</p><p class=x2>{}</p></div>"
    cells = cell.format("Place", "Derry") + cell.format("Pay", "18 an hour")
    assert page(f"{MAIN}<div>{cells}</div>").text.endswith("\nPlace\tDerry\nPay\t18 an hour")


@pytest.mark.parametrize(
    "button",
    ["<a href=#s>Save job</a>", "<span>Signaler l\u2019offre</span>", "<li>공고 신고하기</li>"],
)
def test_what_buttons_say_is_no_part_of_the_posting(button: str) -> None:
    assert page(f"{MAIN}<div>{button}</div>").text.endswith("two welders.")


def test_title_above_the_main_part_is_of_it() -> None:
    found = page("<header><h1>Welder</h1><p>Anvil Works</p></header><main><p>" + "Weld. " * 40)
    assert found.text.startswith("Welder\nAnvil Works\n")


def test_name_language_and_frames_of_the_page_are_told() -> None:
    raw = b"<html lang=pl-PL><title> Spawacz | Firma </title><body><iframe src=/a></iframe>1"
    found = page_of(raw, None, "https://firm.example/")
    assert (found.title, found.language, found.frames) == ("Spawacz | Firma", "pl", ("/a",))


def test_piece_of_html_is_read_as_a_page_is() -> None:
    assert text_of_html("<p>We need</p><ul><li>you</li></ul>") == "We need\n\n• you"


@pytest.mark.timing
@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_page_of_two_megabytes_takes_no_longer_than_it_may(name: str) -> None:
    body = HOSTILE[name].encode()[:2_000_000]
    begun = time.process_time()
    page_of(body, "utf-8", "https://firm.example/")
    assert time.process_time() - begun < 1.5


@given(st.binary(max_size=300), st.sampled_from([None, "utf-8", "euc-kr", "utf-16", "x", "hex"]))
def test_any_bytes_are_a_page(body: bytes, charset: str | None) -> None:
    assert page_of(body, charset, "https://firm.example/").sort in {
        "posting", "login", "gone", "list", "other",
    }  # fmt: skip


MARKS = ["<p>", "</p>", "<ul><li>", "</ul>", "<h2>", "<b style='display:none'>", "</b>", "<div",
         "<table><tr><td>", "</table>", "<!--", "-->", "<style>.a{", "}", "<svg>", "class=a>",
         "<script>", "</script>", "words ", "'", '"', "&amp;", "<br>", "<h1>"]  # fmt: skip


@given(st.lists(st.sampled_from(MARKS), max_size=40))
def test_any_markup_is_a_page_whose_text_has_no_markup(marks: list[str]) -> None:
    found = page("".join(marks))
    assert "<p>" not in found.text
    assert len(found.text) <= 50_000


def sort_of_page(body: str, lang: str) -> str:
    page = f"<html lang={lang}><body><main>{body}</main></body></html>"
    return page_of(page.encode(), None, "https://jobs.example/1").sort


def test_words_that_only_their_look_parts_are_apart() -> None:
    body = "<div><span>Contrato indefinido</span><span>Jornada completa</span></div>"
    text = page_of(body.encode(), None, "https://jobs.example/1").text
    assert text.strip() == "Contrato indefinido\tJornada completa"


@pytest.mark.parametrize(
    ("lang", "heads"),
    [
        ("es", ("Funciones", "Requisitos de participación", "Méritos")),
        ("pt", ("Descrição", "Exigências", "Benefícios adicionais")),
        ("it", ("Attività", "Requisiti essenziali", "Si offre")),
        ("ko", ("주요업무", "필수사항", "복지")),
    ],
)
def test_page_with_the_headings_of_a_posting_is_one(lang: str, heads: tuple[str, ...]) -> None:
    parts = "".join(f"<h2>{head}</h2><ul><li>Abc</li><li>Def</li></ul>" for head in heads)
    assert sort_of_page(f"<h1>Xyz</h1>{parts}", lang) == "posting"


def test_note_apart_says_that_a_posting_is_gone() -> None:
    note = '<div class="alert">Rekrutacja na to stanowisko została zakończona.</div>'
    heads = "<h1>Kierowca</h1><h2>Obowiązki</h2><p>Jazda</p><h2>Wymagania</h2><p>Prawo jazdy</p>"
    assert sort_of_page(note + heads, "pl") == "gone"


@pytest.mark.parametrize(
    ("lang", "heading"),
    [
        ("es", "112 ofertas de enfermero en Sevilla"),
        ("de", "37 Stellen in Ulm"),
        ("ko", "총 37건의 채용"),
    ],
)
def test_page_that_counts_its_jobs_is_a_list(lang: str, heading: str) -> None:
    cards = "".join(
        f'<div><a href="/o/{n}">Enfermero de noche {n}</a><p>Clínica</p></div>' for n in range(4)
    )
    assert sort_of_page(f"<h1>{heading}</h1>{cards}", lang) == "list"
