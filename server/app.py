"""The ASGI application: wiring of the API modules, what surrounds them, the worker behind them."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect
from starlette.routing import BaseRoute, Mount

from agents.kind.loader import load
from agents.kind.services import NoWeb, Services, Web
from agents.postings.finding import WebPostings
from protocol.asyncapi import asyncapi
from protocol.errors import RemoteProtocolError
from protocol.schema import definitions
from server.accounts.attempts import Attempts
from server.accounts.changes import TICK_S, Changes
from server.accounts.deletion import Deletion, credentials
from server.accounts.logins import Logins
from server.accounts.moving import Moving
from server.accounts.passwords import Passwords
from server.accounts.profiles import Profiles
from server.accounts.sign_in import SignIn
from server.accounts.take_out import TakeOut
from server.admission.admission import Admission
from server.admission.api_keys import ApiKeys
from server.admission.connections import Connections
from server.admission.credentials import API_KEY_FIELD
from server.admission.identities import Identities, Ways
from server.admission.issuers import Issuers
from server.admission.key_ring import KeyRing
from server.admission.newcomers import Newcomers
from server.admission.reads import Reads
from server.admission.recording import Recorder
from server.admission.tickets import Tickets
from server.admission.tokens import Tokens, load_secret
from server.api import (
    applications,
    auth,
    commands,
    documents,
    events,
    exports,
    health,
    items,
    jobs,
    keys,
    kinds,
    leaving,
    me,
    openapi,
    practice,
    resumes,
    runs,
    sessions,
    texts,
    tickets,
    usage,
    websocket,
)
from server.audit import Audit
from server.fetching.door import Door
from server.followers.unfolding import Unfolding
from server.holdings.holdings import SEEING_S, patience_ms
from server.http.hosts import Hosts
from server.http.languages import Languages
from server.http.operations import LIMIT_LEFT, LIMIT_POLICY, SCHEMAS
from server.http.problems import Faults, on_disconnect, on_http_error, on_remote_error
from server.http.request_ids import HEADER as REQUEST_ID
from server.http.request_ids import RequestIds
from server.http.schemes import Schemes
from server.http.security_headers import SecurityHeaders
from server.http.uploads import Pace
from server.intake.files import Files
from server.intake.keeper import Keeper
from server.intake.readings import Readings
from server.intake.saving import ApplicationSaver, JobSaver, ResumeSaver
from server.intake.scans import Scans
from server.intake.shelf import Intake
from server.intake.uploads import Uploads
from server.limits.items import ItemLimit
from server.limits.limits import Limits
from server.limits.standing import RateLimitFields
from server.logs import get_logger
from server.page_files import PageFiles
from server.practice.keeping import PracticeKeeper
from server.reading.sandbox import Sandbox
from server.reference.openapi import RETRY_AFTER, served
from server.reference.openapi import openapi as described
from server.runs.application_service import ApplicationService
from server.runs.asked_service import AskedService
from server.runs.helper import Helper
from server.runs.library_service import MARGIN_S, LibraryService
from server.runs.model_service import ModelService
from server.runs.practice_service import PracticeService
from server.runs.tickers import Ticker
from server.runs.worker import Worker
from server.settings.plans import default_plans
from server.settings.sections import QuotaSettings
from server.settings.settings import Settings
from server.streams.stream import StreamContext
from server.usage.ledger import UsageLedger
from server.usage.quota import UsageQuota
from store.keys import use_prefix
from store.quotas.types import Limits as Quotas
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
        limits=_quotas(settings.quotas),
        guest_ms=settings.lifetimes.guest_seconds * 1000,
    )
    helper = Helper(loaded, settings.sessions.kinds, settings.sessions.rule_seconds)
    models = ModelService(
        settings.models,
        loaded.values(),
        store.model_gate,
        helper,
        settings.limits.plans,
        UsageLedger(store.usage),
    )
    sandbox = Sandbox(settings.reading)
    keeper = Keeper(
        store.holdings,
        store.asked,
        lambda: worker.durability.full,
        settings.lifetimes.guest_seconds,
        patience_ms(settings.reading.seconds),
        store.owners.of,
    )
    saver = ResumeSaver(keeper, sandbox)
    library = LibraryService(
        store.holdings,
        settings.reading.seconds + SEEING_S + MARGIN_S,
        saver.save,
        JobSaver(keeper).save,
    )
    asked = AskedService(store)
    practised = PracticeKeeper(store.practice, lambda: worker.durability.full)
    web = _web(settings, store)
    services = Services(
        model=models,
        library=library,
        asked=asked,
        practice=PracticeService(practised, store.sessions, settings.lifetimes.guest_seconds),
        applications=ApplicationService(ApplicationSaver(keeper)),
        web=web,
        postings=WebPostings(web, helper),
        answers=models.answers,
        compute=helper,
        judges=settings.models.judges,
    )
    table = settings.limits.plans or default_plans()
    quota = UsageQuota(store.usage, {name: plan.quota for name, plan in table.items()})
    plans = Limits(store.rate_limits, settings.limits, quota)
    for kind in sorted(
        {kind for plan in plans.plans.values() for kind in plan.starts} - set(loaded)
    ):
        log.warning("limit_of_no_kind", row=f"starts.{kind}", known=sorted(loaded))
    guest_s = settings.lifetimes.guest_seconds
    end = partial(store.accounts.end_guest, ttl_ms=guest_s * 1000)
    moving = Moving(store, guest_s, end, [store.usage.move])
    deletion = Deletion(
        store,
        [credentials(store), store.usage.forget, store.audit.forget, store.rate_limits.forget],
        settings.models.usage_days,
    )
    worker = Worker(
        store,
        loaded,
        services,
        settings.sessions.heartbeat_ms,
        settings.quotas.full_percent / 100,
        ItemLimit(plans),
        {
            "moving": moving.finish,
            "parting": deletion.finish,
            "newcomers": store.keeping.finish,
        },
    )
    secret = load_secret(settings.access.secret, settings.storage.data_dir)
    tokens = Tokens(
        KeyRing(secret, settings.access.old_secrets),
        settings.lifetimes.access_token_seconds,
        settings.lifetimes.guest_seconds,
        settings.accounts.token_seconds,
        settings.accounts.login_seconds,
    )
    changes = Changes(store.accounts)
    passwords = Passwords(settings.accounts)
    readings = Readings(keeper, settings.reading.seconds, settings.uploads.patience_seconds)
    audit = Audit(store.audit, settings.audit.events, guest_s * 1000)
    routes = _routes(
        worker,
        helper,
        models,
        tokens,
        settings,
        sandbox,
        readings,
        practised,
        changes,
        passwords,
        audit,
        plans,
        quota,
        moving,
        deletion,
    )
    app = Starlette(
        routes=routes,
        middleware=[
            Middleware(Schemes, url=settings.access.url),
            Middleware(RequestIds),
            Middleware(Languages),
            Middleware(SecurityHeaders),
            Middleware(RateLimitFields),
            Middleware(Hosts, names=_names(settings)),
            *_cors(settings.access.origins, routes),
            Middleware(Faults),
        ],
        exception_handlers={
            RemoteProtocolError: on_remote_error,
            HTTPException: on_http_error,
            ClientDisconnect: on_disconnect,
        },
        lifespan=_lifespan,
    )
    app.state.audit = audit
    app.state.worker = worker
    app.state.models = models
    app.state.helper = helper
    app.state.sandbox = sandbox
    app.state.readings = readings
    app.state.deletion = deletion
    app.state.passwords = passwords
    beat_s = min(TICK_S, settings.sessions.heartbeat_ms / 2000)
    app.state.hearing = Ticker("accounts", beat_s, changes.look)
    return app


def _web(settings: Settings, store: Store) -> Web:
    """The door to the web, unless it is to stay shut."""
    if not settings.fetching.enabled:
        return NoWeb()
    return Door(settings.fetching, store.pages, store.rate_limits, settings.access.url)


def _quotas(quotas: QuotaSettings) -> Quotas:
    """What the store is to hold sessions and users to."""
    return Quotas(**{name: getattr(quotas, name) for name in Quotas.__struct_fields__})


def _names(settings: Settings) -> set[str]:
    """By which names the server is called: those that are set, one to listen on among them."""
    access = settings.access
    named = {urlsplit(access.url).hostname or ""} if access.url else set()
    return named | {*access.hosts, settings.listen.host.lower()}


def _cors(origins: Sequence[str], routes: Sequence[BaseRoute]) -> list[Middleware]:
    """What lets pages of the allowed origins read our answers (the Fetch standard, §3.2).

    They may do all that routes declare, and read what these say in an answer's head.
    """
    if not origins:
        return []
    declared = list(served(routes))
    answers = [answer for one in declared for answer in one.operation.answers]
    return [
        Middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_credentials=True,
            allow_methods=sorted({one.method for one in declared}),
            allow_headers=sorted(
                {"Authorization", "Content-Type", API_KEY_FIELD}
                | {field.name for one in declared for field in one.operation.headers}
            ),
            expose_headers=sorted(
                {REQUEST_ID, RETRY_AFTER.name, LIMIT_POLICY.name, LIMIT_LEFT.name}
                | {field.name for answer in answers for field in answer.headers}
            ),
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
    app.state.hearing.start()
    try:
        yield
    finally:
        warming.cancel()
        await asyncio.gather(warming, return_exceptions=True)
        if not worker.draining:
            await worker.drain()
        await app.state.deletion.stop()
        await app.state.hearing.stop()
        app.state.passwords.close()
        await app.state.readings.stop()
        await app.state.sandbox.stop()
        await models.close()
        await app.state.audit.close()
        await worker.stop()
        await app.state.helper.stop()


async def _warm(models: ModelService) -> None:
    """Make ready for the first call of a model, which without this only takes longer."""
    try:
        await models.warm()
    except Exception:
        log.exception("models_not_warmed")


def _routes(
    worker: Worker,
    helper: Helper,
    models: ModelService,
    tokens: Tokens,
    settings: Settings,
    sandbox: Sandbox,
    readings: Readings,
    practised: PracticeKeeper,
    changes: Changes,
    passwords: Passwords,
    recorder: Recorder,
    plans: Limits,
    quota: UsageQuota,
    moving: Moving,
    deletion: Deletion,
) -> list[BaseRoute]:
    """Every resource. Each API module gets the parts that it needs, and none of the others."""
    limits, lifetimes = settings.limits, settings.lifetimes
    store = worker.store
    newcomers = Newcomers(store.rate_limits, limits)
    ways = Ways(
        ApiKeys(
            store.api_keys,
            store.rate_limits,
            settings.sessions.heartbeat_ms / 1000,
            note=lambda key: store.accounts.note(f"key {key}"),
        ),
        Tickets(store.tickets),
        Issuers(settings.access.issuers),
    )
    identities = Identities(tokens, settings.access, lifetimes, newcomers, ways, recorder, changes)
    logins = Logins(store.accounts, store.logins, tokens, settings.accounts, recorder)
    sign_in = SignIn(
        store.accounts,
        store.keeping,
        logins,
        passwords,
        Attempts(store.rate_limits, settings.accounts),
        newcomers,
        recorder=recorder,
        mover=moving,
        takes_new=settings.accounts.sign_up,
        guest_s=lifetimes.guest_seconds,
    )
    admission = Admission(
        worker, limits, lifetimes.guest_session_seconds, models.guest_providers, plans
    )
    reads = Reads(limits)
    streams = StreamContext(
        worker.tails,
        store,
        Unfolding(),
        Connections(worker, limits, plans.plans),
        settings.sessions.heartbeat_ms,
        changes,
    )
    uploads = settings.uploads
    pace = Pace(uploads.pace_bytes, uploads.pace_seconds, uploads.seconds)
    files = Files(settings.reading.bytes, pace)
    intake = Intake(identities, reads, Uploads(uploads, limits, plans.plans), files, readings)
    scans = Scans(sandbox, models, uploads)
    api = [
        *kinds.routes(worker.kinds.values(), helper.warm, models.answerers()),
        *texts.routes(),
        *auth.routes(identities, sign_in, logins),
        *me.routes(identities, reads, Profiles(store.accounts)),
        *keys.routes(identities, reads, ways.api_keys, recorder),
        *tickets.routes(identities, reads, ways.tickets),
        *sessions.routes(identities, admission, reads, streams, store, worker.kinds.values()),
        *items.routes(identities, reads, store),
        *commands.routes(identities, admission),
        *runs.routes(identities, reads, store),
        *exports.routes(identities, reads, store, worker.kinds.values(), helper),
        *events.routes(identities, reads, streams),
        *resumes.routes(intake, scans),
        *documents.routes(intake, scans, uploads),
        *jobs.routes(intake),
        *applications.routes(intake, store.sessions),
        *practice.routes(intake, practised),
        *usage.routes(identities, reads, store.usage, quota, plans),
        *leaving.routes(
            identities,
            reads,
            deletion,
            TakeOut(store, worker.kinds.values(), helper),
            sign_in,
            recorder,
        ),
        *websocket.routes(identities, admission, streams),
    ]
    published = openapi.Documents()
    # Apart from the page, so that a wrong method is answered here and not as a missing file.
    routes: list[BaseRoute] = [
        Mount("/v1", routes=api),
        Mount("/health", routes=health.routes(worker, models)),
        *openapi.routes(published),
    ]
    wire = definitions(SCHEMAS)
    published.publish(
        openapi=described(routes, worker.kinds.values(), wire), asyncapi=asyncapi(wire)
    )
    return [*routes, Mount("/", PageFiles(PAGE))]
