"""A run over somebody's question set: in a library that is thrown away, over what was ingested, or asked of a server."""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from corpus.records import Article
from corpus.store import Store
from eval.errors import UnreadableDataset
from eval.partial import Partial
from eval.remote import RemoteAnswerer
from eval.revisions import code_revision
from eval.runner import DEPTH
from eval.squad_asking import Given, GivenReading, Reply, ask_open
from eval.squad_records import Dataset, Fault, Item, Problem
from eval.throwaway import throwaway
from index.encoder import Encoder, FakeEncoder, open_encoder
from index.engines import embedded
from index.library import Library
from service.reader.base import Reader
from service.running import Running, start
from service.settings import Settings

Mode = Literal["reading", "open", "library"]
Progress = Callable[[str, int, int], None]  # what is being done, how many are done, of how many


@dataclass(frozen=True, slots=True)
class Finished:
    """A complete run: the questions that were put, what was said to each by id, what was measured, what was wrong."""

    items: tuple[Item, ...]
    replies: Mapping[str, Reply]
    about: Mapping[str, str]
    problems: tuple[Problem, ...]


def run_set(
    dataset: Dataset,
    mode: Mode,
    folder: Path,
    progress: Progress = lambda *_: None,
    say: Callable[[str], None] = lambda _: None,
    *,
    settings: Settings | None = None,
    encoder: Encoder | None = None,
    reader: Reader | None = None,
    remote: RemoteAnswerer | None = None,
) -> Finished:
    """Puts every question, in order, and keeps each reply in ``folder`` (``eval.partial``) until it is discarded there.

    A run that was stopped goes on from what it left. In mode "library", and in the open where a set has no contexts, the
    documents that were ingested are asked, or those of a server (``remote``, in mode "library" alone). Raises
    UnreadableDataset where there is nothing to read or to search.
    """
    if remote is not None:
        return _asked_of(remote, dataset, folder, progress, say)
    settings = settings or Settings()
    items, problems = dataset.items, list(dataset.problems)
    if mode == "reading":
        problems += [Problem(item.place, item.id, Fault.NO_CONTEXT) for item in items if item.context is None]
        items = tuple(item for item in items if item.context is not None)
        if not items:
            raise UnreadableDataset(
                f"{dataset.name} không có đoạn văn (context) nào để đọc: hãy chạy với --mode open, "
                "câu hỏi sẽ được hỏi trên kho tài liệu đã nạp."
            )
    if mode == "reading" and settings.reader is None:  # the better one at a text that is given: docs/reader.md
        settings = settings.model_copy(update={"reader": "trained"})
    encoder = encoder or open_encoder(settings.encoder, settings.data_dir, say, threads=settings.threads)
    own = mode == "library" or (mode == "open" and not dataset.contexts)
    with _opened(settings, encoder, reader, say, own=own) as running:
        about = _about(dataset, mode, running)
        with closing(_taken_up(folder, about, len(items), say)) as partial:
            left = [item for item in items if item.id not in partial.replies]
            with _asking(mode, running, dataset if left else None, progress) as ask:
                _put(items, ask, partial, progress)
    return _finished(items, partial, about, problems)


def _asked_of(
    remote: RemoteAnswerer, dataset: Dataset, folder: Path, progress: Progress, say: Callable[[str], None]
) -> Finished:
    about = {"mode": "library", "dataset": dataset.name, "dataset_sha256": dataset.sha256, **remote.about()}
    with closing(_taken_up(folder, about, len(dataset.items), say)) as partial:
        _put(dataset.items, lambda item: ask_open(remote, {}, item), partial, progress)
    return _finished(dataset.items, partial, about, list(dataset.problems))


def _taken_up(folder: Path, about: Mapping[str, str], count: int, say: Callable[[str], None]) -> Partial:
    """What a stopped run left; says so."""
    partial = Partial(folder, about)
    if partial.started_over:
        say("Kết quả dở dang trong thư mục là của bộ câu hỏi, mã nguồn hoặc bộ đọc khác: làm lại từ đầu.")
    elif partial.replies:
        say(f"Tiếp tục: đã có {len(partial.replies)}/{count} câu.")
    return partial


def _put(items: Sequence[Item], ask: Callable[[Item], Reply], partial: Partial, progress: Progress) -> None:
    """Puts the questions that have no reply yet."""
    left = [item for item in items if item.id not in partial.replies]
    for done, item in enumerate(left, 1 + len(items) - len(left)):
        partial.add(ask(item))
        progress("Đang hỏi", done, len(items))


def _finished(
    items: tuple[Item, ...], partial: Partial, about: Mapping[str, str], problems: Sequence[Problem]
) -> Finished:
    replies = {item.id: partial.replies[item.id] for item in items}
    not_asked = (
        Problem(item.place, item.id, Fault.NOT_ASKED, fault) for item in items if (fault := replies[item.id].fault)
    )
    return Finished(items, replies, about, (*problems, *not_asked))


@contextmanager
def _asking(
    mode: Mode, running: Running, dataset: Dataset | None, progress: Progress
) -> Iterator[Callable[[Item], Reply]]:
    """What answers a question; in the open, all contexts of the set are taken in first (none if nothing is to be asked)."""
    if mode != "reading":
        contexts = _index(running, dataset.contexts if dataset and mode == "open" else (), progress)
        yield lambda item: ask_open(running.answerer, contexts, item)
        return
    with tempfile.TemporaryDirectory() as name, closing(Store(Path(name) / "words.sqlite")) as store:
        words = Library(store, FakeEncoder(dim=2), embedded(Path(name) / "words"))
        yield GivenReading(running.answerer.reader, words, running.answerer.aliases).ask


def _index(running: Running, contexts: Sequence[tuple[str, str]], progress: Progress) -> dict[str, Given]:
    """Takes contexts (text, title) into the library; what was taken in, by origin."""
    found: dict[str, Given] = {}

    def articles() -> Iterator[Article]:
        for number, (context, title) in enumerate(contexts, 1):
            given = Given.of(context, title, f"context-{number}")
            if given.passages:
                found[given.article.origin] = given
                yield given.article
            progress("Đang lập chỉ mục", number, len(contexts))

    running.library.put_all(articles())
    return found


@contextmanager
def _opened(
    settings: Settings, encoder: Encoder, reader: Reader | None, say: Callable[[str], None], *, own: bool
) -> Iterator[Running]:
    """The service over an empty library that is removed after, or over the documents that were ingested (``own``)."""
    if not own:
        with throwaway(settings=settings, encoder=encoder, reader=reader, say=say) as running:
            yield running
        return
    with closing(start(settings, say, encoder=encoder, reader=reader)) as running:
        if not len(running.library):
            raise UnreadableDataset(
                "Câu hỏi được hỏi trên kho tài liệu đã nạp, mà kho đang trống: hãy nạp tài liệu bằng "
                "`trich ingest ĐƯỜNG_DẪN` trước."
            )
        yield running


def _about(dataset: Dataset, mode: Mode, running: Running) -> dict[str, str]:
    """What was measured. A stopped run goes on only if all of it is the same."""
    answerer, library = running.answerer, running.library
    about = {
        "mode": mode,
        "dataset": dataset.name,
        "dataset_sha256": dataset.sha256,
        "code": code_revision(),
        "encoder": library.encoder.revision,
        "reader": answerer.reader.revision,
        "fallback": running.fallback or "",
        "aliases": str(running.settings.aliases or ""),
    }
    if mode == "reading":
        return about
    contexts = len(dataset.contexts) if mode == "open" else 0
    searched = f"{contexts} contexts of the set" if contexts else f"ingested documents, index {library.version}"
    return about | {"searched": searched, "threshold": f"{answerer.threshold:g}", "passages": str(DEPTH)}
