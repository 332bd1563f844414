"""Stages: what is within another is taken out of it, and all add up."""

import threading
import time

import pytest

from corpus.stopwatch import stage, watching


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds that pass only when a test says so."""
    now = [100.0]
    monkeypatch.setattr(time, "perf_counter", lambda: now[0])
    return now


def test_an_inner_stage_is_taken_out_of_the_outer_one(clock: list[float]) -> None:
    @stage("encode")
    def encode() -> None:
        clock[0] += 3

    with watching("rest") as watch:
        clock[0] += 1
        with stage("search"):
            clock[0] += 10
            encode()
            clock[0] += 20
        encode()
        clock[0] += 5
    assert watch.seconds == {"rest": 6.0, "search": 30.0, "encode": 6.0}
    assert watch.total == 42.0


def test_time_counts_where_a_stage_fails_too(clock: list[float]) -> None:
    def fails() -> None:
        clock[0] += 2
        raise ValueError

    with watching("rest") as watch:
        with pytest.raises(ValueError), stage("read"):  # noqa: PT011
            fails()
        clock[0] += 1
    assert watch.seconds == {"rest": 1.0, "read": 2.0}


def test_where_nobody_watches_nothing_is_kept(clock: list[float]) -> None:
    with stage("read"):
        clock[0] += 2
    with watching("rest") as watch:
        pass
    with stage("read"):
        clock[0] += 2
    assert watch.seconds == {"rest": 0.0}


def test_each_thread_watches_for_itself(clock: list[float]) -> None:
    def beside() -> None:
        with stage("read"):
            clock[0] += 7

    with watching("rest") as watch:
        thread = threading.Thread(target=beside)
        thread.start()
        thread.join()
    assert watch.seconds == {"rest": 7.0}, "the other thread's stage is not ours, the waiting is"
