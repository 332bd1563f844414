"""BM25 over terms: an inverted index that grows and shrinks with the store.

Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), eq. 3.15, with the
never-negative idf of Lucene: ln(1 + (N - df + 0.5) / (df + 0.5)).
"""

import json
import math
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.errors import IndexCorrupt

K1 = 1.2
B = 0.75
FORMAT = 1
_COMPACT_AT = 0.25  # share of removed passages at which postings are written anew


def idf(passages: int, with_term: int) -> float:
    """Inverse document frequency of a term that stands in ``with_term`` of ``passages``.

    >>> round(idf(10, 1), 4)
    1.9924
    """
    return math.log(1 + (passages - with_term + 0.5) / (with_term + 0.5))


def saturation(tf: NDArray[np.float32], length: NDArray[np.float32], mean_length: float) -> NDArray[np.float32]:
    """The share (0..1) of its idf that a term earns by standing ``tf`` times in a passage of ``length`` terms."""
    return np.asarray(tf / (tf + K1 * (1 - B + B * length / mean_length)), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Totals:
    """BM25 of the passages that hold a term of a query: ``ids`` int64 (n,) ascending, ``scores`` float32 (n,) above 0."""

    ids: NDArray[np.int64]
    scores: NDArray[np.float32]

    def best(self, k: int) -> list[int]:
        """The ids of the ``k`` highest scores, the highest first, ties by id."""
        if len(self.ids) > k:
            least = np.partition(self.scores, -k)[-k] if k > 0 else np.inf
            ids, scores = self.ids[self.scores >= least], self.scores[self.scores >= least]
        else:
            ids, scores = self.ids, self.scores
        order = np.argsort(-scores, kind="stable")[:k]  # ids ascend: so they do among equal scores
        return [int(found) for found in ids[order]]

    def of(self, ids: Sequence[int]) -> list[float]:
        """The scores of given passages, 0 for those that hold no term."""
        wanted = np.asarray(ids, dtype=np.int64)
        at = np.minimum(np.searchsorted(self.ids, wanted), max(len(self.ids) - 1, 0))
        found = self.ids[at] == wanted if len(self.ids) else np.zeros(len(wanted), dtype=bool)
        return [float(self.scores[k]) if there else 0.0 for k, there in zip(at.tolist(), found.tolist(), strict=True)]

    def among(self, allowed: NDArray[np.int64]) -> "Totals":
        """Those of allowed passages."""
        kept = np.isin(self.ids, allowed)
        return Totals(self.ids[kept], self.scores[kept])


class LexicalIndex:
    """Terms of passages by passage id. Not thread-safe by itself.

    A passage has a slot (0, 1, …); for each term the slots that hold it and how often are two parallel arrays.
    Removed passages only lose their slot's ``alive`` mark until enough of them have gone.
    """

    def __init__(self) -> None:
        self._slots: dict[str, array[int]] = {}
        self._counts: dict[str, array[int]] = {}
        self._ids = array("q")
        self._lengths = array("i")
        self._alive: NDArray[np.bool_] = np.zeros(0, dtype=bool)
        self._slot_of: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self._slot_of)

    def ids(self) -> NDArray[np.int64]:
        """Ids of all passages in the index, ascending."""
        return np.array(sorted(self._slot_of), dtype=np.int64)

    def add(self, ids: Sequence[int], terms: Iterable[Sequence[str]]) -> None:
        """Adds passages under ids that are not there yet, each as the list of its terms."""
        for passage_id, words in zip(ids, terms, strict=True):
            slot = len(self._ids)
            self._ids.append(int(passage_id))
            self._lengths.append(len(words))
            self._slot_of[int(passage_id)] = slot
            for term, count in Counter(words).items():
                self._slots.setdefault(term, array("i")).append(slot)
                self._counts.setdefault(term, array("i")).append(count)
        self._alive = np.concatenate([self._alive, np.ones(len(self._ids) - len(self._alive), dtype=bool)])

    def remove(self, ids: Iterable[int]) -> None:
        """Removes ids; those that are not there are passed over."""
        for passage_id in ids:
            slot = self._slot_of.pop(int(passage_id), None)
            if slot is not None:
                self._alive[slot] = False
        if len(self._slot_of) < (1 - _COMPACT_AT) * len(self._ids):
            self._compact()

    def document_frequency(self, term: str) -> int:
        """In how many passages a term stands."""
        slots = self._slots.get(term)
        if not slots:
            return 0
        if len(self._slot_of) == len(self._ids):  # nothing was removed
            return len(slots)
        return int(self._alive[np.frombuffer(slots, dtype=np.int32)].sum())

    def terms(self) -> Iterator[str]:
        """All terms, in no order; some may stand only in passages that were removed."""
        return iter(self._slots)

    def idf(self, term: str) -> float:
        """Inverse document frequency of a term over the passages in the index."""
        return idf(len(self), self.document_frequency(term))

    def totals(self, query: Mapping[str, float]) -> Totals:
        """BM25 of every passage that holds a term of the query; ``query`` weighs its terms."""
        if not self._slot_of:
            return Totals(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32))
        lengths = np.frombuffer(self._lengths, dtype=np.int32).astype(np.float32)
        mean_length = max(float(lengths[self._alive].mean()), 1.0)
        total = np.zeros(len(self._ids), dtype=np.float32)
        for term, weight in sorted(query.items()):  # a fixed order: float sums must not depend on the caller's
            slots = self._slots.get(term)
            if not slots:
                continue
            at = np.frombuffer(slots, dtype=np.int32)
            tf = np.frombuffer(self._counts[term], dtype=np.int32).astype(np.float32)
            total[at] += weight * self.idf(term) * saturation(tf, lengths[at], mean_length)
        found = np.flatnonzero((total > 0) & self._alive)
        ids = np.frombuffer(self._ids, dtype=np.int64)[found]
        order = np.argsort(ids, kind="stable")
        return Totals(ids[order], total[found][order])

    def save(self, folder: Path) -> None:
        """Writes plain arrays, the list of terms and a parameter file into a folder."""
        self._compact()
        folder.mkdir(parents=True, exist_ok=True)
        terms = sorted(self._slots)
        arrays: dict[str, NDArray[np.int64] | NDArray[np.int32]] = {
            "ids": np.array(self._ids, dtype=np.int64),
            "lengths": np.array(self._lengths, dtype=np.int32),
            "ends": np.cumsum([len(self._slots[term]) for term in terms], dtype=np.int64),
            "slots": np.array([slot for term in terms for slot in self._slots[term]], dtype=np.int32),
            "counts": np.array([count for term in terms for count in self._counts[term]], dtype=np.int32),
        }
        for name, values in arrays.items():
            np.save(folder / f"{name}.npy", values, allow_pickle=False)
        (folder / "terms.json").write_text(json.dumps(terms, ensure_ascii=False), encoding="utf-8")
        (folder / "params.json").write_text(json.dumps({"format": FORMAT, "k1": K1, "b": B}), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "LexicalIndex":
        """Reads what ``save`` wrote; raises IndexCorrupt if it does not fit together."""
        try:
            params = json.loads((folder / "params.json").read_text(encoding="utf-8"))
            terms: list[str] = json.loads((folder / "terms.json").read_text(encoding="utf-8"))
            ids, lengths, ends, slots, counts = (
                np.load(folder / f"{name}.npy", allow_pickle=False)
                for name in ("ids", "lengths", "ends", "slots", "counts")
            )
        except (OSError, ValueError, EOFError) as error:
            raise IndexCorrupt(f"{folder} is no lexical index: {error}") from error
        total = int(ends[-1]) if len(ends) else 0
        fits = len(terms) == len(ends) and len(slots) == len(counts) == total and len(ids) == len(lengths)
        if params.get("format") != FORMAT or not fits or (total and int(slots.max()) >= len(ids)):
            raise IndexCorrupt(f"{folder} holds arrays that do not fit together")
        loaded = cls()
        loaded._ids = array("q", ids.astype(np.int64).tobytes())
        loaded._lengths = array("i", lengths.astype(np.int32).tobytes())
        loaded._alive = np.ones(len(ids), dtype=bool)
        loaded._slot_of = {passage_id: slot for slot, passage_id in enumerate(loaded._ids)}
        start = 0
        for term, end in zip(terms, ends.tolist(), strict=True):
            loaded._slots[term] = array("i", slots[start:end].astype(np.int32).tobytes())
            loaded._counts[term] = array("i", counts[start:end].astype(np.int32).tobytes())
            start = end
        return loaded

    def _compact(self) -> None:
        if len(self._slot_of) == len(self._ids):
            return
        new_slot = np.cumsum(self._alive) - 1
        for term in list(self._slots):
            at = np.array(self._slots[term], dtype=np.int32)
            keep = self._alive[at]
            if not keep.any():
                del self._slots[term], self._counts[term]
                continue
            self._slots[term] = array("i", new_slot[at[keep]].astype(np.int32).tobytes())
            self._counts[term] = array("i", np.array(self._counts[term], dtype=np.int32)[keep].tobytes())
        self._ids = array("q", np.array(self._ids, dtype=np.int64)[self._alive].tobytes())
        self._lengths = array("i", np.array(self._lengths, dtype=np.int32)[self._alive].tobytes())
        self._alive = np.ones(len(self._ids), dtype=bool)
        self._slot_of = {passage_id: slot for slot, passage_id in enumerate(self._ids)}
