"""The ASGI application: wiring of the API modules, what surrounds them, the worker behind them."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from agents.kind.loader import load
from agents.kind.services import Services
from protocol.errors import RemoteProtocolError
from server.admission.admission import Admission
from server.admission.connections import Connections
from server.admission.identities import Identities
from server.admission.key_ring import KeyRing
from server.admission.newcomers import Newcomers
from server.admission.reads import Reads
from server.admission.tokens import Tokens, load_secret
from server.api import auth, commands, events, health, kinds, sessions, websocket
from server.followers.unfolding import Unfolding
from server.http.hosts import Hosts
from server.http.problems import Faults, on_disconnect, on_http_error, on_remote_error
from server.http.request_ids import RequestIds
from server.http.schemes import Schemes
from server.http.security_headers import SecurityHeaders
from server.logs import get_logger
from server.runs.helper import Helper
from server.runs.library_service import MARGIN_S, LibraryService
from server.runs.model_service import ModelService
from server.runs.worker import Worker
from server.settings.sections import QuotaSettings
from server.settings.settings import Settings
from server.streams.stream import StreamContext
from store.keys import use_prefix
from store.quotas.types import Limits
from store.store import Store

PAGE = Path(__file__).parent / "page"

log = get_logger(__name__)


def create_app(settings: Settings) -> Starlette:
    """The application of one worker process. `settings.storage.redis_url` must be set."""
    loaded = load(settings.sessions.kinds)
    use_prefix(settings.storage.key_prefix)
    store = Store(
        settings.storage.redis_url or "",
        log_events=settings.sessions.log_events,
        log_ttl_ms=settings.sessions.log_idle_seconds * 1000,
        lease_ms=settings.sessions.lease_ms,
        limits=_limits(settings.quotas),
    )
    helper = Helper(loaded, settings.sessions.kinds, settings.sessions.rule_seconds)
    models = ModelService(settings.models, loaded.values(), store.model_gate, helper)
    library = LibraryService(store.holdings, settings.reading.seconds + MARGIN_S)
    services = Services(model=models, library=library, compute=helper)
    worker = Worker(
        store,
        loaded,
        services,
        settings.sessions.heartbeat_ms,
        settings.quotas.full_percent / 100,
    )
    secret = load_secret(settings.access.secret, settings.storage.data_dir)
    tokens = Tokens(
        KeyRing(secret, settings.access.old_secrets),
        settings.lifetimes.access_token_seconds,
        settings.lifetimes.guest_seconds,
    )
    app = Starlette(
        routes=_routes(worker, models, tokens, settings),
        middleware=[
            Middleware(Schemes, url=settings.access.url),
            Middleware(RequestIds),
            Middleware(SecurityHeaders),
            Middleware(Hosts, names=_names(settings)),
            *_cors(settings.access.origins),
            Middleware(Faults),
        ],
        exception_handlers={
            RemoteProtocolError: on_remote_error,
            HTTPException: on_http_error,
            ClientDisconnect: on_disconnect,
        },
        lifespan=_lifespan,
    )
    app.state.worker = worker
    app.state.models = models
    app.state.helper = helper
    return app


def _limits(quotas: QuotaSettings) -> Limits:
    """What the store is to hold sessions and users to."""
    return Limits(**{name: getattr(quotas, name) for name in Limits.__struct_fields__})


def _names(settings: Settings) -> set[str]:
    """By which names the server is called: those that are set, one to listen on among them."""
    access = settings.access
    named = {urlsplit(access.url).hostname or ""} if access.url else set()
    return named | {*access.hosts, settings.listen.host.lower()}


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
        await app.state.helper.stop()


async def _warm(models: ModelService) -> None:
    """Make ready for the first call of a model, which without this only takes longer."""
    try:
        await models.warm()
    except Exception:
        log.exception("models_not_warmed")


def _routes(
    worker: Worker, models: ModelService, tokens: Tokens, settings: Settings
) -> list[Mount]:
    """Every resource. Each API module gets the parts that it needs, and none of the others."""
    limits, lifetimes = settings.limits, settings.lifetimes
    newcomers = Newcomers(worker.store.rate_limits, limits)
    identities = Identities(tokens, settings.access, lifetimes, newcomers)
    admission = Admission(worker, limits, lifetimes.guest_session_seconds, models.guest_providers)
    reads = Reads(limits)
    streams = StreamContext(
        worker.tails,
        worker.store,
        Unfolding(),
        Connections(worker, limits),
        settings.sessions.heartbeat_ms,
    )
    api = [
        *kinds.routes(worker.kinds.values()),
        *auth.routes(identities),
        *sessions.routes(identities, admission, reads, streams, worker.store),
        *commands.routes(identities, admission),
        *events.routes(identities, reads, streams),
        *websocket.routes(identities, admission, streams),
    ]
    # Apart from the page, so that a wrong method is answered here and not as a missing file.
    return [
        Mount("/v1", routes=api),
        Mount("/health", routes=health.routes(worker, models)),
        Mount("/", StaticFiles(directory=PAGE, html=True)),
    ]
