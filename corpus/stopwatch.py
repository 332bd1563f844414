"""Where the time goes: the parts of a piece of work name themselves, and whoever watches adds their times up.

    @stage("encode")          # or: with stage("encode"):
    def vectors(…): …

    with watching("rest") as watch:
        …
    watch.seconds             # {"encode": 0.4, "rest": 0.1}

A stage within a stage is taken out of the outer one, so that all parts add up to the whole. Every thread watches for itself;
where nobody watches, a stage costs about a microsecond.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass(slots=True)
class Stopwatch:
    """Seconds by stage, those of stages within it left out. ``seconds`` is complete when the watching has ended."""

    seconds: dict[str, float] = field(default_factory=dict)
    _open: list[str] = field(default_factory=list)
    _since: float = 0.0

    @property
    def total(self) -> float:
        """All seconds together."""
        return sum(self.seconds.values())

    def enter(self, name: str) -> None:
        """From now on time is this stage's."""
        self._count()
        self._open.append(name)

    def leave(self) -> None:
        """From now on time is the outer stage's again."""
        self._count()
        self._open.pop()

    def _count(self) -> None:
        now = time.perf_counter()
        if self._open:
            self.seconds[self._open[-1]] = self.seconds.get(self._open[-1], 0.0) + now - self._since
        self._since = now


_watch: ContextVar[Stopwatch | None] = ContextVar("watch", default=None)


@contextmanager
def watching(rest: str) -> Iterator[Stopwatch]:
    """Watches what this thread does; time that no stage takes counts as ``rest``."""
    watch = Stopwatch()
    token = _watch.set(watch)
    watch.enter(rest)
    try:
        yield watch
    finally:
        watch.leave()
        _watch.reset(token)


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Names what is done in it, or in the function that it decorates; a generator's body cannot be decorated."""
    watch = _watch.get()
    if watch is None:
        yield
        return
    watch.enter(name)
    try:
        yield
    finally:
        watch.leave()
