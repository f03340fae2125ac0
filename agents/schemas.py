"""JSON Schema of a type, as it is published and as providers are given it."""

from typing import Any

import msgspec


def schema_of(type_: type) -> dict[str, Any]:
    """Self-contained JSON Schema of a Struct."""
    (schema,), definitions = msgspec.json.schema_components([type_], ref_template="#/$defs/{name}")
    name = type_.__name__
    own = definitions.pop(name, schema)
    return {**own, "$defs": definitions} if definitions else own
