"""docs/frames.md: every frame and its fields."""

from typing import get_args

from protocol.codec import MAX_CLIENT_FRAME, MAX_SERVER_FRAME
from protocol.commands import Command
from protocol.frames import SUBPROTOCOL, VERSION, ServerFrame
from protocol.schema import definitions
from server.reference.markdown import head, said
from server.reference.schema_table import table

ON_FRAMES = f"""\
Version {VERSION}; subprotocol `{SUBPROTOCOL}`. A server frame stays under
{MAX_SERVER_FRAME >> 10} KiB unless one event alone is larger; a client frame may have
{MAX_CLIENT_FRAME >> 10} KiB. `ping` and `pong` go both ways. [PROTOCOL.md](PROTOCOL.md) says when
each frame is sent; [protocol.schema.json](protocol.schema.json) has the same as JSON Schema, events
included."""


def frames() -> str:
    """Every frame and its fields."""
    schemas = definitions()
    parts = [head("Frames", "protocol/frames.py and protocol/commands.py"), ON_FRAMES]
    for title, union in (("Server to client", ServerFrame), ("Client to server", Command)):
        parts.append(f"## {title}")
        for frame in get_args(union):
            fields = table(schemas[frame.__name__], schemas, frozenset({"type"}))
            parts += [f"### {frame.__struct_config__.tag}", said(frame), fields]
    return "\n\n".join(parts) + "\n"
