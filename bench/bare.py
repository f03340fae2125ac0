"""The yardstick: the least WebSocket app that streams the same tokens, and keeps no log.

Same uvicorn settings as CareerPilot, one AG-UI-like event in one frame per token.
"""

import argparse

import msgspec
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from bench.pace import paced


class Order(msgspec.Struct, rename="camel"):
    """What a client asks for on a connection."""

    tokens: int
    per_second: float


class Content(msgspec.Struct, rename="camel", tag_field="type", tag="TEXT_MESSAGE_CONTENT"):
    """Looks like AG-UI's event of this name."""

    message_id: str
    delta: str


_encode = msgspec.json.Encoder().encode
_END = '{"type":"RUN_FINISHED"}'


def _frame(token: str) -> str:
    return _encode(Content("c1.1", token)).decode()


async def pulse(websocket: WebSocket) -> None:
    """Stream what each incoming frame orders, token by token."""
    await websocket.accept()
    await websocket.send_text('{"type":"welcome"}')
    async for text in websocket.iter_text():
        order = msgspec.json.decode(text, type=Order)
        async for frame in paced(order.tokens, order.per_second, _frame, _END):
            await websocket.send_text(frame)


async def ready(request: Request) -> PlainTextResponse:
    """Answer the question whether the app is up."""
    return PlainTextResponse("ok")


app = Starlette(routes=[Route("/ready", ready), WebSocketRoute("/pulse", pulse)])


def main() -> None:
    """Serve on 127.0.0.1 until a signal comes."""
    parser = argparse.ArgumentParser(prog="bench.bare")
    parser.add_argument("--port", type=int, required=True)
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=parser.parse_args().port,
        loop="uvloop",
        http="httptools",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        ws_ping_interval=None,
        access_log=False,
        log_level="warning",
        backlog=8192,
    )


if __name__ == "__main__":
    main()
