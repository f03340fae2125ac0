"""Characters that a provider cut in two: JSON can hold half of a surrogate pair, UTF-8 can not."""


def joined(half: str, text: str) -> tuple[str, str]:
    """The `half` that the last delta ended in and the `text` of this one, so far as that is whole.

    And the half that it ends in, if it does, for the next. One that stays alone becomes U+FFFD.
    With no half, ASCII comes out as it is: it need not be asked about.
    """
    text, half = half + text, ""
    if text and "\ud800" <= text[-1] <= "\udbff":
        text, half = text[:-1], text[-1]
    # UTF-16 puts pairs together, and what it can't decode is no character (Unicode, D76).
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"), half


def whole(text: str) -> str:
    """The text with each half that has no other half become U+FFFD."""
    text, half = joined("", text)
    return text + "\ufffd" if half else text
