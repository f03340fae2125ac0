"""How many tokens a text takes, by a rule that needs no vocabulary.

Four ASCII characters make a token, and every other character is one: close for English, more than
is true of most other scripts, so that a text which fits by this rule fits. Only where a provider
counts nothing does an estimate stand for what was used.
"""

import msgspec

from agents.models.provider import Prompt
from agents.models.request import Line, Tool, Usage

ASCII_PER_TOKEN = 4
IMAGE = 1_600
"""Tokens that a picture is taken for: about what the largest that providers don't shrink takes."""
LEAST_PER_TOKEN = 8
"""Characters that hardly any text, of whatever script, has for each of its tokens."""
TURN = 4
"""Tokens that a provider's own marks around a turn take, by and large."""


def estimate(text: str) -> int:
    """About how many tokens the text takes."""
    plain = len(text) if text.isascii() else len(text.encode("ascii", "ignore"))
    return -(-plain // ASCII_PER_TOKEN) + len(text) - plain


def of(prompt: Prompt) -> int:
    """About how many input tokens the prompt takes."""
    fixed = estimate(prompt.system) + estimate(prompt.prefill) + sum(map(of_tool, prompt.tools))
    schema = estimate(msgspec.json.encode(prompt.schema).decode()) if prompt.schema else 0
    return fixed + schema + sum(map(of_line, prompt.turns))


def least(prompt: Prompt) -> int:
    """Input tokens without which the prompt's texts were not all read."""
    lines = (text for line in prompt.turns for text in (line.text, *(r.text for r in line.results)))
    return sum(map(len, (prompt.system, prompt.prefill, *lines))) // LEAST_PER_TOKEN


def of_line(line: Line) -> int:
    """About how many tokens a turn takes, its pictures, calls and results included."""
    calls = sum(estimate(call.name) + estimate(call.arguments) for call in line.calls)
    results = sum(estimate(result.text) for result in line.results)
    return TURN + estimate(line.text) + calls + results + IMAGE * len(line.images)


def of_tool(tool: Tool) -> int:
    """About how many tokens a tool's description takes."""
    schema = msgspec.json.encode(msgspec.json.schema(tool.parameters)).decode()
    return estimate(tool.name) + estimate(tool.description) + estimate(schema)


def usage(prompt: Prompt, said: str, provider: str, model: str) -> Usage:
    """What a call took that the provider did not count: `said` is all that came, reasoning too."""
    return Usage(
        provider=provider,
        model=model,
        input_tokens=of(prompt),
        output_tokens=estimate(said),
        estimated=True,
    )
