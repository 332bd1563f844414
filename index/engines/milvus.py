"""Milvus as the engine: vectors and terms of the passages lie in a collection on its servers (ADR 0017).

Meaning is searched by inner product of unit vectors (HNSW), words by inner product of sparse vectors: a passage holds how far each of
its terms counts (``lexical.saturation``), a question the idf of each of its terms, so that the product is BM25. Numbers and
counts of the terms lie in ``Vocabulary``, beside the store.

Store, vocabulary and collection belong together by a token that each change draws anew: both files keep it, and the collection has an
alias of that name, by which alone it is searched. Where they do not fit, all is filled anew from the store into a new collection.
"""

import json
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from corpus.store import Store
from index import recipe
from index.dense import DECIMALS
from index.encoder import Encoder
from index.engines.base import Batch, Engine, Evidence, Ids, Opener
from index.engines.milvus_server import DOCUMENT, ID, MOST, VECTOR, Address, CollectionGone, Server
from index.engines.vocabulary import FIELDS, Field, Vocabulary
from index.errors import EngineBusy, EngineUnavailable
from index.lexical import idf, saturation
from index.terms import Terms

FILE = "milvus-1.sqlite"  # the vocabulary, in the data directory
_TOKEN = "milvus"  # what the store keeps the token of the last change under
_ROWS = 512  # passages sent at a time, about 3 MB
_WAIT_S = 60.0  # for another process to end its change
_NO_TERM = 0  # no term has this number: Milvus takes no vector of nothing
_BUILD = "hãy chạy `trich index build`"


def milvus(address: Address, folder: Path) -> Opener:
    """An engine on a Milvus server, with its vocabulary in ``folder``."""

    def opener(store: Store, encoder: Encoder) -> Engine:
        return Milvus(store, encoder, address, folder)

    return opener


class Milvus:
    """Passages on a Milvus server; see ``Engine``."""

    name = "milvus"

    def __init__(self, store: Store, encoder: Encoder, address: Address, folder: Path) -> None:
        """Connects; raises EngineUnavailable where the client is not installed, or the server does not answer."""
        self._store, self._encoder, self._prefix = store, encoder, address.prefix
        self._server = Server(address)
        self._vocabulary = Vocabulary(folder / FILE)
        self._lock = threading.RLock()
        self._changing = FileLock(folder / f"{FILE}.lock")
        self._touched = False

    def __len__(self) -> int:
        return self._vocabulary.passages()

    def open(self) -> str | None:
        """Takes up the collection that the vocabulary names."""
        if self._vocabulary.meta("collection") is None:
            return None
        try:
            with self._alone(0):
                self._take_back()
                return self._unusable()
        except EngineBusy:  # whoever is at it has looked
            return None

    @contextmanager
    def change(self, *, anew: bool = False) -> Iterator[Ids]:
        """Keeps out other processes on the same store as well: raises EngineBusy where one of them is at it."""
        with self._alone(_WAIT_S if anew else 0):
            self._take_back()
            if anew or self._unusable() is not None:
                self._begin()
            self._touched = self._vocabulary.meta("filling") == "1"
            yield self._vocabulary.ids()
            if self._touched:
                self._settle()

    def add(self, batch: Batch) -> None:
        """Counts the terms and sends the passages, a part after the other; a part that was not sent is taken back."""
        self._touched = True
        for at in range(0, len(batch.ids), _ROWS):
            part = slice(at, at + _ROWS)
            words: dict[Field, list[list[str]]] = {
                "toned": [one.toned for one in batch.words[part]],
                "folded": [one.folded for one in batch.words[part]],
            }
            numbers = self._vocabulary.add(batch.ids[part], words)
            toned, folded = (
                [_sparse(terms, numbers[name], self._vocabulary.mean_length(name)) for terms in words[name]]
                for name in FIELDS
            )
            rows = [
                {ID: int(passage_id), DOCUMENT: document, VECTOR: vector, "toned": by_tone, "folded": by_fold}
                for passage_id, document, vector, by_tone, by_fold in zip(
                    batch.ids[part], batch.documents[part], batch.vectors[part], toned, folded, strict=True
                )
            ]
            self._server.send(self._collection(), rows)
            self._vocabulary.settle()

    def remove(self, ids: Ids) -> None:
        """Takes passages out of the collection, and out of the counts of their terms."""
        for at in range(0, len(ids), _ROWS):
            self._touched = True
            rows = self._server.get(self._collection(), ids[at : at + _ROWS].tolist(), *FIELDS)
            numbers = {row[ID]: [number for name in FIELDS for number in row[name]] for row in rows}
            self._vocabulary.leave_pending({k: numbers.get(k, []) for k in ids[at : at + _ROWS].tolist()})
            self._take_back()

    def whole(self) -> bool:
        """Whether no filling was begun and not ended."""
        return not self._vocabulary.meta("filling")

    def evidence(
        self, query: NDArray[np.float32], words: Terms, k: int, documents: frozenset[str] | None
    ) -> list[Evidence]:
        """Asks for the best of each signal, then for the scores by words of all that was found; cosines are worked out here."""
        if documents is not None and not documents:
            return []
        among = "" if documents is None else f"{DOCUMENT} in {json.dumps(sorted(documents), ensure_ascii=False)}"
        alias = self._alias()
        try:
            return self._evidence(alias, query, words, min(k, MOST), among)
        except CollectionGone:
            if self._alias() == alias:
                raise
        return self._evidence(self._alias(), query, words, min(k, MOST), among)  # a change has just ended

    def document_frequency(self, term: str, *, folded: bool = False) -> int:
        """As the vocabulary counts."""
        return self._vocabulary.document_frequency("folded" if folded else "toned", term)

    def forms(self, folded: str) -> tuple[str, ...]:
        """As the vocabulary holds."""
        return self._vocabulary.forms(folded)

    def save(self, generation: int) -> None:
        """What is on the server is kept there."""

    def saved(self) -> bool:
        """It always is."""
        return True

    def faults(self) -> list[str]:
        """Compares the store with the vocabulary and with the collection, vector by vector."""
        with self._alone(_WAIT_S):
            wanted = self._store.passage_ids()
            told = []
            if not np.array_equal(self._vocabulary.ids(), wanted):
                told.append(f"bảng từ của Milvus ({FILE}) có các đoạn văn khác với kho: {_BUILD}")
            if not np.array_equal(self._server.ids(self._collection()), wanted):
                told.append(f"Milvus có các đoạn văn khác với kho: {_BUILD}")
            elif any(self._differ(wanted[at : at + _ROWS].tolist()) for at in range(0, len(wanted), _ROWS)):
                told.append(f"Milvus có vectơ khác với kho: {_BUILD}")
            return told

    def reach(self) -> None:
        """Asks whether the collection is there, in memory and full."""
        self._server.search(self._alias(), VECTOR, [0.0] * self._encoder.dim, 1)

    def discard(self) -> None:
        """Drops the collection."""
        with self._alone(_WAIT_S):
            self._drop_own()

    def close(self) -> None:
        """Closes the connection and the vocabulary."""
        self._server.close()
        self._vocabulary.close()

    # -- changing --------------------------------------------------------------------------------------------------

    @contextmanager
    def _alone(self, wait: float) -> Iterator[None]:
        """No other thread or process changes anything meanwhile; raises EngineBusy after ``wait`` seconds."""
        with self._lock:
            try:
                self._changing.acquire(timeout=wait)
            except Timeout as error:
                raise EngineBusy(
                    "Một chương trình khác đang ghi vào chỉ mục trên Milvus: hãy đợi chương trình đó xong rồi thử lại."
                ) from error
            try:
                yield
            finally:
                self._changing.release()

    def _take_back(self) -> None:
        """What was being sent when something failed is removed, on the server first: afterwards it is as if it never was."""
        pending = self._vocabulary.pending()
        if not pending:
            return
        if self._own():
            for at in range(0, len(pending), _ROWS):
                self._server.delete(self._collection(), pending[at : at + _ROWS])
        self._vocabulary.take_back()

    def _unusable(self) -> str | None:
        """Why vocabulary and collection cannot be used with this store and encoder; None if they can."""
        words, token = self._vocabulary.words(), self._store.meta(_TOKEN)
        name = words.get("collection")
        if name is None:
            return "there is no collection yet"
        if words["revision"] != self._revision:
            return "the collection was made by another encoder or recipe"
        if token and token == words.get("next"):  # the end of a change was broken off after the store had its token
            self._vocabulary.set_meta(token=words["next"], next="")
        elif token != words["token"]:
            return "the collection was made from another store, or from another copy of this one"
        if not self._own():
            return f"{name} is not there any more, or was taken on by another copy of this data directory"
        there, expected = self._server.count(name), len(self)
        return None if there == expected else f"{name} holds {there} passages, not {expected}"

    def _begin(self) -> None:
        """A new collection in the place of the old one, to be filled."""
        name, token = f"{self._prefix}_{uuid4().hex[:12]}", uuid4().hex
        self._drop_own()
        self._server.create(name, self._encoder.dim, FIELDS)
        self._server.add_alias(name, _alias_of(name, token))
        self._vocabulary.clear(collection=name, revision=self._revision, filling="1", token=token)
        self._store.set_meta(_TOKEN, token)

    def _settle(self) -> None:
        """Gives what was changed a new token: on the server, in the store and in the vocabulary."""
        words, token = self._vocabulary.words(), uuid4().hex
        name = words["collection"]
        self._vocabulary.set_meta(next=token)
        self._server.add_alias(name, _alias_of(name, token))
        self._store.set_meta(_TOKEN, token)
        self._vocabulary.set_meta(token=token, next="", filling="")
        self._server.drop_alias(_alias_of(name, words["token"]))

    def _own(self) -> bool:
        """Whether the collection is there and nobody has changed it since this data directory did."""
        words = self._vocabulary.words()
        name = words.get("collection")
        return (
            name is not None
            and self._server.has(name)
            and _alias_of(name, words["token"]) in self._server.aliases(name)
        )

    def _drop_own(self) -> None:
        """Drops the collection, unless a copy of this data directory has gone on with it; goes on with a drop that failed."""
        words = self._vocabulary.words()
        name = words.get("doomed") or (words.get("collection") if self._own() else None)
        if not name:
            return
        self._vocabulary.set_meta(doomed=name)  # without its aliases nobody would know whose it is
        self._server.drop(name)
        self._vocabulary.set_meta(doomed="")

    # -- asking ----------------------------------------------------------------------------------------------------

    @property
    def _revision(self) -> str:
        return f"{self._encoder.revision}/{recipe.RECIPE}"

    def _alias(self) -> str:
        """The name that the collection has now; raises EngineUnavailable while it is being filled."""
        words = self._vocabulary.words()
        if "collection" not in words:
            raise EngineUnavailable(f"Chỉ mục trên Milvus chưa được lập: {_BUILD}.")
        if words.get("filling"):  # what nothing there tells may well be told in a minute
            raise EngineUnavailable("Chỉ mục trên Milvus đang được lập lại: hãy đợi, hoặc chạy `trich index build`.")
        return _alias_of(words["collection"], words["token"])

    def _collection(self) -> str:
        return self._vocabulary.meta("collection") or ""

    def _evidence(self, alias: str, query: NDArray[np.float32], words: Terms, k: int, among: str) -> list[Evidence]:
        asked = {"toned": self._weighed("toned", words.toned), "folded": self._weighed("folded", words.folded)}
        found = set(self._server.search(alias, VECTOR, query.tolist(), k, among))
        for name, weights in asked.items():
            found.update(self._server.search(alias, name, weights, k, among))
        # What another process has just taken out of the store has no vector there any more.
        held, vectors = self._store.vectors_there(found, self._encoder.revision)
        if not held:
            return []
        dense = np.round(vectors @ query, DECIMALS)
        these = f"{ID} in {held}"
        toned, folded = (self._server.search(alias, name, weights, len(held), these) for name, weights in asked.items())
        return [
            Evidence(k, cosine, toned.get(k, 0.0), folded.get(k, 0.0))
            for k, cosine in zip(held, dense.tolist(), strict=True)
        ]

    def _weighed(self, field: Field, terms: Iterable[str]) -> dict[int, float]:
        """The question as a sparse vector: by the number of each known term its idf."""
        known, passages = self._vocabulary.known(field, terms), len(self)
        return dict(sorted((number, idf(max(passages, count), count)) for number, count in known.values()))

    def _differ(self, ids: list[int]) -> bool:
        there = {row[ID]: row[VECTOR] for row in self._server.get(self._collection(), ids, VECTOR)}
        stored = self._store.vectors(ids, self._encoder.revision)
        held = [there.get(k, []) for k in ids]
        return any(
            not np.array_equal(np.array(ours, dtype=np.float32), theirs)
            for ours, theirs in zip(held, stored, strict=True)
        )


def _alias_of(collection: str, token: str) -> str:
    return f"{collection}_{token[:12]}"


def _sparse(terms: Sequence[str], numbers: Mapping[str, int], mean: float) -> dict[int, float]:
    """A passage as a sparse vector: by the number of each term the share of its idf that it earns, in the order of numbers."""
    if not terms:
        return {_NO_TERM: 1.0}
    words, counts = np.unique(np.array(terms, dtype=object), return_counts=True)
    length = np.full(len(words), len(terms), dtype=np.float32)
    shares = saturation(counts.astype(np.float32), length, mean).tolist()
    return dict(sorted((numbers[word], share) for word, share in zip(words, shares, strict=True)))
