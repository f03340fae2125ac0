"""The ASGI application: routes, what surrounds them, and the worker behind them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles

from agents.kind.loader import load
from protocol.errors import RemoteProtocolError
from server.admission.admission import Desk
from server.admission.identities import Tokens, load_secret
from server.api.health import Health
from server.api.sessions import Sessions
from server.api.streams.streams import EventsEndpoint, WebSocketEndpoint
from server.http.problems import on_disconnect, on_fault, on_http_error, on_remote_error
from server.http.request_ids import RequestIds
from server.http.security_headers import SecurityHeaders
from server.logs import get_logger
from server.runs.model_service import ModelService
from server.runs.worker import Worker
from server.settings.settings import Settings
from store.store import Store

Handler = Callable[[Request], Awaitable[Response]]

PAGE = Path(__file__).parent / "page"

log = get_logger(__name__)


def create_app(settings: Settings) -> Starlette:
    """The application of one worker process. `settings.storage.redis_url` must be set."""
    kinds = load(settings.sessions.kinds)
    store = Store(
        settings.storage.redis_url or "",
        log_events=settings.sessions.log_events,
        log_ttl_ms=settings.sessions.log_idle_seconds * 1000,
        lease_ms=settings.sessions.lease_ms,
    )
    models = ModelService(settings.models, kinds.values(), store.model_gate)
    worker = Worker(store, kinds, models, settings.sessions.heartbeat_ms)
    tokens = Tokens(
        load_secret(settings.access.secret, settings.storage.data_dir),
        settings.lifetimes.access_token_seconds,
    )
    desk = Desk(worker, tokens, settings)
    app = Starlette(
        routes=_routes(desk, models),
        middleware=[
            Middleware(RequestIds),
            Middleware(SecurityHeaders),
            *_cors(settings.access.origins),
        ],
        exception_handlers={
            RemoteProtocolError: on_remote_error,
            HTTPException: on_http_error,
            ClientDisconnect: on_disconnect,
            Exception: on_fault,
        },
        lifespan=_lifespan,
    )
    app.state.worker = worker
    app.state.models = models
    return app


def _cors(origins: Sequence[str]) -> list[Middleware]:
    """What lets pages of the allowed origins read our answers (the Fetch standard, §3.2)."""
    if not origins:
        return []
    return [
        Middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_credentials=True,
            allow_methods=["GET", "POST", "PATCH", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "Last-Event-ID", "Prefer"],
            expose_headers=["Location", "Retry-After", "X-Request-ID"],
        )
    ]


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    worker: Worker = app.state.worker
    models: ModelService = app.state.models
    try:
        await worker.start()
    except Exception as exc:
        log.error("cannot_start", error=str(exc))  # noqa: TRY400 - uvicorn adds the trace
        raise
    warming = asyncio.get_running_loop().create_task(_warm(models))
    try:
        yield
    finally:
        warming.cancel()
        await asyncio.gather(warming, return_exceptions=True)
        if not worker.draining:
            await worker.drain()
        await models.close()
        await worker.stop()


async def _warm(models: ModelService) -> None:
    """Make ready for the first call of a model, which without this only takes longer."""
    try:
        await models.warm()
    except Exception:
        log.exception("models_not_warmed")


def _routes(desk: Desk, models: ModelService) -> list[Mount]:
    # Apart from the page, so that a wrong method is answered here and not as a missing file.
    return [
        Mount("/v1", routes=_api(desk)),
        Mount("/health", routes=_probes(desk, models)),
        Mount("/", StaticFiles(directory=PAGE, html=True)),
    ]


def _api(desk: Desk) -> list[BaseRoute]:
    sessions = Sessions(desk)
    one = "/sessions/{id}"
    return [
        _resource("/kinds", GET=sessions.kinds),
        _resource("/auth/guest", POST=sessions.guest),
        _resource("/sessions", GET=sessions.list, POST=sessions.create),
        _resource(one, GET=sessions.get, PATCH=sessions.rename, DELETE=sessions.delete),
        _resource(one + "/commands", POST=sessions.command),
        Route(one + "/events", EventsEndpoint(desk)),
        WebSocketRoute(one + "/ws", WebSocketEndpoint(desk)),
    ]


def _probes(desk: Desk, models: ModelService) -> list[BaseRoute]:
    health = Health(desk.worker, models)
    return [
        _resource("/live", GET=health.live),
        _resource("/ready", GET=health.ready),
        _resource("/startup", GET=health.startup),
    ]


def _resource(path: str, **handlers: Handler) -> Route:
    """One path and what handles each of its methods; HEAD is GET without the body."""

    async def endpoint(request: Request) -> Response:
        method = "GET" if request.method == "HEAD" else request.method
        return await handlers[method](request)

    return Route(path, endpoint, methods=list(handlers))
