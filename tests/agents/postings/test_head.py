"""The title and the employer of a posting, wherever they stand at its top."""

import pytest

from agents.postings.head import employer_of, title_of
from agents.postings.read import read_posting
from agents.resume.lines import lines


def head(text: str) -> tuple[str | None, str | None]:
    top = lines(text)[:12]
    return title_of(top, text), employer_of(top, text)


@pytest.mark.parametrize(
    ("text", "title", "employer"),
    [
        ("Baker\nTamar Bakeries Ltd, Saltash\n", "Baker", "Tamar Bakeries Ltd"),
        ("Baker at Loaf & Co\n", "Baker", "Loaf & Co"),
        ("Job title: Night Baker\nEmployer: Loaf\n", "Night Baker", "Loaf"),
        ("Baker (m/w/d) in Vollzeit\nBrot GmbH\n", "Baker", "Brot GmbH"),
        ("# Baker\n\n## About Loafery\nLoafery bakes.\n", "Baker", "Loafery"),
        ("Loafery / Night Baker / Leeds\n\nLoafery bakes.\n", "Night Baker", "Loafery"),
        ("[빵집하나] 제빵사 (경력 3년)\n", "제빵사", "빵집하나"),
        ("가온병원 야간 간호사 모집\n", "야간 간호사", "가온병원"),
        ("회사: 빵집하나\n직무: 제빵사\n", "제빵사", "빵집하나"),
        ("Backend Engineer — Ledger team\nRust and rye.\n", "Backend Engineer — Ledger team", None),
        ("Data Analyst (12-month contract)\n", "Data Analyst", None),
        ("🚀 Baker wanted!\n", "Baker", None),
        (
            "Baker\nReed Green recruit on behalf of our client, a family firm.\n",
            "Baker",
            None,
        ),
        ("Employer: a family bakery (name on request)\nJob: Baker\n", "Baker", None),
        ("바리스타를 찾아요! 작은 카페예요.\n", "바리스타", None),
        (
            "Bäcker (m/w/d) im Nachtdienst\nBrot GmbH\n",
            "Bäcker (m/w/d) im Nachtdienst",
            "Brot GmbH",
        ),
        ("Loafery makes rye, and we're hiring our first Baker to run it.\n", "Baker", "Loafery"),
        ("Subject: Looking for another baker\n\nIna here from Loaf Ltd.\n", "baker", "Loaf Ltd."),
        ("Baker - Nights (7 on / 7 off)\nLoaf Ltd\n", "Baker", "Loaf Ltd"),
        ("Baker\nLoaf & Rye, St Ives, Bath\nLoaf & Rye bakes.\n", "Baker", "Loaf & Rye"),
        ("Baker\nRye Engineers, Inc. | Bath\n", "Baker", "Rye Engineers, Inc."),
        ("Department of Bread\nBaker\nAPS Level 4 | Bath\n", "Baker", "Department of Bread"),
        ("2026년 하반기 제빵직(야간) 채용 공고\n회사명\t빵집하나\n", "제빵직(야간)", "빵집하나"),
        ("[빵집하나] 제빵사를 찾습니다\n", "제빵사", "빵집하나"),
        ("", None, None),
    ],
)
def test_title_and_employer_are_found(text: str, title: str | None, employer: str | None):
    assert head(text) == (title, employer)


def test_title_of_a_sentence_is_none_where_the_table_has_none():
    assert head("We are very happy that you came here today.\n")[0] is None


@pytest.mark.parametrize(
    ("text", "title", "employer"),
    [
        ("Boulangerie Lebrun cherche son futur boulanger à Quimper.\nNous sommes six.\n",
         "boulanger", "Boulangerie Lebrun"),
        ("Trattoria Al Pozzo cerca cuoco/a con esperienza.\nIl locale è aperto la sera.\n",
         "cuoco/a", "Trattoria Al Pozzo"),
        ("Padaria Flor do Minho admite Empregado/a de Balcão para Braga\nSomos uma padaria.\n",
         "Empregado/a de Balcão", "Padaria Flor do Minho"),
        ("Svetsare sökes!\n\nHallsbergs Mekaniska AB behöver fler svetsare i Kumla.\n",
         "Svetsare", "Hallsbergs Mekaniska AB"),
        ("Die Gärtnerei Hollmann in Papenburg sucht eine/n Gärtner/in (m/w/d) für den Betrieb.\n",
         "Gärtner/in", "Gärtnerei Hollmann"),
        ("Specjalista / Specjalistka ds. kadr\nMłyny Warciańskie S.A., Konin\n\nWymagania\n- SQL\n",
         "Specjalista / Specjalistka ds. kadr", "Młyny Warciańskie S.A."),
        ("COMUNE DI ROCCALBENGA\nAvviso di selezione pubblica per Istruttore Amministrativo\n",
         "Istruttore Amministrativo", "COMUNE DI ROCCALBENGA"),
        ("Barista bij Koffiebar De Molen (24-32 uur)\n\nWat je doet\nJe zet koffie voor gasten.\n",
         "Barista", "Koffiebar De Molen"),
        ("株式会社ミライシステム\n社内SE（ヘルプデスク）／残業少なめ\n\n【仕事内容】\n・運用です\n",
         "社内SE（ヘルプデスク）", "株式会社ミライシステム"),
        ("诚聘日语翻译\n\n苏州联创精密机械有限公司现招聘日语翻译2名。\n",
         "日语翻译", "苏州联创精密机械有限公司"),
        ("Aide-soignant(e) de nuit\nClinique du Val d'Ormois, Pau\n\nTemps de travail\n\nPlein\n",
         "Aide-soignant(e) de nuit", "Clinique du Val d'Ormois"),
    ],
)  # fmt: skip
def test_title_and_employer_are_told_in_each_language(text: str, title: str, employer: str):
    posting = read_posting(text)
    assert (posting.title, posting.employer) == (title, employer)


@pytest.mark.parametrize(
    ("text", "employer"),
    [
        ("한빛기계(주)\n\nTIG 용접 기능사원 모집\n", "한빛기계(주)"),
        ("Operator CNC\n\nFirma Metal-Rem Sp. z o.o. z siedzibą w Pile poszukuje operatora.\n",
         "Metal-Rem Sp. z o.o."),
        ("Muratore\nEdile Bonomi S.n.c., Via dei Mille 12, 25122 Brescia\n", "Edile Bonomi S.n.c."),
        ("Auxiliaire de crèche\n- Les Petits Loups\n- 30 h\n\nCV à creche@petitsloups.example\n",
         "Les Petits Loups"),
        ("Sachbearbeitung (m/w/d)\nDie Stadt Lindau an der Aue sucht Verstärkung.\n",
         "Stadt Lindau an der Aue"),
        ("Öffentlicher Dienst\tKennziffer 4\n\nSachbearbeitung (m/w/d)\n", None),
        ("La Boulangerie Morel, à Annecy, cherche un vendeur en CDI, 35 h.\n", "Boulangerie Morel"),
        ("Für unsere Apotheke am Markt suchen wir ab sofort eine PTA (m/w/d).\n",
         "Apotheke am Markt"),
        ("카페온담(서울 마포구)에서 주말 바리스타를 구합니다.\n", "카페온담"),
        ("2026年临川区图书馆面向社会公开招聘工作人员。\n", "临川区图书馆"),
    ],
)  # fmt: skip
def test_employer_is_found_in_the_manners_of_each_language(text: str, employer: str | None):
    assert read_posting(text).employer == employer
