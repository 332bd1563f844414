"""Nearest passages by inner product of unit vectors: exact search with FAISS, under the store's passage ids."""

from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from index.errors import IndexCorrupt

DECIMALS = 6  # of a cosine; float32 holds seven


class DenseIndex:
    """float32 vectors of one dimension by passage id; incremental in both directions. Not thread-safe by itself."""

    def __init__(self, dim: int) -> None:
        self.dim = dim
        self._faiss = faiss.IndexIDMap2(faiss.IndexFlatIP(dim))

    def __len__(self) -> int:
        return int(self._faiss.ntotal)

    def ids(self) -> NDArray[np.int64]:
        """Ids of all passages in the index, ascending."""
        return np.sort(faiss.vector_to_array(self._faiss.id_map))

    def add(self, ids: NDArray[np.int64], vectors: NDArray[np.float32]) -> None:
        """Adds vectors, float32 (n, dim) of unit norm, under ids that are not there yet."""
        if len(ids):
            self._faiss.add_with_ids(np.ascontiguousarray(vectors, dtype=np.float32), ids)

    def remove(self, ids: NDArray[np.int64]) -> None:
        """Removes ids; those that are not there are passed over."""
        if len(ids):
            self._faiss.remove_ids(faiss.IDSelectorBatch(ids))

    def search(
        self, query: NDArray[np.float32], k: int, allowed: NDArray[np.int64] | None = None
    ) -> list[tuple[int, float]]:
        """At most ``k`` (id, cosine) for one vector (dim,), by descending cosine, then id; of ``allowed`` ids if given."""
        if allowed is not None:
            allowed = np.intersect1d(allowed, self.ids())
        k = min(k, len(self) if allowed is None else len(allowed))
        if k <= 0:
            return []
        only = None if allowed is None else faiss.SearchParameters(sel=faiss.IDSelectorBatch(allowed))  # type: ignore[call-arg]
        scores, ids = self._faiss.search(query[None, :], k, params=only)
        rounded = np.round(scores[0], DECIMALS).tolist()
        return sorted(zip(ids[0].tolist(), rounded, strict=True), key=lambda hit: (-hit[1], hit[0]))

    def scores(self, query: NDArray[np.float32], ids: list[int]) -> NDArray[np.float32]:
        """Cosines of given passages with one vector (dim,): float32 (n,)."""
        # A product of equal vectors differs in its last bits by the row; reprints must tie.
        return np.asarray(np.round(self.vectors(ids) @ query, DECIMALS), dtype=np.float32)

    def vectors(self, ids: list[int]) -> NDArray[np.float32]:
        """The vectors of given passages, float32 (n, dim); raises KeyError for an id that is not there."""
        if not ids:
            return np.zeros((0, self.dim), dtype=np.float32)
        try:
            return np.asarray(self._faiss.reconstruct_batch(np.array(ids, dtype=np.int64)), dtype=np.float32)
        except RuntimeError as error:
            raise KeyError(f"a passage of {ids[:3]}… is not in the index") from error

    def save(self, path: Path) -> None:
        """Writes the index to one file; raises OSError where the system refuses."""
        with path.open("wb") as file:  # FAISS itself would tell of a full disk in words that no one can tell apart
            file.write(faiss.serialize_index(self._faiss).data)

    @classmethod
    def load(cls, path: Path, dim: int) -> "DenseIndex":
        """Reads what ``save`` wrote; raises IndexCorrupt if it cannot be read or has another dimension."""
        loaded = cls(dim)
        try:
            loaded._faiss = faiss.read_index(str(path))  # type: ignore[assignment]
            if loaded._faiss.d != dim:
                raise IndexCorrupt(f"{path} holds vectors of {loaded._faiss.d} dimensions, not {dim}")
            # A flat index that was cut short may load with fewer vectors than ids.
            if faiss.downcast_index(loaded._faiss.index).ntotal != loaded._faiss.ntotal:
                raise IndexCorrupt(f"{path} holds fewer vectors than ids")
        except (RuntimeError, AttributeError) as error:
            raise IndexCorrupt(f"{path} is no FAISS index of passages: {error}") from error
        return loaded
