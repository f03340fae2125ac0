"""Build the documents of the corpus and store what is to be read from them.

`python -m tests.agents.reading.corpus.make.build [NAME …]`: all, or those that are named.
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.agents.reading.corpus.make import office, plain, print_operators, typeset, web, word
from tests.agents.reading.corpus.make.content import CORPUS, Person, people, write_expected

PROGRAMS: dict[str, Callable[[Person, Path, Path], None]] = {
    "chromium": web.make,
    "libreoffice": office.make,
    "typst": typeset.make,
    "python-docx": word.make,
    "hand-written PDF": print_operators.make,
    "hand-written": plain.make,
}


def main(names: list[str]) -> None:
    """Build what is named, or all."""
    with tempfile.TemporaryDirectory() as work:
        for person in people():
            if not names or person.stem in names:
                print(person.document, flush=True)
                target = CORPUS / "documents" / person.document
                PROGRAMS[person.data["made"]](person, target, Path(work))
                write_expected(person)


if __name__ == "__main__":
    main(sys.argv[1:])
