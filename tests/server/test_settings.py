"""The settings: what is read from where, and what is said when something is wrong."""

from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest

from server.settings import Settings, SettingsError, markdown

SECRET = "s3cr3t-" + "x" * 32
ROOT = Path(__file__).parents[2]


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
        ("CAREERPILOT_WORKERS", "-1", "a whole number from 1 to 256"),
        ("CAREERPILOT_GUESTS", "maybe", "true or false"),
        ("CAREERPILOT_ORIGINS", "example.com", "origins such as https://example.com, by commas"),
        ("CAREERPILOT_ORIGINS", "https://a.example/path", "origins such as https://example.com"),
        ("CAREERPILOT_ORIGINS", "*", "origins such as https://example.com"),
        ("CAREERPILOT_KINDS", "../evil", "names of Python modules"),
        ("CAREERPILOT_PROXIES", "nginx", "addresses or networks"),
        ("CAREERPILOT_LOG", "xml", "auto or json or text"),
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


def test_file_that_is_absent_is_no_problem(tmp_path: Path) -> None:
    assert Settings.load({}, tmp_path / ".env") == Settings()


def test_document_is_what_the_code_says() -> None:
    """Written by `make docs`."""
    assert (ROOT / "docs" / "settings.md").read_text() == markdown()
    for row in fields(Settings):
        assert f"`{row.metadata['env']}`" in markdown()
