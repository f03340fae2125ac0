"""What is private, and belongs in no answer: addresses of mail, telephone and national numbers."""

import re

_PRIVATE = (
    re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}"),
    re.compile(r"(?<!\d)\d{6}[-–]\s?[1-8]\d{6}(?!\d)"),
    re.compile(r"(?<![\d-])(?:\+\d{1,3}[ -]?)?\(?0\d{1,4}\)?[ .-]\d{3,4}[ .-]\d{3,4}(?![\d-])"),
    re.compile(r"(?<![\d-])0\d{3,4}[ .-]\d{6}(?![\d-])"),
    re.compile(r"(?<!\d)010\d{8}(?!\d)|(?<!\d)07\d{9}(?!\d)"),
)


def private(text: str) -> list[str]:
    """What is private in a text, as it stands there, in order."""
    found = [match for pattern in _PRIVATE for match in pattern.finditer(text)]
    return [match.group() for match in sorted(found, key=lambda match: match.start())]
