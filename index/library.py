"""The searchable whole: the store, its encoder, and the two indexes derived from them.

The indexes are a pure function of the store. Whatever happened — a crash, another process that ingested, files gone —
``sync`` compares passage ids and adds or removes what differs; it never trusts what it cannot check. Passage ids are compared
with those of a saved index only where the store says that it was saved from it.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from corpus.records import Article
from corpus.stopwatch import stage
from corpus.store import Change, Entry, Store
from index import chunking, terms
from index.dense import DenseIndex
from index.encoder import Encoder
from index.errors import IndexCorrupt
from index.lexical import LexicalIndex
from index.manifest import SCHEMA, Manifest, hashes, read_manifest, replace_folder, sweep, write_manifest

RECIPE = f"{chunking.REVISION}+{terms.REVISION}"
_QUERIES = 256  # question vectors kept
_BATCH = 256  # passages encoded, or read from the store, at a time
_SAVED = "index"  # what the store keeps the id of the saved index under
_BUILD = "hãy chạy `trich index build`"


@dataclass(frozen=True, slots=True)
class Evidence:
    """The scores of one passage for one question: cosine, and BM25 of the toned and the folded field."""

    passage_id: int
    dense: float
    toned: float
    folded: float


class Library:
    """Documents that can be searched. Safe to use from several threads; other processes may write to the same store."""

    @stage("open library")
    def __init__(
        self, store: Store, encoder: Encoder, folder: Path, progress: Callable[[str], None] = lambda _: None
    ) -> None:
        """Opens the index in ``folder``, or derives it from the store where it is missing or does not fit."""
        self.store = store
        self.encoder = encoder
        self._folder = folder
        self._progress = progress
        self._lock = threading.RLock()
        self._query_vector = lru_cache(maxsize=_QUERIES)(self._encoded_query)
        self._dense = DenseIndex(encoder.dim)
        self._toned = LexicalIndex()
        self._folded = LexicalIndex()
        self._generation = -1
        self._together = 0  # how many are putting in much at once
        self._forms: dict[str, tuple[str, ...]] = {}
        self._forms_generation = -1
        self.rebuilt_because: str | None = None
        # Whoever holds it is saving: what looks like a leftover is being written then.
        self._saving = FileLock(folder.with_name(f"{folder.name}.lock"))
        self._sweep()
        self._open()

    def query_vector(self, question: str) -> NDArray[np.float32]:
        """The question's vector (dim,), read-only; kept, since searching and reading both compare with it."""
        return self._query_vector(question)

    @stage("encode")
    def _encoded_query(self, question: str) -> NDArray[np.float32]:
        vector: NDArray[np.float32] = self.encoder.encode_queries([question])[0].copy()
        vector.setflags(write=False)
        return vector

    def state(self) -> tuple[int, int]:
        """The generation of the store that the indexes are of, and how many passages they hold, both of one moment."""
        with self._lock:
            return self._generation, len(self)

    @property
    def version(self) -> str:
        """Names the state that answers come from: it changes with documents, encoder and recipe."""
        word = f"{self._generation}/{self.encoder.revision}/{RECIPE}"
        return f"{self._generation}-{sha256(word.encode()).hexdigest()[:8]}"

    def __len__(self) -> int:
        return len(self._dense)

    # -- writing ---------------------------------------------------------------------------------------------------

    @stage("store")
    def put(self, origin: str, articles: Sequence[Article]) -> Change:
        """Makes ``articles`` all that there is of an origin; what is unchanged is not encoded again."""
        change = self.store.compare(origin, articles)
        if change == "unchanged":
            return change
        kept = {stored.article.id: stored.article for stored in self.store.find(origin)}
        entries = [self._entry(article, known=kept.get(article.id) == article) for article in articles]
        change = self.store.put(origin, entries, self.encoder.revision)
        if not self._together:
            self.sync()
        return change

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is put in here is stored at once, each origin by itself; the indexes follow at the end, or when somebody searches.

        To bring the indexes up to date takes as long as the library is large: after each of thousands of articles it takes
        minutes.
        """
        with self._lock:
            self._together += 1
        try:
            yield
        finally:
            with self._lock:
                self._together -= 1
        self.sync()

    def put_all(self, articles: Iterable[Article]) -> None:
        """Puts articles of as many origins, one of each."""
        with self.together():
            for article in articles:
                self.put(article.origin, [article])

    def _entry(self, article: Article, *, known: bool) -> Entry:
        if known:  # the store keeps its passages as they are
            return Entry(article, (), np.zeros((0, self.encoder.dim), dtype=np.float32))
        spans = chunking.spans(article)
        texts = [chunking.embedded_text(article.title, article.text[start:end]) for start, end in spans]
        with stage("encode"):
            vectors = self.encoder.encode_passages(texts)
        return Entry(article, spans, vectors)

    def remove(self, document_id: str) -> bool:
        """Takes a document out; False if there is none of that id."""
        removed = self.store.remove(document_id)
        if not self._together:
            self.sync()
        return removed

    def drop(self, origins: Sequence[str]) -> None:
        """Takes out what a newer version of its file no longer holds: all of it or, if it cannot be done, nothing."""
        self.store.drop(origins)
        if not self._together:
            self.sync()

    # -- reading ---------------------------------------------------------------------------------------------------

    def evidence(
        self, query: NDArray[np.float32], words: terms.Terms, k: int, documents: frozenset[str] | None = None
    ) -> list[Evidence]:
        """The scores of every passage that is among the ``k`` best of one signal, ordered by passage id.

        ``query`` is the question's vector (dim,). All three scores are exact for each of them. With ``documents`` only
        passages of these document ids count.
        """
        self.sync()
        allowed = None if documents is None else self.store.passages_of(documents)
        with self._lock:
            toned = self._toned.scores(dict.fromkeys(words.toned, 1.0))
            folded = self._folded.scores(dict.fromkeys(words.folded, 1.0))
            if allowed is not None:
                kept = set(allowed.tolist())
                toned = {passage_id: score for passage_id, score in toned.items() if passage_id in kept}
                folded = {passage_id: score for passage_id, score in folded.items() if passage_id in kept}
            candidates = {passage_id for passage_id, _ in self._dense.search(query, k, allowed)}
            for scores in (toned, folded):
                candidates.update(sorted(scores, key=lambda passage_id: (-scores[passage_id], passage_id))[:k])
            ids = sorted(candidates)
            dense = self._dense.scores(query, ids).tolist()
        return [
            Evidence(k, cosine, toned.get(k, 0.0), folded.get(k, 0.0)) for k, cosine in zip(ids, dense, strict=True)
        ]

    def idf(self, term: str, *, folded: bool = False) -> float:
        """Inverse document frequency of a term over the passages."""
        with self._lock:
            return (self._folded if folded else self._toned).idf(term)

    def document_frequency(self, term: str, *, folded: bool = False) -> int:
        """In how many passages a term stands."""
        with self._lock:
            return (self._folded if folded else self._toned).document_frequency(term)

    def forms(self, folded: str) -> tuple[str, ...]:
        """The syllables and words of the passages that fold to ``folded``, as spelling keys: "phan" → "phăn", "phần"."""
        with self._lock:
            if self._forms_generation != self._generation:
                self._forms = terms.by_fold(self._toned.terms())
                self._forms_generation = self._generation
            return self._forms.get(folded, ())

    # -- keeping up with the store ---------------------------------------------------------------------------------

    def sync(self) -> None:
        """Brings the indexes up to the store's present state; costs one look-up when nothing changed."""
        if self.store.generation() != self._generation:
            self._catch_up()

    @stage("index")
    def _catch_up(self) -> None:
        with self._lock:
            self._encode_missing()
            with self.store.snapshot():  # another process may write between two of these reads
                generation = self.store.generation()
                wanted = self.store.passage_ids(self.encoder.revision)
                for index in (self._dense, self._toned, self._folded):
                    index.remove(np.setdiff1d(index.ids(), wanted))
                self._add_dense(np.setdiff1d(wanted, self._dense.ids()))
                self._add_lexical(np.setdiff1d(wanted, self._toned.ids()))
            self._generation = generation

    @stage("index")
    def save(self) -> None:
        """Writes the indexes and their manifest; an interrupted save leaves the previous ones or none."""
        with self._lock:
            self.sync()
            with self._saving:
                new = self._folder.with_name(f"{self._folder.name}.new-{uuid4().hex[:8]}")
                new.mkdir(parents=True)
                self._dense.save(new / "dense.faiss")
                self._toned.save(new / "toned")
                self._folded.save(new / "folded")
                manifest = self._manifest(hashes(new))
                write_manifest(new, manifest)
                self.store.set_meta(_SAVED, manifest.id)
                replace_folder(new, self._folder)

    def save_if_changed(self) -> None:
        """Writes the indexes if the saved ones are of another state."""
        try:
            saved = self._saved().passages_sha256
        except IndexCorrupt:
            saved = None
        with self._lock:
            self.sync()
            if saved != _ids_sha256(self._dense.ids()):
                self.save()

    def verify(self) -> list[str]:
        """What is wrong between the store, the saved files and the indexes in memory, in Vietnamese; empty when all agree."""
        faults = []
        with self._lock:
            self.sync()
            wanted = self.store.passage_ids()
            for name, index in (("vectơ", self._dense), ("có dấu", self._toned), ("không dấu", self._folded)):
                if not np.array_equal(index.ids(), wanted):
                    faults.append(f"chỉ mục {name} có {len(index)} đoạn văn, kho có {len(wanted)}: {_BUILD}")
            faults += self._wrong_vectors(wanted)
            try:
                if self._saved().passages_sha256 != _ids_sha256(wanted):
                    faults.append(f"chỉ mục đã lưu là của một lúc khác của kho: {_BUILD}")
            except IndexCorrupt as error:
                faults.append(f"chỉ mục đã lưu không dùng được ({error}): {_BUILD}")
        return faults

    def rebuild(self, *, encode: bool = False) -> None:
        """Derives the indexes from the store again; with ``encode`` passages are cut and encoded anew as well."""
        with self._lock:
            if encode:
                self._recut()
            self._dense, self._toned, self._folded = DenseIndex(self.encoder.dim), LexicalIndex(), LexicalIndex()
            self._generation = -1
            self.save()

    def _sweep(self) -> None:
        try:
            with self._saving.acquire(timeout=0):
                sweep(self._folder)
        except Timeout:  # another process saves at this moment
            return

    def _open(self) -> None:
        if self.store.meta("recipe") not in (None, RECIPE):
            self.rebuilt_because = "the way passages are cut has changed"
            self._progress("Cách cắt đoạn văn đã đổi: đang lập lại chỉ mục…")
            self._recut()
        if self.store.meta("recipe") is None:
            self.store.set_meta("recipe", RECIPE)
        if self._folder.exists():
            try:
                self._saved()
                self._dense = DenseIndex.load(self._folder / "dense.faiss", self.encoder.dim)
                self._toned = LexicalIndex.load(self._folder / "toned")
                self._folded = LexicalIndex.load(self._folder / "folded")
            except IndexCorrupt as error:
                self.rebuilt_because = str(error)
                self._progress("Chỉ mục trên đĩa không khớp với kho tài liệu: đang lập lại…")
                self._dense, self._toned, self._folded = DenseIndex(self.encoder.dim), LexicalIndex(), LexicalIndex()
        self.sync()
        if self.rebuilt_because:
            self.save()

    def _saved(self) -> Manifest:
        """The manifest of the saved index; raises IndexCorrupt where that is damaged or was not made from what is here."""
        saved = read_manifest(self._folder)
        if saved.encoder != self.encoder.revision or saved.recipe != RECIPE:
            raise IndexCorrupt(f"{self._folder} was made by another encoder or recipe")
        if saved.id != self.store.meta(_SAVED):
            raise IndexCorrupt(f"{self._folder} was made from another store, or another copy of this one")
        return saved

    def _encode_missing(self) -> None:
        """Encodes passages whose vector is of another encoder, in batches that are each kept: it can be interrupted."""
        missing = np.setdiff1d(self.store.passage_ids(), self.store.passage_ids(self.encoder.revision))
        for at in range(0, len(missing), _BATCH):
            self._progress(f"Đang mã hóa lại đoạn văn cho bộ mã hóa hiện tại: {at}/{len(missing)}")
            ids, texts = self._texts(missing[at : at + _BATCH])
            self.store.set_vectors(ids, self.encoder.encode_passages(texts), self.encoder.revision)

    def _recut(self) -> None:
        for stored in self.store.documents():
            article = stored.article
            spans = chunking.spans(article)
            texts = [chunking.embedded_text(article.title, article.text[start:end]) for start, end in spans]
            self.store.recut(article.id, spans, self.encoder.encode_passages(texts), self.encoder.revision)
        self.store.set_meta("recipe", RECIPE)

    def _add_dense(self, ids: NDArray[np.int64]) -> None:
        for at in range(0, len(ids), _BATCH * 16):
            batch = ids[at : at + _BATCH * 16]
            self._dense.add(batch, self.store.vectors(batch.tolist(), self.encoder.revision))

    def _add_lexical(self, ids: NDArray[np.int64]) -> None:
        for at in range(0, len(ids), _BATCH * 16):
            found, texts = self._texts(ids[at : at + _BATCH * 16])
            words = [terms.terms(text) for text in texts]
            self._toned.add(found, [word.toned for word in words])
            self._folded.add(found, [word.folded for word in words])

    def _texts(self, ids: Iterable[int]) -> tuple[list[int], list[str]]:
        passages = self.store.passages(ids)
        titles = {s.article.id: s.article.title for s in self.store.documents(p.document_id for p in passages.values())}
        found = sorted(passages)
        texts = [chunking.embedded_text(titles[passages[k].document_id], passages[k].text) for k in found]
        return found, texts

    def _wrong_vectors(self, ids: NDArray[np.int64]) -> list[str]:
        for at in range(0, len(ids), _BATCH * 16):
            batch = ids[at : at + _BATCH * 16].tolist()
            stored = self.store.vectors(batch, self.encoder.revision)
            if not np.array_equal(self._dense.vectors(batch), stored):
                return [f"chỉ mục vectơ có vectơ khác với kho: {_BUILD}"]
        return []

    def _manifest(self, files: dict[str, str]) -> Manifest:
        ids = self._dense.ids()
        return Manifest(
            schema=SCHEMA,
            id=uuid4().hex,
            encoder=self.encoder.revision,
            recipe=RECIPE,
            generation=self._generation,
            passages=len(ids),
            passages_sha256=_ids_sha256(ids),
            created_at=datetime.now(UTC).isoformat(timespec="seconds"),
            files=files,
        )


def _ids_sha256(ids: NDArray[np.int64]) -> str:
    return sha256(ids.astype("<i8").tobytes()).hexdigest()
