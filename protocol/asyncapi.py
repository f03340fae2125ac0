"""The WebSocket as an AsyncAPI 3 document (https://www.asyncapi.com/docs/reference)."""

from typing import Any, get_args

from protocol.codec import MAX_CLIENT_FRAME, MAX_SERVER_FRAME
from protocol.commands import ClientFrame
from protocol.errors import CLOSING
from protocol.frames import SUBPROTOCOL, VERSION, ServerFrame

_QUERY = {
    "type": "object",
    "properties": {
        "after": {"type": "integer", "minimum": 0, "description": "The last event's number"},
        "epoch": {"type": "string", "description": "The epoch of that number"},
        "ticket": {"type": "string", "description": "Where no header and no cookie can be sent"},
    },
}


def asyncapi(schemas: dict[str, Any]) -> dict[str, Any]:
    """The document, around the schemas of all types by name."""
    sent, received = _names(ServerFrame), _names(ClientFrame)
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "CareerPilot session protocol",
            "version": str(VERSION),
            "description": "One session's log over a WebSocket. SSE and long-poll carry the same "
            "frames.",
        },
        "defaultContentType": "application/json",
        "channels": {
            "session": {
                "address": "/v1/sessions/{id}/ws",
                "parameters": {"id": {"description": "The session's id, a UUID"}},
                "messages": {
                    name: {"$ref": f"#/components/messages/{name}"}
                    for name in sorted({*sent, *received})
                },
                "bindings": {"ws": {"query": _QUERY}},
            }
        },
        "operations": {
            "sendFrame": _operation("send", sent),
            "receiveFrame": _operation("receive", received),
        },
        "components": {
            "messages": {
                name: {"name": name, "payload": {"$ref": f"#/components/schemas/{name}"}}
                for name in sorted({*sent, *received})
            },
            "schemas": schemas,
        },
        "x-subprotocol": SUBPROTOCOL,
        "x-limits": {"clientFrame": MAX_CLIENT_FRAME, "serverFrame": MAX_SERVER_FRAME},
        "x-close-codes": {
            str(int(code)): {"meaning": meaning, "client": reaction}
            for code, (meaning, reaction) in CLOSING.items()
        },
    }


def _names(union: Any) -> list[str]:
    return [member.__name__ for member in get_args(union)]


def _operation(action: str, names: list[str]) -> dict[str, Any]:
    """An operation as the server does it."""
    return {
        "action": action,
        "channel": {"$ref": "#/channels/session"},
        "messages": [{"$ref": f"#/channels/session/messages/{name}"} for name in names],
    }
