"""Signing in at the terminal: with which tokens commands come then, and where these are kept."""

import io
import json
import stat
import threading
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from server.cli.main import main
from server.cli.remote import TOKEN_VARIABLE, ChatError, log_in, log_out, renew, sign_in
from tests.processes import Server

EMAIL, PASSWORD = "ada@example.com", "a long password of ada's"


class Accounts(ThreadingHTTPServer):
    """A server with one account, whose refresh tokens are good once, and guests."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.good: str | None = None
        self.made = 0
        self.asked: list[tuple[str, str | None]] = []
        self.turn = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def tokens(self) -> dict[str, Any]:
        self.made += 1
        self.good = f"refresh-{self.made}"
        return {"accessToken": f"access-{self.made}", "refreshToken": self.good, "expiresIn": 900}


class _Handler(BaseHTTPRequestHandler):
    server: Accounts

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"] or 0))
        body = json.loads(raw or b"{}")
        with self.server.turn:
            self.server.asked.append((self.path, self.headers["Authorization"]))
            status, document = self._answer(body)
        said = b"" if status == 204 else json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def _answer(self, body: dict[str, str]) -> tuple[int, dict[str, Any]]:
        refused = 401, {"detail": "Not signed in."}
        shown = body.get("refreshToken")
        match self.path:
            case "/v1/auth/guest":
                return 200, {"accessToken": "guest", "expiresIn": 60}
            case "/v1/auth/login" if (body["email"], body["password"]) == (EMAIL, PASSWORD):
                return 200, self.server.tokens() | {"user": {"email": EMAIL}}
            case "/v1/auth/refresh" if shown and shown == self.server.good:
                return 200, self.server.tokens()
            case "/v1/auth/logout" if shown and shown == self.server.good:
                self.server.good = None
                return 204, {}
        return refused

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def accounts() -> Iterator[Accounts]:
    with Accounts() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def keep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv(TOKEN_VARIABLE, raising=False)
    return tmp_path / "data" / "terminal.json"


def test_commands_after_a_login_are_those_of_the_account(accounts: Accounts, keep: Path) -> None:
    assert sign_in(accounts.url, keep).token == "guest"
    assert log_in(accounts.url + "/", keep, EMAIL, PASSWORD) == EMAIL
    # The guest comes along: what they have is the account's from then on.
    assert accounts.asked[-1] == ("/v1/auth/login", "Bearer guest")
    assert json.loads(keep.read_text()) == {}
    api = sign_in(accounts.url, keep)
    assert api.token == "access-2"
    assert accounts.asked[-1] == ("/v1/auth/refresh", None)
    assert renew(api).token == "access-3"


def test_tokens_of_logins_are_for_this_user_alone_and_the_password_is_kept_nowhere(
    accounts: Accounts, keep: Path
) -> None:
    log_in(accounts.url, keep, EMAIL, PASSWORD)
    logins = keep.with_name("logins.json")
    assert stat.S_IMODE(logins.stat().st_mode) == 0o600
    assert stat.S_IMODE(keep.parent.stat().st_mode) == 0o700
    assert json.loads(logins.read_text()) == {accounts.url: "refresh-1"}
    for path in keep.parent.iterdir():
        assert PASSWORD not in path.read_text()


def test_commands_that_start_together_use_no_token_twice(accounts: Accounts, keep: Path) -> None:
    log_in(accounts.url, keep, EMAIL, PASSWORD)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: sign_in(accounts.url, keep).token, range(8)))
    assert len(set(found)) == 8
    assert json.loads(keep.with_name("logins.json").read_text()) == {accounts.url: accounts.good}


def test_login_that_has_ended_makes_nobody_a_guest_unasked(accounts: Accounts, keep: Path) -> None:
    log_in(accounts.url, keep, EMAIL, PASSWORD)
    accounts.good = None
    with pytest.raises(ChatError, match="careerpilot login"):
        sign_in(accounts.url, keep)
    assert ("/v1/auth/guest", None) not in accounts.asked
    assert log_out(accounts.url, keep)
    assert sign_in(accounts.url, keep).token == "guest"


def test_logout_ends_the_login_there_and_here(accounts: Accounts, keep: Path) -> None:
    log_in(accounts.url, keep, EMAIL, PASSWORD)
    assert log_out(accounts.url, keep)
    assert accounts.good is None
    assert not log_out(accounts.url, keep)
    assert sign_in(accounts.url, keep).token == "guest"


def test_token_that_is_given_goes_before_a_login(
    accounts: Accounts, keep: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log_in(accounts.url, keep, EMAIL, PASSWORD)
    monkeypatch.setenv(TOKEN_VARIABLE, "cp_key")
    assert sign_in(accounts.url, keep).token == "cp_key"
    assert [path for path, _ in accounts.asked] == ["/v1/auth/login"]


@pytest.mark.parametrize("url", ["http://example.com", "http://127.0.0.1.example.com", "ftp://x"])
def test_password_is_not_sent_where_others_would_see_it(url: str, keep: Path) -> None:
    with pytest.raises(ChatError):
        log_in(url, keep, EMAIL, PASSWORD)


def test_wrong_password_leaves_the_guest(accounts: Accounts, keep: Path) -> None:
    sign_in(accounts.url, keep)
    with pytest.raises(ChatError, match="Not signed in"):
        log_in(accounts.url, keep, EMAIL, "wrong")
    assert sign_in(accounts.url, keep).token == "guest"


def test_broken_file_is_said(keep: Path, accounts: Accounts) -> None:
    keep.parent.mkdir()
    keep.with_name("logins.json").write_text("{")
    with pytest.raises(ChatError, match="broken"):
        sign_in(accounts.url, keep)


def test_login_and_logout_as_commands(
    accounts: Accounts,
    keep: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("CAREERPILOT_DATA_DIR", str(keep.parent))
    monkeypatch.chdir(keep.parent.parent)
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{EMAIL}\n{PASSWORD}\n"))
    assert main(["login", "--url", accounts.url]) == 0
    assert capsys.readouterr().out == f"Signed in as {EMAIL}.\n"
    for said in ("Signed out.\n", "Nobody was signed in.\n"):
        assert main(["logout", "--url", accounts.url]) == 0
        assert capsys.readouterr().out == said
    for typed in ("", "\n", f"{EMAIL}\n"):
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        assert main(["login", "--url", accounts.url]) == 1
        assert "needed" in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin", io.StringIO("wrong\n"))
    assert main(["login", "--url", accounts.url, "--email", EMAIL]) == 1
    assert "Not signed in" in capsys.readouterr().err


@pytest.mark.slow(seconds=2)
def test_login_at_a_real_server_is_renewed_and_ends(server: Server, keep: Path) -> None:
    email = f"{uuid.uuid4()}@example.com"
    status, _ = server.request("POST", "/v1/auth/signup", {"email": email, "password": PASSWORD})
    assert status == 201
    assert log_in(server.url, keep, email, PASSWORD) == email
    for _ in range(2):
        api = sign_in(server.url, keep)
        assert api.call("/v1/me")["email"] == email
    assert log_out(server.url, keep)
    assert sign_in(server.url, keep).call("/v1/me")["guest"]
