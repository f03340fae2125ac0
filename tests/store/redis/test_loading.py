"""How long a starting Redis is waited for, on a clock that the test moves."""

import logging

import pytest

from store.redis.loading import START_S, TELL_S, Loading


def info(loaded: int, total: int = 1000) -> dict[str, str]:
    """What a Redis says that is loading."""
    return {
        "loading": "1",
        "loading_loaded_bytes": str(loaded),
        "loading_loaded_perc": f"{100 * loaded / total:.2f}",
        "loading_eta_seconds": str(total - loaded),
    }


def test_server_that_never_answers_is_given_up() -> None:
    loading = Loading(now=100)
    loading.hear({}, 100 + START_S)
    assert not loading.stalls(100 + START_S)
    loading.hear({}, 101 + START_S)
    assert loading.stalls(101 + START_S)
    assert not loading.done


def test_server_that_goes_on_loading_gets_all_the_time_it_takes() -> None:
    loading = Loading(now=0)
    now = 0.0
    for loaded in range(20):
        now += START_S
        loading.hear(info(loaded), now)
        assert not loading.stalls(now)
        loading.hear({}, now + START_S / 2)  # busy with a large value, say
        assert not loading.stalls(now + START_S / 2)
    assert not loading.done
    loading.hear({"loading": "0"}, now)
    assert loading.done


def test_server_that_loads_no_further_is_given_up() -> None:
    loading = Loading(now=0)
    loading.hear(info(7), 1)
    loading.hear(info(7), 2 + START_S)
    assert loading.stalls(2 + START_S)


def test_log_says_now_and_then_how_far_it_is(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    loading = Loading(now=0)
    loading.hear(info(10), TELL_S / 2)
    assert not caplog.records, "most starts are over by then"
    for tenths in range(10, 31):
        loading.hear(info(10 * tenths), TELL_S * tenths / 10)
    assert [record.message for record in caplog.records] == ["redis_loading"] * 3
    assert [vars(record)["percent"] for record in caplog.records] == ["10.00", "20.00", "30.00"]
    assert vars(caplog.records[0])["seconds_left"] == "900"
