"""Characters that a provider cut in two: JSON can hold half of a surrogate pair, UTF-8 can not."""


class Pairs:
    """Joins the halves that come in different deltas; a half that stays alone becomes U+FFFD."""

    __slots__ = ("_half",)

    def __init__(self) -> None:
        self._half = ""

    def feed(self, text: str) -> str:
        """The text so far as it is whole; half a character at its end waits for the next call."""
        if text.isascii() and not self._half:
            return text
        text, self._half = self._half + text, ""
        if text and "\ud800" <= text[-1] <= "\udbff":
            text, self._half = text[:-1], text[-1]
        # UTF-16 puts pairs together, and what it can't decode is no character (Unicode, D76).
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
