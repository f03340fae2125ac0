"""The résumé in a result as JSON Resume 1.0, as its schema has it.

What does not fit the schema is left out: whoever opens the file relies on it. The schema is that of
the package @jsonresume/schema 1.3.1 (MIT; https://github.com/jsonresume/jsonresume.org).
"""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

import msgspec

SCHEMA = "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json"
VERSION = "v1.0.0"

_TYPES: Mapping[str, type] = {"object": dict, "array": list, "string": str}
_MISFIT = object()


def json_resume(resume: Mapping[str, Any], day: str) -> bytes:
    """The file of a résumé that was last changed on that day (YYYY-MM-DD)."""
    own = fitting(resume)
    found = {"$schema": SCHEMA} | own
    found["meta"] = own.get("meta", {}) | {"version": VERSION, "lastModified": f"{day}T00:00:00"}
    return msgspec.json.format(msgspec.json.encode(found), indent=2) + b"\n"


def fitting(resume: Mapping[str, Any]) -> dict[str, Any]:
    """What of a résumé fits the schema."""
    found = _fitting(dict(resume), schema())
    return found if isinstance(found, dict) else {}


@cache
def schema() -> Mapping[str, Any]:
    """The JSON Schema (draft 7)."""
    source = files("server.exports").joinpath("data").joinpath("json_resume.json")
    found: Mapping[str, Any] = msgspec.json.decode(source.read_bytes())
    return found


def _fitting(value: Any, form: Mapping[str, Any]) -> Any:
    """The value as far as it fits; _MISFIT where it does not."""
    if "$ref" in form:
        form = schema()["definitions"][form["$ref"].rpartition("/")[2]]
    if value is None or not isinstance(value, _TYPES.get(form.get("type", ""), object)):
        return _MISFIT
    if isinstance(value, dict):
        parts = form.get("properties", {})
        found = {str(name): _fitting(one, parts.get(name, {})) for name, one in value.items()}
        return {name: one for name, one in found.items() if one is not _MISFIT}
    if isinstance(value, list):
        items = [_fitting(one, form.get("items", {})) for one in value]
        return [one for one in items if one is not _MISFIT]
    return value if not isinstance(value, str) or _is_text(value, form) else _MISFIT


def _is_text(text: str, form: Mapping[str, Any]) -> bool:
    if "pattern" in form and not re.fullmatch(form["pattern"].strip("^$"), text):
        return False
    match form.get("format"):
        case "uri":
            return _is_uri(text)
        case "email":
            return re.fullmatch(r"[^@\s]{1,64}@[^@\s]{1,255}", text) is not None
    return True


def _is_uri(text: str) -> bool:
    """Whether it is an address with its scheme (RFC 3986)."""
    if re.fullmatch(r"[!#-;=?-\[\]_a-z~%]{1,2000}", text, re.IGNORECASE) is None:
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return bool(parts.scheme and (parts.netloc or parts.path))
