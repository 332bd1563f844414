"""The running service: store, encoder, library and reader put together once from the settings."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from hashlib import sha256
from pathlib import Path

from corpus.errors import UnreadableDocument
from corpus.formats import Reading, read_file, walk
from corpus.members import files_above
from corpus.records import Article
from corpus.stopwatch import stage
from corpus.store import Store
from index.encoder import Encoder, open_encoder
from index.engines import Opener, embedded
from index.engines.milvus import milvus
from index.engines.milvus_server import Address
from index.ingest import Outcome, articles_from
from index.library import Library
from service.answering import Answerer
from service.errors import ReaderUnavailable
from service.question import aliases
from service.reader.base import Reader
from service.reader.pattern_reader import PatternReader
from service.reader.span_reader import SpanReader
from service.settings import Settings

_SEEDED = "seeded "  # + origin: where the store keeps the fingerprint of a document that comes with the program


@dataclass(frozen=True, slots=True)
class Running:
    """Everything that answering needs. ``fallback`` tells that the reader is not the one that is meant to be used."""

    settings: Settings
    library: Library
    answerer: Answerer
    fallback: str | None = None

    def close(self) -> None:
        """Saves the index if it moved on, and closes the store."""
        self.library.save_if_changed()
        self.library.close()


def start(
    settings: Settings,
    progress: Callable[[str], None] = lambda _: None,
    *,
    encoder: Encoder | None = None,
    reader: Reader | None = None,
    models: Path | None = None,
) -> Running:
    """Opens everything; provisions the encoder on the first start, which takes a while and is told to ``progress``.

    ``models`` is the data directory that the models lie in, where that is not the one of the documents.
    """
    known = aliases.load(settings.aliases)  # before anything that takes long: it may be broken
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    encoder = encoder or open_encoder(settings.encoder, settings.data_dir, progress, threads=settings.threads)
    library = Library(Store(settings.database), encoder, engine(settings), progress)
    fallback = None
    if reader is None:
        reader, fallback = open_reader(settings, encoder, library, models or settings.data_dir)
    threshold = reader.threshold if settings.answer_threshold is None else settings.answer_threshold
    answerer = Answerer(library, reader, threshold, settings.top_k, known)
    return Running(settings, library, answerer, fallback)


def engine(settings: Settings) -> Opener:
    """What searches, as the settings say."""
    if settings.engine == "milvus":
        return milvus(Address(settings.milvus_uri, settings.milvus_token), settings.data_dir)
    return embedded(settings.index_dir)


@stage("open reader")
def open_reader(settings: Settings, encoder: Encoder, library: Library, models: Path) -> tuple[Reader, str | None]:
    """The trained reader unless the settings name patterns; where it cannot be used, patterns and the reason, for people to read."""
    if settings.reader == "patterns":
        return PatternReader.load(encoder, query_vector=library.query_vector), None
    try:
        return SpanReader.load(models, encoder, threads=settings.threads, query_vector=library.query_vector), None
    except ReaderUnavailable as error:
        return PatternReader.load(encoder, query_vector=library.query_vector), error.detail


def seed_from(running: Running, folder: Path, progress: Callable[[str], None] = lambda _: None) -> list[Outcome]:
    """Ingests a folder of documents that come with the program; what somebody removed by hand stays removed.

    That is so for whole files and for what stands in them: members of archives, records, short pieces of a page. What
    somebody replaced by a newer version under the same name is left alone as well, until the file itself changes.
    """
    library = running.library
    origins, ids = library.store.removed_origins(), library.store.removed_ids()
    files = [(origin, path) for origin, path in walk([folder]) if origin not in origins]
    outcomes: list[Outcome] = []
    with library.together():
        for number, (origin, path) in enumerate(files, 1):
            items = (item for item in read_file(origin, path) if _origin_of(item) not in origins)
            found = [outcome for item in items if (outcome := _put(library, item, ids)) is not None]
            if any(outcome.status != "unchanged" for outcome in found):
                progress(f"Nạp tài liệu {number}/{len(files)}: {origin}")
            outcomes += found
    return outcomes


def left_behind(running: Running, folder: Path) -> list[str]:
    """Origins of documents that came with the program at an earlier start, are still used, and are no longer in this folder."""
    store, here = running.library.store, {origin for origin, _ in walk([folder])}
    gone = [origin for origin in store.noted(_SEEDED) if here.isdisjoint(files_above(origin))]
    return [origin for origin in gone if store.find(origin)]


def _put(library: Library, item: Reading | UnreadableDocument, removed: frozenset[str]) -> Outcome | None:
    """Takes in what nobody removed or replaced of one reading; None if that is nothing."""
    try:
        if isinstance(item, UnreadableDocument):
            raise item
        whole = articles_from(item)
        articles = [article for article in whole if article.id not in removed]
    except UnreadableDocument as error:
        return Outcome(error.name, "refused", reason=error.reason)
    if not articles:
        return None
    store, seeded, told = library.store, _SEEDED + item.origin, _fingerprint(whole)
    # What differs from a document that is as it was taken in is somebody's newer version.
    newer = store.meta(seeded) == told and store.compare(item.origin, articles) == "updated"
    if newer or store.outdated(item.origin, articles):
        return None
    change = library.put(item.origin, articles)
    if store.meta(seeded) != told:
        store.set_meta(seeded, told)
    return Outcome(item.origin, change, tuple(articles))


def _fingerprint(articles: Sequence[Article]) -> str:
    """SHA-256 of all by which articles are told apart."""
    told = [[getattr(one, name.name) for name in fields(one) if name.compare] for one in articles]
    return sha256(repr(told).encode()).hexdigest()


def _origin_of(item: Reading | UnreadableDocument) -> str:
    return item.name if isinstance(item, UnreadableDocument) else item.origin
