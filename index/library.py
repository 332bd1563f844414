"""The searchable whole: the store, its encoder, and the engine that searches what follows from them.

What the engine holds is a pure function of the store. Whatever happened — a crash, another process that ingested, files gone —
``sync`` compares passage ids and adds or removes what differs; it never trusts what it cannot check.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from corpus.records import Article
from corpus.stopwatch import stage
from corpus.store import Change, Entry, Store
from index import chunking, recipe, terms
from index.encoder import Encoder
from index.engines.base import Batch, Evidence, Ids, Opener
from index.errors import EngineBusy
from index.lexical import idf

_QUERIES = 256  # question vectors kept
_BATCH = 256  # passages encoded at a time
_ADDED = 4096  # passages read from the store and given to the engine at a time


class Library:
    """Documents that can be searched. Safe to use from several threads; other processes may write to the same store."""

    @stage("open library")
    def __init__(
        self, store: Store, encoder: Encoder, engine: Opener, progress: Callable[[str], None] = lambda _: None
    ) -> None:
        """Opens the engine, or fills it from the store where what it kept is missing or does not fit."""
        self.store = store
        self.encoder = encoder
        self.engine = engine(store, encoder)
        self._progress = progress
        self._lock = threading.RLock()
        self._query_vector = lru_cache(maxsize=_QUERIES)(self._encoded_query)
        self._generation = -1
        self._together = 0  # how many are putting in much at once
        self.rebuilt_because: str | None = None
        self._open()

    def close(self) -> None:
        """Lets go of the engine and closes the store."""
        try:
            self.engine.close()
        finally:
            self.store.close()

    def query_vector(self, question: str) -> NDArray[np.float32]:
        """The question's vector (dim,), read-only; kept, since searching and reading both compare with it."""
        return self._query_vector(question)

    @stage("encode")
    def _encoded_query(self, question: str) -> NDArray[np.float32]:
        vector: NDArray[np.float32] = self.encoder.encode_queries([question])[0].copy()
        vector.setflags(write=False)
        return vector

    def state(self) -> tuple[int, int]:
        """The generation of the store that the engine is of, and how many passages it holds; both of one moment, but where another
        process brings up the same engine.
        """
        with self._lock:
            return self._generation, len(self)

    @property
    def version(self) -> str:
        """Names the state that answers come from: it changes with documents, encoder and recipe."""
        word = f"{self._generation}/{self.encoder.revision}/{recipe.RECIPE}"
        return f"{self._generation}-{sha256(word.encode()).hexdigest()[:8]}"

    def __len__(self) -> int:
        return len(self.engine)

    # -- writing ---------------------------------------------------------------------------------------------------

    @stage("store")
    def put(self, origin: str, articles: Sequence[Article]) -> Change:
        """Makes ``articles`` all that there is of an origin; what is unchanged is not encoded again."""
        change = self.store.compare(origin, articles)
        if change == "unchanged":
            return change
        self._reach()
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

    def _reach(self) -> None:
        """Nothing is stored, and nothing taken out, while the engine cannot be asked."""
        if not self.engine.whole():
            self.sync()
        self.engine.reach()

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
        self._reach()
        removed = self.store.remove(document_id)
        if not self._together:
            self.sync()
        return removed

    def drop(self, origins: Sequence[str]) -> None:
        """Takes out what a newer version of its file no longer holds: all of it or, if it cannot be done, nothing."""
        self._reach()
        self.store.drop(origins)
        if not self._together:
            self.sync()

    # -- reading ---------------------------------------------------------------------------------------------------

    def evidence(
        self, query: NDArray[np.float32], words: terms.Terms, k: int, documents: frozenset[str] | None = None
    ) -> list[Evidence]:
        """The scores of every passage that is among the ``k`` best of one signal, ordered by passage id.

        ``query`` is the question's vector (dim,). With ``documents`` only passages of these document ids count.
        """
        self.sync()
        return self.engine.evidence(query, words, k, documents)

    def idf(self, term: str, *, folded: bool = False) -> float:
        """Inverse document frequency of a term over the passages."""
        frequency = self.engine.document_frequency(term, folded=folded)
        return idf(max(len(self.engine), frequency), frequency)  # it may have been emptied in between

    def document_frequency(self, term: str, *, folded: bool = False) -> int:
        """In how many passages a term stands."""
        return self.engine.document_frequency(term, folded=folded)

    def forms(self, folded: str) -> tuple[str, ...]:
        """The syllables and words of the passages that fold to ``folded``, as spelling keys: "phan" → "phăn", "phần"."""
        return self.engine.forms(folded)

    # -- keeping up with the store ---------------------------------------------------------------------------------

    def sync(self) -> None:
        """Brings the engine up to the store's present state; costs one look-up when nothing changed."""
        if self.store.generation() != self._generation or not self.engine.whole():
            try:
                self._catch_up()
            except EngineBusy:  # another process brings up what both search
                if not self.engine.whole():
                    raise

    @stage("index")
    def _catch_up(self, *, anew: bool = False) -> None:
        with self._lock:
            self._encode_missing()
            with self.engine.change(anew=anew) as held, self.store.snapshot():  # another process may write meanwhile
                generation = self.store.generation()
                wanted = self.store.passage_ids(self.encoder.revision)
                try:
                    self.engine.remove(np.setdiff1d(held, wanted))
                    for batch in self._batches(np.setdiff1d(wanted, held)):
                        self.engine.add(batch)
                except BaseException:
                    self._generation = -1  # what is held may be less than that of any generation
                    raise
            self._generation = generation

    @stage("index")
    def save(self) -> None:
        """Keeps the engine's present state for the next start."""
        with self._lock:
            self.sync()
            self.engine.save(self._generation)

    def save_if_changed(self) -> None:
        """Keeps the engine's state if the kept one is another."""
        with self._lock:
            self.sync()
            if not self.engine.saved():
                self.save()

    def verify(self) -> list[str]:
        """What is wrong between the store, what was kept and what is searched, in Vietnamese; empty when all agree."""
        with self._lock:
            self.sync()
            return self.engine.faults()

    def rebuild(self, *, encode: bool = False) -> None:
        """Fills the engine from the store again; with ``encode`` passages are cut and encoded anew as well."""
        with self._lock:
            if encode:
                self._recut()
            self._catch_up(anew=True)
            self.engine.save(self._generation)

    def _open(self) -> None:
        if self.store.meta("recipe") not in (None, recipe.RECIPE):
            self.rebuilt_because = "the way passages are cut has changed"
            self._progress("Cách cắt đoạn văn đã đổi: đang lập lại chỉ mục…")
            self._recut()
        if self.store.meta("recipe") is None:
            self.store.set_meta("recipe", recipe.RECIPE)
        if unusable := self.engine.open():
            self.rebuilt_because = unusable
            self._progress("Chỉ mục đã lưu không khớp với kho tài liệu: đang lập lại…")
        self.sync()
        if self.rebuilt_because:
            self.save()

    def _encode_missing(self) -> None:
        """Encodes passages whose vector is of another encoder, in batches that are each kept: it can be interrupted."""
        missing = np.setdiff1d(self.store.passage_ids(), self.store.passage_ids(self.encoder.revision))
        for at in range(0, len(missing), _BATCH):
            self._progress(f"Đang mã hóa lại đoạn văn cho bộ mã hóa hiện tại: {at}/{len(missing)}")
            ids, _, texts = self._texts(missing[at : at + _BATCH].tolist())
            self.store.set_vectors(ids, self.encoder.encode_passages(texts), self.encoder.revision)

    def _recut(self) -> None:
        for stored in self.store.documents():
            article = stored.article
            spans = chunking.spans(article)
            texts = [chunking.embedded_text(article.title, article.text[start:end]) for start, end in spans]
            self.store.recut(article.id, spans, self.encoder.encode_passages(texts), self.encoder.revision)
        self.store.set_meta("recipe", recipe.RECIPE)

    def _batches(self, ids: Ids) -> Iterator[Batch]:
        for at in range(0, len(ids), _ADDED):
            found, documents, texts = self._texts(ids[at : at + _ADDED].tolist())
            vectors = self.store.vectors(found, self.encoder.revision)
            yield Batch(found, documents, vectors, [terms.terms(text) for text in texts])

    def _texts(self, ids: Iterable[int]) -> tuple[list[int], list[str], list[str]]:
        """Those of the passages that there are, by id: ids, their documents, and what is embedded of them."""
        passages = self.store.passages(ids)
        titles = {s.article.id: s.article.title for s in self.store.documents(p.document_id for p in passages.values())}
        found = sorted(passages)
        documents = [passages[k].document_id for k in found]
        texts = [chunking.embedded_text(titles[passages[k].document_id], passages[k].text) for k in found]
        return found, documents, texts
