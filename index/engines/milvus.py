"""Milvus as the engine: vectors and terms of the passages lie in a collection on its servers (ADR 0017).

Meaning is searched by inner product of unit vectors (HNSW), words by inner product of sparse vectors: a passage holds how far each of
its terms counts (``lexical.saturation``), a question the idf of each of its terms, so that the product is BM25. Numbers and
counts of the terms lie in ``Vocabulary``, beside the store.

Store, vocabulary and collection belong together by a token that each change draws anew: both files keep it, and the collection has an
alias of that name, by which alone it is searched. Where they do not fit, all is filled anew from the store into a new collection.
"""

import json
import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from corpus.store import Store
from index import recipe
from index.dense import DECIMALS
from index.encoder import Encoder
from index.engines.base import Batch, Engine, Evidence, Ids, Opener
from index.engines.vocabulary import FIELDS, Field, Vocabulary
from index.errors import EngineBusy, EngineUnavailable
from index.lexical import idf, saturation
from index.terms import Terms

FILE = "milvus-1.sqlite"  # the vocabulary, in the data directory
_TOKEN = "milvus"  # what the store keeps the token of the last change under
_ROWS = 512  # passages sent at a time, about 3 MB
_IDS = 4096  # ids asked for at a time
_TIMEOUT_S, _LONG_S = 15.0, 600.0  # of what takes a moment, and of what takes as long as the collection is large
_WAIT_S = 60.0  # for another process to end its change
_DENSE_INDEX: Mapping[str, Any] = {
    "index_type": "HNSW",
    "metric_type": "IP",
    "params": {"M": 32, "efConstruction": 256},
}
_SPARSE_INDEX: Mapping[str, Any] = {"index_type": "SPARSE_INVERTED_INDEX", "metric_type": "IP"}
_NOT_FOUND, _NOT_LOADED = 100, 101  # errors of a collection: there is none, or it is not in the server's memory
_NO_TERM = 0  # no term has this number: Milvus takes no vector of nothing
_BREADTH = 4  # neighbours that HNSW looks at for each that is wanted
_MOST = 8_192  # passages asked for at once: Milvus gives 16,384 at most, and looks at 32,768
_BUILD = "hãy chạy `trich index build`"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Address:
    """Where Milvus is, and what its collections of ours begin with. ``token``: "user:password" or an API key, "" for none."""

    uri: str = field(repr=False)
    token: str = field(default="", repr=False)
    prefix: str = "trich"

    @property
    def shown(self) -> str:
        """The address without the user and password that it may name.

        >>> Address("http://root:secret@milvus:19530").shown
        'http://milvus:19530'
        """
        scheme, slashes, rest = self.uri.rpartition("://")
        return f"{scheme}{slashes}{rest.rpartition('@')[2]}"


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
                {"id": int(passage_id), "document": document, "vector": vector, "toned": by_tone, "folded": by_fold}
                for passage_id, document, vector, by_tone, by_fold in zip(
                    batch.ids[part], batch.documents[part], batch.vectors[part], toned, folded, strict=True
                )
            ]
            self._do(lambda name, rows=rows: self._client.upsert(name, rows, timeout=4 * _TIMEOUT_S))  # type: ignore[misc]
            self._vocabulary.settle()

    def remove(self, ids: Ids) -> None:
        """Takes passages out of the collection, and out of the counts of their terms."""
        for at in range(0, len(ids), _ROWS):
            self._touched = True
            rows = self._get(ids[at : at + _ROWS].tolist(), *FIELDS)
            numbers = {row["id"]: [number for name in FIELDS for number in row[name]] for row in rows}
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
        among = "" if documents is None else f"document in {json.dumps(sorted(documents), ensure_ascii=False)}"
        with self._reached():
            alias = self._alias()
            try:
                return self._evidence(alias, query, words, min(k, _MOST), among)
            except _refusals() as error:
                if getattr(error, "code", None) != _NOT_FOUND or self._alias() == alias:
                    raise
            return self._evidence(self._alias(), query, words, min(k, _MOST), among)  # a change has just ended

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
            if not np.array_equal(self._all_ids(), wanted):
                told.append(f"Milvus có các đoạn văn khác với kho: {_BUILD}")
            elif any(self._differ(wanted[at : at + _ROWS].tolist()) for at in range(0, len(wanted), _ROWS)):
                told.append(f"Milvus có vectơ khác với kho: {_BUILD}")
            return told

    def reach(self) -> None:
        """Asks whether the collection is there, in memory and full."""
        with self._reached():
            try:
                self._search(self._alias(), "vector", [0.0] * self._encoder.dim, 1, "")
            except _refusals() as error:
                if getattr(error, "code", None) != _NOT_FOUND:
                    raise
                raise EngineUnavailable(
                    f"Milvus ở {self._address.shown} không còn bộ sưu tập của kho này: {_BUILD}."
                ) from error

    def discard(self) -> None:
        """Drops the collection."""
        with self._alone(_WAIT_S), self._reached():
            self._drop_own()

    def close(self) -> None:
        """Closes the connection and the vocabulary."""
        self._client.close()
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
        with self._reached():
            name = self._vocabulary.meta("collection")
            if name is not None and self._client.has_collection(name, timeout=_TIMEOUT_S):
                for at in range(0, len(pending), _ROWS):
                    self._client.delete(name, ids=pending[at : at + _ROWS], timeout=_TIMEOUT_S)
        self._vocabulary.take_back()

    def _unusable(self) -> str | None:
        """Why vocabulary and collection cannot be used with this store and encoder; None if they can."""
        words, token = self._vocabulary.words(), self._store.meta(_TOKEN)
        name = words.get("collection")
        if name is None:
            return "there is no collection yet"
        if words["revision"] != self._revision:
            return "the collection was made by another encoder or recipe"
        if token == words.get("next"):  # the end of a change was broken off after the store had its token
            self._vocabulary.set_meta(token=words["next"], next="")
        elif token != words["token"]:
            return "the collection was made from another store, or from another copy of this one"
        with self._reached():
            if not self._own():
                return f"{name} is not there any more, or was taken on by another copy of this data directory"
            self._client.load_collection(name, timeout=_LONG_S)
            (counted,) = self._client.query(
                name, filter="", output_fields=["count(*)"], consistency_level="Strong", timeout=_LONG_S
            )
        there, expected = counted["count(*)"], len(self)
        return None if there == expected else f"{name} holds {there} passages, not {expected}"

    def _begin(self) -> None:
        """A new collection in the place of the old one, to be filled."""
        name, token = f"{self._address.prefix}_{uuid4().hex[:12]}", uuid4().hex
        with self._reached():
            self._drop_own()
            self._create(name)
            self._client.create_alias(name, _alias_of(name, token), timeout=_TIMEOUT_S)
        self._vocabulary.clear(collection=name, revision=self._revision, filling="1", token=token)
        self._store.set_meta(_TOKEN, token)

    def _settle(self) -> None:
        """Gives what was changed a new token: on the server, in the store and in the vocabulary."""
        words, token = self._vocabulary.words(), uuid4().hex
        name = words["collection"]
        self._vocabulary.set_meta(next=token)
        with self._reached():
            self._client.create_alias(name, _alias_of(name, token), timeout=_TIMEOUT_S)
            self._store.set_meta(_TOKEN, token)
            self._vocabulary.set_meta(token=token, next="", filling="")
            self._client.drop_alias(_alias_of(name, words["token"]), timeout=_TIMEOUT_S)

    def _own(self) -> bool:
        """Whether the collection is there and nobody has changed it since this data directory did."""
        words = self._vocabulary.words()
        name = words.get("collection")
        if name is None or not self._client.has_collection(name, timeout=_TIMEOUT_S):
            return False
        return _alias_of(name, words["token"]) in self._aliases(name)

    def _aliases(self, name: str) -> list[str]:
        found: list[str] = self._client.list_aliases(collection_name=name, timeout=_TIMEOUT_S)["aliases"]
        return found

    def _drop_own(self) -> None:
        """Drops the collection, unless a copy of this data directory has gone on with it; goes on with a drop that failed."""
        words = self._vocabulary.words()
        name = words.get("doomed") or (words.get("collection") if self._own() else None)
        if not name:
            return
        self._vocabulary.set_meta(doomed=name)  # without its aliases nobody would know whose it is
        if self._client.has_collection(name, timeout=_TIMEOUT_S):
            for alias in self._aliases(name):
                self._client.drop_alias(alias, timeout=_TIMEOUT_S)
            self._client.drop_collection(name, timeout=_TIMEOUT_S)
        self._vocabulary.set_meta(doomed="")

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
        # Whoever wrote sees it at once; to wait for everybody's writing would cost every search a fifth of a second.
        self._client.create_collection(
            name, schema=schema, index_params=indexes, consistency_level="Session", timeout=_LONG_S
        )

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

    @contextmanager
    def _reached(self) -> Iterator[None]:
        """What the client raises, in a sentence for people."""
        try:
            yield
        except _refusals() as error:
            raise EngineUnavailable(_told(self._address, error)) from error

    def _do(self, what: Callable[[str], T]) -> T:
        """Does something with the collection, which is loaded first where the server was started anew."""
        name = self._vocabulary.meta("collection") or ""
        with self._reached():
            return self._loaded(name, lambda: what(name))

    def _loaded(self, name: str, what: Callable[[], T]) -> T:
        try:
            return what()
        except _refusals() as error:
            if getattr(error, "code", None) != _NOT_LOADED:
                raise
            self._client.load_collection(name, timeout=_LONG_S)
            return what()

    def _evidence(self, alias: str, query: NDArray[np.float32], words: Terms, k: int, among: str) -> list[Evidence]:
        asked = {"toned": self._weighed("toned", words.toned), "folded": self._weighed("folded", words.folded)}
        found = set(self._search(alias, "vector", query.tolist(), k, among))
        for name, weights in asked.items():
            found.update(self._search(alias, name, weights, k, among))
        # What another process has just taken out of the store has no vector there any more.
        held, vectors = self._store.vectors_there(found, self._encoder.revision)
        if not held:
            return []
        dense = np.round(vectors @ query, DECIMALS)
        these = f"id in {held}"
        toned, folded = (self._search(alias, name, weights, len(held), these) for name, weights in asked.items())
        return [
            Evidence(k, cosine, toned.get(k, 0.0), folded.get(k, 0.0))
            for k, cosine in zip(held, dense.tolist(), strict=True)
        ]

    def _search(self, alias: str, field: str, value: Any, k: int, among: str) -> dict[int, float]:
        """The scores of the ``k`` best passages of one field; of a sparse one only those above 0."""
        if not value or k <= 0:
            return {}
        params = {"ef": _BREADTH * k} if field == "vector" else {}
        (found,) = self._loaded(
            alias,
            lambda: self._client.search(
                alias,
                data=[value],
                anns_field=field,
                limit=k,
                filter=among,
                search_params={"metric_type": "IP", "params": params},
                output_fields=["id"],
                timeout=_TIMEOUT_S,
            ),
        )
        return {int(hit["id"]): float(hit["distance"]) for hit in found}

    def _weighed(self, field: Field, terms: Iterable[str]) -> dict[int, float]:
        """The question as a sparse vector: by the number of each known term its idf."""
        known, passages = self._vocabulary.known(field, terms), len(self)
        return dict(sorted((number, idf(max(passages, count), count)) for number, count in known.values()))

    def _get(self, ids: list[int], *fields: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._do(
            lambda name: self._client.get(name, ids, output_fields=["id", *fields], timeout=_TIMEOUT_S)
        )
        return found

    def _all_ids(self) -> Ids:
        def every(name: str) -> list[int]:
            found: list[int] = []
            pages = self._client.query_iterator(
                name, filter="id >= 0", output_fields=["id"], batch_size=_IDS, timeout=_LONG_S
            )
            try:
                while page := pages.next():
                    found += [row["id"] for row in page]
            finally:
                pages.close()
            return found

        return np.array(sorted(self._do(every)), dtype=np.int64)

    def _differ(self, ids: list[int]) -> bool:
        there = {row["id"]: row["vector"] for row in self._get(ids, "vector")}
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


def _connected(address: Address) -> Any:
    try:
        from pymilvus import MilvusClient  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise EngineUnavailable(
            "TRICH_ENGINE=milvus cần gói pymilvus: hãy chạy `make milvus`, hoặc bỏ TRICH_ENGINE để dùng chỉ mục có sẵn."
        ) from error
    logging.getLogger("pymilvus").setLevel(logging.CRITICAL)  # what it would write there is told here
    refused: tuple[type[Exception], ...] = (ValueError, *_refusals())  # the first of a port that is no number
    try:
        return MilvusClient(uri=address.uri, token=address.token, timeout=_TIMEOUT_S)
    except refused as error:
        raise EngineUnavailable(_told(address, error)) from error


def _refusals() -> tuple[type[Exception], ...]:
    from grpc import RpcError  # noqa: PLC0415 - an extra
    from pymilvus.exceptions import MilvusException  # noqa: PLC0415

    return (MilvusException, RpcError)


def _told(address: Address, error: Exception) -> str:
    return (
        f"Không dùng được Milvus ở {address.shown} ({error}): hãy xem máy chủ đó có chạy không, TRICH_MILVUS_URI và "
        "TRICH_MILVUS_TOKEN có đúng không, hoặc bỏ TRICH_ENGINE để dùng chỉ mục có sẵn."
    )
