"""Maps from the offsets of a cleaned text back to the text that it was made from."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Run:
    """``length`` code points that were kept as they are: ``target[start + k] == source[origin + k]``.

    A run of length 0 is an anchor: it only says that the target offset ``start`` stands at the source offset
    ``origin`` (needed between two characters that were both changed, and after a change at the very end).
    """

    start: int
    origin: int
    length: int


class MapBuilder:
    """Builds an exact map from the steps of a left-to-right rewrite.

    >>> builder = MapBuilder()
    >>> builder.keep(2)        # "Ti" was kept
    >>> builder.change(1, 3)   # "e", circumflex, acute became "ế"
    >>> builder.keep(2)        # "ng" was kept
    >>> builder.finish()
    OffsetMap(runs=(Run(start=0, origin=0, length=2), Run(start=3, origin=5, length=2)))
    """

    def __init__(self) -> None:
        self._runs: list[Run] = []
        self._target = 0  # where the next step starts in the target …
        self._source = 0  # … and in the source
        self._open: tuple[int, int, int] | None = None  # the run being extended: start, origin, length

    def keep(self, length: int) -> None:
        """The next ``length`` code points of the source were kept."""
        if length <= 0:
            return
        if self._open and self._open[0] + self._open[2] == self._target and self._reached() == self._source:
            self._open = (self._open[0], self._open[1], self._open[2] + length)
        else:
            self._begin(length)
        self._target += length
        self._source += length

    def change(self, made: int, read: int) -> None:
        """The next ``read`` code points of the source became ``made`` other ones (0: they were dropped)."""
        if made:
            self._anchor()
        self._target += made
        self._source += read

    def finish(self) -> "OffsetMap":
        """The map; a rewrite that kept everything gives the identity."""
        self._anchor()
        runs = (*self._runs, Run(*self._open)) if self._open else ()
        if runs == (Run(0, 0, self._source),) and self._target == self._source:
            return OffsetMap.identity()
        return OffsetMap(runs)

    def _reached(self) -> int:
        """The source offset that the runs so far give for every target offset from the end of the last run on."""
        return self._open[1] + self._open[2] if self._open else 0

    def _anchor(self) -> None:
        if self._open is None or self._reached() != self._source:
            self._begin(0)

    def _begin(self, length: int) -> None:
        # An anchor at the same place would never be asked again: the new run stands in for it.
        if self._open and not (self._open[2] == 0 and self._open[0] == self._target):
            self._runs.append(Run(*self._open))
        self._open = (self._target, self._source, length)


@dataclass(frozen=True, slots=True)
class OffsetMap:
    """A monotonic map from offsets in a target text to offsets in its source, as runs of unchanged characters.

    An offset between two runs (a character that was composed, replaced or put in) maps to where the source goes on
    after the run before it. No runs at all stand for the identity.

    >>> OffsetMap((Run(0, 4, 3), Run(3, 10, 5))).to_source(4)
    11
    """

    runs: tuple[Run, ...]

    def __post_init__(self) -> None:
        for before, after in pairwise(self.runs):
            if after.start < before.start + before.length or after.origin < before.origin + before.length:
                raise ValueError(f"runs overlap or go backwards: {before}, {after}")

    @classmethod
    def identity(cls) -> "OffsetMap":
        """The map of a text onto itself."""
        return cls(())

    @classmethod
    def of(cls, origins: Iterable[int]) -> "OffsetMap":
        """The map of a text whose k-th character stands at ``origins[k]`` of the source (never decreasing)."""
        runs: list[Run] = []
        start = origin = length = 0
        for at, here in enumerate(origins):
            if length and here == origin + length and at == start + length:
                length += 1
                continue
            if length and here < origin + length:
                continue  # put in, or a further character of the same source character
            if length:
                runs.append(Run(start, origin, length))
            start, origin, length = at, here, 1
        if length:
            runs.append(Run(start, origin, length))
        return cls(tuple(runs))

    def to_source(self, offset: int) -> int:
        """The source offset of a target offset (both in code points)."""
        if not self.runs:
            return offset
        k = self._run_at(offset)
        if k < 0:
            return self.runs[0].origin
        run = self.runs[k]
        return run.origin + min(offset - run.start, run.length)

    def span_to_source(self, start: int, end: int) -> tuple[int, int]:
        """The smallest stretch of the source that covers ``target[start:end]``.

        ``to_source(end)`` is where the *next* character stands, which may be far away where text was taken out; here
        the end follows the last character of the span.

        >>> OffsetMap((Run(0, 0, 3), Run(3, 90, 5))).span_to_source(0, 3)
        (0, 3)
        """
        first = self.to_source(start)
        if end <= start or not self.runs:
            return first, max(first, self.to_source(end))
        k = self._run_at(end - 1)
        if k >= 0 and end - 1 < self.runs[k].start + self.runs[k].length:
            return first, self.to_source(end - 1) + 1
        # The last character was changed: all that stands before the next run may have gone into it.
        return first, self.runs[k + 1].origin if k + 1 < len(self.runs) else self.to_source(end)

    def then(self, source: "OffsetMap") -> "OffsetMap":
        """The map of this target to the source of its source.

        ``self.then(m).to_source(x) == m.to_source(self.to_source(x))`` for every offset ``x``.
        """
        if not self.runs:
            return source
        if not source.runs:
            return self
        pieces: list[Run] = []
        for run in self.runs:
            end = run.origin + run.length
            at = run.origin
            k = source._run_at(at)
            while True:
                inner = source.runs[max(k, 0)]
                # Before the first run of the source everything stands at its origin: an anchor, like a gap.
                skip = min(at - inner.start, inner.length) if k >= 0 else 0
                length = max(0, min(inner.length - skip, end - at)) if k >= 0 else 0
                pieces.append(Run(run.start + at - run.origin, inner.origin + skip, length))
                k += 1
                if k >= len(source.runs) or source.runs[k].start > end:
                    break
                at = source.runs[k].start
        return OffsetMap(tuple(_joined(pieces)))

    def _run_at(self, offset: int) -> int:
        """The index of the last run that starts at or before ``offset``; -1 where none does."""
        return bisect_right(self.runs, offset, key=_start) - 1


def _start(run: Run) -> int:
    return run.start


def _joined(pieces: list[Run]) -> list[Run]:
    """The same map in as few runs as possible."""
    runs: list[Run] = []
    for piece in pieces:
        last = runs[-1] if runs else None
        if last and last.length == 0 and last.start == piece.start:
            runs.pop()  # hidden by the piece that starts at the same offset
            last = runs[-1] if runs else None
        if last and last.origin + last.length == piece.origin:
            if last.start + last.length == piece.start:
                runs[-1] = Run(last.start, last.origin, last.length + piece.length)
                continue
            if piece.length == 0:
                continue  # says what the run before it says already
        runs.append(piece)
    return runs
