"""Where the texts of settings come from: the `.env` file, and the environment before it."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.settings.dotenv import edited, line, read_dotenv
from server.settings.settings import Settings, SettingsError


def problems_of(environ: dict[str, str], dotenv: Path | None = None) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        Settings.load(environ, dotenv)
    return caught.value.problems


def read(text: str) -> dict[str, str]:
    """The values of a file with this text, which has no fault."""
    problems: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ".env"
        path.write_text(text, encoding="utf-8")
        found = read_dotenv(path, problems)
    assert problems == []
    return found


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


def test_file_that_is_no_text_is_a_problem_and_no_crash(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_bytes("CAREERPILOT_HOST=café".encode("latin-1"))
    (problem,) = problems_of({}, path)
    assert problem.startswith(f"{path} can't be read as UTF-8 text: ")


def test_file_is_read_and_the_environment_goes_before_it(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("# ours\nexport CAREERPILOT_PORT='9001'\nCAREERPILOT_HOST=\"::1\"\n")
    settings = Settings.load({"CAREERPILOT_HOST": "0.0.0.0"}, file)
    assert (settings.listen.host, settings.listen.port) == ("0.0.0.0", 9001)


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


VALUES = st.text(st.characters(exclude_categories=("C", "Zl", "Zp", "Zs"), exclude_characters="'"))


@given(VALUES | st.just("a b\\"), VALUES.filter(bool))
def test_value_that_is_written_is_read_again(first: str, second: str) -> None:
    text = edited("# mine\nA=1", {"A": first, "B": second})
    assert text.startswith("# mine\nA=")
    assert read(text) == {"A": first, "B": second}


@pytest.mark.parametrize("value", ["a\nb", "it's", "\x1b[2J", "a\u2028b", "\ud800"])
def test_value_that_no_line_can_hold_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="no line of settings"):
        line("A", value)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "A=x\nB=y\n"),
        ("A=1", "A=x\nB=y\n"),
        ("# a\n\n\nexport A='1' # one\nC=2\r\nA=3\n", "# a\n\n\nA=x\nC=2\r\nB=y\n"),
        ("D=1\nC=2", "C=2\nA=x\nB=y\n"),
        ("A='1\n2'\nB=\nno line\n", "A=x\nB=y\nno line\n"),
    ],
)
def test_file_keeps_all_that_is_not_changed(before: str, after: str) -> None:
    assert edited(before, {"A": "x", "B": "y"}, ["D"]) == after
