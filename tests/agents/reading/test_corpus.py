"""What reading makes of the corpus of résumés: what a careful person reads, or how near it comes.

Each figure has the goal that it is to reach, and beside it the least that it must have today. Where
a goal is not reached yet the least is what was reached, rounded down, so that nothing gets worse
unnoticed; it is raised when the figure is, and is the goal in the end.
"""

import pytest

from tests.agents.reading.corpus.measure import Measure, measured, printed

LEAST = {
    "contact fields right": 0.98,
    "employers, F1": 0.95,
    "titles, F1": 0.95,
    "dates, F1": 0.95,
    "skills, precision": 0.95,
    "skills, recall": 0.95,
    "skills that no list has, recall": 0.92,
    "months of experience within 5 %": 0.95,
    "gaps, F1": 0.90,
    "seniority right": 0.98,
    "language right": 1.0,
    "schools and their dates, F1": 0.94,
    "points of jobs counted right": 0.94,
    "hidden text found": 1.0,
    "text told as hidden that is": 1.0,
    "visible text kept, other text left out": 0.95,
    "reading order right, documents": 0.95,
    "two columns read one by one, documents": 1.0,
    "errors and warnings as expected": 1.0,
}


@pytest.fixture(scope="module")
def corpus() -> Measure:
    found = measured()
    print(f"\n{printed(found, faults=True)}")
    return found


@pytest.mark.slow(seconds=0.3)
@pytest.mark.parametrize("what", LEAST)
def test_reading_the_corpus_comes_as_near_as_it_did(what: str, corpus: Measure) -> None:
    figures = {name: figure for name, figure, _ in corpus.rows()}
    assert figures[what] >= LEAST[what], printed(corpus, faults=True)


def test_every_figure_is_held(corpus: Measure) -> None:
    assert [name for name, _, _ in corpus.rows()] == list(LEAST)


def test_every_document_is_judged(corpus: Measure) -> None:
    assert corpus.columns.right + corpus.columns.missed >= 8
    assert len(corpus.faults) == corpus.answers.right + corpus.answers.missed
