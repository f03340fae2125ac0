"""Prefix continuation: where one model goes on with what another began."""


class Continuation:
    """Joins a continuation to what was said.

    Models take no beginning that ends in blanks, so these are cut off for them and are likely to
    come again: what of them was shown before is left out.
    """

    def __init__(self, said: str) -> None:
        self.said = said
        self.prefill = said.rstrip()
        self._shown: str | None = said[len(self.prefill) :]
        self._begun: list[str] = []

    def feed(self, text: str) -> str:
        """What of the continuation's next part is new."""
        if self._shown is None:
            return text
        self._begun.append(text)
        if not text.strip():
            return ""
        begun = "".join(self._begun)
        word = begun.lstrip()
        shown, self._shown = self._shown, None
        return _joined(shown, begun[: len(begun) - len(word)]) + word


def _joined(shown: str, blank: str) -> str:
    """The blanks to add where some were shown and the model wants others."""
    if blank.startswith(shown):
        return blank[len(shown) :]
    return blank if "\n" in blank else ""
