"""`python -m server.settings` prints docs/settings.md."""

from server.settings.document import markdown

print(markdown(), end="")  # noqa: T201 - printing is what this command does
