"""Serving: uvicorn with this project's options, and a graceful shutdown, which drains first."""

import asyncio
import contextlib
import gc
import resource
import signal
import socket
import sys
import threading
from collections.abc import Iterator, Sequence
from ipaddress import ip_network
from types import FrameType

import uvicorn
from starlette.applications import Starlette
from uvicorn.config import STARTUP_FAILURE

from protocol.errors import CareerPilotError
from server.admission.peers import Peers
from server.app import create_app
from server.http.http_protocol import HTTPProtocol
from server.http.websocket_protocol import WebSocketProtocol
from server.logs import configure, get_logger
from server.process.supervisor import Supervisor
from server.process.system import give_back_memory, heard_by, heard_by_nobody, listen
from server.settings.budgets import cautions
from server.settings.sections import LogSettings, StorageSettings
from server.settings.settings import Settings
from store.errors import EmbeddedFailed
from store.redis.embedded import Embedded

MAX_WEBSOCKET_MESSAGE = 1024 * 1024
"""What the WebSocket library itself refuses; the protocol's own, smaller limit answers politely."""

KEEP_ALIVE_SECONDS = 75
"""Idle HTTP connections are kept longer than nginx keeps them, so that it never uses a dead one."""

REVIVE_SECONDS = 0.5
"""How often a look is taken at whether the embedded Redis still lives."""

MOST_LISTED = 5
"""So many models of another server of this machine are named."""

TAKE = "careerpilot models use NAME takes one; nothing is sent to it before"

log = get_logger(__name__)


class DrainingServer(uvicorn.Server):
    """Drains the app's worker after the last connection was accepted, and before any is closed."""

    def __init__(self, app: Starlette, settings: Settings) -> None:
        super().__init__(_config(app, settings))
        self._app = app
        self._drain_seconds = settings.limits.drain_seconds

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop to listen, drain, then do as uvicorn does."""
        for server in self.servers:
            server.close()
        try:
            await asyncio.wait_for(self._app.state.worker.drain(), self._drain_seconds)
        except TimeoutError:
            log.warning("drain_timed_out", seconds=self._drain_seconds)
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """As uvicorn's, but the signal is not raised again at the end, and no further one heard.

        Either would end this process before what it owns (the embedded Redis) is ended in order.
        """
        heard_by(self.handle_exit)
        try:
            yield
        finally:
            heard_by_nobody()


def _config(app: Starlette, settings: Settings) -> uvicorn.Config:
    stall_s = 2 * settings.sessions.heartbeat_ms / 1000
    proxies = believed(settings.access.proxies)
    peers = Peers(settings.limits.address_connections, proxies)
    return uvicorn.Config(
        app,
        host=settings.listen.host,
        port=settings.listen.port,
        http=HTTPProtocol.limited(stall_s, peers),
        loop="uvloop",
        ws=WebSocketProtocol.limited(settings.limits.frames_per_second, stall_s, peers),
        ws_max_size=MAX_WEBSOCKET_MESSAGE,
        ws_ping_interval=None,
        ws_per_message_deflate=False,
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        forwarded_allow_ips=proxies,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=settings.limits.drain_seconds,
    )


def believed(proxies: Sequence[str]) -> list[str]:
    """These networks, those of IPv4 also as a listener on `::` sees them (RFC 4291 §2.5.5.2)."""
    networks = [ip_network(proxy) for proxy in proxies]
    return [str(network) for network in networks] + [
        f"::ffff:{network.network_address}/{96 + network.prefixlen}"
        for network in networks
        if network.version == 4
    ]


def serve_worker(settings: Settings, listener: socket.socket) -> None:
    """Be one worker on a socket that others may share. Exits where the app cannot be made."""
    _configure_logs(settings.logs)
    try:
        app = create_app(settings)
    except (CareerPilotError, ImportError, OSError) as exc:
        log.error("cannot_start", error=str(exc))  # noqa: TRY400 - what is wrong is not our code
        sys.exit(STARTUP_FAILURE)
    _calm_collector()
    give_back_memory()
    DrainingServer(app, settings).run([listener])


def _configure_logs(logs: LogSettings) -> None:
    configure(logs.form, logs.level, lines_a_minute=logs.lines_a_minute)


def _calm_collector() -> None:
    # What is loaded by now stays: the collector need not look at it again. And a token makes many
    # short-lived objects, so the default of one look per 700 stops the world for nothing.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def serve(settings: Settings, listener: socket.socket | None = None) -> int:
    """Serve until SIGTERM, SIGINT or SIGHUP; returns the exit status.

    Without `redis_url` it runs an embedded Redis, and ends it last. A `listener` that is given is
    bound to where the settings say.
    """
    _configure_logs(settings.logs)
    _raise_file_limit()
    # Until a server or a supervisor takes the signal over, it must still end Redis.
    heard_by(_exit)
    where = settings.listen.url
    try:
        with (
            listener or listen(settings.listen.host, settings.listen.port) as bound,
            _redis(settings.storage) as url,
        ):
            log.info("serving", url=where, workers=settings.listen.workers)
            for caution in cautions(settings):
                log.warning(caution.event, advice=caution.text)
            threading.Thread(target=_notice_models, args=(settings,), daemon=True).start()
            return _serve(settings.with_redis(url), bound)
    except (OSError, EmbeddedFailed) as exc:
        log.error("cannot_serve", url=where, error=str(exc))  # noqa: TRY400 - no bug, so no trace
        return 1
    finally:
        log.info("stopped")


def _notice_models(settings: Settings) -> None:
    """Say which models run on this machine, and whether one that was taken does not."""
    from server.local_models.looking import look, places
    from server.local_models.taking import also, listed, lost, others

    # What has our own port is this server.
    own = settings.listen.port
    where = [place for place in places(settings.models.local_servers) if place.port != own]
    found = look(also(settings.models, where))
    if wrong := lost(settings.models, found):
        log.warning("local_model_lost", error=wrong)
    for one in others(settings.models, found):
        models = listed(one, MOST_LISTED)
        log.info("local_models_found", server=one.title, port=one.port, models=models, advice=TAKE)


def _serve(settings: Settings, listener: socket.socket) -> int:
    if settings.listen.workers > 1:
        return Supervisor(serve_worker, settings, listener).run()
    serve_worker(settings, listener)
    return 0


@contextlib.contextmanager
def _redis(storage: StorageSettings) -> Iterator[str]:
    if storage.redis_url is not None:
        yield storage.redis_url
        return
    embedded = Embedded.start(storage.data_dir)
    stopping = threading.Event()
    watch = threading.Thread(target=_watch, args=(embedded, stopping), daemon=True)
    watch.start()
    try:
        yield embedded.url
    finally:
        heard_by_nobody()
        stopping.set()
        watch.join()
        is_removed = embedded.is_removed
        embedded.stop()
    if is_removed:
        raise EmbeddedFailed(f"{storage.data_dir} was removed, and all sessions with it")


def _watch(embedded: Embedded, stopping: threading.Event) -> None:
    while not stopping.wait(REVIVE_SECONDS):
        if embedded.is_removed:
            log.error("data_dir_removed", action="stopping")
            # In the main thread, or a loop that waits there would not wake.
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGTERM)
            return
        try:
            if embedded.revive():
                log.error("redis_died", action="started again")
        except OSError as exc:
            log.error("redis_died", error=str(exc))  # noqa: TRY400 - no bug, so no trace


def _raise_file_limit() -> None:
    # Each connection is a file; the soft limit of most systems is 1024.
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _exit(number: int, frame: FrameType | None) -> None:
    heard_by_nobody()
    sys.exit(0)
