"""The settings: what is read from where, and what is said when something is wrong."""

import subprocess
import sys
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from agents.gateway.policy import BREAKERS, Limits, Policy
from agents.gateway.routes import TABLE, Route
from agents.models.prices import WINDOW
from agents.models.registry import providers
from server.runs.model_service import policy, prices, provider_keys
from server.settings.settings import ProviderSettings, Settings, SettingsError, markdown, rows
from tests.documents import ROOT
from tests.processes import clean_environ

SECRET = "s3cr3t-" + "x" * 32


def problems_of(environ: dict[str, str], dotenv: Path | None = None) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        Settings.load(environ, dotenv)
    return caught.value.problems


def test_settings_have_defaults_that_serve_without_any_environment() -> None:
    settings = Settings.load({}, None)
    assert (settings.host, settings.port, settings.workers) == ("127.0.0.1", 8000, 1)
    assert settings.redis_url is None
    assert settings.guests


def test_settings_are_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        Settings().port = 1  # type: ignore[misc]


@pytest.mark.parametrize(
    ("name", "text", "field", "value"),
    [
        ("CAREERPILOT_PORT", "9000", "port", 9000),
        ("CAREERPILOT_GUESTS", "No", "guests", False),
        ("CAREERPILOT_GUESTS", "1", "guests", True),
        ("CAREERPILOT_KINDS", "a.b, c ,", "kinds", ("a.b", "c")),
        ("CAREERPILOT_ORIGINS", "https://a.example/", "origins", ("https://a.example",)),
        ("CAREERPILOT_PROXIES", "10.0.0.0/8,::1", "proxies", ("10.0.0.0/8", "::1")),
        ("CAREERPILOT_DATA_DIR", "/var/x", "data_dir", Path("/var/x")),
        ("CAREERPILOT_PROVIDERS", "openai, gemini", "providers", ("openai", "gemini")),
        ("CAREERPILOT_BUDGET_USD", "12.5", "budget", 12_500_000_000),
        ("CAREERPILOT_STALL_SECONDS", "2.5", "stall_seconds", 2.5),
        ("CAREERPILOT_CACHE", "shared", "cache", "shared"),
        ("CAREERPILOT_PORT", "", "port", 8000),
        ("CAREERPILOT_PORT", "  ", "port", 8000),
    ],
)
def test_settings_read_the_environment(name: str, text: str, field: str, value: object) -> None:
    assert getattr(Settings.load({name: text}, None), field) == value


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
        ("CAREERPILOT_GUESTS", "maybe", "true or false"),
        ("CAREERPILOT_ORIGINS", "example.com", "origins such as https://example.com, by commas"),
        ("CAREERPILOT_ORIGINS", "https://a.example/path", "origins such as https://example.com"),
        ("CAREERPILOT_ORIGINS", "*", "origins such as https://example.com"),
        ("CAREERPILOT_KINDS", "../evil", "names of Python modules"),
        ("CAREERPILOT_PROXIES", "nginx", "addresses or networks"),
        ("CAREERPILOT_LOG", "xml", "auto or json or text"),
        ("CAREERPILOT_MODELS", "openai/huge=gpt-x", "PROVIDER/TIER=MODEL by commas; a tier is"),
        ("CAREERPILOT_ROUTES", "* gold * = best", "TASK PLAN TIER = [TIER] [PROVIDER[/MODEL]"),
        ("CAREERPILOT_PRICES", "openai/x=1", "PROVIDER/MODEL=INPUT:OUTPUT[:CACHED[:WRITTEN]]"),
        ("CAREERPILOT_BUDGET_USD", "-1", "an amount in USD"),
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


@pytest.mark.parametrize("service", ["CAREERPILOT", "CAREERPILOT_REDIS"])
def test_what_kubernetes_says_of_a_service_is_no_setting(service: str) -> None:
    environ = {
        f"{service}_SERVICE_HOST": "10.0.0.11",
        f"{service}_SERVICE_PORT": "8000",
        f"{service}_SERVICE_PORT_HTTP": "8000",
        f"{service}_PORT": "tcp://10.0.0.11:8000",
        f"{service}_PORT_8000_TCP": "tcp://10.0.0.11:8000",
        f"{service}_PORT_8000_TCP_PROTO": "tcp",
        f"{service}_PORT_8000_TCP_PORT": "8000",
        f"{service}_PORT_8000_TCP_ADDR": "10.0.0.11",
    }
    assert Settings.load(environ, None) == Settings()
    assert problems_of(environ | {"CAREERPILOT_PORT": "tcp", "CAREERPILOT_PORTS": "1"}) == (
        "CAREERPILOT_PORT is 'tcp'. Expected: a whole number from 1 to 65535.",
        "CAREERPILOT_PORTS is not a setting. See docs/settings.md.",
    )


@pytest.mark.parametrize(
    ("host", "url"),
    [("127.0.0.1", "http://127.0.0.1:8000"), ("h.example", "http://h.example:8000"),
     ("::1", "http://[::1]:8000")],
)  # fmt: skip
def test_url_puts_an_ipv6_address_in_brackets(host: str, url: str) -> None:
    assert Settings.load({"CAREERPILOT_HOST": host}, None).url == url


def printed(code: str, environ: dict[str, str]) -> str:
    """What another Python prints that runs `code`."""
    argv = [sys.executable, "-c", code]
    done = subprocess.run(argv, env=environ, cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout


MARKDOWN = "from server.settings.settings import markdown; print(markdown(), end='')"


@pytest.mark.parametrize("home", ["/", "/h", "/careerpilot"])
def test_document_is_the_same_whatever_home_is(home: str) -> None:
    document = printed(MARKDOWN, clean_environ() | {"HOME": home})
    assert document == (ROOT / "docs" / "settings.md").read_text()


def test_home_is_the_root_where_there_is_none() -> None:
    environ = clean_environ()
    environ.pop("HOME", None)
    nobody = "import pwd; pwd.getpwuid = {}.__getitem__; "
    assert printed(nobody + MARKDOWN, environ) == (ROOT / "docs" / "settings.md").read_text()
    data_dir = "from server.settings.settings import Settings; print(Settings().data_dir)"
    assert printed(nobody + data_dir, environ) == "/.local/share/careerpilot\n"
    given = environ | {"CAREERPILOT_DATA_DIR": "/data"}
    loaded = "from server.settings.settings import Settings; print(Settings.load().data_dir)"
    assert printed(nobody + loaded, given) == "/data\n"


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
    assert Settings.load(both, None).secret == SECRET


def test_file_that_is_no_text_is_a_problem_and_no_crash(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_bytes("CAREERPILOT_HOST=café".encode("latin-1"))
    (problem,) = problems_of({}, path)
    assert problem.startswith(f"{path} can't be read as UTF-8 text: ")


def test_repr_holds_no_secret() -> None:
    environ = {"REDIS_URL": "redis://:hunter2@h", "CAREERPILOT_SECRET": SECRET}
    shown = repr(Settings.load(environ, None))
    assert "hunter2" not in shown
    assert SECRET not in shown


def test_file_is_read_and_the_environment_goes_before_it(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("# ours\nexport CAREERPILOT_PORT='9001'\nCAREERPILOT_HOST=\"::1\"\n")
    settings = Settings.load({"CAREERPILOT_HOST": "0.0.0.0"}, file)
    assert (settings.host, settings.port) == ("0.0.0.0", 9001)


def test_file_with_a_bad_line_is_refused_with_its_number(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("CAREERPILOT_PORT=1\n=what is this\n")
    assert problems_of({}, file) == (f"{file}, line 2: not NAME=value.",)


@pytest.mark.parametrize("line", ["CAREERPILOT_BUDGET_USD", "export CAREERPILOT_BUDGET_USD"])
def test_file_that_names_a_setting_without_a_value_is_refused(tmp_path: Path, line: str) -> None:
    file = tmp_path / ".env"
    file.write_text(f"# ours\nCAREERPILOT_PORT=1\n\n\n{line}\n\n")
    assert problems_of({}, file) == (f"{file}, line 5: not NAME=value.",)


def test_file_that_leaves_a_setting_empty_does_not_set_it(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("CAREERPILOT_BUDGET_USD=\n")
    assert Settings.load({}, file) == Settings()


def test_file_that_is_absent_is_no_problem(tmp_path: Path) -> None:
    assert Settings.load({}, tmp_path / ".env") == Settings()


def test_document_is_what_the_code_says() -> None:
    """Written by `make docs`."""
    assert (ROOT / "docs" / "settings.md").read_text() == markdown()
    for row in rows():
        assert f"`{row.metadata['env']}`" in markdown()
    for provider in providers().values():
        for env in (*provider.key_env, provider.url_env, *filter(None, [provider.model_env])):
            assert f"`{env}`" in markdown()


def test_provider_is_set_up_by_its_key_alone() -> None:
    environ = {"OPENAI_API_KEY": "k1, k2,", "OPENAI_BASE_URL": "http://127.0.0.1:1/v1/"}
    assert Settings.load(environ, None).accounts == (
        ProviderSettings(name="openai", keys=("k1", "k2"), url="http://127.0.0.1:1/v1"),
    )


def test_provider_without_a_key_is_not_set_up() -> None:
    environ = {"OPENAI_API_KEY": " , ", "ANTHROPIC_BASE_URL": "http://127.0.0.1:1"}
    assert Settings.load(environ, None).accounts == ()


@pytest.mark.parametrize("name", ["GEMINI_API_KEY", "GOOGLE_API_KEY"])
def test_key_of_gemini_goes_by_two_names(name: str) -> None:
    (account,) = Settings.load({name: "k"}, None).accounts
    assert (account.name, account.keys) == ("gemini", ("k",))


def test_server_of_ones_own_needs_url_and_model_and_no_key() -> None:
    url, model = "CAREERPILOT_COMPATIBLE_URL", "CAREERPILOT_COMPATIBLE_MODEL"
    (account,) = Settings.load({url: "http://127.0.0.1:11434/v1", model: "llama"}, None).accounts
    assert (account.name, account.keys, account.model) == ("compatible", (), "llama")
    for alone in ({url: "http://127.0.0.1:11434/v1"}, {model: "llama"}):
        assert problems_of(alone) == (f"{url} and {model} go together.",)
    key = "CAREERPILOT_COMPATIBLE_KEY"
    assert problems_of({key: "k"}) == (f"{key} needs {url} and {model}.",)


def test_window_of_a_server_of_ones_own_is_that_of_all_its_models() -> None:
    environ = {
        "CAREERPILOT_COMPATIBLE_URL": "http://127.0.0.1:11434/v1",
        "CAREERPILOT_COMPATIBLE_MODEL": "llama",
        "CAREERPILOT_COMPATIBLE_WINDOW": "16384",
        "CAREERPILOT_PRICES": "compatible/large=0:0@64000",
        "OPENAI_API_KEY": "k",
    }
    settings = Settings.load(environ, None)
    found = prices(settings, provider_keys(settings))
    assert found.window("compatible", "llama") == 16_384
    assert found.window("compatible", "large") == 64_000
    assert found.window("openai", "unheard-of") == WINDOW


@pytest.mark.parametrize("text", ["999", "16k", "0"])
def test_window_that_is_none_is_refused(text: str) -> None:
    (problem,) = problems_of({"CAREERPILOT_COMPATIBLE_WINDOW": text})
    assert problem.startswith(f"CAREERPILOT_COMPATIBLE_WINDOW is {text!r}. Expected: a whole")


@pytest.mark.parametrize(
    "url", ["127.0.0.1:1", "ftp://h", "http://", "http://h/?key=k", "ftp://u:k@h"]
)
def test_url_of_a_provider_is_refused_where_it_is_none(url: str) -> None:
    (problem,) = problems_of({"OPENAI_API_KEY": "k", "OPENAI_BASE_URL": url})
    assert problem == "OPENAI_BASE_URL is wrong. Expected: an http(s) URL without a query."


@pytest.mark.parametrize(
    ("name", "text", "stranger"),
    [
        ("CAREERPILOT_PROVIDERS", "openai,gemni", "gemni"),
        ("CAREERPILOT_MODELS", "opnai/lite=gpt-x", "opnai"),
        ("CAREERPILOT_ROUTES", "* * * = bset openai", "bset"),
    ],
)
def test_provider_that_does_not_exist_is_named_with_those_that_do(
    name: str, text: str, stranger: str
) -> None:
    (problem,) = problems_of({name: text})
    assert problem == (
        f"{name} names {stranger!r}, which is no provider. "
        "There are: anthropic, compatible, gemini, openai."
    )


def test_module_of_providers_that_cannot_be_had_is_a_problem_and_no_crash() -> None:
    (problem,) = problems_of({"CAREERPILOT_PROVIDER_MODULES": "no.such.module"})
    assert problem == "CAREERPILOT_PROVIDER_MODULES can't be used: No module named 'no'."


def test_keys_of_providers_show_nowhere() -> None:
    key = "sk-hunter2"
    assert "hunter2" not in repr(Settings.load({"OPENAI_API_KEY": key}, None))
    wrong = {"OPENAI_API_KEY": key, "OPENAI_BASE_URL": "x", "CAREERPILOT_PORT": "x"}
    assert "hunter2" not in str(SettingsError(problems_of(wrong)))


def test_gateway_does_by_default_what_it_does_by_itself() -> None:
    assert policy(Settings.load({}, None)) == Policy()


def test_gateway_does_what_is_set() -> None:
    environ = {
        "CAREERPILOT_PROVIDERS": "anthropic,openai",
        "CAREERPILOT_ROUTES": "evaluator pro * = best anthropic/claude-opus-5-5",
        "CAREERPILOT_FIRST_TOKEN_SECONDS": "5",
        "CAREERPILOT_STALL_SECONDS": "3",
        "CAREERPILOT_CALL_SECONDS": "60",
        "CAREERPILOT_CALLS_AT_ONCE": "7",
        "CAREERPILOT_CALLS_PER_MINUTE": "100",
        "CAREERPILOT_BUDGET_USD": "1",
        "CAREERPILOT_USER_BUDGET_USD": "guest=0.01",
        "CAREERPILOT_CACHE": "shared",
        "CAREERPILOT_HEDGE": "true",
        "CAREERPILOT_INJECTION": "refuse",
        "CAREERPILOT_USAGE_DAYS": "7",
        "CAREERPILOT_BREAKER": "simple",
    }
    own = Route(
        task="evaluator", subscription="pro", use="best", via=("anthropic/claude-opus-5-5",)
    )
    assert policy(Settings.load(environ, None)) == Policy(
        order=("anthropic", "openai"),
        routes=(own, *TABLE),
        breaker=BREAKERS["simple"],
        limits=Limits(
            first_token=5, first_token_most=5, stall=3, total=60, concurrent=7, per_minute=100
        ),
        day_budget=1_000_000_000,
        user_budgets={"guest": 10_000_000},
        share_personal=True,
        hedge=True,
        injection="refuse",
        keep_days=7,
    )


@pytest.mark.parametrize(
    ("given", "first"), [("", 10), ("15", 10), ("12", 10), ("7", 7), ("15.5", 15.5), ("120", 120)]
)
def test_model_of_unknown_pace_is_waited_for_as_long_as_is_set_where_it_is_more(
    given: str, first: float
) -> None:
    limits = policy(Settings.load({"CAREERPILOT_FIRST_TOKEN_SECONDS": given}, None)).limits
    assert limits.first_token == first
    assert limits.first_token_most == float(given or 15)
