"""The running service: store, encoder, library and reader put together once from the settings."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from corpus.formats import walk
from corpus.store import Store
from index.encoder import Encoder, open_encoder
from index.ingest import Outcome, ingest_file
from index.library import Library
from service.answering import Answerer
from service.reader.base import Reader
from service.reader.pattern_reader import PatternReader
from service.settings import Settings


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
        self.library.store.close()


def start(
    settings: Settings,
    progress: Callable[[str], None] = lambda _: None,
    *,
    encoder: Encoder | None = None,
    reader: Reader | None = None,
) -> Running:
    """Opens everything; provisions the encoder on the first start, which takes a while and is told to ``progress``."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    encoder = encoder or open_encoder(settings.encoder, settings.data_dir, progress, threads=settings.threads)
    library = Library(Store(settings.database), encoder, settings.index_dir, progress)
    reader = reader or PatternReader.load(encoder)
    threshold = reader.threshold if settings.answer_threshold is None else settings.answer_threshold
    answerer = Answerer(library, reader, threshold, settings.top_k)
    return Running(settings, library, answerer)


def seed_from(running: Running, folder: Path, progress: Callable[[str], None] = lambda _: None) -> list[Outcome]:
    """Ingests a folder of documents that come with the program; what somebody removed by hand stays removed."""
    removed = running.library.store.removed_origins()
    files = [(origin, path) for origin, path in walk([folder]) if origin not in removed]
    outcomes: list[Outcome] = []
    for number, (origin, path) in enumerate(files, 1):
        found = list(ingest_file(running.library, origin, path))
        if any(outcome.status != "unchanged" for outcome in found):
            progress(f"Nạp tài liệu {number}/{len(files)}: {origin}")
        outcomes += found
    return outcomes
