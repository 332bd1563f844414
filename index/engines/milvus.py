"""Milvus as the engine: vectors and terms of the passages lie in a collection on its servers (ADR 0017).

Meaning is searched by inner product of unit vectors (HNSW), words by inner product of sparse vectors: a passage holds how far each of
its terms counts (``lexical.saturation``), a question the idf of each of its terms, so that the product is BM25. Numbers and
counts of the terms lie in ``Vocabulary``, beside the store.

Vocabulary, collection and store belong together by a token that each change draws anew; where it differs, where a change was
broken off or the collection is not whole, all is filled anew from the store, into a collection of a new name.
"""

import json
import logging
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from corpus.store import Store
from index import recipe
from index.encoder import Encoder
from index.engines.base import Batch, Engine, Evidence, Ids, Opener
from index.engines.vocabulary import FIELDS, Field, Vocabulary
from index.errors import EngineUnavailable
from index.lexical import idf, saturation
from index.terms import Terms

FILE = "milvus-1.sqlite"  # the vocabulary, in the data directory
_TOKEN = "milvus"  # what the store keeps the token of the last change under
_ROWS = 512  # passages sent at a time, about 3 MB
_IDS = 4096  # ids asked for at a time
_DECIMALS = 6  # of a cosine
_TIMEOUT_S = 15.0
_DENSE_INDEX: Mapping[str, Any] = {
    "index_type": "HNSW",
    "metric_type": "IP",
    "params": {"M": 32, "efConstruction": 256},
}
_SPARSE_INDEX: Mapping[str, Any] = {"index_type": "SPARSE_INVERTED_INDEX", "metric_type": "IP"}
_NOT_LOADED = 101  # the error of a collection that is not in the server's memory
_NO_TERM = 0  # no term has this number: Milvus takes no vector of nothing
_BREADTH = 4  # neighbours that HNSW looks at for each that is wanted


@dataclass(frozen=True, slots=True)
class Address:
    """Where Milvus is, and what its collections of ours begin with. ``token``: "user:password" or an API key, "" for none."""

    uri: str
    token: str = field(default="", repr=False)
    prefix: str = "trich"


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
        self._store, self._encoder, self._address = store, encoder, address
        self._client = _connected(address)
        self._vocabulary = Vocabulary(folder / FILE)
        self._lock = threading.RLock()
        self._changing = FileLock(folder / f"{FILE}.lock")

    def __len__(self) -> int:
        return self._vocabulary.passages()

    def open(self) -> str | None:
        """Takes up the collection that the vocabulary names."""
        with self._alone():
            if self._collection is None:
                return None
            why = self._unusable()
            if why is None:
                with self._reached():
                    self._client.load_collection(self._collection, timeout=_TIMEOUT_S)
            return why

    @contextmanager
    def change(self) -> Iterator[Ids]:
        """Keeps out other processes on the same store as well."""
        with self._alone():
            if self._unusable() is not None:
                self._clear()
            held = self._vocabulary.ids()
            yield held
            if self._vocabulary.meta("dirty"):
                token = uuid4().hex
                self._vocabulary.set_meta(dirty="", filling="", token=token)
                self._store.set_meta(_TOKEN, token)

    def add(self, batch: Batch) -> None:
        """Counts the terms, and sends the passages in parts."""
        self._vocabulary.set_meta(dirty="1")
        words: dict[Field, list[list[str]]] = {
            "toned": [one.toned for one in batch.words],
            "folded": [one.folded for one in batch.words],
        }
        self._vocabulary.add(batch.ids, words)
        sparse = {name: self._saturated(name, told) for name, told in words.items()}
        rows = [
            {"id": int(passage_id), "document": document, "vector": vector, "toned": toned, "folded": folded}
            for passage_id, document, vector, toned, folded in zip(
                batch.ids, batch.documents, batch.vectors, sparse["toned"], sparse["folded"], strict=True
            )
        ]
        with self._reached():
            for at in range(0, len(rows), _ROWS):
                self._client.upsert(self._collection, rows[at : at + _ROWS], timeout=4 * _TIMEOUT_S)

    def remove(self, ids: Ids) -> None:
        """Takes passages out of the collection, and out of the counts of their terms."""
        if not len(ids):
            return
        self._vocabulary.set_meta(dirty="1")
        for at in range(0, len(ids), _ROWS):
            part = ids[at : at + _ROWS].tolist()
            with self._reached():
                rows = self._client.get(self._collection, part, output_fields=list(FIELDS), timeout=_TIMEOUT_S)
                self._client.delete(self._collection, ids=part, timeout=_TIMEOUT_S)
            self._vocabulary.remove(part, (number for row in rows for name in FIELDS for number in row[name]))

    def clear(self) -> None:
        """The next change begins a new collection, and drops this one."""
        with self._alone():
            self._vocabulary.set_meta(dirty="1")

    def evidence(
        self, query: NDArray[np.float32], words: Terms, k: int, documents: frozenset[str] | None
    ) -> list[Evidence]:
        """Asks for the best of each signal, then for the scores by words of all that was found; cosines are worked out here."""
        if documents is not None and not documents:
            return []
        among = "" if documents is None else f"document in {json.dumps(sorted(documents), ensure_ascii=False)}"
        asked = {"toned": self._weighed("toned", words.toned), "folded": self._weighed("folded", words.folded)}
        self._filled()
        with self._reached():
            found = set(self._search("vector", query.tolist(), k, among))
            for name, weights in asked.items():
                found.update(self._search(name, weights, k, among))
            # One that another process has just taken out of the store has no vector any more.
            ids = sorted(self._store.passages(found))
            these = f"id in {ids}"
            scores = {name: self._search(name, weights, len(ids), these) for name, weights in asked.items()}
        if not ids:
            return []
        dense = np.round(self._store.vectors(ids, self._encoder.revision) @ query, _DECIMALS).tolist()
        return [
            Evidence(k, cosine, scores["toned"].get(k, 0.0), scores["folded"].get(k, 0.0))
            for k, cosine in zip(ids, dense, strict=True)
        ]

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

    def faults(self, wanted: Ids) -> list[str]:
        """Compares the store with the vocabulary and with the collection, vector by vector."""
        build = "hãy chạy `trich index build`"
        told = []
        if not np.array_equal(self._vocabulary.ids(), wanted):
            told.append(f"bảng từ có {len(self)} đoạn văn, kho có {len(wanted)}: {build}")
        there = self._all_ids()
        if not np.array_equal(there, wanted):
            told.append(f"Milvus có {len(there)} đoạn văn, kho có {len(wanted)}: {build}")
        elif any(self._differ(wanted[at : at + _ROWS].tolist()) for at in range(0, len(wanted), _ROWS)):
            told.append(f"Milvus có vectơ khác với kho: {build}")
        return told

    def reach(self) -> None:
        """Asks whether the collection is there and full."""
        self._filled()
        with self._reached():
            there = self._collection is not None and self._client.has_collection(self._collection, timeout=_TIMEOUT_S)
        if not there:
            raise EngineUnavailable(
                f"Milvus ở {self._address.uri} không còn bộ sưu tập của kho này: hãy chạy `trich index build`."
            )

    def discard(self) -> None:
        """Drops the collection."""
        with self._alone(), self._reached():
            if self._collection is not None:
                self._client.drop_collection(self._collection, timeout=_TIMEOUT_S)

    def close(self) -> None:
        """Closes the connection and the vocabulary."""
        self._client.close()
        self._vocabulary.close()

    # -- within --------------------------------------------------------------------------------------------------------

    @property
    def _collection(self) -> str | None:
        return self._vocabulary.meta("collection")

    @property
    def _revision(self) -> str:
        return f"{self._encoder.revision}/{recipe.RECIPE}"

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self._lock, self._changing:
            yield

    @contextmanager
    def _reached(self) -> Iterator[None]:
        """What the client raises, in a sentence for people."""
        try:
            yield
        except _refusals() as error:
            raise EngineUnavailable(_told(self._address, error)) from error

    def _filled(self) -> None:
        """Another process may be filling the collection: what nothing there tells may well be told in a minute."""
        if self._vocabulary.meta("filling"):
            raise EngineUnavailable("Chỉ mục trên Milvus đang được lập lại: hãy đợi lệnh lập chỉ mục chạy xong.")

    def _unusable(self) -> str | None:
        """Why vocabulary and collection cannot be used with this store and encoder; None if they can."""
        name, kept = self._collection, self._vocabulary.meta
        if name is None:
            return "there is no collection yet"
        if kept("revision") != self._revision:
            return "the collection was made by another encoder or recipe"
        if kept("dirty") or kept("token") != (self._store.meta(_TOKEN) or ""):
            return "the last change was broken off, or was made from another copy of the store"
        with self._reached():
            if not self._client.has_collection(name, timeout=_TIMEOUT_S):
                return f"{name} is not there any more"
            (counted,) = self._client.query(name, filter="", output_fields=["count(*)"], timeout=_TIMEOUT_S)
        there, expected = counted["count(*)"], len(self)
        return None if there == expected else f"{name} holds {there} passages, not {expected}"

    def _clear(self) -> None:
        name = f"{self._address.prefix}_{uuid4().hex[:12]}"
        old = self._collection
        self._vocabulary.clear(collection=name, revision=self._revision, dirty="1", filling="1", token="")
        with self._reached():
            if old is not None:
                self._client.drop_collection(old, timeout=_TIMEOUT_S)
            self._create(name)

    def _create(self, name: str) -> None:
        from pymilvus import DataType, MilvusClient  # noqa: PLC0415 - an extra

        schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
        schema.add_field("id", DataType.INT64, is_primary=True)
        schema.add_field("document", DataType.VARCHAR, max_length=128)
        schema.add_field("vector", DataType.FLOAT_VECTOR, dim=self._encoder.dim)
        indexes = MilvusClient.prepare_index_params()
        indexes.add_index("vector", **_DENSE_INDEX)
        for name_of in FIELDS:
            schema.add_field(name_of, DataType.SPARSE_FLOAT_VECTOR)
            indexes.add_index(name_of, **_SPARSE_INDEX)
        self._client.create_collection(
            name, schema=schema, index_params=indexes, consistency_level="Strong", timeout=4 * _TIMEOUT_S
        )

    def _search(self, name: str, value: Any, k: int, among: str) -> dict[int, float]:
        """The scores of the ``k`` best passages of one field; of a sparse one only those above 0."""
        if not value or k <= 0:
            return {}
        params = {"ef": _BREADTH * k} if name == "vector" else {}
        asked = {
            "collection_name": self._collection,
            "data": [value],
            "anns_field": name,
            "limit": k,
            "filter": among,
            "search_params": {"metric_type": "IP", "params": params},
            "output_fields": ["id"],
            "timeout": _TIMEOUT_S,
        }
        try:
            (found,) = self._client.search(**asked)
        except _refusals() as error:
            if getattr(error, "code", None) != _NOT_LOADED:
                raise
            self._client.load_collection(self._collection, timeout=_TIMEOUT_S)  # the server was started anew
            (found,) = self._client.search(**asked)
        return {int(hit["id"]): float(hit["distance"]) for hit in found}

    def _saturated(self, name: Field, told: Sequence[Sequence[str]]) -> list[dict[int, float]]:
        """Each passage as a sparse vector: by the number of each term the share of its idf that it earns."""
        known = self._vocabulary.known(name, (term for terms in told for term in terms))
        mean = self._vocabulary.mean_length(name)
        return [_sparse(terms, known, mean) for terms in told]

    def _weighed(self, name: Field, terms: Iterable[str]) -> dict[int, float]:
        """The question as a sparse vector: by the number of each known term its idf."""
        passages = len(self)
        return {number: idf(passages, count) for number, count in self._vocabulary.known(name, terms).values()}

    def _all_ids(self) -> Ids:
        found: list[int] = []
        with self._reached():
            pages = self._client.query_iterator(
                self._collection, filter="id >= 0", output_fields=["id"], batch_size=_IDS, timeout=_TIMEOUT_S
            )
            try:
                while page := pages.next():
                    found += [row["id"] for row in page]
            finally:
                pages.close()
        return np.array(sorted(found), dtype=np.int64)

    def _differ(self, ids: list[int]) -> bool:
        with self._reached():
            rows = self._client.get(self._collection, ids, output_fields=["id", "vector"], timeout=_TIMEOUT_S)
        there = {row["id"]: row["vector"] for row in rows}
        stored = self._store.vectors(ids, self._encoder.revision)
        return not np.array_equal(np.array([there[k] for k in ids], dtype=np.float32), stored)


def _sparse(terms: Sequence[str], known: Mapping[str, tuple[int, int]], mean: float) -> dict[int, float]:
    if not terms:
        return {_NO_TERM: 1.0}
    words, counts = np.unique(np.array(terms, dtype=object), return_counts=True)
    length = np.full(len(words), len(terms), dtype=np.float32)
    shares = saturation(counts.astype(np.float32), length, mean)
    return {known[word][0]: float(share) for word, share in zip(words, shares, strict=True)}


def _connected(address: Address) -> Any:
    try:
        from pymilvus import MilvusClient  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise EngineUnavailable(
            "TRICH_ENGINE=milvus cần gói pymilvus: hãy chạy `make milvus`, hoặc bỏ TRICH_ENGINE để dùng chỉ mục có sẵn."
        ) from error
    logging.getLogger("pymilvus").setLevel(logging.CRITICAL)  # what it would write there is told here
    try:
        return MilvusClient(uri=address.uri, token=address.token, timeout=_TIMEOUT_S)
    except _refusals() as error:
        raise EngineUnavailable(_told(address, error)) from error


def _refusals() -> tuple[type[Exception], ...]:
    from grpc import RpcError  # noqa: PLC0415 - an extra
    from pymilvus.exceptions import MilvusException  # noqa: PLC0415

    return (MilvusException, RpcError)


def _told(address: Address, error: Exception) -> str:
    return (
        f"Không dùng được Milvus ở {address.uri} ({error}): hãy xem máy chủ đó có chạy không, TRICH_MILVUS_URI và "
        "TRICH_MILVUS_TOKEN có đúng không, hoặc bỏ TRICH_ENGINE để dùng chỉ mục có sẵn."
    )
