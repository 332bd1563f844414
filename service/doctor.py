"""Looks whether everything that answering needs is there and fits together."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass

from corpus.errors import CorpusError
from corpus.store import Store
from index.encoder import BUNDLED, Encoder, open_encoder, provision, verify
from index.errors import IndexingError
from index.library import Library
from service.errors import ServiceError
from service.reader.pattern_reader import PatternReader
from service.reader.span_reader import SpanReader
from service.running import engine
from service.settings import Settings
from service.system import refused


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at; ``detail`` says, in Vietnamese, what was found and what to do."""

    name: str
    ok: bool
    detail: str


def checks(settings: Settings, progress: Callable[[str], None]) -> Iterator[Check]:
    """Looks at the encoder's files, the store, the index and the reader, in this order."""
    try:
        if settings.encoder == BUNDLED:
            verify(provision(settings.data_dir, progress))
        encoder = open_encoder(settings.encoder, settings.data_dir, progress, threads=settings.threads)
        yield Check("bộ mã hóa", True, f"{encoder.name}, {encoder.revision}")
    except IndexingError as error:
        yield Check("bộ mã hóa", False, str(error))
        return
    try:
        with closing(Store(settings.database)) as store:
            yield Check("kho tài liệu", True, f"{store.counts()['documents']} tài liệu trong {settings.database}")
            yield _index(store, encoder, settings, progress)
    except CorpusError as error:
        yield Check("kho tài liệu", False, str(error))
    except OSError as error:
        yield Check("kho tài liệu", False, refused(error))
    yield _reader(encoder, settings)


def _reader(encoder: Encoder, settings: Settings) -> Check:
    """Opens the reader that is to be used; where the trained one fails, says so and what answers instead."""
    if settings.reader == "patterns":
        try:
            return Check("bộ đọc", True, PatternReader.load(encoder).revision)
        except ServiceError as error:
            return Check("bộ đọc", False, error.detail)
    try:
        return Check("bộ đọc", True, SpanReader.load(settings.data_dir, encoder, threads=settings.threads).revision)
    except ServiceError as error:
        why = error.detail
    try:
        return Check("bộ đọc", False, f"{why} Đang dùng bộ đọc dự phòng {PatternReader.load(encoder).revision}.")
    except ServiceError as error:
        return Check("bộ đọc", False, f"{why} {error.detail}")


def _index(store: Store, encoder: Encoder, settings: Settings, progress: Callable[[str], None]) -> Check:
    """Compares the index with the store; raises CorpusError or OSError where that cannot be read or written."""
    try:
        library = Library(store, encoder, engine(settings), progress)
        with closing(library.engine):
            library.save_if_changed()
            wrong = library.verify()
            held = len(library)
    except IndexingError as error:
        return Check("chỉ mục", False, str(error))
    return Check("chỉ mục", not wrong, "; ".join(wrong) or f"{held} đoạn văn, khớp với kho")
