"""What an engine must do. The store is the truth: an engine holds only what follows from it and can be filled anew."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.store import Store
from index.encoder import Encoder
from index.terms import Terms

Ids = NDArray[np.int64]  # passage ids


@dataclass(frozen=True, slots=True)
class Evidence:
    """The scores of one passage for one question: cosine, and BM25 of the toned and the folded field."""

    passage_id: int
    dense: float
    toned: float
    folded: float


@dataclass(frozen=True, slots=True)
class Batch:
    """Passages to be searched, in parallel: ids, the documents they are of, unit vectors float32 (n, dim), and terms."""

    ids: Sequence[int]
    documents: Sequence[str]
    vectors: NDArray[np.float32]
    words: Sequence[Terms]


class Engine(Protocol):
    """Passages by meaning and by words. Safe to use from several threads.

    What cannot be reached or used raises ``EngineUnavailable``, whose message is for people; the store raises its own errors.
    """

    name: str

    def __len__(self) -> int:
        """How many passages it holds."""
        ...

    def open(self) -> str | None:
        """Takes up what was kept. Where that is missing or does not fit the store nothing is held; then tells why, None if it was never there."""
        ...

    def change(self, *, anew: bool = False) -> AbstractContextManager[Ids]:
        """While it is open nobody else changes the engine; gives the ids that are held, ascending: none with ``anew``.

        Left by an error, the engine holds less than it is told, and the next change gives what it holds. Raises EngineBusy
        where another process is changing it.
        """
        ...

    def whole(self) -> bool:
        """Whether it has been filled; if not, the next change must go on with it."""
        ...

    def add(self, batch: Batch) -> None:
        """Adds passages under ids that are not held; within ``change``."""
        ...

    def remove(self, ids: Ids) -> None:
        """Removes ids; those that are not held are passed over; within ``change``."""
        ...

    def evidence(
        self, query: NDArray[np.float32], words: Terms, k: int, documents: frozenset[str] | None
    ) -> list[Evidence]:
        """All three scores of every passage that is among the ``k`` best of one of them, ordered by passage id.

        ``query`` is the question's vector (dim,). With ``documents`` only passages of these document ids count.
        """
        ...

    def document_frequency(self, term: str, *, folded: bool = False) -> int:
        """In how many passages a term stands."""
        ...

    def forms(self, folded: str) -> tuple[str, ...]:
        """The single toned terms that fold to ``folded``, in order: "phan" → "phăn", "phần"."""
        ...

    def save(self, generation: int) -> None:
        """Keeps what is held, of this generation of the store, for the next start; within the library's lock."""
        ...

    def saved(self) -> bool:
        """Whether what is held is what is kept."""
        ...

    def faults(self) -> list[str]:
        """What differs from the passages that the store has, in Vietnamese with what to do; empty when nothing does."""
        ...

    def reach(self) -> None:
        """Raises EngineUnavailable where no question could be answered now."""
        ...

    def discard(self) -> None:
        """Removes what is kept outside the data directory, which is about to be deleted."""
        ...

    def close(self) -> None:
        """Lets go of files and connections."""
        ...


Opener = Callable[[Store, Encoder], Engine]
