"""What a file says of itself, and what word processors and printers are told of languages."""

from collections.abc import Mapping
from typing import NamedTuple

EAST_ASIA: Mapping[str, tuple[str, str]] = {
    "ko": ("Malgun Gothic", "ko-KR"),
    "ja": ("Yu Gothic", "ja-JP"),
    "zh": ("Microsoft YaHei", "zh-CN"),
}
"""The font that a word processor has for a language's letters, and its whole tag."""

COLUMN, WIDE_COLUMN = 4.2, 5.2
"""Where what was done stands beside its time, in centimetres; the other where length is told."""


class Properties(NamedTuple):
    """What the file says of itself: `day` is YYYY-MM-DD, `language` a tag (BCP 47), and `note` what
    is said beside its beginning, not in it.
    """

    title: str
    author: str
    language: str
    day: str
    note: str = ""

    @property
    def main(self) -> str:
        """The language without its country."""
        return self.language.partition("-")[0].lower()

    @property
    def column(self) -> float:
        """Where what was done stands beside its time, in centimetres."""
        return WIDE_COLUMN if self.main in EAST_ASIA else COLUMN
