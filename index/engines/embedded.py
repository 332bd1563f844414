"""The engine within the process: exact search with FAISS and two inverted indexes in memory, kept in a folder.

Passage ids are compared with those of a saved index only where the store says that it was saved from it.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from corpus.store import Store
from index import recipe
from index.dense import DenseIndex
from index.encoder import Encoder
from index.engines.base import Batch, Engine, Evidence, Ids, Opener
from index.errors import IndexCorrupt
from index.lexical import LexicalIndex
from index.manifest import SCHEMA, Manifest, hashes, read_manifest, replace_folder, sweep, write_manifest
from index.terms import Terms, by_fold

_SAVED = "index"  # what the store keeps the id of the saved index under
_BATCH = 4096  # vectors compared at a time
_BUILD = "hãy chạy `trich index build`"


def embedded(folder: Path) -> Opener:
    """An engine that is kept in ``folder``."""

    def opener(store: Store, encoder: Encoder) -> Engine:
        return Embedded(store, encoder, folder)

    return opener


class Embedded:
    """FAISS and BM25 in memory; see ``Engine``."""

    name = "embedded"

    def __init__(self, store: Store, encoder: Encoder, folder: Path) -> None:
        self._store, self._encoder, self._folder = store, encoder, folder
        self._lock = threading.RLock()
        self.dense, self.toned, self.folded = DenseIndex(encoder.dim), LexicalIndex(), LexicalIndex()
        self._forms: dict[str, tuple[str, ...]] | None = None
        # Whoever holds it is saving: what looks like a leftover is being written then.
        self._saving = FileLock(folder.with_name(f"{folder.name}.lock"))
        self._sweep()

    def __len__(self) -> int:
        with self._lock:
            return len(self.dense)

    def open(self) -> str | None:
        """Reads the saved folder, if there is one."""
        if not self._folder.exists():
            return None
        try:
            self._saved()
            with self._lock:
                self.dense = DenseIndex.load(self._folder / "dense.faiss", self._encoder.dim)
                self.toned = LexicalIndex.load(self._folder / "toned")
                self.folded = LexicalIndex.load(self._folder / "folded")
        except IndexCorrupt as error:
            self._clear()
            return str(error)
        return None

    @contextmanager
    def change(self, *, anew: bool = False) -> Iterator[Ids]:
        """Other processes have indexes of their own: only other threads are kept out."""
        with self._lock:
            if anew:
                self._clear()
            held = self.dense.ids()
            try:
                yield held
            except BaseException:
                if any(not np.array_equal(index.ids(), held) for index in (self.dense, self.toned, self.folded)):
                    self._clear()  # the three may differ now
                raise
            finally:
                self._forms = None

    def whole(self) -> bool:
        """Other threads wait while it is filled."""
        return True

    def add(self, batch: Batch) -> None:
        """Adds a batch to all three indexes."""
        self.dense.add(np.array(batch.ids, dtype=np.int64), batch.vectors)
        self.toned.add(batch.ids, [words.toned for words in batch.words])
        self.folded.add(batch.ids, [words.folded for words in batch.words])

    def remove(self, ids: Ids) -> None:
        """Removes ids from all three indexes."""
        for index in (self.dense, self.toned, self.folded):
            index.remove(ids)

    def evidence(
        self, query: NDArray[np.float32], words: Terms, k: int, documents: frozenset[str] | None
    ) -> list[Evidence]:
        """Scores of the best passages of each signal; all are exact."""
        allowed = None if documents is None else self._store.passages_of(documents)
        with self._lock:
            toned = self.toned.totals(dict.fromkeys(words.toned, 1.0))
            folded = self.folded.totals(dict.fromkeys(words.folded, 1.0))
            if allowed is not None:
                toned, folded = toned.among(allowed), folded.among(allowed)
            nearest = (passage_id for passage_id, _ in self.dense.search(query, k, allowed))
            ids = sorted({*nearest, *toned.best(k), *folded.best(k)})
            dense = self.dense.scores(query, ids).tolist()
        return [Evidence(*scores) for scores in zip(ids, dense, toned.of(ids), folded.of(ids), strict=True)]

    def document_frequency(self, term: str, *, folded: bool = False) -> int:
        """Counted over the passages that are held."""
        with self._lock:
            return (self.folded if folded else self.toned).document_frequency(term)

    def forms(self, folded: str) -> tuple[str, ...]:
        """Made anew after each change, when first asked for."""
        with self._lock:
            if self._forms is None:
                self._forms = by_fold(self.toned.terms())
            return self._forms.get(folded, ())

    def save(self, generation: int) -> None:
        """Writes the indexes and their manifest; an interrupted save leaves the previous ones or none."""
        with self._lock, self._saving:
            new = self._folder.with_name(f"{self._folder.name}.new-{uuid4().hex[:8]}")
            new.mkdir(parents=True)
            self.dense.save(new / "dense.faiss")
            self.toned.save(new / "toned")
            self.folded.save(new / "folded")
            manifest = self._manifest(generation, hashes(new))
            write_manifest(new, manifest)
            self._store.set_meta(_SAVED, manifest.id)
            replace_folder(new, self._folder)

    def saved(self) -> bool:
        """Whether the folder holds the passages that are in memory."""
        try:
            kept = self._saved().passages_sha256
        except IndexCorrupt:
            return False
        return kept == _ids_sha256(self.dense.ids())

    def faults(self) -> list[str]:
        """Compares the store with the indexes in memory, vector by vector, and with the saved folder."""
        faults = []
        with self._lock:
            wanted = self._store.passage_ids()
            for name, index in (("vectơ", self.dense), ("có dấu", self.toned), ("không dấu", self.folded)):
                if not np.array_equal(index.ids(), wanted):
                    faults.append(f"chỉ mục {name} có {len(index)} đoạn văn, kho có {len(wanted)}: {_BUILD}")
            faults += self._wrong_vectors(wanted)
        try:
            if self._saved().passages_sha256 != _ids_sha256(wanted):
                faults.append(f"chỉ mục đã lưu là của một lúc khác của kho: {_BUILD}")
        except IndexCorrupt as error:
            faults.append(f"chỉ mục đã lưu không dùng được ({error}): {_BUILD}")
        return faults

    def reach(self) -> None:
        """It is where the program is."""

    def discard(self) -> None:
        """Nothing is kept elsewhere."""

    def close(self) -> None:
        """There is nothing to let go of."""

    def _clear(self) -> None:
        self.dense, self.toned, self.folded = DenseIndex(self._encoder.dim), LexicalIndex(), LexicalIndex()
        self._forms = None

    def _sweep(self) -> None:
        try:
            with self._saving.acquire(timeout=0):
                sweep(self._folder)
        except Timeout:  # another process saves at this moment
            return

    def _saved(self) -> Manifest:
        """The manifest of the saved index; raises IndexCorrupt where that is damaged or was not made from what is here."""
        saved = read_manifest(self._folder)
        if saved.encoder != self._encoder.revision or saved.recipe != recipe.RECIPE:
            raise IndexCorrupt(f"{self._folder} was made by another encoder or recipe")
        if saved.id != self._store.meta(_SAVED):
            raise IndexCorrupt(f"{self._folder} was made from another store, or another copy of this one")
        return saved

    def _wrong_vectors(self, ids: Ids) -> list[str]:
        for at in range(0, len(ids), _BATCH):
            batch = ids[at : at + _BATCH].tolist()
            stored = self._store.vectors(batch, self._encoder.revision)
            try:
                same = np.array_equal(self.dense.vectors(batch), stored)
            except KeyError:
                same = False
            if not same:
                return [f"chỉ mục vectơ có vectơ khác với kho: {_BUILD}"]
        return []

    def _manifest(self, generation: int, files: dict[str, str]) -> Manifest:
        ids = self.dense.ids()
        return Manifest(
            schema=SCHEMA,
            id=uuid4().hex,
            encoder=self._encoder.revision,
            recipe=recipe.RECIPE,
            generation=generation,
            passages=len(ids),
            passages_sha256=_ids_sha256(ids),
            created_at=datetime.now(UTC).isoformat(timespec="seconds"),
            files=files,
        )


def _ids_sha256(ids: Ids) -> str:
    return sha256(ids.astype("<i8").tobytes()).hexdigest()
