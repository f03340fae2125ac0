"""Who speaks at the terminal, over runs of the program and over the end of a token."""

import asyncio
import json
import socket
import threading
import time
from pathlib import Path

import jwt
import pytest

from server.cli.remote import TOKEN_VARIABLE, Api, ChatError, answerer, language, renew, sign_in
from server.cli.terminal import Chat, new_session
from tests.processes import SECRET, Server


def user_of(token: str) -> str:
    claims = jwt.decode(token, SECRET, ["HS256"], audience="careerpilot")
    return str(claims["sub"])


def aged(token: str, expires_at: float) -> str:
    """The same guest's token with another end."""
    claims = jwt.decode(token, SECRET, ["HS256"], audience="careerpilot")
    return jwt.encode(claims | {"exp": int(expires_at)}, SECRET, "HS256")


@pytest.fixture(autouse=True)
def _no_token_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(TOKEN_VARIABLE, raising=False)


@pytest.mark.slow(seconds=1.3)
@pytest.mark.parametrize("left_s", [1000, -1000])
def test_guest_at_the_terminal_stays_the_same_and_for_longer(
    server: Server, tmp_path: Path, left_s: int
) -> None:
    keep = tmp_path / "terminal.json"
    first = sign_in(server.url, keep)
    keep.write_text(json.dumps({server.url: aged(first.token, time.time() + left_s)}))
    second = sign_in(server.url, keep)
    assert user_of(second.token) == user_of(first.token)
    assert json.loads(keep.read_text()) == {server.url: second.token}


def test_address_of_something_else_is_said(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def greet() -> None:
            peer, _ = listener.accept()
            with peer:
                peer.recv(4096)
                peer.sendall(b"SSH-2.0-OpenSSH_9.2\r\n")

        greeter = threading.Thread(target=greet)
        greeter.start()
        try:
            with pytest.raises(ChatError, match="does not answer as CareerPilot does"):
                sign_in(f"http://127.0.0.1:{listener.getsockname()[1]}", tmp_path / "terminal.json")
        finally:
            greeter.join()


@pytest.mark.parametrize(
    ("environ", "tag"),
    [
        ({"LANG": "ko_KR.UTF-8"}, "ko-KR"),
        ({"LANG": "ko_KR.UTF-8", "LC_MESSAGES": "en_GB"}, "en-GB"),
        ({"LC_ALL": "de_DE@euro", "LC_MESSAGES": "en_GB"}, "de-DE"),
        ({"LC_ALL": "", "LANG": "fr"}, "fr"),
        ({"LANG": "C.UTF-8"}, "*"),
        ({"LANG": "POSIX"}, "*"),
        ({"LANG": "ko\r\nX: y"}, "*"),
        ({}, "*"),
    ],
)
def test_language_is_the_one_that_the_system_is_set_to(environ: dict[str, str], tag: str) -> None:
    assert language(environ) == tag


def test_refusal_is_told_in_the_words_of_the_server(server: Server, tmp_path: Path) -> None:
    api = sign_in(server.url, tmp_path / "terminal.json")
    with pytest.raises(ChatError) as told:
        api.call("/v1/sessions?limit=none")
    assert "limit" in str(told.value)
    assert server.url not in str(told.value)


def test_token_that_was_given_is_not_renewed_here(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(TOKEN_VARIABLE, "given")
    api = sign_in(server.url, tmp_path / "terminal.json")
    assert api.token == "given"
    with pytest.raises(ChatError, match=TOKEN_VARIABLE):
        renew(api)


@pytest.mark.slow(seconds=5.7)
async def test_talk_at_the_terminal_goes_on_when_its_token_runs_out(
    server: Server, tmp_path: Path
) -> None:
    api = await asyncio.to_thread(sign_in, server.url, tmp_path / "terminal.json")
    over = Api(server.url, aged(api.token, time.time() - 10), api.keep)
    shown: list[str] = []
    lines: asyncio.Queue[str | None] = asyncio.Queue()
    for line in ("What do you do?", None):
        lines.put_nowait(line)
    chat = Chat(over, *new_session("chat", {}), lines, shown.append)
    await asyncio.wait_for(chat.run(), 60)
    text = "".join(shown)
    assert "(signed in again)" in text
    assert "career coach" in text
    assert user_of(chat.api.token) == user_of(api.token)


def test_terminal_is_told_who_answers_or_the_provider_that_is_asked_for(
    server: Server, tmp_path: Path
) -> None:
    api = sign_in(server.url, tmp_path / "terminal.json")
    assert answerer(api, None) == answerer(api, "offline") == "rules, no model"
    assert answerer(api, "nobody") == ""
