"""The settings: what is read from where, and what is said when something is wrong."""

from dataclasses import FrozenInstanceError
from operator import attrgetter
from pathlib import Path

import pytest

from server.settings.settings import Settings, SettingsError

SECRET = "s3cr3t-" + "x" * 32


def problems_of(environ: dict[str, str], dotenv: Path | None = None) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        Settings.load(environ, dotenv)
    return caught.value.problems


def test_settings_have_defaults_that_serve_without_any_environment() -> None:
    settings = Settings.load({}, None)
    listen = settings.listen
    assert (listen.host, listen.port, listen.workers) == ("127.0.0.1", 8000, 1)
    assert settings.storage.redis_url is None
    assert settings.access.guests


def test_settings_are_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        Settings().listen.port = 1  # type: ignore[misc]


@pytest.mark.parametrize(
    ("name", "text", "field", "value"),
    [
        ("CAREERPILOT_PORT", "9000", "listen.port", 9000),
        ("CAREERPILOT_GUESTS", "No", "access.guests", False),
        ("CAREERPILOT_GUESTS", "1", "access.guests", True),
        ("CAREERPILOT_KINDS", "a.b, c ,", "sessions.kinds", ("a.b", "c")),
        ("CAREERPILOT_ORIGINS", "https://a.example/", "access.origins", ("https://a.example",)),
        ("CAREERPILOT_URL", "https://A.example:443/", "access.url", "https://a.example"),
        (
            "CAREERPILOT_HOSTS",
            "A.example, *.b.example",
            "access.hosts",
            ("a.example", "*.b.example"),
        ),
        ("CAREERPILOT_PROXIES", "10.0.0.0/8,::1", "access.proxies", ("10.0.0.0/8", "::1")),
        ("CAREERPILOT_DATA_DIR", "/var/x", "storage.data_dir", Path("/var/x")),
        ("CAREERPILOT_PROVIDERS", "openai, gemini", "models.providers", ("openai", "gemini")),
        ("CAREERPILOT_BUDGET_USD", "12.5", "models.budget", 12_500_000_000),
        ("CAREERPILOT_GUEST_BUDGET_USD", "0", "models.guest_budget", 0),
        ("CAREERPILOT_STALL_SECONDS", "2.5", "models.stall_seconds", 2.5),
        ("CAREERPILOT_CACHE", "shared", "models.cache", "shared"),
        ("CAREERPILOT_LOCAL_MODELS", "off", "models.local_servers", ()),
        (
            "CAREERPILOT_LOCAL_MODELS",
            "vllm = 9, vllm=10",
            "models.local_servers",
            ("vllm=9", "vllm=10"),
        ),
        ("CAREERPILOT_PORT", "", "listen.port", 8000),
        ("CAREERPILOT_PORT", "  ", "listen.port", 8000),
    ],
)
def test_settings_read_the_environment(name: str, text: str, field: str, value: object) -> None:
    assert attrgetter(field)(Settings.load({name: text}, None)) == value


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("CAREERPILOT_PORT", "0", "a whole number from 1 to 65535"),
        ("CAREERPILOT_PORT", "http", "a whole number from 1 to 65535"),
        ("CAREERPILOT_HOST", "a..b", "a host name or an address"),
        ("CAREERPILOT_HOST", "a" * 64 + ".example", "a host name or an address"),
        ("CAREERPILOT_DATA_DIR", "~nobody.here/x", "a directory"),
        ("CAREERPILOT_WORKERS", "-1", "a whole number from 1 to 256"),
        ("CAREERPILOT_LEASE_MS", "299", "a whole number from 300 to 60000"),
        ("CAREERPILOT_LOCAL_MODELS", "mine=9", "NAME=PORT by commas, of ollama"),
        ("CAREERPILOT_LOCAL_MODELS", "vllm=0", "NAME=PORT by commas, of ollama"),
        ("CAREERPILOT_LOCAL_MODELS", "vllm", "NAME=PORT by commas, of ollama"),
        ("CAREERPILOT_GUESTS", "maybe", "true or false"),
        ("CAREERPILOT_ORIGINS", "example.com", "origins such as https://example.com, by commas"),
        ("CAREERPILOT_ORIGINS", "https://a.example/path", "origins such as https://example.com"),
        ("CAREERPILOT_ORIGINS", "*", "origins such as https://example.com"),
        ("CAREERPILOT_URL", "a.example", "an origin such as https://example.com"),
        ("CAREERPILOT_HOSTS", "https://a.example", "names such as pilot.example.com"),
        ("CAREERPILOT_HOSTS", "a.example:8000", "names such as pilot.example.com"),
        ("CAREERPILOT_HOSTS", "*", "names such as pilot.example.com"),
        ("CAREERPILOT_KINDS", "../evil", "names of Python modules"),
        ("CAREERPILOT_PROXIES", "nginx", "addresses or networks"),
        ("CAREERPILOT_LOG", "xml", "auto or json or text"),
        ("CAREERPILOT_MODELS", "openai/huge=gpt-x", "PROVIDER/TIER=MODEL by commas; a tier is"),
        ("CAREERPILOT_ROUTES", "* gold * = best", "TASK PLAN TIER = [TIER] [PROVIDER[/MODEL]"),
        ("CAREERPILOT_PRICES", "openai/x=1", "PROVIDER/MODEL=INPUT:OUTPUT[:CACHED[:WRITTEN]]"),
        ("CAREERPILOT_BUDGET_USD", "-1", "an amount in USD"),
        ("CAREERPILOT_GUEST_BUDGET_USD", "some", "an amount in USD"),
        ("CAREERPILOT_USER_BUDGET_USD", "gold=1", "an amount in USD, or PLAN=AMOUNT by commas"),
        ("CAREERPILOT_FIRST_TOKEN_SECONDS", "0", "seconds"),
        ("CAREERPILOT_BREAKER", "strict", "simple, development or production, or values"),
        ("CAREERPILOT_CACHE", "yes", "off or user or shared"),
        ("CAREERPILOT_INJECTION", "ignore", "flag or refuse"),
        ("CAREERPILOT_PROVIDER_MODULES", "../evil", "names of Python modules"),
    ],
)
def test_error_names_the_variable_its_value_and_what_is_expected(
    name: str, text: str, expected: str
) -> None:
    (problem,) = problems_of({name: text})
    assert problem.startswith(f"{name} is {text!r}. Expected: {expected}")


def test_error_names_all_problems_at_once() -> None:
    wrong = {"CAREERPILOT_PORT": "x", "CAREERPILOT_WORKERS": "y", "CAREERPILOT_HOSTT": "z"}
    problems = problems_of(wrong)
    assert [problem.split()[0] for problem in problems] == [
        "CAREERPILOT_PORT",
        "CAREERPILOT_WORKERS",
        "CAREERPILOT_HOSTT",
    ]


@pytest.mark.parametrize(
    ("host", "url"),
    [("127.0.0.1", "http://127.0.0.1:8000"), ("h.example", "http://h.example:8000"),
     ("::1", "http://[::1]:8000")],
)  # fmt: skip
def test_url_puts_an_ipv6_address_in_brackets(host: str, url: str) -> None:
    assert Settings.load({"CAREERPILOT_HOST": host}, None).listen.url == url


def test_error_does_not_show_a_secret() -> None:
    problems = problems_of({"CAREERPILOT_SECRET": "hunter2", "REDIS_URL": "http://:hunter3@h"})
    assert len(problems) == 2
    assert "hunter" not in "".join(problems)


@pytest.mark.parametrize("url", ["nonsense", "http://host", "redis+sentinel://host", "redis://h:x"])
def test_redis_url_is_refused_where_it_is_no_address(url: str) -> None:
    (problem,) = problems_of({"REDIS_URL": url, "CAREERPILOT_SECRET": SECRET})
    assert problem.startswith("REDIS_URL has a value that is wrong. Expected: redis://")


def test_secret_is_required_together_with_redis_url() -> None:
    (problem,) = problems_of({"REDIS_URL": "redis://h"})
    assert problem.startswith("CAREERPILOT_SECRET is needed together with REDIS_URL")
    both = {"REDIS_URL": "redis://h", "CAREERPILOT_SECRET": SECRET}
    assert Settings.load(both, None).access.secret == SECRET


def test_repr_holds_no_secret() -> None:
    environ = {"REDIS_URL": "redis://:hunter2@h", "CAREERPILOT_SECRET": SECRET}
    shown = repr(Settings.load(environ, None))
    assert "hunter2" not in shown
    assert SECRET not in shown


@pytest.mark.parametrize("text", ["999", "16k", "0"])
def test_window_that_is_none_is_refused(text: str) -> None:
    (problem,) = problems_of({"CAREERPILOT_COMPATIBLE_WINDOW": text})
    assert problem.startswith(f"CAREERPILOT_COMPATIBLE_WINDOW is {text!r}. Expected: a whole")
