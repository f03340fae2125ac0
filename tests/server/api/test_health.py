"""The probes of a healthy server; of one without Redis see test_redis_away.py."""

import signal

from tests.processes import Servers, eventually
from tests.server.calls import Caller


def test_healthy_server_says_so(nobody: Caller) -> None:
    assert nobody.http.get("/health/live").json() == {"status": "ok"}
    ready = nobody.http.get("/health/ready")
    assert ready.status_code == 200
    assert ready.json() == {
        "status": "ok",
        "checks": {"redis": "ok", "sweep": "ok", "drain": "ok"},
        "warnings": [],
    }
    assert nobody.http.get("/health/startup").json()["checks"] == {"started": "ok"}
    assert ready.headers["cache-control"] == "no-store"


def test_probes_need_no_sign_in_and_no_origin(nobody: Caller) -> None:
    for probe in ("live", "ready", "startup"):
        answer = nobody.http.get(f"/health/{probe}", headers={"Origin": "https://evil.example"})
        assert answer.status_code == 200


def test_server_without_its_redis_lives_and_is_not_ready(servers: Servers) -> None:
    redis = servers.redis()
    server = servers.start(redis_url=redis.url)
    redis.signal(signal.SIGKILL)
    redis.wait()
    eventually(lambda: not server.is_ready(), "it is not ready")
    assert server.request("GET", "/health/live") == (200, {"status": "ok"})
    assert server.request("GET", "/health/ready")[1]["checks"]["redis"] == "away"
    # It had started: that does not become untrue, whether anybody has asked before or not.
    assert server.request("GET", "/health/startup")[0] == 200
    servers.adopt(redis.again())
    eventually(server.is_ready, "it is ready again")
