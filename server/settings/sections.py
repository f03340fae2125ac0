"""The table of all settings, in sections: each consumer gets its own section, and not the others.

Every name, type, default and explanation stands here; the checks, `careerpilot doctor` and
docs/settings.md come from it, in this order.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from agents.models.request import Subscription, Tier
from server.settings import parsers
from server.settings.parsers import MIB, MIN_SECRET, choice, odd, quota, whole
from server.settings.providers import ProviderSettings
from server.settings.table import HOME, setting

if TYPE_CHECKING:
    from agents.gateway.policy import Breaker
    from agents.gateway.routes import Route
    from agents.models.prices import Price
    from server.settings.issuers import Issuer
    from server.settings.plans import Plans

Form = Literal["auto", "json", "text"]


@dataclass(frozen=True, kw_only=True)
class StorageSettings:
    """Where everything is kept."""

    redis_url: str | None = setting(
        "REDIS_URL", None, parsers.redis_url,
        "redis://HOST, rediss://HOST, unix:///PATH, redis+sentinel://HOSTS/SERVICE or "
        "redis+cluster://HOSTS",
        "The Redis or Valkey (6.2 or newer) that keeps everything. "
        "Without it `careerpilot serve` runs one of its own in the data directory.",
        secret=True,
    )  # fmt: skip
    data_dir: Path = setting(
        "CAREERPILOT_DATA_DIR", HOME / ".local/share/careerpilot", parsers.directory, "a directory",
        "Where the embedded Redis and the generated secret are kept.",
    )  # fmt: skip
    key_prefix: str = setting(
        "CAREERPILOT_KEY_PREFIX", "", parsers.key_prefix, "letters, digits and . _ : / -",
        "What all keys and channels in Redis begin with, the same on all machines of a deployment. "
        "Deployments that share one Redis need different ones. With another, what was stored "
        "before is not found.",
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class ListenSettings:
    """Where a machine serves, and with how many processes."""

    host: str = setting(
        "CAREERPILOT_HOST", "127.0.0.1", parsers.host, "a host name or an address",
        "The address to listen on.",
    )  # fmt: skip
    port: int = setting("CAREERPILOT_PORT", 8000, *whole(1, 65535), "The port to listen on.")
    workers: int = setting(
        "CAREERPILOT_WORKERS", 1, *whole(1, 256),
        "Worker processes on this machine. One per core is a good number.",
    )  # fmt: skip

    @property
    def url(self) -> str:
        """Where the server is, seen from this machine; no slash at the end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"


@dataclass(frozen=True, kw_only=True)
class AccessSettings:
    """Who may call, and by which name: tokens, pages and proxies that are trusted, guests."""

    secret: str | None = setting(
        "CAREERPILOT_SECRET", None, parsers.long_text, f"at least {MIN_SECRET} characters",
        "Signs access tokens; the same on every machine. Needed together with REDIS_URL. "
        "Without it one is made once and kept in the data directory.",
        secret=True,
    )  # fmt: skip
    old_secrets: tuple[str, ...] = setting(
        "CAREERPILOT_OLD_SECRETS", (), parsers.long_texts,
        f"texts of at least {MIN_SECRET} characters, by commas",
        "Secrets before that one: tokens that they signed stay valid until they run out, and are "
        "renewed with the new one.",
        secret=True,
    )  # fmt: skip
    url: str | None = setting(
        "CAREERPILOT_URL", None, parsers.origin, "an origin such as https://example.com",
        "Where people find the server: the origin of its own pages. Requests to that name are "
        "answered, and count as made over TLS where it begins with https.",
    )  # fmt: skip
    hosts: tuple[str, ...] = setting(
        "CAREERPILOT_HOSTS", (), parsers.host_names,
        "names such as pilot.example.com or *.example.com, by commas",
        "Further names by which the server is called. Requests to others get 421, but for "
        "localhost and IP addresses, which are always answered.",
    )  # fmt: skip
    origins: tuple[str, ...] = setting(
        "CAREERPILOT_ORIGINS", (), parsers.origins,
        "origins such as https://example.com, by commas",
        "Origins of pages, besides the server's own, that may use the cookie.",
    )  # fmt: skip
    proxies: tuple[str, ...] = setting(
        "CAREERPILOT_PROXIES", ("127.0.0.1", "::1"), parsers.networks,
        "addresses or networks such as 10.0.0.0/8, by commas",
        "Proxies whose X-Forwarded-For and X-Forwarded-Proto are believed.",
    )  # fmt: skip
    issuers: "tuple[Issuer, ...]" = setting(
        "CAREERPILOT_ISSUERS", (), parsers.issuers, "a JSON list of issuers (docs/keys.md)",
        "Others whose access tokens are believed, as Supabase's: each with its name, its audience, "
        "a shared secret or the address of its keys, the algorithms that are allowed, a pattern of "
        "its subjects, and the plan of its users.",
        secret=True,
    )  # fmt: skip
    guests: bool = setting(
        "CAREERPILOT_GUESTS", True, parsers.flag, "true or false",
        "Whether somebody without an account may start sessions.",
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class SessionSettings:
    """Which kinds of session there are, and what is kept and heard of each."""

    kinds: tuple[str, ...] = setting(
        "CAREERPILOT_KINDS", (), parsers.names, "names of Python modules, by commas",
        "Modules with further kinds of session.",
    )  # fmt: skip
    rule_seconds: float = setting(
        "CAREERPILOT_RULE_SECONDS", 5.0, parsers.seconds, "seconds",
        "The longest that a rule of the offline model, or a check of an answer, may take where it "
        "has a long text to look through. It is then stopped, and its run ends in `timed_out`.",
    )  # fmt: skip
    heartbeat_ms: int = setting(
        "CAREERPILOT_HEARTBEAT_MS", 20_000, *whole(100, 300_000),
        "Milliseconds without traffic after which the server sends a ping. "
        "Twice that without an answer closes the connection.",
    )  # fmt: skip
    lease_ms: int = setting(
        "CAREERPILOT_LEASE_MS", 3000, *whole(300, 60_000),
        "Milliseconds after which a session is another worker's when its own is heard of no more. "
        "It is renewed three times in that time: a worker that stands still for as long loses its "
        "runs. The same on every machine.",
    )  # fmt: skip
    log_events: int = setting(
        "CAREERPILOT_LOG_EVENTS", 2000, *whole(100, 100_000),
        "Events that a session's log keeps; who is further behind gets a snapshot.",
    )  # fmt: skip
    log_idle_seconds: int = setting(
        "CAREERPILOT_LOG_IDLE_SECONDS", 3600, *whole(60, 31_536_000),
        "Seconds after its last run at which a session drops its log. "
        "Its messages and its state stay.",
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class LifetimeSettings:
    """How long a guest and an access token last."""

    guest_session_seconds: int = setting(
        "CAREERPILOT_GUEST_SESSION_SECONDS", 604_800, *whole(60, 31_536_000),
        "Seconds after its last run at which a guest's session is deleted, unless somebody is "
        "connected to it.",
    )  # fmt: skip
    access_token_seconds: int = setting(
        "CAREERPILOT_ACCESS_TOKEN_SECONDS", 604_800, *whole(10, 31_536_000),
        "Seconds that an access token is valid. A guest's may be renewed, by POST /v1/auth/guest, "
        "until CAREERPILOT_GUEST_SESSION_SECONDS after its end.",
    )  # fmt: skip
    guest_seconds: int = setting(
        "CAREERPILOT_GUEST_SECONDS", 7_776_000, *whole(60, 315_360_000),
        "Seconds after their first sign-in at which a guest ends: no token is renewed any longer.",
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class QuotaSettings:
    """How much is kept, in things and in bytes of Redis' memory; 0 is no limit."""

    session_bytes: int = setting(
        "CAREERPILOT_SESSION_BYTES", 67_108_864, *quota(4 * MIB),
        "Bytes that one session may take, its log included. Then it takes no more commands, and a "
        "run that goes on ends in `session_full`.",
    )  # fmt: skip
    inbox_bytes: int = setting(
        "CAREERPILOT_INBOX_BYTES", 16_777_216, *quota(MIB),
        "Bytes of commands that may wait in one session.",
    )  # fmt: skip
    guest_sessions: int = setting(
        "CAREERPILOT_GUEST_SESSIONS", 200, *quota(1), "Sessions that one guest may have.",
    )  # fmt: skip
    guest_bytes: int = setting(
        "CAREERPILOT_GUEST_BYTES", 134_217_728, *quota(MIB),
        "Bytes that all that one guest has, sessions included, may take.",
    )  # fmt: skip
    user_sessions: int = setting(
        "CAREERPILOT_USER_SESSIONS", 2000, *quota(1),
        "Sessions that one user who is no guest may have.",
    )  # fmt: skip
    user_bytes: int = setting(
        "CAREERPILOT_USER_BYTES", 1_073_741_824, *quota(MIB),
        "Bytes that all that one user who is no guest has, sessions included, may take.",
    )  # fmt: skip
    guests_bytes: int = setting(
        "CAREERPILOT_GUESTS_BYTES", 4_294_967_296, *quota(MIB),
        "Bytes that all that all guests have, sessions included, may take together.",
    )  # fmt: skip
    guest_resumes: int = setting(
        "CAREERPILOT_GUEST_RESUMES", 20, *quota(1), "Résumés that one guest may keep.",
    )  # fmt: skip
    guest_documents: int = setting(
        "CAREERPILOT_GUEST_DOCUMENTS", 50, *quota(1), "Documents that one guest may keep.",
    )  # fmt: skip
    guest_jobs: int = setting(
        "CAREERPILOT_GUEST_JOBS", 100, *quota(1), "Jobs that one guest may keep.",
    )  # fmt: skip
    guest_applications: int = setting(
        "CAREERPILOT_GUEST_APPLICATIONS", 200, *quota(1), "Applications that one guest may keep.",
    )  # fmt: skip
    user_resumes: int = setting(
        "CAREERPILOT_USER_RESUMES", 50, *quota(1),
        "Résumés that one user who is no guest may keep.",
    )  # fmt: skip
    user_documents: int = setting(
        "CAREERPILOT_USER_DOCUMENTS", 200, *quota(1),
        "Documents that one user who is no guest may keep.",
    )  # fmt: skip
    user_jobs: int = setting(
        "CAREERPILOT_USER_JOBS", 500, *quota(1), "Jobs that one user who is no guest may keep.",
    )  # fmt: skip
    user_applications: int = setting(
        "CAREERPILOT_USER_APPLICATIONS", 1000, *quota(1),
        "Applications that one user who is no guest may keep.",
    )  # fmt: skip
    full_percent: int = setting(
        "CAREERPILOT_STORAGE_FULL_PERCENT", 95, *whole(86, 100),
        "From how many percent of the memory that Redis may use (maxmemory) nothing new is taken, "
        "so that runs which are under way can end.",
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class LimitSettings:
    """How much is taken on: connections, rate limits, and the time of a worker's drain."""

    plans: "Plans | None" = None
    """The plans that users may have, None where the default ones hold."""
    plans_file: Path | None = setting(
        "CAREERPILOT_PLANS", None, parsers.path, "a file of TOML",
        "Cells of the table of plans that are to be others than the default ones (docs/limits.md), "
        "as `[messages]` and below it `free = \"50/minute\"`.",
    )  # fmt: skip
    dry_run: bool = setting(
        "CAREERPILOT_LIMITS_DRY_RUN", False, parsers.flag, "true or false",
        "Whether what a plan's limits, and the requests of an address, would refuse is logged "
        "(`limit_would_refuse`) and taken all the same.",
    )  # fmt: skip
    address_requests: int = setting(
        "CAREERPILOT_ADDRESS_REQUESTS_PER_MINUTE", 600, *whole(1, 1_000_000),
        "Requests that begin something, in a minute, of one address, of IPv6 a /64, to all workers "
        "together. A class of thirty has twenty for each.",
    )  # fmt: skip
    max_connections: int = setting(
        "CAREERPILOT_MAX_CONNECTIONS", 10_000, *whole(1, 1_000_000),
        "Open connections per worker; more are sent away as overload.",
    )  # fmt: skip
    address_connections: int = setting(
        "CAREERPILOT_ADDRESS_CONNECTIONS", 2000, *whole(1, 1_000_000),
        "Open connections per worker that one address may have, idle ones too. A school may stand "
        "behind one. Proxies of CAREERPILOT_PROXIES have no limit here.",
    )  # fmt: skip
    commands_per_second: int = setting(
        "CAREERPILOT_COMMANDS_PER_SECOND", 5, *whole(1, 100_000),
        "Commands a second that one user may send for long.",
    )  # fmt: skip
    commands_burst: int = setting(
        "CAREERPILOT_COMMANDS_BURST", 20, *whole(1, 100_000),
        "Commands that one user may send at once.",
    )  # fmt: skip
    command_bytes_per_second: int = setting(
        "CAREERPILOT_COMMAND_BYTES_PER_SECOND", 524_288, *whole(1024, 1_000_000_000),
        "Bytes of commands a second that one user may send for long.",
    )  # fmt: skip
    command_bytes_burst: int = setting(
        "CAREERPILOT_COMMAND_BYTES_BURST", 16_777_216, *whole(524_288, 1_000_000_000),
        "Bytes of commands that one user may send at once.",
    )  # fmt: skip
    reads_per_second: int = setting(
        "CAREERPILOT_READS_PER_SECOND", 400, *whole(1, 1_000_000),
        "Reads (listings, sessions, event streams, long-polls) a second that a worker lets one "
        "user do for long. Each 64 KiB of an answer, and each 20 sessions that a listing looks at, "
        "count as one more.",
    )  # fmt: skip
    reads_burst: int = setting(
        "CAREERPILOT_READS_BURST", 2000, *whole(1, 1_000_000),
        "Reads that a worker lets one user do at once.",
    )  # fmt: skip
    frames_per_second: int = setting(
        "CAREERPILOT_FRAMES_PER_SECOND", 5000, *whole(10, 1_000_000),
        "WebSocket frames, pings and pieces of messages included, that one connection may send "
        "in a second.",
    )  # fmt: skip
    guests_per_second: int = setting(
        "CAREERPILOT_GUESTS_PER_SECOND", 2, *whole(1, 100_000),
        "New guests a second that one address, of IPv6 a /64, may make for long.",
    )  # fmt: skip
    guests_burst: int = setting(
        "CAREERPILOT_GUESTS_BURST", 100, *whole(1, 1_000_000),
        "New guests that one address, of IPv6 a /64, may make at once. A class may share one.",
    )  # fmt: skip
    site_guests_per_second: int = setting(
        "CAREERPILOT_SITE_GUESTS_PER_SECOND", 4, *whole(1, 100_000),
        "New guests a second that all addresses of one /48 of IPv6 together may make for long.",
    )  # fmt: skip
    site_guests_burst: int = setting(
        "CAREERPILOT_SITE_GUESTS_BURST", 200, *whole(1, 1_000_000),
        "New guests that all addresses of one /48 of IPv6 together may make at once.",
    )  # fmt: skip
    drain_seconds: int = setting(
        "CAREERPILOT_DRAIN_SECONDS", 10, *whole(1, 3600),
        "Seconds that a worker which was told to stop may take to send its connections away and "
        "hand its runs over.",
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class ReadingSettings:
    """What reading a file may take, in a process of its own for each."""

    at_once: int = setting(
        "CAREERPILOT_READING_AT_ONCE", 2, *whole(1, 256),
        "Files that a worker reads at once, each in a process of its own; others wait, fairly by "
        "user.",
    )  # fmt: skip
    seconds: float = setting(
        "CAREERPILOT_READING_SECONDS", 15.0, parsers.seconds, "seconds",
        "The longest that reading a file may take, and the most of a processor's time. Then its "
        "process is killed, and the file refused.",
    )  # fmt: skip
    memory_mb: int = setting(
        "CAREERPILOT_READING_MEMORY_MB", 768, *whole(256, 65_536),
        "Megabytes of address space of a process that reads a file.",
    )  # fmt: skip
    bytes: int = setting(
        "CAREERPILOT_READING_BYTES", 10_000_000, *whole(1000, 1_000_000_000),
        "Bytes that a file may have.",
    )  # fmt: skip
    unpacked: int = setting(
        "CAREERPILOT_READING_UNPACKED", 60_000_000, *whole(1000, 10_000_000_000),
        "Bytes that a compressed file (DOCX, ODT, HWPX, ZIP) may unpack to.",
    )  # fmt: skip
    pages: int = setting(
        "CAREERPILOT_READING_PAGES", 30, *whole(1, 10_000),
        "Pages of a PDF that are read. The rest of a longer one is left out, which is said.",
    )  # fmt: skip
    pages_most: int = setting(
        "CAREERPILOT_READING_PAGES_MOST", 100, *whole(1, 100_000),
        "Pages that a PDF may have; more are refused.",
    )  # fmt: skip
    characters: int = setting(
        "CAREERPILOT_READING_CHARACTERS", 200_000, *whole(100, 10_000_000),
        "Characters of a text that are kept. The rest is left out, which is said.",
    )  # fmt: skip
    pixels: int = setting(
        "CAREERPILOT_READING_PIXELS", 6_000_000, *whole(10_000, 100_000_000),
        "Pixels of a page that is drawn to see what of its text is visible.",
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class FetchSettings:
    """What is fetched from the web where people name an address."""

    enabled: bool = setting(
        "CAREERPILOT_FETCH", True, parsers.flag, "true or false",
        "Whether pages of the web are fetched at all. Without it people paste texts.",
    )  # fmt: skip
    allow: tuple[str, ...] = setting(
        "CAREERPILOT_FETCH_ALLOW", (), parsers.places,
        "networks such as 10.1.0.0/16 and places such as wiki.corp:8080, by commas",
        "What may be fetched from although it is not public, by whoever uses the server: addresses "
        "of these networks at the ports 80 and 443, and these hosts at these ports, wherever they "
        "are.",
    )  # fmt: skip
    seconds: float = setting(
        "CAREERPILOT_FETCH_SECONDS", 10.0, parsers.seconds, "seconds",
        "The longest that fetching a page may take, its redirects and the site's rules included.",
    )  # fmt: skip
    bytes: int = setting(
        "CAREERPILOT_FETCH_BYTES", 2_000_000, *whole(10_000, 20_000_000),
        "Bytes that a page may have, decoded.",
    )  # fmt: skip
    at_once: int = setting(
        "CAREERPILOT_FETCH_AT_ONCE", 8, *whole(1, 1000),
        "Pages that a worker fetches at once; others wait, fairly by user.",
    )  # fmt: skip
    per_minute: int = setting(
        "CAREERPILOT_FETCH_PER_MINUTE", 20, *whole(1, 10_000),
        "Pages a minute that one user may have fetched; those that are kept do not count.",
    )  # fmt: skip
    keep_seconds: int = setting(
        "CAREERPILOT_FETCH_KEEP_SECONDS", 3600, *whole(0, 86_400),
        "Seconds that a page is kept, to be given again with the time when it was fetched; errors "
        "a minute at most. 0 keeps none.",
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class UploadSettings:
    """How files are taken in: how fast they come, and how many at once."""

    pace_bytes: int = setting(
        "CAREERPILOT_UPLOAD_PACE_BYTES", 16_384, *whole(1, 1_000_000_000),
        "Bytes of an upload that come in any CAREERPILOT_UPLOAD_PACE_SECONDS, at the least; who is "
        "slower is cut off.",
    )  # fmt: skip
    pace_seconds: float = setting(
        "CAREERPILOT_UPLOAD_PACE_SECONDS", 10.0, parsers.seconds, "seconds",
        "The time in which that much of an upload comes.",
    )  # fmt: skip
    seconds: float = setting(
        "CAREERPILOT_UPLOAD_SECONDS", 300.0, parsers.seconds, "seconds",
        "The longest that a whole upload may take.",
    )  # fmt: skip
    bytes_at_once: int = setting(
        "CAREERPILOT_UPLOADS_BYTES", 268_435_456, *whole(1_000_000, 1 << 40),
        "Bytes of uploads that a worker holds in its memory at once, those being read included.",
    )  # fmt: skip
    bytes_per_second: int = setting(
        "CAREERPILOT_UPLOAD_BYTES_PER_SECOND", 1_048_576, *whole(1024, 1_000_000_000),
        "Bytes of uploads a second that a worker takes of one user for long.",
    )  # fmt: skip
    bytes_burst: int = setting(
        "CAREERPILOT_UPLOAD_BYTES_BURST", 67_108_864, *whole(524_288, 1_000_000_000),
        "Bytes of uploads that a worker takes of one user at once.",
    )  # fmt: skip
    patience_seconds: float = setting(
        "CAREERPILOT_UPLOAD_PATIENCE_SECONDS", 2.0, parsers.seconds, "seconds",
        "How long whoever sends a file waits for what is in it. Then the answer is that it is "
        "being read. Of a batch so much for each file, in all less than a proxy waits.",
    )  # fmt: skip
    image_bytes: int = setting(
        "CAREERPILOT_IMAGE_BYTES", 5_000_000, *whole(1000, 1_000_000_000),
        "Bytes of an image that is kept for a conversation: models take no larger ones.",
    )  # fmt: skip
    image_pixels: int = setting(
        "CAREERPILOT_IMAGE_PIXELS", 50_000_000, *whole(10_000, 1_000_000_000),
        "Pixels of such an image.",
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class ModelSettings:
    """Which models are asked, and within which limits.

    A row with a `policy` is a value of the gateway's policy, by the name that this gives.
    """

    provider_settings: tuple[ProviderSettings, ...] = ()
    """The providers of models that are set up, by variables that each of them names itself."""
    providers: tuple[str, ...] = setting(
        "CAREERPILOT_PROVIDERS", ("gemini", "openai", "anthropic", "compatible"), parsers.words,
        "names of providers, by commas",
        "Which provider is asked first, and which next when one fails. Those that have no key are "
        "passed over; with none at all the offline model answers.",
        policy="order",
    )  # fmt: skip
    guest_providers: tuple[str, ...] = setting(
        "CAREERPILOT_GUEST_PROVIDERS", (), parsers.words, "names of providers, by commas",
        "Providers that a guest's conversation may ask for by `options.provider`, besides "
        "`offline`. None, so that nobody who may be anybody chooses the dearest.",
    )  # fmt: skip
    provider_modules: tuple[str, ...] = setting(
        "CAREERPILOT_PROVIDER_MODULES", (), parsers.names, "names of Python modules, by commas",
        "Modules with further providers of models.",
    )  # fmt: skip
    models: Mapping[tuple[str, Tier], str] | None = setting(
        "CAREERPILOT_MODELS", None, parsers.models,
        "PROVIDER/TIER=MODEL by commas; a tier is lite, standard, thinking or best",
        "Models in place of the default ones.",
    )  # fmt: skip
    routes: "tuple[Route, ...] | None" = setting(
        "CAREERPILOT_ROUTES", None, parsers.routes,
        "TASK PLAN TIER = [TIER] [PROVIDER[/MODEL] …] by semicolons; * is any",
        "Rows that go before those of the routing table: who gets which model for what.",
        policy="routes",
    )  # fmt: skip
    prices: "Mapping[str, Price] | None" = setting(
        "CAREERPILOT_PRICES", None, parsers.prices,
        "PROVIDER/MODEL=INPUT:OUTPUT[:CACHED[:WRITTEN]][@WINDOW] by commas",
        "Prices in USD per million tokens, and context windows in tokens, in place of those of "
        "genai-prices.",
    )  # fmt: skip
    compatible_window: int | None = setting(
        "CAREERPILOT_COMPATIBLE_WINDOW", None, *whole(1000, 100_000_000),
        "How many tokens a server of one's own takes at once, prompt and answer together: all of "
        "its models, but for those of CAREERPILOT_PRICES. Without it 128,000 are assumed; a server "
        "that takes fewer may cut off what a prompt begins with, and say nothing.",
    )  # fmt: skip
    compatible_vision: bool = setting(
        "CAREERPILOT_COMPATIBLE_VISION", False, parsers.flag, "true or false",
        "Whether the models of a server of one's own can look at pictures.",
    )  # fmt: skip
    local_servers: tuple[str, ...] = setting(
        "CAREERPILOT_LOCAL_MODELS", parsers.LOCAL_SERVERS, parsers.local_servers,
        "NAME=PORT by commas, of ollama, llama.cpp, lmstudio and vllm; or off",
        "Where programs that serve models are looked for on this machine, at the start and by "
        "`careerpilot models` and `doctor`: their lists are asked for, and nothing else. None is "
        "used before it was taken by CAREERPILOT_COMPATIBLE_URL.",
    )  # fmt: skip
    budget: int | None = setting(
        "CAREERPILOT_BUDGET_USD", None, parsers.usd, "an amount in USD",
        "What all calls of a day (UTC) may cost together; 0 is no limit. Without it they may cost "
        "5 USD.",
    )  # fmt: skip
    guest_budget: int | None = setting(
        "CAREERPILOT_GUEST_BUDGET_USD", None, parsers.usd, "an amount in USD",
        "What all guests' calls of a day (UTC) may cost together; 0 is no limit of their own. "
        "Without it they may cost half of what all may.",
    )  # fmt: skip
    user_budgets: Mapping[Subscription, int] | None = setting(
        "CAREERPILOT_USER_BUDGET_USD", None, parsers.subscription_budgets,
        "an amount in USD, or PLAN=AMOUNT by commas; a plan is guest, free, pro or enterprise",
        "What a user's calls of a day (UTC) may cost together; 0 is no limit.",
        policy="user_budgets",
    )  # fmt: skip
    calls_per_minute: int = setting(
        "CAREERPILOT_CALLS_PER_MINUTE", 1000, *whole(0, 1_000_000),
        "Calls of models that all workers together begin in a minute; 0 is no limit.",
        policy="limits.per_minute",
    )  # fmt: skip
    calls_at_once: int = setting(
        "CAREERPILOT_CALLS_AT_ONCE", 64, *whole(1, 10_000),
        "Calls that a worker has under way with one provider; others wait, fairly by plan.",
        policy="limits.concurrent",
    )  # fmt: skip
    first_token_seconds: float = setting(
        "CAREERPILOT_FIRST_TOKEN_SECONDS", 15.0, parsers.seconds, "seconds",
        "The longest wait for a model's first token, be it one of its reasoning. The wait is 1.5 "
        "times what 95 % of the model's recent calls took, where that is less; while that is not "
        "known it is 10 seconds, or this where it is less than 10 or more than 15.",
        policy="limits.first_token_most",
    )  # fmt: skip
    stall_seconds: float = setting(
        "CAREERPILOT_STALL_SECONDS", 10.0, parsers.seconds, "seconds",
        "The longest wait between two tokens of a model.",
        policy="limits.stall",
    )  # fmt: skip
    call_seconds: float = setting(
        "CAREERPILOT_CALL_SECONDS", 300.0, parsers.seconds, "seconds",
        "The longest that a call may take, all tries together.",
        policy="limits.total",
    )  # fmt: skip
    hedge: bool = setting(
        "CAREERPILOT_HEDGE", False, parsers.flag, "true or false",
        "Whether a second provider is asked as well when the first token is late. Costs more.",
        policy="hedge",
    )  # fmt: skip
    breaker: "Breaker | None" = setting(
        "CAREERPILOT_BREAKER", None, parsers.breaker,
        "simple, development or production, or values such as share=60,minimum=10,window_ms=30000",
        "When a model that keeps failing is left alone; production without this.",
        policy="breaker",
    )  # fmt: skip
    cache: Literal["off", "user", "shared"] = setting(
        "CAREERPILOT_CACHE", "user", *choice("off", "user", "shared"),
        "Whether the same question is answered from memory; shared does so across users even "
        "where their data went into it.",
    )  # fmt: skip
    judges: int = setting(
        "CAREERPILOT_JUDGES", 3, *odd(5),
        "How many times each criterion of an interview's answer is judged, side by side: the "
        "median counts, and the lowest and the highest are shown. Each is a call of its own; one "
        "is enough for trying things out, or on a slow server of one's own.",
    )  # fmt: skip
    injection: Literal["flag", "refuse"] = setting(
        "CAREERPILOT_INJECTION", "flag", *choice("flag", "refuse"),
        "What happens with texts that seem to give the model instructions: they are logged, or "
        "not given to a model at all.",
        policy="injection",
    )  # fmt: skip
    usage_days: int = setting(
        "CAREERPILOT_USAGE_DAYS", 35, *whole(1, 3650), "Days that records of calls are kept.",
        policy="keep_days",
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class LogSettings:
    """What the logs look like."""

    form: Form = setting(
        "CAREERPILOT_LOG", "auto", *choice("auto", "json", "text"),
        "The form of the logs on standard error; auto is text on a terminal, else JSON.",
    )  # fmt: skip
    level: str = setting(
        "CAREERPILOT_LOG_LEVEL", "info", *choice("debug", "info", "warning", "error"),
        "The least important lines that are logged.",
    )  # fmt: skip
    lines_a_minute: int = setting(
        "CAREERPILOT_LOG_LINES_A_MINUTE", 60, *whole(1, 1_000_000),
        "Lines of each security event, and of each thing that others can have the server's "
        "libraries say, that a worker writes in a minute; of the rest it says how many there were.",
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class AuditSettings:
    """What is kept of events that matter to security."""

    events: int = setting(
        "CAREERPILOT_AUDIT_EVENTS", 100_000, *quota(1),
        "Security events and acts on accounts that are kept for `careerpilot audit`, the newest, "
        "some 150 bytes each; 0 keeps none. Nobody is named in them.",
    )  # fmt: skip
