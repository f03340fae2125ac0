"""`careerpilot read`: what a machine reads in a file, and what of it it understands."""

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from agents.reading.errors import ReadingError
from server.reading.sandbox import Reading, Sandbox
from server.settings.sections import ReadingSettings


async def read_file(path: Path, settings: ReadingSettings) -> Reading:
    """What stands in a file, with its facts as of today. Raises ReadingError and OSError."""
    with path.open("rb") as file:
        data = file.read(settings.bytes + 1)
    sandbox = Sandbox(settings)
    try:
        today = dt.datetime.now(dt.UTC).date()
        return await sandbox.read("", data, name=path.name, today=today)
    finally:
        await sandbox.stop()


def document(reading: Reading) -> bytes:
    """All of it, as JSON."""
    found = msgspec.to_builtins(reading.document)
    return msgspec.json.encode(found | {"facts": msgspec.to_builtins(reading.facts)})


def refusal(error: ReadingError) -> bytes:
    """Why there is nothing, as JSON."""
    return msgspec.json.encode({"error": {"code": error.code, "message": str(error)}})


def report(reading: Reading) -> Iterator[str]:
    """All of it, as lines for people: what is read, what is known of it, and warnings."""
    found = reading.document
    yield found.text
    yield ""
    yield f"Type: {found.media_type}"
    if found.pages is not None:
        yield f"Pages: {found.pages}"
    if found.builder:
        yield f"Made by: {found.builder}"
    if found.tagged is not None:
        yield f"Tagged for screen readers: {'yes' if found.tagged else 'no'}"
    for link in found.links:
        yield f"Link: {link}"
    yield ""
    yield from entries(msgspec.to_builtins(reading.facts))
    for warning in found.warnings:
        yield ""
        yield f"Warning ({warning.code}): {warning.message}"
        yield from (f"  “{quote}”" for quote in warning.quotes or ())


def entries(facts: Mapping[str, Any]) -> Iterator[str]:
    """What is known of something, as lines for people."""
    for name, value in facts.items():
        if isinstance(value, list):
            yield f"{name}: {'' if value else '–'}".rstrip()
            yield from (f"  - {_told(item)}" for item in value)
        else:
            yield f"{name}: {_told(value)}"


def _told(value: Any) -> str:
    if isinstance(value, dict):
        parts = (f"{name} {_told(part)}" for name, part in value.items() if part not in (None, []))
        return "; ".join(parts)
    if isinstance(value, list):
        return " | ".join(map(_told, value))
    return "–" if value is None else str(value)
