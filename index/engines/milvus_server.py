"""A Milvus server as the engine needs it: collections with a vector and two sparse fields, and their aliases.

Every method raises EngineUnavailable, told to people, where the server refuses or cannot be reached, CollectionGone where it has no
such collection. A collection that is not in the server's memory, as after a restart, is loaded when it is asked.
"""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np

from index.engines.base import Ids
from index.errors import EngineUnavailable

ID, DOCUMENT, VECTOR = "id", "document", "vector"  # fields of every collection
_TIMEOUT_S, _LONG_S = 15.0, 600.0  # of what takes a moment, and of what takes as long as the collection is large
_IDS = 4096  # ids asked for at a time
_BREADTH = 4  # neighbours that HNSW looks at for each that is wanted
_DENSE_INDEX: Mapping[str, Any] = {
    "index_type": "HNSW",
    "metric_type": "IP",
    "params": {"M": 32, "efConstruction": 256},
}
_SPARSE_INDEX: Mapping[str, Any] = {"index_type": "SPARSE_INVERTED_INDEX", "metric_type": "IP"}
_NOT_FOUND, _NOT_LOADED = 100, 101  # errors of a collection: there is none, or it is not in the server's memory
MOST = 8_192  # passages asked for at once: Milvus gives 16,384 at most, and looks at 32,768
T = TypeVar("T")


class CollectionGone(EngineUnavailable):
    """There is no collection or alias of that name."""


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


class Server:
    """A connection to a server. Safe to use from several threads."""

    def __init__(self, address: Address) -> None:
        """Connects; raises EngineUnavailable where the client is not installed, or the server does not answer."""
        try:
            from pymilvus import MilvusClient  # noqa: PLC0415 - an extra
        except ImportError as error:
            raise EngineUnavailable(
                "TRICH_ENGINE=milvus cần gói pymilvus: hãy chạy `make milvus`, hoặc bỏ TRICH_ENGINE để dùng chỉ mục có sẵn."
            ) from error
        logging.getLogger("pymilvus").setLevel(logging.CRITICAL)  # what it would write there is told here
        self._address = address
        with self._reached():
            self._client = MilvusClient(uri=address.uri, token=address.token, timeout=_TIMEOUT_S)

    def close(self) -> None:
        """Closes the connection."""
        self._client.close()

    # -- collections -----------------------------------------------------------------------------------------------

    def create(self, name: str, dim: int, sparse: Sequence[str]) -> None:
        """A new collection with a vector of ``dim`` numbers and these sparse fields, in memory."""
        from pymilvus import DataType, MilvusClient  # noqa: PLC0415 - an extra

        schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
        schema.add_field(ID, DataType.INT64, is_primary=True)
        schema.add_field(DOCUMENT, DataType.VARCHAR, max_length=128)
        schema.add_field(VECTOR, DataType.FLOAT_VECTOR, dim=dim)
        indexes = MilvusClient.prepare_index_params()
        indexes.add_index(VECTOR, **_DENSE_INDEX)
        for field_name in sparse:
            schema.add_field(field_name, DataType.SPARSE_FLOAT_VECTOR)
            indexes.add_index(field_name, **_SPARSE_INDEX)
        with self._reached():
            # Whoever wrote sees it at once; to wait for everybody's writing would cost every search a fifth of a second.
            self._client.create_collection(
                name, schema=schema, index_params=indexes, consistency_level="Session", timeout=_LONG_S
            )

    def has(self, name: str) -> bool:
        """Whether there is a collection of that name."""
        with self._reached():
            return bool(self._client.has_collection(name, timeout=_TIMEOUT_S))

    def drop(self, name: str) -> None:
        """Drops a collection with its aliases, if it is there."""
        if self.has(name):
            for alias in self.aliases(name):
                self.drop_alias(alias)
            with self._reached():
                self._client.drop_collection(name, timeout=_TIMEOUT_S)

    def aliases(self, name: str) -> list[str]:
        """The other names of a collection."""
        with self._reached():
            found: list[str] = self._client.list_aliases(collection_name=name, timeout=_TIMEOUT_S)["aliases"]
            return found

    def add_alias(self, name: str, alias: str) -> None:
        """Gives a collection another name."""
        with self._reached():
            self._client.create_alias(name, alias, timeout=_TIMEOUT_S)

    def drop_alias(self, alias: str) -> None:
        """Takes a name away."""
        with self._reached():
            self._client.drop_alias(alias, timeout=_TIMEOUT_S)

    def count(self, name: str) -> int:
        """How many passages a collection holds, whoever wrote them."""
        (found,) = self._loaded(
            name,
            lambda: self._client.query(
                name, filter="", output_fields=["count(*)"], consistency_level="Strong", timeout=_LONG_S
            ),
        )
        return int(found["count(*)"])

    # -- passages --------------------------------------------------------------------------------------------------

    def send(self, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Puts passages in, in the place of those with the same ids."""
        self._loaded(name, lambda: self._client.upsert(name, list(rows), timeout=4 * _TIMEOUT_S))

    def delete(self, name: str, ids: Sequence[int]) -> None:
        """Takes passages out; those that are not there are passed over."""
        self._loaded(name, lambda: self._client.delete(name, ids=list(ids), timeout=_TIMEOUT_S))

    def get(self, name: str, ids: Sequence[int], *fields: str) -> list[dict[str, Any]]:
        """Those of the passages that are there: their ids and these fields."""
        found: list[dict[str, Any]] = self._loaded(
            name, lambda: self._client.get(name, list(ids), output_fields=[ID, *fields], timeout=_TIMEOUT_S)
        )
        return found

    def ids(self, name: str) -> Ids:
        """The ids of all passages, ascending."""

        def every() -> list[int]:
            found: list[int] = []
            pages = self._client.query_iterator(
                name, filter=f"{ID} >= 0", output_fields=[ID], batch_size=_IDS, timeout=_LONG_S
            )
            try:
                while page := pages.next():
                    found += [row[ID] for row in page]
            finally:
                pages.close()
            return found

        return np.array(sorted(self._loaded(name, every)), dtype=np.int64)

    def search(self, name: str, field_name: str, value: Any, k: int, among: str = "") -> dict[int, float]:
        """The inner products of the ``k`` passages where that of one field is highest, by id; of a sparse one only those above 0.

        ``value`` is a vector or, by dimension, a sparse one; ``among`` a filter in Milvus's words, "" for none.
        """
        if not value or k <= 0:
            return {}
        params = {"ef": _BREADTH * k} if field_name == VECTOR else {}
        (found,) = self._loaded(
            name,
            lambda: self._client.search(
                name,
                data=[value],
                anns_field=field_name,
                limit=k,
                filter=among,
                search_params={"metric_type": "IP", "params": params},
                output_fields=[ID],
                timeout=_TIMEOUT_S,
            ),
        )
        return {int(hit[ID]): float(hit["distance"]) for hit in found}

    def _loaded(self, name: str, what: Callable[[], T]) -> T:
        with self._reached():
            try:
                return what()
            except _refusals() as error:
                if getattr(error, "code", None) != _NOT_LOADED:
                    raise
                self._client.load_collection(name, timeout=_LONG_S)
                return what()

    @contextmanager
    def _reached(self) -> Iterator[None]:
        """What the client raises, in a sentence for people."""
        try:
            yield
        except _refusals() as error:
            shown = self._address.shown
            if getattr(error, "code", None) == _NOT_FOUND:
                raise CollectionGone(
                    f"Milvus ở {shown} không còn bộ sưu tập của kho này: hãy chạy `trich index build`."
                ) from error
            raise EngineUnavailable(
                f"Không dùng được Milvus ở {shown} ({error}): hãy xem máy chủ đó có chạy không, TRICH_MILVUS_URI và "
                "TRICH_MILVUS_TOKEN có đúng không, hoặc bỏ TRICH_ENGINE để dùng chỉ mục có sẵn."
            ) from error


def _refusals() -> tuple[type[Exception], ...]:
    from grpc import RpcError  # noqa: PLC0415 - an extra
    from pymilvus.exceptions import MilvusException  # noqa: PLC0415

    return (MilvusException, RpcError, ValueError)  # the last of an address that is none
