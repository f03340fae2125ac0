"""Of what sort a page is, in twelve languages."""

import pytest

from agents.postings.pages.page import page_of

GONE = {
    "en": "This job is no longer available", "ko": "마감된 공고입니다",
    "de": "Diese Stelle ist nicht mehr verfügbar", "fr": "Cette offre n’est plus disponible",
    "es": "Esta oferta ya no está disponible", "pt": "Esta vaga já não está disponível",
    "it": "Questa offerta non è più disponibile", "nl": "Deze vacature is niet meer beschikbaar",
    "pl": "Ta oferta jest już nieaktualna", "sv": "Annonsen är inte längre tillgänglig",
    "ja": "この求人は掲載を終了しました", "zh": "该职位已下线",
}  # fmt: skip
LOGIN = {
    "en": "Sign in to view this job", "ko": "로그인이 필요합니다",
    "de": "Bitte melden Sie sich an", "fr": "Connectez-vous pour voir l’offre",
    "es": "Inicia sesión para ver la oferta", "pt": "Inicie sessão para ver a oferta",
    "it": "Accedi per vedere l’annuncio", "nl": "Log in om deze vacature te zien",
    "pl": "Zaloguj się, aby zobaczyć ofertę", "sv": "Logga in för att se annonsen",
    "ja": "ログインしてください", "zh": "请登录后查看",
}  # fmt: skip
POSTINGS = {
    "en": ("Your role", "Requirements", "What we offer"),
    "ko": ("담당 업무", "자격 요건", "복리후생"),
    "de": ("Ihre Aufgaben", "Ihr Profil", "Wir bieten"),
    "fr": ("Vos missions", "Profil recherché", "Nous offrons"),
    "es": ("Funciones", "Requisitos", "Ofrecemos"),
    "pt": ("Funções", "Requisitos", "Oferecemos"),
    "it": ("Mansioni", "Requisiti", "Offriamo"),
    "nl": ("Taken", "Functie-eisen", "Wij bieden"),
    "pl": ("Obowiązki", "Wymagania", "Oferujemy"),
    "sv": ("Arbetsuppgifter", "Kvalifikationer", "Vi erbjuder"),
    "ja": ("仕事内容", "応募資格", "福利厚生"),
    "zh": ("岗位职责", "任职要求", "福利待遇"),
}
LANGUAGES = sorted(POSTINGS)


def sort(body: str) -> str:
    return page_of(f"<body>{body}".encode(), "utf-8", "https://firm.example/").sort


def posting(language: str) -> str:
    parts = (f"<h2>{one}</h2><ul><li>A<li>B</ul>" for one in POSTINGS[language])
    return "<h1>X</h1>" + "".join(parts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_posting_is_one(language: str) -> None:
    assert sort(posting(language)) == "posting"


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_that_says_it_is_over_is_gone(language: str) -> None:
    assert sort(f"<h1>{GONE[language]}</h1><p>ABC</p>") == "gone"
    assert sort(f"<h1>Nurse</h1><div>{GONE[language]}.</div><p>ABC</p>") == "gone"


@pytest.mark.parametrize("language", LANGUAGES)
def test_posting_with_a_banner_that_it_is_over_is_gone(language: str) -> None:
    assert sort(f"<div>{GONE[language]}</div>{posting(language)}") == "gone"


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_that_asks_for_a_login_is_a_wall(language: str) -> None:
    assert sort(f"<h1>{LOGIN[language]}</h1><form><input type=password></form>") == "login"
    assert sort(f"<h1>Nurse</h1><p>{LOGIN[language]}.</p>") == "login"


@pytest.mark.parametrize("language", LANGUAGES)
def test_login_in_the_navigation_makes_no_posting_a_wall(language: str) -> None:
    assert sort(f"<nav><a href=/>{LOGIN[language]}</a></nav>{posting(language)}") == "posting"


@pytest.mark.parametrize(
    "link",
    [
        '<li><a href="/jobs/{n}">Nurse on ward {n}</a></li>',
        '<article><h3><a href="/job?id={n}">Nurse {n}</a></h3><p>Leeds</p></article>',
        '<tr><td><a href="/de/stelle/koch-{n}.html">Koch Nummer {n}</a></td><td>Ulm</td></tr>',
    ],
)
def test_many_links_of_one_kind_are_a_list(link: str) -> None:
    links = "".join(link.format(n=n) for n in range(8))
    assert sort(f"<h1>Careers</h1><div><table>{links}</table></div>") == "list"


def test_posting_with_other_jobs_below_is_a_posting() -> None:
    links = "".join(f'<div class=card><a href="/jobs/{n}">Nurse {n}</a></div>' for n in range(8))
    assert sort(f"{posting('en')}<h2>Similar jobs</h2>{links}") == "posting"


@pytest.mark.parametrize(
    "body",
    [
        "<h1>Working here</h1><h2>What we offer</h2><p>A</p><h2>How to apply</h2><p>B</p>",
        "<h1>About us</h1><p>We have made lamps since 1921, and we offer forty of them.</p>",
        """<h1>How to write a job advert</h1><p>Say what the requirements are. Candidates who apply
        want to know the salary, and you are looking for people who stay.</p>""",
        "",
    ],
)
def test_other_page_is_none_of_these(body: str) -> None:
    assert sort(body) == "other"


def test_posting_in_prose_is_one() -> None:
    assert sort(
        "<h1>Cook</h1><p>We are looking for a full-time cook for our kitchen in Cork. You have two "
        "years behind you. To apply, write to chef@sea.example before 1 May.</p>"
    ) == "posting"  # fmt: skip
