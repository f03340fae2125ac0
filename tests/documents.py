"""What tests read out of the documents: code blocks, tables, links."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
RESUMES = ROOT / "tests/agents/resume/resumes"


def read(path: str) -> str:
    """The text of a file of the repository."""
    return (ROOT / path).read_text(encoding="utf-8")


def example(path: str, name: str) -> str:
    """The code block below the comment that names it."""
    found = re.search(rf"<!-- example: {name} -->\n```\w+\n(.*?)```", read(path), re.DOTALL)
    assert found, f"{path} has no example {name!r}"
    return found[1]


def section(text: str, number: int) -> str:
    """A numbered section of a document, its heading left out."""
    found = re.search(rf"^## {number}\. [^\n]*\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
    assert found, f"there is no section {number}"
    return found[1]


def blocks(text: str) -> list[str]:
    """The lines of all code blocks."""
    found: list[str] = re.findall(r"^```\w*\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    return [line for block in found for line in block.splitlines()]


def rows(text: str) -> list[list[str]]:
    """The rows of all tables, cells stripped; neither heads nor rules."""
    lines = text.splitlines()
    ruled = [i for i, line in enumerate(lines) if re.fullmatch(r"\|[-| ]+\|", line)]
    heads = {i for rule in ruled for i in (rule - 1, rule)}
    found = [line for i, line in enumerate(lines) if line.startswith("|") and i not in heads]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in found]
