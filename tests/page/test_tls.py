"""The page over TLS, which the shipped nginx.conf ends, in a real browser."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.page.conftest import SETTINGS, VIEWPORT, ready
from tests.page.screen import Screen
from tests.processes import Process, Server, Servers, clean_environ, eventually, free_port
from tests.server.process.test_nginx import configured

pytestmark = pytest.mark.slow


def certificate(folder: Path) -> dict[str, str]:
    """What names a certificate of our own in nginx.conf."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed")
    key, cert = folder / "key.pem", folder / "cert.pem"
    words = "req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=localhost"
    argv = [openssl, *words.split(), "-keyout", str(key), "-out", str(cert)]
    subprocess.run(argv, check=True, capture_output=True)
    names = f"ssl_certificate {cert}; ssl_certificate_key {key};"
    return {"tcp_nodelay on;": f"tcp_nodelay on; {names}"}


@pytest.fixture
def secure(servers: Servers, tmp_path: Path) -> Iterator[Server]:
    """The server as it is found over TLS."""
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        pytest.skip("nginx is not installed")
    worker, port = servers.start(**SETTINGS), free_port()
    listens = {f"listen 127.0.0.1:{port};": f"listen 127.0.0.1:{port} ssl;"}
    conf = configured(port, [worker.port], tmp_path, certificate(tmp_path) | listens)
    flags = "daemon off; user root;" if os.geteuid() == 0 else "daemon off;"
    argv = [program, "-c", str(conf), "-g", flags]
    nginx = Process(argv, tmp_path / "nginx.log", clean_environ(), tmp_path)
    servers.adopt(nginx)
    url = f"https://localhost:{port}"
    eventually(lambda: nginx.status is not None or answers(url), f"{url} answers")
    assert nginx.status is None, nginx.output()
    yield cast(Server, SimpleNamespace(url=url))
    nginx.stop()


def answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health/ready", verify=False, trust_env=False).status_code == 200
    except httpx.TransportError:
        return False


@pytest.fixture
def trusting(browser: Browser) -> Iterator[BrowserContext]:
    """A window of a browser that takes any certificate."""
    context = ready(browser.new_context(viewport=VIEWPORT, ignore_https_errors=True))
    context.new_page()
    yield context
    context.close()


def test_page_over_tls_is_signed_in_by_a_cookie_of_this_host_alone_and_live(
    secure: Server, trusting: BrowserContext
) -> None:
    screen = Screen(trusting, secure)
    screen.start("Career coach", topic="Salary")
    screen.wait_idle()
    expect(screen.badge).to_have_text("Live over WebSocket")
    (cookie,) = trusting.cookies()
    assert cookie["name"] == "__Host-careerpilot"
    assert (cookie["secure"], cookie["httpOnly"], cookie["path"]) == (True, True, "/")
    assert cookie["domain"] == "localhost"
    screen.page.reload()
    expect(screen.page.locator(".sessions a")).to_have_count(1)
    assert [kept["name"] for kept in trusting.cookies()] == [cookie["name"]]
    assert screen.errors == []
