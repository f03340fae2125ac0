"""Texts of others that go into errors and logs: short, on one line, and without keys."""

import re

MAX_CHARACTERS = 300
GONE = "[removed]"

KEY = r"""(?<![A-Za-z0-9])(?:
      (?:sk[-_]|(?:pk|rk|ak)-)[\w+/-]{6,}         # OpenAI, Anthropic and many who follow them
    | AIza[\w+/-]{10,} | AQ\.[\w.+/-]{10,} | ya29\.[\w.+/-]{10,}  # Google
    | (?:gsk|hf|gh[opsur]|github_pat|xai|nvapi|glpat|pplx)[_-][\w+/-]{10,}
    | A[KS]IA[0-9A-Z]{12,}                       # AWS
    | cp_[0-9A-Za-z]{40,}                        # our own
    )"""
"""How keys of APIs begin that say so (a pattern of re.VERBOSE)."""

_SECRETS = re.compile(
    rf"""
      {KEY}
    | (?<![A-Za-z0-9])eyJ[\w-]{{1,300}}\.[\w+/-]+(?:\.[\w+/-]*)?   # a JWT
    | (?<=://)[^/\s@]+(?=@)                        # user and password in a URL
    | (?i:(?<=bearer\s)|(?<=basic\s)|(?<=[?&]key=))[^\s'"&]+
    | (?<![\w+/-])(?=[\w+/-]*\d)(?=[\w+/-]*[A-Z])(?=[\w+/-]*[a-z])[\w+/-]{{28,}}=*
    | \b[0-9a-fA-F]{{32,}}\b
    | [^\s:'"]{{0,40}}\*{{3,}}[^\s'"]*             # a key that is shown in part
    """,
    re.VERBOSE,
)


def safe(text: str, key: str = "") -> str:
    """The text without `key` and whatever else looks like a secret, at most MAX_CHARACTERS."""
    if key:
        text = text.replace(key, GONE)
    # A secret that is cut in two can't be told from other text: cut generously, look, cut.
    text = " ".join(text[: 8 * MAX_CHARACTERS].split())
    text = _SECRETS.sub(GONE, text)
    return text if len(text) <= MAX_CHARACTERS else text[: MAX_CHARACTERS - 1].rstrip() + "…"
