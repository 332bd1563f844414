"""Measures how fast Trích is on this machine, or how fast a server answers, and where the time goes.

Documents go into a library that is thrown away; it is saved, opened again, and asked. The models are made ready before anything is
timed, and the first question of all, which is none of the set, is timed by itself: it loads what is loaded when first needed.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from corpus.formats import walk
from corpus.records import Article
from corpus.stopwatch import watching
from eval.bench_asking import SEED, WARM_UP, Asks, Progress, Question, here, one_round, revision, rounds, there
from eval.bench_machine import machine, peak_mib
from eval.bench_records import Asked, Bench, Grown, Ingest, Lap, Manifest, Memory, Opening, Round
from eval.errors import NotAsked, ServerUnreachable, WrongUsage
from eval.remote import RemoteAnswerer
from eval.revisions import code_revision
from eval.throwaway import about, throwaway
from index.encoder import Encoder
from index.ingest import ingest_file
from index.manifest import file_sha256
from index.recipe import RECIPE
from service.reader.base import Reader
from service.reader.training.pairs import read_all
from service.running import Running
from service.settings import Settings

File = tuple[str, Path]  # origin and place
_REFUSED = "refused"
_READING = "read files"  # what of taking documents in is no stage by itself
_OPENING = "rest"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked: the questions drawn from a set of this ``name``, in their order, and how many at a time."""

    name: str
    questions: tuple[Question, ...]
    levels: tuple[int, ...]


def measure_here(
    plan: Plan,
    documents: Sequence[Path],
    *,
    synthetic: int = 0,
    settings: Settings | None = None,
    encoder: Encoder | None = None,
    reader: Reader | None = None,
    progress: Progress = lambda *_: None,
    say: Callable[[str], None] = lambda _: None,
) -> Bench:
    """Takes documents (files and folders) in, opens their library and asks over it; ``synthetic`` documents more are then
    added, and it is asked again. Raises WrongUsage where there is nothing to ask over.
    """
    files = list(walk(documents))
    extra = extra_articles(synthetic)
    on = machine()  # before there is any load of our own
    settings = settings or Settings()
    with TemporaryDirectory() as place, ExitStack() as kept:

        def library() -> Running:
            return kept.enter_context(
                throwaway(settings=settings, encoder=encoder, reader=reader, folder=Path(place), say=say)
            )

        taken = ingested(library(), files, progress)
        kept.close()
        peaks = [peak_mib()]
        with watching(_OPENING) as watch:
            running = library()
        if running.fallback is not None:
            say(running.fallback)
        ask = here(running.answerer)
        opening = Opening(dict(watch.seconds), _first(ask))
        manifest = _manifest_here(plan, running, files)
        asked: list[Round] = []
        for one in rounds(ask, plan.questions, plan.levels, progress):
            if one.lap is Lap.AGAIN:
                peaks.append(peak_mib())
            asked.append(one)
        peaks.append(peak_mib())
        bench = Bench(manifest, on, tuple(asked), opening, taken, _memory(peaks))
        return bench if not extra else grown(bench, running, ask, extra, plan.questions, progress)


def measure_server(plan: Plan, remote: RemoteAnswerer, progress: Progress = lambda *_: None) -> Bench:
    """Asks a server over its own documents; raises ServerUnreachable where it does not answer the first question."""
    on = machine()
    ask = there(remote)
    try:
        _first(ask)
    except NotAsked as error:
        raise ServerUnreachable(f"Máy chủ {remote.url} không cho hỏi: {error.detail}.") from error
    told = remote.about()
    manifest = Manifest(
        where="server",
        url=remote.url,
        recipe=None,
        settings={"index_version": told["index_version"]},
        documents=int(told["documents"]) if told["documents"].isdigit() else 0,
        passages=None,
        documents_sha256=None,
        encoder=told["encoder"],
        reader=told["reader"],
        asked=_asked(plan),
        code=code_revision(),
        created_at=_now(),
    )
    return Bench(manifest, on, tuple(rounds(ask, plan.questions, plan.levels, progress)))


def ingested(running: Running, files: Sequence[File], progress: Progress = lambda *_: None) -> Ingest:
    """Takes files in as ``trich ingest`` does and saves the index; raises WrongUsage where nothing can be asked over."""
    took, refused = [], 0
    with watching(_READING) as watch:
        with running.library.together():
            for done, (origin, path) in enumerate(files, 1):
                started = time.perf_counter()
                refused += sum(one.status == _REFUSED for one in ingest_file(running.library, origin, path))
                took.append(round((time.perf_counter() - started) * 1000, 3))
                progress("Nạp tài liệu", done, len(files))
        running.library.save_if_changed()
    if not len(running.library):
        raise WrongUsage("Không nạp được tài liệu nào để đo: hãy chỉ ra tệp hoặc thư mục khác bằng --documents.")
    documents = running.library.store.counts()["documents"]
    return Ingest(len(files), refused, documents, len(running.library), dict(watch.seconds), tuple(took))


def extra_articles(count: int) -> list[Article]:
    """The first ``count`` of the passages that the reader's training pairs are about, each an article of its own.

    Raises WrongUsage where there are not so many.
    """
    if not count:
        return []
    found = {pair.passage_id: Article(pair.passage_id, pair.context, "") for pair in read_all()}
    if count > len(found):
        raise WrongUsage(f"--synthetic nhận nhiều nhất {len(found)} tài liệu, không nhận {count}.")
    return [found[name] for name in sorted(found)[:count]]


def grown(  # noqa: PLR0917 - a library that answers, and what is added to it
    bench: Bench,
    running: Running,
    ask: Asks,
    extra: Sequence[Article],
    questions: Sequence[Question],
    progress: Progress = lambda *_: None,
) -> Bench:
    """The benchmark with two rounds more, one question at a time, over the library with ``extra`` articles in it."""
    started = time.perf_counter()
    running.library.put_all(_told(extra, progress))
    seconds = time.perf_counter() - started
    more = [one_round(ask, questions, lap, 1, progress) for lap in (Lap.GROWN, Lap.GROWN_AGAIN)]
    return replace(bench, rounds=(*bench.rounds, *more), grown=Grown(len(extra), len(running.library), seconds))


def _told(articles: Sequence[Article], progress: Progress) -> Iterator[Article]:
    for done, article in enumerate(articles, 1):
        yield article
        progress("Thêm tài liệu", done, len(articles))


def _first(ask: Asks) -> float:
    """Asks what does not count; ms."""
    started = time.perf_counter()
    ask(Question("warm-up", WARM_UP))
    return round((time.perf_counter() - started) * 1000, 1)


def _memory(peaks: Sequence[float | None]) -> Memory | None:
    known = [peak for peak in peaks if peak is not None]
    return Memory(*known) if len(known) == len(peaks) else None


def _manifest_here(plan: Plan, running: Running, files: Iterable[File]) -> Manifest:
    told = about(running)
    digest = sha256()
    for origin, path in sorted(files):
        if path.is_file():
            digest.update(f"{origin} {file_sha256(path)}\n".encode())
    return Manifest(
        where="here",
        url=None,
        encoder=told["encoder"],
        reader=told["reader"],
        recipe=RECIPE,
        settings={
            "threads": str(running.settings.threads),
            "top_k": str(running.settings.top_k),
            "threshold": told["threshold"],
        },
        documents=int(told["documents"]),
        passages=len(running.library),
        documents_sha256=digest.hexdigest(),
        asked=_asked(plan),
        code=code_revision(),
        created_at=_now(),
    )


def _asked(plan: Plan) -> Asked:
    return Asked(plan.name, revision(plan.questions), len(plan.questions), SEED)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
